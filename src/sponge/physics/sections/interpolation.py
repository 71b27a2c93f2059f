# SPDX-License-Identifier: Apache-2.0
"""Interpolation in tables sampled at equal steps from 0 to 1, both ways, as EPA SWMM reads its shape tables."""

from __future__ import annotations

import numpy as np


def at_ratio(x: np.ndarray, table: np.ndarray) -> np.ndarray:
    """Table values at x: linear between samples, a parabola through three samples in the first two cells."""
    x = np.clip(np.asarray(x, float), 0.0, 1.0)
    cells = len(table) - 1
    i = np.minimum((x * cells).astype(int), cells - 1)
    u = x * cells - i
    value = table[i] + u * (table[i + 1] - table[i])
    curvature = 0.5 * table[i] - table[i + 1] + 0.5 * table[np.minimum(i + 2, cells)]
    curved = value + u * (u - 1.0) * curvature
    return np.maximum(np.where((i < 2) & (curved > 0.0), curved, value), 0.0)


def ratio_at(value: np.ndarray, table: np.ndarray) -> np.ndarray:
    """x where a rising table has this value, linear between samples."""
    x = np.linspace(0.0, 1.0, len(table))
    rising, first = np.unique(table, return_index=True)
    return np.interp(np.asarray(value, float), rising, x[first])
