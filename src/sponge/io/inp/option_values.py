# SPDX-License-Identifier: Apache-2.0
"""Values of [OPTIONS], read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from sponge.base.dates import EPOCH, day_of
from sponge.io.inp.numbers import to_number, whole_seconds
from sponge.io.inp.row import Row
from sponge.model.choices import CHOICES
from sponge.model.options import LEAST_STEP

DAY_OF_YEAR = re.compile(r"([A-Za-z]{3}|\d{1,2})[/-]\d{1,2}")
ROUTING = {
    "NONE": "NONE", "STEADY": "STEADY", "KINWAVE": "KINWAVE", "XKINWAVE": "KINWAVE", "DYNWAVE": "DYNWAVE",
    "NF": "STEADY", "KW": "KINWAVE", "EKW": "KINWAVE", "DW": "DYNWAVE",
}  # fmt: skip


def word(*words: str) -> Callable[[Row], str]:
    """One of these words."""
    return lambda row: row.word(1, words, "value")


def choice(field: str) -> Callable[[Row], str]:
    """One of the words that a field of Options may hold."""
    return word(*CHOICES["Options", field])


def flag(row: Row) -> bool:
    """YES or NO."""
    return row.flag(1, "value")


def routing(row: Row) -> str:
    """A routing method, by its old name too."""
    return ROUTING[row.word(1, tuple(ROUTING), "routing method")]


def date(row: Row) -> int:
    """A date, in days since 1970-01-01."""
    return row.day(1) or 0


def clock(row: Row) -> float:
    """A time of day or a duration, s."""
    return row.clock(1) or 0.0


def day_of_year(row: Row) -> tuple[int, int]:
    """Month and day."""
    token = row.item(1)
    day = day_of(f"{token}/1947") if DAY_OF_YEAR.fullmatch(token) else None
    if day is None:
        row.bad(f"not a day of the year: {row.item(1)!r}", "month/day")
        return (1, 1)
    found = datetime.fromordinal(day + EPOCH)
    return found.month, found.day


def step(smallest: int) -> Callable[[Row], float]:
    """A step in whole seconds, written as hours:minutes:seconds or decimal hours."""

    def read(row: Row) -> float:
        seconds = whole_seconds(clock(row))
        if not row.failed and seconds < smallest:
            row.bad(f"time step must be positive: {row.item(1)}")
        return float(seconds)

    return read


def routing_step(row: Row) -> float:
    """A step in decimal seconds, or as hours:minutes:seconds."""
    seconds = to_number(row.item(1))
    if seconds is None:
        seconds = clock(row)
    if not row.failed and seconds < LEAST_STEP:
        row.bad(f"time step must be positive, and {LEAST_STEP:g} s at least: {row.item(1)}")
    return seconds


def lengthening_step(row: Row) -> float:
    """A step in decimal seconds, or as hours:minutes:seconds; none where negative."""
    seconds = to_number(row.item(1))
    return max(0.0, clock(row) if seconds is None else seconds)


def number(**limits: float) -> Callable[[Row], float]:
    """A number within limits."""
    return lambda row: row.number(1, "value", **limits)


def percent(row: Row) -> float:
    """A percentage, as a fraction."""
    return row.number(1, "value") / 100.0


def slope(row: Row) -> float:
    """A slope in per cent, as a fraction."""
    value = row.number(1, "value", low=0.0)
    if value >= 100.0:
        row.bad(f"a slope of 100 % or more: {row.item(1)}")
    return value / 100.0


def count(row: Row) -> int:
    """A whole number; EPA SWMM takes what is none for zero."""
    value = to_number(row.item(1))
    if value is None:
        row.warn(f"not a number: {row.item(1)!r}, taken as 0")
        return 0
    if value < 0.0:
        row.bad(f"cannot be negative: {row.item(1)}")
    return int(min(value, 1e9))


def path(row: Row) -> str:
    """A folder, as it stands."""
    return row.item(1)
