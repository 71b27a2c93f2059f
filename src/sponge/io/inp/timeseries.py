# SPDX-License-Identifier: Apache-2.0
"""[TIMESERIES]."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sponge.base.dates import DATE, EPOCH, TIME, day_of, is_half_of_day, is_like_a_date, short_year
from sponge.io.inp.context import Context
from sponge.io.inp.numbers import SECONDS_PER_DAY, to_number, to_seconds
from sponge.io.inp.row import Row
from sponge.io.inp.section import Built, Output, Section
from sponge.io.inp.series_file import read_series_file
from sponge.io.inp.text import Lines, clock, hours, quoted, with_comment
from sponge.model import elements as el
from sponge.model.elements import TimeSeries
from sponge.model.model import Model


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
    told: bool = False  # of a year with two digits


def read_series(row: Row) -> None:
    """Name (Date) Time Value ..., or Name FILE File."""
    row.need(3, "Name (Date) Time Value ..., or Name FILE File")
    table, name = row.context.table("series"), row.own("series")
    draft = table.get(name)
    if draft is None:
        draft = table[name] = SeriesDraft(row.line, row.comment)
    if row.item(1).upper() == "FILE":
        draft.file, draft.line = row.item(2), row.line
        return
    i, n = 1, len(row)
    while i < n:
        day = day_of(row.item(i))
        if day is not None:
            if day != draft.last_day and short_year(day) and not draft.told:
                draft.told = True
                row.day(i)
            draft.last_day = day
            i += 1
        if i + 1 >= n:
            row.bad("too few items: a time and its value come together")
            return
        half = is_half_of_day(row.item(i + 1))
        if not _read_pair(row, draft, i, i + 1 + half):
            return
        i += 2 + half


def _read_pair(row: Row, draft: SeriesDraft, at: int, value_at: int) -> bool:
    """Keep a time and its value; whether they could be read."""
    text = " ".join(row.tokens[at:value_at])
    seconds = to_seconds(text)
    if seconds is None:
        what, hint = ("not a date", DATE) if is_like_a_date(text) else ("neither a date nor a time", f"{DATE}, {TIME}")
        row.bad(f"{what}: {text!r}", hint)
        return False
    value = to_number(row.item(value_at))
    if value is None:
        row.bad(f"value is not a number: {row.item(value_at)!r}")
        return False
    draft.decimal = draft.decimal or (seconds != 0.0 and ":" not in text)
    draft.days.append(draft.last_day)
    draft.times.append(seconds)
    draft.values.append(value)
    draft.lines.append(row.line)
    return True


def build_series(context: Context, _: Built) -> Built:
    """The series of the rows read and of their own files."""
    series = {}
    for name, draft in context.table("series").items():
        row = Row(context, "TIMESERIES", draft.line, [name], "")
        if draft.file:
            series[name] = read_series_file(row, name, draft.file, draft.comment)
        else:
            series[name] = _of_rows(row, name, draft)
    return {"series": series}


def _of_rows(row: Row, name: str, draft: SeriesDraft) -> TimeSeries:
    """The series with all its times of one kind: dated if any row is."""
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


def write_series(model: Model, out: Output) -> Lines:
    """Rows, or the name of the series' own file."""
    lines: Lines = []
    for series, values in out.series.items():
        s = model.series[series]
        if s.file:
            rows = [f'{quoted(s.name):<16} FILE "{out.companion(s.file)}"']
        else:
            name = f"{quoted(s.name):<16}"
            rows = [f"{name} {_time(t, s):<24} {v}" for t, v in zip(s.times, values, strict=True)]
        if rows:
            lines += with_comment(s.comment, rows[0]) + rows[1:]
    return lines


def _time(seconds: float, series: el.TimeSeries) -> str:
    """Time since the start, or date and time of day."""
    text = hours if series.decimal else clock
    if not series.dated:
        return text(seconds)
    day = min(max(int(seconds // SECONDS_PER_DAY), 1 - EPOCH), date.max.toordinal() - EPOCH)
    rest = seconds - day * SECONDS_PER_DAY
    on = date.fromordinal(day + EPOCH)
    return f"{on.month:02d}/{on.day:02d}/{on.year:04d} {text(rest)}"


TIMESERIES = Section(
    name="TIMESERIES", heading="[TIMESERIES", read=read_series, write=write_series, build=build_series,
    defines=("series",), several_rows=True,
)  # fmt: skip
