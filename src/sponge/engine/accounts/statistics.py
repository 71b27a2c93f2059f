# SPDX-License-Identifier: Apache-2.0
"""Running statistics of nodes and links.

What is rare (a new peak, flooding, ponding) is left out where no lane has it, which changes no lane's bits.
"""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.arrays import PerLane
from sponge.base.compiler import any_lane, inlined, kernel, load, put, where
from sponge.base.constants import FOOT, SMALL_AREA, SMALL_DEPTH
from sponge.engine.network import CONDUIT, OUTFALL, PUMP, STORAGE
from sponge.physics.sections.lookup import area_ratio

WATER = 1000.0 * 9.80665  # N/m3, weight of water
MIN_PUMP_FLOW = 0.001 * FOOT**3  # m3/s: a pump or regulator with less counts as off
DEEP = 0.15  # m above the ground: roads are closed, GB 51222-2017
BETWEEN_EVENTS = 3600.0  # s without flow after which flow through a link is a new event


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
    last_flooded: PerLane  # s since start, the last time with any water above the ground


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
    time_held: PerLane  # s that a pump was off while the water at its inlet stood above its start depth


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
def node_statistics(facts, nodes, node_state, stats, time, step, lanes):
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
        if facts.has_heads:
            full = depth + SMALL_DEPTH >= load(nodes.crown, i, lanes)
            if nodes.kind[i] == STORAGE:  # surcharges only under a cover
                full = full & (load(nodes.surcharge_depth, i, lanes) > 0.0)
            add_time(stats.time_surcharged, i, full & counts, span, lanes)


@inlined
def flooding_statistics(nodes, stats, i, overflow, excess, floods, time, span, lanes):
    """Flooding of node i, and how long water stands deep above it."""
    add_time(stats.time_flooded, i, floods, span, lanes)
    put(stats.last_flooded, i, floods, load(time, lanes))
    lost = load(stats.flooding_volume, i, lanes) + overflow * span
    put(stats.flooding_volume, i, floods, lost)
    raise_peak(stats.max_flooding, i, floods, overflow, lanes)
    deep = DEEP * load(nodes.ponded_area, i, lanes)
    standing = floods & (excess > deep) & (deep > 0.0)
    add_time(stats.time_deep, i, standing, span, lanes)
    put(stats.last_deep, i, standing, load(time, lanes))


@kernel
def link_statistics(
    facts, nodes, links, conduits, pumps, watched, node_state, link_state, conduit_state, stats, time, step, lanes
):
    """Peaks of links, surcharge of conduits, flow of watched links and work of pumps over a ``step`` [s], (lane,);
    0 where it does not count."""
    for j in range(links.kind.size):
        span, flow = load(step, lanes), abs(load(link_state.flow, j, lanes))
        counts = span > 0.0
        higher = raise_peak(stats.max_flow, j, counts, flow, lanes)
        if any_lane(higher):
            put(stats.time_max_flow, j, higher, load(time, lanes))
        if links.kind[j] == CONDUIT and links.is_dummy[j] == 0:
            conduit_statistics(
                facts, conduits, link_state, conduit_state, stats, j, links.index[j], flow, counts, span, lanes
            )
        else:
            setting = load(link_state.setting, j, lanes)
            raise_peak(stats.max_capacity, j, counts, setting, lanes)
    flow_statistics(nodes, links, pumps, watched, node_state, link_state, stats, time, step, lanes)


@inlined
def conduit_statistics(facts, conduits, link_state, conduit_state, stats, j, c, flow, counts, span, lanes):
    """Velocity, filling and surcharge of conduit c, which is link j: over the area under its mean depth, as the
    results at reporting times have them. Without heads the area in its state is that of the upper end alone."""
    depth, area = load(link_state.depth, j, lanes), load(conduit_state.area, c, lanes)
    if facts.has_heads == 0:
        ratio = min(depth / load(conduits.full_depth, c, lanes), 1.0)
        share = area_ratio(conduits.sections, load(conduits.section, c, lanes), ratio)
        area = share * load(conduits.full_area, c, lanes)
    wet = counts & (depth > 0.01 * FOOT) & (area > SMALL_AREA)
    speed = flow / float(conduits.barrels[c]) / where(wet, area, 1.0)
    raise_peak(stats.max_velocity, j, wet, speed, lanes)
    share = min(area / load(conduits.full_area, c, lanes), 1.0)
    raise_peak(stats.max_capacity, j, counts, share, lanes)
    full = load(conduit_state.full_ends, c, lanes) == 3.0
    add_time(stats.time_surcharged, j, full & counts, span, lanes)


@kernel
def flow_statistics(nodes, links, pumps, watched, node_state, link_state, stats, time, step, lanes):
    """Starts, hours, volume and events of flow through watched links; pumps' work, and how long they were held."""
    for j in range(links.kind.size):
        if watched[j] == 0:
            continue
        n1, n2, flows = links.up[j], links.down[j], False
        if links.kind[j] == PUMP:
            start, span = load(pumps.start_depth, links.index[j], lanes), load(step, lanes)
            held = (load(link_state.setting, j, lanes) == 0.0) & (0.0 < start) & (span > 0.0)
            add_time(stats.time_held, j, held & (start < load(node_state.depth, n1, lanes)), span, lanes)
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
                stats.energy[j, lane] += WATER * max(lift, 0.0) * flow * step[lane]
