# SPDX-License-Identifier: Apache-2.0
"""Outlets: a rating of flow against depth above the crest or against head difference."""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.arrays import PerLane, Shared, TableRef
from sponge.base.compiler import kernel
from sponge.base.constants import SMALL_DEPTH
from sponge.base.tables import Tables, interpolate, interpolated_slope


class Outlets(NamedTuple):
    """All outlets."""

    by_head: Shared  # (outlet,) 1 = rated by head difference, 0 = by depth above the crest
    coefficient: PerLane  # m3/s at a head of 1 m
    exponent: PerLane
    curve: TableRef  # flow m3/s against head m; -1 = power law
    tables: Tables


@kernel
def rated_flow(outlets, k, lane, head):
    """Flow [m3/s] at `head` [m]: Q = C h**n, or the rating curve."""
    curve = outlets.curve[k, lane]
    if curve >= 0:
        return interpolate(outlets.tables, curve, head)
    return outlets.coefficient[k, lane] * head ** outlets.exponent[k, lane]


@kernel
def rated_slope(outlets, k, lane, head, flow):
    """dQ/dh [m2/s] of the rating, whose `flow` [m3/s] at `head` [m] is known."""
    curve = outlets.curve[k, lane]
    if curve >= 0:
        return interpolated_slope(outlets.tables, curve, head)
    return outlets.exponent[k, lane] * flow / head


@kernel
def outlet_flow(outlets, k, lane, setting, upper, lower):
    """Flow [m3/s] from the higher to the lower side, its slopes [m2/s] with either head, and depth [m].

    Heads [m] above the crest, `upper` >= `lower`.
    """
    head = upper - max(lower, 0.0) if outlets.by_head[k] == 1 else upper
    if head <= SMALL_DEPTH:
        return 0.0, 0.0, 0.0, 0.0
    flow = rated_flow(outlets, k, lane, head)
    slope = setting * rated_slope(outlets, k, lane, head, flow)
    return setting * flow, slope, -slope if outlets.by_head[k] == 1 and lower > 0.0 else 0.0, head
