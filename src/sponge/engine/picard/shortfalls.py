# SPDX-License-Identifier: Apache-2.0
"""Nodes that ran dry in a step: what was to be lost or withdrawn there was not there in full.

A node does not fall below its bottom. Where its net inflow would have taken it there, what conduits lose to the air and
the ground at it, and what is withdrawn from it, is less by that much. Flows between nodes stay as they are.
"""

from __future__ import annotations

from sponge.base.compiler import any_lane, flags, inlined, kernel, load
from sponge.engine.network import OUTFALL, STORAGE
from sponge.engine.withdrawals import fall_short, forget_shortfalls, withdrawal, withdraws


@inlined
def parts_of_loss(nodes, n1, n2):
    """The parts of a conduit's loss that its upstream and its downstream node bear: outfalls none."""
    at_up, at_down = nodes.kind[n1] != OUTFALL, nodes.kind[n2] != OUTFALL
    if at_up and at_down:
        return 0.5, 0.5
    return 1.0 if at_up else 0.0, 1.0 if at_down else 0.0


@kernel
def gather_losses(network, state, sums, lane):
    """What conduits are to lose at each node [m3/s] into ``sums.asked``; no node lacks anything yet."""
    nodes, links, conduits = network.nodes, network.links, network.conduits
    for i in range(nodes.kind.size):
        sums.asked[i, lane] = 0.0
        sums.share[i, lane] = 1.0
    for c in range(conduits.link.size):
        lost = (state.conduits.evaporation[c, lane] + state.conduits.seepage[c, lane]) * conduits.barrels[c]
        if lost > 0.0:
            n1, n2 = links.up[conduits.link[c]], links.down[conduits.link[c]]
            part1, part2 = parts_of_loss(nodes, n1, n2)
            sums.asked[n1, lane] += part1 * lost
            sums.asked[n2, lane] += part2 * lost


@kernel
def settle_dry_node(network, state, settings, sums, i, lane):
    """Give node i, which has run dry, no more losses and withdrawals than it had water for."""
    node_state, dt = state.nodes, state.clock.dt[lane]
    area = sums.surface_area[i, lane]
    if network.nodes.kind[i] != STORAGE or area <= 0.0:
        area = max(area, settings.min_surface_area)
    net = node_state.net_inflow_old[i, lane] + node_state.inflow[i, lane] - node_state.outflow[i, lane]
    lacking = -2.0 * node_state.depth_old[i, lane] * area / dt - net
    direct, dry, file = withdrawal(network, state, i, lane)
    asked = direct + dry + file + sums.asked[i, lane]
    if lacking <= 0.0 or asked <= 0.0:
        return
    share = max(1.0 - lacking / asked, 0.0)
    sums.share[i, lane] = share
    fall_short(network, state, i, lane, share)
    outflow = node_state.outflow[i, lane] - (1.0 - share) * asked
    node_state.inflow[i, lane] += max(-outflow, 0.0)
    node_state.outflow[i, lane] = max(outflow, 0.0)


@kernel
def reduce_losses(network, state, sums, lane):
    """Conduits lose what their nodes could give."""
    nodes, links, conduits = network.nodes, network.links, network.conduits
    for c in range(conduits.link.size):
        evaporated, seeped = state.conduits.evaporation[c, lane], state.conduits.seepage[c, lane]
        if evaporated + seeped > 0.0:
            n1, n2 = links.up[conduits.link[c]], links.down[conduits.link[c]]
            part1, part2 = parts_of_loss(nodes, n1, n2)
            share = part1 * sums.share[n1, lane] + part2 * sums.share[n2, lane]
            state.conduits.evaporation[c, lane] = share * evaporated
            state.conduits.seepage[c, lane] = share * seeped


@kernel
def settle_shortfalls(network, state, settings, own, lanes):
    """After a step: losses of conduits and withdrawals from nodes as far as there was water."""
    moving, nodes, sums = flags(state.clock.routed, lanes), network.nodes, own.nodes
    loses = settings.seeps == 1 or any_lane(moving & (load(state.hydrology.evaporation_rate, lanes) > 0.0))
    for lane in range(len(lanes)):
        if state.clock.routed[lane] == 0:
            continue
        forget_shortfalls(state, lane)
        if not (loses or withdraws(network, state, lane)):
            continue
        gather_losses(network, state, sums, lane)
        short = 0
        for i in range(nodes.kind.size):
            if nodes.kind[i] != OUTFALL and state.nodes.depth[i, lane] <= 0.0:
                settle_dry_node(network, state, settings, sums, i, lane)
                short += 1
        if loses and short > 0:
            reduce_losses(network, state, sums, lane)
