# SPDX-License-Identifier: Apache-2.0
"""[LID_USAGE]."""

from __future__ import annotations

from sponge.io.inp.row import Row
from sponge.io.inp.section import Output, Section, tables_of
from sponge.io.inp.text import Lines, columns, num, percent, quoted, with_comment
from sponge.model import lid
from sponge.model.model import Model


def read_lid_use(row: Row) -> None:
    """Subcatchment Control Number Area Width %InitSat %FromImp ToPerv (RptFile DrainTo %FromPerv)."""
    row.need(8, "Subcatchment Control Number Area Width %InitSat %FromImp ToPerv (RptFile DrainTo %FromPerv)")
    uses, length = row.context.table("lid_uses"), row.context.units.length
    subcatchment, control = row.ref(0, "subcatchment"), row.ref(1, "LID")
    number = row.number(2, "number of units", low=0.0)
    if not row.failed and number != int(number):
        row.warn(f"{row.item(2)} units are taken as {int(number)}", "a whole number; AREA is that of one unit")
    name = lid.use_name(subcatchment, control, uses)
    uses[name] = lid.LidUse(
        name,
        subcatchment=subcatchment,
        control=control,
        number=int(number),
        area=row.number(3, "area", low=0.0) * length**2,
        width=row.number(4, "width", low=0.0) * length,
        initial_saturation=row.number(5, "initial saturation", low=0.0, high=100.0) / 100.0,
        from_impervious=row.number(6, "share of impervious runoff", low=0.0, high=100.0) / 100.0,
        to_pervious=row.number(7, "return to pervious", low=0.0) > 0.0,
        report_file="" if row.starred(8) else row.item(8),
        drain_to="" if row.starred(9) or not row.item(9) else row.ref(9, "subcatchment", "node"),
        from_pervious=row.number(10, "share of pervious runoff", 0.0, low=0.0, high=100.0) / 100.0,
        line=row.line,
        comment=row.comment,
    )


def write_lid_uses(model: Model, out: Output) -> Lines:
    """A row a use."""
    units = out.units
    lines: Lines = []
    for use in model.lid_uses.values():
        items = [
            quoted(use.subcatchment), quoted(use.control), str(use.number), num(use.area, units.area),
            num(use.width, units.length), percent(use.initial_saturation), percent(use.from_impervious),
            "1" if use.to_pervious else "0", f'"{use.report_file}"' if use.report_file else "*",
            quoted(use.drain_to) if use.drain_to else "*", percent(use.from_pervious),
        ]  # fmt: skip
        lines += with_comment(use.comment, columns(*items))
    return lines


LID_USAGE = Section(
    name="LID_USAGE", heading="[LID_USAGE", read=read_lid_use, write=write_lid_uses, build=tables_of("lid_uses")
)
