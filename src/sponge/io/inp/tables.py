"""[CURVES] and [TIMESERIES]."""

from __future__ import annotations

from dataclasses import dataclass, field

from sponge.io.inp import keywords
from sponge.io.inp.numbers import SECONDS_PER_DAY, to_day, to_number, to_seconds
from sponge.io.inp.row import Row
from sponge.io.inp.series_file import read_series_file
from sponge.model.elements import Curve, TimeSeries


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
        table[name] = CurveDraft(row.word(1, keywords.CURVES, "type of curve"), row.line, row.comment)
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


def curve_of(name: str, draft: CurveDraft) -> Curve:
    """The curve with the file's numbers."""
    return Curve(name, draft.kind, tuple(zip(draft.x, draft.y, strict=True)), line=draft.line, comment=draft.comment)


@dataclass(slots=True)
class SeriesDraft:
    """A time series while its rows come. ``last_day`` is None until a row has a date."""

    line: int
    comment: str
    times: list[float] = field(default_factory=list)  # s, of ``days``' day or since the start
    days: list[int | None] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    last_day: int | None = None
    file: str = ""
    decimal: bool = False  # a time was given in decimal hours


def read_series(row: Row) -> None:
    """Name (Date) Time Value ..., or Name FILE File."""
    row.need(3, "Name (Date) Time Value ..., or Name FILE File")
    table, name = row.context.table("series"), row.own("series")
    draft = table.get(name)
    if draft is None:
        draft = table[name] = SeriesDraft(row.line, row.comment)
    tokens = row.tokens
    if tokens[1].upper() == "FILE":
        draft.file, draft.line = tokens[2], row.line
        return
    i, n = 1, len(tokens)
    while i < n:
        day = to_day(tokens[i])
        if day is not None:
            draft.last_day = day
            i += 1
        if i + 1 >= n:
            row.bad("too few items: a time and its value come together")
            return
        seconds, value = to_seconds(tokens[i]), to_number(tokens[i + 1])
        if seconds is None:
            row.bad(f"neither a date nor a time: {tokens[i]!r}", "month/day/year, hours:minutes or decimal hours")
            return
        if value is None:
            row.bad(f"value is not a number: {tokens[i + 1]!r}")
            return
        draft.decimal = draft.decimal or (seconds != 0.0 and ":" not in tokens[i])
        draft.days.append(draft.last_day)
        draft.times.append(seconds)
        draft.values.append(value)
        draft.lines.append(row.line)
        i += 2


def series_of(row: Row, name: str, draft: SeriesDraft) -> TimeSeries:
    """The series with all its times of one kind: dated if any row is."""
    if draft.file:
        return read_series_file(row, name, draft.file, draft.comment)
    dated = draft.last_day is not None
    times = draft.times
    if dated:
        start = row.context.start
        times = [
            seconds + (start if day is None else day * SECONDS_PER_DAY)
            for day, seconds in zip(draft.days, times, strict=True)
        ]
    for i in range(1, len(times)):
        if times[i] <= times[i - 1]:
            row.line = draft.lines[i]
            row.bad(f"time series {name!r} is out of sequence", "times must increase")
            break
    return TimeSeries(
        name, tuple(times), tuple(draft.values), dated, line=draft.line, comment=draft.comment, decimal=draft.decimal
    )
