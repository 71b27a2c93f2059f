"""The ledger of routing: every flow in and out of the network, volumes by lane, and the elements' statistics.

Volumes are summed by the trapezoid rule over each step, as the solvers integrate. What is rare (a new
peak, flooding, ponding, backward flow) is left out where no lane has it, which changes no lane's bits.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sponge.base.arrays import PerLane
from sponge.base.compiler import any_lane, flags, inlined, kernel, load, no, put, store, where
from sponge.base.constants import FOOT, SMALL_DEPTH
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
        add_conduit_volumes(dynamic, network.conduits, state.conduits, volumes, c, weight, lanes)


@inlined
def may_lose(conduits, c, lanes):
    """Can water evaporate or seep from a conduit?"""
    return conduits.is_open[c] == 1 or any_lane(load(conduits.seepage, c, lanes) > 0.0)


@inlined
def add_conduit_volumes(dynamic, conduits, state, volumes, c, weight, lanes):
    """What a conduit loses, and where it is not what leaves it, what enters."""
    barrels = float(conduits.barrels[c])
    count = load(weight, lanes) * barrels
    if may_lose(conduits, c, lanes):
        evaporated, seeped = load(state.evaporation, c, lanes), load(state.seepage, c, lanes)
        lost = volumes.conduit_losses
        store(lost, 0, c, load(lost, 0, c, lanes) + count * evaporated)
        store(lost, 1, c, load(lost, 1, c, lanes) + count * seeped)
    if not dynamic:
        entered = load(volumes.entered, c, lanes) + count * load(state.flow_up, c, lanes)
        store(volumes.entered, c, entered)


@kernel
def add_node_volumes(dynamic, network, state, weight, lanes):
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
    for i in range(nodes.kind.size):
        if nodes.kind[i] == OUTFALL or (not dynamic and nodes.degree[i] == 0 and nodes.kind[i] != STORAGE):
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
    rate = ledger.rate
    moving = flags(active, lanes)
    for c in range(conduits.link.size):
        if may_lose(conduits, c, lanes):
            barrels = float(conduits.barrels[c])
            evaporated = load(conduit_state.evaporation, c, lanes) * barrels
            seeped = load(conduit_state.seepage, c, lanes) * barrels
            put(rate, EVAPORATION, moving, load(rate, EVAPORATION, lanes) + evaporated)
            put(rate, SEEPAGE, moving, load(rate, SEEPAGE, lanes) + seeped)
    for i in range(nodes.kind.size):
        outlet = nodes.kind[i] == OUTFALL
        terminal = not dynamic and nodes.degree[i] == 0 and nodes.kind[i] != STORAGE
        if not outlet and not terminal:
            overflow = load(node_state.overflow, i, lanes)
            if any_lane(overflow != 0.0):
                kept = load(node_state.volume, i, lanes) > load(nodes.full_volume, i, lanes)
                lost = flags(active, lanes) & no(kept)
                put(rate, FLOODING, lost, load(rate, FLOODING, lanes) + overflow)
            continue
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
@inlined
def raise_peak(peak, i, counts, value, lanes):
    """Keep the largest value; where it is a new one."""
    higher = counts & (value > load(peak, i, lanes))
    if any_lane(higher):
        put(peak, i, higher, value)
    return higher


@inlined
def add_time(total, i, holds, step, lanes):
    """Add the step [s] where something holds."""
    if any_lane(holds):
        put(total, i, holds, load(total, i, lanes) + step)


@kernel
def node_statistics(dynamic, nodes, node_state, stats, time, step, lanes):
    """Peaks, flooding, ponding and surcharge of nodes over a ``step`` [s], (lane,); 0 where it does not count."""
    for i in range(nodes.kind.size):
        span, depth = load(step, lanes), load(node_state.depth, i, lanes)
        counts = span > 0.0
        higher = raise_peak(stats.max_depth, i, counts, depth, lanes)
        if any_lane(higher):
            put(stats.time_max_depth, i, higher, load(time, lanes))
        raise_peak(stats.max_inflow, i, counts, load(node_state.inflow, i, lanes), lanes)
        if nodes.kind[i] == OUTFALL:
            continue
        volume, overflow = load(node_state.volume, i, lanes), load(node_state.overflow, i, lanes)
        raise_peak(stats.max_volume, i, counts, volume, lanes)
        excess = volume - load(nodes.full_volume, i, lanes)
        floods = counts & ((overflow > 0.0) | (excess > 0.0))
        if any_lane(floods):
            flooding_statistics(nodes, stats, i, overflow, excess, floods, time, span, lanes)
        if dynamic:
            full = depth + load(nodes.invert, i, lanes) + SMALL_DEPTH >= load(nodes.crown, i, lanes)
            if nodes.kind[i] == STORAGE:  # surcharges only under a cover
                full = full & (load(nodes.surcharge_depth, i, lanes) > 0.0)
            add_time(stats.time_surcharged, i, full & counts, span, lanes)


@inlined
def flooding_statistics(nodes, stats, i, overflow, excess, floods, time, span, lanes):
    """Flooding of node i, and how long water stands deep above it."""
    add_time(stats.time_flooded, i, floods, span, lanes)
    lost = load(stats.flooding_volume, i, lanes) + overflow * span
    put(stats.flooding_volume, i, floods, lost)
    raise_peak(stats.max_flooding, i, floods, overflow, lanes)
    deep = DEEP * load(nodes.ponded_area, i, lanes)
    standing = floods & (excess > deep) & (deep > 0.0)
    add_time(stats.time_deep, i, standing, span, lanes)
    put(stats.last_deep, i, standing, load(time, lanes))


@kernel
def link_statistics(nodes, links, conduits, watched, node_state, link_state, conduit_state, stats, time, step, lanes):
    """Peaks of links, surcharge of conduits, flow of watched links and work of pumps over a ``step`` [s], (lane,);
    0 where it does not count."""
    for j in range(links.kind.size):
        span, flow = load(step, lanes), abs(load(link_state.flow, j, lanes))
        counts = span > 0.0
        higher = raise_peak(stats.max_flow, j, counts, flow, lanes)
        if any_lane(higher):
            put(stats.time_max_flow, j, higher, load(time, lanes))
        if links.kind[j] == CONDUIT and links.is_dummy[j] == 0:
            conduit_statistics(conduits, link_state, conduit_state, stats, j, links.index[j], flow, counts, span, lanes)
        else:
            setting = load(link_state.setting, j, lanes)
            raise_peak(stats.max_capacity, j, counts, setting, lanes)
    flow_statistics(nodes, links, watched, node_state, link_state, stats, time, step, lanes)


@inlined
def conduit_statistics(conduits, link_state, conduit_state, stats, j, c, flow, counts, span, lanes):
    """Velocity, filling and surcharge of conduit c, which is link j."""
    area = load(conduit_state.area, c, lanes)
    wet = counts & (load(link_state.depth, j, lanes) > 0.01 * FOOT) & (area > 0.0)
    speed = flow / float(conduits.barrels[c]) / where(wet, area, 1.0)
    raise_peak(stats.max_velocity, j, wet, speed, lanes)
    share = min(area / load(conduits.full_area, c, lanes), 1.0)
    raise_peak(stats.max_capacity, j, counts, share, lanes)
    full = load(conduit_state.full_state, c, lanes) == 3.0
    add_time(stats.time_surcharged, j, full & counts, span, lanes)


@kernel
def flow_statistics(nodes, links, watched, node_state, link_state, stats, time, step, lanes):
    """Starts, hours, volume and events of flow through watched links; pumps' work."""
    for j in range(links.kind.size):
        if watched[j] == 0:
            continue
        n1, n2, flows = links.up[j], links.down[j], False
        flows = flows or any_lane(abs(load(link_state.flow, j, lanes)) > MIN_PUMP_FLOW)
        if not flows:
            continue
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
