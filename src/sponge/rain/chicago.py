"""Chicago storms from an intensity-duration formula."""

from __future__ import annotations

from collections.abc import Callable
from math import log10
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple

import numpy as np
from pydantic import Field, model_validator

from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.toml_keys import Duration, Positive, Share, wrong
from sponge.rain.hyetograph import Hyetograph
from sponge.rain.storm import Rain, steps_of

LITRE_PER_SECOND_HECTARE = 1e-7  # -> m/s
MINUTE = 60.0
TINY = 1e-12
LONGEST = 180.0 * MINUTE


class Formula(NamedTuple):
    """q = A (1 + C lg P) / (t + b)^n: mean intensity [L/(s ha)] of the greatest t [min] in P years."""

    A: float
    C: float
    b: float
    n: float
    source: str = ""

    def depth(self, duration: float | np.ndarray, return_period: float) -> float | np.ndarray:
        """Depth [m] of the greatest `duration` [s] in `return_period` years."""
        t = np.maximum(duration / MINUTE, TINY)  # with b = 0 the intensity at t = 0 has no bound, the depth is 0
        q = self.A * (1.0 + self.C * log10(return_period)) / (t + self.b) ** self.n
        return q * LITRE_PER_SECOND_HECTARE * duration


DB29 = "DB/T29-236-2016, zone {}; coefficients not verified against the standard"
FORMULAS = {
    "tianjin-1": Formula(2141.0, 0.7562, 9.6093, 0.6893, DB29.format("I, Beichen")),
    "tianjin-2": Formula(2728.0, 0.7672, 13.4757, 0.7386, DB29.format("II")),
    "tianjin-3": Formula(3034.0, 0.7589, 13.2148, 0.7849, DB29.format("III")),
    "tianjin-4": Formula(2583.0, 0.7780, 13.7521, 0.7677, DB29.format("IV")),
    "tianjin-old": Formula(3833.34, 0.85, 17.0, 0.85, "Tianjin's former formula; coefficients not verified"),
}


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
        if self.formula is not None and self.formula not in FORMULAS:
            raise wrong(f"unknown formula '{self.formula}'{suggestion_or_list(self.formula, FORMULAS)}")
        if self.duration > self.limit * (1.0 + 1e-9):
            raise wrong(
                f"the formula holds up to {self.limit / MINUTE:g} min, not {self.duration / MINUTE:g} "
                "(kind = 'pattern24' makes storms of up to 24 h)"
            )
        law, t = self.law, self.duration / MINUTE
        if 1.0 + law.C * log10(self.return_period) <= 0.0:
            raise wrong(f"the formula gives no rain for a return period of {self.return_period:g} years")
        if law.b + (1.0 - law.n) * t <= 0.0:
            raise wrong(f"the depth of this formula does not rise with duration up to {t:g} min: n is too large")
        return self

    @property
    def law(self) -> Formula:
        """The formula in use."""
        if self.A is not None and self.C is not None and self.b is not None and self.n is not None:
            return Formula(self.A, self.C, self.b, self.n, "given by the user")
        return FORMULAS[self.formula or "tianjin-1"]

    @property
    def limit(self) -> float:
        """The longest duration [s] of the formula."""
        return self.longest or LONGEST

    def unscaled(self, folder: Path) -> Hyetograph:
        """The storm."""
        law = self.law
        depths = around_peak(
            lambda t: np.asarray(law.depth(t, self.return_period)), self.duration, self.peak, self.step
        )
        name = self.formula or ("own formula" if self.A is not None else "tianjin-1")
        q = f"{law.A:g} (1 + {law.C:g} lg P) / (t + {law.b:g})^{law.n:g} L/(s ha)"
        said = {
            "formula": f"{name}: {q}", "source": law.source, "return_period_years": self.return_period,
            "peak": self.peak,
        }
        title = f"{name}, {self.return_period:g} a, {self.duration / MINUTE:g} min"
        return Hyetograph(self.step, depths, title, said)
