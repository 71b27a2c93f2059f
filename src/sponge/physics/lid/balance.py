# SPDX-License-Identifier: Apache-2.0
"""No layer passes on more than it has, or takes more than it holds."""

from __future__ import annotations

from sponge.base.compiler import inlined, where
from sponge.physics.lid.tables import Fluxes, Levels


@inlined
def settle(unit, levels, inflow, wanted, dt):
    """Levels after dt [s] and the rates [m/s] that led there.

    From the top down each layer gives no more than it holds and receives; then from the bottom up what a layer cannot
    take stays in the one above. What the storage and the soil of a unit exchange goes past layers that are not there.
    """
    pavement, soil = unit.pavement_depth > 0.0, unit.soil_depth > 0.0
    on_surface = levels.surface * unit.surface_void
    in_pavement = where(pavement, levels.pavement * unit.pavement_void, 0.0)
    in_soil = where(soil, (levels.soil - unit.wilting_point) * unit.soil_depth, 0.0)
    in_storage = levels.storage * unit.storage_void
    # down: evaporation first, then what percolates, the native soil before the drain
    there = on_surface / dt + inflow
    e0 = min(wanted.surface_evaporation, there)
    infiltration = min(wanted.infiltration, there - e0)
    there = in_pavement / dt + infiltration
    e1 = where(pavement, min(wanted.pavement_evaporation, there), 0.0)
    through_pavement = where(pavement, min(wanted.pavement_percolation, there - e1), infiltration)
    there = in_soil / dt + through_pavement
    e2 = where(soil, min(wanted.soil_evaporation, there), 0.0)
    through_soil = where(soil, min(wanted.soil_percolation, there - e2), through_pavement)
    there = in_storage / dt + through_soil
    e3 = min(wanted.storage_evaporation, there)
    exfiltration = min(wanted.exfiltration, there - e3)
    drain = min(wanted.drain, there - e3 - exfiltration)
    # up: what is too much for a layer
    over = there - e3 - exfiltration - drain - unit.storage_depth * unit.storage_void / dt
    through_soil = through_soil - max(over, 0.0)
    over = (in_soil - (unit.porosity - unit.wilting_point) * unit.soil_depth) / dt
    over = max(over + through_pavement - e2 - through_soil, 0.0)
    through_pavement = where(soil, through_pavement - over, through_soil)
    over = (in_pavement - unit.pavement_depth * unit.pavement_void) / dt
    over = max(over + infiltration - e1 - through_pavement, 0.0)
    infiltration = where(pavement, infiltration - over, through_pavement)
    outflow = min(wanted.outflow, on_surface / dt + inflow - e0 - infiltration)
    ponded = max(on_surface + (inflow - e0 - infiltration - outflow) * dt, 0.0)
    spilled = where(unit.spills > 0.0, max(ponded - unit.surface_depth * unit.surface_void, 0.0), 0.0)
    later = Levels(
        where(spilled > 0.0, unit.surface_depth, ponded / unit.surface_void),
        _level(in_pavement, infiltration - e1 - through_pavement, dt, unit.pavement_void, unit.pavement_depth),
        unit.wilting_point + _content(in_soil, through_pavement - e2 - through_soil, dt, unit),
        _level(in_storage, through_soil - e3 - exfiltration - drain, dt, unit.storage_void, unit.storage_depth),
    )  # fmt: skip
    return later, Fluxes(
        outflow + spilled / dt, infiltration, through_pavement, through_soil, exfiltration, drain, e0, e1, e2, e3
    )


@inlined
def _level(held, net, dt, void, depth):
    """Depth [m] of water in a layer after dt; full where rounding would say nearly so."""
    return where(depth <= 0.0, 0.0, _whole((held + net * dt) / void, depth))


@inlined
def _content(held, net, dt, unit):
    """Moisture above the wilting point after dt."""
    there = unit.soil_depth > 0.0
    moisture = (held + net * dt) / where(there, unit.soil_depth, 1.0)
    return where(there, _whole(moisture, unit.porosity - unit.wilting_point), 0.0)


@inlined
def _whole(value, most):
    """A value between 0 and ``most``, at either end where it is within rounding of it."""
    slack = 1e-13 * most
    return where(value >= most - slack, most, where(value > slack, value, 0.0))
