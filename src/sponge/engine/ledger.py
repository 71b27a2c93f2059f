"""The ledger of routing: every flow in and out of the network, volumes by lane, and the elements' statistics.

Volumes are summed by the trapezoid rule over each step, as the solvers integrate.
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
MIN_PUMP_FLOW = 0.001 * FOOT**3  # m3/s: a pump with less counts as off


class Ledger(NamedTuple):
    """Flows of the step and their sums."""

    rate: PerLane  # (9, lane) m3/s, of the last step
    volume: PerLane  # (9, lane) m3
    initial_storage: PerLane  # (lane,) m3


class NodeStats(NamedTuple):
    """Running statistics of nodes, each (node, lane)."""

    max_depth: PerLane
    time_max_depth: PerLane  # s since start
    max_inflow: PerLane
    flooding_volume: PerLane
    max_flooding: PerLane
    time_flooded: PerLane
    time_surcharged: PerLane


class LinkStats(NamedTuple):
    """Running statistics of links, each (link, lane)."""

    max_flow: PerLane
    time_max_flow: PerLane
    max_velocity: PerLane
    max_capacity: PerLane
    time_surcharged: PerLane
    starts: PerLane
    time_on: PerLane
    volume: PerLane
    energy: PerLane  # J


def zeros_table(table: type, *shape: int):
    """A table of zero arrays."""
    return table(*(np.zeros(shape) for _ in table._fields))


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
    dynamic, nodes, outfalls, conduits, node_state, conduit_state, ledger, outfall_volume, dt, active, lanes
):
    """What leaves the network in this step: at outfalls, by flooding, by conduit losses."""
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
                ledger.rate[OUTFLOW, lane] += inflow if outflow == 0.0 else 0.0
                if outflow != 0.0 and inflow == 0.0:
                    ledger.rate[EXTERNAL, lane] += outflow
                    node_state.inflow[i, lane] = outflow
                node_state.overflow[i, lane] = 0.0
                node_state.volume[i, lane] = 0.0
            elif terminal:
                ledger.rate[OUTFLOW, lane] += inflow if outflow == 0.0 else 0.0
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
def node_statistics(dynamic, nodes, node_state, stats, report_start, time, dt, active, lanes):
    """Peaks, flooding and surcharge of nodes, from the start of reporting."""
    for i in range(nodes.kind.size):
        outlet = nodes.kind[i] == OUTFALL
        for lane in range(len(lanes)):
            if not active[lane] or time[lane] < report_start:
                continue
            depth = node_state.depth[i, lane]
            if depth > stats.max_depth[i, lane]:
                stats.max_depth[i, lane] = depth
                stats.time_max_depth[i, lane] = time[lane]
            stats.max_inflow[i, lane] = max(stats.max_inflow[i, lane], node_state.inflow[i, lane])
            if outlet:
                continue
            overflow = node_state.overflow[i, lane]
            if overflow > 0.0 or node_state.volume[i, lane] > nodes.full_volume[i, lane]:
                stats.time_flooded[i, lane] += dt[lane]
                stats.flooding_volume[i, lane] += overflow * dt[lane]
                stats.max_flooding[i, lane] = max(stats.max_flooding[i, lane], overflow)
            if dynamic and (nodes.kind[i] != STORAGE or nodes.surcharge_depth[i, lane] > 0.0):
                if depth + nodes.invert[i, lane] + SMALL_DEPTH >= nodes.crown[i, lane]:
                    stats.time_surcharged[i, lane] += dt[lane]


@kernel
def link_statistics(
    nodes, links, conduits, node_state, link_state, conduit_state, stats, report_start, time, dt, active, lanes
):
    """Peaks of links, surcharge of conduits, starts and work of pumps, from the start of reporting."""
    for j in range(links.kind.size):
        conduit = links.index[j] if links.kind[j] == CONDUIT and links.is_dummy[j] == 0 else -1
        for lane in range(len(lanes)):
            if not active[lane] or time[lane] < report_start:
                continue
            flow = abs(link_state.flow[j, lane])
            if flow > stats.max_flow[j, lane]:
                stats.max_flow[j, lane] = flow
                stats.time_max_flow[j, lane] = time[lane]
            if conduit >= 0:
                area = conduit_state.area[conduit, lane]
                if link_state.depth[j, lane] > 0.01 * FOOT and area > 0.0:
                    speed = flow / conduits.barrels[conduit] / area
                    stats.max_velocity[j, lane] = max(stats.max_velocity[j, lane], speed)
                share = min(area / conduits.full_area[conduit, lane], 1.0)
                stats.max_capacity[j, lane] = max(stats.max_capacity[j, lane], share)
                if conduit_state.full_state[conduit, lane] == 3.0:
                    stats.time_surcharged[j, lane] += dt[lane]
            elif links.kind[j] == PUMP and flow > MIN_PUMP_FLOW:
                if abs(link_state.flow_old[j, lane]) < MIN_PUMP_FLOW:
                    stats.starts[j, lane] += 1.0
                stats.time_on[j, lane] += dt[lane]
                stats.volume[j, lane] += flow * dt[lane]
                lift = (
                    node_state.depth[links.down[j], lane]
                    + nodes.invert[links.down[j], lane]
                    - node_state.depth[links.up[j], lane]
                    - nodes.invert[links.up[j], lane]
                )
                stats.energy[j, lane] += 1000.0 * 9.80665 * max(lift, 0.0) * flow * dt[lane]
            if conduit < 0:
                stats.max_capacity[j, lane] = max(stats.max_capacity[j, lane], link_state.setting[j, lane])


@kernel
def stored_volume(nodes, node_state, links, link_state, lane):
    """Water in nodes and links of a lane, m3."""
    total = 0.0
    for i in range(nodes.kind.size):
        total += node_state.volume[i, lane]
    for j in range(links.kind.size):
        total += link_state.volume[j, lane]
    return total
