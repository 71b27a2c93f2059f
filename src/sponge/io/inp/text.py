# SPDX-License-Identifier: Apache-2.0
"""Numbers, names and times as an .inp has them.

A number that was converted is written with the fewest digits, from twelve on, that give it back: those that a user
wrote come back as they were.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from math import inf, nextafter

from sponge.base.units import Units

Lines = list[str]


def num(value: float, factor: float = 1.0) -> str:
    """A number in the file's units: what is read as this number times the factor."""
    if factor == 1.0:
        text = repr(float(value))
        return text[:-2] if text.endswith(".0") else text
    return shortest(value, value / factor, lambda x: x * factor)


def divided(value: float, divisor: float) -> str:
    """What is read as this number over the divisor."""
    return shortest(value, value * divisor, lambda x: x / divisor)


def percent(fraction: float) -> str:
    """A fraction in per cent."""
    return divided(fraction, 100.0)


def shortest(value: float, near: float, back: Callable[[float], float], least: int = 12) -> str:
    """The shortest number near ``near``, of ``least`` digits or more, that ``back`` turns into the value, bit for bit
    where one does."""
    for digits in (least, 12, 15, 16, 17):
        text = f"{near:.{digits}g}"
        if back(float(text)) == value:
            return text
    for step in (nextafter(near, inf), nextafter(near, -inf)):
        if back(step) == value:
            return repr(step)
    return f"{near:.17g}"


def temperature(value: float, units: Units) -> str:
    """A temperature in the file's unit, degF or degC."""
    return shortest(value, value * 1.8 + 32.0, units.temperature) if units.us else num(value)


def quoted(name: str) -> str:
    """A name as one token."""
    return f'"{name}"' if not name or any(c in name for c in " \t\r;") else name


def yes_no(flag: bool) -> str:
    """YES or NO."""
    return "YES" if flag else "NO"


def columns(*items: str) -> str:
    """Items in columns."""
    return " ".join(f"{item:<16}" for item in items).rstrip()


def date_of(moment: datetime) -> str:
    """month/day/year."""
    return f"{moment.month:02d}/{moment.day:02d}/{moment.year:04d}"


def clock(seconds: float) -> str:
    """hours:minutes:seconds, or decimal hours where seconds are not whole."""
    if seconds < 0.0 or seconds != int(seconds):
        return hours(seconds)
    whole, rest = divmod(int(seconds), 3600)
    return f"{whole}:{rest // 60:02d}:{rest % 60:02d}"


def hours(seconds: float) -> str:
    """Decimal hours."""
    return num(seconds, 3600.0)


def time_of(moment: datetime) -> str:
    """The time of day."""
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return clock(seconds + moment.microsecond * 1e-6)


def with_comment(comment: str, line: str) -> Lines:
    """A row under its comment lines."""
    return [*(f";{text}" for text in comment.split("\n")), line] if comment else [line]
