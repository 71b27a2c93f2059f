# SPDX-License-Identifier: Apache-2.0
"""Kinematic wave and steady flow routing: once through the links, from upstream to downstream.

A node passes on what reaches it in the same step; only storage units have a level of their own, found by trial.
"""

from __future__ import annotations

from sponge.base.compiler import flags, kernel, load, put
from sponge.base.constants import FOOT, SMALL_FLOW
from sponge.engine.network import CONDUIT, DIVIDER, OUTFALL, PUMP, STORAGE
from sponge.engine.nodes import max_outflow
from sponge.engine.structures.laws import structure_inflow
from sponge.engine.withdrawals import fall_short, forget_shortfalls, withdrawal
from sponge.physics.conduits.kinematic_wave import TIME_WEIGHT, kinematic_step
from sponge.physics.conduits.losses import conduit_loss
from sponge.physics.nodes.divider import divider_outflow
from sponge.physics.nodes.storage import storage_depth
from sponge.physics.sections.lookup import area_of_section_factor, area_ratio, depth_of_area, section_factor

STORAGE_WEIGHT = 0.55  # of the new depth in the next trial
STORAGE_TRIALS = 9
STORAGE_TOLERANCE = 0.005 * FOOT  # m
SMALL_VOLUME = 1e-4 * FOOT**3  # m3


@kernel
def conduit_supply(nodes, links, conduits, dividers, node_state, j, lane):
    """Flow [m3/s] that the upstream node offers to conduit j."""
    n = links.up[j]
    reaching = node_state.inflow[n, lane] + node_state.overflow[n, lane]
    if nodes.kind[n] == DIVIDER:
        flow = divider_outflow(dividers, nodes.index[n], lane, j, reaching, node_state.outflow[n, lane])
    elif nodes.kind[n] == STORAGE:
        flow = 0.0
        c = links.index[j]
        y = node_state.depth[n, lane] - links.offset_up[j, lane]
        if c >= 0 and y > 0.0:
            k = conduits.section[c, lane]
            ratio = min(y / conduits.full_depth[c, lane], 1.0)
            full = section_factor(conduits.sections, k, area_ratio(conduits.sections, k, ratio))
            flow = conduits.full_flow[c, lane] * full * conduits.drained[c]
    else:
        flow = reaching
    limit = links.max_flow[j, lane]
    return min(flow, limit) if limit > 0.0 else flow


@kernel
def link_inflow(network, state, j, lane):
    """Flow [m3/s] into the upstream end of link j, no more than its node has. Regulators need a storage unit there."""
    nodes, links, node_state, link_state = network.nodes, network.links, state.nodes, state.links
    n, flow = links.up[j], 0.0
    if links.kind[j] == CONDUIT:
        if link_state.setting[j, lane] != 0.0:
            flow = conduit_supply(nodes, links, network.conduits, network.dividers, node_state, j, lane)
    elif links.kind[j] == PUMP or nodes.kind[n] == STORAGE:
        flow = structure_inflow(nodes, links, network.structures, node_state, link_state, j, lane)
    full, held, dt = nodes.full_volume[n, lane], node_state.volume_old[n, lane], state.clock.dt[lane]
    return max_outflow(full, node_state.inflow[n, lane], held, dt, flow)


@kernel
def settle_volume(nodes, node_state, allow_ponding, dt, i, lane, volume):
    """Keep ``volume`` [m3] at node i, and lose as flooding what it cannot hold."""
    full = nodes.full_volume[i, lane]
    overflow = 0.0
    if volume > full:
        overflow = (volume - max(node_state.volume_old[i, lane], full)) / dt
        if overflow < SMALL_FLOW:
            overflow = 0.0
        if not allow_ponding or nodes.ponded_area[i, lane] <= 0.0:
            volume = full
    node_state.volume[i, lane] = volume
    node_state.overflow[i, lane] = overflow


@kernel
def take_what_is_there(network, state, lacking, i, lane):
    """Withdrawals from node i are less by the flow [m3/s] that it is ``lacking``."""
    direct, dry, file = withdrawal(network, state, i, lane)
    asked = direct + dry + file
    if lacking > 0.0 and asked > 0.0:
        state.nodes.inflow[i, lane] += fall_short(network, state, i, lane, max(1.0 - lacking / asked, 0.0))


@kernel
def settle_storage(network, state, order, position, count, i, lane):
    """Volume and depth of storage unit i at the step's end, by trial: its outflow depends on its depth.

    Its ``count`` outlets stand from ``position`` on in the order of links.
    """
    nodes, node_state, dt = network.nodes, state.nodes, state.clock.dt[lane]
    net = node_state.net_inflow_old[i, lane] + node_state.inflow[i, lane] - node_state.outflow[i, lane]
    fixed = node_state.volume_old[i, lane] + 0.5 * net * dt
    trial, outflow = node_state.depth[i, lane], 0.0
    for _ in range(STORAGE_TRIALS):
        outflow = 0.0
        for p in range(position, position + count):
            outflow += link_inflow(network, state, order[p], lane)
        volume = max(fixed - 0.5 * outflow * dt, 0.0)
        settle_volume(nodes, node_state, network.settings.allow_ponding, dt, i, lane, volume)
        depth = storage_depth(network.storages, nodes.index[i], lane, node_state.volume[i, lane])
        node_state.depth[i, lane] = depth
        change = STORAGE_WEIGHT * (depth - trial)
        trial += change
        if abs(change) <= STORAGE_TOLERANCE:
            break
    if fixed < 0.5 * outflow * dt:
        take_what_is_there(network, state, outflow - 2.0 * fixed / dt, i, lane)


@kernel
def lost_flow(conduits, conduit_state, depth, available, evaporation_rate, conductivity, c, lane):
    """Evaporation and seepage [m3/s] of one barrel, kept in its state."""
    evaporated, seeped = conduit_loss(
        conduits.sections, conduits.section[c, lane], depth, conduits.length[c, lane], conduits.full_depth[c, lane],
        conduits.max_width[c, lane], conduits.is_open[c], conduits.width_depth[c, lane], evaporation_rate,
        conduits.seepage[c, lane] * conductivity, available,
    )
    conduit_state.evaporation[c, lane] = evaporated
    conduit_state.seepage[c, lane] = seeped
    return evaporated + seeped


@kernel
def steady_flow(conduits, conduit_state, ends, inflow, loss, c, lane):
    """Uniform flow of `inflow` less `loss` [m3/s] in one barrel; returns what enters and what leaves.

    No more than full flow enters, and what is lost on the way does not leave.
    """
    full, area = conduits.full_flow[c, lane], 1.0
    inflow = min(inflow, full)
    flow = inflow - loss
    if flow < full:
        area = area_of_section_factor(conduits.sections, conduits.section[c, lane], flow / full)
    area *= conduits.full_area[c, lane]
    conduit_state.area[c, lane] = area
    ends.area_down[c, lane] = area
    conduit_state.flow_up[c, lane] = flow
    ends.flow_down[c, lane] = flow
    return inflow, flow


@kernel
def wave_flow(conduits, conduit_state, ends, inflow, loss, carried, dt, c, lane):
    """Kinematic wave of `inflow` [m3/s] in one barrel; returns what enters and what leaves.

    The share ``carried`` of the water that the box cannot place goes into the balance of the next step.
    """
    full_flow, full_area = conduits.full_flow[c, lane], conduits.full_area[c, lane]
    unit = full_flow * dt
    enters, area_up, leaves, area_down, owed = kinematic_step(
        conduits.sections, conduits.section[c, lane], inflow / full_flow, loss / full_flow,
        conduit_state.flow_up[c, lane] / full_flow, ends.flow_down[c, lane] / full_flow,
        conduit_state.area[c, lane] / full_area, ends.area_down[c, lane] / full_area,
        conduits.length[c, lane] / dt * full_area / full_flow, ends.owed[c, lane] / unit, carried,
    )
    ends.owed[c, lane] = owed * unit
    conduit_state.flow_up[c, lane] = enters * full_flow
    conduit_state.area[c, lane] = area_up * full_area
    ends.flow_down[c, lane] = leaves * full_flow
    ends.area_down[c, lane] = area_down * full_area
    return enters * full_flow, leaves * full_flow


@kernel
def settle_nodes(network, state, lanes):
    """Volumes of nodes without storage; their depths are those of their conduits, yet to come."""
    nodes, node_state, allow_ponding = network.nodes, state.nodes, network.settings.allow_ponding
    active, dt = state.clock.routed, state.clock.dt
    for i in range(nodes.kind.size):
        if nodes.kind[i] == STORAGE:
            continue
        for lane in range(len(lanes)):
            if active[lane]:
                if node_state.inflow[i, lane] < 0.0:
                    lacking = node_state.outflow[i, lane] - node_state.inflow[i, lane]
                    take_what_is_there(network, state, lacking - node_state.volume_old[i, lane] / dt[lane], i, lane)
                net = node_state.inflow[i, lane] - node_state.outflow[i, lane] - node_state.losses[i, lane]
                volume = node_state.volume_old[i, lane] + net * dt[lane]
                if volume < SMALL_VOLUME:
                    volume = 0.0
                settle_volume(nodes, node_state, allow_ponding, dt[lane], i, lane, volume)
                node_state.depth[i, lane] = 0.0


@kernel
def raise_node(nodes, node_state, i, lane, depth):
    """Node i stands no lower than `depth` [m], the water in its conduit; at full depth where it floods."""
    if nodes.kind[i] == STORAGE:
        return
    full = nodes.full_depth[i, lane]
    if nodes.kind[i] != OUTFALL and nodes.degree[i] > 0 and node_state.overflow[i, lane] > 0.0:
        depth = full
    if node_state.depth[i, lane] < depth:
        node_state.depth[i, lane] = min(depth, full) if full > 0.0 else depth


@kernel
def settle_links(network, state, kinematic, ends, lanes):
    """Depths and volumes of links from the areas at their ends, and the depths these give to nodes.

    A conduit's volume is that of its areas, weighted as the scheme weights them, less the water that it owes: so no
    water is lost between steps. A short conduit that has just run dry may owe a little water and hold none. Where
    nothing is carried on, the volume is that of the mean area, as in EPA SWMM.
    """
    nodes, links, conduits, active = network.nodes, network.links, network.conduits, state.clock.routed
    node_state, link_state, conduit_state = state.nodes, state.links, state.conduits
    weight = 0.5 + kinematic.carried * (TIME_WEIGHT - 0.5)
    for j in range(links.kind.size):
        c = links.index[j]
        for lane in range(len(lanes)):
            if not active[lane]:
                continue
            up = down = depth = volume = 0.0
            if links.kind[j] == CONDUIT:
                if c >= 0:
                    k, full = conduits.section[c, lane], conduits.full_area[c, lane]
                    area_up, area_down = conduit_state.area[c, lane], ends.area_down[c, lane]
                    up = depth_of_area(conduits.sections, k, area_up / full) * conduits.full_depth[c, lane]
                    down = depth_of_area(conduits.sections, k, area_down / full) * conduits.full_depth[c, lane]
                    depth = 0.5 * (up + down)
                    mean = (1.0 - weight) * area_up + weight * area_down
                    volume = max(mean * conduits.length[c, lane] - ends.owed[c, lane], 0.0) * conduits.barrels[c]
                    conduit_state.full_ends[c, lane] = 3.0 if area_up >= full else 0.0
                raise_node(nodes, node_state, links.up[j], lane, up + links.offset_up[j, lane])
                raise_node(nodes, node_state, links.down[j], lane, down + links.offset_down[j, lane])
            link_state.depth[j, lane] = depth
            link_state.volume[j, lane] = volume


@kernel
def begin_nodes(network, state, lanes):
    """Every node begins with what flows in from outside and what it loses; links add to both."""
    nodes, moving = state.nodes, flags(state.clock.routed, lanes)
    for i in range(network.nodes.kind.size):
        put(nodes.inflow, i, moving, load(nodes.lateral, i, lanes))
        put(nodes.outflow, i, moving, load(nodes.losses, i, lanes))


@kernel
def route_link(network, state, kinematic, ends, position, lane):
    """Route one lane's flow through the link at `position` in the order."""
    links, conduits = network.links, network.conduits
    node_state, link_state, conduit_state = state.nodes, state.links, state.conduits
    dt = state.clock.dt[lane]
    j = kinematic.order[position]
    n1, n2 = links.up[j], links.down[j]
    outlets = kinematic.storage_outlets[position]
    if outlets > 0:
        settle_storage(network, state, kinematic.order, position, outlets, n1, lane)
    enters = link_inflow(network, state, j, lane)
    leaves = enters
    c = links.index[j]
    if links.kind[j] == CONDUIT and c >= 0:
        barrels = float(conduits.barrels[c])
        enters /= barrels
        loss = lost_flow(
            conduits, conduit_state, 0.5 * (link_state.depth_old[j, lane] + link_state.depth[j, lane]),
            min(enters, conduits.full_flow[c, lane]), state.hydrology.evaporation_rate[lane],
            state.hydrology.conductivity_factor[lane], c, lane,
        )
        if kinematic.steady:
            enters, leaves = steady_flow(conduits, conduit_state, ends, enters, loss, c, lane)
        else:
            enters, leaves = wave_flow(conduits, conduit_state, ends, enters, loss, kinematic.carried, dt, c, lane)
        enters *= barrels
        leaves *= barrels
    link_state.flow[j, lane] = leaves
    node_state.outflow[n1, lane] += enters
    node_state.inflow[n2, lane] += leaves


@kernel
def route_kinematic(network, state, kinematic, ends, lanes):
    """Route every lane in ``clock.routed`` over its step."""
    nodes = network.nodes
    active = state.clock.routed
    for lane in range(len(lanes)):
        if active[lane]:
            forget_shortfalls(state, lane)
    begin_nodes(network, state, lanes)
    for position in range(kinematic.order.size):
        for lane in range(len(lanes)):
            if active[lane]:
                route_link(network, state, kinematic, ends, position, lane)
    for i in range(nodes.kind.size):
        if kinematic.is_terminal[i] == 1:
            for lane in range(len(lanes)):
                if active[lane]:
                    settle_storage(network, state, kinematic.order, 0, 0, i, lane)
    settle_nodes(network, state, lanes)
    settle_links(network, state, kinematic, ends, lanes)
