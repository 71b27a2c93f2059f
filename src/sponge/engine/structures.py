"""Pumps, orifices, weirs, outlets and conduits without a section: their settings and their flows.

Structures come after the conduits in each iteration, in the file's order, and each adds its flow to its nodes at
once: an ideal pump, a dummy conduit and a pump that its wet well limits take what has reached the node by then.
"""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.arrays import Shared
from sponge.base.constants import SMALL_DEPTH
from sponge.base.kernels import kernel
from sponge.engine.network import CONDUIT, DOWN_CRITICAL, DRY, ORIFICE, PUMP, STORAGE, SUBCRITICAL, UP_CRITICAL, WEIR
from sponge.engine.nodes import max_outflow
from sponge.physics.links.orifice import Orifices, orifice_flow
from sponge.physics.links.outlet import Outlets, outlet_flow
from sponge.physics.links.pump import DEPTH, HEAD, STEP_DEPTH, STEP_VOLUME, Pumps, pump_flow
from sponge.physics.links.weir import ROADWAY, Weirs, weir_flow
from sponge.physics.momentum import relaxed

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
        for lane in range(len(lanes)):
            if not active[lane]:
                continue
            target = setting = link_state.setting[j, lane]
            depth = node_state.depth[links.up[j], lane]
            if setting > 0.0 and depth < pumps.stop_depth[k, lane]:
                target = 0.0
            if setting == 0.0 and 0.0 < pumps.start_depth[k, lane] < depth:
                target = 1.0
            link_state.target_setting[j, lane] = target


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
    """Flow [m3/s] of an orifice, weir or outlet from its higher to its lower side, dQ/dH [m2/s], depth [m], class and,
    of an orifice, free surface [m2].

    `forward` says that the upstream node is the higher; heads `upper` >= `lower` [m] above the crest; `closed` where a
    gate shuts or the higher side is dry.
    """
    crest, flow, slope, depth, surface = 0.0, 0.0, 0.0, 0.0, 0.0
    if kind == ORIFICE:
        surface = SMALL_DEPTH * structures.orifices.equivalent_length[k, lane]
        if not closed:
            flow, slope, depth, surface = orifice_flow(structures.orifices, k, lane, setting, upper, lower)
    elif kind == WEIR:
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
    return flow, slope, depth, state, surface


@kernel
def structure_flow(structures, kind, k, lane, setting, shuts_up, shuts_down, ends):
    """Flow [m3/s] of a pump or regulator, negative from downstream, and what `regulator_flow` returns beside it.

    `shuts_up` and `shuts_down` say that a gate stops water that comes from there; `ends` is an ``Ends``.
    """
    if kind == PUMP:
        flow, slope, place = pump_flow(
            structures.pumps, k, lane, setting, ends.available, ends.volume, ends.depth_up, ends.lift
        )
        return flow, slope, 0.0, place, 0.0
    dry = SMALL_DEPTH if kind != WEIR else -1.0
    forward = ends.head_up > ends.head_down or (ends.head_up == ends.head_down and kind != WEIR)
    closed = shuts_up or ends.depth_up <= dry if forward else shuts_down or ends.depth_down <= dry
    flow, slope, depth, state, surface = regulator_flow(
        structures, kind, k, lane, setting, forward, closed,
        max(ends.head_up, ends.head_down), min(ends.head_up, ends.head_down),
    )
    return flow if forward else -flow, slope, depth, state, surface


@kernel
def structure_inflow(nodes, links, structures, node_state, link_state, j, lane):
    """Flow [m3/s] that enters pump or regulator j where nothing downstream is felt (steady flow, kinematic wave)."""
    setting = link_state.setting[j, lane]
    if setting == 0.0:
        return 0.0
    n1, n2, offset = links.up[j], links.down[j], links.offset_up[j, lane]
    depth, depth_down = node_state.depth[n1, lane], node_state.depth[n2, lane]
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
def structure_flows(nodes, links, structures, outfall_gate, node_state, link_state, dt, step, active, lanes):
    """New flow of every structure in iteration `step` of a dynamic wave step, added at once to its nodes' balance.

    ``outfall_gate`` (node,) is 1 at a gated outfall. Only orifices give their nodes surface area, none to a storage
    unit and none where the flow falls free; the slope of a pump along depth is felt at its inlet alone.
    """
    for s in range(structures.link.size):
        j = structures.link[s]
        n1, n2, kind, k = links.up[j], links.down[j], links.kind[j], links.index[j]
        shuts_up = outfall_gate[n1] == 1
        shuts_down = outfall_gate[n2] == 1 or links.flap_gate[j] == 1
        pump_kind = structures.pumps.kind[k] if kind == PUMP else -1
        for lane in range(len(lanes)):
            if not active[lane]:
                continue
            available = node_state.inflow[n1, lane] + node_state.overflow[n1, lane]
            if link_state.bypassed[j, lane] == 0.0:
                flow, slope, setting = 0.0, 0.0, link_state.setting[j, lane]
                if setting != 0.0 and kind == CONDUIT:
                    limit = links.max_flow[j, lane]
                    flow = min(available, limit) if limit > 0.0 else available
                elif setting != 0.0:
                    depth1, depth2 = node_state.depth[n1, lane], node_state.depth[n2, lane]
                    level, offset = depth2 + nodes.invert[n2, lane] - nodes.invert[n1, lane], links.offset_up[j, lane]
                    ends = Ends(
                        depth1, depth2, depth1 - offset, level - offset, level - depth1, node_state.volume[n1, lane],
                        available,
                    )
                    flow, slope, depth, state, surface = structure_flow(
                        structures, kind, k, lane, setting, shuts_up, shuts_down, ends
                    )
                    link_state.depth[j, lane] = depth
                    link_state.flow_class[j, lane] = state
                    link_state.equivalent_surface[j, lane] = surface
                if kind == PUMP:
                    flow = limited_pump_flow(
                        node_state, n1, lane, pump_kind, nodes.kind[n1] == STORAGE, nodes.full_volume[n1, lane], flow,
                        dt[lane],
                    )
                elif step > 0:
                    flow = relaxed(link_state.flow[j, lane], flow)
                link_state.flow[j, lane] = flow
                link_state.dqdh[j, lane] = slope
                half, fall = 0.5 * link_state.equivalent_surface[j, lane], link_state.flow_class[j, lane]
                link_state.area_up[j, lane] = 0.0 if fall == UP_CRITICAL or nodes.kind[n1] == STORAGE else half
                link_state.area_down[j, lane] = 0.0 if fall == DOWN_CRITICAL or nodes.kind[n2] == STORAGE else half

            flow, slope = link_state.flow[j, lane], link_state.dqdh[j, lane]
            node_state.outflow[n1, lane] += max(flow, 0.0)
            node_state.inflow[n2, lane] += max(flow, 0.0)
            node_state.inflow[n1, lane] += max(-flow, 0.0)
            node_state.outflow[n2, lane] += max(-flow, 0.0)
            node_state.surface_area[n1, lane] += link_state.area_up[j, lane]
            node_state.surface_area[n2, lane] += link_state.area_down[j, lane]
            node_state.sum_dqdh[n1, lane] += slope
            node_state.sum_dqdh[n2, lane] += slope if pump_kind != DEPTH else 0.0
