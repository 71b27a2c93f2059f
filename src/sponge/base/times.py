# SPDX-License-Identifier: Apache-2.0
"""Moments as seconds, and durations as people write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from sponge.base.errors import UsageError

ORDINAL_OF_1970 = date(1970, 1, 1).toordinal()
SERIAL_DAY_OF_1970 = 25569  # days from 1899-12-30, where EPA SWMM counts dates from, to 1970-01-01
LAST_DAY = SERIAL_DAY_OF_1970 + date.max.toordinal() - ORDINAL_OF_1970  # the last that a calendar has, counted so
LONGEST = 1000.0 * 365.25 * 86400.0  # s: no duration that anybody writes is longer
SECONDS = {"s": 1.0, "sec": 1.0, "min": 60.0, "h": 3600.0, "hour": 3600.0, "d": 86400.0, "day": 86400.0}


def since_epoch(moment: datetime) -> float:
    """Seconds since 1970-01-01 of a moment without time zone."""
    return moment.replace(tzinfo=UTC).timestamp()


def midnight(year: int, month: int, day: int) -> int:
    """Seconds since 1970-01-01 of a day; ValueError where there is no such day."""
    return (date(year, month, day).toordinal() - ORDINAL_OF_1970) * 86400


def seconds_of(every: str | float | timedelta) -> float:
    """A duration in s from "5min", "1 h", "00:05:00", a timedelta or a number of seconds."""
    if isinstance(every, timedelta):
        seconds = every.total_seconds()
    elif isinstance(every, str):
        seconds = _parse(every)
    else:
        seconds = float(every)
    if not 0.0 < seconds < float("inf"):
        raise UsageError(f"a step must be longer than zero, not {every!r}")
    if seconds > LONGEST:
        raise UsageError(f"a duration must be shorter than a thousand years, not {every!r}")
    return seconds


def later(moment: datetime, seconds: float) -> datetime:
    """The moment so many seconds later, or earlier; UsageError where no calendar has it."""
    try:
        return moment + timedelta(seconds=seconds)
    except OverflowError:
        way = "after" if seconds > 0.0 else "before"
        raise UsageError(f"{abs(seconds):g} s {way} {moment} the calendar has no date") from None


def _parse(text: str) -> float:
    found = re.fullmatch(r"\s*([\d.]+)\s*([a-z]*)\s*", text)
    try:
        if found and (found[2] or "s") in SECONDS:
            return float(found[1]) * SECONDS[found[2] or "s"]
        hours, minutes, *rest = (float(part) for part in text.split(":"))
        return hours * 3600.0 + minutes * 60.0 + (rest[0] if rest else 0.0)
    except ValueError:
        raise UsageError(f"cannot read the duration '{text}': write 30s, 5min, 1h or 00:05:00") from None
