# SPDX-License-Identifier: Apache-2.0
"""Water that a storage unit loses into the soil through its bottom and its sloping banks.

Both take water by Green & Ampt's equation under the water that stands above them, or at the soil's conductivity where
it has no moisture deficit.
"""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.arrays import PerLane
from sponge.base.compiler import kernel
from sponge.physics.infiltration.green_ampt import green_ampt_step

MODIFIED = 1.0  # the form of Green & Ampt's method that exfiltration uses


class StorageLosses(NamedTuple):
    """What storage units lose by evaporation and exfiltration, beside their geometry."""

    evaporation_factor: PerLane  # (storage,) part of the potential rate
    suction: PerLane  # m
    conductivity: PerLane  # m/s, 0 = no exfiltration
    deficit: PerLane
    upper_zone: PerLane  # m
    bottom_area: PerLane  # m2
    bank_foot: PerLane  # m, depth at which the banks begin
    bank_top: PerLane  # m, depth at which they end
    bank_area: PerLane  # m2 of soil at their top


@kernel
def water_over_bank(depth, foot, top):
    """Mean depth [m] of the water over banks between two depths [m]."""
    return depth - 0.5 * (foot + top) if depth > top else 0.5 * (depth - foot)


@kernel
def exfiltration(losses, i, lane, depth, area, bottom, bank, factor, recovery, dt):
    """Water [m3/s] lost by storage i at `depth` [m] over soil of an `area` [m2], and the new soils of bottom and banks.

    `factor` multiplies the conductivity, `recovery` the drainage of the soil; soils as in physics.infiltration.
    """
    conductivity, deficit = losses.conductivity[i, lane], losses.deficit[i, lane]
    foot, top, under = losses.bank_foot[i, lane], losses.bank_top[i, lane], losses.bottom_area[i, lane]
    beside = max(min(area, losses.bank_area[i, lane]) - under, 0.0) if depth > foot else 0.0
    if deficit == 0.0:
        return conductivity * factor * (under + beside), bottom, bank
    soil = (losses.suction[i, lane], conductivity, deficit, losses.upper_zone[i, lane], MODIFIED)
    rate, bottom = green_ampt_step(soil, bottom, 0.0, 0.0, depth, factor, recovery, dt)
    lost = rate * under
    if beside > 0.0:
        over = water_over_bank(depth, foot, top)
        rate, bank = green_ampt_step(soil, bank, 0.0, 0.0, over, factor, recovery, dt)
        lost += rate * beside
    return lost, bottom, bank
