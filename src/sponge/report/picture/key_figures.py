# SPDX-License-Identifier: Apache-2.0
"""Key figures of the whole district, of the base and the compared scenario."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sponge.assess import district

STRICT = "Captured (strict)"  # the definition that the overview's map is coloured by


@dataclass(frozen=True)
class KeyFigure:
    """One figure; ``compare`` is None where nothing stands against it.

    ``more`` tells for both whether the run ended before the figure was final.
    """

    label: str
    unit: str
    base: float
    compare: float | None = None
    more: tuple[bool, bool] = (False, False)


def key_figures(base: Any, compare: Any | None) -> tuple[KeyFigure, ...]:
    """Rain, captured share by both definitions, flooding, overflow and the longest retreat: what the results hold."""
    found = []
    for label, unit, factor, indicator in (
        ("Rain", "mm", 1.0, rain_depth), ("Captured (gbt51345)", "%", 100.0, district.captured_with_drains),
        (STRICT, "%", 100.0, district.captured),
        ("Flooded", "10³ m³", 1e-3, district.flooded), ("Overflow", "10³ m³", 1e-3, district.overflow),
        ("Longest retreat", "h", 1.0, district.longest_retreat),
    ):  # fmt: skip
        a, b = (_figure(run, indicator, factor) for run in (base, compare))
        if a is not None:
            retreats = indicator is district.longest_retreat
            more = (_stands(base), _stands(compare)) if retreats else (False, False)
            found.append(KeyFigure(label, unit, a, None if label == "Rain" else b, more))
    return tuple(found)


def rain_depth(run: Any) -> np.ndarray | None:
    """Mean rain of the zones [mm], by area."""
    if "zone_rain_depth" not in run:
        return None
    depth = np.asarray(run["zone_rain_depth"].values, float)
    weight = np.asarray(run["zone_area"].values, float) if "zone_area" in run else np.ones_like(depth)
    return np.atleast_1d(np.nansum(depth * weight) / np.nansum(weight))


def _figure(run: Any | None, indicator: Callable[[Any], np.ndarray | None], factor: float) -> float | None:
    """An indicator of one run in the figure's unit; None where it has none."""
    values = None if run is None else indicator(run)
    return None if values is None or not np.isfinite(values[0]) else float(values[0]) * factor


def _stands(run: Any | None) -> bool:
    return run is not None and district.still_standing(run)
