"""Vegetative swale: a trapezoidal channel that fills, soaks, evaporates and flows off by Manning's equation.

Rossman & Huber (2016), EPA SWMM Reference Manual III, 6.2.8: with the volume V(y), the water surface A(y) and the flow Q(y)
at depth y

    dV/dt = inflow - (evaporation + infiltration) A(y) - Q(y),    V = void L (b + s y) y

Here V is advanced by the trapezoid of the rates at both ends of the step. All is over the plan area of the full swale.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from sponge.base.kernels import kernel
from sponge.physics.lid.tables import Fluxes, Levels

HALVINGS = 60


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
    for _ in range(HALVINGS):
        depth = (low * f_high - high * f_low) / (f_high - f_low)
        value = excess_at(unit, depth, soaking, known, dt)
        if value > 0.0:
            high, f_high = depth, value
            f_low *= 0.5
        else:
            low, f_low = depth, value
            f_high *= 0.5
        if abs(value) <= 1e-15 * (1.0 + known) or high - low <= 1e-14 * unit.surface_depth:
            break
    return depth


@kernel
def swale_step(unit, levels, demand, dt):
    """As ``unit_step``. Evaporation and infiltration act on the water surface; a full swale spills the rest."""
    held = swale_volume(unit, levels.surface)
    surface, flow = swale_rates(unit, levels.surface)
    soaking = demand.evaporation + demand.infiltration
    known = held + (demand.inflow - 0.5 * (soaking * surface + flow)) * dt
    empties = known - 0.5 * dt * soaking * swale_rates(unit, 0.0)[0] <= 0.0
    depth, spilled, later_surface, later_flow = 0.0, 0.0, 0.0, 0.0
    if not empties:
        over = -excess_at(unit, unit.surface_depth, soaking, known, dt)
        spilled = max(over, 0.0) / dt
        depth = unit.surface_depth if over >= 0.0 else swale_depth(unit, soaking, known, dt)
        later_surface, later_flow = swale_rates(unit, depth)
    wetted, mean_flow = 0.5 * (surface + later_surface), 0.5 * (flow + later_flow)
    lost = held / dt + demand.inflow - swale_volume(unit, depth) / dt  # by all ways
    evaporation, infiltration = demand.evaporation * wetted, demand.infiltration * wetted
    if empties:
        evaporation, infiltration, mean_flow = shares_of(lost, evaporation, infiltration, mean_flow, surface)
    outflow = max(lost - evaporation - infiltration, 0.0)
    rate = later_flow
    if spilled > 0.0:
        rate = max(later_flow, demand.inflow - soaking * later_surface)
    later = Levels(depth, levels.pavement, levels.soil, levels.storage)
    return later, Fluxes(
        outflow, infiltration, 0.0, 0.0, infiltration, 0.0, evaporation, 0.0, 0.0, 0.0
    ), rate


@kernel
def shares_of(lost, evaporation, infiltration, flow, surface):
    """What a swale that runs dry loses [m/s], in proportion to what each way would take."""
    wanted = evaporation + infiltration + flow
    if wanted <= 0.0:
        return 0.0, 0.0, lost
    part = lost / wanted
    return evaporation * part, infiltration * part, flow * part
