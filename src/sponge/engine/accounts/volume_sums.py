# SPDX-License-Identifier: Apache-2.0
"""Volumes of the whole simulation by element, summed at every step.

What is rare (flooding, backward flow) is left out where no lane has it, which changes no lane's bits.
"""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.arrays import PerLane
from sponge.base.compiler import any_lane, inlined, kernel, load, store, where
from sponge.engine.accounts.ledger import is_open_end, may_lose
from sponge.engine.network import AT_NODES, OUTFALL


class Volumes(NamedTuple):
    """Volumes [m3] of the whole simulation by element, and rates of the last step that the next one would overwrite.

    The rates of the last step are not yet counted in full: they have ``half`` [s] still to count, which is half of the
    step where the solver integrates by trapezoids.
    """

    half: PerLane  # (lane,) s for which the last step's rates have still to count; 0 where it routed nothing
    weight: PerLane  # (lane,) s for which they count in the sums of this step; scratch
    given_rate: PerLane  # (given, lane) m3/s: direct, dry weather, interface inflows, then the user's by node
    by_user: PerLane  # (lane,) 1 where the user ever gave an inflow
    lacking_rate: PerLane  # (node, lane) m3/s of withdrawals for which a node had no water
    fell_short: PerLane  # (lane,) 1 where a node ever lacked water for a withdrawal
    given: PerLane  # (given, lane) what came in at the rates given
    withdrawn: PerLane  # (given, lane) what was to be taken out at them
    lacking: PerLane  # (node, lane) the part of that for which there was no water
    outlet_rate: PerLane  # (2, node, lane) m3/s out and in at outfalls and other nodes where water leaves
    outlet: PerLane  # (2, node, lane) volumes out and in there
    flooding: PerLane  # (node, lane) lost, not ponded
    unrouted: PerLane  # (node, lane) what the land brought while no flow was routed
    storage_losses: PerLane  # (2, storage, lane) evaporation and exfiltration
    conduit_losses: PerLane  # (2, conduit, lane) evaporation and seepage, all barrels
    net: PerLane  # (link, lane) along up -> down, at the downstream end
    backward: PerLane  # (link, lane) along down -> up
    entered: PerLane  # (conduit, lane) at the upstream end, where that differs (kinematic wave)
    initial_node: PerLane  # (node, lane) water held at the start
    initial_link: PerLane  # (link, lane)
    initial_upper: PerLane  # (conduit, lane) of it, in the upstream half


@kernel
def add_volumes(network, state, lanes):
    """The last step's rates into the volumes by element: from within that step to within this one."""
    volumes, clock, rest = state.volumes, state.clock, 1.0 - network.facts.end_share
    weight = volumes.weight
    for lane in range(len(lanes)):
        half = volumes.half[lane]
        weight[lane] = half + rest * clock.dt[lane] if clock.active[lane] and half > 0.0 else 0.0
    add_node_volumes(network, state, weight, lanes)
    add_losses(volumes.storage_losses, 0, state.storages.evaporation, weight, lanes)
    add_losses(volumes.storage_losses, 1, state.storages.exfiltration, weight, lanes)
    for j in range(network.links.kind.size):
        flow = load(state.links.flow, j, lanes)
        if any_lane(flow != 0.0):
            count = load(weight, lanes)
            store(volumes.net, j, load(volumes.net, j, lanes) + count * flow)
            if any_lane(flow < 0.0):
                against = count * max(-flow, 0.0)
                store(volumes.backward, j, load(volumes.backward, j, lanes) + against)
    for c in range(network.conduits.link.size):
        add_conduit_volumes(network.facts, network.conduits, state.conduits, volumes, c, weight, lanes)


@inlined
def add_conduit_volumes(facts, conduits, state, volumes, c, weight, lanes):
    """What a conduit loses, and where it is not what leaves it, what enters."""
    barrels = float(conduits.barrels[c])
    count = load(weight, lanes) * barrels
    if may_lose(conduits, c, lanes):
        evaporated, seeped = load(state.evaporation, c, lanes), load(state.seepage, c, lanes)
        lost = volumes.conduit_losses
        store(lost, 0, c, load(lost, 0, c, lanes) + count * evaporated)
        store(lost, 1, c, load(lost, 1, c, lanes) + count * seeped)
    if facts.conduit_storage != AT_NODES:
        entered = load(volumes.entered, c, lanes) + count * load(state.flow_up, c, lanes)
        store(volumes.entered, c, entered)


@kernel
def add_node_volumes(network, state, weight, lanes):
    """What enters and leaves the network at nodes."""
    volumes, nodes, node_state = state.volumes, network.nodes, state.nodes
    rows, users = volumes.given_rate.shape[0], 0.0
    for lane in range(len(lanes)):
        users += volumes.by_user[lane]
    if users == 0.0:
        rows -= nodes.kind.size
    count = load(weight, lanes)
    for i in range(rows):
        rate = load(volumes.given_rate, i, lanes)
        if any_lane(rate != 0.0):
            store(volumes.given, i, load(volumes.given, i, lanes) + count * max(rate, 0.0))
            store(volumes.withdrawn, i, load(volumes.withdrawn, i, lanes) + count * max(-rate, 0.0))
    if any_lane(load(volumes.fell_short, lanes) > 0.0):
        for i in range(nodes.kind.size):
            store(volumes.lacking, i, load(volumes.lacking, i, lanes) + count * load(volumes.lacking_rate, i, lanes))
    for i in range(nodes.kind.size):
        if nodes.kind[i] == OUTFALL or is_open_end(network.facts, nodes, i):
            for k in range(2):
                passed = count * load(volumes.outlet_rate, k, i, lanes)
                store(volumes.outlet, k, i, load(volumes.outlet, k, i, lanes) + passed)
            continue
        overflow = load(node_state.overflow, i, lanes)
        if any_lane(overflow > 0.0):
            kept = load(node_state.volume, i, lanes) > load(nodes.full_volume, i, lanes)
            lost = count * where(kept, 0.0, overflow)
            store(volumes.flooding, i, load(volumes.flooding, i, lanes) + lost)


@inlined
def add_losses(volume, k, rate, weight, lanes):
    """Add losses [m3/s], (element, lane), to row k of their volumes."""
    for i in range(rate.shape[0]):
        lost = load(rate, i, lanes)
        if any_lane(lost != 0.0):
            store(volume, k, i, load(volume, k, i, lanes) + load(weight, lanes) * lost)
