# SPDX-License-Identifier: Apache-2.0
"""Air temperature within a day, and evaporation from temperature.

EPA SWMM Reference Manual I, 2.4 and 2.5; Hargreaves & Samani (1985).

Equations: docs/theory/climate.md.
"""

from __future__ import annotations

from math import acos, cos, pi, sin, sqrt, tan

from sponge.base.compiler import kernel


@kernel
def sun_times(day, tan_latitude, correction, least_rise):
    """Hours of the day's lowest (sunrise) and highest temperature, three hours before sunset.

    day of the year; correction [h] from the longitude within the time zone; least_rise [h] from the one to the other,
    for near the pole a winter's day has less than three hours.
    """
    declination = 0.40928 * cos(0.017202 * (172.0 - day))
    angle = acos(min(1.0, max(-1.0, -tan(declination) * tan_latitude)))
    rise = 12.0 - 3.8197 * angle + correction
    return rise, max(9.0 + 3.8197 * angle + correction, rise + least_rise)


@kernel
def temperature_at(hour, low, high, last_high, day, tan_latitude, correction, least_rise):
    """Temperature [degC] at an hour of a day with these extremes and the highest of the day before: sine arcs."""
    rise, peak = sun_times(day, tan_latitude, correction, least_rise)
    night = 24.0 + rise - peak
    half = 0.5 * (high - low)
    if hour < rise:
        return low + 0.5 * (last_high - low) * sin(pi / night * (rise - hour))
    if hour <= peak:
        return 0.5 * (low + high) + half * sin(pi / (rise - peak) * (0.5 * (rise + peak) - hour))
    return high - half * sin(pi / night * (hour - peak))


def hargreaves(mean: float, span: float, day: float, latitude: float) -> float:
    """Evaporation [mm/day] of a day of the year from its mean temperature and range [degC, K] and latitude [deg].

    Hargreaves & Samani (1985):  E = 0.0023 Ra/lambda sqrt(range) (mean + 17.8), Ra the radiation above the air.
    """
    turn = 2.0 * pi / 365.0
    phi = latitude * pi / 180.0
    tilt = 0.4093 * sin(turn * (284.0 + day))
    sunset = acos(min(1.0, max(-1.0, -tan(phi) * tan(tilt))))
    distance = 1.0 + 0.033 * cos(turn * day)
    radiation = 37.6 * distance * (sunset * sin(phi) * sin(tilt) + cos(phi) * cos(tilt) * sin(sunset))
    latent_heat = 2.50 - 0.002361 * mean
    return max(0.0, 0.0023 * radiation / latent_heat * sqrt(max(0.0, span)) * (mean + 17.8))
