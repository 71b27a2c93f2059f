# SPDX-License-Identifier: Apache-2.0
"""The formulas of the indicators, on arrays of any shape; NaN where an indicator has no meaning."""

from __future__ import annotations

import numpy as np

HOUR = 3600.0  # s
MILLIMETRES = 1000.0  # in a metre


def captured_share(rain: np.ndarray, runoff: np.ndarray) -> np.ndarray:
    """Share [-] of the rain that does not run off, from both volumes [m3]: the volume capture ratio of GB/T 51345."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(rain > 0.0, 1.0 - runoff / rain, np.nan)


def depth_over(volume: np.ndarray, area: np.ndarray) -> np.ndarray:
    """Depth [mm] of a volume [m3] spread over an area [m2]."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(area > 0.0, MILLIMETRES * volume / area, np.nan)


def retreat_time(rain_end: np.ndarray, last_deep: np.ndarray, hours_deep: np.ndarray) -> np.ndarray:
    """Hours from the end of the rain until ponded water stands under 15 cm everywhere.

    ``rain_end`` and ``last_deep`` [s since the start] are when it last rained and when water last stood that deep,
    ``hours_deep`` [h] for how long it did. 0 where it never did; NaN where it did not rain either.
    """
    dry = np.where(np.isnan(rain_end), np.nan, 0.0)
    return np.where(hours_deep > 0.0, np.maximum(last_deep - rain_end, 0.0), dry) / HOUR
