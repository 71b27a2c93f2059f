# SPDX-License-Identifier: Apache-2.0
"""What a long series looks like, beside what the climate says."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from sponge.base.times import later
from sponge.rain.columns import lines_of
from sponge.rain.hyetograph import MILLIMETRE, Hyetograph
from sponge.rain.storm import DATA
from sponge.rain.table import shipped

DAY = 86400.0
HOUR = 3600.0
SEASONS = ("DJF", "MAM", "JJA", "SON")
LEAST_DAY = 2.0 * MILLIMETRE  # GB/T 51345: days of less rain are left out of the capture ratio


class Target(NamedTuple):
    """A figure of ``data/climate.csv``."""

    value: float
    unit: str
    source: str


@cache
def targets() -> dict[tuple[str, str], Target]:
    """By quantity and key: ("season", "JJA") and the like."""
    rows = list(lines_of(DATA / "climate.csv"))[1:]
    return {(row[0], row[1]): Target(float(row[2]), row[3], row[4]) for _, row in rows}


def season_of(month: int | np.ndarray) -> Any:
    """Number in SEASONS of a month 1..12."""
    return month % 12 // 3


def season_shares() -> np.ndarray:
    """Share (4,) of the year's rain by season, summing to 1."""
    shares = np.array([targets()["season", name].value for name in SEASONS])
    return shares / shares.sum()


def month_begins(start: datetime, end: datetime) -> tuple[np.ndarray, np.ndarray]:
    """Begin (m + 1,) [s after `start`] and number 1..12 (m,) of the months that touch a period; the last is its end."""
    begins, months = [start], [start.month]
    while (begin := _next_month(begins[-1])) < end:
        begins.append(begin)
        months.append(begin.month)
    return np.array([(begin - start).total_seconds() for begin in [*begins, end]]), np.array(months)


def _next_month(moment: datetime) -> datetime:
    return later(datetime(moment.year, moment.month, 1), 32 * 86400.0).replace(day=1)


def captured_depth(days: np.ndarray, ratio: float) -> float:
    """Daily depth [m] whose capture holds back `ratio` of the rain of days (n,) [m] with more than 2 mm.

    alpha(x) = sum of min(X, x) / sum of X (GB/T 51345-2018), turned round: piecewise linear in x.
    """
    x = np.sort(days[days > LEAST_DAY])
    if not len(x):
        return 0.0
    below = np.concatenate(([0.0], np.cumsum(x)))
    alpha = (below[1:] + (len(x) - 1 - np.arange(len(x))) * x) / below[-1]
    return float(np.interp(ratio, np.concatenate(([0.0], alpha)), np.concatenate(([0.0], x))))


def days_of(rain: Hyetograph) -> np.ndarray:
    """Depths (days,) [m] of the days from the begin of the series on."""
    day = (rain.times // DAY).astype(np.int64)
    return np.bincount(day, rain.depths)


def years_of(rain: Hyetograph) -> list[tuple[int, Hyetograph]]:
    """The calendar years that the series holds whole, each as a series."""
    start = rain.start or datetime(2001, 1, 1)
    found: list[tuple[int, Hyetograph]] = []
    year = start.year + (start > datetime(start.year, 1, 1))
    while True:
        first, last = (((datetime(y, 1, 1) - start).total_seconds() / rain.step) for y in (year, year + 1))
        if last > len(rain.depths) + 1e-9:
            return found
        depths = rain.depths[round(first) : round(last)]
        found.append((year, Hyetograph(rain.step, depths, rain.name, start=datetime(year, 1, 1))))
        year += 1


def month_depths(rain: Hyetograph) -> np.ndarray:
    """Depth (12,) [m] that fell in each month of the calendar, all years together."""
    start = rain.start or datetime(2001, 1, 1)
    begins, months = month_begins(start, later(start, rain.duration))
    total = np.concatenate(([0.0], np.cumsum(rain.depths)))
    at = np.interp(begins, rain.step * np.arange(len(total)), total)
    return np.bincount(months - 1, np.diff(at), 12)


def rows_of_fit(rain: Hyetograph) -> list[dict[str, Any]]:
    """What a series of whole years has and what the climate says: quantity, here, climate, unit."""
    years = years_of(rain)
    if not years:
        return []
    annual = np.array([year.total for _, year in years]) / MILLIMETRE
    days = np.concatenate([days_of(year) for _, year in years])
    by_month = np.sum([month_depths(year) for _, year in years], axis=0)
    seasons = np.bincount(season_of(np.arange(1, 13)), by_month, 4) / max(by_month.sum(), 1e-300) * 100.0
    rows = [("mean annual depth", annual.mean(), targets()["annual", "mean"].value, "mm")]
    rows += [(f"share of {name}", seasons[i], targets()["season", name].value, "%") for i, name in enumerate(SEASONS)]
    for (quantity, key), target in targets().items():
        if quantity == "capture":
            depth = captured_depth(days, float(key) / 100.0) / MILLIMETRE
            rows.append((f"daily depth that captures {key} %", depth, target.value, "mm"))
    return [_row(*row) for row in rows] + _maxima(years)


def _maxima(years: list[tuple[int, Hyetograph]]) -> list[dict[str, Any]]:
    """Annual maxima beside the station's, for the return periods that so many years can tell."""
    station = shipped("station")
    rows = []
    for duration, column in zip(station.durations, station.depths.T):
        greatest = [year.greatest(float(duration)) / MILLIMETRE for _, year in years]
        for P, depth in zip(station.periods, column):
            if 1.0 < P <= len(years):
                here = float(np.quantile(greatest, 1.0 - 1.0 / P))
                rows.append(_row(f"greatest {duration / 60.0:g} min in {P:g} a", here, depth / MILLIMETRE, "mm"))
    return rows


def _row(quantity: str, here: float, climate: float, unit: str) -> dict[str, Any]:
    return {"quantity": quantity, "here": float(here), "climate": float(climate), "unit": unit}
