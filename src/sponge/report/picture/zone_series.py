# SPDX-License-Identifier: Apache-2.0
"""Hyetograph and hydrographs of one zone, cut to the hours in which something happens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sponge.base.errors import UsageError
from sponge.report.picture.results_file import ZONE

CURVES: dict[str, tuple[str, str]] = {  # curves in order; one that never changes is not drawn
    "zone_runoff": ("Runoff of the parcels", "m³/s"),
    "zone_outflow": ("Outflow to the rivers", "m³/s"),
    "zone_flooding": ("Flooding", "m³/s"),
    "zone_ponding": ("Water on the ground", "m³"),
}
MOST = 3
STILL = 0.05  # share of the peak below which nothing happens
LONGEST = 72.0  # h shown: of a longer run, the hours around its peak


@dataclass(frozen=True)
class Curve:
    """One quantity over time in both scenarios."""

    title: str
    unit: str
    base: np.ndarray  # (time,)
    compare: np.ndarray | None


@dataclass(frozen=True)
class ZoneSeries:
    """One zone over time; a row stands at the end of its period."""

    zone: str
    hours: np.ndarray  # (time,) since the rain began
    step: float  # h
    began: str  # date and time when the rain began
    rain: np.ndarray | None  # (time,) mm/h
    curves: tuple[Curve, ...]


def zone_series(base: Any, compare: Any | None, zone: int) -> ZoneSeries:
    """The series of a zone, by position."""
    if "time" not in base.dims or base.sizes["time"] < 2:
        raise UsageError("the results hold no series over time: hydrographs need two reporting periods at least")
    times = base["time"].values
    hours = (times - times[0]) / np.timedelta64(1, "s") / 3600.0
    step = float(hours[1] - hours[0])
    rain = _of(base, "zone_rainfall", zone)
    there = [name for name in CURVES if name in base]
    if not there:
        raise UsageError(f"the results hold no series by zone ({', '.join(CURVES)}): see --variables")
    curves = chosen([_curve(name, base, compare, zone) for name in there])
    keep = window(hours, rain, curves)
    first = _first_wet(rain, keep)
    began = times[first] - (times[1] - times[0])
    return ZoneSeries(
        str(base[ZONE].values[zone]), (hours - hours[first] + step)[keep], step, str(began.astype("datetime64[m]")),
        None if rain is None else rain[keep], tuple(_cut(curve, keep) for curve in curves),
    )  # fmt: skip


def chosen(curves: list[Curve]) -> list[Curve]:
    """The curves that change, at least one; the rate of flooding only where ponded volume is not known."""
    moving = [c for c in curves if np.ptp(c.base) > 0.0 or (c.compare is not None and np.ptp(c.compare) > 0.0)]
    if len(moving) > MOST:
        moving = [c for c in moving if c.title != CURVES["zone_flooding"][0]]
    return moving[:MOST] or curves[:1]


def window(hours: np.ndarray, rain: np.ndarray | None, curves: list[Curve]) -> slice:
    """Rows from the beginning of rain until all curves are quiet again, with a margin; at most LONGEST hours."""
    drawn = [v for c in curves for v in (c.base, c.compare) if v is not None]
    moving = np.zeros(len(hours), bool)
    for values in [*([rain] if rain is not None else []), *drawn]:
        above = np.abs(values - values[-1]) if values is not rain else values
        moving |= above > STILL * max(float(above.max()), 1e-9)
    if hours[-1] - hours[0] > LONGEST:
        centre = hours[int(np.argmax(drawn[-1] if drawn[-1].any() else drawn[0]))]
        moving &= np.abs(hours - centre) <= LONGEST / 2.0
    active = np.flatnonzero(moving)
    if not len(active):
        return slice(0, len(hours))
    start = active[0] if rain is None else _first_wet(rain, slice(int(active[0]), int(active[-1]) + 1))
    margin = max(1, round(0.04 * (active[-1] - start)))
    return slice(max(0, int(start) - margin), min(len(hours), int(active[-1]) + 1 + margin))


def _first_wet(rain: np.ndarray | None, rows: slice) -> int:
    wet = np.flatnonzero(rain[rows] > 0.0) if rain is not None else np.empty(0, int)
    return int(rows.start) + (int(wet[0]) if len(wet) else 0)


def _curve(name: str, base: Any, compare: Any | None, zone: int) -> Curve:
    values = _of(base, name, zone)
    assert values is not None
    title, unit = CURVES[name]
    return Curve(title, unit, values, None if compare is None else _of(compare, name, zone))


def _of(run: Any, name: str, zone: int) -> np.ndarray | None:
    if name not in run:
        return None
    return np.nan_to_num(np.asarray(run[name].isel({ZONE: zone}).values, float))


def _cut(curve: Curve, rows: slice) -> Curve:
    return replace(curve, base=curve.base[rows], compare=None if curve.compare is None else curve.compare[rows])
