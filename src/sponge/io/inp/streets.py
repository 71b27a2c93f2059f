# SPDX-License-Identifier: Apache-2.0
"""[STREETS]."""

from __future__ import annotations

from typing import Any

from sponge.io.inp.context import Context
from sponge.io.inp.row import Row
from sponge.io.inp.section import Output, Section, tables_of
from sponge.io.inp.text import Lines, columns, num, percent, quoted, with_comment
from sponge.model.elements import Street
from sponge.model.model import Model


def read_street(row: Row) -> None:
    """Name Width CurbHeight CrossSlope Roughness (GutterDepression GutterWidth Sides BackWidth BackSlope BackN)."""
    layout = "Name Tcrown Hcurb Sx nRoad (a W Sides Tback Sback nBack)"
    row.need(5, layout)
    length = row.context.units.length
    fields: dict[str, Any] = {
        "width": row.number(1, "width", above=0.0) * length,
        "curb_height": row.number(2, "curb height", above=0.0) * length,
        "cross_slope": row.number(3, "cross slope", above=0.0) / 100.0,
        "roughness": row.number(4, "roughness", above=0.0),
        "gutter_width": row.number(6, "gutter width", 0.0, low=0.0) * length,
        "sides": int(row.number(7, "number of sides", 2.0, low=1.0, high=2.02) + 0.01),
        "back_width": row.number(8, "width of backing", 0.0, low=0.0) * length,
    }
    given = row.number(5, "gutter depression", 0.0, low=0.0)
    fields["gutter_depression"] = gutter_depth(row.context, given, fields["curb_height"], row.line, row.section)
    if fields["back_width"] > 0.0:
        row.need(11, layout)
        fields["back_slope"] = row.number(9, "slope of backing", above=0.0) / 100.0
        fields["back_roughness"] = row.number(10, "roughness of backing", above=0.0)
    name = row.own("street")
    if not row.failed:
        row.context.table("streets")[name] = Street(name, **fields, line=row.line, comment=row.comment)


def gutter_depth(context: Context, given: float, curb_height: float, line: int, section: str) -> float:
    """Depression of a gutter [m] below a curb [m] that the file has as ``given``.

    EPA SWMM reads it in ft or m, as its examples give it, where its manual says inches or mm. What would be deeper
    than the curb is high follows the manual.
    """
    units = context.units
    if given * units.length <= curb_height:
        return given * units.length
    large, small = ("ft", "in") if units.us else ("m", "mm")
    what = f"a gutter depression of {given:g} {large} is deeper than the curb is high"
    context.problem(f"{what}: it is read as {given:g} {small}", line, section, f"give it in {large}", fatal=False)
    return given * units.depth


def write_streets(model: Model, out: Output) -> Lines:
    """Street sections."""
    units = out.units
    lines: Lines = []
    for s in model.streets.values():
        items = [
            quoted(s.name), num(s.width, units.length), num(s.curb_height, units.length), percent(s.cross_slope),
            num(s.roughness), num(s.gutter_depression, units.length), num(s.gutter_width, units.length), str(s.sides),
            num(s.back_width, units.length), percent(s.back_slope), num(s.back_roughness),
        ]  # fmt: skip
        lines += with_comment(s.comment, columns(*items))
    return lines


STREETS = Section(
    name="STREETS", heading="[STREET", read=read_street, write=write_streets, build=tables_of("streets"),
    defines=("street",),
)  # fmt: skip
