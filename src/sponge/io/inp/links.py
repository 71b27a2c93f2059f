# SPDX-License-Identifier: Apache-2.0
"""[CONDUITS], [PUMPS], [ORIFICES], [WEIRS] and [OUTLETS]."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from sponge.base.units import Units
from sponge.io.inp.elements import Items, write_elements
from sponge.io.inp.link_rows import build_links, offset_text, put_link, read_offset
from sponge.io.inp.listed_rows import read_listed, write_listed
from sponge.io.inp.row import Row
from sponge.io.inp.section import Section
from sponge.io.inp.text import num, quoted, yes_no
from sponge.model.choices import CHOICES
from sponge.model.links import LINK_KINDS, Link, LinkKind, Outlet, Pump, Weir
from sponge.model.model import Model


def _ends(link: Link) -> list[str]:
    return [quoted(link.up), quoted(link.down)]


def read_pump(row: Row) -> None:
    """Name From To (Curve Status Startup Shutoff)."""
    row.need(3, "Name From To (Curve Status Startup Shutoff)")
    length = row.context.units.length
    fields = {
        "curve": "" if row.item(3, "*") == "*" else row.ref(3, "curve"),
        "on": row.word(4, ("OFF", "ON"), "status", "ON") == "ON",
        "start_depth": row.number(5, "startup depth", 0.0, low=0.0) * length,
        "stop_depth": row.number(6, "shutoff depth", 0.0, low=0.0) * length,
    }
    put_link(row, Pump, fields)


def _pump(_: Model, p: Pump, u: Units) -> list[str]:
    depths = [num(p.start_depth, u.length), num(p.stop_depth, u.length)]
    return [*_ends(p), quoted(p.curve or "*"), "ON" if p.on else "OFF", *depths]


WEIRS = CHOICES["Weir", "kind"]


def read_weir(row: Row) -> None:
    """Name From To Kind Crest Cd (Gated EndCon EndCoeff Surcharge RoadWidth RoadSurface Curve)."""
    row.need(6, "Name From To Kind Crest Cd (Gated EndCon EndCoeff Surcharge RoadWidth RoadSurface CoeffCurve)")
    length = row.context.units.length
    per_root = length**0.5  # Q = C L h**1.5: a coefficient is in length**0.5 a second
    kind = row.word(3, WEIRS, "type of weir")
    fields: dict[str, Any] = {
        "kind": kind,
        "crest": read_offset(row, 4, "crest"),
        "discharge_coefficient": row.number(5, "discharge coefficient", low=0.0) * per_root,
        "flap_gate": not row.starred(6) and row.flag(6, "flap gate"),
        "end_contractions": 0.0 if row.starred(7) else row.number(7, "end contractions", low=0.0),
        "end_coefficient": 0.0 if row.starred(8) else row.number(8, "end coefficient", low=0.0) * per_root,
        "can_surcharge": row.starred(9) or row.flag(9, "surcharge"),
    }
    if kind == "ROADWAY" and len(row) > 10:
        fields["road_width"] = 0.0 if row.starred(10) else row.number(10, "road width", low=0.0) * length
        surface = row.item(11).upper()
        fields["road_surface"] = surface if surface in ("PAVED", "GRAVEL") else ""
    if not row.starred(12):
        fields["curve"] = row.ref(12, "curve")
    put_link(row, Weir, fields)


def _weir(model: Model, w: Weir, u: Units) -> list[str]:
    root = u.length**0.5
    items = [
        *_ends(w), w.kind, offset_text(model, w.crest, w.up, u), num(w.discharge_coefficient, root),
        yes_no(w.flap_gate), num(w.end_contractions), num(w.end_coefficient, root), yes_no(w.can_surcharge),
    ]  # fmt: skip
    if w.kind == "ROADWAY" or w.curve:
        items += [num(w.road_width, u.length), w.road_surface or "*"]
    return [*items, quoted(w.curve)] if w.curve else items


def _read_functional(row: Row, against: str) -> dict[str, Any]:
    """Of Q = a h**b: a and b."""
    row.need(7, f"Name From To Offset FUNCTIONAL/{against} Coefficient Exponent (Gated)")
    units, exponent = row.context.units, row.exponent(6)
    coefficient = row.number(5, "coefficient") * (units.flow / units.length**exponent)
    return {"coefficient": coefficient, "exponent": exponent, "flap_gate": row.flag(7, "flap gate")}


def _write_functional(o: Outlet, u: Units) -> list[str]:
    return [num(o.coefficient, u.flow / u.length**o.exponent), num(o.exponent)]


def _read_tabular(row: Row, against: str) -> dict[str, Any]:
    return {"curve": row.ref(5, "curve"), "flap_gate": row.flag(6, "flap gate")}


def _write_tabular(o: Outlet, _: Units) -> list[str]:
    return [quoted(o.curve)]


class Relation(NamedTuple):
    """How what follows the name of an outlet's relation is read and written."""

    read: Callable[[Row, str], dict[str, Any]]
    write: Callable[[Outlet, Units], list[str]]


RELATIONS = {
    "TABULAR": Relation(_read_tabular, _write_tabular), "FUNCTIONAL": Relation(_read_functional, _write_functional),
}  # fmt: skip


def read_outlet(row: Row) -> None:
    """Name From To Offset Kind Coefficient Exponent | Curve (Gated)."""
    row.need(6, "Name From To Offset FUNCTIONAL|TABULAR/DEPTH|HEAD Coefficient Exponent | Curve (Gated)")
    relation = row.word(4, tuple(RELATIONS), "type of outlet")
    against = "HEAD" if row.item(4).upper().partition("/")[2] == "HEAD" else "DEPTH"
    fields: dict[str, Any] = {"offset": read_offset(row, 3, "offset"), "kind": f"{relation}/{against}"}
    fields.update(RELATIONS[relation].read(row, against))
    put_link(row, Outlet, fields)


def _outlet(model: Model, o: Outlet, u: Units) -> list[str]:
    own = RELATIONS[o.kind.partition("/")[0]].write(o, u)
    return [*_ends(o), offset_text(model, o.offset, o.up, u), o.kind, *own, yes_no(o.flap_gate)]


# how the rows of kinds without ``items`` are read and written
OWN: dict[type[Link], tuple[Callable[[Row], None], Items]] = {
    Pump: (read_pump, _pump), Weir: (read_weir, _weir), Outlet: (read_outlet, _outlet),
}  # fmt: skip


def _section(kind: LinkKind) -> Section:
    listed = partial(read_listed, kind=kind), partial(write_listed, kind=kind)
    read, items = listed if kind.items else OWN[kind.row]
    return Section(
        name=kind.section, heading=f"[{kind.word}", read=read, write=partial(write_elements, kind=kind, items=items),
        build=partial(build_links, kind=kind), defines=("link", kind.name), order="link_order", table=kind.table,
    )  # fmt: skip


SECTIONS = tuple(map(_section, LINK_KINDS))
