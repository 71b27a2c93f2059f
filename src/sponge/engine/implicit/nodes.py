# SPDX-License-Identifier: Apache-2.0
"""The water that nodes hold beside that of their conduits, and the stages of outfalls."""

from __future__ import annotations

from math import isnan

from sponge.base.compiler import kernel
from sponge.engine.network import OUTFALL, STORAGE
from sponge.physics.nodes.outfall import FREE, NORMAL, outfall_stage
from sponge.physics.nodes.storage import storage_area, storage_volume

RIM = 1e7  # m2: the area above the rim of a node that floods, until its excess leaves with the accepted step
LEAST_AREA = 1e-4  # m2: the least slope of a node's volume in the matrix
COVERED_AREA = 1e-8  # m2: the same under a bolted cover: near the true none, for many nodes rise together
DRY = 1e-6  # m: a node with no more water has none to give
NOTHING = -1e6  # m: the stage of an outfall without tailwater


@kernel
def rim_of(nodes, i, lane):
    """The depth [m] above which a node floods or ponds."""
    return nodes.full_depth[i, lane] + nodes.surcharge_depth[i, lane]


@kernel
def above_rim(network, i, lane):
    """The area [m2] on which water stands above a node's rim."""
    ponded = network.nodes.ponded_area[i, lane]
    return ponded if network.settings.allow_ponding and ponded > 0.0 else RIM


@kernel
def held(network, i, lane, depth):
    """The volume [m3] in node i without its conduits at a depth [m], and its slope [m2]."""
    nodes, full, rim = network.nodes, network.nodes.full_depth[i, lane], rim_of(network.nodes, i, lane)
    inside, volume = min(depth, full), 0.0
    if nodes.kind[i] == STORAGE:
        k = nodes.index[i]
        volume = storage_volume(network.storages, k, lane, inside)
        area = storage_area(network.storages, k, lane, inside)
    else:
        area = nodes.full_volume[i, lane] / full if full > 0.0 else 0.0
        volume = area * inside
    if depth > rim:
        above = above_rim(network, i, lane)
        return volume + above * (depth - rim), above
    return volume, max(area, LEAST_AREA) if depth <= full else COVERED_AREA


@kernel
def set_stages(network, state, own, lane):
    """Set the stage of each outfall at the step's end [m above its invert]."""
    outfalls, nodes = network.outfalls, network.nodes
    for i in range(outfalls.node.size):
        n, kind, forced = outfalls.node[i], outfalls.kind[i], state.nodes.forced_stage[outfalls.node[i], lane]
        stage = NOTHING
        if not isnan(forced):
            stage = forced - nodes.invert[n, lane]
        elif kind != FREE and kind != NORMAL:
            stage = outfall_stage(outfalls, i, lane, state.clock.time[lane]) - nodes.invert[n, lane]
        own.nodes.stage[n, lane] = stage


@kernel
def is_free(network, i):
    """Whether a node's head is an unknown: that of every node but outfalls."""
    return network.nodes.kind[i] != OUTFALL
