# SPDX-License-Identifier: Apache-2.0
"""What single layers of a LID unit would pass on.

Rossman & Huber (2016), EPA SWMM Reference Manual III, 6.2; equation numbers are of that manual.
"""

from __future__ import annotations

from sponge.base.compiler import any_lane, exponential, five_thirds, inlined, where


@inlined
def sheet_flow(depth, coefficient):
    """Manning's flow of a wide sheet [m/s over the unit], coefficient * depth^(5/3) (6-15); depth [m]."""
    return coefficient * five_thirds(depth)


@inlined
def surface_outflow(unit, depth, dt):
    """Flow [m/s] over the berm from `depth` [m] ponded, no more than stands above it."""
    excess, flow = depth - unit.surface_depth, 0.0 * dt
    if any_lane(excess > 0.0):
        flow = max(min(sheet_flow(excess, unit.surface_coefficient), excess / dt), 0.0)
    return flow


@inlined
def soil_percolation(unit, moisture):
    """Rate [m/s] at which the soil lets water through, Ks exp(-s (porosity - moisture)) (6-9).

    None at or below field capacity.
    """
    moist, rate = moisture > unit.field_capacity, 0.0 * moisture
    if any_lane(moist):
        passing = unit.conductivity * exponential(-(unit.porosity - moisture) * unit.conductivity_slope)
        rate = where(moist, passing, rate)
    return rate


@inlined
def free_percolation(unit, moisture, evaporation, dt):
    """Rate [m/s] that leaves the soil: what it lets through of the water above field capacity."""
    above = max(moisture - unit.field_capacity, 0.0) * unit.soil_depth
    return max(min(soil_percolation(unit, moisture), above / dt - evaporation), 0.0)


@inlined
def unclogged(treated, clogging):
    """Part of a conductivity that is left after `treated` [m] of water; `clogging` [m] close it, 0 = none."""
    clogs = clogging > 0.0
    return where(clogs, 1.0 - min(treated / where(clogs, clogging, 1.0), 1.0), 1.0)


@inlined
def evaporation_by_layer(potential, surface, pavement, soil, storage, pervious, wets, dt):
    """Evaporation [m/s] from the four layers in turn, of the water [m] that each holds.

    Below the surface only through its ``pervious`` part, and not while water infiltrates (``wets``).
    """
    from_surface = max(min(potential, surface / dt), 0.0)
    left = where(wets, 0.0, max(potential - from_surface, 0.0) * pervious)
    from_pavement = min(left, pavement / dt)
    left = left - from_pavement
    from_soil = max(min(left, soil / dt), 0.0)
    left = left - from_soil
    return from_surface, from_pavement, from_soil, min(left, storage / dt)
