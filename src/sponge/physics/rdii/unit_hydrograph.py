# SPDX-License-Identifier: Apache-2.0
"""The triangle of a unit hydrograph."""

from __future__ import annotations

import numpy as np


def risen(time: np.ndarray, peak: float, base: float) -> np.ndarray:
    """Part of a unit of rain that has come out by ``time`` [s] after it fell: the triangle's integral.

    t^2 / (T B) up to the peak T, 1 - (B - t)^2 / ((B - T) B) up to the base B = T (1 + K); both in s.
    EPA SWMM Reference Manual I, 7.2.
    """
    t = np.clip(time, 0.0, base)
    rising = t**2 / (peak * base)
    if base <= peak:
        return np.where(t < base, rising, 1.0)
    falling = 1.0 - (base - t) ** 2 / ((base - peak) * base)
    return np.where(t <= peak, rising, falling)


def ordinates(peak: float, base: float, step: float, most: int | None = None) -> np.ndarray:
    """Mean outflow [1/s] in each ``step`` [s] after an instant's unit of rain, until all is out or for ``most`` of
    them; (period,).

    Means of the steps, where EPA SWMM takes the middles: the same wherever the triangle is straight over a step, and
    with the volume of a unit whatever the step.
    """
    periods = int(np.ceil(base / step - 1e-9))
    periods = periods if most is None else min(periods, most)
    return np.diff(risen(step * np.arange(periods + 1), peak, base)) / step
