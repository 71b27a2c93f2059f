"""Lines of EPA SWMM's user-prepared rain file: Station Year Month Day Hour Minute Value (User's Manual 5.2, 11.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sponge.base.times import midnight

WORDS = 7


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
        return RainLine(words[0], midnight(year, month, day) + hour * 3600 + minute * 60, float(words[6]))
    except ValueError as error:
        raise ValueError(f"cannot read '{' '.join(words[1:WORDS])}': {error}") from None


def increments(totals: Iterable[float]) -> list[float]:
    """Rain between readings of a running total, the first from zero; a total that falls has been reset to zero."""
    found, before = [], 0.0
    for total in totals:
        found.append(total - before if total >= before else total)
        before = total
    return found
