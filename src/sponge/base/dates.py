# SPDX-License-Identifier: Apache-2.0
"""Dates and times of day as people write them in models: sections of the .inp, rules and companion files."""

from __future__ import annotations

import re
from datetime import date

EPOCH = date(1970, 1, 1).toordinal()
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DATE = "month/day/year or year-month-day"
TIME = "hours:minutes:seconds or decimal hours"
LONGEST = 1e8  # hours: more than the calendar has
FIRST_YEAR = 100  # a year before it was meant to be one of this or of the last century
NUMERIC_DATE = re.compile(r"\s*([+-]?\d+)([/-])\s*([+-]?\d+)(?:([/-])\s*([+-]?\d+))?\D*")
NAMED_DATE = re.compile(r"\s*([A-Za-z]{3,9})([/-])\s*([+-]?\d+)([/-])\s*([+-]?\d+)\D*")
LIKE_A_DATE = re.compile(r"\s*\w+[/.-]\w+[/.-]\d+\S*")
CLOCK = re.compile(r"\s*(\d{1,9})(?::\s*(\d{1,9})(?::\s*(\d{1,9}(?:\.\d*)?))?)?[\s:,]*")
HALF_DAY = re.compile(r"([\d:. ]{0,40}?)\s{0,9}([ap])\.?m\.?\s{0,9}", re.IGNORECASE)


def day_of(text: str) -> int | None:
    """Days since 1970-01-01 of a date: month/day/year, a month's name in place of its number, or year-month-day, which
    a first number of four digits tells; - or / between. None where there is no such day."""
    found = NUMERIC_DATE.fullmatch(text)
    if found:
        first, second, third = int(found[1]), int(found[3]), int(found[5] or 0)
        month, day, year = (second, third, first) if len(found[1].lstrip("+-")) == 4 else (first, second, third)
    else:
        found = NAMED_DATE.fullmatch(text)
        if not found or found[1][:3].upper() not in MONTHS:
            return None
        month, day, year = MONTHS.index(found[1][:3].upper()) + 1, int(found[3]), int(found[5])
    try:
        return date(year, month, day).toordinal() - EPOCH
    except (ValueError, OverflowError):
        return None


def is_like_a_date(text: str) -> bool:
    """Whether a word was meant for a date, sound or not."""
    return LIKE_A_DATE.fullmatch(text) is not None


def short_year(day: int) -> int:
    """The year of a day since 1970-01-01 where it has two digits only, so that another was meant; else 0."""
    year = date.fromordinal(day + EPOCH).year
    return year if year < FIRST_YEAR else 0


def clock_seconds(text: str) -> float | None:
    """Seconds of hours:minutes(:seconds), with AM or PM after it or not; None where it is no such thing."""
    found, half = CLOCK.fullmatch(text), None
    if not found:
        half = HALF_DAY.fullmatch(text)
        found = CLOCK.fullmatch(half[1]) if half else None
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2] or 0), float(found[3] or 0.0)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half[2] in "pP" else 0)
    return None if hour > LONGEST else 3600.0 * hour + 60.0 * minute + second


def is_half_of_day(text: str) -> bool:
    """Whether a word is AM or PM alone."""
    half = HALF_DAY.fullmatch(text) if text[:1] in ("a", "A", "p", "P") else None
    return half is not None and not half[1]
