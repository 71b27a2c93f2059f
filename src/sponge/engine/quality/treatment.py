# SPDX-License-Identifier: Apache-2.0
"""Treatment at nodes: expressions that remove a part of what flows in, or set the concentration that leaves.

EPA SWMM Reference Manual III (2016), 6.3. The value of an equation is limited to what can be: a removal lies between 0
and 1, and a concentration that leaves is not above that which is there.
"""

from __future__ import annotations

from sponge.base.compiler import kernel
from sponge.engine.controls.operators import operate
from sponge.engine.network import STORAGE
from sponge.engine.quality.tables import (
    CONSTANT,
    DEPTH,
    DT,
    ENTERING,
    FIRST_OPERATOR,
    FLOW,
    HRT,
    MIXED,
    REMOVED_PART,
    REMOVES,
)
from sponge.physics.nodes.storage import storage_area

LEAST_FLOW = 1e-10 * 0.3048**3  # m3/s: less does not flow in
LITTLE = 1e-9  # m3


@kernel
def age_of_water(treatments, nodes, state, volume_old, inflow, dt, active, lanes):
    """How long water has been in treated storage units [s]: older with the step, younger with what flows in."""
    for k in range(len(treatments.node)):
        i = treatments.node[k]
        if nodes.kind[i] != STORAGE:
            continue
        for lane in range(len(lanes)):
            if active[lane]:
                held, entered = volume_old[i, lane], max(inflow[i, lane], 0.0) * dt[lane]
                age = (state.age[k, lane] + dt[lane]) * held / (held + entered) if held > LITTLE else 0.0
                state.age[k, lane] = age


@kernel
def hydraulic_value(network, nodes, state, kind, k, i, dt, lane):
    """HRT, DT, FLOW, DEPTH or AREA at node i, which is treated as the k-th; SI."""
    if kind == HRT:
        return state.age[k, lane]
    if kind == DT:
        return dt
    if kind == FLOW:
        return max(nodes.inflow[i, lane], 0.0)
    if kind == DEPTH:
        return 0.5 * (nodes.depth_old[i, lane] + nodes.depth[i, lane])
    if network.nodes.kind[i] != STORAGE:
        return 0.0
    storage = network.nodes.index[i]
    before = storage_area(network.storages, storage, lane, nodes.depth_old[i, lane])
    return 0.5 * (before + storage_area(network.storages, storage, lane, nodes.depth[i, lane]))


@kernel
def equation_value(network, treatments, nodes, state, e, k, i, dt, lane):
    """The value of equation e; what has none (NaN) is 0."""
    value = state.value
    x = 0.0
    for o in range(treatments.first_operand[e], treatments.first_operand[e + 1]):
        kind, left, factor = treatments.operand[o], treatments.left[o], treatments.number[o, lane]
        if kind >= FIRST_OPERATOR:
            x = operate(kind - FIRST_OPERATOR, value[left, lane], value[treatments.right[o], lane])
        elif kind == CONSTANT:
            x = factor
        elif kind == REMOVED_PART:
            x = state.removed_part[left, lane]
        elif kind == MIXED:
            x = factor * state.mixed[left, lane]
        elif kind == ENTERING:
            x = factor * state.entering[left, lane]
        else:
            x = factor * hydraulic_value(network, nodes, state, kind, k, i, dt, lane)
        value[o, lane] = x
    return 0.0 if x != x else x


@kernel
def treat(network, treatments, nodes, state, k, i, dt, came, body, lane):
    """Treat what is at node i, the k-th treated one, in a step of `dt` [s]: mixed in a `body` of water [m3], of which
    the volume `came` [m3] flowed in. Changes the concentrations at the node; what is removed counts as reacted.
    """
    part, mixed, entering = state.removed_part, state.mixed, state.entering
    for p in range(part.shape[0]):
        entered = state.node_mass[p, i, lane] - state.node_kept[p, i, lane]
        part[p, lane] = 0.0
        mixed[p, lane] = state.at_node[p, i, lane]
        entering[p, lane] = max(entered, 0.0) / came if came > LITTLE else 0.0
    for e in range(treatments.first[k], treatments.first[k + 1]):
        p = treatments.pollutant[e]
        there, coming = mixed[p, lane], entering[p, lane]
        if there <= 0.0 or (treatments.kind[e] == REMOVES and nodes.inflow[i, lane] <= LEAST_FLOW):
            continue
        x = max(equation_value(network, treatments, nodes, state, e, k, i, dt, lane), 0.0)
        if treatments.kind[e] == REMOVES:
            part[p, lane] = min(x, 1.0)
            leaves = min((1.0 - min(x, 1.0)) * coming, there) if coming > 0.0 and x > 0.0 else there
        else:
            leaves = min(treatments.unit[e, lane] * x, there)
            part[p, lane] = 1.0 - leaves / there
        reacted = (there - leaves) * body
        state.at_node[p, i, lane] = leaves
        state.node_mass[p, i, lane] -= reacted
        state.ledger.reacted[p, lane] += reacted
