# SPDX-License-Identifier: Apache-2.0
"""Climate files: daily temperature extremes, evaporation and wind.

Formats, after the SWMM 5 User's Manual (11.4) and the providers' descriptions: user-prepared lines (station, year,
month, day, highest, lowest, evaporation, wind; * = missing), NCDC GHCN-Daily tables, NCDC TD-3200, Canadian DLY02 and
DLY04. Numbers are in the model's units unless the format has its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from sponge.base.errors import BadLine, Problem
from sponge.base.regular_file import regular_text
from sponge.base.times import midnight
from sponge.base.units import Units
from sponge.io.numbered_lines import NumberedLines
from sponge.model.records import ClimateRecord

INCH_PER_DAY, MM_PER_DAY = 0.0254 / 86400.0, 1e-3 / 86400.0
LOW, HIGH, EVAPORATION, WIND = range(4)
BOUNDS = {  # variable -> what it is called, the least and the most that it can be, unit of these
    LOW: ("lowest temperature", -70.0, 60.0, "degC"), HIGH: ("highest temperature", -70.0, 60.0, "degC"),
    EVAPORATION: ("evaporation", 0.0, 1.0 / 86400.0, "m/s"), WIND: ("wind", 0.0, 300.0, "miles/h"),
}  # fmt: skip
GHCN_UNITS = "C10"  # of a GHCN file where the model does not say: tenths of a degree Celsius, as the manual has it
MILE = 0.62137  # miles a kilometre
MILE_PER_HOUR = 1609.344 / 3600.0  # m/s
Value = tuple[date, int, float]  # day, variable, number in SI (wind: miles an hour)
ReadClimate = Callable[[NumberedLines], Iterator[Value]]


def celsius(value: float) -> float:
    """degF -> degC."""
    return (value - 32.0) / 1.8


def day_of(year: str, month: str, day: int | str) -> date | None:
    """A date, or None where there is no such day."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def user_reader(units: Units) -> ReadClimate:
    """Station Year Month Day Highest Lowest Evaporation Wind, in the model's units."""
    conversions = (
        (HIGH, units.temperature), (LOW, units.temperature), (EVAPORATION, lambda v: v * units.evaporation),
        (WIND, lambda v: v * units.wind / MILE_PER_HOUR),
    )  # fmt: skip

    def read(lines: NumberedLines) -> Iterator[Value]:
        for line in lines:
            tokens = line.split()
            day = day_of(*tokens[1:4]) if len(tokens) >= 4 else None
            if day is None:
                lines.lose()
                continue
            for token, (variable, convert) in zip(tokens[4:8], conversions, strict=False):
                if not token.startswith("*"):
                    yield day, variable, convert(number_in(token))

    return read


def number_in(token: str) -> float:
    """A token as a number; ValueError where it is none."""
    try:
        return float(token)
    except ValueError:
        raise ValueError(f"not a number: {token!r} (* stands for what was not measured)") from None


def leading_number(text: str) -> float:
    """The number that a text begins with, else 0."""
    found = re.match(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", text)
    return float(found[0]) if found else 0.0


TD3200 = {"TMAX": HIGH, "TMIN": LOW, "EVAP": EVAPORATION, "WDMV": WIND}


def td3200_reader(lines: NumberedLines) -> Iterator[Value]:
    """A month and variable a line: degF, hundredths of an inch, miles a day."""
    convert = {HIGH: celsius, LOW: celsius, EVAPORATION: lambda v: v / 100.0 * INCH_PER_DAY, WIND: lambda v: v / 24.0}
    for line in lines:
        variable = TD3200.get(line[11:15])
        if variable is None or len(line) < 30 or not line[27:30].strip().isdigit():
            if variable is not None or not line.startswith("DLY"):
                lines.lose()
            continue
        for at in range(30, 30 + 12 * int(line[27:30]), 12):
            entry = line[at : at + 12]
            day = day_of(line[17:21], line[21:23], entry[:2]) if entry[:2].strip().isdigit() else None
            if day is None or len(entry) < 12 or entry[5:10] == "99999" or entry[11] not in "01":
                continue
            value = leading_number(entry[5:10])
            yield day, variable, convert[variable](-value if entry[4] == "-" else value)


DLY = {1: HIGH, 2: LOW, 151: EVAPORATION}


def dly_reader(lines: NumberedLines) -> Iterator[Value]:
    """A month and variable a line: tenths of a degree Celsius, tenths of a millimetre."""
    for line in lines:
        variable = DLY.get(int(leading_number(line[13:16])))
        if len(line) < 232:
            lines.lose()
        if variable is None or len(line) < 232:
            continue
        for i in range(31):
            entry = line[16 + 7 * i : 23 + 7 * i]
            day = day_of(line[7:11], line[11:13], i + 1)
            if day is None or entry[1:6] in ("99999", "     "):
                continue
            value = leading_number(entry[1:6]) / 10.0
            if variable == EVAPORATION:
                yield day, variable, value * MM_PER_DAY
            else:
                yield day, variable, -value if entry[0] == "-" else value


def ghcn_converters(units: str, moved: bool) -> tuple[Callable[[float], float], ...]:
    """Conversions of the four variables; `moved`: wind as a day's movement instead of a mean speed."""
    if units == "C10":
        wind = MILE / 24.0 if moved else 0.36 * MILE
        return lambda v: v / 10.0, lambda v: v / 10.0, lambda v: v / 10.0 * MM_PER_DAY, lambda v: v * wind
    if units == "C":
        wind = MILE / 24.0 if moved else 3.6 * MILE
        return lambda v: v, lambda v: v, lambda v: v * MM_PER_DAY, lambda v: v * wind
    wind = 1.0 / 24.0 if moved else 1.0
    return celsius, celsius, lambda v: v * INCH_PER_DAY, lambda v: v * wind


def is_ghcn(heading: str) -> bool:
    """Whether a line is the heading of a GHCN-Daily table."""
    return "DATE" in heading and any(word in heading for word in ("TMIN", "TMAX", "EVAP", "WDMV", "AWND"))


def ghcn_reader(heading: str, units: str) -> ReadClimate | None:
    """Reader of a GHCN-Daily table with this heading; None where it is none."""
    wind = "WDMV" if "WDMV" in heading else "AWND"
    columns = {i: heading.find(word) for i, word in enumerate(("TMIN", "TMAX", "EVAP", wind)) if word in heading}
    if not is_ghcn(heading):
        return None
    at, convert = heading.index("DATE"), ghcn_converters(units, wind == "WDMV")

    def read(lines: NumberedLines) -> Iterator[Value]:
        for line in lines:
            text = line[at : at + 8]
            day = day_of(text[:4], text[4:6], text[6:8]) if len(text) == 8 and text.isdigit() else None
            if day is None:
                if lines.number > 1 and line.strip("- "):  # neither the heading nor a ruler
                    lines.lose()
                continue
            for variable, column in columns.items():
                found = re.match(r"\s*([-+]?\d*\.?\d+)", line[column : column + 9])
                if found and abs(float(found[1])) < 9999.0:
                    yield day, variable, convert[variable](float(found[1]))

    return read


def reader_of(first: str, units: Units, temperature_units: str) -> ReadClimate | None:
    """The reader for a file with this first line; None for an unknown format."""
    if first.startswith("DLY") and first[23:27] == "9999":
        return td3200_reader
    if len(first) >= 232 and int(leading_number(first[13:16])) in DLY:
        return dly_reader
    tokens = first.split()
    if len(tokens) >= 5 and all(re.fullmatch(r"[-+]?\d+", token) for token in tokens[1:4]):
        return user_reader(units)
    return ghcn_reader(first, temperature_units or GHCN_UNITS)


def checked(values: Iterable[Value], lines: NumberedLines) -> Iterator[Value]:
    """The values; BadLine where one cannot be."""
    try:
        for day, variable, value in values:
            name, low, high, unit = BOUNDS[variable]
            if not low <= value <= high:
                raise ValueError(f"{name} of {value:.4g} {unit} on {day}: it can be {low:g} to {high:.3g}")
            yield day, variable, value
    except (ValueError, OverflowError) as error:
        raise BadLine(str(error), lines.number) from None


def table_of(values: Iterable[Value], first: date) -> ClimateRecord:
    """A row a day from the first of a month on."""
    after = [(day.toordinal() - first.toordinal(), variable, value) for day, variable, value in values if day >= first]
    table = np.full((4, max((day for day, _, _ in after), default=-1) + 1), np.nan)
    for day, variable, value in after:
        table[variable, day] = value
    seconds = midnight(first.year, first.month, first.day)
    return ClimateRecord(float(seconds), table[LOW], table[HIGH], table[EVAPORATION], table[WIND] * MILE_PER_HOUR)


def read_climate(
    path: Path, units: Units, temperature_units: str, start: datetime, warnings: list[Problem] | None = None
) -> ClimateRecord:
    """Daily climate from the month of `start` on; what is odd goes into ``warnings``. Raises ValueError (BadLine where
    one line is wrong) or OSError with what is wrong."""
    lines = NumberedLines(regular_text(path).splitlines())
    read = reader_of(lines.lines[0], units, temperature_units) if lines.lines else None
    if read is None:
        raise ValueError("not a climate file of a known format")
    first = date(start.year, start.month, 1)
    after = (first + timedelta(days=32)).replace(day=1)
    values = list(checked(read(lines), lines))
    if not any(first <= day < after for day, _, _ in values):
        raise ValueError(f"no values for {first:%B %Y}, where reading begins")
    if warnings is not None:
        lost = lines.warning(path)
        warnings += [lost] if lost is not None else []
        if is_ghcn(lines.lines[0]) and not temperature_units:
            message = "temperatures are taken as tenths of a degree Celsius"
            hint = "put C10, C or F behind the file's name and start in [TEMPERATURE]; EPA SWMM takes degrees here"
            warnings.append(Problem(message, str(path), 1, "", hint, fatal=False))
    return table_of(values, first)
