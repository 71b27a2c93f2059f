# SPDX-License-Identifier: Apache-2.0
"""Time series as seconds since the simulation's start."""

from __future__ import annotations

import numpy as np

from sponge.base.times import since_epoch
from sponge.model.model import Model


def times_since_start(model: Model, name: str) -> tuple[np.ndarray, np.ndarray]:
    """A time series as seconds since the simulation's start and values."""
    series = model.series[name]
    times = np.asarray(series.times, float)
    return times - (since_epoch(model.options.start) if series.dated else 0.0), np.asarray(series.values, float)
