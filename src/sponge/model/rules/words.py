# SPDX-License-Identifier: Apache-2.0
"""Words of the rule language, literals, and names as a rule may spell them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from sponge.base.dates import DATE, TIME, clock_seconds, day_of
from sponge.base.errors import Portable
from sponge.base.times import SERIAL_DAY_OF_1970
from sponge.model.links import LINK_KINDS, OF_LINK

CLAUSES = ("RULE", "IF", "AND", "OR", "THEN", "ELSE", "PRIORITY")
LINK_OF_WORD = {kind.word: kind for kind in LINK_KINDS}
LINKS = ("LINK", *LINK_OF_WORD)
OBJECTS = ("GAGE", "NODE", *LINKS, "SIMULATION")
RELATIONS = ("=", "<>", "<", "<=", ">", ">=")
COMMON_DAY = "COMMONDAY"  # SIMULATION DAYOFYEAR where it is compared with a month and day

ATTRIBUTES: dict[str, frozenset[str]] = {
    "NODE": frozenset({"DEPTH", "MAXDEPTH", "HEAD", "VOLUME", "INFLOW"}),
    "LINK": OF_LINK,
    **{word: kind.attributes for word, kind in LINK_OF_WORD.items()},
    "SIMULATION": frozenset({"TIME", "DATE", "CLOCKTIME", "DAYOFYEAR", "DAY", "MONTH"}),
}
# longer words first, as a word need only begin with a keyword
ALL_ATTRIBUTES = sorted(set().union(*ATTRIBUTES.values()), key=lambda word: (-len(word), word))


class ClauseError(Portable, Exception):
    """A clause that cannot be read: what is wrong, and a hint."""

    def __init__(self, message: str, hint: str = ""):
        super().__init__(message)
        self.message = message
        self.hint = hint


def tokens_of(line: str) -> list[str]:
    """Words of a line up to its comment; quotes keep spaces."""
    text = line.split(";", 1)[0]
    return [quoted or bare for quoted, bare in re.findall(r'"([^"]*)"?|(\S+)', text) if quoted or bare]


def keyword(token: str, words: Iterable[str]) -> str | None:
    """The keyword that the token begins with, whatever its case."""
    upper = token.upper()
    return next((word for word in words if upper.startswith(word)), None)


def number(token: str) -> float:
    """A finite decimal number."""
    try:
        value = float(token) if "_" not in token else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ClauseError(f"{token!r} is not a number")
    return value


def duration(token: str) -> float:
    """Days, from decimal hours or hours:minutes[:seconds], AM or PM after it or not."""
    seconds = clock_seconds(token) if ":" in token or token[-1:] in "mM." else None
    if seconds is not None:
        return seconds / 86400.0
    try:
        return number(token) / 24.0
    except ClauseError:
        raise ClauseError(f"{token!r} is not a time", TIME) from None


def serial_date(token: str) -> float:
    """Days since 1899-12-30 of a date."""
    day = day_of(token)
    if day is None:
        raise ClauseError(f"{token!r} is not a date", DATE)
    return float(day + SERIAL_DAY_OF_1970)


def is_date(token: str) -> bool:
    """Whether a day of the year is given as month/day."""
    return bool(re.fullmatch(r"\w+[-/]\d+", token))


def day_of_year(token: str) -> float:
    """1..366, or month/day as a day of a common year, of which 29 February lies between the 59th and the 60th."""
    if is_date(token):
        if re.fullmatch(r"(0?2|FEB\w*)[-/]29", token.upper()):
            return 59.5
        try:
            return serial_date(f"{token}/1947") - serial_date("1/1/1947") + 1.0
        except ClauseError:
            raise ClauseError(f"{token!r} is not a day of the year", "month/day, or 1 to 366") from None
    return bounded(token, 1.0, 366.0)


def bounded(token: str, low: float, high: float) -> float:
    """A number within limits."""
    value = number(token)
    if not low <= value <= high:
        raise ClauseError(f"{token} lies outside {low:g} to {high:g}")
    return value


def status(token: str) -> float:
    """1 for ON and OPEN, 0 for OFF and CLOSED."""
    word = keyword(token, ("OFF", "ON", "CLOSED", "OPEN"))
    if word is None:
        raise ClauseError(f"{token!r} is not a status", "ON, OFF, OPEN or CLOSED")
    return 1.0 if word in ("ON", "OPEN") else 0.0


LITERALS = {
    "STATUS": status,
    "TIME": duration,
    "CLOCKTIME": duration,
    "TIMEOPEN": duration,
    "TIMECLOSED": duration,
    "DATE": serial_date,
    "DAY": lambda token: bounded(token, 1.0, 7.0),
    "MONTH": lambda token: bounded(token, 1.0, 12.0),
    "DAYOFYEAR": day_of_year,
}
