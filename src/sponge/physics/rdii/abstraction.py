# SPDX-License-Identifier: Apache-2.0
"""Initial abstraction: rain that wets the ground before any gets on."""

from __future__ import annotations

import numpy as np


def excess_rain(rain: np.ndarray, step: float, month: np.ndarray, most: np.ndarray, recovery: np.ndarray,
                used: float) -> np.ndarray:  # fmt: skip
    """Rain [m] in each step that is left once the ground is wet, (period,).

    A step with rain takes what is left of the abstraction ``most`` [m] (12 months); a dry one gives ``recovery`` [m/s]
    (12 months) of it back. ``month`` (period,) is 0..11, ``used`` [m] what was wet at the start.
    EPA SWMM Reference Manual I, 7.3.
    """
    excess = rain.copy()
    if not np.any(most > 0.0):
        return excess
    dried = np.concatenate([[0.0], np.cumsum(np.where(rain > 0.0, 0.0, recovery[month] * step))])
    last = 0  # steps that are done
    for i in np.flatnonzero(rain > 0.0).tolist():
        used = max(used - (dried[i] - dried[last]), 0.0)
        lost = min(max(most[month[i]] - used, 0.0), rain[i])
        excess[i] -= lost
        used += lost
        last = i + 1
    return excess
