# SPDX-License-Identifier: Apache-2.0
"""Permeable pavement: a surface over pavement, over a sand layer or none, over gravel."""

from __future__ import annotations

from sponge.base.compiler import any_lane, inlined, no, where
from sponge.physics.lid.column import shared_rate
from sponge.physics.lid.drain import drained
from sponge.physics.lid.layers import evaporation_by_layer, free_percolation, surface_outflow
from sponge.physics.lid.tables import Fluxes


@inlined
def pavement_fluxes(unit, levels, demand, dt):
    """Rates [m/s] that the layers allow each other, from their levels at the step's start.

    Adjoining layers that are full pass on what the slowest of them does.
    """
    sand = unit.soil_depth > 0.0
    ponded, paved = levels.surface * unit.surface_void, levels.pavement * unit.pavement_void
    available = where(sand, (levels.soil - unit.wilting_point) * unit.soil_depth, 0.0)
    e0, e1, e2, e3 = evaporation_by_layer(
        demand.evaporation, ponded, paved, available, levels.storage * unit.storage_void, unit.pervious, False, dt
    )
    paved_full = levels.pavement >= unit.pavement_depth
    soaked, full = sand & (levels.soil >= unit.porosity), levels.storage >= unit.storage_depth
    e3 = where(paved_full | soaked, 0.0, e3)
    most = demand.permeability * unit.pervious
    infiltration = min(demand.inflow + ponded / dt, most)
    through = min(most, max(paved / dt + infiltration - e1, 0.0))
    percolation = through
    if any_lane(sand):
        percolation = where(sand, free_percolation(unit, levels.soil, e2, dt), through)
    room = (unit.pavement_depth - levels.pavement) * unit.pavement_void / dt + e1
    wanted = infiltration, through, percolation, demand.exfiltration, demand.drain
    settled = partly_filled(unit, levels, wanted, e3, room, sand, paved_full & soaked, dt)
    all_full, lower_full = full & paved_full & (soaked | no(sand)), full & soaked
    if any_lane(all_full | lower_full):
        settled = filled(wanted, settled, room, sand, all_full, lower_full)
    infiltration, through, percolation, exfiltration, drain = settled
    return Fluxes(
        surface_outflow(unit, levels.surface, dt), infiltration, through, where(sand, percolation, through),
        exfiltration, drain, e0, e1, e2, e3,
    )  # fmt: skip


@inlined
def filled(wanted, otherwise, room, sand, all_full, lower_full):
    """Infiltration, flow through the pavement, percolation, exfiltration and drain flow [m/s] where all layers or all
    below the pavement are full, ``otherwise`` elsewhere; ``room`` [m/s] is that of the pavement."""
    infiltration, through, percolation, exfiltration, drain = wanted
    percolation = where(all_full & sand, min(percolation, through), percolation)
    percolation, exfiltration, drain = shared_rate(percolation, exfiltration, drain)
    through = where(all_full, percolation, min(through, percolation))
    infiltration = min(infiltration, where(all_full, through, room + through))
    here = all_full | lower_full
    return (
        where(here, infiltration, otherwise[0]), where(here, through, otherwise[1]),
        where(here, percolation, otherwise[2]), where(here, exfiltration, otherwise[3]),
        where(here, drain, otherwise[4]),
    )  # fmt: skip


@inlined
def partly_filled(unit, levels, wanted, e3, room, sand, upper_full, dt):
    """The same where the storage has room, also below a pavement and a sand that are full."""
    infiltration, through, percolation, exfiltration, drain = wanted
    both = min(through, percolation)
    percolation = where(upper_full, both, percolation)
    stored = levels.storage * unit.storage_void / dt
    exfiltration = min(exfiltration, max(percolation - e3 + stored, 0.0))
    drain = drained(unit, levels.storage, drain, exfiltration, e3, percolation, dt)
    space = max((unit.storage_depth - levels.storage) * unit.storage_void / dt + e3 + drain + exfiltration, 0.0)
    percolation = where(sand & no(upper_full), min(percolation, space), percolation)
    space = where(sand, (unit.porosity - levels.soil) * unit.soil_depth / dt + percolation, space)
    through = where(upper_full, both, min(through, space))
    infiltration = min(infiltration, where(upper_full, both, room + through))
    return infiltration, through, percolation, exfiltration, drain
