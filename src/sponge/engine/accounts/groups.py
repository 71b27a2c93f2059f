# SPDX-License-Identifier: Apache-2.0
"""Sums over groups of elements at every step, and the largest of them: peaks of zones and stations."""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.arrays import PerLane, Shared
from sponge.base.compiler import any_lane, inlined, kernel, load, put, spread, where
from sponge.engine.processes import sum_drains

# what an entry adds: a subcatchment's runoff, a node's inflow, a link's flow along and against its direction (as the
# solver has it), both with their sign, m3/s; water ponded at a node, m3
GROUP_RUNOFF, GROUP_INFLOW, GROUP_FORWARD, GROUP_BACKWARD, GROUP_FLOW, GROUP_REVERSE, GROUP_PONDED = range(7)
GROUP_WET = 7  # ground at a node that is under water, m2


class Groups(NamedTuple):
    """Groups of elements; the entries of group g are ``start[g]:start[g + 1]``."""

    start: Shared  # (group + 1,)
    kind: Shared  # (entry,)
    element: Shared  # (entry,) subcatchment, node or link
    first_drain: Shared  # (group + 1,) units whose drains bring the runoff of the group's subcatchments
    drain: Shared  # (drain,) unit


class Peaks(NamedTuple):
    """The largest sum of each group."""

    largest: PerLane  # (group, lane)
    drains: PerLane  # (group, lane) m3/s that drains bring


@inlined
def entry(kind, i, network, state, lanes):
    """What one element adds to a group's sum."""
    if kind == GROUP_RUNOFF:
        return load(state.hydrology.runoff.after, i, lanes)
    if kind == GROUP_INFLOW:
        return load(state.volumes.outlet_rate, 0, i, lanes)
    if kind == GROUP_PONDED or kind == GROUP_WET:
        if network.settings.allow_ponding == 0:
            return spread(0.0, lanes)
        excess = load(state.nodes.volume, i, lanes) - load(network.nodes.full_volume, i, lanes)
        area = load(network.nodes.ponded_area, i, lanes)
        if kind == GROUP_WET:
            return where(excess > 0.0, area, 0.0)
        return where(area > 0.0, max(excess, 0.0), 0.0)
    flow = load(state.links.flow, i, lanes)
    if kind == GROUP_FORWARD:
        return max(flow, 0.0)
    if kind == GROUP_BACKWARD:
        return max(-flow, 0.0)
    return flow if kind == GROUP_FLOW else -flow


@kernel
def group_peaks(network, state, step, lanes):
    """Keep the largest sums of the groups; lanes with a ``step`` of 0 do not count."""
    groups, largest = network.groups, state.peaks.largest
    sum_drains(network, state, lanes)
    for g in range(largest.shape[0]):
        total = load(state.peaks.drains, g, lanes)
        for e in range(groups.start[g], groups.start[g + 1]):
            total = total + entry(groups.kind[e], groups.element[e], network, state, lanes)
        higher = (load(step, lanes) > 0.0) & (total > load(largest, g, lanes))
        if any_lane(higher):
            put(largest, g, higher, total)
