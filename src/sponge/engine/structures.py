"""Pumps, orifices, weirs, outlets and conduits without a section: their settings and their flows.

Structures come after the conduits in each iteration, in the file's order, and each adds its flow to its nodes at
once: an ideal pump, a dummy conduit and a pump that its wet well limits take what has reached the node by then.
"""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.arrays import Shared
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
    numbers,
    put,
    spread,
    where,
    word_of,
)
from sponge.base.constants import SMALL_DEPTH
from sponge.engine.network import (
    CONDUIT,
    DOWN_CRITICAL,
    DRY,
    ORIFICE,
    PUMP,
    STORAGE,
    SUBCRITICAL,
    UP_CRITICAL,
    WEIR,
)
from sponge.engine.nodes import max_outflow
from sponge.engine.picard.conduit_flows import add_to
from sponge.physics.conduits.momentum import relaxed
from sponge.physics.links.orifice import Orifices, orifice_flow
from sponge.physics.links.outlet import Outlets, outlet_flow
from sponge.physics.links.pump import DEPTH, HEAD, STEP_DEPTH, STEP_VOLUME, Pumps, pump_flow
from sponge.physics.links.weir import ROADWAY, Weirs, weir_flow

SETTLED = 0.001  # share of an orifice's travel within which it has arrived


class Structures(NamedTuple):
    """All links that are not conduits with a section."""

    link: Shared  # (structure,) link, rising
    pumps: Pumps
    orifices: Orifices
    weirs: Weirs
    outlets: Outlets


@kernel
def pump_targets(links, structures, node_state, link_state, active, lanes):
    """Pumps aim at their present setting, unless the depth at their inlet switches them on or off."""
    pumps = structures.pumps
    for s in range(structures.link.size):
        j = structures.link[s]
        if links.kind[j] != PUMP:
            continue
        k = links.index[j]
        setting, depth = load(link_state.setting, j, lanes), load(node_state.depth, links.up[j], lanes)
        start = load(pumps.start_depth, k, lanes)
        low = (setting > 0.0) & (depth < load(pumps.stop_depth, k, lanes))
        high = (setting == 0.0) & (0.0 < start) & (start < depth)
        target = where(high, 1.0, where(low, 0.0, setting))
        put(link_state.target_setting, j, flags(active, lanes), target)


@kernel
def moved(setting, target, open_time, dt):
    """Setting of an orifice that needs `open_time` [s] from closed to open, `dt` [s] on."""
    change = target - setting
    if open_time == 0.0 or dt / open_time + SETTLED >= abs(change):
        return target
    return setting + (dt / open_time if change > 0.0 else -dt / open_time)


@kernel
def move_settings(links, structures, link_state, time, dt, changed, active, lanes):
    """Bring every link's setting to its target, an orifice's as fast as it moves; count in ``changed`` (lane,)."""
    for lane in range(len(lanes)):
        changed[lane] = 0
    for j in range(links.kind.size):
        if not any_lane(load(link_state.setting, j, lanes) != load(link_state.target_setting, j, lanes)):
            continue
        for lane in range(len(lanes)):
            setting, target = link_state.setting[j, lane], link_state.target_setting[j, lane]
            if not active[lane] or setting == target:
                continue
            changed[lane] += 1
            if setting * target == 0.0:
                link_state.time_last_set[j, lane] = time[lane]
            if links.kind[j] == ORIFICE:
                target = moved(setting, target, structures.orifices.open_time[links.index[j], lane], dt[lane])
            link_state.setting[j, lane] = target


@kernel
def regulator_flow(structures, kind, k, lane, setting, forward, closed, upper, lower):
    """Flow [m3/s] of a weir or outlet from its higher to its lower side, dQ/dH [m2/s], depth [m] and class.

    `forward` says that the upstream node is the higher; heads `upper` >= `lower` [m] above the crest; `closed` where a
    gate shuts or the higher side is dry.
    """
    crest, flow, slope, depth = 0.0, 0.0, 0.0, 0.0
    if kind == WEIR:
        road = structures.weirs.kind[k] == ROADWAY
        if road or not closed:
            direction = 1.0 if forward else -1.0
            flow, slope, depth = weir_flow(structures.weirs, k, lane, setting, direction, upper, lower)
        if not road:
            crest = (1.0 - setting) * structures.weirs.height[k, lane]
    elif not closed:
        flow, depth = outlet_flow(structures.outlets, k, lane, setting, upper, lower)
        crest = lower  # an outlet never falls free
    state = DRY
    if depth > 0.0:
        state = SUBCRITICAL
        if lower < crest:
            state = DOWN_CRITICAL if forward else UP_CRITICAL
    return flow, slope, depth, state


@kernel
def regulator_of_lane(structures, kind, k, lane, setting, shuts_up, shuts_down, depth1, depth2, head1, head2):
    """Flow [m3/s] of a weir or outlet, negative from downstream, and what `regulator_flow` returns beside it.

    Depths [m] at its nodes and heads [m] above its crest are of both ends; a gate `shuts` water from up or down.
    """
    dry = SMALL_DEPTH if kind != WEIR else -1.0
    forward = head1 > head2 or (head1 == head2 and kind != WEIR)
    closed = shuts_up or depth1 <= dry if forward else shuts_down or depth2 <= dry
    flow, slope, depth, state = regulator_flow(
        structures, kind, k, lane, setting, forward, closed, max(head1, head2), min(head1, head2)
    )
    return flow if forward else -flow, slope, depth, 1.0 * state


@kernel
def pump_of_lane(kind, tables, curve, setting, available, volume, depth, lift):
    """``pump_flow`` of one lane."""
    return pump_flow(kind, tables, curve, setting, available, volume, depth, lift)


@inlined
def pump_flows(pumps, k, setting, available, volume, depth, lift, is_open, lanes):
    """``pump_flow`` of pump k in the lanes where it is open."""
    kind, curve = pumps.kind[k], load(pumps.curve, k, lanes)
    if all_alike(curve):
        return pump_flow(kind, pumps.tables, first_of(curve), setting, available, volume, depth, lift)
    return lanewise(is_open, pump_of_lane, kind, pumps.tables, curve, setting, available, volume, depth, lift)


@inlined
def orifice_flows(orifices, k, setting, shuts_up, shuts_down, depth1, depth2, head1, head2, lanes):
    """Flow [m3/s] of orifice k, negative from downstream, dQ/dH [m2/s], depth [m], class and free surface [m2].

    Depths [m] at its nodes and heads [m] above its crest are of both ends; a gate `shuts` water from up or down.
    """
    length = load(orifices.equivalent_length, k, lanes)
    forward = head1 >= head2
    closed = where(forward, (depth1 <= SMALL_DEPTH) | shuts_up, (depth2 <= SMALL_DEPTH) | shuts_down)
    upper, lower = max(head1, head2), min(head1, head2)
    flow, slope, depth, surface = orifice_flow(
        orifices.kind[k], orifices.shape[k], orifices.flap_gate[k], load(orifices.height, k, lanes),
        load(orifices.width, k, lanes), load(orifices.discharge_coefficient, k, lanes), length, setting, upper, lower,
    )
    depth = where(closed, 0.0, depth)
    state = where(lower < 0.0, where(forward, DOWN_CRITICAL, UP_CRITICAL), SUBCRITICAL)
    flow = where(forward, flow, -flow)
    return (
        where(closed, 0.0, flow), where(closed, 0.0, slope), depth, 1.0 * where(depth > 0.0, state, DRY),
        where(closed, SMALL_DEPTH * length, surface),
    )  # fmt: skip


@inlined
def structure_flow(nodes, links, structures, gates, node_state, link_state, j, depth_down, level, is_open, lanes):
    """Flow [m3/s] of a pump or regulator where it is open, dQ/dH [m2/s], depth [m], class and free surface [m2].

    `depth_down` [m] is that of its outlet node, `level` [m] the water there above the invert of its inlet node;
    ``gates`` say whether a gate shuts water from up and from down.
    """
    n1, kind, k = links.up[j], links.kind[j], links.index[j]
    depth_up, offset = load(node_state.depth, n1, lanes), load(links.offset_up, j, lanes)
    setting = where(is_open, load(link_state.setting, j, lanes), 1.0)
    if kind == ORIFICE:
        return orifice_flows(
            structures.orifices, k, setting, gates[0], gates[1], depth_up, depth_down, depth_up - offset,
            level - offset, lanes,
        )
    none = spread(0.0, lanes)
    if kind == PUMP:
        available = load(node_state.inflow, n1, lanes) + load(node_state.overflow, n1, lanes)
        flow, slope, place = pump_flows(
            structures.pumps, k, setting, available, load(node_state.volume, n1, lanes), depth_up, level - depth_up,
            is_open, lanes,
        )
        return flow, slope, none, place, none
    flow, slope, depth, state = lanewise(
        is_open, regulator_of_lane, structures, kind, k, numbers(lanes), setting, gates[0], gates[1], depth_up,
        depth_down, depth_up - offset, level - offset,
    )
    return flow, slope, depth, state, none


@kernel
def structure_inflow(nodes, links, structures, node_state, link_state, j, lane):
    """Flow [m3/s] that enters pump or regulator j where nothing downstream is felt (steady flow, kinematic wave)."""
    if link_state.setting[j, lane] == 0.0:
        return 0.0
    n1, n2 = links.up[j], links.down[j]
    depth_down, level = node_state.depth[n2, lane], 0.0
    if links.kind[j] == PUMP:
        level = depth_down + nodes.invert[n2, lane] - nodes.invert[n1, lane]
    return structure_flow(
        nodes, links, structures, (False, False), node_state, link_state, j, depth_down, level, True, lane
    )[0]


@inlined
def limited_pump_flow(node_state, n, kind, in_storage, full_volume, flow, dt, lanes):
    """Flow [m3/s] of a pump as far as its inlet node n has water."""
    inflow = load(node_state.inflow, n, lanes)
    if in_storage or kind == STEP_VOLUME:
        flow = max_outflow(full_volume, inflow, load(node_state.volume_old, n, lanes), dt, flow)
    elif kind == STEP_DEPTH or kind == DEPTH or kind == HEAD:
        net = inflow - load(node_state.outflow, n, lanes) - flow
        change = 0.5 * (load(node_state.net_inflow_old, n, lanes) + net) * dt
        left = load(node_state.depth_old, n, lanes) + change / load(node_state.surface_area, n, lanes)
        flow = where((flow != 0.0) & (left <= 0.0), inflow, flow)
    return flow


@inlined
def passed_on(links, node_state, j, lanes):
    """Flow [m3/s] of a conduit without a section: what arrives, up to its limit."""
    n1, limit = links.up[j], load(links.max_flow, j, lanes)
    available = load(node_state.inflow, n1, lanes) + load(node_state.overflow, n1, lanes)
    return where(limit > 0.0, min(available, limit), available)


@inlined
def open_structure(nodes, links, structures, outfall_gate, node_state, link_state, j, dt, is_open, lanes):
    """New flow [m3/s] of a pump or regulator in the lanes where it is open, and its dQ/dH [m2/s]."""
    n1, n2, kind, k = links.up[j], links.down[j], links.kind[j], links.index[j]
    depth_down = load(node_state.depth, n2, lanes)
    level = depth_down + load(nodes.invert, n2, lanes) - load(nodes.invert, n1, lanes)
    gates = outfall_gate[n1] == 1, outfall_gate[n2] == 1 or links.flap_gate[j] == 1
    flow, slope, depth, state, surface = structure_flow(
        nodes, links, structures, gates, node_state, link_state, j, depth_down, level, is_open, lanes
    )
    if kind == PUMP:
        flow = limited_pump_flow(
            node_state, n1, structures.pumps.kind[k], nodes.kind[n1] == STORAGE, load(nodes.full_volume, n1, lanes),
            flow, load(dt, lanes), lanes,
        )
    put(link_state.depth, j, is_open, depth)
    put(link_state.flow_class, j, is_open, state)
    put(link_state.equivalent_surface, j, is_open, surface)
    return where(is_open, flow, 0.0), where(is_open, slope, 0.0)


@inlined
def new_structure_flow(nodes, links, structures, outfall_gate, node_state, link_state, j, dt, step, computed, lanes):
    """Compute a structure anew in the lanes ``computed``: nothing passes where it is closed."""
    n1, n2, kind = links.up[j], links.down[j], links.kind[j]
    flow, slope = spread(0.0, lanes), spread(0.0, lanes)
    is_open = computed & flags(link_state.setting, j, lanes)
    if any_lane(is_open):
        if kind == CONDUIT:
            flow = where(is_open, passed_on(links, node_state, j, lanes), 0.0)
        else:
            flow, slope = open_structure(
                nodes, links, structures, outfall_gate, node_state, link_state, j, dt, is_open, lanes
            )
    if kind != PUMP and step > 0:
        flow = relaxed(load(link_state.flow, j, lanes), flow)
    put(link_state.flow, j, computed, flow)
    put(link_state.dqdh, j, computed, slope)
    half, fall = 0.5 * load(link_state.equivalent_surface, j, lanes), load(link_state.flow_class, j, lanes)
    area_up = where((fall == UP_CRITICAL) | (nodes.kind[n1] == STORAGE), 0.0, half)
    put(link_state.area_up, j, computed, area_up)
    area_down = where((fall == DOWN_CRITICAL) | (nodes.kind[n2] == STORAGE), 0.0, half)
    put(link_state.area_down, j, computed, area_down)


@kernel
def structures_at_work(structures, link_state, unsettled, lanes):
    """Put the links that are open or carried water in the last step into ``unsettled.at_work``; returns how many."""
    count = 0
    for s in range(structures.link.size):
        j = structures.link[s]
        moves = flags(link_state.setting, j, lanes) | flags(link_state.flow, j, lanes)
        moves = moves | flags(link_state.dqdh, j, lanes) | flags(link_state.equivalent_surface, j, lanes)
        moves = moves | flags(link_state.area_up, j, lanes) | flags(link_state.area_down, j, lanes)
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
    moving = flags(active, lanes)
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
        flow, slope = load(link_state.flow, j, lanes), load(link_state.dqdh, j, lanes)
        is_open = flags(link_state.setting, j, lanes)
        if any_lane(computed & (is_open | (flow != 0.0) | (slope != 0.0))):  # what is and stays closed has no news
            new_structure_flow(
                nodes, links, structures, outfall_gate, node_state, link_state, j, dt, step, computed, lanes
            )
            flow, slope = load(link_state.flow, j, lanes), load(link_state.dqdh, j, lanes)
        area_up, area_down = load(link_state.area_up, j, lanes), load(link_state.area_down, j, lanes)
        if busy1 and any_lane((flow != 0.0) | (slope != 0.0)):
            add_to(node_state.outflow, n1, moving, max(flow, 0.0), lanes)
            add_to(node_state.inflow, n1, moving, max(-flow, 0.0), lanes)
            add_to(node_state.sum_dqdh, n1, moving, slope, lanes)
        if busy2 and any_lane((flow != 0.0) | (slope != 0.0)):
            add_to(node_state.inflow, n2, moving, max(flow, 0.0), lanes)
            add_to(node_state.outflow, n2, moving, max(-flow, 0.0), lanes)
            add_to(node_state.sum_dqdh, n2, moving, slope if felt_below else spread(0.0, lanes), lanes)
        if busy1 and any_lane(area_up != 0.0):
            add_to(node_state.surface_area, n1, moving, area_up, lanes)
        if busy2 and any_lane(area_down != 0.0):
            add_to(node_state.surface_area, n2, moving, area_down, lanes)
