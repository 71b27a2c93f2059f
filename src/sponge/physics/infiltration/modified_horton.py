# SPDX-License-Identifier: Apache-2.0
"""Horton's infiltration with the water held in the upper soil as its state.

Akan (1992), EPA SWMM Reference Manual I, 4.3: capacity f = f_max - k F, at least f_min, where F is what has entered
above f_min, so a soil under light rain loses no capacity. F is soil state 1; parameters are Horton's. Where the rate
does not fall F is all that has entered, and the largest volume limits it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from sponge.base.compiler import any_lane, inlined, kernel, lanewise, no, where
from sponge.physics.infiltration.horton import DRY, Horton, level_rate
from sponge.physics.infiltration.method import DEPTH, TIME, SoilState


@kernel
def dried(held, time):
    """Water [m] held after so many time constants without supply."""
    return held * exp(-time)


@inlined
def modified_horton_step(parameters, soil, rain, inflow, depth, factor, recovery, dt):
    """Rate [m/s] and soil after a step of dt [s]; arguments as in the package's docstring."""
    max_rate, min_rate, decay = parameters[0] * factor, parameters[1] * factor, parameters[2]
    drying, max_volume = parameters[3] * recovery, parameters[4]
    supply, held = inflow + depth / dt, soil[1]
    none = (max_rate < min_rate) | (decay < 0.0)
    level = no(none) & ((max_rate == min_rate) | (decay == 0.0))
    rate, held = level_rate(level, held, supply, max_rate, drying, max_volume, dt)
    curved, limited = no(none | level), max_volume > 0.0
    full = limited & (held >= max_volume)
    wet = curved & (supply > DRY) & no(full)
    dries = curved & no(supply > DRY) & (drying > 0.0)
    entering = min(supply, max(max_rate - decay * held, min_rate))
    later = held + max(entering - min_rate, 0.0) * dt
    later = where(limited, min(later, max_volume), later)
    rate = where(wet, entering, rate)
    if any_lane(dries):
        held = where(dries, lanewise(dries, dried, held, drying * dt), held)
    return rate, (soil[0], where(wet, later, held), soil[2], soil[3], soil[4], soil[5])


@dataclass(frozen=True, slots=True)
class ModifiedHorton(Horton):
    """Horton's parameters, with the water held as the state."""

    keyword = "MODIFIED_HORTON"
    states = (SoilState("not used", TIME), SoilState("held", DEPTH))
    step = staticmethod(modified_horton_step)
