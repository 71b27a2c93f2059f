"""Infiltration trenches, rain barrels and disconnected roofs: a store below a surface, or one of the two."""

from __future__ import annotations

from sponge.base.kernels import inlined
from sponge.physics.lid.layers import drained, evaporation_by_layer, surface_outflow
from sponge.physics.lid.tables import Fluxes


@inlined
def trench_fluxes(unit, levels, demand, dt):
    """Rates [m/s] of a trench: all that comes enters the gravel while it has room.

    ``demand.infiltration`` is that of the native soil: while it takes water the gravel does not evaporate.
    """
    ponded, stored = levels.surface * unit.surface_void, levels.storage * unit.storage_void
    e0, _, _, e3 = evaporation_by_layer(
        demand.evaporation, ponded, 0.0, 0.0, stored, 1.0, demand.infiltration > 0.0, dt
    )
    if levels.surface > 0.0:
        e3 = 0.0
    entering = demand.inflow + ponded / dt
    exfiltration = max(min(demand.exfiltration, entering - e3 + stored / dt), 0.0)
    drain = drained(unit, levels.storage, demand.drain, exfiltration, e3, entering, dt)
    room = (unit.storage_depth - levels.storage) * unit.storage_void / dt
    entering = min(entering, room + exfiltration + e3 + drain)
    return Fluxes(
        surface_outflow(unit, levels.surface, dt), entering, entering, entering, exfiltration, drain, e0, 0.0, 0.0, e3
    )


@inlined
def barrel_fluxes(unit, levels, demand, dt):
    """Rates [m/s] of a barrel: it fills, drains above its tap, and spills what it has no room for."""
    drain = min(demand.drain, max(levels.storage - unit.drain_offset, 0.0) * unit.storage_void / dt)
    room = (unit.storage_depth - levels.storage) * unit.storage_void / dt
    entering = min(demand.inflow, room + drain)
    return Fluxes(0.0, entering, entering, entering, 0.0, drain, 0.0, 0.0, 0.0, 0.0)


@inlined
def roof_fluxes(unit, levels, demand, dt):
    """Rates [m/s] of a disconnected roof: what its downspouts do not carry of the runoff leaves over the ground.

    They show as outflow here; ``roof_drain`` parts them.
    """
    evaporation = max(min(demand.evaporation, levels.surface * unit.surface_void / dt), 0.0)
    return Fluxes(
        surface_outflow(unit, levels.surface, dt), 0.0, 0.0, 0.0, 0.0, 0.0, evaporation, 0.0, 0.0, 0.0
    )


@inlined
def roof_drain(unit, fluxes):
    """The runoff of a roof parted into downspouts, up to their capacity, and ground."""
    drain = min(unit.capacity, fluxes.outflow)
    return Fluxes(
        fluxes.outflow - drain, 0.0, 0.0, 0.0, 0.0, drain, fluxes.surface_evaporation, 0.0, 0.0, 0.0
    )
