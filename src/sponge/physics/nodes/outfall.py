# SPDX-License-Identifier: Apache-2.0
"""Outfalls: the depth of water at the end of the network."""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.arrays import PerLane, Shared, TableRef
from sponge.base.compiler import kernel
from sponge.base.constants import HAIR
from sponge.base.tables import Tables, interpolate

FREE, NORMAL, FIXED, TIDAL, SERIES = range(5)
SECONDS_PER_HOUR, HOURS_PER_DAY = 3600.0, 24.0


class Outfalls(NamedTuple):
    """All outfalls."""

    node: Shared  # (outfall,)
    kind: Shared  # (outfall,)
    link: Shared  # (outfall,) the one link that joins it, -1 = none
    flap_gate: Shared  # (outfall,) 0 or 1
    route_to: Shared  # (outfall,) subcatchment that its water runs onto, -1 = none
    stage: PerLane  # m, of FIXED
    sediment: PerLane  # m, what fills the bottom of the conduit that joins it
    tide_start: PerLane  # h, of TIDAL: from the hour with which its curve begins to that of the simulation's start
    curve: TableRef  # stage m against h (TIDAL) or s since the start (SERIES); -1 = none
    tables: Tables


@kernel
def tidal_stage(tables, curve, time):
    """Stage [m] of a daily curve `time` [s] after the hour of the day with which it begins."""
    days = time / (SECONDS_PER_HOUR * HOURS_PER_DAY)
    hour = (days - int(days)) * HOURS_PER_DAY
    return interpolate(tables, curve, tables.x[tables.start[curve]] + hour)


@kernel
def outfall_stage(outfalls, i, lane, time):
    """Water level [m] outside an outfall of kind FIXED, TIDAL or SERIES."""
    if outfalls.kind[i] == FIXED:
        return outfalls.stage[i, lane]
    if outfalls.kind[i] == TIDAL:
        since = outfalls.tide_start[i, lane] * SECONDS_PER_HOUR
        return tidal_stage(outfalls.tables, outfalls.curve[i, lane], time + since)
    return interpolate(outfalls.tables, outfalls.curve[i, lane], time)


@kernel
def free_outfall_depth(offset, sediment, normal, critical):
    """Depth [m] at an outfall that nothing holds back; none where its conduit ends above it.

    Free: the lesser of normal and critical depth; a normal outfall passes its normal depth twice. `offset` [m] is that
    of the conduit's bed, of which `sediment` [m] fills the conduit.
    """
    return 0.0 if offset > sediment + HAIR else sediment + min(normal, critical)


@kernel
def staged_outfall_depth(stage, offset, sediment, fall):
    """Depth [m] at an outfall whose water stands `stage` [m] above its invert.

    `fall` [m] is the depth at which the conduit would flow out freely: it rules where the stage lies below it, unless
    the conduit ends in the air, `offset` [m] above the invert with at most `sediment` [m] of it within the conduit.
    """
    if fall + offset < stage:
        return stage
    if offset > sediment + HAIR and stage < offset - HAIR:
        return max(stage, 0.0)
    return offset + fall
