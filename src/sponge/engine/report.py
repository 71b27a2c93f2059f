"""Results at a reporting time: every lane's state, interpolated between its last two steps.

Rows are in the order of EPA SWMM's binary results. The scale of a lane's link is +1 or -1, so that flows come out
along the direction the file gives.
"""

from __future__ import annotations

from sponge.base.constants import FOOT, SMALL_AREA
from sponge.base.kernels import kernel
from sponge.engine.extra import report_extra
from sponge.engine.hydrology import report_subcatchments
from sponge.engine.ledger import DRY_WEATHER, EXTERNAL, FLOODING, GROUNDWATER, OUTFLOW, RDII
from sponge.engine.network import CONDUIT, PUMP
from sponge.physics.sections.lookup import area_ratio

NODE_ROWS, LINK_ROWS, SUBCATCHMENT_ROWS, SYSTEM_ROWS = 6, 5, 8, 15


@kernel
def link_result(network, state, j, lane, f, out):
    """Flow, depth, velocity, volume and capacity of link j at the fraction f of the last step."""
    links, conduits, now = network.links, network.conduits, state.links
    depth = (1.0 - f) * now.depth_old[j, lane] + f * now.depth[j, lane]
    flow = (1.0 - f) * now.flow_old[j, lane] + f * now.flow[j, lane]
    volume = (1.0 - f) * now.volume_old[j, lane] + f * now.volume[j, lane]
    velocity = 0.0
    capacity = 0.0
    if links.kind[j] == CONDUIT and links.is_dummy[j] == 0:
        c = links.index[j]
        ratio = min(depth / conduits.full_depth[c, lane], 1.0)
        capacity = area_ratio(conduits.sections, conduits.section[c, lane], ratio)
        area = capacity * conduits.full_area[c, lane]
        if depth > 0.01 * FOOT and area > SMALL_AREA:
            velocity = flow / conduits.barrels[c] / area
    elif links.kind[j] != CONDUIT:
        capacity = now.setting[j, lane]
    if links.kind[j] == PUMP and now.flow_old[j, lane] * now.flow[j, lane] == 0.0:
        flow = now.flow[j, lane] if f >= 1.0 - f else now.flow_old[j, lane]
    out[0, j, lane] = flow * links.direction[j]
    out[1, j, lane] = depth
    out[2, j, lane] = velocity * links.direction[j]
    out[3, j, lane] = volume
    out[4, j, lane] = capacity


@kernel
def node_result(network, state, i, lane, f, out):
    """Depth, head, volume, lateral inflow, total inflow and flooding of node i."""
    now = state.nodes
    depth = (1.0 - f) * now.depth_old[i, lane] + f * now.depth[i, lane]
    out[0, i, lane] = depth
    out[1, i, lane] = depth + network.nodes.invert[i, lane]
    out[2, i, lane] = (1.0 - f) * now.volume_old[i, lane] + f * now.volume[i, lane]
    out[3, i, lane] = (1.0 - f) * now.lateral_old[i, lane] + f * now.lateral[i, lane]
    out[4, i, lane] = (1.0 - f) * now.inflow_old[i, lane] + f * now.inflow[i, lane]
    out[5, i, lane] = now.overflow[i, lane]


@kernel
def write_row(network, state, time, subcatchment, node, link, system, lanes):
    """Write the results of all lanes at ``time`` [s] into (row, element, lane) arrays and ``system`` (15, lane)."""
    clock = state.clock
    system[:] = 0.0
    for lane in range(len(lanes)):
        if network.hydrology.area.shape[0] > 0:
            report_subcatchments(network.hydrology, state.hydrology, time, lane, subcatchment, system)
            report_extra(network, state, time, lane, subcatchment, system)
        span = clock.time[lane] - clock.time_old[lane]
        f = (time - clock.time_old[lane]) / span if span > 0.0 else 1.0
        stored = 0.0
        for i in range(network.nodes.kind.size):
            node_result(network, state, i, lane, f, node)
            stored += node[2, i, lane]
        for j in range(network.links.kind.size):
            link_result(network, state, j, lane, f, link)
            stored += link[3, j, lane]
        rate = state.ledger.rate
        system[5, lane] = rate[DRY_WEATHER, lane]
        system[6, lane] = rate[GROUNDWATER, lane]
        system[7, lane] = rate[RDII, lane]
        system[8, lane] = rate[EXTERNAL, lane]
        system[9, lane] = system[4, lane] + system[5, lane] + system[6, lane] + system[7, lane] + system[8, lane]
        system[10, lane] = rate[FLOODING, lane]
        system[11, lane] = rate[OUTFLOW, lane]
        system[12, lane] = stored


@kernel
def add_to_means(network, state, due, lanes):
    """Add the newest state of the lanes in ``due`` to the sums of REPORT_AVERAGES."""
    for lane in range(len(lanes)):
        if due[lane] == 0:
            continue
        state.summed_steps[lane] += 1.0
        for i in range(network.nodes.kind.size):
            node_result(network, state, i, lane, 1.0, state.latest_node)
            for k in range(NODE_ROWS):
                state.node_sums[k, i, lane] += state.latest_node[k, i, lane]
        for j in range(network.links.kind.size):
            link_result(network, state, j, lane, 1.0, state.latest_link)
            for k in range(LINK_ROWS):
                state.link_sums[k, j, lane] += state.latest_link[k, j, lane]


@kernel
def write_means(network, state, node, link, lanes):
    """Means of the period into (row, element, lane) arrays, and the sums back to zero; settings are not averaged."""
    for lane in range(len(lanes)):
        n = max(state.summed_steps[lane], 1.0)
        state.summed_steps[lane] = 0.0
        for i in range(network.nodes.kind.size):
            for k in range(NODE_ROWS):
                node[k, i, lane] = state.node_sums[k, i, lane] / n
                state.node_sums[k, i, lane] = 0.0
        for j in range(network.links.kind.size):
            for k in range(LINK_ROWS):
                link[k, j, lane] = state.link_sums[k, j, lane] / n
                state.link_sums[k, j, lane] = 0.0
            if network.links.kind[j] != CONDUIT:
                link[4, j, lane] = state.links.setting[j, lane]
