# SPDX-License-Identifier: Apache-2.0
"""EPA SWMM's user-prepared rain files."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sponge.base.epa_rain import RainLine, checked_rain, rain_line
from sponge.base.errors import BadLine
from sponge.io.numbered_lines import NumberedLines
from sponge.io.numbers import GREATEST
from sponge.io.rain.readings import INCH, MILLIMETRE, Reading, ReadRain
from sponge.model.elements import RainGage

HINT = "leave a record out where rain was not measured"
FACTORS: dict[str, Callable[[int], float]] = {  # by the gage's form, of an interval in s
    "INTENSITY": lambda interval: interval / 3600.0, "VOLUME": lambda _: 1.0, "CUMULATIVE": lambda _: 1.0,
}  # fmt: skip


def standard_line(line: str) -> RainLine | None:
    """A line of EPA SWMM's own form; None where it is none."""
    try:
        return rain_line(line)
    except ValueError:
        return None


def is_record(line: str, station: str) -> bool:
    """Whether a line was meant for a record of a station, sound or not: its name and a year."""
    words = line.split(None, 2)
    return len(words) > 1 and words[0].upper() == station.upper() and words[1].isdigit()


def standard_reader(gage: RainGage) -> tuple[int, ReadRain]:
    """Interval [s] and reader of user-prepared lines, in the gage's own form, interval and units.

    Of a running total the readings are the totals.
    """
    unit = MILLIMETRE if gage.rain_units == "MM" else INCH
    interval = int(gage.interval)
    factor = FACTORS[gage.form](interval) * unit

    def read(lines: NumberedLines) -> Iterator[Reading]:
        before: int | None = None
        for line in lines:
            try:
                said = rain_line(line)
                if said.station.upper() != gage.station.upper():
                    continue
                if before is not None and said.time <= before:
                    raise ValueError(f"rain out of sequence: {line.strip()!r}")
                checked_rain(said.value)
                if said.value >= GREATEST:
                    raise ValueError(f"rain {said.value:g} is no number that can be meant")
            except ValueError as error:
                if is_record(line, gage.station):
                    raise BadLine(str(error), lines.number) from None
                lines.lose()
                continue
            before = said.time
            yield said.time, said.value * factor

    return interval, read
