# SPDX-License-Identifier: Apache-2.0
"""24-hour patterns from depths by duration: of a family of storms, or of an own table."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from sponge.base.toml_keys import Duration, Positive, Share, wrong
from sponge.rain.families import DEFAULT, Formula, family, said_of
from sponge.rain.hyetograph import Hyetograph
from sponge.rain.storm import Rain, steps_of
from sponge.rain.table import DepthTable, read_depths

DAY = 86400.0


class Pattern24(Rain):
    """Alternating blocks: for every k, the k steps around the peak hold the family's depth of k steps.

    So the storm holds in its greatest 2 h what the Chicago storm of the same family, period and 2 h holds.
    """

    title: ClassVar[str] = "24-hour pattern of alternating blocks, from depths by duration"

    kind: Literal["pattern24"] = "pattern24"
    return_period: Positive = Field(description="return period [years]")
    duration: Duration = Field(DAY, description="length of the storm, a whole number of steps")
    peak: Share = Field(0.4, description="position of the peak, share of the duration")
    step: Duration = Field(300.0, description="step of the hyetograph")
    formula: str | None = Field(None, description="a name of the list; tianjin-1 unless a table is given")
    table: str | None = Field(None, description="own CSV of return_period,duration_min,depth_mm")

    @model_validator(mode="after")
    def _check(self) -> Pattern24:
        steps = self.duration / self.step
        if steps < 1.0 or abs(steps - round(steps)) > 1e-9 * steps:
            raise wrong(f"the duration ({self.duration:g} s) must be a whole number of steps ({self.step:g} s)")
        if self.formula is not None and self.table is not None:
            raise wrong("give either a formula by name or a table")
        if isinstance(self.law, Formula):
            self.law.check(self.return_period, self.duration)
        return self

    @property
    def law(self) -> Formula | DepthTable | None:
        """What gives the depths; None for an own table, which is read when the storm is built."""
        return None if self.table else family(self.law_name)

    @property
    def law_name(self) -> str:
        """What the storm is called after."""
        return self.table or self.formula or DEFAULT

    def unscaled(self, folder: Path) -> Hyetograph:
        """The storm."""
        law = self.law or read_depths(folder / self.law_name)
        n = steps_of(self.duration, self.step)
        depth = np.asarray(law.depth(self.step * np.arange(1, n + 1), self.return_period))
        blocks = np.diff(depth, prepend=0.0)
        said = {
            **(said_of(self.law_name, law) if self.law else {"table": self.law_name}),
            **({"assumed": "the formula beyond 180 min"} if isinstance(law, Formula) else {}),
            "return_period_years": self.return_period, "peak": self.peak, "pattern": "alternating blocks",
        }
        name = f"{self.law_name}, {self.return_period:g} a, {self.duration / 3600.0:g} h"
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
