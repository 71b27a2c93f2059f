# SPDX-License-Identifier: Apache-2.0
"""What every kind of rain has: a total to scale to, variation over the map."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from sponge.base.errors import UsageError
from sponge.base.toml_keys import Keys, Positive
from sponge.rain.areal import Areal
from sponge.rain.hyetograph import MILLIMETRE, Hyetograph

DATA = Path(__file__).parent / "data"
MOST_STEPS = 20_000_000  # 160 MB of depths; a century at 5 min has 10.5 million


class Rain(Keys):
    """Keys that all kinds of rain have."""

    title: ClassVar[str] = ""  # one line for lists

    depth: Positive | None = Field(None, description="total to scale to [mm]")
    scale: Positive = Field(1.0, description="factor on all depths, after `depth`")
    areal: Areal | None = Field(None, description="variation over the map")

    def build(self, folder: str | Path = ".") -> Hyetograph:
        """The rain; file names are relative to `folder`. Raises UsageError with what is wrong."""
        rain = self.unscaled(Path(folder))
        total = rain.total
        if self.depth is not None and total <= 0.0:
            raise UsageError(f"{rain.name}: no rain that could be scaled to {self.depth:g} mm")
        factor = self.scale * (self.depth * MILLIMETRE / total if self.depth is not None else 1.0)
        said = {"kind": self.kind, **rain.attributes}  # type: ignore[attr-defined]
        if abs(factor - 1.0) > 1e-12 and self.depth is not None:
            said["scaled_to_mm"] = self.depth * self.scale
        elif self.scale != 1.0:
            said["scale"] = self.scale
        if self.areal is not None:
            said["areal"] = self.areal.words()
        depths = rain.depths if factor == 1.0 else rain.depths * factor
        return replace(rain, depths=depths, attributes=said, areal=self.areal.at if self.areal else None)

    def unscaled(self, folder: Path) -> Hyetograph:
        """The rain before `depth`, `scale` and `areal`."""
        raise NotImplementedError


def steps_of(duration: float, step: float) -> int:
    """Number of steps [-] that hold a duration; the last may be partly dry. UsageError where there are too many."""
    n = int(-(-duration * (1.0 - 1e-12) // step))
    if n > MOST_STEPS:
        raise UsageError(f"{n:,} steps of {step:g} s: at most {MOST_STEPS:,}; take a longer step")
    return max(n, 1)
