"""Pumps, orifices, weirs, outlets and conduits without a section: their settings and their flows.

Structures come after the conduits in each iteration, in the file's order, and each adds its flow to its nodes at
once: an ideal pump, a dummy conduit and a pump that its wet well limits take what has reached the node by then.
"""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.arrays import Shared
from sponge.base.constants import SMALL_DEPTH
from sponge.base.kernels import inlined, kernel
from sponge.base.vectors import (
    PART,
    any_lane,
    fetch,
    flags,
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
from sponge.engine.conduit_flows import add_to
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
from sponge.physics.links.orifice import Orifices, orifice_flow
from sponge.physics.links.outlet import Outlets, outlet_flow
from sponge.physics.links.pump import DEPTH, HEAD, STEP_DEPTH, STEP_VOLUME, Pumps, pump_flow
from sponge.physics.links.weir import ROADWAY, Weirs, weir_flow
from sponge.physics.momentum import relaxed

ONE_LANE = (0.0,)
SETTLED = 0.001  # share of an orifice's travel within which it has arrived


class Structures(NamedTuple):
    """All links that are not conduits with a section."""

    link: Shared  # (structure,) link, rising
    pumps: Pumps
    orifices: Orifices
    weirs: Weirs
    outlets: Outlets


class Ends(NamedTuple):
    """What a structure meets at its two ends, at one instant."""

    depth_up: float  # m, at the upstream node
    depth_down: float  # m
    head_up: float  # m above the crest
    head_down: float  # m above the crest, felt downstream
    lift: float  # m, head downstream less head upstream
    volume: float  # m3, at the upstream node
    available: float  # m3/s, that has reached the upstream node


@kernel
def pump_targets(links, structures, node_state, link_state, active, lanes):
    """Pumps aim at their present setting, unless the depth at their inlet switches them on or off."""
    pumps = structures.pumps
    for s in range(structures.link.size):
        j = structures.link[s]
        if links.kind[j] != PUMP:
            continue
        k = links.index[j]
        for part in range(0, len(lanes), PART):
            setting, depth = load(link_state.setting, j, part, lanes), load(node_state.depth, links.up[j], part, lanes)
            start = load(pumps.start_depth, k, part, lanes)
            low = (setting > 0.0) & (depth < load(pumps.stop_depth, k, part, lanes))
            high = (setting == 0.0) & (0.0 < start) & (start < depth)
            target = where(high, 1.0, where(low, 0.0, setting))
            put(link_state.target_setting, j, part, flags(active, part, lanes), target)


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
        moves = False
        for part in range(0, len(lanes), PART):
            setting = load(link_state.setting, j, part, lanes)
            moves = moves or any_lane(setting != load(link_state.target_setting, j, part, lanes))
        if not moves:
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
def structure_flow(structures, kind, k, lane, setting, shuts_up, shuts_down, ends):
    """Flow [m3/s] of a pump, weir or outlet, negative from downstream, and what `regulator_flow` returns beside it.

    `shuts_up` and `shuts_down` say that a gate stops water that comes from there; `ends` is an ``Ends``.
    """
    if kind == PUMP:
        flow, slope, place = pump_flow(
            structures.pumps, k, lane, setting, ends.available, ends.volume, ends.depth_up, ends.lift
        )
        return flow, slope, 0.0, place
    dry = SMALL_DEPTH if kind != WEIR else -1.0
    forward = ends.head_up > ends.head_down or (ends.head_up == ends.head_down and kind != WEIR)
    closed = shuts_up or ends.depth_up <= dry if forward else shuts_down or ends.depth_down <= dry
    flow, slope, depth, state = regulator_flow(
        structures, kind, k, lane, setting, forward, closed,
        max(ends.head_up, ends.head_down), min(ends.head_up, ends.head_down),
    )
    return flow if forward else -flow, slope, depth, state


@inlined
def orifice_flows(orifices, k, part, setting, shuts_up, shuts_down, depth1, depth2, head1, head2, lanes):
    """Flow [m3/s] of orifice k, negative from downstream, dQ/dH [m2/s], depth [m], class and free surface [m2].

    Depths [m] at its nodes and heads [m] above its crest are of both ends; a gate `shuts` water from up or down.
    """
    length = load(orifices.equivalent_length, k, part, lanes)
    forward = head1 >= head2
    closed = where(forward, (depth1 <= SMALL_DEPTH) | shuts_up, (depth2 <= SMALL_DEPTH) | shuts_down)
    upper, lower = max(head1, head2), min(head1, head2)
    flow, slope, depth, surface = orifice_flow(
        orifices.kind[k], orifices.shape[k], orifices.flap_gate[k], load(orifices.height, k, part, lanes),
        load(orifices.width, k, part, lanes), load(orifices.discharge_coefficient, k, part, lanes), length, setting,
        upper, lower,
    )
    depth = where(closed, 0.0, depth)
    state = where(lower < 0.0, where(forward, DOWN_CRITICAL, UP_CRITICAL), SUBCRITICAL)
    flow = where(forward, flow, -flow)
    return (
        where(closed, 0.0, flow), where(closed, 0.0, slope), depth, 1.0 * where(depth > 0.0, state, DRY),
        where(closed, SMALL_DEPTH * length, surface),
    )  # fmt: skip


@kernel
def structure_inflow(nodes, links, structures, node_state, link_state, j, lane):
    """Flow [m3/s] that enters pump or regulator j where nothing downstream is felt (steady flow, kinematic wave)."""
    setting = link_state.setting[j, lane]
    if setting == 0.0:
        return 0.0
    n1, n2, offset = links.up[j], links.down[j], links.offset_up[j, lane]
    depth, depth_down = node_state.depth[n1, lane], node_state.depth[n2, lane]
    if links.kind[j] == ORIFICE:
        return orifice_flows(
            structures.orifices, links.index[j], lane, setting, False, False, depth, depth_down, depth - offset,
            -offset, ONE_LANE,
        )[0]  # fmt: skip
    lift = depth_down + nodes.invert[n2, lane] - depth - nodes.invert[n1, lane]
    available = node_state.inflow[n1, lane] + node_state.overflow[n1, lane]
    ends = Ends(depth, depth_down, depth - offset, -offset, lift, node_state.volume[n1, lane], available)
    return structure_flow(structures, links.kind[j], links.index[j], lane, setting, False, False, ends)[0]


@kernel
def limited_pump_flow(node_state, n, lane, kind, in_storage, full_volume, flow, dt):
    """Flow [m3/s] of a pump as far as its inlet node n has water."""
    if flow == 0.0:
        return flow
    inflow = node_state.inflow[n, lane]
    if in_storage or kind == STEP_VOLUME:
        return max_outflow(full_volume, inflow, node_state.volume_old[n, lane], dt, flow)
    if kind == STEP_DEPTH or kind == DEPTH or kind == HEAD:
        net = inflow - node_state.outflow[n, lane] - flow
        change = 0.5 * (node_state.net_inflow_old[n, lane] + net) * dt
        if node_state.depth_old[n, lane] + change / node_state.surface_area[n, lane] <= 0.0:
            return inflow
    return flow


@kernel
def flow_of_lane(nodes, links, structures, outfall_gate, node_state, link_state, s, dt, lane):
    """New flow [m3/s] of a structure that is neither closed nor an orifice, in one lane, and its dQ/dH [m2/s]."""
    j = structures.link[s]
    n1, n2, kind, k = links.up[j], links.down[j], links.kind[j], links.index[j]
    available = node_state.inflow[n1, lane] + node_state.overflow[n1, lane]
    if kind == CONDUIT:
        limit = links.max_flow[j, lane]
        return min(available, limit) if limit > 0.0 else available, 0.0
    depth1, depth2 = node_state.depth[n1, lane], node_state.depth[n2, lane]
    level, offset = depth2 + nodes.invert[n2, lane] - nodes.invert[n1, lane], links.offset_up[j, lane]
    ends = Ends(
        depth1, depth2, depth1 - offset, level - offset, level - depth1, node_state.volume[n1, lane], available
    )
    flow, slope, depth, state = structure_flow(
        structures, kind, k, lane, link_state.setting[j, lane], outfall_gate[n1] == 1,
        outfall_gate[n2] == 1 or links.flap_gate[j] == 1, ends,
    )
    link_state.depth[j, lane] = depth
    link_state.flow_class[j, lane] = state
    link_state.equivalent_surface[j, lane] = 0.0
    if kind == PUMP:
        flow = limited_pump_flow(
            node_state, n1, lane, structures.pumps.kind[k], nodes.kind[n1] == STORAGE, nodes.full_volume[n1, lane],
            flow, dt,
        )
    return flow, slope


@inlined
def open_orifice(nodes, links, structures, outfall_gate, node_state, link_state, j, is_open, part, lanes):
    """New flow [m3/s] of an orifice in the lanes where it is open, and its dQ/dH [m2/s]."""
    n1, n2 = links.up[j], links.down[j]
    depth1, depth2 = load(node_state.depth, n1, part, lanes), load(node_state.depth, n2, part, lanes)
    offset = load(links.offset_up, j, part, lanes)
    level = depth2 + load(nodes.invert, n2, part, lanes) - load(nodes.invert, n1, part, lanes)
    setting = where(is_open, load(link_state.setting, j, part, lanes), 1.0)
    flow, slope, depth, state, surface = orifice_flows(
        structures.orifices, links.index[j], part, setting, outfall_gate[n1] == 1,
        outfall_gate[n2] == 1 or links.flap_gate[j] == 1, depth1, depth2, depth1 - offset, level - offset, lanes,
    )
    put(link_state.depth, j, part, is_open, depth)
    put(link_state.flow_class, j, part, is_open, state)
    put(link_state.equivalent_surface, j, part, is_open, surface)
    return where(is_open, flow, 0.0), where(is_open, slope, 0.0)


@inlined
def new_structure_flow(
    nodes, links, structures, outfall_gate, node_state, link_state, s, dt, step, computed, part, lanes
):
    """Compute a structure anew in the lanes ``computed``: nothing passes where it is closed."""
    j = structures.link[s]
    n1, n2, kind = links.up[j], links.down[j], links.kind[j]
    flow, slope = spread(0.0, lanes), spread(0.0, lanes)
    is_open = computed & flags(link_state.setting, j, part, lanes)
    if kind == ORIFICE:
        if any_lane(is_open):
            flow, slope = open_orifice(
                nodes, links, structures, outfall_gate, node_state, link_state, j, is_open, part, lanes
            )
    elif any_lane(is_open):
        flow, slope = lanewise(
            is_open, flow_of_lane, nodes, links, structures, outfall_gate, node_state, link_state, s,
            load(dt, part, lanes), numbers(part, lanes),
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
def structure_flows(
    nodes, links, structures, outfall_gate, node_state, link_state, dt, step, unsettled, active, lanes
):
    """New flow of every structure in iteration `step` of a dynamic wave step, added at once to its nodes' balance.

    ``outfall_gate`` (node,) is 1 at a gated outfall. Only orifices give their nodes surface area, none to a storage
    unit and none where the flow falls free; the slope of a pump along depth is felt at its inlet alone.
    """
    moving = flags(active, 0, lanes)
    lanes_moving = word_of(moving)
    for s in range(structures.link.size):
        j = structures.link[s]
        n1, n2 = links.up[j], links.down[j]
        busy1, busy2 = (
            lanes_moving & ~unsettled.resting[n1] != 0, lanes_moving & ~unsettled.resting[n2] != 0
        )  # fmt: skip
        if not (busy1 or busy2):
            continue
        following = structures.link[min(s + 1, structures.link.size - 1)]
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
                nodes, links, structures, outfall_gate, node_state, link_state, s, dt, step, computed, 0, lanes
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
