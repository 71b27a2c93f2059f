"""Horton's infiltration with the water held in the upper soil as its state.

Akan (1992), EPA SWMM Reference Manual I, 4.3: capacity f = f_max - k F, at least f_min, where F is what has entered
above f_min, so a soil under light rain loses no capacity. Soil state 1: F [m]; parameters as Horton's.
"""

from __future__ import annotations

from math import exp

from sponge.base.compiler import kernel
from sponge.physics.infiltration.horton import DRY


@kernel
def modified_horton_infiltration(parameters, soil, rain, runon, depth, factor, recovery, dt):
    """Rate [m/s] and soil after a step of dt [s]; arguments as in the package's docstring."""
    max_rate, min_rate, decay = parameters[0] * factor, parameters[1] * factor, parameters[2]
    drying, max_volume = parameters[3] * recovery, parameters[4]
    supply = rain + runon + depth / dt
    if max_rate < min_rate or decay < 0.0:
        return 0.0, soil
    if max_rate == min_rate or decay == 0.0:
        return max(0.0, min(supply, max_rate)), soil
    held, rate = soil[1], 0.0
    if supply > DRY:
        if max_volume > 0.0 and held >= max_volume:
            return 0.0, soil
        rate = min(supply, max(max_rate - decay * held, min_rate))
        held += max(rate - min_rate, 0.0) * dt
        if max_volume > 0.0:
            held = min(held, max_volume)
    elif drying > 0.0:
        held *= exp(-drying * dt)
    return rate, (soil[0], held, soil[2], soil[3], soil[4], soil[5])
