# SPDX-License-Identifier: Apache-2.0
"""Horton's infiltration, followed along its cumulative curve.

Horton (1940): a wet soil takes up water at f = f_min + (f_max - f_min) exp(-k t). Where less water is at hand than
the soil could take, the time t on the curve advances only so far that the cumulative curve

    F(t) = f_min t + (f_max - f_min)/k (1 - exp(-k t))

grows by what entered (Tholin & Keifer 1960; EPA SWMM Reference Manual I, 4.2). A dry soil runs the curve back
exponentially. Where the rate does not fall (f_max = f_min, or k = 0) only the largest volume limits what enters.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

from sponge.base.compiler import any_lane, exponential, inlined, logarithm, no, where
from sponge.base.constants import FOOT, SECONDS_PER_DAY
from sponge.physics.infiltration.method import DECAY, DEPTH, DRYING_TIME, RATE, TIME, Method, SoilState, parameter

DRY = 1e-10 * FOOT  # m/s: supply under this leaves the soil to dry
FLAT = 16.0  # the curve is flat after this many time constants
DRYNESS = 0.02  # part of the wetness that is left after the drying time


@inlined
def time_on_curve(volume, start, min_rate, excess, decay, tolerance, asked):
    """Time [s] at which the cumulative curve reaches `volume` [m], by Newton's method, where it is ``asked`` for."""
    t = start
    for _ in range(20):
        fading = exponential(-min(60.0, decay * t))
        change = (min_rate * t + excess / decay * (1.0 - fading) - volume) / (min_rate + excess * fading)
        t = where(asked, t - change, t)
        asked = asked & no(abs(change) <= tolerance)
        if not any_lane(asked):
            break
    return t


@inlined
def wet_curve(t, supply, min_rate, excess, decay, dt, asked):
    """Rate [m/s] over a wet step that begins at time t [s] on the curve, and the time after it."""
    later, flat = t + dt, FLAT / decay
    rises = t < flat
    begun, capacity = min_rate * t + excess / decay, min_rate
    if any_lane(asked & rises):
        risen = min_rate * t + excess / decay * (1.0 - exponential(-decay * t))
        most = (min_rate * later + excess / decay * (1.0 - exponential(-decay * later)) - risen) / dt
        begun, capacity = where(rises, risen, begun), where(rises, max(most, min_rate), capacity)
    rate = min(capacity, supply)
    slowed = asked & no((later > flat) | (capacity < supply))
    if any_lane(slowed):
        later = where(
            slowed, time_on_curve(begun + rate * dt, t + 0.5 * dt, min_rate, excess, decay, 1e-4 * dt, slowed), later
        )
    return rate, later


@inlined
def level_rate(level, held, supply, rate, drying, max_volume, dt):
    """Rate [m/s] of a soil whose capacity does not fall, and what it holds [m] of its largest volume after a step."""
    limited = level & (max_volume > 0.0)
    rate = where(level, max(0.0, min(supply, rate)), 0.0 * dt)
    if any_lane(limited):
        rate = where(limited, max(0.0, min(rate, (max_volume - held) / dt)), rate)
        held = where(limited, held * where(supply > DRY, 1.0, exponential(-drying * dt)) + rate * dt, held)
    return rate, held


@inlined
def horton_step(parameters, soil, rain, inflow, depth, factor, recovery, dt):
    """Rate [m/s] and soil after a step of dt [s]; arguments as in the package's docstring."""
    t, held, supply = soil[0], soil[1], inflow + depth / dt
    max_rate, min_rate, decay = parameters[0] * factor, parameters[1] * factor, parameters[2]
    drying, max_volume = parameters[3] * recovery, parameters[4]
    excess = max_rate - min_rate
    level = (excess == 0.0) | (decay == 0.0)
    none = (excess < 0.0) | (decay < 0.0)
    rate, held = level_rate(level, held, supply, max_rate, drying, max_volume, dt)
    rate = where(none, 0.0, rate)
    curved = no(none | level)
    decay = where(curved, decay, 1.0)
    limited = curved & (max_volume > 0.0)
    wet = curved & (supply > DRY)
    dries = curved & no(wet) & (drying > 0.0)
    if any_lane(wet):
        soaked, later = wet_curve(t, supply, min_rate, excess, decay, dt, wet)
        soaked = where(limited, max(0.0, min(soaked, (max_volume - held) / dt)), soaked)
        rate, t = where(wet, soaked, rate), where(wet, later, t)
        held = where(wet & limited, held + soaked * dt, held)
    if any_lane(dries):
        wetness = exponential(-drying * dt) * (1.0 - exponential(-decay * t))
        later = -logarithm(1.0 - wetness) / decay
        held = where(dries & limited, min_rate * later + excess / decay * wetness, held)
        t = where(dries, later, t)
    return rate, (t, held, soil[2], soil[3], soil[4], soil[5])


@dataclass(frozen=True, slots=True)
class Horton(Method):
    """Horton's method; numbers: f_max m/s, f_min m/s, k 1/s, drying constant 1/s, largest volume m."""

    max_rate: float = parameter(RATE, "rate of a dry soil, f_max")
    min_rate: float = parameter(RATE, "rate of a wet soil, f_min")
    decay: float = parameter(DECAY, "decay of the rate, k")
    drying_time: float = parameter(DRYING_TIME, "time in which a saturated soil dries, to 98 %")
    max_volume: float = parameter(DEPTH, "largest volume that enters; 0 = unlimited", 0.0)

    keyword = "HORTON"
    title = "Horton infiltration"
    states = (SoilState("time on the curve", TIME), SoilState("held", DEPTH))
    step = staticmethod(horton_step)

    def problem(self) -> str:
        """Rates that rise, or a number below zero."""
        negative = min(self.max_rate, self.min_rate, self.decay, self.drying_time, self.max_volume) < 0.0
        bad = negative or self.max_rate < self.min_rate
        return "none may be negative, nor the least rate exceed the greatest" if bad else ""

    def numbers(self) -> tuple[float, ...]:
        """f_max, f_min, k, drying constant, largest volume."""
        drying_time = self.drying_time if self.drying_time > 0.0 else 1e-6 * SECONDS_PER_DAY
        return self.max_rate, self.min_rate, self.decay, -log(DRYNESS) / drying_time, self.max_volume
