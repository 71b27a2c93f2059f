# SPDX-License-Identifier: Apache-2.0
"""Bioretention cells, rain gardens and green roofs: a surface over soil, over gravel or a drainage mat or nothing."""

from __future__ import annotations

from sponge.base.compiler import inlined, no, where
from sponge.physics.lid.drain import drained
from sponge.physics.lid.layers import evaporation_by_layer, free_percolation, sheet_flow, surface_outflow
from sponge.physics.lid.tables import GREEN_ROOF, Fluxes


@inlined
def column_fluxes(kind, unit, levels, demand, dt):
    """Rates [m/s] that the layers allow each other, from their levels at the step's start.

    Percolation fills what storage has room for; where soil and storage are both full all pass at the smallest rate,
    exfiltration before the drain.
    """
    none, available = 0.0 * dt, (levels.soil - unit.wilting_point) * unit.soil_depth
    e0, _, e2, e3 = evaporation_by_layer(
        demand.evaporation, levels.surface * unit.surface_void, none, available, levels.storage * unit.storage_void,
        1.0, demand.infiltration > 0.0, dt,
    )  # fmt: skip
    soaked, hollow = levels.soil >= unit.porosity, unit.storage_depth <= 0.0
    filled = soaked & (levels.storage >= unit.storage_depth)
    e3 = where(soaked | hollow, 0.0, e3)
    percolation = free_percolation(unit, levels.soil, e2, dt)
    exfiltration, drain = demand.exfiltration, demand.drain
    if kind == GREEN_ROOF:
        drain = where(
            unit.mat_coefficient >= 0.0, sheet_flow(levels.storage, unit.mat_coefficient), percolation
        )
    through, into_ground, into_drain = shared_rate(percolation, exfiltration, drain)
    stored = levels.storage * unit.storage_void / dt
    exfiltration = max(min(exfiltration, percolation - e3 + stored), 0.0)
    drain = drained(unit, levels.storage, drain, exfiltration, e3, percolation, dt)
    room = (unit.storage_depth - levels.storage) * unit.storage_void / dt
    percolation = min(percolation, exfiltration + drain + e3 + room)
    shared = hollow | filled
    percolation = where(shared, through, percolation)
    exfiltration, drain = where(shared, into_ground, exfiltration), where(shared, into_drain, drain)
    room = (unit.porosity - levels.soil) * unit.soil_depth / dt
    infiltration = min(demand.infiltration, where(hollow | no(filled), room + percolation + e2, percolation))
    return Fluxes(
        surface_outflow(unit, levels.surface, dt), infiltration, none, percolation, exfiltration, drain, e0, none, e2,
        e3,
    )  # fmt: skip


@inlined
def shared_rate(percolation, exfiltration, drain):
    """Percolation, exfiltration and drain flow [m/s] through full layers: what goes in comes out.

    The native soil takes its part first.
    """
    leaving, first = exfiltration + drain, min(exfiltration, percolation)
    enough = percolation >= leaving
    return (
        where(enough, leaving, percolation), where(enough, exfiltration, first),
        where(enough, drain, percolation - first),
    )  # fmt: skip
