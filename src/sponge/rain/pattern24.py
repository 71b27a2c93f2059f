"""24-hour patterns from a table of depths by duration."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from sponge.base.toml_keys import Duration, Positive, Share, wrong
from sponge.rain.hyetograph import Hyetograph
from sponge.rain.storm import Rain, steps_of
from sponge.rain.table import read_depths, shipped

DAY = 86400.0


class Pattern24(Rain):
    """Alternating blocks: for every k, the k steps around the peak hold the table's depth of k steps."""

    title: ClassVar[str] = "24-hour pattern of alternating blocks, from a table of depths by duration"

    kind: Literal["pattern24"] = "pattern24"
    return_period: Positive = Field(description="return period [years]")
    duration: Duration = Field(DAY, description="length of the storm, a whole number of steps")
    peak: Share = Field(0.4, description="position of the peak, share of the duration")
    step: Duration = Field(300.0, description="step of the hyetograph")
    table: str | None = Field(None, description="own CSV of return_period,duration_min,depth_mm")

    @model_validator(mode="after")
    def _check(self) -> Pattern24:
        steps = self.duration / self.step
        if steps < 1.0 or abs(steps - round(steps)) > 1e-9 * steps:
            raise wrong(f"the duration ({self.duration:g} s) must be a whole number of steps ({self.step:g} s)")
        return self

    def unscaled(self, folder: Path) -> Hyetograph:
        """The storm."""
        table = read_depths(folder / self.table) if self.table else shipped("depths")
        n = steps_of(self.duration, self.step)
        depth = table.depth(self.step * np.arange(1, n + 1), self.return_period)
        blocks = np.diff(depth, prepend=0.0)
        said = {
            "table": self.table or "shipped: station depths up to 120 min and 50 years, else assumed",
            "return_period_years": self.return_period, "peak": self.peak, "pattern": "alternating blocks",
        }
        name = f"24-hour pattern, {self.return_period:g} a, {self.duration / 3600.0:g} h"
        return Hyetograph(self.step, blocks[order_of_blocks(n, self.peak)], name, said)


def order_of_blocks(n: int, peak: float) -> np.ndarray:
    """Which block (n,), counted from the greatest, falls in each step: nested around the peak, peak : 1 - peak."""
    at = min(int(peak * n), n - 1)
    k = np.arange(n)
    before = np.rint(k * at / max(n - 1, 1)).astype(int)  # of the k blocks around the peak, how many come before it
    order = np.empty(n, int)
    grows_before = np.diff(before, prepend=0) > 0
    order[np.where(grows_before, at - before, at + k - before)] = k
    return order
