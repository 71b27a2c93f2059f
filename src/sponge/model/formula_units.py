# SPDX-License-Identifier: Apache-2.0
"""The units of numbers in formulas: control rules, treatment and groundwater flows stay as the file writes them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FormulaUnits:
    """One of the formulas' units in SI; SI itself where a model was made in Python."""

    flow: float = 1.0  # m3/s
    length: float = 1.0  # m
    depth: float = 1.0  # m of rain
    rate: float = 1.0  # m/s of rain
    land: float = 1.0  # m2

    @property
    def area(self) -> float:
        """m2."""
        return self.length**2

    @property
    def volume(self) -> float:
        """m3."""
        return self.length**3
