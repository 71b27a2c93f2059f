"""[SUBCATCHMENTS], [SUBAREAS] and [INFILTRATION]."""

from __future__ import annotations

from typing import Any

from sponge.io.inp import keywords
from sponge.io.inp.context import Context
from sponge.io.inp.keywords import match
from sponge.io.inp.numbers import SECONDS_PER_DAY
from sponge.io.inp.row import Row
from sponge.model.elements import CurveNumber, GreenAmpt, Horton, Infiltration, Subcatchment


def read_subcatchment(row: Row) -> None:
    """Name Gage Outlet Area Imperviousness Width Slope CurbLength (SnowPack)."""
    row.need(8, "Name Gage Outlet Area %Imperv Width %Slope CurbLength (SnowPack)")
    units = row.context.units
    fields = {
        "gage": row.ref(1, "gage"),
        "outlet": _outlet(row),
        "area": row.number(3, "area", low=0.0) * units.land,
        "impervious": min(row.number(4, "imperviousness", low=0.0), 100.0) / 100.0,
        "width": row.number(5, "width", low=0.0) * units.length,
        "slope": row.number(6, "slope", low=0.0) / 100.0,
        "curb_length": row.number(7, "curb length", low=0.0) * units.length,
        "snow_pack": row.ref(8, "snow pack") if len(row) > 8 else "",
        "tag": row.context.tags.get(("subcatchment", row.name.upper()), ""),
        "line": row.line,
        "comment": row.comment,
    }
    row.context.table("subcatchments")[row.own("subcatchment")] = fields


def _outlet(row: Row) -> str:
    name = row.ref(2, "node", "subcatchment")
    upper = name.upper()
    names = row.context.names
    if upper in names["node"] and upper in names["subcatchment"]:
        row.bad(f"outlet {name!r} is the name of a node and of a subcatchment", "give one of them another name")
    return name


def read_subarea(row: Row) -> None:
    """Subcatchment n_imperv n_perv storage_imperv storage_perv %zero RouteTo (%routed)."""
    row.need(7, "Subcatchment NImperv NPerv SImperv SPerv %Zero RouteTo (%Routed)")
    depth = row.context.units.depth
    name = row.ref(0, "subcatchment")
    row.context.table("subareas")[name] = {
        "roughness_impervious": row.number(1, "roughness", low=0.0),
        "roughness_pervious": row.number(2, "roughness", low=0.0),
        "storage_impervious": row.number(3, "depression storage", low=0.0) * depth,
        "storage_pervious": row.number(4, "depression storage", low=0.0) * depth,
        "impervious_without_storage": row.number(5, "share without depression storage", low=0.0) / 100.0,
        "route_to": keywords.ROUTE_TO[row.word(6, tuple(keywords.ROUTE_TO), "destination")],
        "routed": row.number(7, "share routed", 100.0, low=0.0, high=100.0) / 100.0,
    }


def read_infiltration(row: Row) -> None:
    """Subcatchment and three to five parameters (Method)."""
    name = row.ref(0, "subcatchment")
    method = row.context.options.infiltration
    own = match(row.tokens[-1], keywords.INFILTRATION)
    if own is not None:
        method = own
        row.tokens = row.tokens[:-1]
    needed = 5 if "HORTON" in method else 4
    row.need(needed, f"Subcatchment and {needed - 1} parameters of {method}")
    count = needed if "HORTON" in method and len(row) > needed else needed - 1
    values = list(row.numbers(1, count, "infiltration parameter")) + [0.0] * 5
    if not row.failed:
        infiltration = infiltration_of(row, method, values)
        if not row.failed:
            row.context.table("infiltration")[name] = infiltration


def infiltration_of(row: Row, method: str, values: list[float]) -> Infiltration:
    """SI parameters of a method."""
    units = row.context.units
    modified = method.startswith("MODIFIED")
    if "HORTON" in method:
        if min(values) < 0.0 or values[0] < values[1]:
            row.bad("invalid infiltration parameters", "none may be negative, nor the least rate exceed the greatest")
        return Horton(
            values[0] * units.rate, values[1] * units.rate, values[2] / 3600.0, values[3] * SECONDS_PER_DAY,
            values[4] * units.depth, modified,
        )  # fmt: skip
    if "GREEN" in method:
        suction, conductivity, deficit = values[:3]
        if suction < 0.0 or conductivity <= 0.0 or not 0.0 <= deficit <= 1.0:
            row.bad(
                "invalid infiltration parameters",
                f"{method} needs suction >= 0, conductivity > 0 and a deficit from 0 to 1",
            )
        return GreenAmpt(suction * units.depth, conductivity * units.rate, deficit, modified)
    if values[2] <= 0.0:
        row.bad("invalid infiltration parameters", f"{method} needs a drying time greater than 0")
    return CurveNumber(values[0], values[2] * SECONDS_PER_DAY, values[1] * units.rate)


def build_subcatchments(context: Context) -> dict[str, Subcatchment]:
    """Subcatchments with the rows of the other sections that belong to them."""
    built = {}
    subareas, infiltration = context.table("subareas"), context.table("infiltration")
    patterns = context.table("subcatchment_patterns")
    for name, fields in context.table("subcatchments").items():
        extra: dict[str, Any] = subareas.get(name, {})
        if not extra and not context.failed:
            context.problem(
                f"subcatchment {name!r} has no row in [SUBAREAS]", fields["line"], "SUBCATCHMENTS", fatal=False
            )
        built[name] = Subcatchment(
            name, **fields, **extra, infiltration=infiltration.get(name), **patterns.get(name, {})
        )
    return built
