# SPDX-License-Identifier: Apache-2.0
"""Results at a reporting time: every lane's state, interpolated between its last two steps.

The rows of the tables are named in ``engine.reporting.rows``. The scale of a lane's link is +1 or -1, so that flows
come out along the direction the file gives.
"""

from __future__ import annotations

from sponge.base.compiler import any_lane, flags, inlined, kernel, load, put, spread, store, where
from sponge.base.constants import FOOT, SMALL_AREA
from sponge.engine.accounts.ledger import DRY_WEATHER, EXTERNAL, FLOODING, GROUNDWATER, OUTFLOW, RDII
from sponge.engine.hydrology.report import report_subcatchments
from sponge.engine.network import CONDUIT, PUMP
from sponge.engine.processes import report_concentrations, report_processes, report_units
from sponge.engine.reporting.periods import NOTHING, PERIOD, WRITES
from sponge.engine.reporting.rows import LINK_ROW, NODE_ROW, SYSTEM_ROW
from sponge.physics.sections.lookup import area_ratio


@inlined
def between(old, new, i, f, lanes):
    """A row of two states at the fraction f of the step between them."""
    return (1.0 - f) * load(old, i, lanes) + f * load(new, i, lanes)


@inlined
def fullness(network, state, j, depth, flow, lanes):
    """Velocity [m/s] and filled share of the area of a conduit; no velocity and the setting of another link."""
    links, conduits = network.links, network.conduits
    velocity = spread(0.0, lanes)
    if links.kind[j] != CONDUIT:
        return velocity, load(state.links.setting, j, lanes)
    if links.is_dummy[j] == 1:
        return velocity, spread(0.0, lanes)
    c = links.index[j]
    ratio = min(depth / load(conduits.full_depth, c, lanes), 1.0)
    capacity = area_ratio(conduits.sections, load(conduits.section, c, lanes), ratio)
    area = capacity * load(conduits.full_area, c, lanes)
    wet = (depth > 0.01 * FOOT) & (area > SMALL_AREA)
    return where(wet, flow / conduits.barrels[c] / where(wet, area, 1.0), 0.0), capacity


@inlined
def link_result(network, state, j, f, lanes):
    """Flow, depth, velocity, volume and capacity of link j at the fraction f of the last step."""
    links, now = network.links, state.links
    depth, flow = between(now.depth_old, now.depth, j, f, lanes), between(now.flow_old, now.flow, j, f, lanes)
    velocity, capacity = fullness(network, state, j, depth, flow, lanes)
    if links.kind[j] == PUMP:
        old, new = load(now.flow_old, j, lanes), load(now.flow, j, lanes)
        flow = where(old * new == 0.0, where(f >= 1.0 - f, new, old), flow)
    direction = links.direction[j]
    volume = between(now.volume_old, now.volume, j, f, lanes)
    return flow * direction, depth, velocity * direction, volume, capacity


@inlined
def node_result(network, state, i, f, lanes):
    """Depth, head, volume, lateral inflow, total inflow and flooding of node i."""
    now = state.nodes
    depth = between(now.depth_old, now.depth, i, f, lanes)
    return (
        depth, depth + load(network.nodes.invert, i, lanes), between(now.volume_old, now.volume, i, f, lanes),
        between(now.lateral_old, now.lateral, i, f, lanes), between(now.inflow_old, now.inflow, i, f, lanes),
        load(now.overflow, i, lanes),
    )  # fmt: skip


@inlined
def put_rows(out, i, result):
    """Write what ``link_result`` or ``node_result`` gives into (row, element, lane) numbers."""
    for row in range(len(result)):
        store(out, row, i, result[row])


@kernel
def write_row(network, state, periods, k, lanes):
    """Write what is asked for at the k-th time of ``periods``: nothing, the results of all lanes at that time, or where
    the model says so the means of the period that ends with it."""
    asked = periods.asked[WRITES]
    if asked == NOTHING:
        return
    for lane in range(len(lanes)):
        periods.health[k, lane] = state.clock.health[lane]
    time, subcatchment = periods.time[k], periods.subcatchment[k]
    write_moment(network, state, time, subcatchment, periods.node[k], periods.link[k], periods.system[k], lanes)
    report_units(network, state, periods.lid_report[k], lanes)
    report_concentrations(
        network, state, time, subcatchment, periods.subcatchment_quality[k], periods.node_quality[k],
        periods.link_quality[k], lanes,
    )  # fmt: skip
    if asked == PERIOD and network.settings.averages:
        write_means(network, state, periods.node[k], periods.link[k], lanes)
        for lane in range(len(lanes)):
            state.clock.next_report[lane] = time + network.settings.report_step
        add_to_means(network, state, load(state.clock.time, lanes) > time, lanes)


@kernel
def write_moment(network, state, time, subcatchment, node, link, system, lanes):
    """Write the results of all lanes at ``time`` [s] into (row, element, lane) arrays and ``system`` (row, lane)."""
    system[:] = 0.0
    if network.hydrology.area.shape[0] > 0:
        report_subcatchments(network.hydrology, state.hydrology, time, subcatchment, system, lanes)
        for lane in range(len(lanes)):
            report_processes(network, state, time, lane, subcatchment, system)
    begun = load(state.clock.time_old, lanes)
    span = load(state.clock.time, lanes) - begun
    f = where(span > 0.0, (time - begun) / where(span > 0.0, span, 1.0), 1.0)
    stored = spread(0.0, lanes)
    for i in range(network.nodes.kind.size):
        result = node_result(network, state, i, f, lanes)
        put_rows(node, i, result)
        stored += result[NODE_ROW.volume]
    for j in range(network.links.kind.size):
        result = link_result(network, state, j, f, lanes)
        put_rows(link, j, result)
        stored += result[LINK_ROW.volume]
    store(system, SYSTEM_ROW.storage, stored)
    rate = state.ledger.rate
    for lane in range(len(lanes)):
        system[SYSTEM_ROW.dry_weather_inflow, lane] = rate[DRY_WEATHER, lane]
        system[SYSTEM_ROW.groundwater_inflow, lane] = rate[GROUNDWATER, lane]
        system[SYSTEM_ROW.rdii_inflow, lane] = rate[RDII, lane]
        system[SYSTEM_ROW.direct_inflow, lane] = rate[EXTERNAL, lane]
        system[SYSTEM_ROW.lateral_inflow, lane] = (
            system[SYSTEM_ROW.runoff, lane] + system[SYSTEM_ROW.dry_weather_inflow, lane]
            + system[SYSTEM_ROW.groundwater_inflow, lane] + system[SYSTEM_ROW.rdii_inflow, lane]
            + system[SYSTEM_ROW.direct_inflow, lane]
        )  # fmt: skip
        system[SYSTEM_ROW.flooding, lane] = rate[FLOODING, lane]
        system[SYSTEM_ROW.outflow, lane] = rate[OUTFLOW, lane]


@kernel
def add_to_means(network, state, moved, lanes):
    """The part of the last step that lies in the period being averaged into the sums of REPORT_AVERAGES, of the lanes
    that ``moved``.

    What changes in a step changes evenly, so its mean over a part is its value in the middle of it. A step that was not
    routed counts with the state that it left.
    """
    clock = state.clock
    begun, ended, close = load(clock.time_old, lanes), load(clock.time, lanes), load(clock.next_report, lanes)
    first, last = max(begun, close - network.settings.report_step), min(ended, close)
    counted, span = moved & (last > first), last - first
    if not any_lane(counted):
        return
    middle = (0.5 * (first + last) - begun) / where(ended > begun, ended - begun, 1.0)
    f = where(flags(clock.routed_last, lanes), middle, 1.0)
    put(state.averaged_time, counted, load(state.averaged_time, lanes) + span)
    for i in range(network.nodes.kind.size):
        put_rows(state.latest_node, i, node_result(network, state, i, f, lanes))
        for k in range(len(NODE_ROW)):
            summed = load(state.node_sums, k, i, lanes)
            put(state.node_sums, k, i, counted, summed + span * load(state.latest_node, k, i, lanes))
    for j in range(network.links.kind.size):
        put_rows(state.latest_link, j, link_result(network, state, j, f, lanes))
        for k in range(len(LINK_ROW)):
            summed = load(state.link_sums, k, j, lanes)
            put(state.link_sums, k, j, counted, summed + span * load(state.latest_link, k, j, lanes))


@kernel
def take_means(sums, out, elements, span, lanes):
    """Means of (row, element, lane) sums over a ``span`` [s], and the sums back to zero."""
    for row in range(sums.shape[0]):
        for i in range(elements):
            store(out, row, i, load(sums, row, i, lanes) / span)
            store(sums, row, i, spread(0.0, lanes))


@kernel
def write_means(network, state, node, link, lanes):
    """Means of the period into (row, element, lane) arrays, and the sums back to zero; settings are not averaged."""
    summed = load(state.averaged_time, lanes)
    span = where(summed > 0.0, summed, 1.0)
    store(state.averaged_time, spread(0.0, lanes))
    take_means(state.node_sums, node, network.nodes.kind.size, span, lanes)
    take_means(state.link_sums, link, network.links.kind.size, span, lanes)
    for j in range(network.links.kind.size):
        if network.links.kind[j] != CONDUIT:
            store(link, LINK_ROW.capacity, j, load(state.links.setting, j, lanes))
