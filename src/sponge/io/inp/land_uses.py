# SPDX-License-Identifier: Apache-2.0
"""[LANDUSES] with their street sweeping, and [COVERAGES]."""

from __future__ import annotations

from sponge.io.inp.numbers import SECONDS_PER_DAY
from sponge.io.inp.row import Row
from sponge.io.inp.section import Output, Section, rows_of, tables_of
from sponge.io.inp.text import Lines, columns, num, percent, quoted, with_comment
from sponge.model import quality as ql
from sponge.model.model import Model


def read_land_use(row: Row) -> None:
    """Name (SweepInterval Availability LastSwept), days."""
    days, reach, since = 0.0, 0.0, 0.0
    if len(row) > 1:
        row.need(4, "Name (SweepInterval Availability LastSwept)")
        days = row.number(1, "sweeping interval")
        reach = row.number(2, "availability", low=0.0, high=1.0)
        since = row.number(3, "days since last swept")
    row.context.table("land_uses")[row.own("land use")] = ql.LandUse(
        row.name, days * SECONDS_PER_DAY, reach, since * SECONDS_PER_DAY, line=row.line, comment=row.comment
    )


def write_land_uses(model: Model, _: Output) -> Lines:
    """Land uses and their sweeping."""
    lines: Lines = []
    for u in model.land_uses.values():
        items = [num(u.sweep_interval, SECONDS_PER_DAY), num(u.sweep_availability), num(u.since_swept, SECONDS_PER_DAY)]
        lines += with_comment(u.comment, columns(quoted(u.name), *items))
    return lines


def read_coverage(row: Row) -> None:
    """Subcatchment LandUse Percent, and more pairs."""
    for place, what, value in read_pairs(row, "land use", "Subcatchment LandUse Percent ..."):
        table, known = row.context.table("coverages"), row.context.table("covered")
        found = ql.Coverage(place, what, value / 100.0, line=row.line)
        if (place, what) in known:
            row.warn(f"a second coverage of {found.name!r}: they add up", "EPA SWMM takes the last alone")
        known[place, what] = True
        table[len(table)] = found


def write_coverages(model: Model, _: Output) -> Lines:
    """A land use a row."""
    return [columns(quoted(c.subcatchment), quoted(c.land_use), percent(c.fraction)) for c in model.coverages]


def read_pairs(row: Row, kind: str, layout: str) -> list[tuple[str, str, float]]:
    """(subcatchment, object of the kind, number) of a row: Subcatchment Object Number, and more pairs."""
    row.need(3, layout)
    if len(row) % 2 == 0:
        row.bad("too few items: names and numbers come in pairs", layout)
        return []
    place = row.ref(0, "subcatchment")
    found = [(place, row.ref(i, kind), row.number(i + 1, "value")) for i in range(1, len(row), 2)]
    return [] if row.failed else found


LANDUSES = Section(
    name="LANDUSES", heading="[LANDUSE", read=read_land_use, write=write_land_uses, build=tables_of("land_uses"),
    defines=("land use",),
)  # fmt: skip
COVERAGES = Section(
    name="COVERAGES", heading="[COVERAGE", read=read_coverage, write=write_coverages, build=rows_of("coverages")
)
