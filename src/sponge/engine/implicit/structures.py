# SPDX-License-Identifier: Apache-2.0
"""Flows of structures between the heads of an iterate, with their slopes, continuous where heads are equal.

The flow of an orifice or a weir between two levels goes with the root of their difference, and its slope is infinite
where they are equal: within a few millimetres it is the straight line between the flows at both ends of that range. The
flow of a pump goes to zero over the last centimetres of its wet well, that of the others over the last millimetres of
the node that it comes from.
"""

from __future__ import annotations

from sponge.base.compiler import kernel
from sponge.engine.implicit.momentum import bed_share
from sponge.engine.network import CONDUIT, PUMP
from sponge.engine.structures.laws import passing
from sponge.physics.links.pump import IDEAL, STEP_DEPTH, STEP_VOLUME

LEVEL = 0.005  # m: the difference of two levels within which the flow is a straight line
OPENING = 0.25  # of an opening: the uppermost part, over which a drowned weir becomes an orifice
HANDS_ON = 1e3  # m2/s, the slope of what a DUMMY conduit or an ideal pump takes from its node
SUMP = 0.02  # m: the depth of a wet well over which its pump ceases


@kernel
def regulator(network, state, j, depth_down, level, lane):
    """Flow [m3/s] and slopes [m2/s] of link j, not a conduit, its outlet's level [m] above its inlet's invert."""
    links, gated = network.links, network.outfall_gate
    gates = gated[links.up[j]] == 1, gated[links.down[j]] == 1 or links.flap_gate[j] == 1
    passed = passing(
        links, network.structures, gates, state.nodes, state.links, j, depth_down, level, True, OPENING, lane
    )
    return passed.flow, passed.slope_up, passed.slope_down


@kernel
def structure_flow(network, state, own, j, lane):
    """Flow [m3/s] of a structure and its slopes [m2/s] with the head of either node."""
    links, kind = network.links, network.links.kind[j]
    if state.links.setting[j, lane] == 0.0:
        return 0.0, 0.0, 0.0
    if kind == CONDUIT or (kind == PUMP and network.structures.pumps.kind[links.index[j]] == IDEAL):
        return handed_on(network, state, own, j, lane)
    n1, n2 = links.up[j], links.down[j]
    depth_up, depth_down = state.nodes.depth[n1, lane], state.nodes.depth[n2, lane]
    level = depth_down + links.rise[j, lane]
    if kind == PUMP:
        return pump(network, state, own, j, lane, depth_up, depth_down, level)
    flow, with1, with2 = between_levels(network, state, j, depth_up, depth_down, level, lane)
    share, rate = bed_share(depth_up if flow > 0.0 else depth_down)
    return (
        flow * share, with1 * share + (flow * rate if flow > 0.0 else 0.0),
        with2 * share + (flow * rate if flow < 0.0 else 0.0),
    )  # fmt: skip


@kernel
def between_levels(network, state, j, depth_up, depth_down, level, lane):
    """``regulator`` between depths of its nodes; where their levels are nearly equal, the straight line."""
    rise, difference = network.links.rise[j, lane], depth_up - level
    if abs(difference) >= LEVEL or max(depth_up, level) <= network.links.offset_up[j, lane]:
        return regulator(network, state, j, depth_down, level, lane)
    ahead, _, _ = regulator(network, state, j, depth_up - LEVEL - rise, depth_up - LEVEL, lane)
    behind, _, _ = regulator(network, state, j, depth_up + LEVEL - rise, depth_up + LEVEL, lane)
    slope = 0.5 * (ahead - behind) / LEVEL
    return behind + slope * (difference + LEVEL), max(slope, 0.0), min(-slope, 0.0)


@kernel
def handed_on(network, state, own, j, lane):
    """The flow [m3/s] of a DUMMY conduit or an ideal pump, and its slopes: what reaches its node, which keeps its
    depth.

    It is so steep a function of the depth that the node rises by a millimetre for each m3/s. An ideal pump with a
    setting below 1 passes that share of what reached its node in the last step.
    """
    n1, limit, setting = network.links.up[j], network.links.max_flow[j, lane], state.links.setting[j, lane]
    if network.links.kind[j] == PUMP and setting < 1.0:
        return setting * state.nodes.inflow[n1, lane], 0.0, 0.0
    level = max(own.work.begun[n1] - max(state.links.flow[j, lane], 0.0) / HANDS_ON, 0.0)
    flow = HANDS_ON * (state.nodes.depth[n1, lane] - level)
    if flow <= 0.0:
        return 0.0, 0.0, 0.0
    if 0.0 < limit < flow:
        return limit, 0.0, 0.0
    return flow, HANDS_ON, 0.0


@kernel
def straight_flow(network, state, work, j, lane):
    """The flow of a structure by its law linearised at the step's begin, with its slopes; no pump runs backwards."""
    n1, n2 = network.links.up[j], network.links.down[j]
    d1, d2 = state.nodes.depth[n1, lane] - work.begun[n1], state.nodes.depth[n2, lane] - work.begun[n2]
    flow = work.law[j] + work.law_up[j] * d1 + work.law_down[j] * d2
    kind = network.links.kind[j]
    if (kind == PUMP or kind == CONDUIT) and flow < 0.0:
        return 0.0, 0.0, 0.0
    return flow, work.law_up[j], work.law_down[j]


@kernel
def pump(network, state, own, j, lane, depth_up, depth_down, level):
    """Flow [m3/s] of a pump and its slopes [m2/s]; one that runs in steps is switched by the step's begin."""
    pumps, n1 = network.structures.pumps, network.links.up[j]
    kind = pumps.kind[network.links.index[j]]
    if kind == STEP_DEPTH or kind == STEP_VOLUME:
        state.nodes.depth[n1, lane] = own.work.begun[n1]
        flow, _, _ = regulator(network, state, j, depth_down, level, lane)
        state.nodes.depth[n1, lane] = depth_up
        with1, with2 = 0.0, 0.0
    else:
        flow, with1, with2 = regulator(network, state, j, depth_down, level, lane)
    share = min(max(depth_up / SUMP, 0.0), 1.0)
    rate = 1.0 / SUMP if 0.0 < share < 1.0 else 0.0
    return flow * share, max(with1 * share + flow * rate, 0.0), min(with2 * share, 0.0)
