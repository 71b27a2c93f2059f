# SPDX-License-Identifier: Apache-2.0
"""Rain files of the National Weather Service: TD-3240 and TD-3260 as tape image, space or comma delimited, with and
without station names; on-line retrievals, hourly and 15-minute."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sponge.base.times import midnight
from sponge.io.numbered_lines import NumberedLines
from sponge.io.rain.readings import DAY, HOUR, INCH, QUARTER, Reading, ReadRain

HUNDREDTH = INCH / 100.0
INTERVALS = {"HPCP": HOUR, "QPCP": QUARTER, "QGAG": QUARTER}
MISSING = 9999
DELETED = "{}[]M"


class Accumulation:
    """A gage's total over several intervals, spread evenly: flags a (begin) and A (end with the total)."""

    def __init__(self, interval: int):
        self.interval = interval
        self.begin: int | None = None

    def end(self, time: int, value: int) -> Iterator[Reading]:
        """The readings of an accumulation that ends at `time` [s] with a total [0.01 in]."""
        if self.begin is None or value == 99999:
            return
        n = int(time - self.begin) // self.interval + 1
        for i in range(n if value > 0 else 0):
            yield self.begin + (i - 1) * self.interval, value / n * HUNDREDTH
        self.begin = None


def nws_readings(day: int, entries: Iterable[tuple[int, int, int, str]], run: Accumulation) -> Iterator[Reading]:
    """Wet intervals of one line: (hour, minute, value 0.01 in, flag), stamped at the interval's end."""
    for hour, minute, value, flag in entries:
        if hour >= 25:
            return
        time = day + hour * 3600 + minute * 60
        if flag == "a":
            run.begin = time
        elif flag == "A":
            yield from run.end(time, value)
        elif 0 < value < MISSING and (not flag or flag not in DELETED):
            yield time - run.interval, value * HUNDREDTH


TAPE = re.compile(r"([ \d]\d)(\d\d)\s*(\d{1,6})(.?)(.?)")
SPACED = re.compile(r"\s*(\d\d)(\d\d)\s+(\d{1,6})(?:\s+([^\d\s]))?(?:\s+(\S))?")
COMMA = re.compile(r",(\d\d)(\d\d),\s*(\d{1,6}),?\s?([^,]?),?")


def entries_of(text: str, width: int, pattern: re.Pattern[str]) -> Iterator[tuple[int, int, int, str]]:
    """The fixed-width entries of a line's tail."""
    for at in range(0, len(text.rstrip()), width):
        found = pattern.match(text[at : at + width])
        if not found:
            return
        yield int(found[1]), int(found[2]), int(found[3]), (found[4] or "").strip()


def nws_fixed(interval: int, date: re.Pattern[str], at: int, tail: int, width: int, entry: re.Pattern[str]) -> ReadRain:
    """Reader of lines with a date at column `at` and entries from column `tail` on."""

    def read(lines: NumberedLines) -> Iterator[Reading]:
        run = Accumulation(interval)
        for line in lines:
            found = date.match(line[at:])
            if not found or len(line.rstrip("\r\n")) < tail:
                lines.lose()
            else:
                day = midnight(*(int(part) for part in found.groups()))
                yield from nws_readings(day, entries_of(line[tail:].rstrip("\r\n"), width, entry), run)

    return read


def nws_online(interval: int, value_at: int, date_at: int) -> ReadRain:
    """Reader of on-line retrievals: date, hh:mm and a value under the heading HPCP or QPCP."""
    stamp = re.compile(r"\s*(\d{4})(\d\d)(\d\d)\s+(\d\d?):(\d\d)")

    def read(lines: NumberedLines) -> Iterator[Reading]:
        run = Accumulation(interval)
        for line in lines:
            found, value = stamp.match(line[date_at:]), re.match(r"\s*([\d.]+)\s*(\S?)", line[value_at:])
            if not found or not value:
                lines.lose()
                continue
            year, month, day, hour, minute = (int(part) for part in found.groups())
            amount = int(100.0 * float(value[1]) + 0.5) if "." in line[value_at:] else int(value[1])
            begin = midnight(year, month, day) - (DAY if hour == 0 else 0)
            yield from nws_readings(begin, [(hour or 24, minute, amount, value[2])], run)

    return read


NWS_DATES = {
    "tape": re.compile(r"(\d{4})([ \d]\d)([ \d]{2}[ \d]\d)"),
    "space": re.compile(r"(\d{4})\s+(\d\d?)\s+(\d\d?)"),
    "comma": re.compile(r"(\d{4}),\s*(\d\d?),\s*(\d\d?)"),
}
NWS_HEADS = (  # pattern, column where it begins, reader's arguments
    (re.compile(r"\s*\d{1,6}+\s*\d{1,2}+\s*(\S{4})(?!\S)"), 0, (NWS_DATES["space"], 18, 28, 16, SPACED)),
    (re.compile(r"\s*\d{1,2}+\s*(\S{4})\s*\S{1,2}\s*\d{4}"), 37, (NWS_DATES["space"], 49, 59, 16, SPACED)),
    (re.compile(r"\s*\d{1,6}+,\s*\d{1,2}+,\s*(\S{4})(?=,)"), 0, (NWS_DATES["comma"], 18, 28, 16, COMMA)),
    (re.compile(r"\s*\d{1,2}+,\s*(\S{4}),\s*[^\s,]{1,2},\s*\d{4}"), 37, (NWS_DATES["comma"], 49, 59, 16, COMMA)),
    (re.compile(r"\s*\S{3}\s*\d{6}\d\d(\S{4})"), 0, (NWS_DATES["tape"], 17, 30, 12, TAPE)),
)


def nws_reader(line: str) -> tuple[int, ReadRain] | None:
    """Interval [s] and reader where a line is of a TD-3240 or TD-3260 file."""
    for head, at, layout in NWS_HEADS:
        found = head.match(line[at:])
        if found and found[1] in INTERVALS:
            interval = INTERVALS[found[1]]
            return interval, nws_fixed(interval, *layout)
    return None


def online_reader(lines: list[str]) -> tuple[int, ReadRain] | None:
    """Interval [s] and reader of an on-line retrieval, from its heading and its first record."""
    word = next((word for word in ("HPCP", "QPCP") if word in lines[0]), None)
    first = next((line for line in lines[1:6] if "COOP:" in line), None)
    if word is None or first is None:
        return None
    return INTERVALS[word], nws_online(INTERVALS[word], lines[0].index(word), first.rindex(":") - 11)
