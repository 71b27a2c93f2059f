# SPDX-License-Identifier: Apache-2.0
"""Withdrawals from nodes: negative inflows take at most the water that is there, and the rest is counted.

A withdrawal is asked for before flows are routed. Where a solver finds a node emptied by more than it had, the excess
is taken back from what was withdrawn; the ledger then holds what really left.
"""

from __future__ import annotations

from sponge.base.compiler import kernel
from sponge.engine.accounts.ledger import DRY_WEATHER, EXTERNAL, OUTFLOW


@kernel
def withdraws(network, state, lane):
    """Is anything taken from a node of a lane in this step?"""
    if state.ledger.rate[OUTFLOW, lane] > 0.0:
        return True
    first = network.inflows.d_node.size
    for row in range(first, first + network.inflows.w_node.size + network.inflows.f_node.size):
        if state.volumes.given_rate[row, lane] < 0.0:
            return True
    return False


@kernel
def asked_of(rows, first, rate, i, lane):
    """Flow [m3/s] that inflows, which enter the nodes ``rows``, would take from node i."""
    asked = 0.0
    for k in range(rows.size):
        if rows[k] == i:
            asked += max(-rate[first + k, lane], 0.0)
    return asked


@kernel
def withdrawal(network, state, i, lane):
    """What direct and the user's, dry weather and interface inflows would take from node i [m3/s]."""
    inflows, rate = network.inflows, state.volumes.given_rate
    dry, file = inflows.d_node.size, inflows.d_node.size + inflows.w_node.size
    by_user = max(-rate[file + inflows.f_node.size + i, lane], 0.0)
    return (
        by_user + asked_of(inflows.d_node, 0, rate, i, lane), asked_of(inflows.w_node, dry, rate, i, lane),
        asked_of(inflows.f_node, file, rate, i, lane),
    )  # fmt: skip


@kernel
def fall_short(network, state, i, lane, share):
    """Node i gives only a ``share`` of what is taken from it; returns what is lacking [m3/s]."""
    direct, dry, file = withdrawal(network, state, i, lane)
    rate, lacking = state.ledger.rate, (1.0 - share) * (direct + dry + file)
    if lacking <= 0.0:
        return 0.0
    rate[OUTFLOW, lane] -= (1.0 - share) * direct
    rate[DRY_WEATHER, lane] += (1.0 - share) * dry
    rate[EXTERNAL, lane] += (1.0 - share) * file
    state.nodes.lateral[i, lane] += lacking
    state.volumes.lacking_rate[i, lane] = lacking
    state.volumes.fell_short[lane] = 1.0
    return lacking


@kernel
def forget_shortfalls(state, lane):
    """A new step lacks nothing yet."""
    if state.volumes.fell_short[lane] > 0.0:
        for i in range(state.volumes.lacking_rate.shape[0]):
            state.volumes.lacking_rate[i, lane] = 0.0
