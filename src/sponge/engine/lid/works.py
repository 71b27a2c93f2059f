# SPDX-License-Identifier: Apache-2.0
"""What LID units are as works: their area, the water that they hold, what seeps out, what drains brought back."""

from __future__ import annotations

import numpy as np

from sponge.engine.lid.tables import Lids, LidState
from sponge.physics.lid import BARREL, BIORETENTION, RAIN_GARDEN, TRENCH

HOLDING = (BIORETENTION, RAIN_GARDEN, TRENCH, BARREL)  # pavements and roofs count in the runoff coefficient instead
OF_WORKS = ("area", "holding_volume", "seepage", "returned_volume")


def works_of_lids(lids: Lids, state: LidState) -> dict[str, np.ndarray]:
    """By unit, (unit, lane): m2, m3 of water that it holds on its surface and in its storage (not in the soil's pores),
    m3/s that seep out of a full one, and m3 that its drain brought back to the pervious surface."""
    design = lids.design
    holds = np.isin(lids.kind, HOLDING)[:, None]
    depth = design.surface_depth * design.surface_void + design.storage_depth * design.storage_void
    returned = np.maximum(state.sums.drain - state.sums.routed, 0.0)
    found = (
        design.area, np.where(holds, depth, 0.0) * design.area, np.where(holds, design.seepage, 0.0) * design.area,
        returned * design.area,
    )  # fmt: skip
    return {f"lid_unit_{name}": values for name, values in zip(OF_WORKS, found, strict=True)}
