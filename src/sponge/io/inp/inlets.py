# SPDX-License-Identifier: Apache-2.0
"""[INLETS] and [INLET_USAGE]."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sponge.io.inp.context import Context
from sponge.io.inp.row import Row
from sponge.io.inp.section import Built, Output, Section, tables_of
from sponge.io.inp.streets import gutter_depth
from sponge.io.inp.text import Lines, columns, num, percent, quoted, with_comment
from sponge.model import elements as el
from sponge.model.choices import CHOICES
from sponge.model.elements import Inlet, InletUse
from sponge.model.model import Model

GRATES = tuple(filter(None, CHOICES["Inlet", "grate_type"]))
THROATS = tuple(filter(None, CHOICES["Inlet", "curb_throat"]))
PLACEMENTS = CHOICES["InletUse", "placement"]


def _read_grate(row: Row) -> dict[str, Any]:
    row.need(5, "Name GRATE Length Width Type (OpenFraction SplashVelocity)")
    fields: dict[str, Any] = {"grate_type": row.word(4, GRATES, "type of grate")}
    fields["grate_length"], fields["grate_width"] = _opening(row, "width")
    if fields["grate_type"] == "GENERIC":
        row.need(6, "Name GRATE Length Width GENERIC OpenFraction (SplashVelocity)")
        fields["grate_open_fraction"] = row.number(5, "open fraction", above=0.0, high=1.0)
        fields["grate_splash_velocity"] = row.number(6, "splash velocity", 0.0, low=0.0) * row.context.units.length
    return fields


def _read_drop_grate(row: Row) -> dict[str, Any]:
    return {"drop": True, **_read_grate(row)}


def _read_curb(row: Row) -> dict[str, Any]:
    row.need(4, "Name CURB Length Height (Throat)")
    length, height = _opening(row, "height")
    return {"curb_length": length, "curb_height": height, "curb_throat": row.word(4, THROATS, "throat", "VERTICAL")}


def _read_drop_curb(row: Row) -> dict[str, Any]:
    row.need(4, "Name DROP_CURB Length Height (Throat)")
    length, height = _opening(row, "height")
    return {"drop": True, "curb_length": length, "curb_height": height, "curb_throat": "VERTICAL"}


def _read_slotted(row: Row) -> dict[str, Any]:
    row.need(4, "Name SLOTTED Length Width")
    length, width = _opening(row, "width")
    return {"slotted_length": length, "slotted_width": width}


def _read_custom(row: Row) -> dict[str, Any]:
    return {"curve": row.ref(2, "curve")}


def _opening(row: Row, second: str) -> tuple[float, float]:
    length = row.context.units.length
    return row.number(2, "length", above=0.0) * length, row.number(3, second, above=0.0) * length


KINDS: dict[str, Callable[[Row], dict[str, Any]]] = {
    "GRATE": _read_grate, "CURB": _read_curb, "SLOTTED": _read_slotted, "DROP_GRATE": _read_drop_grate,
    "DROP_CURB": _read_drop_curb, "CUSTOM": _read_custom,
}  # fmt: skip
PARTNER = {"GRATE": "curb_length", "CURB": "grate_length"}  # field of the other half of a combination inlet


def read_inlet(row: Row) -> None:
    """Name GRATE|CURB|SLOTTED|DROP_GRATE|DROP_CURB|CUSTOM and its dimensions."""
    row.need(3, "Name GRATE|CURB|SLOTTED|DROP_GRATE|DROP_CURB|CUSTOM ...")
    kind = row.word(1, tuple(KINDS), "type of inlet")
    if row.failed:
        return
    fields = {"drop": False, **KINDS[kind](row)}
    if not row.failed:
        _put_inlet(row, kind, fields)


def _put_inlet(row: Row, kind: str, fields: dict[str, Any]) -> None:
    """A grate and a curb opening of one name are one combination inlet; else the last row counts."""
    table, name = row.context.table("inlets"), row.own("inlet")
    before: Inlet | None = table.get(name)
    partner = PARTNER.get(kind)
    if before is not None and partner and getattr(before, partner) > 0.0 and not before.drop:
        table[name] = replace(before, **fields)
    else:
        table[name] = Inlet(name, **fields, line=row.line, comment=row.comment)


def write_inlets(model: Model, out: Output) -> Lines:
    """Inlet designs; a combination takes two rows."""
    lines: Lines = []
    for inlet in model.inlets.values():
        rows = [columns(quoted(inlet.name), *items) for items in inlet_items(inlet, out.units.length)]
        lines += with_comment(inlet.comment, rows[0]) + rows[1:] if rows else []
    return lines


def inlet_items(inlet: el.Inlet, length: float) -> list[list[str]]:
    """The rows of one design, without its name."""
    rows: list[list[str]] = []
    drop = "DROP_" if inlet.drop else ""
    if inlet.curve:
        rows.append(["CUSTOM", quoted(inlet.curve)])
    if inlet.slotted_length:
        rows.append(["SLOTTED", num(inlet.slotted_length, length), num(inlet.slotted_width, length)])
    if inlet.grate_length:
        items = [f"{drop}GRATE", num(inlet.grate_length, length), num(inlet.grate_width, length), inlet.grate_type]
        if inlet.grate_type == "GENERIC":
            items += [num(inlet.grate_open_fraction), num(inlet.grate_splash_velocity, length)]
        rows.append(items)
    if inlet.curb_length:
        throat = [] if inlet.drop else [inlet.curb_throat or "VERTICAL"]
        rows.append([f"{drop}CURB", num(inlet.curb_length, length), num(inlet.curb_height, length), *throat])
    return rows


def read_inlet_use(row: Row) -> None:
    """Link Inlet Node (Number %Clogged MaxFlow Depression DepressionWidth Placement)."""
    row.need(3, "Conduit Inlet Node (Number %Clogged MaxFlow aLocal wLocal Placement)")
    units = row.context.units
    use = InletUse(
        row.ref(0, "link"),
        row.ref(1, "inlet"),
        row.ref(2, "node"),
        int(row.number(3, "number of inlets", 1.0, low=0.99) + 0.01),
        row.number(4, "per cent clogged", 0.0, low=0.0, high=99.0) / 100.0,
        row.number(5, "maximum flow", 0.0, low=0.0) * units.flow,
        row.number(6, "depression", 0.0, low=0.0) * units.length,
        row.number(7, "width of depression", 0.0, low=0.0) * units.length,
        row.word(8, PLACEMENTS, "placement", "AUTOMATIC"),
        line=row.line,
    )
    if not row.failed:
        row.keep("inlet_uses", use.link, use)


def build_inlet_uses(context: Context, built: Built) -> Built:
    """Inlets in conduits; a local depression is told from its unit by the curb of the street (``gutter_depth``)."""
    uses = context.table("inlet_uses").values()
    return {"inlet_uses": tuple(_in_metres(context, built, use) for use in uses)}


def _in_metres(context: Context, built: Built, use: InletUse) -> InletUse:
    conduit = built["conduits"].get(use.link)
    street = conduit and built["streets"].get(conduit.section.reference)
    if not street or use.depression <= street.curb_height:
        return use
    given = use.depression / context.units.length
    depth = gutter_depth(context, given, street.curb_height, use.line, "INLET_USAGE")
    return replace(use, depression=depth)


def write_inlet_uses(model: Model, out: Output) -> Lines:
    """Inlets in conduits."""
    units = out.units
    return [
        columns(
            quoted(u.link), quoted(u.inlet), quoted(u.node), str(u.number), percent(u.clogged),
            num(u.max_flow, units.flow), num(u.depression, units.length), num(u.depression_width, units.length),
            u.placement,
        )
        for u in model.inlet_uses
    ]  # fmt: skip


INLETS = Section(
    name="INLETS", heading="[INLET", read=read_inlet, write=write_inlets, build=tables_of("inlets"),
    defines=("inlet",), several_rows=True,
)  # fmt: skip
INLET_USAGE = Section(
    name="INLET_USAGE", heading="[INLET_USAGE", read=read_inlet_use, write=write_inlet_uses,
    build=build_inlet_uses,
)  # fmt: skip
