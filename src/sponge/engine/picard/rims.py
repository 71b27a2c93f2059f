# SPDX-License-Identifier: Apache-2.0
"""Water that crosses the rim of a node: how far it rises there, what it fills and what overflows."""

from __future__ import annotations

from sponge.base.compiler import first_of, inlined, load, where
from sponge.base.constants import SMALL_FLOW
from sponge.engine.network import STORAGE


@inlined
def through_rim(old, change, rim, below, above):
    """Depth [m] of a node that ponds, `change` [m3] after it stood at the depth `old` [m].

    Under its `rim` [m] water stands on the surface ``below`` [m2] that its links give it, over it on ``above`` [m2]:
    one in place of the other would make or lose a pond in a step.
    """
    stands = where(old > rim, above, below) * (old - rim) + change
    return rim + stands / where(stands > 0.0, above, below)


@inlined
def in_a_pond(settings, old, change, rim, area, ponded_area, is_ponded):
    """Depth [m] of a node that ponds, `change` [m3] after it stood at `old` [m].

    ``area`` [m2] is the present iterate's, with the ponded area where `is_ponded`. Above the rim a Preissmann slot
    holds water beside the pond; without one conduits are full.
    """
    least = settings.min_surface_area
    below = max(where(is_ponded, area - ponded_area, area), least)
    above = below + ponded_area if settings.slot == 1 else max(ponded_area, least)
    return through_rim(old, change, rim, below, above)


@inlined
def room_below(nodes, node_state, i, old, rim, full_depth, area, lanes):
    """Water [m3] that node i takes up between its depth at the step's begin and its rim."""
    if nodes.kind[first_of(i)] == STORAGE:
        room = max(load(nodes.full_volume, i, lanes) - load(node_state.volume_old, i, lanes), 0.0)
        return room + max(rim - max(old, full_depth), 0.0) * area
    return max(rim - old, 0.0) * area


@inlined
def flooded(nodes, node_state, i, depth, highest, change, room, tau, ponds, as_deep, lanes):
    """Depth [m], volume [m3] and overflow [m3/s] of a node where its water has risen above its rim, `highest` [m].

    What fills it up to the rim, the ``room`` [m3], does not overflow. A pond holds what its depth says in the lanes
    ``as_deep``, else what has come.
    """
    full_volume = load(nodes.full_volume, i, lanes)
    volume_old = load(node_state.volume_old, i, lanes)
    stands = full_volume + (depth - highest) * load(nodes.ponded_area, i, lanes)
    ponded = where(as_deep, stands, max(volume_old + change, full_volume))
    overflow = where(ponds, ponded - max(volume_old, full_volume), change - room) / tau
    overflow = where(overflow >= SMALL_FLOW, overflow, 0.0)
    return where(ponds, depth, highest), where(ponds, ponded, full_volume), overflow
