# SPDX-License-Identifier: Apache-2.0
"""What steps made or lost at a node, which the steps after them take back.

A node rises by its net inflow over the surface that its links give it, and its conduits then hold what the depths at
their ends say: where a conduit begins to fall free, a section's width jumps or iterations end before they have
converged, these are not the same water. What a node has too much or too little it takes back little by little: at
once, heads that answer to it would swing.
"""

from __future__ import annotations

import numpy as np

from sponge.base.compiler import any_lane, flags, inlined, kernel, load, put, spread, store, where
from sponge.engine.network import DOWN_CRITICAL, DOWN_DRY, OUTFALL, STORAGE, UP_CRITICAL, UP_DRY
from sponge.physics.nodes.storage import storage_areas

TAKEN_BACK = 100.0  # s, in which a node takes back what steps made there
BY_BOTH, BY_UP, BY_DOWN = 0.0, 1.0, -1.0  # which nodes account for the water of a conduit


@inlined
def repaid_by(settings, in_storage, old, crown, highest, tau, owed):
    """Water [m3] that a node of depth `old` [m] gives back in a step of what it has too much, `owed` [m3].

    Under pressure and above its rim it waits: what came back would flood where there is no room, and heads swing.
    """
    top = highest if in_storage else where(crown > 0.0, min(crown, highest), highest)
    return where(old < top, min(settings.repaid, tau / TAKEN_BACK) * owed, 0.0)


@inlined
def accounted_by(kind):
    """Of a conduit that falls free or is dry at one end its other node accounts for all water, else each for a part."""
    by = where((kind == DOWN_CRITICAL) | (kind == DOWN_DRY), BY_UP, BY_BOTH)
    return where((kind == UP_CRITICAL) | (kind == UP_DRY), BY_DOWN, by)


@inlined
def paid(now, i, offset, most, area, lanes):
    """What node i paid for a conduit's water in a step [m3], by the surface [m2] that it was given and its rise."""
    y, old = load(now.depth, i, lanes) - offset, load(now.depth_old, i, lanes) - offset
    return area * (min(max(y, 0.0), most) - min(max(old, 0.0), most))


@kernel
def share_gains(network, state, settings, own, lanes):
    """What conduits gained in a step [m3] to the nodes that account for it, into ``own.nodes.gained``."""
    nodes, links, conduits, sums, kept = network.nodes, network.links, network.conduits, own.nodes.gained, own.conduits
    routed = flags(state.clock.routed, lanes)
    for i in range(nodes.kind.size):
        store(sums, i, spread(0.0, lanes))
    for c in range(conduits.link.size):
        j = conduits.link[c]
        n1, n2 = links.up[j], links.down[j]
        volume, barrels = load(state.links.volume, j, lanes), float(conduits.barrels[c])
        gained, offset1 = volume - load(kept.volume_old, c, lanes), load(links.offset_up, j, lanes)
        offset2 = load(links.offset_down, j, lanes)
        most1 = most2 = spread(np.inf, lanes)
        if conduits.is_open[c] == 1:
            most1, most2 = load(nodes.walls, n1, lanes) - offset1, load(nodes.walls, n2, lanes) - offset2
        elif settings.slot == 0:  # what stands above a crown is pressure
            most1 = most2 = load(conduits.full_depth, c, lanes)
        area1, area2 = barrels * load(state.links.area_up, j, lanes), barrels * load(state.links.area_down, j, lanes)
        paid1 = paid(state.nodes, n1, offset1, most1, area1, lanes)
        paid2 = paid(state.nodes, n2, offset2, most2, area2, lanes)
        by = load(kept.accounted, c, lanes)
        above = where(by == BY_UP, gained, where(by == BY_DOWN, 0.0, paid1 + 0.5 * (gained - paid1 - paid2)))
        if nodes.kind[n1] == OUTFALL:
            above = spread(0.0, lanes)
        elif nodes.kind[n2] == OUTFALL:
            above = gained
        store(sums, n1, load(sums, n1, lanes) + above)
        store(sums, n2, load(sums, n2, lanes) + (gained - above))
        put(state.conduits.upper, c, routed, load(state.conduits.upper, c, lanes) + above)
        put(kept.volume_old, c, routed, volume)


@inlined
def above_cover(network, now, settings, sums, i, lanes):
    """What a storage unit takes up above its cover [m3], which is not in its volume but comes back: where no link
    answers to its head, or with a Preissmann slot, it rises on by its surface."""
    nodes = network.nodes
    if nodes.kind[i] != STORAGE:
        return spread(0.0, lanes)
    full_depth = load(nodes.full_depth, i, lanes)
    over = min(max(load(now.depth, i, lanes) - full_depth, 0.0), load(nodes.surcharge_depth, i, lanes))
    if settings.slot == 0:
        over = where(load(sums.sum_dqdh, i, lanes) > 0.0, 0.0, over)
    if any_lane(over > 0.0):
        over = over * storage_areas(network.storages, nodes.index[i], full_depth, lanes)
    return over


@kernel
def find_owed(network, state, settings, own, lanes):
    """After a step: what each node, and its part of its conduits, hold beyond what came and did not leave."""
    nodes, now, sums = network.nodes, state.nodes, own.nodes
    routed, tau = flags(state.clock.routed, lanes), load(state.clock.dt, lanes)
    share_gains(network, state, settings, own, lanes)
    for i in range(nodes.kind.size):
        if nodes.kind[i] == OUTFALL:
            continue
        volume = load(now.volume, i, lanes)
        held = volume + above_cover(network, now, settings, sums, i, lanes)
        gained = load(sums.gained, i, lanes) + (held - load(sums.held_old, i, lanes))
        lost = where(volume > load(nodes.full_volume, i, lanes), 0.0, load(now.overflow, i, lanes))
        net = load(now.inflow, i, lanes) - load(now.outflow, i, lanes) - lost
        came = 0.5 * (load(now.net_inflow_old, i, lanes) - load(sums.lost_old, i, lanes) + net) * tau
        put(sums.owed, i, routed, load(sums.owed, i, lanes) + (gained - came))
        put(sums.lost_old, i, routed, lost)
        put(sums.held_old, i, routed, held)
