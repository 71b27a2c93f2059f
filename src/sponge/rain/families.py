# SPDX-License-Identifier: Apache-2.0
"""Families of design storms: depth by duration and return period, under one name for storms of 2 h and of 24 h."""

from __future__ import annotations

from math import log10
from typing import NamedTuple

import numpy as np

from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.toml_keys import wrong
from sponge.rain.table import DepthTable, shipped

LITRE_PER_SECOND_HECTARE = 1e-7  # -> m/s
MINUTE = 60.0
TINY = 1e-12


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

    def words(self) -> str:
        """The formula as it is written."""
        return f"{self.A:g} (1 + {self.C:g} lg P) / (t + {self.b:g})^{self.n:g} L/(s ha)"

    def check(self, return_period: float, duration: float) -> None:
        """Refuse a storm [years, s] of which the formula makes no rain, or rain that falls with the duration."""
        t = duration / MINUTE
        if 1.0 + self.C * log10(return_period) <= 0.0:
            raise wrong(f"the formula gives no rain for a return period of {return_period:g} years")
        if self.b + (1.0 - self.n) * t <= 0.0:
            raise wrong(f"the depth of this formula does not rise with duration up to {t:g} min: n is too large")


DB29 = "DB/T29-236-2016, zone {}; coefficients not verified against the standard"
FORMULAS = {
    "tianjin-1": Formula(2141.0, 0.7562, 9.6093, 0.6893, DB29.format("I, Beichen")),
    "tianjin-2": Formula(2728.0, 0.7672, 13.4757, 0.7386, DB29.format("II")),
    "tianjin-3": Formula(3034.0, 0.7589, 13.2148, 0.7849, DB29.format("III")),
    "tianjin-4": Formula(2583.0, 0.7780, 13.7521, 0.7677, DB29.format("IV")),
    "tianjin-old": Formula(3833.34, 0.85, 17.0, 0.85, "Tianjin's former formula; coefficients not verified"),
}
STATION = "station"
FAMILIES = (*FORMULAS, STATION)
DEFAULT = "tianjin-1"
OF_STATION = "depths of the Tianjin station (Li et al. 2012) for 30 to 120 min and up to 50 years, else assumed"


def family(name: str) -> Formula | DepthTable:
    """What gives the depths of a family."""
    if name not in FAMILIES:
        raise wrong(f"unknown formula '{name}'{suggestion_or_list(name, FAMILIES)}")
    return shipped("depths") if name == STATION else FORMULAS[name]


def said_of(name: str, law: Formula | DepthTable) -> dict[str, str]:
    """Attributes of a storm: the family in words, and where it comes from."""
    if isinstance(law, Formula):
        return {"formula": f"{name}: {law.words()}", "source": law.source}
    return {"formula": f"{name}: a table of depths", "source": OF_STATION}
