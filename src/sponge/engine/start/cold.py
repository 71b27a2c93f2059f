# SPDX-License-Identifier: Apache-2.0
"""The state before the first step: allocation, initial depths, flows and volumes."""

from __future__ import annotations

import numpy as np

from sponge.base.arrays import zeros_table
from sponge.base.compiler import kernel
from sponge.base.constants import SMALL_DEPTH
from sponge.engine.accounts.counts import new_counts
from sponge.engine.accounts.groups import Peaks
from sponge.engine.accounts.ledger import Ledger, stored_volume
from sponge.engine.accounts.statistics import LinkStats, NodeStats
from sponge.engine.accounts.volume_sums import Volumes
from sponge.engine.clock import new_clock
from sponge.engine.controls import new_control_state
from sponge.engine.hydrology.tables import new_hydrology_state
from sponge.engine.inlets.capture import new_inlet_state
from sponge.engine.network import (
    AT_NODES,
    NOWHERE,
    OUTFALL,
    STORAGE,
    ConduitState,
    LinkState,
    NodeState,
)
from sponge.engine.nodes import new_storage_state, set_outfall_depths
from sponge.engine.process_tables import new_process_state
from sponge.engine.reporting.rows import LINK_ROW, NODE_ROW
from sponge.engine.system import Network, State
from sponge.physics.nodes.storage import storage_volume
from sponge.physics.sections.lookup import area_ratio, normal_depth_ratio, width_ratio
from sponge.physics.sections.straight import straight_area


def new_state(network: Network, lanes: int) -> State:
    """All arrays of a block of lanes, zero but for clocks and settings."""
    n_nodes, n_links = network.nodes.kind.size, network.links.kind.size
    state = State(
        clock=new_clock(lanes, network.events.start.size),
        nodes=zeros_table(NodeState, n_nodes, lanes),
        links=zeros_table(LinkState, n_links, lanes),
        conduits=zeros_table(ConduitState, network.conduits.link.size, lanes),
        storages=new_storage_state(network.storages, lanes),
        hydrology=new_hydrology_state(network.hydrology, lanes, network.settings.counts),
        controls=new_control_state(network.controls, lanes, network.settings.action_room),
        inlets=new_inlet_state(network.inlets, lanes),
        ledger=Ledger(np.zeros((9, lanes)), np.zeros((9, lanes)), np.zeros(lanes)),
        volumes=new_volumes(network, lanes),
        node_stats=zeros_table(NodeStats, n_nodes, lanes),
        link_stats=zeros_table(LinkStats, n_links, lanes),
        processes=new_process_state(network, lanes),
        peaks=Peaks(*np.zeros((2, network.groups.start.size - 1, lanes))),
        counts=new_counts(network, lanes),
        node_sums=np.zeros((len(NODE_ROW), n_nodes, lanes)),
        link_sums=np.zeros((len(LINK_ROW), n_links, lanes)),
        averaged_time=np.zeros(lanes),
        latest_node=np.zeros((len(NODE_ROW), n_nodes, lanes)),
        latest_link=np.zeros((len(LINK_ROW), n_links, lanes)),
    )
    state.nodes.forced_stage[:] = np.nan
    state.links.setting[:] = network.links.initial_setting
    state.links.target_setting[:] = network.links.initial_setting
    state.links.time_last_set[:] = network.settings.last_switch
    return state


def new_volumes(network: Network, lanes: int) -> Volumes:
    """Nothing has flowed yet."""
    n_nodes, n_links, inflows = network.nodes.kind.size, network.links.kind.size, network.inflows
    n_given = inflows.d_node.size + inflows.w_node.size + inflows.f_node.size + n_nodes
    n_conduits, n_storages = network.conduits.link.size, network.storages.node.size
    shapes = {
        "half": (), "weight": (), "given_rate": (n_given,), "by_user": (), "lacking_rate": (n_nodes,), "fell_short": (),
        "lacking": (n_nodes,), "given": (n_given,), "withdrawn": (n_given,),
        "outlet_rate": (2, n_nodes), "outlet": (2, n_nodes), "flooding": (n_nodes,), "unrouted": (n_nodes,),
        "storage_losses": (2, n_storages), "conduit_losses": (2, n_conduits), "net": (n_links,),
        "backward": (n_links,), "entered": (n_conduits,), "initial_node": (n_nodes,), "initial_link": (n_links,),
        "initial_upper": (n_conduits,),
    }  # fmt: skip
    return Volumes(*(np.zeros((*shapes[name], lanes)) for name in Volumes._fields))


@kernel
def normal_depths_of_initial_flows(network, state, lanes):
    """A conduit with an initial flow starts at its normal depth."""
    conduits, links = network.conduits, network.links
    for c in range(conduits.link.size):
        j = conduits.link[c]
        for lane in range(len(lanes)):
            flow = links.initial_flow[j, lane]
            state.links.flow[j, lane] = flow
            if flow != 0.0:
                ratio = abs(flow) / conduits.barrels[c] / conduits.full_flow[c, lane]
                depth = normal_depth_ratio(conduits.sections, conduits.section[c, lane], ratio)
                state.links.depth[j, lane] = depth * conduits.full_depth[c, lane]


@kernel
def depths_from_links(network, state, lanes):
    """A junction without a depth of its own takes the mean of the depths in its links, each above the link's end."""
    nodes, links = network.nodes, network.links
    now = state.nodes
    for j in range(links.kind.size):
        for lane in range(len(lanes)):
            depth = state.links.depth[j, lane]
            for i, offset in ((links.up[j], links.offset_up[j, lane]), (links.down[j], links.offset_down[j, lane])):
                now.inflow[i, lane] += depth + offset if depth > SMALL_DEPTH else 0.0
                now.outflow[i, lane] += 1.0
    for i in range(nodes.kind.size):
        for lane in range(len(lanes)):
            free = nodes.kind[i] != OUTFALL and nodes.kind[i] != STORAGE and nodes.initial_depth[i, lane] <= 0.0
            if free and now.outflow[i, lane] > 0.0:
                now.depth[i, lane] = now.inflow[i, lane] / now.outflow[i, lane]
            now.inflow[i, lane] = 0.0
            now.outflow[i, lane] = 0.0


@kernel
def depths_of_conduits(network, state, lanes):
    """A conduit without an initial flow takes the mean of the depths at its ends."""
    links, conduits = network.links, network.conduits
    for c in range(conduits.link.size):
        j = conduits.link[c]
        for lane in range(len(lanes)):
            if links.initial_flow[j, lane] != 0.0:
                continue
            full = conduits.full_depth[c, lane]
            up = min(max(state.nodes.depth[links.up[j], lane] - links.offset_up[j, lane], 0.0), full)
            down = min(max(state.nodes.depth[links.down[j], lane] - links.offset_down[j, lane], 0.0), full)
            state.links.depth[j, lane] = max(0.5 * (up + down), SMALL_DEPTH)


@kernel
def wet_area(conduits, c, lane, depth):
    """Area [m2] of a barrel under a depth [m], as routing has it: in closed form, or from the section's table."""
    full = conduits.full_depth[c, lane]
    if conduits.straight[c, lane] and depth < full:
        return straight_area(depth, conduits.bottom[c, lane], conduits.run[c, lane])
    ratio = min(depth / full, 1.0)
    return area_ratio(conduits.sections, conduits.section[c, lane], ratio) * conduits.full_area[c, lane]


@kernel
def halves(network, now, c, lane):
    """Water [m3] in the upstream and the downstream half of a conduit, from the depths of its nodes, as routing has it:
    trapezoids between each end and the middle."""
    links, conduits = network.links, network.conduits
    j = conduits.link[c]
    up = max(now.depth[links.up[j], lane] - links.offset_up[j, lane], SMALL_DEPTH)
    down = max(now.depth[links.down[j], lane] - links.offset_down[j, lane], SMALL_DEPTH)
    if network.settings.slot == 0:
        full = conduits.full_depth[c, lane]
        up, down = min(up, full), min(down, full)
    middle = wet_area(conduits, c, lane, 0.5 * (up + down))
    quarter = 0.25 * conduits.length[c, lane] * conduits.barrels[c]
    upper, lower = wet_area(conduits, c, lane, up) + middle, middle + wet_area(conduits, c, lane, down)
    if conduits.is_open[c] == 1 and max(up, down) >= conduits.full_depth[c, lane]:
        upper += wall_area(network, now, j, links.up[j], links.offset_up[j, lane], up, down, lane)
        lower += wall_area(network, now, j, links.down[j], links.offset_down[j, lane], down, up, lane)
    return quarter * upper, quarter * lower


@kernel
def wall_area(network, now, j, i, offset, here, there, lane):
    """Area [m2] between walls above both ends of half an open conduit, link j, of the water at its end at node i."""
    conduits, c = network.conduits, network.links.index[j]
    k, full = conduits.section[c, lane], conduits.full_depth[c, lane]
    middle = width_ratio(conduits.sections, k, min(0.5 * (min(here, full) + min(there, full)) / full, 1.0))
    width = (width_ratio(conduits.sections, k, 1.0) + middle) * conduits.max_width[c, lane]
    return width * max(min(now.depth[i, lane], network.nodes.walls[i, lane]) - offset - full, 0.0)


@kernel
def initial_volumes(network, state, lanes):
    """Volumes of nodes and conduits from their depths; flows of links into the balance of their ends."""
    settings, nodes, links, conduits = network.settings, network.nodes, network.links, network.conduits
    holds = network.facts.conduit_storage != NOWHERE
    now = state.nodes
    for i in range(nodes.kind.size):
        for lane in range(len(lanes)):
            depth = now.depth[i, lane]
            full = nodes.full_depth[i, lane]
            rim = full + nodes.surcharge_depth[i, lane]
            if settings.allow_ponding and nodes.ponded_area[i, lane] > 0.0 and depth > rim:
                excess = (depth - rim) * nodes.ponded_area[i, lane]
                now.volume[i, lane] = nodes.full_volume[i, lane] + excess
            elif nodes.kind[i] == STORAGE:
                now.volume[i, lane] = storage_volume(network.storages, nodes.index[i], lane, depth)
            elif full > 0.0:
                filled_at = nodes.filled_at[i, lane]
                now.volume[i, lane] = nodes.full_volume[i, lane] * min(depth, filled_at) / filled_at
            now.depth_old[i, lane] = depth
            now.volume_old[i, lane] = now.volume[i, lane]
    for c in range(conduits.link.size):
        j = conduits.link[c]
        for lane in range(len(lanes)):
            if not holds:
                state.links.flow[j, lane] = 0.0
            per_barrel = state.links.flow[j, lane] / conduits.barrels[c]
            state.conduits.flow_up[c, lane] = per_barrel
            if holds:
                area = wet_area(conduits, c, lane, state.links.depth[j, lane])
                state.conduits.area[c, lane] = area
                upper, lower = halves(network, now, c, lane)
                if network.facts.conduit_storage != AT_NODES:
                    upper = lower = 0.5 * area * conduits.length[c, lane] * conduits.barrels[c]
                state.links.volume[j, lane] = upper + lower
                state.conduits.upper[c, lane] = state.volumes.initial_upper[c, lane] = upper
    for j in range(links.kind.size):
        for lane in range(len(lanes)):
            flow = state.links.flow[j, lane]
            state.links.flow_old[j, lane] = flow
            state.links.depth_old[j, lane] = state.links.depth[j, lane]
            state.links.volume_old[j, lane] = state.links.volume[j, lane]
            now.outflow[links.up[j], lane] += max(flow, 0.0)
            now.inflow[links.down[j], lane] += max(flow, 0.0)
            now.inflow[links.up[j], lane] += max(-flow, 0.0)
            now.outflow[links.down[j], lane] += max(-flow, 0.0)
    for i in range(nodes.kind.size):
        for lane in range(len(lanes)):
            state.volumes.initial_node[i, lane] = now.volume[i, lane]
    for j in range(links.kind.size):
        for lane in range(len(lanes)):
            state.volumes.initial_link[j, lane] = state.links.volume[j, lane]
    for lane in range(len(lanes)):
        state.ledger.initial_storage[lane] = stored_volume(nodes, now, links, state.links, lane)


@kernel
def initial_depths(network, state, lanes):
    """Fill a new state with what the model says of the start."""
    for i in range(network.nodes.kind.size):
        for lane in range(len(lanes)):
            state.nodes.depth[i, lane] = network.nodes.initial_depth[i, lane]
    for j in range(network.links.kind.size):
        for lane in range(len(lanes)):
            state.links.flow[j, lane] = network.links.initial_flow[j, lane]
    normal_depths_of_initial_flows(network, state, lanes)
    if network.facts.has_heads:
        depths_from_links(network, state, lanes)
        for lane in range(len(lanes)):
            state.clock.active[lane] = 1
        set_outfall_depths(
            network.nodes, network.links, network.conduits, network.outfalls, state.clock.time, state.nodes,
            state.links, state.clock.active, lanes,
        )
        depths_of_conduits(network, state, lanes)
    initial_volumes(network, state, lanes)
