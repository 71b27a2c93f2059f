# SPDX-License-Identifier: Apache-2.0
"""Structures between the heads of an iterate: the laws' flows with their own slopes, continuous where heads are equal.

A gate, an orifice or a weir between two levels passes about the root of their difference, whose slope has no end where
they meet: within a few millimetres the flow is the straight line between those on both sides. A pump ceases over the
last centimetres of its wet well.
"""

from __future__ import annotations

from sponge.base.compiler import kernel
from sponge.engine.network import CONDUIT, PUMP
from sponge.engine.structures.laws import passing
from sponge.physics.links.pump import STEP_DEPTH, STEP_VOLUME

LEVEL = 0.005  # m, of the difference of two levels
OPENING = 0.25  # of an opening, over whose last part a drowned weir becomes an orifice
SUMP = 0.02  # m, of a pump's wet well


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
    if kind == CONDUIT or state.links.setting[j, lane] == 0.0:
        return 0.0, 0.0, 0.0
    n1, n2 = links.up[j], links.down[j]
    depth_up, depth_down = state.nodes.depth[n1, lane], state.nodes.depth[n2, lane]
    rise = links.rise[j, lane]
    level = depth_down + rise
    if kind == PUMP:
        return pump(network, state, own, j, lane, depth_up, depth_down, level)
    crest = links.offset_up[j, lane]
    difference = depth_up - level
    if abs(difference) >= LEVEL or max(depth_up, level) <= crest:
        return regulator(network, state, j, depth_down, level, lane)
    ahead, _, _ = regulator(network, state, j, depth_up - LEVEL - rise, depth_up - LEVEL, lane)
    behind, _, _ = regulator(network, state, j, depth_up + LEVEL - rise, depth_up + LEVEL, lane)
    slope = 0.5 * (ahead - behind) / LEVEL
    return behind + slope * (difference + LEVEL), max(slope, 0.0), min(-slope, 0.0)


@kernel
def straight_flow(network, state, work, j, lane):
    """A structure on the straight line that its law was at the step's begin; a pump does not run backwards."""
    n1, n2 = network.links.up[j], network.links.down[j]
    d1, d2 = state.nodes.depth[n1, lane] - work.begun[n1], state.nodes.depth[n2, lane] - work.begun[n2]
    flow = work.law[j] + work.law_up[j] * d1 + work.law_down[j] * d2
    if network.links.kind[j] == PUMP and flow < 0.0:
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
