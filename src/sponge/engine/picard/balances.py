# SPDX-License-Identifier: Apache-2.0
"""Water that came to a node and that nothing holds, or that is held and never came: the next steps make it good.

A node rises by its net inflow over the surface that its links give it, while a conduit holds what its sections at both
ends say. The two differ where a channel wets or falls dry, where its surface widens in a step, and where iterations end
before they agree. Each difference is small; EPA SWMM forgets it, so that over a storm parts of a network make or lose
per cents of their water. Here a node keeps account of it and takes it as inflow, a part in every step.
"""

from __future__ import annotations

from sponge.base.compiler import flags, inlined, kernel, load, mask_of, no, put, where
from sponge.engine.network import OUTFALL, STORAGE


@kernel
def draw_remainders(network, state, settings, own, lanes):
    """The part [m3] of each node's remainder of earlier steps that it takes in as inflow in this one."""
    moving, sums = flags(state.clock.routed, lanes), own.nodes
    part = load(state.clock.dt, lanes) * settings.node_remainder
    part = part / (1.0 + part)
    for i in range(network.nodes.kind.size):
        put(sums.due, i, moving, part * load(sums.remainder, i, lanes))


@inlined
def came_and_stands(nodes, node_state, i, tau, lanes):
    """Water [m3] that came to node i in a step of ``tau`` [s] and neither left it nor adds to its own volume."""
    net = load(node_state.inflow, i, lanes) - load(node_state.outflow, i, lanes)
    volume, overflow = load(node_state.volume, i, lanes), load(node_state.overflow, i, lanes)
    lost = where(volume > load(nodes.full_volume, i, lanes), 0.0, overflow)
    came = (0.5 * (load(node_state.net_inflow_old, i, lanes) + net) - lost) * tau
    return came - (volume - load(node_state.volume_old, i, lanes))


@inlined
def rises_by_its_surface(nodes, node_state, sums, i, lanes):
    """Lanes in which the water of a storage unit has risen above its cover where no link answers to its head.

    It stands there as a column on the unit's surface, of which the volume that the unit can hold says nothing.
    """
    if nodes.kind[i] != STORAGE:
        return mask_of(0, lanes)
    top = max(load(node_state.depth, i, lanes), load(node_state.depth_old, i, lanes))
    return (top > load(nodes.full_depth, i, lanes)) & no(load(sums.sum_dqdh, i, lanes) > 0.0)


@kernel
def keep_remainders(network, state, own, lanes):
    """Bring each node's remainder up to date after a step: what came and neither it nor its conduits' near halves hold.

    A half of a conduit holds what the section at its end says. If both halves were given the mean of both sections, a
    level that rises at one node and falls at the next would go unseen. A conduit before an outfall counts with all of
    its water at its other end.
    """
    nodes, links, sums, kept = network.nodes, network.links, own.nodes, own.conduits
    moving, tau = flags(state.clock.routed, lanes), load(state.clock.dt, lanes)
    for i in range(nodes.kind.size):
        if nodes.kind[i] != OUTFALL:
            left = load(sums.remainder, i, lanes) + came_and_stands(nodes, state.nodes, i, tau, lanes)
            put(sums.remainder, i, moving & no(rises_by_its_surface(nodes, state.nodes, sums, i, lanes)), left)
    for c in range(network.conduits.link.size):
        j = network.conduits.link[c]
        n1, n2, now = links.up[j], links.down[j], load(state.conduits.upper, c, lanes)
        upper = now - load(kept.upper_old, c, lanes)
        lower = load(state.links.volume, j, lanes) - now - load(kept.lower_old, c, lanes)
        if nodes.kind[n1] == OUTFALL or nodes.kind[n2] == OUTFALL:
            upper = lower = upper + lower
        if nodes.kind[n1] != OUTFALL:
            put(sums.remainder, n1, moving, load(sums.remainder, n1, lanes) - upper)
        if nodes.kind[n2] != OUTFALL:
            put(sums.remainder, n2, moving, load(sums.remainder, n2, lanes) - lower)
