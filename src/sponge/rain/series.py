# SPDX-License-Identifier: Apache-2.0
"""Continuous rain from a file: CSV, or EPA SWMM's user-prepared rain file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.epa_rain import WORDS, increments, rain_line
from sponge.base.errors import UsageError
from sponge.base.times import since_epoch
from sponge.base.toml_keys import Duration, wrong
from sponge.rain.columns import LENGTHS, MOST_PROBLEMS, RainTable, read_rows, text_of
from sponge.rain.hyetograph import Hyetograph
from sponge.rain.storm import MOST_STEPS, Rain

HOUR = 3600.0


class Series(Rain):
    """Readings of a gage, stamped at the beginning of their interval; dry intervals may be left out."""

    title: ClassVar[str] = "continuous rain from a file (CSV or EPA SWMM's rain file)"

    kind: Literal["series"] = "series"
    file: str = Field(min_length=1, description="CSV as for kind csv, with dates; or lines: station y m d h min value")
    station: str | None = Field(None, description="EPA file: which station, where the file has several")
    form: Literal["volume", "intensity", "cumulative"] = Field(
        "volume", description="EPA file: volume, intensity or cumulative"
    )
    units: Literal["mm", "in"] = Field("mm", description="EPA file: mm or in (mm/h or in/h)")
    step: Duration | None = Field(None, description="recording interval; unless given, the shortest time between rows")
    start: datetime | None = Field(None, description="rain before this moment is left out")
    end: datetime | None = Field(None, description="rain from this moment on is left out")

    @model_validator(mode="after")
    def _check(self) -> Series:
        for moment in (self.start, self.end):
            if moment is not None and moment.tzinfo is not None:
                raise wrong("start and end are local times, without a time zone")
        if self.start and self.end and self.end <= self.start:
            raise wrong("end must be after start")
        return self

    def unscaled(self, folder: Path) -> Hyetograph:
        """The rain from `start`, or the first reading, to `end`, or the last."""
        path = folder / self.file
        epa = _is_epa(path)
        rows = read_epa(path, self.station, self.form, LENGTHS[self.units]) if epa else read_rows(path)
        if not rows.dated:
            raise UsageError(f"{path}: a series needs dates, as 2023-07-28 10:05, in its time column (or kind = 'csv')")
        if rows.quantity == "cumulative":
            raise UsageError(f"{path}: a series of cumulative depth is read with kind = 'csv'")
        step = self.step or _interval(rows, path)
        first = since_epoch(self.start) if self.start else rows.times[0]
        last = since_epoch(self.end) if self.end else rows.times[-1] + step
        steps = (rows.times - first) / step
        off = np.nonzero(np.abs(steps - np.rint(steps)) * step > 0.5)[0]
        if len(off):
            raise UsageError(
                f"{path}:{rows.lines[off[0]]}: not a whole number of steps of {step:g} s after the first (give step)"
            )
        n = int(np.ceil((last - first) / step - 1e-6))
        if n > MOST_STEPS:
            raise UsageError(f"{path}: {n:,} steps of {step:g} s: at most {MOST_STEPS:,}")
        at = np.rint(steps).astype(np.int64)
        kept = (at >= 0) & (at < n)
        depths = np.zeros(max(n, 1))
        depths[at[kept]] = rows.values[kept] * (step if rows.quantity == "intensity" else 1.0)
        start = datetime.fromtimestamp(first, UTC).replace(tzinfo=None)
        said = {"file": self.file, "format": "EPA rain file" if epa else "CSV", "readings": int(kept.sum())}
        return Hyetograph(step, depths, path.stem, said, start)


def _interval(rows: RainTable, path: Path) -> float:
    if len(rows.times) < 2:
        raise UsageError(f"{path}:{rows.lines[0]}: one reading: give its step")
    return float(np.diff(rows.times).min())


def _is_epa(path: Path) -> bool:
    """Whether the first line that says something is of a user-prepared rain file: no commas, seven words or more."""
    for line in text_of(path).splitlines():
        if line.strip() and not line.lstrip().startswith(("#", ";")):
            return "," not in line and len(line.split()) >= WORDS
    raise UsageError(f"{path}: no rain: the file is empty")


def read_epa(path: Path, station: str | None, form: str, unit: float) -> RainTable:
    """Readings of one station from lines: Station Year Month Day Hour Minute Value. Lists every line that is wrong."""
    rows: list[tuple[float, float, int]] = []
    problems: list[str] = []
    stations: dict[str, str] = {}
    for number, line in enumerate(text_of(path).splitlines(), 1):
        cells = line.split(";")[0].split()
        if not cells or cells[0].startswith("#"):
            continue
        name = stations.setdefault(cells[0].upper(), cells[0]).upper()
        if station is not None and name != station.upper():
            continue
        try:
            rows.append((*_reading(" ".join(cells)), number))
            if len(rows) > 1 and rows[-1][0] <= rows[-2][0] and len(stations) == 1:
                raise ValueError("the reading is not after the one before it")
        except ValueError as error:
            problems.append(f"{path}:{number}: {error}")
    if station is None and len(stations) > 1:
        raise UsageError(f"{path}: several stations: give one of {', '.join(stations.values())}")
    if station is not None and station.upper() not in stations:
        raise UsageError(f"{path}: no station '{station}'{suggestion_or_list(station, stations.values())}")
    if problems:
        raise UsageError("\n".join(problems[:MOST_PROBLEMS]))
    times, values, lines = np.array(rows, float).T
    if form == "cumulative":
        values = np.array(increments(values))
    factor = unit / HOUR if form == "intensity" else unit
    return RainTable(times, values * factor, lines.astype(int), "intensity" if form == "intensity" else "depth", True)


def _reading(line: str) -> tuple[float, float]:
    """(s since 1970-01-01, value) of a line; ValueError with what is wrong."""
    _, time, value = rain_line(line)
    if not 0.0 <= value < float("inf"):
        raise ValueError(f"rain {value:g} is not a number of at least zero")
    return time, value
