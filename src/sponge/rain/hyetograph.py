# SPDX-License-Identifier: Apache-2.0
"""Rain over time at a place: depths by step, and how they vary over the map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np

MILLIMETRE = 1e-3

Place = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True, eq=False)
class Hyetograph:
    """Rain in equal steps, the first of which begins where the rain begins.

    ``depths`` (n,) m in each step; ``start`` the moment when the first begins, None for a storm of no date;
    ``attributes`` say in words where it comes from and what is assumed; ``areal`` gives (factor, delay s) by place.
    """

    step: float
    depths: np.ndarray
    name: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    start: datetime | None = None
    areal: Place | None = None

    def __post_init__(self) -> None:
        depths = np.array(self.depths, float)
        depths.setflags(write=False)
        object.__setattr__(self, "depths", depths)

    @property
    def duration(self) -> float:
        """Length of the rain [s], dry steps included."""
        return self.step * len(self.depths)

    @property
    def total(self) -> float:
        """Depth of all steps [m]."""
        return float(self.depths.sum())

    @property
    def times(self) -> np.ndarray:
        """Beginning of each step (n,) [s] after the rain's begin."""
        return self.step * np.arange(len(self.depths))

    @property
    def intensities(self) -> np.ndarray:
        """Mean rate in each step (n,) [m/s]."""
        return self.depths / self.step

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Factor on the depths and delay [s] at a place [map units, m]; (1, 0) where rain is the same everywhere."""
        return self.areal(x, y) if self.areal else (1.0, 0.0)

    def wet(self) -> tuple[np.ndarray, np.ndarray]:
        """Beginning [s] and depth [m] of the wet steps, (wet,) each: a long series without its dry steps."""
        (steps,) = np.nonzero(self.depths)
        return self.step * steps, self.depths[steps]

    def greatest(self, duration: float) -> float:
        """Greatest depth [m] in `duration` [s] wherever it begins; rain is even within a step."""
        total = np.concatenate(([0.0], np.cumsum(self.depths)))
        edges = self.step * np.arange(len(total))
        begins = np.concatenate((edges, edges - duration))  # the maximum begins or ends at the edge of a step
        return float(np.max(np.interp(begins + duration, edges, total) - np.interp(begins, edges, total)))

    def scaled(self, factor: float) -> Hyetograph:
        """The same rain with every depth multiplied."""
        return replace(self, depths=self.depths * factor)
