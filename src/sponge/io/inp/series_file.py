# SPDX-License-Identifier: Apache-2.0
"""A time series in a file of its own: rows of date, time and value, or of time and value."""

from __future__ import annotations

from pathlib import Path

from sponge.base.dates import day_of, is_half_of_day, short_year
from sponge.base.errors import Problem
from sponge.base.regular_file import regular_bytes
from sponge.io.files import companion_path
from sponge.io.inp.decode import decode, is_binary
from sponge.io.inp.numbers import SECONDS_PER_DAY, to_number, to_seconds
from sponge.io.inp.row import Row
from sponge.model.elements import TimeSeries


class _Bad(Exception):
    """A line that is no row of a series."""


def read_series_file(row: Row, name: str, file: str, comment: str) -> TimeSeries:
    """The series, its file read; without rows where the file cannot be."""
    series = TimeSeries(name, file=file, line=row.line, comment=comment)
    path = companion_path(row.context.path.parent, file)
    try:
        data = regular_bytes(path)
    except (OSError, ValueError) as error:
        reason = f" ({error.strerror})" if isinstance(error, OSError) and error.errno not in (None, 2) else ""
        hint = "the path is relative to the model's folder"
        row.bad(f"cannot open the file of time series {name!r}: {file}{reason}", hint)
        return series
    if is_binary(data):
        row.bad(f"the file of time series {name!r} is not a text file: {file}")
        return series
    times, values, dated = _rows(row, path, decode(data)[0])
    if not times and not row.failed:
        row.bad(f"the file of time series {name!r} holds no data: {file}")
    return TimeSeries(name, times, values, dated, file, line=row.line, comment=comment)


def _rows(row: Row, path: Path, text: str) -> tuple[tuple[float, ...], tuple[float, ...], bool]:
    """Times, values and whether the times are dates. The first wrong line ends the reading."""
    day: int | None = None
    first_dated = -1
    times: list[float] = []
    values: list[float] = []
    days: dict[str, int | None] = {}
    clocks: dict[str, float | None] = {}
    told = False
    for number, line in enumerate(text.split("\n"), 1):
        tokens = line.split(None, 4)
        if not tokens or tokens[0][0] == ";":
            continue
        try:
            if len(tokens) > 2:
                day = _cached(days, tokens[0], day_of, "not a date")
                if first_dated < 0:
                    first_dated = len(times)
                    _tell_of_year(row, path, number, tokens[0], day)
                if is_half_of_day(tokens[2]) and len(tokens) > 3:
                    tokens[1:3] = [f"{tokens[1]} {tokens[2]}"]
                if len(tokens) > 3 and not told:
                    told = True
                    _tell_of_more(row, path, number, " ".join(tokens[3:]))
            elif len(tokens) < 2:
                raise _Bad("a time without a value")
            clock, value = tokens[1:3] if len(tokens) > 2 else tokens
            seconds = _cached(clocks, clock, to_seconds, "not a time")
            number_read = to_number(value)
            if number_read is None:
                raise _Bad(f"not a number: {value!r}")
        except _Bad as problem:
            _report(row, path, number, str(problem))
            break
        time = seconds + (0.0 if day is None else day * SECONDS_PER_DAY)
        if len(times) > max(first_dated, 0) and time <= times[-1]:
            _report(row, path, number, "out of sequence: times must increase")
            break
        times.append(time)
        values.append(number_read)
    if first_dated > 0:
        start = row.context.start
        times[:first_dated] = [start + time for time in times[:first_dated]]
    return tuple(times), tuple(values), first_dated >= 0


def _cached(cache: dict, token: str, read, what: str):
    if token not in cache:
        cache[token] = read(token)
    if cache[token] is None:
        raise _Bad(f"{what}: {token!r}")
    return cache[token]


def _tell_of_more(row: Row, path: Path, line: int, rest: str) -> None:
    """A warning where the first line has more than a date, a time and a value."""
    if not rest.startswith(";"):
        message = f"what stands behind date, time and value is passed over: {rest[:40]!r}"
        row.context.problems.append(Problem(message, str(path), line, "", "one value a row", fatal=False))


def _tell_of_year(row: Row, path: Path, line: int, token: str, day: int) -> None:
    """A warning where the first date has a year of two digits."""
    if short_year(day):
        message = f"the year of {token} is taken as {short_year(day)}"
        row.context.problems.append(Problem(message, str(path), line, "", "write years with four digits", fatal=False))


def _report(row: Row, path: Path, line: int, message: str) -> None:
    """A fatal problem at a line of the series' own file."""
    row.failed = True
    row.context.problems.append(Problem(message, str(path), line, "", "rows of date, time and value"))
