"""Sums over groups of elements at every step, and the largest of them: peaks of zones and stations."""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.arrays import PerLane, Shared
from sponge.base.kernels import kernel
from sponge.engine.hydrology_tables import AFTER

# what an entry adds: a subcatchment's runoff, a node's inflow, a link's flow along and against its direction (as the
# solver has it), both with their sign, m3/s; water ponded at a node, m3
GROUP_RUNOFF, GROUP_INFLOW, GROUP_FORWARD, GROUP_BACKWARD, GROUP_FLOW, GROUP_REVERSE, GROUP_PONDED = range(7)


class Groups(NamedTuple):
    """Groups of elements; the entries of group g are ``start[g]:start[g + 1]``."""

    start: Shared  # (group + 1,)
    kind: Shared  # (entry,)
    element: Shared  # (entry,) subcatchment, node or link


class Peaks(NamedTuple):
    """The largest sum of each group."""

    largest: PerLane  # (group, lane)
    total: PerLane  # (lane,) scratch


@kernel
def add_entry(kind, i, network, state, total, lanes):
    """Add one element to a group's sums."""
    if kind == GROUP_RUNOFF:
        for lane in range(len(lanes)):
            total[lane] += state.hydrology.runoff[AFTER, i, lane]
    elif kind == GROUP_INFLOW:
        for lane in range(len(lanes)):
            total[lane] += state.volumes.outlet_rate[0, i, lane]
    elif kind == GROUP_FORWARD:
        for lane in range(len(lanes)):
            total[lane] += max(state.links.flow[i, lane], 0.0)
    elif kind == GROUP_BACKWARD:
        for lane in range(len(lanes)):
            total[lane] += max(-state.links.flow[i, lane], 0.0)
    elif kind == GROUP_FLOW:
        for lane in range(len(lanes)):
            total[lane] += state.links.flow[i, lane]
    elif kind == GROUP_REVERSE:
        for lane in range(len(lanes)):
            total[lane] -= state.links.flow[i, lane]
    elif network.settings.allow_ponding:
        for lane in range(len(lanes)):
            excess = max(state.nodes.volume[i, lane] - network.nodes.full_volume[i, lane], 0.0)
            total[lane] += excess if network.nodes.ponded_area[i, lane] > 0.0 else 0.0


@kernel
def group_peaks(network, state, step, lanes):
    """Keep the largest sums of the groups; lanes with a ``step`` of 0 do not count."""
    groups, largest, total = network.groups, state.peaks.largest, state.peaks.total
    for g in range(largest.shape[0]):
        for lane in range(len(lanes)):
            total[lane] = 0.0
        for e in range(groups.start[g], groups.start[g + 1]):
            add_entry(groups.kind[e], groups.element[e], network, state, total, lanes)
        for lane in range(len(lanes)):
            most = largest[g, lane]
            largest[g, lane] = max(most, total[lane]) if step[lane] > 0.0 else most
