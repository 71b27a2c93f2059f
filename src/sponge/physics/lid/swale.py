"""Vegetative swale: a trapezoidal channel that fills, soaks, evaporates and flows off by Manning's equation.

Rossman & Huber (2016), EPA SWMM Reference Manual III, 6.2.8: with the volume V(y), the water surface A(y) and the flow
Q(y) at depth y

    dV/dt = inflow - (evaporation + infiltration) A(y) - Q(y),    V = void L (b + s y) y

Here V is advanced by the trapezoid of the rates at both ends of the step. All is over the plan area of the full swale.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from sponge.base.kernels import kernel
from sponge.physics.lid.tables import Fluxes, Levels

ITERATIONS = 60
CLOSE = 1e-10  # a depth found to this is found; the balance is closed whatever its error


@kernel
def swale_volume(unit, depth):
    """Water [m] over the plan area at `depth` [m]."""
    return unit.length * (unit.bottom_width + unit.side_slope * depth) * depth * unit.surface_void


@kernel
def swale_rates(unit, depth):
    """Water surface as a fraction of the plan area, and the flow off [m/s over it]."""
    surface = unit.length * (unit.bottom_width + 2.0 * unit.side_slope * depth)
    if depth <= 0.0:
        return surface, 0.0
    area = (unit.bottom_width + unit.side_slope * depth) * depth * unit.surface_void
    perimeter = unit.bottom_width + 2.0 * depth * sqrt(1.0 + unit.side_slope * unit.side_slope)
    root = np.cbrt(area / perimeter)
    return surface, unit.surface_coefficient * area * root * root


@kernel
def excess_at(unit, depth, soaking, known, dt):
    """Volume and half a step's losses at a depth, less what is known to be there [m]; grows with depth."""
    surface, flow = swale_rates(unit, depth)
    return swale_volume(unit, depth) + 0.5 * dt * (soaking * surface + flow) - known


@kernel
def swale_depth(unit, soaking, known, dt):
    """Depth [m] at which ``excess_at`` is zero, between empty and full, by the Illinois rule of false position."""
    low, high = 0.0, unit.surface_depth
    f_low = excess_at(unit, low, soaking, known, dt)
    depth = low
    f_high = excess_at(unit, high, soaking, known, dt)
    for _ in range(ITERATIONS):
        depth = (low * f_high - high * f_low) / (f_high - f_low)
        value = excess_at(unit, depth, soaking, known, dt)
        if value > 0.0:
            high, f_high = depth, value
            f_low *= 0.5
        else:
            low, f_low = depth, value
            f_high *= 0.5
        if abs(value) <= CLOSE * known or high - low <= CLOSE * unit.surface_depth:
            break
    return depth


@kernel
def depth_of(unit, volume):
    """Depth [m] of a volume [m]: the root of the trapezoid's quadratic, without cancellation."""
    section = volume / (unit.length * unit.surface_void)
    b = unit.bottom_width
    return 2.0 * section / (b + sqrt(b * b + 4.0 * unit.side_slope * section))


@kernel
def swale_step(unit, levels, demand, dt):
    """As ``unit_step``. Evaporation and infiltration act on the water surface; a full swale spills the rest."""
    held = swale_volume(unit, levels.surface)
    surface, flow = swale_rates(unit, levels.surface)
    soaking = demand.evaporation + demand.infiltration
    known = held + (demand.inflow - 0.5 * (soaking * surface + flow)) * dt
    if excess_at(unit, 0.0, soaking, known, dt) >= 0.0:
        return dried(unit, levels, demand, held / dt + demand.inflow, surface, flow)
    depth, full = unit.surface_depth, unit.surface_depth
    over = -excess_at(unit, full, soaking, known, dt)
    if over < 0.0:
        depth = swale_depth(unit, soaking, known, dt)
    later_surface, later_flow = swale_rates(unit, depth)
    rate = later_flow
    if over > 0.0:
        rate = max(later_flow, demand.inflow - soaking * later_surface)
    wetted = 0.5 * (surface + later_surface)
    # the volume follows from the losses, so that the balance closes whatever the depth's error
    volume = max(known - 0.5 * dt * (soaking * later_surface + later_flow) - max(over, 0.0), 0.0)
    if over < 0.0:
        depth = min(depth_of(unit, volume), full)
    evaporation, infiltration = demand.evaporation * wetted, demand.infiltration * wetted
    outflow = 0.5 * (flow + later_flow) + max(over, 0.0) / dt
    later = Levels(depth, levels.pavement, levels.soil, levels.storage)
    return later, Fluxes(outflow, infiltration, 0.0, 0.0, infiltration, 0.0, evaporation, 0.0, 0.0, 0.0), rate


@kernel
def dried(unit, levels, demand, there, surface, flow):
    """A step at whose end the swale is dry: what is ``there`` [m/s] leaves, each way in proportion to its rate."""
    evaporation, infiltration = demand.evaporation * surface, demand.infiltration * surface
    wanted = evaporation + infiltration + flow
    part = there / wanted if wanted > 0.0 else 0.0
    evaporation, infiltration = evaporation * part, infiltration * part
    outflow = max(there - evaporation - infiltration, 0.0)
    later = Levels(0.0, levels.pavement, levels.soil, levels.storage)
    return later, Fluxes(outflow, infiltration, 0.0, 0.0, infiltration, 0.0, evaporation, 0.0, 0.0, 0.0), 0.0
