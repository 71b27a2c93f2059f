# SPDX-License-Identifier: Apache-2.0
"""Structures in Picard iterations: their flows, and what they give to their nodes.

Structures come after the conduits in each iteration, and each adds its flow to its nodes at once. An ideal pump, a
dummy conduit and a pump that its wet well limits take what has reached the node by then, so they come last, from
upstream to downstream.

The dQ/dH that a surcharged node is moved by is EPA SWMM's: of a weir or orifice that of its free flow, none of an
outlet, of a pump that of its curve without the setting. The laws' own slopes (``engine.structures.laws``) are others.
"""

from __future__ import annotations

from sponge.base.compiler import (
    all_alike,
    any_lane,
    fetch,
    first_of,
    flags,
    inlined,
    kernel,
    lanewise,
    load,
    mask_of,
    no,
    not_empty,
    put,
    spread,
    where,
    word_of,
)
from sponge.base.constants import FOOT
from sponge.base.tables import on_curve, slope_on_curve
from sponge.engine.network import CONDUIT, DOWN_CRITICAL, OUTLET, PUMP, STORAGE, UP_CRITICAL
from sponge.engine.nodes import max_outflow
from sponge.engine.picard.conduit_flows import add_to
from sponge.engine.structures.laws import passing
from sponge.physics.conduits.momentum import relaxed
from sponge.physics.links.pump import DEPTH, HEAD, IDEAL, STEP_VOLUME, VARIABLE_SPEED, curve_head

DEPTH_DIFFERENCE = 0.001 * FOOT  # m, over which the slope of a depth curve is taken


@inlined
def pump_slope(kind, tables, curve, setting, depth, lift):
    """EPA SWMM's dQ/dH [m2/s] of a pump; numbers or lanes. Leaves out the setting; zero for kinds that run in steps."""
    if kind == DEPTH:
        ahead = on_curve(tables, curve, depth + DEPTH_DIFFERENCE)
        return (ahead - on_curve(tables, curve, depth)) / DEPTH_DIFFERENCE
    if kind == HEAD or kind == VARIABLE_SPEED:
        speed = setting if kind == VARIABLE_SPEED else 1.0 + 0.0 * setting
        return -slope_on_curve(tables, curve, curve_head(lift, speed)) / speed
    return 0.0 * depth


@kernel
def pump_slope_of_lane(kind, tables, curve, setting, depth, lift):
    """``pump_slope`` of one lane."""
    return pump_slope(kind, tables, curve, setting, depth, lift)


@inlined
def pump_slopes(pumps, k, setting, depth, lift, is_open, lanes):
    """``pump_slope`` of pump k in the lanes where it is open."""
    kind, curve = pumps.kind[k], load(pumps.curve, k, lanes)
    if all_alike(curve):
        return pump_slope(kind, pumps.tables, first_of(curve), setting, depth, lift)
    return lanewise(is_open, pump_slope_of_lane, kind, pumps.tables, curve, setting, depth, lift)


@inlined
def limited_pump_flow(node_state, sums, n, kind, in_storage, full_volume, flow, dt, least_area, lanes):
    """Flow [m3/s] of a pump as far as its inlet node n has water; a junction has at least a surface of `least_area`
    [m2]."""
    inflow = load(node_state.inflow, n, lanes)
    if in_storage or kind == STEP_VOLUME:
        flow = max_outflow(full_volume, inflow, load(node_state.volume_old, n, lanes), dt, flow)
    elif kind != IDEAL:
        net = inflow - load(node_state.outflow, n, lanes) - flow
        change = 0.5 * (load(node_state.net_inflow_old, n, lanes) + net) * dt
        left = load(node_state.depth_old, n, lanes) + change / max(load(sums.surface_area, n, lanes), least_area)
        flow = where((flow != 0.0) & (left <= 0.0), inflow, flow)
    return flow


@inlined
def passed_on(links, node_state, j, lanes):
    """Flow [m3/s] of a conduit without a section: what arrives, up to its limit."""
    n1, limit = links.up[j], load(links.max_flow, j, lanes)
    available = load(node_state.inflow, n1, lanes) + load(node_state.overflow, n1, lanes)
    return where(limit > 0.0, min(available, limit), available)


@inlined
def open_structure(network, state, settings, own, j, is_open, lanes):
    """New flow [m3/s] of a pump or regulator in the lanes where it is open, and EPA SWMM's dQ/dH [m2/s] of it."""
    nodes, links, structures, gated = network.nodes, network.links, network.structures, network.outfall_gate
    node_state, link_state = state.nodes, state.links
    n1, n2, kind, k = links.up[j], links.down[j], links.kind[j], links.index[j]
    depth_down = load(node_state.depth, n2, lanes)
    level = depth_down + load(links.rise, j, lanes)
    gates = gated[n1] == 1, gated[n2] == 1 or links.flap_gate[j] == 1
    passed = passing(links, structures, gates, node_state, link_state, j, depth_down, level, is_open, 0.0, lanes)
    flow, slope = passed.flow, passed.free_slope if kind != OUTLET else spread(0.0, lanes)
    if kind == PUMP:
        depth_up = load(node_state.depth, n1, lanes)
        setting = where(is_open, load(link_state.setting, j, lanes), 1.0)
        slope = pump_slopes(structures.pumps, k, setting, depth_up, level - depth_up, is_open, lanes)
        flow = limited_pump_flow(
            node_state, own.nodes, n1, structures.pumps.kind[k], nodes.kind[n1] == STORAGE,
            load(nodes.full_volume, n1, lanes), flow, load(state.clock.dt, lanes), settings.pump_surface_area, lanes,
        )
    put(link_state.depth, j, is_open, passed.depth)
    put(own.links.flow_class, j, is_open, passed.place)
    put(own.links.equivalent_surface, j, is_open, passed.surface)
    return where(is_open, flow, 0.0), where(is_open, slope, 0.0)


@inlined
def new_structure_flow(network, state, settings, own, j, step, computed, lanes):
    """Compute a structure anew in the lanes ``computed``: nothing passes where it is closed."""
    nodes, links, link_state = network.nodes, network.links, state.links
    n1, n2, kind = links.up[j], links.down[j], links.kind[j]
    flow, slope = spread(0.0, lanes), spread(0.0, lanes)
    is_open = computed & flags(link_state.setting, j, lanes)
    if any_lane(is_open):
        if kind == CONDUIT:
            flow = where(is_open, passed_on(links, state.nodes, j, lanes), 0.0)
        else:
            flow, slope = open_structure(network, state, settings, own, j, is_open, lanes)
    if kind != PUMP and step > 0:
        flow = relaxed(load(link_state.flow, j, lanes), flow)
    put(link_state.flow, j, computed, flow)
    put(own.links.dqdh, j, computed, slope)
    half, fall = 0.5 * load(own.links.equivalent_surface, j, lanes), load(own.links.flow_class, j, lanes)
    area_up = where((fall == UP_CRITICAL) | (nodes.kind[n1] == STORAGE), 0.0, half)
    put(link_state.area_up, j, computed, area_up)
    area_down = where((fall == DOWN_CRITICAL) | (nodes.kind[n2] == STORAGE), 0.0, half)
    put(link_state.area_down, j, computed, area_down)


@kernel
def structures_at_work(structures, link_state, own, lanes):
    """Put the links that are open or carried water in the last step into ``unsettled.at_work``; returns how many."""
    count, iterate = 0, own.links
    for s in range(structures.link.size):
        j = structures.link[s]
        moves = flags(link_state.setting, j, lanes) | flags(link_state.flow, j, lanes)
        moves = moves | flags(iterate.dqdh, j, lanes) | flags(iterate.equivalent_surface, j, lanes)
        moves = moves | flags(link_state.area_up, j, lanes) | flags(link_state.area_down, j, lanes)
        if any_lane(moves):
            own.unsettled.at_work[count] = j
            count += 1
    return count


@kernel
def structure_flows(network, state, settings, own, step, at_work, lanes):
    """New flow of every structure in iteration `step` of a step, added at once to its nodes' balance.

    Nothing passes but through the first ``at_work`` links of ``unsettled.at_work``. Only orifices give their nodes
    surface area, none to a storage unit and none where the flow falls free; the slope of a pump along depth is felt at
    its inlet alone.
    """
    links, link_state, iterate = network.links, state.links, own.links
    node_state, sums, unsettled = state.nodes, own.nodes, own.unsettled
    moving = not_empty(flags(own.iterating, lanes))
    lanes_moving = word_of(moving)
    for s in range(at_work):
        j = unsettled.at_work[s]
        n1, n2 = links.up[j], links.down[j]
        busy1, busy2 = lanes_moving & ~unsettled.resting[n1] != 0, lanes_moving & ~unsettled.resting[n2] != 0
        if not (busy1 or busy2):
            continue
        following = unsettled.at_work[min(s + 1, at_work - 1)]
        fetch(link_state.flow, following, lanes)
        fetch(link_state.setting, following, lanes)
        fetch(iterate.dqdh, following, lanes)
        fetch(link_state.area_up, following, lanes)
        fetch(link_state.area_down, following, lanes)
        felt_below = links.kind[j] != PUMP or network.structures.pumps.kind[links.index[j]] != DEPTH
        computed = moving & no(mask_of(unsettled.bypassed[j], lanes))
        flow, slope = load(link_state.flow, j, lanes), load(iterate.dqdh, j, lanes)
        is_open = flags(link_state.setting, j, lanes)
        if any_lane(computed & (is_open | (flow != 0.0) | (slope != 0.0))):  # what is and stays closed has no news
            new_structure_flow(network, state, settings, own, j, step, computed, lanes)
            flow, slope = load(link_state.flow, j, lanes), load(iterate.dqdh, j, lanes)
        area_up, area_down = load(link_state.area_up, j, lanes), load(link_state.area_down, j, lanes)
        if busy1 and any_lane((flow != 0.0) | (slope != 0.0)):
            add_to(node_state.outflow, n1, moving, max(flow, 0.0), lanes)
            add_to(node_state.inflow, n1, moving, max(-flow, 0.0), lanes)
            add_to(sums.sum_dqdh, n1, moving, slope, lanes)
        if busy2 and any_lane((flow != 0.0) | (slope != 0.0)):
            add_to(node_state.inflow, n2, moving, max(flow, 0.0), lanes)
            add_to(node_state.outflow, n2, moving, max(-flow, 0.0), lanes)
            add_to(sums.sum_dqdh, n2, moving, slope if felt_below else spread(0.0, lanes), lanes)
        if busy1 and any_lane(area_up != 0.0):
            add_to(sums.surface_area, n1, moving, area_up, lanes)
        if busy2 and any_lane(area_down != 0.0):
            add_to(sums.surface_area, n2, moving, area_down, lanes)
