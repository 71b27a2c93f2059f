# SPDX-License-Identifier: Apache-2.0
"""Rain-dependent inflows to nodes, known before the first step: steps of outflow a sewershed of 1 m2 gives."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, Shared, TableRef
from sponge.base.compiler import kernel
from sponge.base.constants import FOOT
from sponge.base.tables import Tables, step_value
from sponge.engine.accounts.ledger import RDII

LEAST = 1e-4 * FOOT**3  # m3/s: RDII of a node below it counts as none (EPA SWMM)
EARLY = 0.001  # s: what begins within a millisecond has begun


class Rdii(NamedTuple):
    """Nodes with RDII and what feeds them."""

    node: Shared  # (rdii,)
    source: Shared  # (rdii,) row of ``flow``
    area: PerLane  # (rdii,) m2
    rain: PerLane  # (source,) m, on a sewershed in the whole run; 0 where an RDII file says the flow
    produced: PerLane  # (source,) m, that it gives in the whole run; 0 as well
    flow: TableRef  # (source,) steps of outflow a sewershed, m/s
    tables: Tables  # x s since the start


class RdiiState(NamedTuple):
    """What changes."""

    flow: PerLane  # (source, lane) m/s now
    rate: PerLane  # (rdii, lane) m3/s of the last step
    volume: PerLane  # (rdii, lane) m3, up to the middle of the last step


def new_rdii_state(rdii: Rdii, lanes: int) -> RdiiState:
    """Nothing has flowed yet."""
    return RdiiState(*(np.zeros((n, lanes)) for n in (rdii.flow.shape[0], rdii.node.size, rdii.node.size)))


@kernel
def add_rdii(rdii, now, time, weight, lateral, total, active, lanes):
    """Add RDII at ``time`` [s] (lane,) to ``lateral`` (node, lane) and to ``total`` (lane,), m3/s.

    First the rates of the step before go into the volumes by node, for the ``weight`` [s] (lane,) they count.
    """
    for i in range(rdii.node.size):
        for lane in range(len(lanes)):
            now.volume[i, lane] += weight[lane] * now.rate[i, lane]
    for s in range(rdii.flow.shape[0]):
        for lane in range(len(lanes)):
            if active[lane]:
                now.flow[s, lane] = step_value(rdii.tables, rdii.flow[s, lane], time[lane] + EARLY)
    for i in range(rdii.node.size):
        node, source = rdii.node[i], rdii.source[i]
        for lane in range(len(lanes)):
            if active[lane]:
                flow = now.flow[source, lane] * rdii.area[i, lane]
                flow = flow if flow >= LEAST else 0.0
                now.rate[i, lane] = flow
                lateral[node, lane] += flow
                total[lane] += flow


@kernel
def add_to_nodes(network, state, active, lanes):
    """RDII of a routing step, where ``network.processes.rdii`` has any."""
    add_rdii(
        network.processes.rdii, state.processes.rdii, state.clock.inflow_time, state.volumes.weight,
        state.nodes.lateral, state.ledger.rate[RDII], active, lanes,
    )  # fmt: skip


def volume_by_node(rdii: Rdii, now: RdiiState, half: np.ndarray, n_nodes: int) -> np.ndarray:
    """What came in at each node, m3, (node, lane); ``half`` [s] (lane,) is the last step's second half."""
    found = np.zeros((n_nodes, half.shape[-1]))
    for i, node in enumerate(rdii.node):
        found[node] += now.volume[i] + half * now.rate[i]
    return found


def summarise_rdii(rdii: Rdii) -> dict[str, np.ndarray]:
    """Rain on all sewersheds and what they give of it, m3, (lane,)."""
    return {
        "rdii_sewershed_rainfall": (rdii.area * rdii.rain[rdii.source]).sum(axis=0),
        "rdii_produced": (rdii.area * rdii.produced[rdii.source]).sum(axis=0),
    }
