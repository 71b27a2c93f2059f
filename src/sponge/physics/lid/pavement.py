"""Permeable pavement: a surface over pavement, over a sand layer or none, over gravel."""

from __future__ import annotations

from sponge.base.kernels import inlined
from sponge.physics.lid.column import shared_rate
from sponge.physics.lid.layers import drained, evaporation_by_layer, free_percolation, surface_outflow
from sponge.physics.lid.tables import Fluxes


@inlined
def pavement_fluxes(unit, levels, demand, dt):
    """Rates [m/s] that the layers allow each other, from their levels at the step's start.

    Adjoining layers that are full pass on what the slowest of them does.
    """
    sand = unit.soil_depth > 0.0
    ponded, paved = levels.surface * unit.surface_void, levels.pavement * unit.pavement_void
    stored = levels.storage * unit.storage_void
    available = (levels.soil - unit.wilting_point) * unit.soil_depth if sand else 0.0
    e0, e1, e2, e3 = evaporation_by_layer(
        demand.evaporation, ponded, paved, available, stored, unit.pervious, False, dt
    )
    paved_full = levels.pavement >= unit.pavement_depth
    soaked, full = sand and levels.soil >= unit.porosity, levels.storage >= unit.storage_depth
    if paved_full or soaked:
        e3 = 0.0
    through = demand.permeability * unit.pervious
    infiltration = min(demand.inflow + ponded / dt, through)
    through = min(through, max(paved / dt + infiltration - e1, 0.0))
    percolation = free_percolation(unit, levels.soil, e2, dt) if sand else through
    exfiltration, drain = demand.exfiltration, demand.drain
    room = (unit.pavement_depth - levels.pavement) * unit.pavement_void / dt + e1
    if full and paved_full and (soaked or not sand):
        percolation = min(percolation, through) if sand else through
        percolation, exfiltration, drain = shared_rate(percolation, exfiltration, drain)
        through = percolation
        infiltration = min(infiltration, through)
    elif full and soaked:
        percolation, exfiltration, drain = shared_rate(percolation, exfiltration, drain)
        through = min(through, percolation)
        infiltration = min(infiltration, room + through)
    else:
        if paved_full and soaked:
            through = min(through, percolation)
            percolation = through
            infiltration = min(infiltration, through)
        exfiltration = min(exfiltration, max(percolation - e3 + stored / dt, 0.0))
        drain = drained(unit, levels.storage, drain, exfiltration, e3, percolation, dt)
        if not (paved_full and soaked):
            space = max((unit.storage_depth - levels.storage) * unit.storage_void / dt + e3 + drain + exfiltration, 0.0)
            if sand:
                percolation = min(percolation, space)
                space = (unit.porosity - levels.soil) * unit.soil_depth / dt + percolation
            through = min(through, space)
            infiltration = min(infiltration, room + through)
    return Fluxes(
        surface_outflow(unit, levels.surface, dt), infiltration, through, percolation if sand else through,
        exfiltration, drain, e0, e1, e2, e3,
    )  # fmt: skip
