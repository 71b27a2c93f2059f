# SPDX-License-Identifier: Apache-2.0
"""The units of EPA SWMM's text report: numbers of the results in them, and their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sponge.base.units import ACRE, FOOT, POUND, Units, units_of

GALLONS, LITRES = 3785.411784, 1000.0  # m3 in a million of them


@dataclass(frozen=True)
class ReportUnits:
    """What a report is written in whose model has the units ``file``."""

    file: Units

    @property
    def us(self) -> bool:
        """US customary units?"""
        return self.file.us

    # --- words ---

    @property
    def flow_word(self) -> str:
        """CFS, LPS, ..."""
        return self.file.flow_units

    @property
    def volume_word(self) -> str:
        """Of the volumes of elements."""
        return "10^6 gal" if self.us else "10^6 ltr"

    @property
    def thousand_word(self) -> str:
        """Of the volumes of storage units."""
        return "1000 ft³" if self.us else "1000 m³"

    @property
    def length_word(self) -> str:
        """In the heads of columns."""
        return "Feet" if self.us else "Meters"

    @property
    def mass_word(self) -> str:
        """Of a pollutant that is weighed."""
        return "lbs" if self.us else "kg"

    # --- numbers ---

    def flow(self, values: Any) -> Any:
        """m3/s in the model's units."""
        return np.asarray(values, float) / self.file.flow

    def length(self, values: Any) -> Any:
        """m, or m/s, in feet or metres."""
        return np.asarray(values, float) / self.file.length

    def depth(self, millimetres: Any) -> Any:
        """mm in inches or millimetres."""
        return np.asarray(millimetres, float) / (25.4 if self.us else 1.0)

    def volume(self, values: Any) -> Any:
        """m3 in million gallons or litres."""
        return np.asarray(values, float) / (GALLONS if self.us else LITRES)

    def thousand(self, values: Any) -> Any:
        """m3 in a thousand cubic feet or metres."""
        return np.asarray(values, float) / (1e3 * self.file.volume)

    def land_volume(self, values: Any) -> Any:
        """m3 in acre-feet or hectare-metres."""
        return np.asarray(values, float) / (ACRE * FOOT if self.us else 1e4)

    def mass(self, kilograms: float) -> float:
        """kg in pounds or kilograms."""
        return kilograms / POUND if self.us else kilograms


def report_units_of(flow_units: str) -> ReportUnits:
    """The units of the report on a model with these flow units."""
    return ReportUnits(units_of(flow_units))
