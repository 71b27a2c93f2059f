"""A handful of figures of the whole district, base against compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sponge.report.text.sweep_table import flooding_of_zones


@dataclass(frozen=True)
class KeyFigure:
    """One figure; ``compare`` is None where nothing stands against it.

    ``more`` tells of both whether the run ended before the figure was at its end.
    """

    label: str
    unit: str
    base: float
    compare: float | None = None
    more: tuple[bool, bool] = (False, False)


def key_figures(base: Any, compare: Any | None) -> tuple[KeyFigure, ...]:
    """Rain, captured share, flooding, overflow and the longest retreat: those that the results hold."""
    found = []
    for label, unit, value in (
        ("Rain", "mm", rain_depth), ("Captured", "%", captured), ("Flooded", "10³ m³", flooded),
        ("Overflow", "10³ m³", overflow), ("Longest retreat", "h", retreat),
    ):  # fmt: skip
        a = value(base)
        b = None if compare is None else value(compare)
        if a is not None:
            more = (still_standing(base), still_standing(compare)) if value is retreat else (False, False)
            found.append(KeyFigure(label, unit, a, None if label == "Rain" else b, more))
    return tuple(found)


def rain_depth(run: Any) -> float | None:
    """Mean rain of the zones [mm], by area."""
    depth, area = _values(run, "zone_rain_depth"), _values(run, "zone_area")
    if depth is None:
        return None
    weight = np.ones_like(depth) if area is None else area
    return float(np.nansum(depth * weight) / np.nansum(weight))


def captured(run: Any) -> float | None:
    """Share of the district's rain that does not run off its parcels [%]."""
    rain, runoff = _values(run, "zone_rain_volume"), _values(run, "zone_runoff_volume")
    if rain is None or runoff is None or not np.nansum(rain) > 0.0:
        return None
    return float(100.0 * (1.0 - np.nansum(runoff) / np.nansum(rain)))


def flooded(run: Any) -> float | None:
    """Water above the ground in all zones, lost or ponded at most [1000 m3]."""
    volumes = flooding_of_zones(run)
    return None if volumes is None else float(np.nansum(volumes.values) / 1000.0)


def overflow(run: Any) -> float | None:
    """Overflow of combined sewers to the rivers [1000 m3]."""
    return _sum(run, "zone_overflow_volume")


def retreat(run: Any) -> float | None:
    """Hours from the end of rain until the last zone is below 15 cm."""
    values = _values(run, "zone_retreat_time")
    return None if values is None or not np.isfinite(values).any() else float(np.nanmax(values))


def still_standing(run: Any | None) -> bool:
    """Does the water of some zone stand over 15 cm still when the run ends? Its retreat then takes all the time from
    the end of its rain, to what the reporting periods tell of that."""
    needed = ("zone_retreat_time", "zone_ponded_hours", "zone_rainfall")
    if run is None or any(name not in run for name in needed) or run.sizes.get("time", 0) < 2:
        return False
    retreat, ponded, rain = (np.nan_to_num(np.asarray(run[name].values, float)) for name in needed)
    hours = (run["time"].values - run["time"].values[0]) / np.timedelta64(1, "s") / 3600.0
    dry = hours[-1] - np.where(rain.any(axis=0), hours[len(hours) - 1 - np.argmax(rain[::-1] > 0.0, axis=0)], 0.0)
    return bool(((ponded > 0.0) & (retreat >= dry - 1.5 * (hours[1] - hours[0]))).any())


def _sum(run: Any, name: str) -> float | None:
    values = _values(run, name)
    return None if values is None else float(np.nansum(values) / 1000.0)


def _values(run: Any, name: str) -> np.ndarray | None:
    return np.asarray(run[name].values, float) if name in run else None
