# SPDX-License-Identifier: Apache-2.0
"""Infiltration trenches, rain barrels and disconnected roofs: a store below a surface, or one of the two."""

from __future__ import annotations

from sponge.base.compiler import inlined, where
from sponge.physics.lid.drain import drained
from sponge.physics.lid.layers import evaporation_by_layer, surface_outflow
from sponge.physics.lid.tables import Fluxes


@inlined
def trench_fluxes(unit, levels, demand, dt):
    """Rates [m/s] of a trench: all that comes enters the gravel while it has room.

    ``demand.infiltration`` is that of the native soil: while it takes water the gravel does not evaporate.
    """
    none, ponded, stored = 0.0 * dt, levels.surface * unit.surface_void, levels.storage * unit.storage_void
    e0, _, _, e3 = evaporation_by_layer(
        demand.evaporation, ponded, none, none, stored, 1.0, demand.infiltration > 0.0, dt
    )
    e3 = where(levels.surface > 0.0, 0.0, e3)
    entering = demand.inflow + ponded / dt
    exfiltration = max(min(demand.exfiltration, entering - e3 + stored / dt), 0.0)
    drain = drained(unit, levels.storage, demand.drain, exfiltration, e3, entering, dt)
    room = (unit.storage_depth - levels.storage) * unit.storage_void / dt
    entering = min(entering, room + exfiltration + e3 + drain)
    return Fluxes(
        surface_outflow(unit, levels.surface, dt), entering, entering, entering, exfiltration, drain, e0, none, none,
        e3,
    )  # fmt: skip


@inlined
def barrel_fluxes(unit, levels, demand, dt):
    """Rates [m/s] of a barrel: it fills, drains above its tap, and spills what it has no room for."""
    drain = min(demand.drain, max(levels.storage - unit.drain_offset, 0.0) * unit.storage_void / dt)
    room = (unit.storage_depth - levels.storage) * unit.storage_void / dt
    entering = min(demand.inflow, room + drain)
    none = 0.0 * dt
    return Fluxes(none, entering, entering, entering, none, drain, none, none, none, none)


@inlined
def roof_fluxes(unit, levels, demand, dt):
    """Rates [m/s] of a disconnected roof: what its downspouts do not carry of the runoff leaves over the ground.

    They show as outflow here; ``roof_drain`` parts them.
    """
    evaporation = max(min(demand.evaporation, levels.surface * unit.surface_void / dt), 0.0)
    none = 0.0 * dt
    return Fluxes(
        surface_outflow(unit, levels.surface, dt), none, none, none, none, none, evaporation, none, none, none
    )


@inlined
def roof_drain(unit, fluxes):
    """The runoff of a roof parted into downspouts, up to their capacity, and ground."""
    drain, none = min(unit.capacity, fluxes.outflow), 0.0 * fluxes.outflow
    return Fluxes(
        fluxes.outflow - drain, none, none, none, none, drain, fluxes.surface_evaporation, none, none, none
    )
