# SPDX-License-Identifier: Apache-2.0
"""The two unit systems and six flow units of an .inp file, as factors to SI.

EPA SWMM rounds some of its own factors (0.02832 m3 a cubic foot); these are exact.
"""

from __future__ import annotations

from dataclasses import dataclass

from sponge.base.constants import FOOT

ACRE = 43560.0 * FOOT**2
FLOW_UNITS = {
    "CFS": FOOT**3,
    "GPM": 3.785411784e-3 / 60.0,
    "MGD": 3785.411784 / 86400.0,
    "CMS": 1.0,
    "LPS": 1e-3,
    "MLD": 1000.0 / 86400.0,
}


@dataclass(frozen=True, slots=True)
class Units:
    """Multiply a file's number by a factor here to have SI."""

    flow_units: str
    us: bool
    flow: float  # -> m3/s
    length: float  # ft, m -> m
    depth: float  # in, mm -> m (rain, depression storage)
    rate: float  # in/h, mm/h -> m/s (rain, infiltration)
    evaporation: float  # in/day, mm/day -> m/s
    land: float  # acre, ha -> m2
    wind: float  # mile/h, km/h -> m/s

    @property
    def mass(self) -> float:
        """lb, kg -> kg."""
        return POUND if self.us else 1.0

    @property
    def hour(self) -> float:
        """h -> s."""
        return 3600.0

    @property
    def area(self) -> float:
        """ft2, m2 -> m2."""
        return self.length**2

    @property
    def volume(self) -> float:
        """ft3, m3 -> m3."""
        return self.length**3

    def temperature(self, value: float) -> float:
        """degF, degC -> degC."""
        return (value - 32.0) / 1.8 if self.us else value

    def temperature_difference(self, value: float) -> float:
        """degF, degC -> K."""
        return value / 1.8 if self.us else value


def units_of(flow_units: str) -> Units:
    """The units that a model with these flow units is written in; KeyError for an unknown one."""
    flow = FLOW_UNITS[flow_units]
    us = flow_units in ("CFS", "GPM", "MGD")
    depth = 0.0254 if us else 1e-3
    return Units(
        flow_units, us, flow, FOOT if us else 1.0, depth, depth / 3600.0, depth / 86400.0,
        ACRE if us else 1e4, 1609.344 / 3600.0 if us else 1.0 / 3.6,
    )


POUND = 0.45359237
LITRE = 1e-3
MASS_UNITS = {"MG/L": 1e-6, "UG/L": 1e-9, "#/L": 1.0}  # mass of the concentration -> kg, counts
