# SPDX-License-Identifier: Apache-2.0
"""Snow packs of subcatchments: what a model fixes, and what changes. One row a pack, in the subcatchments' order."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, Shared, TableRef, zeros_of
from sponge.base.tables import Tables

# surfaces of a pack
PLOWABLE, IMPERVIOUS, PERVIOUS = range(3)
SURFACES = 3


class PackNumbers(NamedTuple):
    """What a pack is; each (pack, surface)."""

    fraction: PerLane  # of the subcatchment
    min_melt: PerLane  # m/(s K)
    max_melt: PerLane  # m/(s K)
    base: PerLane  # degC at which it begins to melt
    capacity: PerLane  # free water that it holds, fraction of its depth
    cover_depth: PerLane  # m above which all of the surface is covered
    initial_depth: PerLane  # m
    initial_water: PerLane  # m


class Removal(NamedTuple):
    """Plowing, each (pack,); fractions of the plowable surface's snow."""

    plow_depth: PerLane  # m at which it begins
    out: PerLane
    to_impervious: PerLane
    to_pervious: PerLane
    melted: PerLane
    to_subcatchment: PerLane


class Packs(NamedTuple):
    """Snow on the ground, as water; each (pack, surface, lane)."""

    depth: PerLane  # m of ice
    water: PerLane  # m, free
    cold: PerLane  # m of melt that its cold content takes
    antecedent: PerLane  # degC, temperature index of the days before
    cover_start: PerLane  # of fresh snow on a surface that is covered in part: depth over COVER_DEPTH, at its start
    cover_least: PerLane
    cover_held: PerLane


class Snow(NamedTuple):
    """Snow packs."""

    subcatchment: Shared  # (pack,)
    to: Shared  # (pack,) pack that receives plowed snow, -1 = none
    area: PerLane  # (pack,) m2 of the subcatchment
    impervious: PerLane  # (pack,) fraction of it
    number: PackNumbers
    removal: Removal
    cover: PerLane  # (2, 10) areal depletion curves of the impervious and the pervious surface
    weight: PerLane  # () of the temperature index
    ratio: PerLane  # () of negative melt
    gamma: PerLane  # () Pa/K
    wind: TableRef  # () steps of wind speed, m/s
    tables: Tables


class SnowState(NamedTuple):
    """What changes."""

    pack: Packs
    melted: PerLane  # (pack, lane) m of the plowable surface's snow that was melted at once in the last step
    mean_before: PerLane  # (pack, lane) m over the subcatchment before the last step
    mean_after: PerLane  # (pack, lane) m, after it
    removed: PerLane  # (pack, lane) m3 taken out of the model
    received: PerLane  # (pack, lane) m3 plowed here from other subcatchments less what was plowed there
    initial: PerLane  # (pack, lane) m3 at the start


def new_snow_state(snow: Snow, lanes: int) -> SnowState:
    """The state at the start."""
    n = snow.subcatchment.size
    state = SnowState(
        pack=zeros_of(Packs, n, SURFACES, lanes), melted=np.zeros((n, lanes)),
        mean_before=np.zeros((n, lanes)), mean_after=np.zeros((n, lanes)),
        removed=np.zeros((n, lanes)), received=np.zeros((n, lanes)), initial=np.zeros((n, lanes)),
    )  # fmt: skip
    number, pack = snow.number, state.pack
    there = number.fraction > 0.0
    pack.depth[:] = np.where(there, number.initial_depth, 0.0)
    pack.water[:] = np.where(there, number.initial_water, 0.0)
    pack.antecedent[:] = number.base
    pack.cover_start[:] = 1.0
    state.mean_before[:] = state.mean_after[:] = (pack.depth * number.fraction).sum(axis=1)
    state.initial[:] = snow_volume(snow, state)
    return state


def snow_volume(snow: Snow, state: SnowState) -> np.ndarray:
    """Water in the packs, m3, (pack, lane)."""
    held = (state.pack.depth + state.pack.water) * snow.number.fraction
    return held.sum(axis=1) * snow.area
