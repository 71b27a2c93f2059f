"""Structures in Picard iterations: their flows, and what they give to their nodes.

Structures come after the conduits in each iteration, in the file's order, and each adds its flow to its nodes at
once: an ideal pump, a dummy conduit and a pump that its wet well limits take what has reached the node by then.

The dQ/dH that a surcharged node is moved by is EPA SWMM's: of a weir or orifice that of its free flow, none of an
outlet, of a pump that of its curve without the setting. The laws' own slopes (``engine.structures.laws``) are others.
"""

from __future__ import annotations

from sponge.base.compiler.kernels import inlined, kernel
from sponge.base.compiler.vectors import (
    any_lane,
    fetch,
    flags,
    lanewise,
    load,
    mask_of,
    no,
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
from sponge.engine.structures.laws import one_curve, passing
from sponge.physics.conduits.momentum import relaxed
from sponge.physics.links.pump import DEPTH, HEAD, STEP_DEPTH, STEP_VOLUME, VARIABLE_SPEED, curve_head

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
def pump_slopes(pumps, k, part, setting, depth, lift, is_open, lanes):
    """``pump_slope`` of pump k in the lanes where it is open."""
    if one_curve(pumps, k, lanes):
        return pump_slope(pumps.kind[k], pumps.tables, pumps.curve[k, part], setting, depth, lift)
    return lanewise(
        is_open, pump_slope_of_lane, pumps.kind[k], pumps.tables, load(pumps.curve, k, part, lanes), setting, depth,
        lift,
    )


@inlined
def limited_pump_flow(node_state, n, part, kind, in_storage, full_volume, flow, dt, lanes):
    """Flow [m3/s] of a pump as far as its inlet node n has water."""
    inflow = load(node_state.inflow, n, part, lanes)
    if in_storage or kind == STEP_VOLUME:
        flow = max_outflow(full_volume, inflow, load(node_state.volume_old, n, part, lanes), dt, flow)
    elif kind == STEP_DEPTH or kind == DEPTH or kind == HEAD:
        net = inflow - load(node_state.outflow, n, part, lanes) - flow
        change = 0.5 * (load(node_state.net_inflow_old, n, part, lanes) + net) * dt
        left = load(node_state.depth_old, n, part, lanes) + change / load(node_state.surface_area, n, part, lanes)
        flow = where((flow != 0.0) & (left <= 0.0), inflow, flow)
    return flow


@inlined
def passed_on(links, node_state, j, part, lanes):
    """Flow [m3/s] of a conduit without a section: what arrives, up to its limit."""
    n1, limit = links.up[j], load(links.max_flow, j, part, lanes)
    available = load(node_state.inflow, n1, part, lanes) + load(node_state.overflow, n1, part, lanes)
    return where(limit > 0.0, min(available, limit), available)


@inlined
def open_structure(nodes, links, structures, outfall_gate, node_state, link_state, j, dt, is_open, part, lanes):
    """New flow [m3/s] of a pump or regulator in the lanes where it is open, and EPA SWMM's dQ/dH [m2/s] of it."""
    n1, n2, kind, k = links.up[j], links.down[j], links.kind[j], links.index[j]
    depth_down = load(node_state.depth, n2, part, lanes)
    level = depth_down + load(nodes.invert, n2, part, lanes) - load(nodes.invert, n1, part, lanes)
    gates = outfall_gate[n1] == 1, outfall_gate[n2] == 1 or links.flap_gate[j] == 1
    passed = passing(
        links, structures, gates, node_state, link_state, j, depth_down, level, is_open, part, lanes
    )
    flow, slope = passed.flow, passed.free_slope if kind != OUTLET else spread(0.0, lanes)
    if kind == PUMP:
        depth_up = load(node_state.depth, n1, part, lanes)
        setting = where(is_open, load(link_state.setting, j, part, lanes), 1.0)
        slope = pump_slopes(structures.pumps, k, part, setting, depth_up, level - depth_up, is_open, lanes)
        flow = limited_pump_flow(
            node_state, n1, part, structures.pumps.kind[k], nodes.kind[n1] == STORAGE,
            load(nodes.full_volume, n1, part, lanes), flow, load(dt, part, lanes), lanes,
        )
    put(link_state.depth, j, part, is_open, passed.depth)
    put(link_state.flow_class, j, part, is_open, passed.place)
    put(link_state.equivalent_surface, j, part, is_open, passed.surface)
    return where(is_open, flow, 0.0), where(is_open, slope, 0.0)


@inlined
def new_structure_flow(
    nodes, links, structures, outfall_gate, node_state, link_state, j, dt, step, computed, part, lanes
):
    """Compute a structure anew in the lanes ``computed``: nothing passes where it is closed."""
    n1, n2, kind = links.up[j], links.down[j], links.kind[j]
    flow, slope = spread(0.0, lanes), spread(0.0, lanes)
    is_open = computed & flags(link_state.setting, j, part, lanes)
    if any_lane(is_open):
        if kind == CONDUIT:
            flow = where(is_open, passed_on(links, node_state, j, part, lanes), 0.0)
        else:
            flow, slope = open_structure(
                nodes, links, structures, outfall_gate, node_state, link_state, j, dt, is_open, part, lanes
            )
    if kind != PUMP and step > 0:
        flow = relaxed(load(link_state.flow, j, part, lanes), flow)
    put(link_state.flow, j, part, computed, flow)
    put(link_state.dqdh, j, part, computed, slope)
    half, fall = 0.5 * load(link_state.equivalent_surface, j, part, lanes), load(link_state.flow_class, j, part, lanes)
    area_up = where((fall == UP_CRITICAL) | (nodes.kind[n1] == STORAGE), 0.0, half)
    put(link_state.area_up, j, part, computed, area_up)
    area_down = where((fall == DOWN_CRITICAL) | (nodes.kind[n2] == STORAGE), 0.0, half)
    put(link_state.area_down, j, part, computed, area_down)


@kernel
def structures_at_work(structures, link_state, unsettled, lanes):
    """Put the links that are open or carried water in the last step into ``unsettled.at_work``; returns how many."""
    count = 0
    for s in range(structures.link.size):
        j = structures.link[s]
        moves = flags(link_state.setting, j, 0, lanes) | flags(link_state.flow, j, 0, lanes)
        moves = moves | flags(link_state.dqdh, j, 0, lanes) | flags(link_state.equivalent_surface, j, 0, lanes)
        moves = moves | flags(link_state.area_up, j, 0, lanes) | flags(link_state.area_down, j, 0, lanes)
        if any_lane(moves):
            unsettled.at_work[count] = j
            count += 1
    return count


@kernel
def structure_flows(
    nodes, links, structures, outfall_gate, node_state, link_state, dt, step, unsettled, at_work, active, lanes
):
    """New flow of every structure in iteration `step` of a dynamic wave step, added at once to its nodes' balance.

    Nothing passes but through the first ``at_work`` links of ``unsettled.at_work``.
    ``outfall_gate`` (node,) is 1 at a gated outfall. Only orifices give their nodes surface area, none to a storage
    unit and none where the flow falls free; the slope of a pump along depth is felt at its inlet alone.
    """
    moving = flags(active, 0, lanes)
    lanes_moving = word_of(moving)
    for s in range(at_work):
        j = unsettled.at_work[s]
        n1, n2 = links.up[j], links.down[j]
        busy1, busy2 = (
            lanes_moving & ~unsettled.resting[n1] != 0, lanes_moving & ~unsettled.resting[n2] != 0
        )  # fmt: skip
        if not (busy1 or busy2):
            continue
        following = unsettled.at_work[min(s + 1, at_work - 1)]
        fetch(link_state.flow, following, lanes)
        fetch(link_state.setting, following, lanes)
        fetch(link_state.dqdh, following, lanes)
        fetch(link_state.area_up, following, lanes)
        fetch(link_state.area_down, following, lanes)
        felt_below = links.kind[j] != PUMP or structures.pumps.kind[links.index[j]] != DEPTH
        computed = moving & no(mask_of(unsettled.bypassed[j], lanes))
        flow, slope = load(link_state.flow, j, 0, lanes), load(link_state.dqdh, j, 0, lanes)
        is_open = flags(link_state.setting, j, 0, lanes)
        if any_lane(computed & (is_open | (flow != 0.0) | (slope != 0.0))):  # what is and stays closed has no news
            new_structure_flow(
                nodes, links, structures, outfall_gate, node_state, link_state, j, dt, step, computed, 0, lanes
            )
            flow, slope = load(link_state.flow, j, 0, lanes), load(link_state.dqdh, j, 0, lanes)
        area_up, area_down = load(link_state.area_up, j, 0, lanes), load(link_state.area_down, j, 0, lanes)
        if busy1 and any_lane((flow != 0.0) | (slope != 0.0)):
            add_to(node_state.outflow, n1, 0, moving, max(flow, 0.0), lanes)
            add_to(node_state.inflow, n1, 0, moving, max(-flow, 0.0), lanes)
            add_to(node_state.sum_dqdh, n1, 0, moving, slope, lanes)
        if busy2 and any_lane((flow != 0.0) | (slope != 0.0)):
            add_to(node_state.inflow, n2, 0, moving, max(flow, 0.0), lanes)
            add_to(node_state.outflow, n2, 0, moving, max(-flow, 0.0), lanes)
            add_to(node_state.sum_dqdh, n2, 0, moving, slope if felt_below else spread(0.0, lanes), lanes)
        if busy1 and any_lane(area_up != 0.0):
            add_to(node_state.surface_area, n1, 0, moving, area_up, lanes)
        if busy2 and any_lane(area_down != 0.0):
            add_to(node_state.surface_area, n2, 0, moving, area_down, lanes)
