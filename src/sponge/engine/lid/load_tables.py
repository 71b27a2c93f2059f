# SPDX-License-Identifier: Apache-2.0
"""Pollutants in LID units: what a model fixes, and what changes.

Masses are in kg (or counts), concentrations in kg/m3. Shapes are those of one lane; ``PerLane`` fields gain a last lane
axis.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, Shared, zeros_of
from sponge.engine.hydrology.tables import StepRates


class LidLoads(NamedTuple):
    """The units of each subcatchment, one subcatchment after another, and what their drains remove."""

    first: Shared  # (subcatchment + 1,)
    unit: Shared  # (unit,)
    removal: PerLane  # (pollutant, unit) fraction of what the drain carries


class LidLoadState(NamedTuple):
    """What changes; all with a last lane axis."""

    held: PerLane  # (pollutant, unit) kg in the units and on its way to them
    water: PerLane  # (unit,) m3 of water there that can leave by flowing
    outflow: PerLane  # (unit,) m that ran off its surface up to the end of the last step
    pool: PerLane  # (pollutant, unit) kg on its way from the drain
    unrouted: PerLane  # (unit,) m3 of water on that way at the end of the last step
    rate: StepRates  # (pollutant, unit) kg/s that reach the drain's node
    back: PerLane  # (pollutant, subcatchment) kg on its way back to the pervious surface
    waiting: PerLane  # (subcatchment,) m of water on that way at the end of the last step
    runon: PerLane  # (pollutant, subcatchment) kg received in a step where units cover it all
    ran_impervious: PerLane  # (subcatchment,) m that left the impervious surfaces in the step
    ran_pervious: PerLane  # (subcatchment,) m that left the pervious one
    mean: PerLane  # (pollutant,) kg/m3 of what runs off before treatment, over the step; scratch
    end: PerLane  # (pollutant,) kg/m3 of it at the step's end; scratch
    by_surface: PerLane  # (pollutant,) kg that units of a subcatchment pass on by their surfaces; scratch
    by_surface_rate: PerLane  # (pollutant,) kg/s at the step's end; scratch
    by_drain_rate: PerLane  # (pollutant,) kg/s that their drains carry then; scratch


def new_lid_load_state(loads: LidLoads, lanes: int) -> LidLoadState:
    """Clean units; ``start_lid_loads`` fills in their water."""
    p, n = loads.removal.shape[:2]
    s = len(loads.first) - 1
    shapes = {
        "held": (p, n), "water": (n,), "outflow": (n,), "pool": (p, n), "unrouted": (n,),
        "back": (p, s), "waiting": (s,), "runon": (p, s), "ran_impervious": (s,), "ran_pervious": (s,), "mean": (p,),
        "end": (p,), "by_surface": (p,), "by_surface_rate": (p,), "by_drain_rate": (p,),
    }  # fmt: skip
    arrays = {name: np.zeros((*shape, lanes)) for name, shape in shapes.items()}
    return LidLoadState(**arrays, rate=zeros_of(StepRates, p, n, lanes))
