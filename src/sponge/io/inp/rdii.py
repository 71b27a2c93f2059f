# SPDX-License-Identifier: Apache-2.0
"""[HYDROGRAPHS] and [RDII]."""

from __future__ import annotations

from dataclasses import astuple, dataclass, field

from sponge.base.dates import MONTHS
from sponge.base.units import Units
from sponge.io.inp.context import Context
from sponge.io.inp.keywords import match
from sponge.io.inp.row import BadRow, Row
from sponge.io.inp.section import Built, Output, Section, rows_of
from sponge.io.inp.text import Lines, columns, num, quoted, with_comment
from sponge.model.model import Model
from sponge.model.rdii import RdiiInflow, Response, UnitHydrograph

WORDS = ("SHORT", "MEDIUM", "LONG")
LAYOUT = "Name Gage, or Name ALL|JAN..DEC SHORT|MEDIUM|LONG R T K (Dmax Drec D0)"
NUMBERS = ("R", "T", "K", "Dmax", "Drec", "D0")
HOUR = 3600.0
Table = list[list[float]]  # six numbers by month


@dataclass(slots=True)
class HydrographDraft:
    """A unit hydrograph while its rows come."""

    line: int
    comment: str
    gage: str = ""
    responses: list[Table] = field(default_factory=lambda: [[[0.0] * 12 for _ in NUMBERS] for _ in WORDS])


def read_hydrograph(row: Row) -> None:
    """A row of [HYDROGRAPHS]: the gage, or one response in one month or all."""
    row.need(2, LAYOUT)
    drafts, name = row.context.table("hydrographs"), row.own("hydrograph")
    draft = drafts.setdefault(name, HydrographDraft(row.line, row.comment))
    if len(row) == 2:
        draft.gage = row.ref(1, "gage")
        return
    row.need(6, LAYOUT)
    months = _months(row)
    response = match(row.item(2), WORDS)
    if response is None:
        _read_old(row, draft, months)
    else:
        _put(draft.responses[WORDS.index(response)], months, _numbers(row, 3, 6))


def _months(row: Row) -> range:
    month = row.word(1, ("ALL", *MONTHS), "month")
    first = 0 if month == "ALL" else MONTHS.index(month)
    return range(12) if month == "ALL" else range(first, first + 1)


def _numbers(row: Row, first: int, n: int) -> list[float]:
    """n numbers in SI from item ``first`` on; those of the initial abstraction may be missing."""
    units = row.context.units
    factors = (1.0, HOUR, 1.0, units.depth, units.evaporation, units.depth)[-n:]
    names = NUMBERS[-n:]
    return [row.number(first + i, names[i], 0.0) * factors[i] for i in range(n)]


def _read_old(row: Row, draft: HydrographDraft, months: range) -> None:
    """SWMM 5.0's form: three times R T K in one row, then one initial abstraction for all."""
    if len(row) < 11:
        row.bad(f"unknown response {row.item(2)!r}", "SHORT, MEDIUM or LONG")
        raise BadRow
    lost = _numbers(row, 11, 3)
    for k, table in enumerate(draft.responses):
        r, t, ratio = (row.number(2 + 3 * k + i, NUMBERS[i]) for i in range(3))
        _put(table, months, [r, t * HOUR, ratio, *lost])


def _put(table: Table, months: range, numbers: list[float]) -> None:
    for values, number in zip(table, numbers, strict=True):
        for month in months:
            values[month] = number


def build_hydrographs(context: Context, _: Built) -> Built:
    """The unit hydrographs of the rows read."""
    hydrographs = {
        name: UnitHydrograph(
            name, draft.gage, *(Response(*map(tuple, table)) for table in draft.responses),
            line=draft.line, comment=draft.comment,
        )
        for name, draft in context.table("hydrographs").items()
    }  # fmt: skip
    return {"hydrographs": hydrographs}


def write_hydrographs(model: Model, out: Output) -> Lines:
    """The gage of each unit hydrograph and its responses, a row for all months where they are alike."""
    lines: Lines = []
    for hydrograph in model.hydrographs.values():
        rows = [columns(quoted(hydrograph.name), quoted(hydrograph.gage))] if hydrograph.gage else []
        rows += _responses(hydrograph, out.units)
        lines += with_comment(hydrograph.comment, rows[0]) + rows[1:]
    return lines


def _responses(hydrograph: UnitHydrograph, units: Units) -> Lines:
    lines: Lines = []
    for word, response in zip(WORDS, hydrograph.responses, strict=True):
        by_month = list(zip(*astuple(response), strict=True))
        alike = len(set(by_month)) == 1
        for month, numbers in zip(("ALL",) if alike else MONTHS, by_month, strict=False):
            if any(numbers) or (alike and not hydrograph.gage and word == WORDS[0]):
                lines.append(columns(quoted(hydrograph.name), month, word, *_number_texts(numbers, units)))
    return lines


def _number_texts(numbers: tuple[float, ...], units: Units) -> list[str]:
    factors = (1.0, HOUR, 1.0, units.depth, units.evaporation, units.depth)
    return [num(value, factor) for value, factor in zip(numbers, factors, strict=True)]


def read_rdii(row: Row) -> None:
    """Node Hydrograph Area; the last row of a node counts."""
    row.need(3, "Node UnitHydrograph SewerArea")
    node, hydrograph = row.ref(0, "node"), row.ref(1, "hydrograph")
    area = row.number(2, "sewershed area", low=0.0) * row.context.units.land
    if not row.failed:
        row.keep("rdii", node, RdiiInflow(node, hydrograph, area, line=row.line))


def write_rdii(model: Model, out: Output) -> Lines:
    """A row a node."""
    return [columns(quoted(i.node), quoted(i.hydrograph), num(i.area, out.units.land)) for i in model.rdii]


HYDROGRAPHS = Section(
    name="HYDROGRAPHS", heading="[HYDROGRAPH", read=read_hydrograph, write=write_hydrographs, build=build_hydrographs,
    defines=("hydrograph",), several_rows=True,
)  # fmt: skip
RDII = Section(name="RDII", heading="[RDII", read=read_rdii, write=write_rdii, build=rows_of("rdii"))
