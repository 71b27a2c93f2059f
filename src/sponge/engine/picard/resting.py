# SPDX-License-Identifier: Apache-2.0
"""What Picard iterations need not compute again, to the same bits: most of a network settles in two or three of them.

A link between two converged nodes keeps its flow. Where that holds of all its links, and its own surface does not
change with its depth, a node rests: nothing that its balance is made of changes, and its depth goes halfway to the same
depth in every further iteration. What no iteration asks for is found once a step, when the heads have settled.
"""

from __future__ import annotations

import numpy as np

from sponge.base.compiler import flags, inlined, kernel, load, mask_of, no, put, where, word_of
from sponge.engine.network import OUTFALL, PUMP, STORAGE
from sponge.physics.links.pump import STEP_VOLUME


def nodes_asked(network) -> np.ndarray:
    """(node,) -1 where each iteration asks for the node's volume or for its surface at its depth: of storage units,
    and at pumps that run by volume."""
    nodes, links = network.nodes, network.links
    asked = np.where(nodes.kind == STORAGE, -1, 0)
    pumps = np.flatnonzero(links.kind == PUMP)
    by_volume = network.structures.pumps.kind[links.index[pumps]] == STEP_VOLUME
    asked[links.up[pumps[by_volume]]] = -1
    return asked


@kernel
def begin_iterations(unsettled):
    """Every link is computed, no node rests; returns how many conduits are at work."""
    for j in range(unsettled.bypassed.size):
        unsettled.bypassed[j] = 0
    for i in range(unsettled.resting.size):
        unsettled.resting[i] = 0
    for c in range(unsettled.busy.size):
        unsettled.busy[c] = c
    return unsettled.busy.size


@kernel
def bypass_converged(network, own, lanes):
    """Put the conduits at whose ends not both nodes rest into ``unsettled.busy``; returns how many.

    A lane that is alone goes through all conduits anyway.
    """
    links, conduits, unsettled, count = network.links, network.conduits, own.unsettled, 0
    moving, resting = word_of(flags(own.iterating, lanes)), unsettled.resting
    for i in range(resting.size):
        resting[i] = ~(unsettled.asked[i] | unsettled.crossed[i])
    for j in range(links.kind.size):
        up, down = links.up[j], links.down[j]
        bypassed = unsettled.converged[up] & unsettled.converged[down]
        unsettled.bypassed[j] = bypassed
        resting[up] &= bypassed
        resting[down] &= bypassed
    if len(lanes) == 1:
        return conduits.link.size
    for c in range(conduits.link.size):
        j = conduits.link[c]
        if moving & ~(resting[links.up[j]] & resting[links.down[j]]) != 0:
            unsettled.busy[count] = c
            count += 1
    return count


@inlined
def rests(unsettled, i, lanes_moving):
    """Does a node go halfway to the same depth in this iteration as well, in all lanes on the move?"""
    return lanes_moving & ~(unsettled.resting[i] & unsettled.plain[i]) == 0


@inlined
def eased_depth(node_state, sums, i, tolerance, moving, lanes):
    """The new depth of a node that rests; returns the lanes where it has not converged."""
    last = load(node_state.depth, i, lanes)
    depth = max(0.5 * last + 0.5 * load(sums.found, i, lanes), 0.0)
    put(node_state.depth, i, moving, depth)
    return moving & (abs(last - depth) > tolerance)


@inlined
def note(words, i, lanes_moving, holds):
    """Keep where something holds among the lanes on the move; returns where that is news."""
    before = words[i]
    words[i] = (before & ~lanes_moving) | (word_of(holds) & lanes_moving)
    return before ^ words[i]


@inlined
def volume_in(nodes, i, depth, lanes):
    """Water [m3] in a junction at a depth [m]."""
    filled_at = load(nodes.filled_at, i, lanes)
    filled = filled_at > 0.0
    share = min(depth, filled_at) / where(filled, filled_at, 1.0)
    return where(filled, load(nodes.full_volume, i, lanes) * share, 0.0)


@kernel
def settle_nodes(network, state, settings, own, lanes):
    """Volumes [m3] of nodes without flooding, and how fast nodes rose or fell [m/s], of the depths that were found."""
    nodes, node_state, unsettled = network.nodes, state.nodes, own.unsettled
    routed, tau = flags(state.clock.routed, lanes), load(state.clock.dt, lanes)
    for i in range(nodes.kind.size):
        if nodes.kind[i] == OUTFALL:
            continue
        depth = load(node_state.depth, i, lanes)
        if settings.courant > 0.0:
            put(own.nodes.depth_rate, i, routed, abs(depth - load(node_state.depth_old, i, lanes)) / tau)
        if unsettled.asked[i] == 0:
            below = routed & no(mask_of(unsettled.flooded[i], lanes))
            put(node_state.volume, i, below, volume_in(nodes, i, depth, lanes))


@kernel
def count_unconverged(nodes, unsettled, counts, iterating, lanes):
    """Count the nodes that have not converged in the lanes that are still iterating when a step's trials are over."""
    for i in range(nodes.kind.size):
        for lane in range(len(lanes)):
            converged = unsettled.converged[i] >> lane & 1
            if nodes.kind[i] != OUTFALL and iterating[lane] and not converged:
                counts[i, lane] += 1.0
