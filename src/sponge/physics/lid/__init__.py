# SPDX-License-Identifier: Apache-2.0
"""LID units: water through their layers in one step. Codes of the kinds, and who answers to which.

A unit is a column of layers, each with a water content; all volumes are depths of water over the unit's area. A step
first finds what each layer would pass on from its content at the step's beginning (``layers``), then what the layers
above and below allow (``column``, ``pavement``, ``vessels``), and lets no more move than there is (``balance``), so
that no water is made or lost. A swale is solved by itself (``swale``).

Rossman & Huber (2016), EPA SWMM Reference Manual III, chapter 6.

Equations: docs/theory/lid.md.
"""

from __future__ import annotations

from sponge.base.compiler import inlined
from sponge.physics.lid.balance import settle
from sponge.physics.lid.column import column_fluxes
from sponge.physics.lid.pavement import pavement_fluxes
from sponge.physics.lid.swale import swale_step
from sponge.physics.lid.tables import (
    BARREL,
    BIORETENTION,
    GREEN_ROOF,
    PAVEMENT,
    RAIN_GARDEN,
    ROOF,
    SWALE,
    TRENCH,
    Demand,
    Fluxes,
    Levels,
    LidUnit,
)
from sponge.physics.lid.vessels import barrel_fluxes, roof_drain, roof_fluxes, trench_fluxes

__all__ = [
    "BARREL", "BIORETENTION", "GREEN_ROOF", "PAVEMENT", "RAIN_GARDEN", "ROOF", "SWALE", "TRENCH", "Demand", "Fluxes",
    "Levels", "LidUnit", "unit_step",
]  # fmt: skip


@inlined
def unit_step(kind, unit, levels, demand, dt):
    """Levels after dt [s], and what moved: mean rates [m/s] of the step, ``Fluxes``.

    The rate at which a swale runs off at the step's end comes third; for the other kinds it is the mean.
    """
    if kind == SWALE:
        return swale_step(unit, levels, demand, dt)
    if kind == PAVEMENT:
        wanted = pavement_fluxes(unit, levels, demand, dt)
    elif kind == TRENCH:
        wanted = trench_fluxes(unit, levels, demand, dt)
    elif kind == BARREL:
        wanted = barrel_fluxes(unit, levels, demand, dt)
    elif kind == ROOF:
        wanted = roof_fluxes(unit, levels, demand, dt)
    else:
        wanted = column_fluxes(kind, unit, levels, demand, dt)
    later, fluxes = settle(unit, levels, demand.inflow, wanted, dt)
    if kind == ROOF:
        fluxes = roof_drain(unit, fluxes)
    return later, fluxes, fluxes.outflow
