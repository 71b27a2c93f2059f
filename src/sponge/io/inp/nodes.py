"""[JUNCTIONS], [OUTFALLS], [STORAGE] and [DIVIDERS]."""

from __future__ import annotations

from typing import Any

from sponge.io.inp import keywords
from sponge.io.inp.row import Row
from sponge.model import elements as el


def _put(row: Row, table: str, element: type, fields: dict[str, Any]) -> None:
    """Add a node to its table and to the order of nodes."""
    context = row.context
    if row.failed:
        return
    name = row.own("node")
    context.table(table)[name] = element(
        name, **fields, tag=context.tags.get(("node", name.upper()), ""), line=row.line, comment=row.comment
    )


def read_junction(row: Row) -> None:
    """Name Invert (MaxDepth InitDepth SurDepth PondedArea)."""
    row.need(2, "Name Elevation (MaxDepth InitDepth SurDepth PondedArea)")
    length = row.context.units.length
    fields = {
        "invert": row.number(1, "elevation") * length,
        "max_depth": row.number(2, "maximum depth", 0.0, low=0.0) * length,
        "initial_depth": row.number(3, "initial depth", 0.0, low=0.0) * length,
        "surcharge_depth": row.number(4, "surcharge depth", 0.0, low=0.0) * length,
        "ponded_area": row.number(5, "ponded area", 0.0, low=0.0) * row.context.units.area,
    }
    _put(row, "junctions", el.Junction, fields)


def read_outfall(row: Row) -> None:
    """Name Invert Kind (Stage|Curve|Series) (Gate) (RouteTo)."""
    row.need(3, "Name Elevation FREE|NORMAL|FIXED|TIDAL|TIMESERIES (StageData) (Gated) (RouteTo)")
    kind = row.word(2, keywords.OUTFALLS, "type of outfall")
    length = row.context.units.length
    fields: dict[str, Any] = {"invert": row.number(1, "elevation") * length, "kind": kind}
    gate = 3
    if kind in ("FIXED", "TIDAL", "TIMESERIES"):
        row.need(4, f"Name Elevation {kind} Stage (Gated) (RouteTo)")
        gate = 4
        if kind == "FIXED":
            fields["stage"] = row.number(3, "stage") * length
        else:
            fields["curve" if kind == "TIDAL" else "series"] = row.ref(3, "curve" if kind == "TIDAL" else "series")
    if len(row) == gate + 1:
        fields["flap_gate"] = row.flag(gate, "flap gate")
    elif len(row) == gate + 2:  # a longer row has neither
        fields["flap_gate"] = row.item(gate).upper() == "YES"
        fields["route_to"] = row.ref(gate + 1, "subcatchment")
    _put(row, "outfalls", el.Outfall, fields)


STORAGE_LAYOUT = (
    "Name Elevation MaxDepth InitDepth Shape Curve|A B C (SurDepth Evaporation Suction Conductivity Deficit)"
)


def read_storage(row: Row) -> None:
    """Name Invert MaxDepth InitDepth Shape Curve | A B C (SurDepth EvaporationFactor Exfiltration)."""
    row.need(6, STORAGE_LAYOUT)
    length = row.context.units.length
    shape = row.word(4, keywords.STORAGES, "shape of storage")
    fields: dict[str, Any] = {
        "invert": row.number(1, "elevation") * length,
        "max_depth": row.number(2, "maximum depth") * length,
        "initial_depth": row.number(3, "initial depth") * length,
        "shape": shape,
    }
    if shape == "TABULAR":
        fields["curve"] = row.ref(5, "curve")
        n = 6
    else:
        row.need(8, STORAGE_LAYOUT)
        fields.update(_storage_shape(row, shape))
        n = 8
    fields["surcharge_depth"] = row.number(n, "surcharge depth", 0.0) * length
    fields["evaporation_factor"] = row.number(n + 1, "evaporation factor", 0.0)
    fields["exfiltration"] = _exfiltration(row, n + 2)
    _put(row, "storages", el.Storage, fields)


def _storage_shape(row: Row, shape: str) -> dict[str, Any]:
    """The three numbers that follow the shape's name; slopes are bare, all others lengths (and FUNCTIONAL's own)."""
    length = row.context.units.length
    if shape == "FUNCTIONAL":
        coefficient, exponent = row.number(5, "coefficient"), row.number(6, "exponent")
        constant = row.number(7, "constant", low=0.0)
        try:
            scale = length ** (2.0 - exponent)
        except OverflowError:
            row.bad(f"exponent out of range: {row.item(6)}")
            scale = 1.0
        return {"coefficient": coefficient * scale, "exponent": exponent, "constant": constant * length**2}
    major, minor = row.number(5, "base length", above=0.0), row.number(6, "base width", above=0.0)
    if shape == "PARABOLIC":
        third = row.number(7, "height", above=0.0) * length
    elif shape == "CYLINDRICAL":
        third = row.number(7, "third parameter", low=0.0)
    else:
        third = row.number(7, "side slope", low=0.0)
    return {"shape_parameters": (major * length, minor * length, third)}


def _exfiltration(row: Row, n: int) -> el.Exfiltration | None:
    """Conductivity alone, or suction, conductivity and deficit."""
    units = row.context.units
    if len(row) <= n:
        return None
    if len(row) == n + 1:
        suction, conductivity, deficit = 0.0, row.number(n, "seepage rate"), 0.0
    else:
        row.need(n + 3, STORAGE_LAYOUT)
        suction, conductivity, deficit = row.numbers(n, 3, "exfiltration parameter")
    if conductivity == 0.0:
        return None
    if suction < 0.0 or conductivity < 0.0 or not 0.0 <= deficit <= 1.0:
        row.bad("invalid exfiltration parameters", "suction and conductivity >= 0, deficit from 0 to 1")
    return el.Exfiltration(suction * units.depth, conductivity * units.rate, deficit)


def read_divider(row: Row) -> None:
    """Name Invert Link Kind parameters (MaxDepth InitDepth SurDepth PondedArea)."""
    layout = "Name Elevation DivertedLink OVERFLOW | CUTOFF Flow | TABULAR Curve | WEIR MinFlow Height Coefficient"
    row.need(4, layout)
    units = row.context.units
    length = units.length
    kind = row.word(3, keywords.DIVIDERS, "type of divider")
    fields: dict[str, Any] = {"invert": row.number(1, "elevation") * length, "kind": kind}
    if row.item(2) not in ("", "*"):
        fields["link"] = row.ref(2, "link")
    n = {"OVERFLOW": 4, "CUTOFF": 5, "TABULAR": 5, "WEIR": 7}[kind]
    row.need(n, layout)
    if kind == "TABULAR":
        fields["curve"] = row.ref(4, "curve")
    elif kind != "OVERFLOW":
        fields["cutoff"] = row.number(4, "flow") * units.flow
    if kind == "WEIR":
        fields["weir_height"] = row.number(5, "weir height") * length
        fields["weir_coefficient"] = row.number(6, "weir coefficient") * (units.flow / length**1.5)
    for i, name in enumerate(("max_depth", "initial_depth", "surcharge_depth")):
        fields[name] = row.number(n + i, name.replace("_", " "), 0.0) * length
    fields["ponded_area"] = row.number(n + 3, "ponded area", 0.0) * units.area
    _put(row, "dividers", el.Divider, fields)
