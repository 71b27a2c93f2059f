"""What single layers of a LID unit would pass on.

Rossman & Huber (2016), EPA SWMM Reference Manual III, 6.2; equation numbers are of that manual.
"""

from __future__ import annotations

from math import exp

import numpy as np

from sponge.base.constants import FOOT
from sponge.base.kernels import inlined
from sponge.base.tables import interpolate

SHALLOW = 1e-10 * FOOT  # m of head that drive nothing


@inlined
def sheet_flow(depth, coefficient):
    """Manning's flow of a wide sheet [m/s over the unit], coefficient * depth^(5/3) (6-15); depth [m]."""
    if depth <= 0.0:
        return 0.0
    root = np.cbrt(depth)
    return coefficient * depth * root * root


@inlined
def surface_outflow(unit, depth, dt):
    """Flow [m/s] over the berm from `depth` [m] ponded, no more than stands above it."""
    excess = depth - unit.surface_depth
    if excess <= 0.0:
        return 0.0
    return min(sheet_flow(excess, unit.surface_coefficient), excess / dt)


@inlined
def soil_percolation(unit, moisture):
    """Rate [m/s] at which the soil lets water through, Ks exp(-s (porosity - moisture)) (6-9).

    None at or below field capacity.
    """
    if moisture <= unit.field_capacity:
        return 0.0
    return unit.conductivity * exp(-(unit.porosity - moisture) * unit.conductivity_slope)


@inlined
def free_percolation(unit, moisture, evaporation, dt):
    """Rate [m/s] that leaves the soil: what it lets through of the water above field capacity."""
    above = max(moisture - unit.field_capacity, 0.0) * unit.soil_depth
    return max(min(soil_percolation(unit, moisture), above / dt - evaporation), 0.0)


@inlined
def unclogged(treated, clogging):
    """Part of a conductivity that is left after `treated` [m] of water; `clogging` [m] close it, 0 = none."""
    return 1.0 - min(treated / clogging, 1.0) if clogging > 0.0 else 1.0


@inlined
def drain_head(unit, levels):
    """Head [m] above the bottom of the storage: its own depth and, once it is full, that of the layers above (6-17).

    A soil counts by the part between field capacity and porosity that is filled.
    """
    head = levels.storage
    if levels.storage < unit.storage_depth:
        return head
    if unit.soil_depth > 0.0:
        filled = (levels.soil - unit.field_capacity) / (unit.porosity - unit.field_capacity)
        head += max(filled, 0.0) * unit.soil_depth
        if levels.soil < unit.porosity:
            return head
        if unit.pavement_depth <= 0.0:
            return head + levels.surface
    if unit.pavement_depth > 0.0:
        head += levels.pavement
        if levels.pavement >= unit.pavement_depth:
            head += levels.surface
    return head


@inlined
def drain_flow(head, offset, coefficient, exponent, open_head, closed_head, was_open, curves, curve):
    """Flow [m/s] of an underdrain, coefficient * (head - offset)^exponent (6-16), times a curve's factor of the head.

    A closed drain opens above ``open_head`` [m], an open one closes at ``closed_head`` [m].
    """
    if head <= (closed_head if was_open > 0.0 else open_head):
        return 0.0
    head -= offset
    if head <= SHALLOW:
        return 0.0
    flow = coefficient * head**exponent
    return flow * interpolate(curves, curve, head) if curve >= 0 else flow


@inlined
def evaporation_by_layer(potential, surface, pavement, soil, storage, pervious, wets, dt):
    """Evaporation [m/s] from the four layers in turn, of the water [m] that each holds.

    Below the surface only through its ``pervious`` part, and not while water infiltrates (``wets``).
    """
    from_surface = max(min(potential, surface / dt), 0.0)
    left = max(potential - from_surface, 0.0) * pervious
    if wets:
        return from_surface, 0.0, 0.0, 0.0
    from_pavement = min(left, pavement / dt)
    left -= from_pavement
    from_soil = max(min(left, soil / dt), 0.0)
    left -= from_soil
    return from_surface, from_pavement, from_soil, min(left, storage / dt)


@inlined
def drained(unit, depth, drain, exfiltration, evaporation, arriving, dt):
    """What a drain can carry [m/s] of the storage above its offset; of what arrives only once the storage is full."""
    room = -exfiltration - evaporation
    if depth >= unit.storage_depth:
        room += arriving
    if unit.drain_offset <= depth:
        room += (depth - unit.drain_offset) * unit.storage_void / dt
    return min(drain, max(room, 0.0))
