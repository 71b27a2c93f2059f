"""The ledger of routing: every flow in and out of the network, volumes by lane, and the elements' statistics.

Volumes are summed by the trapezoid rule over each step, as the solvers integrate. Loops over lanes have no branches
and touch few arrays each, so that they vectorise; what is rare (flooding, ponding, backward flow) is left out where
no lane of a block has it, which changes no lane's bits.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sponge.base.arrays import PerLane
from sponge.base.constants import FOOT, SMALL_DEPTH
from sponge.base.kernels import kernel
from sponge.engine.network import CONDUIT, OUTFALL, PUMP, STORAGE

# rows of Ledger.rate and Ledger.volume
DRY_WEATHER, WET_WEATHER, GROUNDWATER, RDII, EXTERNAL, FLOODING, OUTFLOW, EVAPORATION, SEEPAGE = range(9)
MIN_PUMP_FLOW = 0.001 * FOOT**3  # m3/s: a pump or regulator with less counts as off
DEEP = 0.15  # m above the ground: roads are closed, GB 51222-2017
BETWEEN_EVENTS = 3600.0  # s without flow after which flow through a link is a new event


class Ledger(NamedTuple):
    """Flows of the step and their sums."""

    rate: PerLane  # (9, lane) m3/s, of the last step
    volume: PerLane  # (9, lane) m3
    initial_storage: PerLane  # (lane,) m3


class Volumes(NamedTuple):
    """Volumes [m3] of the whole simulation by element, up to the middle of the last step; the rest of that step
    weighs ``half``. Rates that the next step would overwrite are kept beside them.
    """

    half: PerLane  # (lane,) s, half of the last step; 0 where nothing was routed in it
    weight: PerLane  # (lane,) s, scratch: what the last step's rates count for
    given_rate: PerLane  # (given, lane) m3/s: direct, dry weather, interface inflows, then the user's by node
    by_user: PerLane  # (lane,) 1 where the user ever gave an inflow
    given: PerLane  # (given, lane) of it, what came in
    withdrawn: PerLane  # (given, lane) and what was taken out
    outlet_rate: PerLane  # (2, node, lane) m3/s: out and in at outfalls and other nodes where water leaves
    outlet: PerLane  # (2, node, lane)
    flooding: PerLane  # (node, lane) lost, not ponded
    storage_losses: PerLane  # (2, storage, lane) evaporation and exfiltration
    conduit_losses: PerLane  # (2, conduit, lane) evaporation and seepage, all barrels
    net: PerLane  # (link, lane) along up -> down, at the downstream end
    backward: PerLane  # (link, lane) against it
    entered: PerLane  # (conduit, lane) at the upstream end, where that differs (kinematic wave)
    initial_node: PerLane  # (node, lane) water held at the start
    initial_link: PerLane  # (link, lane)


class NodeStats(NamedTuple):
    """Running statistics of nodes, each (node, lane)."""

    max_depth: PerLane
    time_max_depth: PerLane  # s since start
    max_inflow: PerLane
    flooding_volume: PerLane
    max_flooding: PerLane
    time_flooded: PerLane
    time_surcharged: PerLane
    max_volume: PerLane  # m3
    time_deep: PerLane  # s with ponded water above DEEP
    last_deep: PerLane  # s since start, its last time


class LinkStats(NamedTuple):
    """Running statistics of links, each (link, lane)."""

    max_flow: PerLane
    time_max_flow: PerLane
    max_velocity: PerLane
    max_capacity: PerLane
    time_surcharged: PerLane
    starts: PerLane  # of watched links, as the rest
    time_on: PerLane
    last_on: PerLane  # s since start
    events: PerLane  # of flow: a start at least BETWEEN_EVENTS after the last flow
    volume: PerLane
    energy: PerLane  # J


def zeros_table(table: type, *shape: int):
    """A table of zero arrays."""
    return table(*(np.zeros(shape) for _ in table._fields))


@kernel
def add_volumes(dynamic, network, state, lanes):
    """The last step's rates into the volumes by element: from the middle of that step to the middle of this one."""
    volumes, clock = state.volumes, state.clock
    weight = volumes.weight
    for lane in range(len(lanes)):
        half = volumes.half[lane]
        weight[lane] = half + 0.5 * clock.dt[lane] if clock.active[lane] and half > 0.0 else 0.0
    add_node_volumes(dynamic, network, state, weight, lanes)
    add_losses(volumes.storage_losses[0], state.storages.evaporation, weight, lanes)
    add_losses(volumes.storage_losses[1], state.storages.exfiltration, weight, lanes)
    flow = state.links.flow
    for j in range(flow.shape[0]):
        against = 0
        for lane in range(len(lanes)):
            against += 1 if flow[j, lane] < 0.0 else 0
            volumes.net[j, lane] += weight[lane] * flow[j, lane]
        if against > 0:
            for lane in range(len(lanes)):
                volumes.backward[j, lane] += weight[lane] * max(-flow[j, lane], 0.0)
    for c in range(network.conduits.link.size):
        barrels = float(network.conduits.barrels[c])
        leaks = network.conduits.is_open[c]
        for lane in range(len(lanes)):
            leaks += 1 if network.conduits.seepage[c, lane] > 0.0 else 0
        if leaks > 0:
            for lane in range(len(lanes)):
                volumes.conduit_losses[0, c, lane] += weight[lane] * barrels * state.conduits.evaporation[c, lane]
            for lane in range(len(lanes)):
                volumes.conduit_losses[1, c, lane] += weight[lane] * barrels * state.conduits.seepage[c, lane]
        if not dynamic:
            for lane in range(len(lanes)):
                volumes.entered[c, lane] += weight[lane] * barrels * state.conduits.flow_up[c, lane]


@kernel
def add_node_volumes(dynamic, network, state, weight, lanes):
    """What enters and leaves the network at nodes."""
    volumes, nodes, node_state = state.volumes, network.nodes, state.nodes
    rows, users = volumes.given_rate.shape[0], 0.0
    for lane in range(len(lanes)):
        users += volumes.by_user[lane]
    if users == 0.0:
        rows -= nodes.kind.size
    for i in range(rows):
        given = 0
        for lane in range(len(lanes)):
            given += 1 if volumes.given_rate[i, lane] != 0.0 else 0
        if given > 0:
            for lane in range(len(lanes)):
                volumes.given[i, lane] += weight[lane] * max(volumes.given_rate[i, lane], 0.0)
            for lane in range(len(lanes)):
                volumes.withdrawn[i, lane] += weight[lane] * max(-volumes.given_rate[i, lane], 0.0)
    for i in range(nodes.kind.size):
        if nodes.kind[i] == OUTFALL or (not dynamic and nodes.degree[i] == 0 and nodes.kind[i] != STORAGE):
            for k in range(2):
                for lane in range(len(lanes)):
                    volumes.outlet[k, i, lane] += weight[lane] * volumes.outlet_rate[k, i, lane]
            continue
        floods = 0
        for lane in range(len(lanes)):
            floods += 1 if node_state.overflow[i, lane] > 0.0 else 0
        if floods > 0:
            for lane in range(len(lanes)):
                overflow = node_state.overflow[i, lane]
                lost = overflow if node_state.volume[i, lane] <= nodes.full_volume[i, lane] else 0.0
                volumes.flooding[i, lane] += weight[lane] * lost


@kernel
def add_losses(volume, rate, weight, lanes):
    """Add losses [m3/s], (element, lane), to their volumes."""
    for i in range(rate.shape[0]):
        for lane in range(len(lanes)):
            volume[i, lane] += weight[lane] * rate[i, lane]


@kernel
def end_step(state, routed, lanes):
    """Half of this step awaits the length of the next; lanes with ``routed`` 0 moved no water."""
    for lane in range(len(lanes)):
        if state.clock.active[lane]:
            state.volumes.half[lane] = 0.5 * state.clock.dt[lane] if routed[lane] > 0 else 0.0


@kernel
def add_half_step(ledger, dt, active, lanes):
    """Half a step at the last rates."""
    for k in range(ledger.rate.shape[0]):
        for lane in range(len(lanes)):
            if active[lane]:
                ledger.volume[k, lane] += ledger.rate[k, lane] * 0.5 * dt[lane]


@kernel
def step_error(ledger, lane):
    """1 - outflow / inflow of the last step."""
    inflow = outflow = 0.0
    for k in range(5):
        inflow += ledger.rate[k, lane]
    for k in range(5, 9):
        outflow += ledger.rate[k, lane]
    if inflow != 0.0:
        return 1.0 - outflow / inflow
    return inflow / outflow - 1.0 if outflow != 0.0 else 0.0


@kernel
def remove_outflows(
    dynamic, nodes, outfalls, conduits, node_state, conduit_state, ledger, outlet_rate, outfall_volume, dt, active,
    lanes,
):
    """What leaves the network in this step: at outfalls, by flooding, by conduit losses. Keeps the rates at outfalls
    in ``outlet_rate`` (2, node, lane)."""
    for i in range(nodes.kind.size):
        outlet = nodes.kind[i] == OUTFALL
        terminal = not dynamic and nodes.degree[i] == 0 and nodes.kind[i] != STORAGE
        for lane in range(len(lanes)):
            if not active[lane]:
                continue
            inflow = node_state.inflow[i, lane]
            outflow = node_state.outflow[i, lane]
            if outlet:
                to = outfalls.route_to[nodes.index[i]]
                if to >= 0 and inflow > 0.0:
                    outfall_volume[to, lane] += inflow * dt[lane]
                outlet_rate[0, i, lane] = inflow if outflow == 0.0 else 0.0
                outlet_rate[1, i, lane] = 0.0
                ledger.rate[OUTFLOW, lane] += outlet_rate[0, i, lane]
                if outflow != 0.0 and inflow == 0.0:
                    outlet_rate[1, i, lane] = outflow
                    ledger.rate[EXTERNAL, lane] += outflow
                    node_state.inflow[i, lane] = outflow
                node_state.overflow[i, lane] = 0.0
                node_state.volume[i, lane] = 0.0
            elif terminal:
                outlet_rate[0, i, lane] = inflow if outflow == 0.0 else 0.0
                ledger.rate[OUTFLOW, lane] += outlet_rate[0, i, lane]
                node_state.overflow[i, lane] = 0.0
                node_state.volume[i, lane] = 0.0
            elif node_state.volume[i, lane] <= nodes.full_volume[i, lane]:
                ledger.rate[FLOODING, lane] += node_state.overflow[i, lane]
    for c in range(conduits.link.size):
        for lane in range(len(lanes)):
            if active[lane]:
                ledger.rate[EVAPORATION, lane] += conduit_state.evaporation[c, lane] * conduits.barrels[c]
                ledger.rate[SEEPAGE, lane] += conduit_state.seepage[c, lane] * conduits.barrels[c]


@kernel
def node_statistics(dynamic, nodes, node_state, stats, time, step, lanes):
    """Peaks, flooding, ponding and surcharge of nodes over a ``step`` [s], (lane,); 0 where it does not count."""
    for i in range(nodes.kind.size):
        for lane in range(len(lanes)):
            depth, highest = node_state.depth[i, lane], stats.max_depth[i, lane]
            higher = step[lane] > 0.0 and depth > highest
            stats.max_depth[i, lane] = depth if higher else highest
            stats.time_max_depth[i, lane] = time[lane] if higher else stats.time_max_depth[i, lane]
        for lane in range(len(lanes)):
            most = stats.max_inflow[i, lane]
            stats.max_inflow[i, lane] = max(most, node_state.inflow[i, lane]) if step[lane] > 0.0 else most
        if nodes.kind[i] == OUTFALL:
            continue
        floods = 0
        for lane in range(len(lanes)):
            most, volume = stats.max_volume[i, lane], node_state.volume[i, lane]
            stats.max_volume[i, lane] = max(most, volume) if step[lane] > 0.0 else most
            floods += 1 if node_state.overflow[i, lane] > 0.0 or volume > nodes.full_volume[i, lane] else 0
        if floods > 0:
            flooding_statistics(nodes, node_state, stats, i, time, step, lanes)
        if dynamic:
            bolted = nodes.kind[i] == STORAGE  # a storage unit surcharges only under a cover
            for lane in range(len(lanes)):
                level = node_state.depth[i, lane] + nodes.invert[i, lane] + SMALL_DEPTH
                full = level >= nodes.crown[i, lane] and not (bolted and nodes.surcharge_depth[i, lane] <= 0.0)
                stats.time_surcharged[i, lane] += step[lane] if full else 0.0


@kernel
def flooding_statistics(nodes, node_state, stats, i, time, step, lanes):
    """Flooding of node i, and how long water stands deep above it."""
    for lane in range(len(lanes)):
        overflow, excess = node_state.overflow[i, lane], node_state.volume[i, lane] - nodes.full_volume[i, lane]
        if step[lane] > 0.0 and (overflow > 0.0 or excess > 0.0):
            stats.time_flooded[i, lane] += step[lane]
            stats.flooding_volume[i, lane] += overflow * step[lane]
            stats.max_flooding[i, lane] = max(stats.max_flooding[i, lane], overflow)
            if excess > DEEP * nodes.ponded_area[i, lane] > 0.0:
                stats.time_deep[i, lane] += step[lane]
                stats.last_deep[i, lane] = time[lane]


@kernel
def link_statistics(nodes, links, conduits, watched, node_state, link_state, conduit_state, stats, time, step, lanes):
    """Peaks of links, surcharge of conduits, flow of watched links and work of pumps over a ``step`` [s], (lane,);
    0 where it does not count."""
    for j in range(links.kind.size):
        for lane in range(len(lanes)):
            flow, highest = abs(link_state.flow[j, lane]), stats.max_flow[j, lane]
            higher = step[lane] > 0.0 and flow > highest
            stats.max_flow[j, lane] = flow if higher else highest
            stats.time_max_flow[j, lane] = time[lane] if higher else stats.time_max_flow[j, lane]
    conduit_statistics(conduits, link_state, conduit_state, stats, step, lanes)
    for j in range(links.kind.size):
        if links.kind[j] != CONDUIT or links.is_dummy[j] == 1:
            for lane in range(len(lanes)):
                most = stats.max_capacity[j, lane]
                stats.max_capacity[j, lane] = max(most, link_state.setting[j, lane]) if step[lane] > 0.0 else most
    flow_statistics(nodes, links, watched, node_state, link_state, stats, time, step, lanes)


@kernel
def conduit_statistics(conduits, link_state, conduit_state, stats, step, lanes):
    """Velocity, filling and surcharge of conduits."""
    for c in range(conduits.link.size):
        j = conduits.link[c]
        barrels = float(conduits.barrels[c])
        for lane in range(len(lanes)):
            area, most = conduit_state.area[c, lane], stats.max_velocity[j, lane]
            wet = step[lane] > 0.0 and link_state.depth[j, lane] > 0.01 * FOOT and area > 0.0
            speed = abs(link_state.flow[j, lane]) / barrels / (area if wet else 1.0)
            stats.max_velocity[j, lane] = max(most, speed) if wet else most
        for lane in range(len(lanes)):
            share = min(conduit_state.area[c, lane] / conduits.full_area[c, lane], 1.0)
            most = stats.max_capacity[j, lane]
            stats.max_capacity[j, lane] = max(most, share) if step[lane] > 0.0 else most
        for lane in range(len(lanes)):
            stats.time_surcharged[j, lane] += step[lane] if conduit_state.full_state[c, lane] == 3.0 else 0.0


@kernel
def flow_statistics(nodes, links, watched, node_state, link_state, stats, time, step, lanes):
    """Starts, hours, volume and events of flow through watched links; pumps' work."""
    for j in range(links.kind.size):
        if watched[j] == 0:
            continue
        n1, n2 = links.up[j], links.down[j]
        for lane in range(len(lanes)):
            flow = abs(link_state.flow[j, lane])
            if step[lane] <= 0.0 or flow <= MIN_PUMP_FLOW:
                continue
            if abs(link_state.flow_old[j, lane]) < MIN_PUMP_FLOW:
                stats.starts[j, lane] += 1.0
            begun = time[lane] - step[lane]
            if stats.events[j, lane] == 0.0 or begun - stats.last_on[j, lane] >= BETWEEN_EVENTS:
                stats.events[j, lane] += 1.0
            stats.last_on[j, lane] = time[lane]
            stats.time_on[j, lane] += step[lane]
            stats.volume[j, lane] += flow * step[lane]
            if links.kind[j] == PUMP:
                lift = node_state.depth[n2, lane] + nodes.invert[n2, lane] - node_state.depth[n1, lane]
                lift -= nodes.invert[n1, lane]
                stats.energy[j, lane] += 1000.0 * 9.80665 * max(lift, 0.0) * flow * step[lane]


@kernel
def stored_volume(nodes, node_state, links, link_state, lane):
    """Water in nodes and links of a lane, m3."""
    total = 0.0
    for i in range(nodes.kind.size):
        total += node_state.volume[i, lane]
    for j in range(links.kind.size):
        total += link_state.volume[j, lane]
    return total
