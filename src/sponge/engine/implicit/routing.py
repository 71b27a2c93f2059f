# SPDX-License-Identifier: Apache-2.0
"""One routing step of one lane: it is divided into as many implicit steps as their errors ask for."""

from __future__ import annotations

from math import sqrt

from sponge.base.compiler import kernel
from sponge.engine.clock import NOT_CONVERGED
from sponge.engine.implicit.classes import classify, count_unbalanced
from sponge.engine.implicit.conduits import volume_of
from sponge.engine.implicit.losses import begin_losses, settle_shortfalls
from sponge.engine.implicit.newton import newton, share_of, straight_step
from sponge.engine.implicit.nodes import RIM, held, is_free, rim_of, set_stages
from sponge.engine.network import CONDUIT, OUTFALL

WORST = 20.0  # times the tolerance: the error that a single node may have
CUT = 0.25  # share of a step without a solution that is tried next
REDONE = 4.0  # times the allowed error: a step with more is taken again in halves
LEAST_REDONE = 5.0  # s: shorter steps are not taken again
PATIENCE = 60.0  # s routed without a solution, after which a lane is given up
FORGIVEN = 0.02  # s taken off that time for each second of converged steps
LONGER, SHORTER, SAFE = 2.0, 0.2, 0.85  # bounds of the ratio of successive steps, and its safety factor


@kernel
def begin_step(network, state, settings, own, lane):
    """Set the sums of the routing step to none, and take stages of outfalls, losses and the shares that nodes have of
    their conduits' halves."""
    links, conduits, work = network.links, network.conduits, own.work
    for j in range(links.kind.size):
        work.passed[j] = work.to_outfall[j] = 0.0
    for i in range(network.nodes.kind.size):
        work.excess[i] = 0.0
    set_stages(network, state, own, lane)
    begin_losses(network, state, settings, own, lane)
    for c in range(conduits.link.size):
        j = conduits.link[c]
        n1, n2 = links.up[j], links.down[j]
        y1, y2 = own.conduits.depth_up[c, lane], own.conduits.depth_down[c, lane]
        depth1, depth2 = state.nodes.depth[n1, lane], state.nodes.depth[n2, lane]
        work.share_up[c] = share_of(network, n1, n2, depth1, links.offset_up[j, lane], y1)
        work.share_down[c] = share_of(network, n2, n1, depth2, links.offset_down[j, lane], y2)


@kernel
def guess(network, state, own, lane, tau):
    """Keep the depths at the step's begin, and extrapolate those at its end by the rates of the last step; what flooded
    goes on to."""
    nodes, work = network.nodes, own.work
    for i in range(nodes.kind.size):
        depth = state.nodes.depth[i, lane]
        work.begun[i] = depth
        if is_free(network, i):
            ahead = depth + tau * own.nodes.rate[i, lane]
            roof = own.nodes.roof[i, lane]
            if (ahead - roof) * (depth - roof) < 0.0:
                ahead = roof
            rim = rim_of(nodes, i, lane)
            state.nodes.depth[i, lane] = min(max(ahead, 0.5 * depth), max(depth, rim))
            if own.nodes.spilled[i, lane] > 0.0:
                state.nodes.depth[i, lane] = rim + tau * own.nodes.spilled[i, lane] / RIM
    for c in range(network.conduits.link.size):
        work.barrel[c] = own.conduits.flow[c, lane]
        work.depth_up[c], work.depth_down[c] = own.conduits.depth_up[c, lane], own.conduits.depth_down[c, lane]


@kernel
def that_stores(memory, i, depth, lane):
    """The part [m] of a node's depth over which its conduits store: up to the roofs of closed ones, and from the beds
    of open ones above them up to the highest crown."""
    top, roof, bed = memory.top[i, lane], memory.roof[i, lane], memory.street[i, lane]
    return min(depth, roof) + max(min(depth, top) - bed, 0.0)


@kernel
def is_pressed(memory, i, depth, lane):
    """Whether a node's water stands where next to none is stored."""
    return memory.roof[i, lane] <= depth <= memory.street[i, lane] or depth >= memory.top[i, lane]


@kernel
def error_of(network, state, settings, own, lane, tau):
    """The error of the step over the allowed one, and the node with the largest error (-1: none).

    The error of a depth is half tau^2 y'', from the extrapolated depth and the one found. Depths count over that part
    of them that stores; heads under pressure foretell nothing.
    """
    last, total, worst, count, node = own.last_step[lane], 0.0, 0.0, 0.0, -1
    if last <= 0.0:
        return 0.0, -1
    share = tau / (tau + last)
    for i in range(network.nodes.kind.size):
        if is_free(network, i):
            depth, begun, count = state.nodes.depth[i, lane], own.work.begun[i], count + 1.0
            told = begun
            if is_pressed(own.nodes, i, begun, lane):
                if is_pressed(own.nodes, i, depth, lane):
                    continue
            else:
                told = max(begun + tau * own.nodes.rate[i, lane], 0.0)
            off = abs(that_stores(own.nodes, i, depth, lane) - that_stores(own.nodes, i, told, lane))
            off = off * share / settings.tolerance
            total += off * off
            if off > worst:
                worst, node = off, i
    return max(sqrt(total / max(count, 1.0)), worst / WORST), node


@kernel
def go_back(network, state, own, lane):
    """Set depths back to the step's begin."""
    for i in range(network.nodes.kind.size):
        state.nodes.depth[i, lane] = own.work.begun[i]


@kernel
def go_on(network, state, settings, own, lane, tau):
    """Take a shortest step that has no solution with linearised laws; returns whether its balances are met.

    What a balance leaves over is carried into the next step.
    """
    go_back(network, state, own, lane)
    for c in range(network.conduits.link.size):
        own.work.barrel[c] = own.conduits.flow[c, lane]
        own.work.depth_up[c], own.work.depth_down[c] = own.conduits.depth_up[c, lane], own.conduits.depth_down[c, lane]
    return straight_step(network, state, settings, own, lane, tau)


@kernel
def take(network, state, settings, own, lane, tau):
    """Accept the step: add up its flows, and take what stands above rims as flooding."""
    nodes, links, conduits, work, old = network.nodes, network.links, network.conduits, own.work, own.conduits
    for j in range(links.kind.size):
        work.passed[j] += tau * work.flow[j]
    for c in range(conduits.link.size):
        j = conduits.link[c]
        if nodes.kind[links.down[j]] == OUTFALL or nodes.kind[links.up[j]] == OUTFALL:
            reach_outfall(network, own, c, j, lane, tau)
        old.flow_rate[c, lane] = (work.barrel[c] - old.flow[c, lane]) / tau
        old.flow[c, lane], old.area[c, lane] = work.barrel[c], work.area[c]
        old.depth_up[c, lane], old.depth_down[c, lane] = work.depth_up[c], work.depth_down[c]
        old.stored_up[c, lane], old.stored_down[c, lane] = work.stored_up[c], work.stored_down[c]
        old.stored[c, lane], old.top[c, lane] = work.stored[c], work.top[c]
        old.top_up[c, lane], old.top_down[c, lane] = work.top_up[c], work.top_down[c]
    for i in range(nodes.kind.size):
        if not is_free(network, i):
            continue
        own.nodes.carried[i, lane] = work.balance[i]
        depth, rim = state.nodes.depth[i, lane], rim_of(nodes, i, lane)
        ponds = network.settings.allow_ponding and nodes.ponded_area[i, lane] > 0.0
        own.nodes.spilled[i, lane] = 0.0
        if depth > rim and not ponds:
            work.excess[i] += RIM * (depth - rim)
            own.nodes.spilled[i, lane] = RIM * (depth - rim) / tau
            state.nodes.depth[i, lane] = rim
        own.nodes.rate[i, lane] = (state.nodes.depth[i, lane] - work.begun[i]) / tau
    own.last_step[lane] = tau


@kernel
def reach_outfall(network, own, c, j, lane, tau):
    """Add up the volume of a conduit's flow that reaches its outfall, once the half of the conduit there has filled.

    Where no water stands at the outfall it gives none: what the half lacks then is owed, and taken off later flow.
    """
    down, barrels = network.nodes.kind[network.links.down[j]] == OUTFALL, float(network.conduits.barrels[c])
    n = network.links.down[j] if down else network.links.up[j]
    flow = own.work.barrel[c] if down else -own.work.barrel[c]
    offset = network.links.offset_down[j, lane] if down else network.links.offset_up[j, lane]
    leaves = tau * flow - own.work.gained[c] - own.conduits.owed[c, lane]
    own.conduits.owed[c, lane] = 0.0
    if leaves < 0.0 and own.nodes.stage[n, lane] <= offset:
        own.conduits.owed[c, lane], leaves = -leaves, 0.0
    own.work.to_outfall[j] += leaves * barrels * (1.0 if down else -1.0)


@kernel
def next_step(allowed, tau, error, found, longest):
    """The step [s] that the error of one of ``tau`` allows next; after a step that something else cut short it is no
    longer than the one allowed before."""
    if not found:
        return tau
    most = LONGER if tau > 0.5 * allowed else 1.0
    return min(min(max(SAFE * tau / sqrt(max(error, 1e-6)), SHORTER * allowed), most * allowed), longest)


@kernel
def route(network, state, settings, own, lane):
    """Take one lane through its routing step."""
    dt = state.clock.dt[lane]
    begin_step(network, state, settings, own, lane)
    gone, allowed, failed = 0.0, max(own.step[lane], settings.least_step), 0
    while gone < dt * (1.0 - 1e-9):
        tau = min(allowed, dt - gone)
        guess(network, state, own, lane, tau)
        found = newton(network, state, settings, own, lane, tau)
        if not found and tau > settings.least_step:
            go_back(network, state, own, lane)
            for i in range(network.nodes.kind.size):
                own.nodes.rate[i, lane] = own.nodes.spilled[i, lane] = 0.0
            allowed = max(CUT * tau, settings.least_step)
            continue
        if not found and network.settings.counts:
            count_unbalanced(network, state, own, lane, tau)
        met = found or go_on(network, state, settings, own, lane, tau)
        error, node = error_of(network, state, settings, own, lane, tau)
        if found and error > REDONE and tau > LEAST_REDONE:
            go_back(network, state, own, lane)
            allowed = 0.5 * tau
            continue
        failed += 0 if found else 1
        own.stuck[lane] = max(own.stuck[lane] + (-FORGIVEN * tau if met else tau), 0.0)
        take(network, state, settings, own, lane, tau)
        gone += tau
        allowed = next_step(allowed, tau, error, found, settings.longest_step)
        at = network.links.kind.size + node if node >= 0 and allowed < settings.longest_step else -1
        state.counts.steps.critical[lane] = float(at)
    own.step[lane] = max(allowed, settings.least_step)
    state.clock.unconverged[lane] += 1.0 if failed else 0.0
    if own.stuck[lane] > PATIENCE:
        state.clock.health[lane] |= NOT_CONVERGED
    settle_shortfalls(network, state, settings, own, lane)
    finish_links(network, state, own, lane)
    finish_nodes(network, state, own, lane)
    if network.settings.counts:
        classify(network, state, settings, own, lane)


@kernel
def finish_links(network, state, own, lane):
    """Set mean flows over the routing step, and depths and volumes of links at its end."""
    links, conduits, work, dt = network.links, network.conduits, own.work, state.clock.dt[lane]
    for j in range(links.kind.size):
        state.links.flow[j, lane] = work.passed[j] / dt
    for c in range(conduits.link.size):
        j, barrels = conduits.link[c], float(conduits.barrels[c])
        y1, y2 = own.conduits.depth_up[c, lane], own.conduits.depth_down[c, lane]
        full = conduits.full_depth[c, lane]
        volume = volume_of(network, own, c, lane) - own.conduits.owed[c, lane]
        state.links.volume[j, lane] = volume * barrels
        state.conduits.upper[c, lane] = 0.5 * volume * barrels
        state.links.depth[j, lane] = min(0.5 * (y1 + y2), full)
        state.conduits.flow_up[c, lane] = state.links.flow[j, lane] / barrels
        state.conduits.area[c, lane] = own.conduits.area[c, lane]
        state.conduits.full_ends[c, lane] = (1.0 if y1 >= full else 0.0) + (2.0 if y2 >= full else 0.0)
        quarter = 0.25 * conduits.modified_length[c, lane]
        state.links.area_up[j, lane] = quarter * (own.conduits.top_up[c, lane] + own.conduits.top[c, lane])
        state.links.area_down[j, lane] = quarter * (own.conduits.top_down[c, lane] + own.conduits.top[c, lane])


@kernel
def finish_nodes(network, state, own, lane):
    """Set volumes of nodes at the end of the routing step, and their mean inflows and outflows over it."""
    nodes, links, conduits, now = network.nodes, network.links, network.conduits, state.nodes
    dt = state.clock.dt[lane]
    for i in range(nodes.kind.size):
        lateral = now.lateral[i, lane]
        now.inflow[i, lane] = max(lateral, 0.0)
        now.outflow[i, lane] = now.losses[i, lane] + max(-lateral, 0.0)
        if not is_free(network, i):
            continue
        volume, full = held(network, i, lane, now.depth[i, lane])[0], nodes.full_volume[i, lane]
        ponds = network.settings.allow_ponding and nodes.ponded_area[i, lane] > 0.0
        now.volume[i, lane] = volume if ponds else min(volume, full)
        now.overflow[i, lane] = own.work.excess[i] / dt
        if volume > full and ponds:
            now.overflow[i, lane] = max(volume - max(now.volume_old[i, lane], full), 0.0) / dt
    for j in range(links.kind.size):
        n1, n2, flow = links.up[j], links.down[j], state.links.flow[j, lane]
        conduit = links.kind[j] == CONDUIT and links.is_dummy[j] == 0
        at1 = own.work.to_outfall[j] / dt if conduit and nodes.kind[n1] == OUTFALL else flow
        at2 = own.work.to_outfall[j] / dt if conduit and nodes.kind[n2] == OUTFALL else flow
        now.outflow[n1, lane] += max(at1, 0.0)
        now.inflow[n1, lane] += max(-at1, 0.0)
        now.inflow[n2, lane] += max(at2, 0.0)
        now.outflow[n2, lane] += max(-at2, 0.0)
    for c in range(conduits.link.size):
        lost = own.work.lost[c]
        if lost > 0.0:
            j = conduits.link[c]
            now.outflow[links.up[j], lane] += own.work.lost_up[c] * lost
            now.outflow[links.down[j], lane] += (1.0 - own.work.lost_up[c]) * lost
