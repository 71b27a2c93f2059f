# SPDX-License-Identifier: Apache-2.0
"""Snow packs of subcatchments: what a model fixes, and what changes. One row a pack, in the subcatchments' order."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, Shared, TableRef
from sponge.base.tables import Tables

# surfaces of a pack
PLOWABLE, IMPERVIOUS, PERVIOUS = range(3)
SURFACES = 3
# Snow.number, by surface
FRACTION, MIN_MELT, MAX_MELT, BASE, CAPACITY, COVER_DEPTH, INITIAL_DEPTH, INITIAL_WATER = range(8)
NUMBERS = 8
# Snow.removal; fractions from OUT on
PLOW_DEPTH, OUT, TO_IMPERVIOUS, TO_PERVIOUS, MELTED, TO_SUBCATCHMENT = range(6)
# Snow.scalar
WEIGHT, RATIO, GAMMA = range(3)
# SnowState.pack, by surface
DEPTH, WATER, COLD, INDEX, COVER_START, COVER_LEAST, COVER_HELD = range(7)
PACK = 7
# SnowState.mean
BEFORE, AFTER = range(2)


class Snow(NamedTuple):
    """Snow packs."""

    subcatchment: Shared  # (pack,)
    to: Shared  # (pack,) pack that receives plowed snow, -1 = none
    area: PerLane  # (pack,) m2 of the subcatchment
    impervious: PerLane  # (pack,) fraction of it
    number: PerLane  # (pack, surface, NUMBERS)
    removal: PerLane  # (pack, 6)
    cover: PerLane  # (2, 10) areal depletion curves of the impervious and the pervious surface
    scalar: PerLane  # (3,) WEIGHT of the temperature index, RATIO of negative melt, GAMMA Pa/K
    wind: TableRef  # () steps of wind speed, m/s
    tables: Tables


class SnowState(NamedTuple):
    """What changes."""

    pack: PerLane  # (PACK, pack, surface, lane) DEPTH of snow and free WATER m, COLD content m, temperature INDEX degC,
    # and what the cover depends on
    melted: PerLane  # (pack, lane) m of the plowable surface's snow that was melted at once in the last step
    mean: PerLane  # (2, pack, lane) m over the subcatchment BEFORE and AFTER the last step
    removed: PerLane  # (pack, lane) m3 taken out of the model
    received: PerLane  # (pack, lane) m3 plowed here from other subcatchments less what was plowed there
    initial: PerLane  # (pack, lane) m3 at the start


def new_snow_state(snow: Snow, lanes: int) -> SnowState:
    """The state at the start."""
    n = snow.subcatchment.size
    state = SnowState(
        pack=np.zeros((PACK, n, SURFACES, lanes)), melted=np.zeros((n, lanes)), mean=np.zeros((2, n, lanes)),
        removed=np.zeros((n, lanes)), received=np.zeros((n, lanes)), initial=np.zeros((n, lanes)),
    )  # fmt: skip
    number = snow.number
    there = number[:, :, FRACTION] > 0.0
    state.pack[DEPTH] = np.where(there, number[:, :, INITIAL_DEPTH], 0.0)
    state.pack[WATER] = np.where(there, number[:, :, INITIAL_WATER], 0.0)
    state.pack[INDEX] = number[:, :, BASE]
    state.pack[COVER_START] = 1.0
    state.mean[:] = (state.pack[DEPTH] * number[:, :, FRACTION]).sum(axis=1)
    state.initial[:] = snow_volume(snow, state)
    return state


def snow_volume(snow: Snow, state: SnowState) -> np.ndarray:
    """Water in the packs, m3, (pack, lane)."""
    held = (state.pack[DEPTH] + state.pack[WATER]) * snow.number[:, :, FRACTION]
    return held.sum(axis=1) * snow.area
