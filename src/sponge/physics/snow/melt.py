# SPDX-License-Identifier: Apache-2.0
"""How fast snow melts: by degree-days in dry weather, by an energy balance in rain."""

from __future__ import annotations

from math import exp, sin

from sponge.base.compiler import kernel
from sponge.base.constants import FOOT, INCH

INCH_PER_HOUR = INCH / 3600.0  # m/s
MERCURY = 3386.389  # Pa an inch
MILE_PER_HOUR = 1609.344 / 3600.0  # m/s
LEAST_RAIN = 0.02 * INCH_PER_HOUR  # m/s of rain or snow: less does not count as either
RADIATION = 0.001167 * 1.8 * INCH_PER_HOUR  # m/s a K
ADVECTION = 0.007 * 1.8  # 1/K: heat of the rain itself
WIND = 0.006 * INCH_PER_HOUR / MERCURY / MILE_PER_HOUR  # (m/s) a Pa and m/s of wind
SENSIBLE, LATENT = 7.5 * WIND, 8.5 * WIND
FREEZING_PRESSURE = 0.18 * MERCURY  # Pa of vapour over melting snow


def psychrometric_constant(elevation: float) -> float:
    """gamma [Pa/K] of air at an elevation [m] (Reference Manual I, eq. 6-3 and 6-4)."""
    z = elevation / (1000.0 * FOOT)
    pressure = 29.9 if z <= 0.0 else 29.9 - 1.02 * z + 0.0032 * z**2.4
    return 0.000359 * 1.8 * pressure * MERCURY


@kernel
def saturation_pressure(temperature):
    """Pressure [Pa] of saturated vapour at a temperature [degC] (Reference Manual I, eq. 6-6)."""
    return 8.1175e6 * MERCURY * exp(-7701.544 / (1.8 * temperature + 437.0265))


@kernel
def rain_melt(rain, temperature, wind, gamma):
    """Melt [m/s] under rain [m/s] and wind [m/s] (Anderson's energy balance, Reference Manual I, eq. 6-2).

    (radiation + sensible heat + heat of rain) T + latent heat of what condenses; 0 for next to no rain.
    """
    if rain <= LEAST_RAIN:
        return 0.0
    warming = RADIATION + SENSIBLE * wind * gamma + ADVECTION * rain
    return warming * temperature + LATENT * wind * (saturation_pressure(temperature) - FREEZING_PRESSURE)


@kernel
def melt_coefficient(least, greatest, day):
    """Melt [m/s a K] on a day of the year: a sine from least on 21 December to greatest on 21 June (eq. 6-8)."""
    season = sin(0.0172615 * (day - 81.0))
    return 0.5 * (greatest * (1.0 + season) + least * (1.0 - season))


@kernel
def dry_melt(coefficient, temperature, base):
    """Melt [m/s] by degree-days over the base temperature (eq. 6-7)."""
    return coefficient * max(temperature - base, 0.0)
