"""Infiltration that makes a storm's excess the SCS curve number's.

SCS National Engineering Handbook, section 4 (1985); EPA SWMM Reference Manual I, 4.5: of a storm's rain P the soil
takes F = P - P^2 / (P + S), S = 25.4 mm (1000 / CN - 10) when dry (depression storage stands for the initial
abstraction). S shrinks by what enters and recovers with the drying time; a pause of 0.06 drying times ends a storm.

Soil states: S [m] now, P [m] and F [m] of this storm, dry time [s], S [m] at the storm's start, last rate [m/s].
"""

from __future__ import annotations

from sponge.base.compiler import kernel
from sponge.base.constants import FOOT, INCH

DRY = 1e-10 * FOOT  # m/s
PONDED = 0.004167 * FOOT  # m: water deeper than this infiltrates after the rain
STORM_PAUSE = 0.06  # of the drying time


def parameters(curve_number: float, drying_time: float) -> tuple:
    """(S of the dry soil m, recovery 1/s, pause between storms s, 0, 0); CN within 10 and 99."""
    curve_number = min(max(curve_number, 10.0), 99.0)
    return (1000.0 / curve_number - 10.0) * INCH, 1.0 / drying_time, STORM_PAUSE * drying_time, 0.0, 0.0


def initial_soil(parameters: tuple[float, ...]) -> tuple[float, ...]:
    """Dry: the whole capacity."""
    return parameters[0], 0.0, 0.0, 0.0, parameters[0], 0.0


@kernel
def curve_number_infiltration(parameters, soil, rain, runon, depth, factor, recovery, dt):
    """Rate [m/s] and soil after a step of dt [s]; arguments as in the package's docstring."""
    dry_capacity, regeneration, pause = parameters[0], parameters[1], parameters[2]
    capacity, P, F, dry_time, begun, last = soil
    depth += runon * dt
    rate = 0.0
    if rain > DRY:
        if dry_time >= pause:
            P, F, begun = 0.0, 0.0, capacity
        dry_time = 0.0
        P += rain * dt
        if capacity > 0.0:
            rate = max(0.0, (P * (1.0 - P / (P + begun)) - F) / dt)
    elif depth > PONDED and capacity > 0.0:
        rate = min(last, capacity / dt)
    else:
        dry_time += dt
    if rate > 0.0:
        rate = max(0.0, min(rate, rain + depth / dt))
        F += rate * dt
        capacity = max(0.0, capacity - rate * dt)
    else:
        capacity = min(dry_capacity, capacity + regeneration * dry_capacity * dt * recovery)
    return rate, (capacity, P, F, dry_time, begun, rate)
