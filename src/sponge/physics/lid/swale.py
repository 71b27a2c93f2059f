# SPDX-License-Identifier: Apache-2.0
"""Vegetative swale: a trapezoidal channel that fills, soaks, evaporates and flows off by Manning's equation.

Rossman & Huber (2016), EPA SWMM Reference Manual III, 6.2.8: with the volume V(y), the water surface A(y) and the flow
Q(y) at depth y

    dV/dt = inflow - (evaporation + infiltration) A(y) - Q(y),    V = L (b + s y) y,    A = dV/dy

As in EPA SWMM plants narrow the area that flows but not the water surface over which the depth rises, so the room that
they take up is in the coefficient of Q alone. (EPA SWMM leaves it out of the volume that it books, and so loses water.)
Here V is advanced by the trapezoid of the rates at both ends of the step. All is over the plan area of the full swale.
"""

from __future__ import annotations

from math import sqrt

from sponge.base.compiler import any_lane, inlined, kernel, no, two_thirds, where
from sponge.physics.lid.tables import Fluxes, Levels

ITERATIONS = 60
NEAR = 1e-6
CLOSE = 1e-10  # a depth found to this is found; the balance is closed whatever its error


@inlined
def swale_volume(unit, depth):
    """Water [m] over the plan area at `depth` [m]."""
    return unit.length * (unit.bottom_width + unit.side_slope * depth) * depth


@inlined
def swale_rates(unit, depth):
    """Water surface as a fraction of the plan area, and the flow off [m/s over it]."""
    surface, flow, _ = sloped_rates(unit, depth)
    return surface, flow


@inlined
def sloped_rates(unit, depth):
    """As ``swale_rates``, and how the flow grows with depth [1/s]."""
    surface = unit.length * (unit.bottom_width + 2.0 * unit.side_slope * depth)
    there = where(depth > 1e-60, depth, 1.0)
    area = (unit.bottom_width + unit.side_slope * there) * there
    widening = 2.0 * sqrt(1.0 + unit.side_slope * unit.side_slope)
    perimeter = unit.bottom_width + widening * there
    flow = unit.surface_coefficient * area * two_thirds(area / perimeter)
    width = unit.bottom_width + 2.0 * unit.side_slope * there
    slope = flow * (5.0 * width * perimeter - 2.0 * widening * area) / (3.0 * area * perimeter)
    runs = depth > 1e-60
    return surface, where(runs, flow, 0.0), where(runs, slope, 0.0)


@inlined
def sloped_excess(unit, depth, soaking, known, dt):
    """Volume and half a step's losses at a depth, less what is known to be there [m]; and how it grows with depth."""
    surface, flow, steeper = sloped_rates(unit, depth)
    value = swale_volume(unit, depth) + 0.5 * dt * (soaking * surface + flow) - known
    return value, surface + 0.5 * dt * (2.0 * soaking * unit.length * unit.side_slope + steeper)


@kernel
def swale_depth(unit, start, soaking, known, dt, asked):
    """Depth [m] at which ``sloped_excess`` is zero, between empty and full, where it is ``asked`` for.

    Newton's method from a depth to ``start`` with, kept between a depth that is too small and one that is too large.
    """
    low, high = 0.0 * start, unit.surface_depth
    depth = min(max(start, 1e-3 * high), high)
    for _ in range(ITERATIONS):
        value, slope = sloped_excess(unit, depth, soaking, known, dt)
        high, low = where(value > 0.0, depth, high), where(value > 0.0, low, depth)
        asked = asked & (abs(value) > CLOSE * known) & (high - low > CLOSE * unit.surface_depth)
        if not any_lane(asked):
            break
        tried = depth - value / where(slope > 0.0, slope, 1.0)
        inside = (slope > 0.0) & (tried > low) & (tried < high)
        near = inside & (abs(tried - depth) <= NEAR * depth)  # the next error is of the order of this one squared
        depth = where(asked, where(inside, tried, 0.5 * (low + high)), depth)
        asked = asked & no(near)
        if not any_lane(asked):
            break
    return depth


@inlined
def depth_of(unit, volume):
    """Depth [m] of a volume [m]: the root of the trapezoid's quadratic, without cancellation."""
    section = volume / unit.length
    b = unit.bottom_width
    return 2.0 * section / max(b + sqrt(b * b + 4.0 * unit.side_slope * section), 1e-300)


@inlined
def swale_step(unit, levels, demand, dt):
    """As ``unit_step``. Evaporation and infiltration act on the water surface; a full swale spills the rest."""
    held = swale_volume(unit, levels.surface)
    surface, flow = swale_rates(unit, levels.surface)
    soaking = demand.evaporation + demand.infiltration
    known = held + (demand.inflow - 0.5 * (soaking * surface + flow)) * dt
    dries = 0.5 * dt * (soaking * unit.length * unit.bottom_width) - known >= 0.0
    depth, wetted, outflow, rate = dried(demand, held / dt + demand.inflow, surface, flow)
    wet = no(dries)
    if any_lane(wet):
        later, mean, running, final = flowing(unit, demand, wet, known, surface, flow, dt)
        depth, wetted = where(wet, later, depth), where(wet, mean, wetted)
        outflow, rate = where(wet, running, outflow), where(wet, final, rate)
    evaporation, infiltration, none = demand.evaporation * wetted, demand.infiltration * wetted, 0.0 * dt
    outflow = where(dries, max(held / dt + demand.inflow - evaporation - infiltration, 0.0), outflow)
    later = Levels(depth, levels.pavement, levels.soil, levels.storage)
    return later, Fluxes(outflow, infiltration, none, none, infiltration, none, evaporation, none, none, none), rate


@inlined
def flowing(unit, demand, asked, known, surface, flow, dt):
    """A step at whose end a swale holds water: the depth [m], the mean water surface, the mean outflow [m/s] and that
    at the end.

    The volume follows from the losses, so that the balance closes whatever the depth's error.
    """
    soaking, full = demand.evaporation + demand.infiltration, unit.surface_depth
    over = -sloped_excess(unit, full, soaking, known, dt)[0]
    partly = over < 0.0
    depth = full
    if any_lane(asked & partly):
        guess = depth_of(unit, max(known - 0.5 * dt * (soaking * surface + flow), 0.25 * known))
        depth = where(partly, swale_depth(unit, guess, soaking, known, dt, asked & partly), full)
    later_surface, later_flow = swale_rates(unit, depth)
    rate = where(over > 0.0, max(later_flow, demand.inflow - soaking * later_surface), later_flow)
    volume = max(known - 0.5 * dt * (soaking * later_surface + later_flow) - max(over, 0.0), 0.0)
    depth = where(partly, min(depth_of(unit, volume), full), depth)
    return depth, 0.5 * (surface + later_surface), 0.5 * (flow + later_flow) + max(over, 0.0) / dt, rate


@inlined
def dried(demand, there, surface, flow):
    """A step at whose end the swale is dry, as ``flowing``: what is ``there`` [m/s] leaves, each way in proportion to
    its rate."""
    wanted = (demand.evaporation + demand.infiltration) * surface + flow
    part = where(wanted > 0.0, there / where(wanted > 0.0, wanted, 1.0), 0.0)
    return 0.0 * there, surface * part, 0.0 * there, 0.0 * there
