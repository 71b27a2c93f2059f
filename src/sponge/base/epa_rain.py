# SPDX-License-Identifier: Apache-2.0
"""Lines of EPA SWMM's user-prepared rain file: Station Year Month Day Hour Minute Value (User's Manual 5.2, 11.3)."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import NamedTuple

from sponge.base.times import midnight

WORDS = 7
# A running total that falls below this share of the greatest one before it was set to zero. One that falls less has
# dipped, by the gage's noise, evaporation or a rounding.
RESET_SHARE = 0.5


class RainLine(NamedTuple):
    """What a line says."""

    station: str
    time: int  # s since 1970-01-01, at the beginning of the interval
    value: float  # in the file's own form and units


def rain_line(line: str) -> RainLine:
    """A line's reading; hours and minutes beyond the clock count on. ValueError says what is wrong."""
    words = line.split()
    if len(words) < WORDS:
        raise ValueError(f"{len(words)} words: station year month day hour minute value are needed")
    try:
        year, month, day, hour, minute = (int(word) for word in words[1:6])
        time, value = midnight(year, month, day) + hour * 3600 + minute * 60, float(words[6])
    except (ValueError, OverflowError) as error:
        raise ValueError(f"cannot read '{' '.join(words[1:WORDS])}': {error}") from None
    return RainLine(words[0], time, value)


def checked_rain(value: float) -> float:
    """A rain that can have fallen; ValueError says why another cannot."""
    if not 0.0 <= value < inf:
        raise ValueError(f"rain {value:g} is not a number of at least zero")
    return value


def increments(totals: Iterable[float], reset_share: float = RESET_SHARE) -> list[float]:
    """Rain between readings of a running total, the first from zero.

    A total that falls below ``reset_share`` of the greatest before it has been set to zero, and is itself the rain
    since; one that falls less brings no rain until it exceeds that greatest one.
    """
    found, greatest = [], 0.0
    for total in totals:
        reset = total < reset_share * greatest
        found.append(total if reset else max(total - greatest, 0.0))
        greatest = total if reset else max(total, greatest)
    return found


def dips(totals: Iterable[float], reset_share: float = RESET_SHARE) -> list[int]:
    """Where a running total falls without having been set to zero."""
    found, greatest = [], 0.0
    for i, total in enumerate(totals):
        reset = total < reset_share * greatest
        if not reset and total < greatest:
            found.append(i)
        greatest = total if reset else max(total, greatest)
    return found
