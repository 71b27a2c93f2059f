# SPDX-License-Identifier: Apache-2.0
"""Rain through a unit hydrograph."""

from __future__ import annotations

import numpy as np


def convolve(rain: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """Outflow at the end of each step of ``rain`` (period,) through the ``unit`` ordinates; (period,).

    Storms that lie further apart than the unit lasts are taken one by one, so that dry months cost nothing and are
    exactly zero.
    """
    out = np.zeros(len(rain) + len(unit))
    wet = np.flatnonzero(rain)
    if not wet.size or not unit.size:
        return out[: len(rain)]
    for storm in np.split(wet, np.flatnonzero(np.diff(wet) > len(unit)) + 1):
        first, end = storm[0], storm[-1] + 1
        out[first : end + len(unit) - 1] += np.convolve(rain[first:end], unit)
    return out[: len(rain)]
