# SPDX-License-Identifier: Apache-2.0
"""[CURVES]."""

from __future__ import annotations

from dataclasses import dataclass, field

from sponge.io.inp.context import Context
from sponge.io.inp.row import Row
from sponge.io.inp.section import Built, Output, Section
from sponge.io.inp.text import Lines, quoted, with_comment
from sponge.model import elements as el
from sponge.model.model import Model

KINDS = (
    "STORAGE", "DIVERSION", "TIDAL", "RATING", "CONTROL", "SHAPE", "WEIR", "PUMP1", "PUMP2", "PUMP3", "PUMP4", "PUMP5",
)  # fmt: skip


@dataclass(slots=True)
class CurveDraft:
    """A curve while its rows come."""

    kind: str
    line: int
    comment: str
    x: list[float] = field(default_factory=list)  # the file's units
    y: list[float] = field(default_factory=list)


def read_curve(row: Row) -> None:
    """Name Kind x y x y ..., then Name x y ..."""
    row.need(2, "Name Kind X Y ...")
    table, name = row.context.table("curves"), row.own("curve")
    first = 1
    if name not in table:
        table[name] = CurveDraft(row.word(1, KINDS, "type of curve"), row.line, row.comment)
        first = 2
    if (len(row) - first) % 2:
        row.bad("too few items: x and y come in pairs")
        return
    draft = table[name]
    for i in range(first, len(row), 2):
        x, y = row.number(i, "x"), row.number(i + 1, "y")
        if row.failed:
            return
        if draft.x and x <= draft.x[-1]:
            row.bad(f"curve {name!r} is out of sequence: {x:g} after {draft.x[-1]:g}", "x must increase")
            return
        draft.x.append(x)
        draft.y.append(y)


def build_curves(context: Context, _: Built) -> Built:
    """Curves with the file's numbers."""
    return {"curves": {
        name: el.Curve(
            name, draft.kind, tuple(zip(draft.x, draft.y, strict=True)), line=draft.line, comment=draft.comment
        )
        for name, draft in context.table("curves").items()
    }}  # fmt: skip


def write_curves(model: Model, out: Output) -> Lines:
    """A point a row."""
    lines: Lines = []
    for name, points in out.curves.items():
        c = model.curves[name]
        for i, point in enumerate(points or [""]):
            kind = c.kind if i == 0 else ""
            lines += with_comment(c.comment if i == 0 else "", f"{quoted(name):<16} {kind:<10} {point}")
    return lines


CURVES = Section(
    name="CURVES", heading="[CURVE", read=read_curve, write=write_curves, build=build_curves, defines=("curve",),
    several_rows=True,
)  # fmt: skip
