# SPDX-License-Identifier: Apache-2.0
"""Rectangular and triangular storms."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from sponge.base.toml_keys import Duration, Positive, Share, wrong
from sponge.rain.hyetograph import MILLIMETRE, Hyetograph
from sponge.rain.storm import Rain, steps_of

HOUR = 3600.0


class Rectangular(Rain):
    """Even rain of a depth or an intensity."""

    title: ClassVar[str] = "even rain"

    kind: Literal["rectangular"] = "rectangular"
    intensity: Positive | None = Field(None, description="instead of depth [mm/h]")
    duration: Duration = Field(description="length of the storm")
    step: Duration = Field(300.0, description="step of the hyetograph")

    @model_validator(mode="after")
    def _check(self) -> Rectangular:
        if (self.depth is None) == (self.intensity is None):
            raise wrong("give one of depth [mm] and intensity [mm/h]")
        return self

    def unscaled(self, folder: Path) -> Hyetograph:
        """The storm: F(t) = i t."""
        edges = np.minimum(self.step * np.arange(steps_of(self.duration, self.step) + 1), self.duration)
        rate = (self.intensity or 1.0) * MILLIMETRE / HOUR
        return Hyetograph(self.step, rate * np.diff(edges), f"even rain, {self.duration / 60.0:g} min")


class Triangular(Rain):
    """Rain that rises evenly to its peak and falls evenly."""

    title: ClassVar[str] = "rain that rises evenly to a peak and falls evenly"

    kind: Literal["triangular"] = "triangular"
    depth: Positive = Field(description="total [mm]")
    duration: Duration = Field(description="length of the storm")
    peak: Share = Field(0.4, description="position of the peak, share of the duration")
    step: Duration = Field(300.0, description="step of the hyetograph")

    def unscaled(self, folder: Path) -> Hyetograph:
        """The storm of depth 1 m, with x = t/T: F = x^2/r until the peak, 1 - (1 - x)^2/(1 - r) after it."""
        x = np.minimum(self.step * np.arange(steps_of(self.duration, self.step) + 1) / self.duration, 1.0)
        r = self.peak
        rising, falling = x**2 / max(r, 1e-300), 1.0 - (1.0 - x) ** 2 / max(1.0 - r, 1e-300)
        cumulative = np.where(x <= r, rising, falling) if r < 1.0 else rising
        return Hyetograph(self.step, np.diff(cumulative), f"triangular, {self.duration / 60.0:g} min", {"peak": r})
