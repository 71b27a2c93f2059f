"""Numbers, dates and clock times as EPA SWMM reads them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from math import floor

SECONDS_PER_DAY = 86400
GREATEST = 1e60  # in any unit: beyond it squares and powers overflow
STEEPEST = 50.0  # of exponents: beyond it powers of lengths in other units overflow
LONGEST = 1e8  # hours: more than the calendar has
EPOCH = date(1970, 1, 1).toordinal()
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
NUMERIC_DATE = re.compile(r"\s*([+-]?\d+)(.)\s*([+-]?\d+)(?:(.)\s*([+-]?\d+))?")
NAMED_DATE = re.compile(r"\s*(\S{3})(.)\s*([+-]?\d+)(.)\s*([+-]?\d+)")
CLOCK = re.compile(r"\s*([+-]?\d{1,9})(?::\s*([+-]?\d{1,9})(?::\s*([+-]?\d{1,9}))?)?")
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


def _odd_number(token: str) -> float | None:
    if not token.strip():
        return 0.0
    found = LEADING_NUMBER.match(token)
    if found and found.end() < len(token) and token[found.end()] > "\x7f":
        return float(found.group())
    return None


def to_day(token: str) -> int | None:
    """Days since 1970-01-01 of a date: month/day/year, or a month's name in place of its number; - or / between."""
    if "/" not in token and "-" not in token:
        return None
    found = NUMERIC_DATE.match(token)
    if found:
        month, day, year = int(found[1]), int(found[3]), int(found[5] or 0)
    else:
        found = NAMED_DATE.match(token)
        if not found or found[1].upper() not in MONTHS:
            return None
        month, day, year = MONTHS.index(found[1].upper()) + 1, int(found[3]), int(found[5])
    try:
        return date(year, month, day).toordinal() - EPOCH
    except (ValueError, OverflowError):
        return None


def to_seconds(token: str) -> float | None:
    """Seconds of a clock time or a duration: decimal hours, or hours:minutes(:seconds)."""
    hours = to_number(token)
    if hours is not None:
        return hours * 3600.0 if abs(hours) < LONGEST else None
    found = CLOCK.match(token)
    if not found:
        return None
    parts = [int(part or 0) for part in found.groups()]
    if min(parts) < 0 or parts[0] > LONGEST:
        return None
    return 3600.0 * parts[0] + 60.0 * parts[1] + parts[2]


def whole_seconds(seconds: float) -> int:
    """To the nearest second."""
    return floor(seconds + 0.5)


def moment(day: int, seconds: float) -> datetime:
    """The datetime of a day since 1970-01-01 and seconds, to the microsecond; clamped to what datetime can hold."""
    try:
        return datetime.fromordinal(day + EPOCH) + timedelta(seconds=round(seconds, 6))
    except (OverflowError, ValueError):
        return datetime.max
