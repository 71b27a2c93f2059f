# SPDX-License-Identifier: Apache-2.0
"""Distributions of a parameter: the value at a share of probability."""

from __future__ import annotations

from math import log, sqrt
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field, WrapValidator, model_validator

from sponge.base.toml_keys import Keys, Positive, one_of


class Continuous(Keys):
    """A distribution of numbers; ``low`` and ``high`` cut it off, and what is between keeps its shape."""

    def at(self, shares: np.ndarray) -> np.ndarray:
        """Values (sample,) at shares of probability 0..1 (sample,)."""
        law, low, high = self._law(), self._bound("low", -np.inf), self._bound("high", np.inf)
        first, last = law.cdf(low), law.cdf(high)
        return np.clip(law.ppf(first + np.asarray(shares) * (last - first)), low, high)

    def _bound(self, key: str, otherwise: float) -> float:
        value = getattr(self, key)
        return otherwise if value is None else value

    def _law(self) -> Any:
        raise NotImplementedError

    @model_validator(mode="after")
    def _in_order(self) -> Any:
        low, high = getattr(self, "low", None), getattr(self, "high", None)
        if low is not None and high is not None and low >= high:
            raise ValueError(f"low ({low:g}) must be below high ({high:g})")
        return self


class Uniform(Continuous):
    """Equally likely from low to high."""

    kind: Literal["uniform"] = "uniform"
    low: float
    high: float

    def _law(self) -> Any:
        from scipy.stats import uniform

        return uniform(self.low, self.high - self.low)


class Normal(Continuous):
    """Gauss."""

    kind: Literal["normal"] = "normal"
    mean: float
    sd: Positive
    low: float | None = None
    high: float | None = None

    def _law(self) -> Any:
        from scipy.stats import norm

        return norm(self.mean, self.sd)


class Lognormal(Continuous):
    """Its logarithm is normal; ``mean`` and ``sd`` are of the value itself."""

    kind: Literal["lognormal"] = "lognormal"
    mean: Positive
    sd: Positive
    low: float | None = None
    high: float | None = None

    def _law(self) -> Any:
        from scipy.stats import lognorm

        variance = log(1.0 + (self.sd / self.mean) ** 2)
        return lognorm(sqrt(variance), scale=self.mean * np.exp(-0.5 * variance))


class Triangular(Continuous):
    """From low over the most likely ``mode`` to high."""

    kind: Literal["triangular"] = "triangular"
    low: float
    mode: float
    high: float

    @model_validator(mode="after")
    def _mode_inside(self) -> Any:
        if not self.low <= self.mode <= self.high:
            raise ValueError(f"mode ({self.mode:g}) must lie between low ({self.low:g}) and high ({self.high:g})")
        return self

    def _law(self) -> Any:
        from scipy.stats import triang

        width = self.high - self.low
        return triang((self.mode - self.low) / width, self.low, width)


class Choice(Keys):
    """One of some values, equally likely or by ``weights``."""

    kind: Literal["choice"] = "choice"
    values: Annotated[list[Any], Field(min_length=1)]
    weights: list[Positive] | None = None

    @model_validator(mode="after")
    def _a_weight_each(self) -> Any:
        if self.weights is not None and len(self.weights) != len(self.values):
            raise ValueError(f"{len(self.weights)} weights for {len(self.values)} values")
        return self

    def places(self, shares: np.ndarray) -> np.ndarray:
        """Which value (sample,) at shares of probability (sample,)."""
        weights = np.array(self.weights or [1.0] * len(self.values), float)
        edges = np.cumsum(weights) / weights.sum()
        return np.minimum(np.searchsorted(edges, shares, side="right"), len(self.values) - 1)


KINDS = ("uniform", "normal", "lognormal", "triangular", "choice")
Distribution = Annotated[
    Uniform | Normal | Lognormal | Triangular | Choice, Field(discriminator="kind"),
    WrapValidator(one_of("distribution", KINDS)),
]  # fmt: skip
