# SPDX-License-Identifier: Apache-2.0
"""Rain-dependent inflows to nodes, known before the first step: steps of outflow a sewershed of 1 m2 gives."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, Shared, TableRef
from sponge.base.compiler import flags, kernel, load, put, store, where
from sponge.base.constants import FOOT
from sponge.base.tables import Tables, step_mean, step_value
from sponge.engine.accounts.ledger import RDII, land_share
from sponge.engine.hydrology.handover import add_from_land

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

    flow: PerLane  # (source, lane) m/s of this step
    rate: PerLane  # (rdii, lane) m3/s of the last step
    volume: PerLane  # (rdii, lane) m3, as far as the last step's rate has counted


def new_rdii_state(rdii: Rdii, lanes: int) -> RdiiState:
    """Nothing has flowed yet."""
    return RdiiState(*(np.zeros((n, lanes)) for n in (rdii.flow.shape[0], rdii.node.size, rdii.node.size)))


@kernel
def outflow_of(rdii, now, clock, mean, active, lanes):
    """What each sewershed of 1 m2 gives in a routing step, into ``now.flow``: the share ``mean`` is the mean over it,
    the rest the flow at the moment of inflows."""
    for s in range(rdii.flow.shape[0]):
        for lane in range(len(lanes)):
            if active[lane]:
                table, flow = rdii.flow[s, lane], 0.0
                if mean < 1.0:
                    flow = (1.0 - mean) * step_value(rdii.tables, table, clock.inflow_time[lane] + EARLY)
                if mean > 0.0:
                    flow += mean * step_mean(rdii.tables, table, clock.time_old[lane], clock.time[lane])
                now.flow[s, lane] = flow


@kernel
def add_to_nodes(network, state, active, lanes):
    """Add RDII of a routing step to the nodes' inflows and to the ledger's rates, m3/s, where
    ``network.processes.rdii`` has any. The last step's rates count as ``land_share`` says."""
    rdii, now, clock = network.processes.rdii, state.processes.rdii, state.clock
    share, moving, total = land_share(network.facts), flags(active, lanes), state.ledger.rate[RDII]
    again = flags(clock.active, lanes) & (load(state.volumes.half, lanes) > 0.0)
    dt = load(clock.dt, lanes)
    outflow_of(rdii, now, clock, network.settings.mean_from_land, active, lanes)
    for i in range(rdii.node.size):
        last, flow = load(now.rate, i, lanes), load(now.flow, rdii.source[i], lanes) * load(rdii.area, i, lanes)
        flow = where(moving & (flow >= LEAST), flow, 0.0)
        passed = where(again, (1.0 - share) * dt, 0.0) * last + where(moving, share * dt, 0.0) * flow
        store(now.volume, i, load(now.volume, i, lanes) + passed)
        put(now.rate, i, moving, flow)
        add_from_land(state.nodes, rdii.node[i], flow, total, moving, lanes)


def volume_by_node(rdii: Rdii, now: RdiiState, n_nodes: int) -> np.ndarray:
    """What came in at each node, m3, (node, lane)."""
    found = np.zeros((n_nodes, now.volume.shape[-1]))
    np.add.at(found, rdii.node, now.volume)
    return found


def summarise_rdii(rdii: Rdii) -> dict[str, np.ndarray]:
    """Rain on all sewersheds and what they give of it, m3, (lane,)."""
    return {
        "rdii_sewershed_rainfall": (rdii.area * rdii.rain[rdii.source]).sum(axis=0),
        "rdii_produced": (rdii.area * rdii.produced[rdii.source]).sum(axis=0),
    }
