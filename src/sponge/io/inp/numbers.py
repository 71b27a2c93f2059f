# SPDX-License-Identifier: Apache-2.0
"""Numbers and times as EPA SWMM reads them; dates and clock times are in base.dates."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from math import floor, inf

from sponge.base.dates import EPOCH, LONGEST, clock_seconds
from sponge.io.numbers import GREATEST

SECONDS_PER_DAY = 86400
STEEPEST = 50.0  # of exponents: beyond it powers of lengths in other units overflow
LEADING_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def to_number(token: str) -> float | None:
    """A number of a size that can be meant, or None.

    As for EPA SWMM an empty (quoted) token is 0, and what follows a number after a character that is not ASCII is
    ignored.
    """
    try:
        value = float(token)
    except ValueError:
        return _odd_number(token)
    if not -GREATEST < value < GREATEST or "_" in token:
        return None
    return value


def is_huge(token: str) -> bool:
    """Whether a token is a finite number that is too large to be meant."""
    try:
        return GREATEST <= abs(float(token)) < inf
    except ValueError:
        return False


def _odd_number(token: str) -> float | None:
    if not token.strip():
        return 0.0
    found = LEADING_NUMBER.match(token)
    if found and found.end() < len(token) and token[found.end()] > "\x7f":
        return float(found.group())
    return None


def to_seconds(token: str) -> float | None:
    """Seconds of a clock time or a duration: decimal hours, or hours:minutes(:seconds)."""
    hours = to_number(token)
    if hours is not None:
        return hours * 3600.0 if abs(hours) < LONGEST else None
    return clock_seconds(token)


def whole_seconds(seconds: float) -> int:
    """To the nearest second."""
    return floor(seconds + 0.5)


def moment(day: int, seconds: float) -> datetime:
    """The datetime of a day since 1970-01-01 and seconds, to the microsecond; clamped to what datetime can hold."""
    try:
        return datetime.fromordinal(day + EPOCH) + timedelta(seconds=round(seconds, 6))
    except (OverflowError, ValueError):
        return datetime.max
