# SPDX-License-Identifier: Apache-2.0
"""[JUNCTIONS], [OUTFALLS], [STORAGE] and [DIVIDERS]."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from sponge.base.units import Units
from sponge.io.inp.elements import Items, put_node, write_elements
from sponge.io.inp.listed_rows import read_listed, write_listed
from sponge.io.inp.row import Row
from sponge.io.inp.section import Section, tables_of
from sponge.io.inp.text import num, quoted, yes_no
from sponge.model.kinds import NODE_KIND
from sponge.model.model import Model
from sponge.model.nodes import NODE_KINDS, Divider, Exfiltration, Junction, Node, NodeKind, Outfall, Storage


def _no_stage(row: Row) -> dict[str, Any]:
    return {}


def _fixed_stage(row: Row) -> dict[str, Any]:
    return {"stage": row.number(3, "stage") * row.context.units.length}


def _tidal_stage(row: Row) -> dict[str, Any]:
    return {"curve": row.ref(3, "curve")}


def _series_stage(row: Row) -> dict[str, Any]:
    return {"series": row.ref(3, "series")}


STAGES: dict[str, Callable[[Row], dict[str, Any]]] = {  # kind of outfall -> the fields that item 3 sets
    "FREE": _no_stage, "NORMAL": _no_stage, "FIXED": _fixed_stage, "TIDAL": _tidal_stage, "TIMESERIES": _series_stage,
}  # fmt: skip


def read_outfall(row: Row) -> None:
    """Name Invert Kind (Stage|Curve|Series) (Gate) (RouteTo)."""
    row.need(3, "Name Elevation FREE|NORMAL|FIXED|TIDAL|TIMESERIES (StageData) (Gated) (RouteTo)")
    kind = row.word(2, tuple(STAGES), "type of outfall")
    fields: dict[str, Any] = {"invert": row.number(1, "elevation") * row.context.units.length, "kind": kind}
    gate = 3
    if STAGES[kind] is not _no_stage:
        row.need(4, f"Name Elevation {kind} Stage (Gated) (RouteTo)")
        gate = 4
    fields.update(STAGES[kind](row))
    if len(row) == gate + 1:
        fields["flap_gate"] = row.flag(gate, "flap gate")
    elif len(row) == gate + 2:  # a longer row has neither
        fields["flap_gate"] = row.item(gate).upper() == "YES"
        fields["route_to"] = row.ref(gate + 1, "subcatchment")
    put_node(row, NODE_KIND[Outfall], fields)


def _outfall(_: Model, n: Outfall, u: Units) -> list[str]:
    stage = {
        "FREE": [], "NORMAL": [], "FIXED": [num(n.stage, u.length)], "TIDAL": [quoted(n.curve)],
        "TIMESERIES": [quoted(n.series)],
    }[n.kind]  # fmt: skip
    route = [quoted(n.route_to)] if n.route_to else []
    return [num(n.invert, u.length), n.kind, *stage, yes_no(n.flap_gate), *route]


STORAGE_LAYOUT = (
    "Name Elevation MaxDepth InitDepth Shape Curve|A B C (SurDepth Evaporation Suction Conductivity Deficit)"
)


def read_storage(row: Row) -> None:
    """Name Invert MaxDepth InitDepth Shape Curve | A B C (SurDepth EvaporationFactor Exfiltration)."""
    row.need(6, STORAGE_LAYOUT)
    length = row.context.units.length
    shape = row.word(4, tuple(SHAPES), "shape of storage")
    fields: dict[str, Any] = {
        "invert": row.number(1, "elevation") * length,
        "max_depth": row.number(2, "maximum depth") * length,
        "initial_depth": row.number(3, "initial depth") * length,
        "shape": shape,
    }
    n = 6 if shape == "TABULAR" else 8
    row.need(n, STORAGE_LAYOUT)
    fields.update(SHAPES[shape].read(row))
    fields["surcharge_depth"] = row.number(n, "surcharge depth", 0.0) * length
    fields["evaporation_factor"] = row.number(n + 1, "evaporation factor", 0.0)
    fields["exfiltration"] = _exfiltration(row, n + 2)
    put_node(row, NODE_KIND[Storage], fields)


def _read_tabular(row: Row) -> dict[str, Any]:
    return {"curve": row.ref(5, "curve")}


def _write_tabular(n: Storage, _: Units) -> list[str]:
    return [quoted(n.curve)]


def _read_functional(row: Row) -> dict[str, Any]:
    length = row.context.units.length
    coefficient, exponent = row.number(5, "coefficient"), row.exponent(6)
    constant = row.number(7, "constant", low=0.0)
    coefficient *= length ** (2.0 - exponent)
    return {"coefficient": coefficient, "exponent": exponent, "constant": constant * length**2}


def _write_functional(n: Storage, u: Units) -> list[str]:
    return [num(n.coefficient, u.length ** (2.0 - n.exponent)), num(n.exponent), num(n.constant, u.area)]


def _read_solid(row: Row) -> tuple[float, float]:
    """Length and width of the base or top."""
    length = row.context.units.length
    return row.number(5, "base length", above=0.0) * length, row.number(6, "base width", above=0.0) * length


def _read_cylinder(row: Row) -> dict[str, Any]:
    return {"shape_parameters": (*_read_solid(row), row.number(7, "third parameter", low=0.0))}


def _read_slopes(row: Row) -> dict[str, Any]:
    return {"shape_parameters": (*_read_solid(row), row.number(7, "side slope", low=0.0))}


def _write_slopes(n: Storage, u: Units) -> list[str]:
    a, b, slope = n.shape_parameters
    return [num(a, u.length), num(b, u.length), num(slope)]


def _read_parabolic(row: Row) -> dict[str, Any]:
    return {"shape_parameters": (*_read_solid(row), row.number(7, "height", above=0.0) * row.context.units.length)}


def _write_parabolic(n: Storage, u: Units) -> list[str]:
    return [num(value, u.length) for value in n.shape_parameters]


class Shape(NamedTuple):
    """How what follows the name of a storage unit's shape is read and written."""

    read: Callable[[Row], dict[str, Any]]
    write: Callable[[Storage, Units], list[str]]


SHAPES = {
    "TABULAR": Shape(_read_tabular, _write_tabular),
    "FUNCTIONAL": Shape(_read_functional, _write_functional),
    "CYLINDRICAL": Shape(_read_cylinder, _write_slopes),
    "CONICAL": Shape(_read_slopes, _write_slopes),
    "PARABOLIC": Shape(_read_parabolic, _write_parabolic),
    "PYRAMIDAL": Shape(_read_slopes, _write_slopes),
}


def _exfiltration(row: Row, n: int) -> Exfiltration | None:
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
    return Exfiltration(suction * units.depth, conductivity * units.rate, deficit)


def _storage(_: Model, n: Storage, u: Units) -> list[str]:
    items = [num(v, u.length) for v in (n.invert, n.max_depth, n.initial_depth)]
    items += [n.shape, *SHAPES[n.shape].write(n, u)]
    items += [num(n.surcharge_depth, u.length), num(n.evaporation_factor)]
    x = n.exfiltration
    if x is not None:
        items += [num(x.suction, u.depth), num(x.conductivity, u.rate), num(x.initial_deficit)]
    return items


DIVIDERS = {"CUTOFF": 5, "TABULAR": 5, "WEIR": 7, "OVERFLOW": 4}  # items before the depths


def read_divider(row: Row) -> None:
    """Name Invert Link Kind parameters (MaxDepth InitDepth SurDepth PondedArea)."""
    layout = "Name Elevation DivertedLink OVERFLOW | CUTOFF Flow | TABULAR Curve | WEIR MinFlow Height Coefficient"
    row.need(4, layout)
    units = row.context.units
    length = units.length
    kind = row.word(3, tuple(DIVIDERS), "type of divider")
    fields: dict[str, Any] = {"invert": row.number(1, "elevation") * length, "kind": kind}
    if row.item(2) not in ("", "*"):
        fields["link"] = row.ref(2, "link")
    n = DIVIDERS[kind]
    row.need(n, layout)
    if kind == "TABULAR":
        fields["curve"] = row.ref(4, "curve")
    if kind in ("CUTOFF", "WEIR"):
        fields["cutoff"] = row.number(4, "flow") * units.flow
    if kind == "WEIR":
        fields["weir_height"] = row.number(5, "weir height") * length
        fields["weir_coefficient"] = row.number(6, "weir coefficient") * length**1.5
    for i, name in enumerate(("max_depth", "initial_depth", "surcharge_depth")):
        fields[name] = row.number(n + i, name.replace("_", " "), 0.0) * length
    fields["ponded_area"] = row.number(n + 3, "ponded area", 0.0) * units.area
    put_node(row, NODE_KIND[Divider], fields)


def _divider(_: Model, n: Divider, u: Units) -> list[str]:
    own = {
        "OVERFLOW": [],
        "CUTOFF": [num(n.cutoff, u.flow)],
        "TABULAR": [quoted(n.curve)],
        "WEIR": [num(n.cutoff, u.flow), num(n.weir_height, u.length), num(n.weir_coefficient, u.length**1.5)],
    }[n.kind]
    depths = [num(v, u.length) for v in (n.max_depth, n.initial_depth, n.surcharge_depth)]
    return [num(n.invert, u.length), quoted(n.link or "*"), n.kind, *own, *depths, num(n.ponded_area, u.area)]


# how the rows of kinds without ``items`` are read and written
OWN: dict[type[Node], tuple[Callable[[Row], None], Items]] = {
    Outfall: (read_outfall, _outfall), Storage: (read_storage, _storage), Divider: (read_divider, _divider),
}  # fmt: skip
HEADINGS = {Junction: "[JUNC"}  # shorter than the kind's word


def _section(kind: NodeKind) -> Section:
    listed = partial(read_listed, kind=kind), partial(write_listed, kind=kind)
    read, items = listed if kind.items else OWN[kind.row]
    return Section(
        name=kind.section, heading=HEADINGS.get(kind.row, f"[{kind.word}"), read=read,
        write=partial(write_elements, kind=kind, items=items), build=tables_of(kind.table),
        defines=("node", kind.name), order="node_order", table=kind.table,
    )  # fmt: skip


SECTIONS = tuple(map(_section, NODE_KINDS))
