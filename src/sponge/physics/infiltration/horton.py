"""Horton's infiltration, followed along its cumulative curve.

Horton (1940): a wet soil takes up water at f = f_min + (f_max - f_min) exp(-k t). Where less water is at hand than
the soil could take, the time t on the curve advances only so far that the cumulative curve

    F(t) = f_min t + (f_max - f_min)/k (1 - exp(-k t))

grows by what entered (Tholin & Keifer 1960; EPA SWMM Reference Manual I, 4.2). A dry soil runs the curve back
exponentially. Soil states: t on the curve [s], water held of the limited volume [m].
"""

from __future__ import annotations

from math import exp, log

from sponge.base.constants import FOOT, SECONDS_PER_DAY
from sponge.base.kernels import kernel

DRY = 1e-10 * FOOT  # m/s: supply under this leaves the soil to dry
FLAT = 16.0  # the curve is flat after this many time constants
DRYNESS = 0.02  # part of the wetness that is left after the drying time


def parameters(max_rate: float, min_rate: float, decay: float, drying_time: float, max_volume: float) -> tuple:
    """(f_max m/s, f_min m/s, k 1/s, drying constant 1/s, largest volume m or 0); drying time in s, to 98 % dry."""
    drying_time = drying_time if drying_time > 0.0 else 1e-6 * SECONDS_PER_DAY
    return max_rate, min_rate, decay, -log(DRYNESS) / drying_time, max_volume


@kernel
def time_on_curve(volume, start, min_rate, excess, decay, tolerance):
    """Time [s] at which the cumulative curve reaches `volume` [m], by Newton's method."""
    t = start
    for _ in range(20):
        fading = exp(-min(60.0, decay * t))
        change = (min_rate * t + excess / decay * (1.0 - fading) - volume) / (min_rate + excess * fading)
        t -= change
        if abs(change) <= tolerance:
            break
    return t


@kernel
def wet_curve(t, supply, min_rate, excess, decay, dt):
    """Rate [m/s] over a wet step that begins at time t [s] on the curve, and the time after it."""
    later = t + dt
    if t >= FLAT / decay:
        begun = min_rate * t + excess / decay
        capacity = min_rate
    else:
        begun = min_rate * t + excess / decay * (1.0 - exp(-decay * t))
        capacity = (min_rate * later + excess / decay * (1.0 - exp(-decay * later)) - begun) / dt
        capacity = max(capacity, min_rate)
    if later > FLAT / decay or capacity < supply:
        return min(capacity, supply), later
    rate = min(capacity, supply)
    return rate, time_on_curve(begun + rate * dt, t + 0.5 * dt, min_rate, excess, decay, 1e-4 * dt)


@kernel
def horton_infiltration(parameters, soil, rain, runon, depth, factor, recovery, dt):
    """Rate [m/s] and soil after a step of dt [s]; arguments as in the package's docstring."""
    max_rate, min_rate, decay = parameters[0] * factor, parameters[1] * factor, parameters[2]
    drying, max_volume = parameters[3] * recovery, parameters[4]
    excess = max_rate - min_rate
    supply = rain + runon + depth / dt
    if excess < 0.0 or decay < 0.0:
        return 0.0, soil
    if excess == 0.0 or decay == 0.0:
        return max(0.0, min(supply, max_rate)), soil
    t, held, rate = soil[0], soil[1], 0.0
    if supply > DRY:
        rate, t = wet_curve(t, supply, min_rate, excess, decay, dt)
        if max_volume > 0.0:
            rate = max(0.0, min(rate, (max_volume - held) / dt))
            held += rate * dt
    elif drying > 0.0:
        wetness = exp(-drying * dt) * (1.0 - exp(-decay * t))
        t = -log(1.0 - wetness) / decay
        if max_volume > 0.0:
            held = min_rate * t + excess / decay * wetness
    return rate, (t, held, soil[2], soil[3], soil[4], soil[5])
