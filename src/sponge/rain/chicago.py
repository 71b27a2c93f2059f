# SPDX-License-Identifier: Apache-2.0
"""Chicago storms from an intensity-duration formula."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from sponge.base.toml_keys import Duration, Positive, Share, wrong
from sponge.rain.families import DEFAULT, MINUTE, Formula, family, said_of
from sponge.rain.hyetograph import Hyetograph
from sponge.rain.storm import Rain, steps_of
from sponge.rain.table import DepthTable

LONGEST = 180.0 * MINUTE


def around_peak(
    depth_of: Callable[[np.ndarray], np.ndarray], duration: float, peak: float, step: float
) -> np.ndarray:
    """Depths (n,) [m] of a storm whose greatest t hold depth_of(t) for every t, split peak : 1 - peak by its peak.

    Keifer & Chu (1957), integrated: until the peak at r T, F(t) = r [H(T) - H((r T - t)/r)]; after it,
    F(t) = r H(T) + (1 - r) H((t - r T)/(1 - r)). A step's depth is the difference of F at its ends, so the total is
    H(T) whatever the step.
    """
    edges = np.minimum(step * np.arange(steps_of(duration, step) + 1), duration)
    r, whole = peak, depth_of(np.array([duration]))[0]
    before, after = np.maximum(r * duration - edges, 0.0), np.maximum(edges - r * duration, 0.0)
    cumulative = np.zeros_like(edges)
    if r > 0.0:
        cumulative += r * (whole - depth_of(before / r))
    if r < 1.0:
        cumulative += (1.0 - r) * depth_of(after / (1.0 - r))
    return np.diff(cumulative)


class Chicago(Rain):
    """A Chicago storm of a formula by name, or of an own A, C, b, n."""

    title: ClassVar[str] = "Chicago storm of an intensity-duration formula, up to 180 min"

    kind: Literal["chicago"] = "chicago"
    formula: str | None = Field(None, description="a name of the list; tianjin-1 unless A, C, b, n are given")
    A: Positive | None = Field(None, description="own formula [L/(s ha)]")
    C: float | None = Field(None, description="own formula [-]")
    b: float | None = Field(None, ge=0.0, description="own formula [min]")
    n: Positive | None = Field(None, description="own formula [-]")
    longest: Duration | None = Field(None, description="own formula: the longest duration that it holds for")
    return_period: Positive = Field(description="return period [years]")
    duration: Duration = Field(7200.0, description="length of the storm")
    peak: Share = Field(0.4, description="position of the peak, share of the duration")
    step: Duration = Field(300.0, description="step of the hyetograph")

    @model_validator(mode="after")
    def _check(self) -> Chicago:
        own = {key: getattr(self, key) for key in ("A", "C", "b", "n")}
        given = [key for key, value in own.items() if value is not None]
        if self.formula is not None and (given or self.longest is not None):
            raise wrong("give either a formula by name or A, C, b and n (with longest)")
        if given and len(given) < 4:
            raise wrong(f"an own formula needs A, C, b and n; {', '.join(k for k in own if k not in given)} missing")
        law = self.law
        if self.duration > self.limit * (1.0 + 1e-9):
            raise wrong(
                f"the formula holds up to {self.limit / MINUTE:g} min, not {self.duration / MINUTE:g} "
                "(kind = 'pattern24' makes storms of up to 24 h)"
            )
        if isinstance(law, Formula):
            law.check(self.return_period, self.duration)
        return self

    @property
    def law(self) -> Formula | DepthTable:
        """What gives the depths."""
        if self.A is not None and self.C is not None and self.b is not None and self.n is not None:
            return Formula(self.A, self.C, self.b, self.n, "given by the user")
        return family(self.formula or DEFAULT)

    @property
    def law_name(self) -> str:
        """What the storm is called after."""
        return self.formula or ("own formula" if self.A is not None else DEFAULT)

    @property
    def limit(self) -> float:
        """The longest duration [s] of the formula."""
        return self.longest or LONGEST

    def unscaled(self, folder: Path) -> Hyetograph:
        """The storm."""
        law, name = self.law, self.law_name
        depths = around_peak(
            lambda t: np.asarray(law.depth(t, self.return_period)), self.duration, self.peak, self.step
        )
        said = {**said_of(name, law), "return_period_years": self.return_period, "peak": self.peak}
        title = f"{name}, {self.return_period:g} a, {self.duration / MINUTE:g} min"
        return Hyetograph(self.step, depths, title, said)
