"""[CURVES]."""

from __future__ import annotations

from dataclasses import dataclass, field

from sponge.base.units import Units
from sponge.io.inp.context import Context
from sponge.io.inp.row import Row
from sponge.io.inp.section import Built, Output, Section
from sponge.io.inp.text import Lines, num, quoted, with_comment
from sponge.model import elements as el
from sponge.model.curve_use import USERS, meaning, roles_in, roles_of
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


def curve_factors(kind: str, units: Units) -> tuple[float, float]:
    """What makes x and y of a curve SI."""
    length, flow = units.length, units.flow
    return {
        "STORAGE": (length, units.area),
        "DIVERSION": (flow, flow),
        "TIDAL": (1.0, length),  # hour of the day
        "RATING": (length, flow),
        "LID_DRAIN": (units.depth, 1.0),  # factor of a drain against its head
        "WEIR": (length, length**0.5),
        "PUMP1": (units.volume, flow),
        "PUMP2": (length, flow),
        "PUMP3": (length, flow),
        "PUMP4": (length, flow),
        "PUMP5": (length, flow),
        "CONTROL": (1.0, 1.0),
        "SHAPE": (1.0, 1.0),
    }[kind]


def build_curves(context: Context, built: Built) -> Built:
    """Curves in SI, by what their users take them for."""
    roles = roles_of({name: built[name].values() for name in USERS})
    curves = {}
    for name, draft in context.table("curves").items():
        fx, fy = curve_factors(meaning(draft.kind, roles.get(name, set())), context.units)
        points = tuple((x * fx, y * fy) for x, y in zip(draft.x, draft.y, strict=True))
        curves[name] = el.Curve(name, draft.kind, points, line=draft.line, comment=draft.comment)
    return {"curves": curves}


def write_curves(model: Model, out: Output) -> Lines:
    """A point a row."""
    lines: Lines = []
    roles = roles_in(model)
    for c in model.curves.values():
        fx, fy = curve_factors(meaning(c.kind, roles.get(c.name, set())), out.units)
        points = [f"{num(x, fx):<16} {num(y, fy)}" for x, y in c.points] or [""]
        for i, point in enumerate(points):
            kind = c.kind if i == 0 else ""
            lines += with_comment(c.comment if i == 0 else "", f"{quoted(c.name):<16} {kind:<10} {point}")
    return lines


CURVES = Section(
    name="CURVES", heading="[CURVE", read=read_curve, write=write_curves, build=build_curves, defines=("curve",),
    several_rows=True,
)  # fmt: skip
