"""EPA SWMM's user-prepared rain files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sponge.base.epa_rain import RainLine, increments, rain_line
from sponge.io.rain.readings import INCH, MILLIMETRE, Reading, ReadRain
from sponge.model.elements import RainGage

DEPTHS: dict[str, Callable[[list[float], int], list[float]]] = {  # by the gage's form; interval in s
    "INTENSITY": lambda values, interval: [value * (interval / 3600.0) for value in values],
    "VOLUME": lambda values, interval: values,
    "CUMULATIVE": lambda values, interval: increments(values),
}


def standard_line(line: str) -> RainLine | None:
    """A line of EPA SWMM's own form; None where it is none."""
    try:
        return rain_line(line)
    except ValueError:
        return None


def standard_reader(gage: RainGage) -> tuple[int, ReadRain]:
    """Interval [s] and reader of user-prepared lines, in the gage's own form, interval and units."""
    unit = MILLIMETRE if gage.rain_units == "MM" else INCH
    interval = int(gage.interval)

    def read(lines: Iterable[str]) -> Iterator[Reading]:
        times: list[int] = []
        values: list[float] = []
        for number, line in enumerate(lines, 1):
            said = standard_line(line)
            if said is None or said.station.upper() != gage.station.upper():
                continue
            if times and said.time <= times[-1]:
                raise ValueError(f"rain out of sequence in record {number} of the data: {line.strip()!r}")
            times.append(said.time)
            values.append(said.value)
        depths = DEPTHS[gage.form](values, interval)
        yield from ((time, depth * unit) for time, depth in zip(times, depths, strict=True))

    return interval, read
