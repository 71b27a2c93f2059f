# SPDX-License-Identifier: Apache-2.0
"""Newton's iteration on all heads of one lane over a step: residuals, their Jacobian, and limits of the steps.

The balance (residual) of a node is the volume that it and the halves of its conduits have gained, less the net inflow
over the step [m3]. What is left of it when the iteration ends is carried into the balance of the next step, so that no
water is made or lost in the long run.
"""

from __future__ import annotations

from sponge.base.compiler import kernel
from sponge.base.constants import SMALL_DEPTH
from sponge.engine.implicit.conduits import depth_above, ends_of, gains, keep_ends, stay_dry, straight_ends
from sponge.engine.implicit.elimination import solve
from sponge.engine.implicit.nodes import DRY, held, is_free, rim_of
from sponge.engine.implicit.section import ROOF
from sponge.engine.implicit.structures import straight_flow, structure_flow
from sponge.engine.network import OUTFALL

FROZEN = 5  # iteration from which on the weights of inertia are kept
STILL = 1e-4  # m: a conduit whose heads moved by less is as it was, where that changes balances by less than
STILL_SHARE = 0.02  # of the depth at the conduit's end, where that is less
UNSEEN = 0.1  # of what they may be left over
SETTLED = 1e-3  # of a flow: inertia's weight follows from the flow of the last iterate, and has settled within it
NEAR = 1e-3  # m: heads have converged when none moves by more
LEFT_OVER = 1e-3  # of the volume that passes a node in the step: a balance within it has converged
TINY_VOLUME = 1e-5  # m3
CURVED, KEPT, STRAIGHT = range(3)  # laws of flow: as they are; the same, linearised and kept; the kept lines
STRAIGHT_ITERATIONS = 20
MOST_RISE = 0.1  # m: a node rises by at most its depth and this in an iteration
GROWS = 0.6  # of the last change: a change of the other sign may be so large
CREEPS = 0.35  # of the last rise at least, and 1 less it at most: heads that rise so creep towards a roof, above which
# conduits store nothing: each of Newton's steps goes half of the way. They go the sum of all these steps
LEAST_SHARE = 0.1  # of the last change that is taken back at least
WORSE = 10.0  # times what all balances lacked before a change of the heads: where they lack more, the heads
RETREAT, RETREATS = 0.3, 2  # keep this share of the change, so many times
DRIED = 0.1  # share of its depth that a node keeps where an iteration would take it below its invert
STUCK = 1e12  # m2, the diagonal of a node that stays dry
BESIDE = 1e-4  # m: an iteration stops so far beyond a crown that it would cross
AT_RIM = 1e-8  # m, and beyond a rim, above which a little depth is much water


@kernel
def add(elimination, matrix, j, n1, n2, up_up, up_down, down_up, down_down):
    """Add the slopes [m2] of the balances of a link's two nodes with both heads to their rows."""
    pivot1, pivot2 = elimination.pivot[n1], elimination.pivot[n2]
    if pivot1 >= 0:
        matrix[pivot1] += up_up
    if pivot2 >= 0:
        matrix[pivot2] += down_down
    if elimination.forth[j] >= 0:
        matrix[elimination.forth[j]] += up_down
        matrix[elimination.back[j]] += down_up


@kernel
def nodes_alone(network, state, settings, own, lane, tau):
    """Set balances and diagonals to those of the nodes themselves, without links."""
    work, elimination = own.work, settings.elimination
    for a in range(work.matrix.size):
        work.matrix[a] = 0.0
    for i in range(network.nodes.kind.size):
        if not is_free(network, i):
            continue
        lateral, losses = state.nodes.lateral[i, lane], state.nodes.losses[i, lane]
        volume, area = held(network, i, lane, state.nodes.depth[i, lane])
        gained = volume - held(network, i, lane, work.begun[i])[0]
        work.balance[i] = gained + own.nodes.carried[i, lane] - tau * (lateral - losses)
        work.throughput[i] = abs(gained) + tau * (abs(lateral) + losses)
        work.matrix[elimination.pivot[i]] = area


@kernel
def share_of(network, n, other, depth, offset, end):
    """The share of a conduit's half that counts at the node ``n`` at its end, which is ``depth`` [m] deep.

    It is none while the end falls free and 1 once it is under water; the rest counts at the other node, unless one of
    them is an outfall.
    """
    if network.nodes.kind[n] == OUTFALL or network.nodes.kind[other] == OUTFALL or offset <= 0.0:
        return 1.0
    water = depth - offset
    if water <= 0.0:
        return 0.0
    return min(water / max(end, SMALL_DEPTH), 1.0)


@kernel
def shares(network, state, work, links, c, j, n1, n2, lane, e, gain1, gain2, frozen):
    """The shares of both halves of a conduit that count at their own nodes: those of the iterate where a half gains
    water, those of the step's begin where it loses some."""
    if not frozen:
        depth1, depth2 = state.nodes.depth[n1, lane], state.nodes.depth[n2, lane]
        work.fills_up[c] = share_of(network, n1, n2, depth1, links.offset_up[j, lane], e.y1)
        work.fills_down[c] = share_of(network, n2, n1, depth2, links.offset_down[j, lane], e.y2)
    up = work.fills_up[c] if gain1 > 0.0 else work.share_up[c]
    return up, work.fills_down[c] if gain2 > 0.0 else work.share_down[c]


@kernel
def keep(work, c, j, barrels, e):
    """Keep what the iterate has of a conduit."""
    work.barrel[c], work.area[c], work.weight[c] = e.flow, e.area, e.weight
    work.depth_up[c], work.depth_down[c], work.flow[j] = e.y1, e.y2, e.flow * barrels
    work.stored_up[c], work.stored_down[c], work.stored[c] = e.stored1, e.stored2, e.stored
    work.top_up[c], work.top_down[c], work.top[c] = e.top1, e.top2, e.top


@kernel
def stands_dry(network, state, own, c, j, n1, n2, lane):
    """Whether a conduit without water stays without."""
    links, old = network.links, own.conduits
    return (
        old.depth_up[c, lane] == 0.0 and old.depth_down[c, lane] == 0.0 and old.flow[c, lane] == 0.0
        and own.work.lost[c] == 0.0
        and depth_above(network, own, n1, links.offset_up[j, lane], state.nodes.depth[n1, lane], lane) <= 0.0
        and depth_above(network, own, n2, links.offset_down[j, lane], state.nodes.depth[n2, lane], lane) <= 0.0
    )  # fmt: skip


@kernel
def compute(network, state, settings, own, c, j, n1, n2, lane, tau, frozen, laws):
    """Set the row of a conduit: what it adds to the balances of its two nodes, to what passes these, and to the
    Jacobian."""
    work, barrels = own.work, float(network.conduits.barrels[c])
    if laws == STRAIGHT:
        d1, d2 = state.nodes.depth[n1, lane] - work.begun[n1], state.nodes.depth[n2, lane] - work.begun[n2]
        e = straight_ends(network, settings, work, c, j, n1, n2, lane, d1, d2)
    else:
        if not frozen:
            work.seen[c] = work.barrel[c]
        e = ends_of(network, state, settings, own, c, lane, tau, frozen)
        if laws == KEPT:
            keep_ends(work, c, j, e)
    work.settled[c] = 1.0 if frozen or abs(e.flow - work.seen[c]) <= SETTLED * abs(e.flow) else 0.0
    work.head_up[c], work.head_down[c] = state.nodes.depth[n1, lane], state.nodes.depth[n2, lane]
    keep(work, c, j, barrels, e)
    gain1, gain2, g11, g12, g21, g22 = gains(network, own, c, lane, e)
    work.gained[c] = gain1 if network.nodes.kind[n1] == OUTFALL else gain2
    up, down = shares(network, state, work, network.links, c, j, n1, n2, lane, e, gain1, gain2, frozen)
    up, down = up * barrels, down * barrels
    rest_up, rest_down = barrels - up, barrels - down
    at1, at2 = up * gain1 + rest_down * gain2, down * gain2 + rest_up * gain1
    with11, with12 = g11 * e.up1 + g12 * e.down1, g11 * e.up2 + g12 * e.down2
    with21, with22 = g21 * e.up1 + g22 * e.down1, g21 * e.up2 + g22 * e.down2
    moved, lost = tau * e.flow * barrels, tau * work.lost[c]
    through, row = tau * barrels, work.rows[c]
    row[0], row[1] = at1 + moved + work.lost_up[c] * lost, at2 - moved + (1.0 - work.lost_up[c]) * lost
    row[2], row[3] = abs(at1) + abs(moved), abs(at2) + abs(moved)
    row[4] = up * with11 + rest_down * with21 + through * e.flow1
    row[5] = up * with12 + rest_down * with22 + through * e.flow2
    row[6] = down * with21 + rest_up * with11 - through * e.flow1
    row[7] = down * with22 + rest_up * with12 - through * e.flow2


@kernel
def has_moved(depth, before, offset):
    """Whether a head has moved by so much that a conduit there must be computed anew."""
    moved = abs(depth - before)
    return moved > STILL or moved > STILL_SHARE * abs(depth - offset)


@kernel
def is_settled(state, links, work, c, j, n1, n2, lane):
    """Whether what a conduit adds to balances is as it was computed in an iteration before: neither head has moved
    by so much that it matters, nor the flow."""
    depth1, depth2, row = state.nodes.depth[n1, lane], state.nodes.depth[n2, lane], work.rows[c]
    if (
        work.settled[c] == 0.0 or has_moved(depth1, work.head_up[c], links.offset_up[j, lane])
        or has_moved(depth2, work.head_down[c], links.offset_down[j, lane])
    ):  # fmt: skip
        return False
    d1, d2 = depth1 - work.head_up[c], depth2 - work.head_down[c]
    return (
        abs(row[4] * d1 + row[5] * d2) <= UNSEEN * (LEFT_OVER * row[2] + TINY_VOLUME)
        and abs(row[6] * d1 + row[7] * d2) <= UNSEEN * (LEFT_OVER * row[3] + TINY_VOLUME)
    )  # fmt: skip


@kernel
def conduits_between(network, state, settings, own, lane, tau, anew, frozen, laws):
    """Add flows and storage of all conduits to balances and Jacobian; those are computed whose heads have moved since
    they were, and with ``anew`` all that are not dry."""
    links, conduits, work = network.links, network.conduits, own.work
    elimination, matrix = settings.elimination, own.work.matrix
    for c in range(conduits.link.size):
        j = conduits.link[c]
        n1, n2, row = links.up[j], links.down[j], work.rows[c]
        if anew and laws == CURVED and stands_dry(network, state, own, c, j, n1, n2, lane):
            stay_dry(own, c, j, lane)
            work.head_up[c], work.head_down[c] = state.nodes.depth[n1, lane], state.nodes.depth[n2, lane]
        elif anew or laws != CURVED or not is_settled(state, links, work, c, j, n1, n2, lane):
            compute(network, state, settings, own, c, j, n1, n2, lane, tau, frozen, laws)
        work.balance[n1] += row[0]
        work.balance[n2] += row[1]
        work.throughput[n1] += row[2]
        work.throughput[n2] += row[3]
        add(elimination, matrix, j, n1, n2, row[4], row[5], row[6], row[7])


@kernel
def structures_between(network, state, settings, own, lane, tau, laws):
    """Add flows of all structures to balances and Jacobian."""
    links, structures, work = network.links, network.structures, own.work
    for s in range(structures.link.size):
        j = structures.link[s]
        if laws == STRAIGHT:
            flow, with1, with2 = straight_flow(network, state, work, j, lane)
        else:
            flow, with1, with2 = structure_flow(network, state, own, j, lane)
            with1, with2 = max(with1, 0.0), min(with2, 0.0)
            if laws == KEPT:
                work.law[j], work.law_up[j], work.law_down[j] = flow, with1, with2
        work.flow[j] = flow
        if flow == 0.0 and with1 == 0.0 and with2 == 0.0:
            continue
        n1, n2 = links.up[j], links.down[j]
        work.balance[n1] += tau * flow
        work.balance[n2] -= tau * flow
        work.throughput[n1] += tau * abs(flow)
        work.throughput[n2] += tau * abs(flow)
        with1, with2 = tau * with1, tau * with2
        add(settings.elimination, work.matrix, j, n1, n2, with1, with2, -with1, -with2)


@kernel
def balance_all(network, state, settings, own, lane, tau, anew, frozen, laws):
    """Compute flows, balances and Jacobian at the heads of the iterate, ``anew`` or where these have moved, with the
    laws CURVED, KEPT or STRAIGHT."""
    for i in range(network.nodes.kind.size):
        if not is_free(network, i):
            own.work.balance[i] = 0.0
    nodes_alone(network, state, settings, own, lane, tau)
    conduits_between(network, state, settings, own, lane, tau, anew, frozen, laws)
    structures_between(network, state, settings, own, lane, tau, laws)


@kernel
def left_over(state, own, i, lane, tau):
    """What the balance of a node lacks [m3]; a dry one need not give what it owes or is asked for beyond its inflow."""
    left = own.work.balance[i]
    if left > 0.0 and state.nodes.depth[i, lane] <= DRY:
        left -= max(own.nodes.carried[i, lane], 0.0) + tau * max(-state.nodes.lateral[i, lane], 0.0)
        left = max(left, 0.0)
    return abs(left)


@kernel
def is_balanced(state, own, i, lane, tau):
    """Whether the balance of a node is met."""
    return left_over(state, own, i, lane, tau) <= LEFT_OVER * own.work.throughput[i] + TINY_VOLUME


@kernel
def balanced(network, state, own, lane, tau):
    """Whether all balances are met."""
    for i in range(network.nodes.kind.size):
        if is_free(network, i) and not is_balanced(state, own, i, lane, tau):
            return False
    return True


@kernel
def left_in_all(network, state, own, lane, tau):
    """The sum of what all balances lack [m3]."""
    total = 0.0
    for i in range(network.nodes.kind.size):
        if is_free(network, i):
            total += left_over(state, own, i, lane, tau)
    return total


@kernel
def retreat(network, state, own, lane):
    """Take a share of the last change of all heads back."""
    for i in range(network.nodes.kind.size):
        if is_free(network, i):
            change = own.work.last_change[i]
            state.nodes.depth[i, lane] -= (1.0 - RETREAT) * change
            own.work.last_change[i] = RETREAT * change


@kernel
def held_in(network, depth, change, stops, i, lane):
    """The depth [m] after a Newton step from ``depth``, stopped at the rim, on the way down with ``stops`` alone, and
    above the invert."""
    new, rim = depth + min(change, MOST_RISE + depth), rim_of(network.nodes, i, lane)
    if depth < rim + 0.5 * AT_RIM and new > rim + AT_RIM:
        new = rim + AT_RIM
    elif stops and depth > rim - 0.5 * AT_RIM and new < rim - AT_RIM:
        new = rim - AT_RIM
    if new <= 0.0:
        new = DRIED * depth if depth > 1e-7 else 0.0
    return new


@kernel
def stopped(depth, new, bed, crown, roof, stops):
    """The depth [m] that a step from ``depth`` to ``new`` reaches beside a conduit's end: on the way up its bed is not
    passed, nor with ``stops`` its crown; on the way down with ``stops`` not the roof, where its surface begins."""
    if depth < bed + 0.5 * BESIDE and new > bed + BESIDE:
        new = bed + BESIDE
    if stops:
        if depth < crown + 0.5 * BESIDE and new > crown + BESIDE:
            new = crown + BESIDE
        elif depth > roof - 0.5 * BESIDE and new < roof - BESIDE:
            new = roof - BESIDE
    return new


@kernel
def stop_at_ends(network, state, own, lane, stops):
    """Stop all heads where conduits begin to fill or are full: there balances have kinks. ``last_change`` holds the
    depths that the steps came from."""
    links, conduits, depth, before = network.links, network.conduits, state.nodes.depth, own.work.last_change
    for c in range(conduits.link.size):
        j, full = conduits.link[c], conduits.full_depth[c, lane]
        n1, n2, bed1, bed2 = links.up[j], links.down[j], links.offset_up[j, lane], links.offset_down[j, lane]
        over = full if conduits.is_open[c] else (1.0 + ROOF) * full
        if is_free(network, n1):
            depth[n1, lane] = stopped(before[n1], depth[n1, lane], bed1, bed1 + full, bed1 + over, stops)
        if is_free(network, n2):
            depth[n2, lane] = stopped(before[n2], depth[n2, lane], bed2, bed2 + full, bed2 + over, stops)


@kernel
def between_both(last, balance, last_balance):
    """The change [m] of a head that Newton's step would take back beyond where it was before the change ``last``.

    It goes to the zero of the chord through both balances, or half of the way where these have the same sign.
    """
    share = 0.5
    if balance * last_balance < 0.0:
        share = min(max(abs(balance) / (abs(balance) + abs(last_balance)), LEAST_SHARE), 1.0 - LEAST_SHARE)
    return -share * last


@kernel
def move_heads(network, state, settings, own, lane, stops):
    """Solve for the changes of all heads, apply them within their limits, and return the largest [m]."""
    elimination, work, largest = settings.elimination, own.work, 0.0
    for p in range(elimination.node.size):
        i = elimination.node[p]
        work.change[p] = -work.balance[i]
        if work.balance[i] > 0.0 and state.nodes.depth[i, lane] <= 0.0:
            work.change[p], work.matrix[p] = 0.0, STUCK
    solve(elimination, work.matrix, work.change)
    for p in range(elimination.node.size):
        i = elimination.node[p]
        depth = state.nodes.depth[i, lane]
        change = work.change[p]
        if change * work.last_change[i] < 0.0 and abs(change) > GROWS * abs(work.last_change[i]):
            change = between_both(work.last_change[i], work.balance[i], work.last_balance[i])
        elif CREEPS * work.last_change[i] < change < work.last_change[i] * (1.0 - CREEPS):
            change *= work.last_change[i] / (work.last_change[i] - change)
        state.nodes.depth[i, lane] = held_in(network, depth, change, stops, i, lane)
        work.last_change[i], work.last_balance[i] = depth, work.balance[i]
    stop_at_ends(network, state, own, lane, stops)
    for p in range(elimination.node.size):
        i = elimination.node[p]
        moved = state.nodes.depth[i, lane] - work.last_change[i]
        work.last_change[i] = moved
        if not abs(moved) <= largest:
            largest = abs(moved)
    return largest


@kernel
def newton(network, state, settings, own, lane, tau):
    """Find heads and flows at the end of a step of ``tau`` [s] from the guess in ``state.nodes.depth``; returns whether
    they were found."""
    moved, last, retreats = 1.0, 1e300, 0
    for i in range(network.nodes.kind.size):
        own.work.last_change[i] = 0.0
    for iteration in range(settings.most_iterations):
        # All conduits are computed twice at least, so that steady flow is met to the last digits.
        balance_all(network, state, settings, own, lane, tau, iteration <= 1, iteration >= FROZEN, CURVED)
        state.clock.iterations[lane] += 1.0
        if moved < NEAR and balanced(network, state, own, lane, tau):
            return True
        left = left_in_all(network, state, own, lane, tau)
        if iteration == settings.most_iterations - 1:
            break
        if left > WORSE * last and retreats < RETREATS:
            retreats += 1
            retreat(network, state, own, lane)
            continue
        last, retreats = left, 0
        moved = move_heads(network, state, settings, own, lane, iteration < FROZEN)
        if not moved < 1e6:
            return False
    return False


@kernel
def straight_step(network, state, settings, own, lane, tau):
    """Take the step with laws of flow linearised at its begin; returns whether all balances are met.

    Volumes are not linearised, so that no water is made or lost.
    """
    for i in range(network.nodes.kind.size):
        own.work.last_change[i] = 0.0
    balance_all(network, state, settings, own, lane, tau, True, False, KEPT)
    for iteration in range(min(STRAIGHT_ITERATIONS, settings.most_iterations - 1)):
        moved = move_heads(network, state, settings, own, lane, True)
        balance_all(network, state, settings, own, lane, tau, False, iteration >= FROZEN, STRAIGHT)
        state.clock.iterations[lane] += 1.0
        if moved < NEAR and balanced(network, state, own, lane, tau):
            return True
    return False
