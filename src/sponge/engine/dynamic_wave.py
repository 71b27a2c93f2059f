"""Dynamic wave routing by Picard iteration, as EPA SWMM does it.

Each iteration finds the flow of every link from the heads of the last iterate, then the depth of every node from
its net inflow (Rossman, SWMM 5 Reference Manual Vol. II, ch. 3). A lane that has converged takes no further part,
and a link between two converged nodes keeps its flow.
"""

from __future__ import annotations

from math import exp, sqrt

from sponge.base.constants import GRAVITY, SMALL_AREA, SMALL_DEPTH, SMALL_FLOW
from sponge.base.kernels import kernel
from sponge.engine.network import (
    DOWN_CRITICAL,
    DOWN_DRY,
    DRY,
    FULL_DAMPING,
    LIMIT_BOTH,
    LIMIT_FROUDE,
    LIMIT_NONE,
    LIMIT_SLOPE,
    NO_DAMPING,
    OUTFALL,
    STORAGE,
    SUBCRITICAL,
    SUPERCRITICAL,
    UP_CRITICAL,
    UP_DRY,
)
from sponge.physics.conduit_losses import conduit_loss
from sponge.physics.culvert import culvert_inflow
from sponge.physics.force_main import force_main_friction_slope
from sponge.physics.momentum import (
    froude_number,
    inertia_weight,
    limited_velocity,
    local_loss,
    relaxed,
    slot_width,
)
from sponge.physics.nodes.storage import storage_area, storage_volume
from sponge.physics.sections.lookup import critical_depth, depth_row, normal_depth_ratio


@kernel
def flow_class(depth_up, depth_down, head_up, head_down, bed_up, bed_down, drop_up, drop_down, flow):
    """How a conduit flows, from the depths at its ends; CRITICAL classes still await critical depth.

    ``drop_*`` is the free fall [m] from the conduit's invert to the node's (or the outfall's water).
    """
    if depth_up > SMALL_DEPTH and depth_down > SMALL_DEPTH:
        if flow < 0.0:
            return UP_CRITICAL if drop_up > 0.0 else SUBCRITICAL
        return DOWN_CRITICAL if drop_down > 0.0 else SUBCRITICAL
    if depth_up <= SMALL_DEPTH and depth_down <= SMALL_DEPTH:
        return DRY
    if depth_down > SMALL_DEPTH:
        if head_down < bed_up:
            return UP_DRY
        return UP_CRITICAL if drop_up > 0.0 else SUBCRITICAL
    if head_up < bed_down:
        return DOWN_DRY
    return DOWN_CRITICAL if drop_down > 0.0 else SUBCRITICAL


@kernel
def runs_slower(table, k, y, flow, full_flow, full_area, max_width):
    """Is the depth ratio y surely above both normal and critical depth of a flow [m3/s]? Spares the search for them."""
    row = depth_row(min(y, 1.0))
    area = table[k, row, 1]
    normal = full_flow * area * sqrt(table[k, row, 5])
    critical = table[k, row, 7] * full_area * sqrt(GRAVITY * full_area / max_width)
    return flow < 0.98 * min(normal, critical)


@kernel
def start_iterations(nodes, links, conduits, node_state, link_state, conduit_state, active, lanes):
    """Forget the last step's iterates."""
    for i in range(nodes.kind.size):
        for lane in range(len(lanes)):
            if active[lane]:
                node_state.converged[i, lane] = 0.0
                node_state.depth_rate[i, lane] = 0.0
    for j in range(links.kind.size):
        for lane in range(len(lanes)):
            if active[lane]:
                link_state.bypassed[j, lane] = 0.0
                link_state.area_up[j, lane] = 0.0
                link_state.area_down[j, lane] = 0.0
    for c in range(conduits.link.size):
        for lane in range(len(lanes)):
            if active[lane]:
                conduit_state.area_old[c, lane] = conduit_state.area[c, lane]


@kernel
def gather_lateral(settings, nodes, storages, node_state, active, lanes):
    """Each node's own surface area, and its inflow and outflow before any link adds to them."""
    for i in range(nodes.kind.size):
        for lane in range(len(lanes)):
            if not active[lane]:
                continue
            lateral = node_state.lateral[i, lane]
            node_state.inflow[i, lane] = max(lateral, 0.0)
            node_state.outflow[i, lane] = node_state.losses[i, lane] + max(-lateral, 0.0)
            node_state.sum_dqdh[i, lane] = 0.0
            area = 0.0
            depth = node_state.depth[i, lane]
            if settings.allow_ponding and depth > nodes.full_depth[i, lane] and nodes.ponded_area[i, lane] > 0.0:
                area = nodes.ponded_area[i, lane]
            elif nodes.kind[i] == STORAGE:
                area = storage_area(storages, nodes.index[i], lane, depth)
            node_state.surface_area[i, lane] = area


@kernel
def normal_flow_applies(settings, depth_up, depth_down, flow, area_up, width_up, full_depth, is_open, at_outfall):
    """Should the flow be held to normal flow at the upstream depth?"""
    mode = settings.normal_flow
    if (mode == LIMIT_SLOPE or mode == LIMIT_BOTH or at_outfall) and depth_up < depth_down:
        return True
    if (mode == LIMIT_FROUDE or mode == LIMIT_BOTH) and not at_outfall:
        if depth_up > SMALL_DEPTH and depth_down > SMALL_DEPTH:
            return froude_number(flow / area_up, depth_up, area_up, width_up, full_depth, is_open) >= 1.0
    return False


@kernel
def conduit_flows(
    settings, nodes, links, conduits, outfall_gate, node_state, link_state, conduit_state, evaporation_rate,
    conductivity_factor, dt, step, active, lanes,
):
    """New flow of every conduit with a section, added at once to the balance of its end nodes.

    ``outfall_gate`` (node,) is 1 at an outfall with a flap gate.
    """
    table = conduits.sections.depth
    for c in range(conduits.link.size):
        j = conduits.link[c]
        n1 = links.up[j]
        n2 = links.down[j]
        barrels = float(conduits.barrels[c])
        is_open = conduits.is_open[c]
        at_outfall = nodes.kind[n1] == OUTFALL or nodes.kind[n2] == OUTFALL
        for lane in range(len(lanes)):
            if not active[lane]:
                continue
            if link_state.bypassed[j, lane] == 0.0:
                tau = dt[lane]
                k = conduits.section[c, lane]
                full_depth = conduits.full_depth[c, lane]
                full_area = conduits.full_area[c, lane]
                max_width = conduits.max_width[c, lane]
                length = conduits.modified_length[c, lane]
                per_depth = 1.0 / full_depth
                per_length = 1.0 / length
                bed1 = conduits.bed_up[c, lane]
                bed2 = conduits.bed_down[c, lane]
                offset1 = links.offset_up[j, lane]
                offset2 = links.offset_down[j, lane]
                node_depth1 = node_state.depth[n1, lane]
                node_depth2 = node_state.depth[n2, lane]
                last = conduit_state.flow_up[c, lane]
                conduit_state.evaporation[c, lane] = 0.0
                conduit_state.seepage[c, lane] = 0.0

                # depths and heads at both ends
                y1 = max(node_depth1 - offset1, 0.0)
                y2 = max(node_depth2 - offset2, 0.0)
                h1 = bed1 + y1
                h2 = bed2 + y2
                y1 = max(y1, SMALL_DEPTH)
                y2 = max(y2, SMALL_DEPTH)
                if settings.slot == 0:
                    y1 = min(y1, full_depth)
                    y2 = min(y2, full_depth)

                # flow class; critical and normal depth only where there is a free fall
                share = 1.0
                kind = SUBCRITICAL
                if y1 < full_depth or y2 < full_depth:
                    drop1 = max(offset1 - node_depth1, 0.0) if nodes.kind[n1] == OUTFALL else offset1
                    drop2 = max(offset2 - node_depth2, 0.0) if nodes.kind[n2] == OUTFALL else offset2
                    kind = flow_class(y1, y2, h1, h2, bed1, bed2, drop1, drop2, last)
                    flow = abs(last)
                    if kind == UP_CRITICAL or kind == DOWN_CRITICAL:
                        end = y1 if kind == UP_CRITICAL else y2
                        if end > SMALL_DEPTH and runs_slower(
                            table, k, end * per_depth, flow, conduits.full_flow[c, lane], full_area, max_width
                        ):
                            kind = SUBCRITICAL
                    if kind == UP_CRITICAL or kind == DOWN_CRITICAL:
                        yn = normal_depth_ratio(conduits.sections, k, flow / conduits.full_flow[c, lane]) * full_depth
                        yc = critical_depth(conduits.sections, k, flow, full_depth, full_area, max_width)
                        low = min(yn, yc)
                        high = max(yn, yc)
                        if kind == UP_CRITICAL:
                            if y1 > SMALL_DEPTH and y1 >= low:
                                kind = SUBCRITICAL
                            else:
                                y1 = max(low, SMALL_DEPTH)
                                h1 = bed1 + y1
                        elif y2 > SMALL_DEPTH and y2 >= low:
                            kind = SUBCRITICAL
                            if y2 < high:
                                share = (high - y2) / (high - low) if high - low >= SMALL_DEPTH else 0.0
                        else:
                            y2 = max(low, SMALL_DEPTH)
                            h2 = bed2 + y2
                    elif kind == UP_DRY:
                        y1 = SMALL_DEPTH
                    elif kind == DOWN_DRY:
                        y2 = SMALL_DEPTH

                # geometry at both ends and in the middle
                ym = 0.5 * (y1 + y2)
                r1 = min(y1 * per_depth, 1.0)
                r2 = min(y2 * per_depth, 1.0)
                rm = min(ym * per_depth, 1.0)
                row1 = depth_row(r1)
                row2 = depth_row(r2)
                rowm = depth_row(rm)
                d1 = r1 - table[k, row1, 0]
                d2 = r2 - table[k, row2, 0]
                dm = rm - table[k, rowm, 0]
                a1 = (table[k, row1, 1] + d1 * table[k, row1, 2]) * full_area
                a2 = (table[k, row2, 1] + d2 * table[k, row2, 2]) * full_area
                am = (table[k, rowm, 1] + dm * table[k, rowm, 2]) * full_area
                w1 = (table[k, row1, 3] + d1 * table[k, row1, 4]) * max_width
                w2 = (table[k, row2, 3] + d2 * table[k, row2, 4]) * max_width
                wm = (table[k, rowm, 3] + dm * table[k, rowm, 4]) * max_width
                p1 = (table[k, row1, 5] + d1 * table[k, row1, 6]) * conduits.full_radius_43[c, lane]
                pm = (table[k, rowm, 5] + dm * table[k, rowm, 6]) * conduits.full_radius_43[c, lane]
                width_up = w1
                width_mid = wm
                if is_open == 0:
                    cutoff = settings.crown_cutoff
                    crown = conduits.crown_width[c, lane]
                    if settings.slot:
                        s1 = slot_width(y1 * per_depth, max_width, cutoff)
                        s2 = slot_width(y2 * per_depth, max_width, cutoff)
                        sm = slot_width(ym * per_depth, max_width, cutoff)
                        a1 += max(y1 - full_depth, 0.0) * s1
                        a2 += max(y2 - full_depth, 0.0) * s2
                        am += max(ym - full_depth, 0.0) * sm
                        w1 = s1 if s1 > 0.0 else w1
                        w2 = s2 if s2 > 0.0 else w2
                        wm = sm if sm > 0.0 else wm
                    else:
                        w1 = crown if r1 >= cutoff else w1
                        w2 = crown if r2 >= cutoff else w2
                        wm = crown if rm >= cutoff else wm

                # the water surface that each end node is given
                area_up = 0.0
                area_down = 0.0
                if kind == SUBCRITICAL:
                    area_up = (w1 + wm) * length * 0.25
                    area_down = (wm + w2) * length * 0.25 * share
                elif kind == UP_CRITICAL:
                    area_down = (wm + w2) * length * 0.5
                elif kind == DOWN_CRITICAL:
                    area_up = (w1 + wm) * length * 0.5
                elif kind == UP_DRY:
                    area_down = (wm + w2) * length * 0.25
                    if offset1 <= 0.0:
                        area_up = (w1 + wm) * length * 0.25
                elif kind == DOWN_DRY:
                    area_up = (w1 + wm) * length * 0.25
                    if offset2 <= 0.0:
                        area_down = (wm + w2) * length * 0.25
                else:
                    area_up = SMALL_DEPTH * length * 0.5
                    area_down = area_up
                link_state.area_up[j, lane] = area_up
                link_state.area_down[j, lane] = area_down
                link_state.depth[j, lane] = min(ym, full_depth)
                true_length = conduits.length[c, lane]

                if kind <= DOWN_DRY or link_state.setting[j, lane] == 0.0 or am <= SMALL_AREA:
                    conduit_state.area[c, lane] = 0.5 * (a1 + a2)
                    conduit_state.flow_up[c, lane] = 0.0
                    conduit_state.flow_down[c, lane] = 0.0
                    link_state.dqdh[j, lane] = GRAVITY * tau * am * per_length * barrels
                    link_state.froude[j, lane] = 0.0
                    link_state.volume[j, lane] = 0.5 * (a1 + a2) * true_length * barrels
                    link_state.flow[j, lane] = 0.0
                else:
                    is_full = y1 >= full_depth and y2 >= full_depth
                    velocity = limited_velocity(last, am)
                    froude = froude_number(velocity, ym, am, width_mid, full_depth, is_open)
                    if kind == SUBCRITICAL and froude > 1.0:
                        kind = SUPERCRITICAL
                    weight = inertia_weight(froude)
                    rho = weight if (not is_full and last > 0.0 and h1 >= h2) else 1.0
                    area_weighted = a1 + (am - a1) * rho
                    radius_weighted = p1 + (pm - p1) * rho
                    if settings.damping == NO_DAMPING:
                        weight = 1.0
                    elif settings.damping == FULL_DAMPING:
                        weight = 0.0
                    if is_full and is_open == 0:
                        weight = 0.0

                    # the terms of the equation
                    if is_full and conduits.is_force_main[c]:
                        friction = tau * force_main_friction_slope(
                            settings.force_main, conduits.force_main_factor[c, lane],
                            conduits.force_main_friction[c, lane], abs(velocity), conduits.full_radius[c, lane],
                            full_depth,
                        )
                    else:
                        friction = tau * conduits.roughness_factor[c, lane] / radius_weighted * abs(velocity)
                    pull = GRAVITY * tau * area_weighted * per_length
                    head = pull * (h2 - h1)
                    inertia = 0.0
                    if weight > 0.0:
                        area_old = max(conduit_state.area_old[c, lane], SMALL_AREA)
                        inertia = weight * (
                            2.0 * velocity * (am - area_old) + tau * velocity * velocity * (a2 - a1) * per_length
                        )
                    local = 0.0
                    if conduits.has_losses[c]:
                        local = (
                            local_loss(conduits.loss_inlet[c, lane], last, a1)
                            + local_loss(conduits.loss_outlet[c, lane], last, a2)
                            + local_loss(conduits.loss_average[c, lane], last, am)
                        ) * (0.5 * tau * per_length)
                    loss = 0.0
                    if conduits.seepage[c, lane] > 0.0 or (is_open and evaporation_rate[lane] > 0.0):
                        evaporated, seeped = conduit_loss(
                            conduits.sections, k, 0.5 * (link_state.depth_old[j, lane] + link_state.depth[j, lane]),
                            true_length, full_depth, max_width, is_open, conduits.sections.widest[k] * full_depth,
                            evaporation_rate[lane], conduits.seepage[c, lane] * conductivity_factor[lane],
                            link_state.volume[j, lane] / tau,
                        )
                        conduit_state.evaporation[c, lane] = evaporated
                        conduit_state.seepage[c, lane] = seeped
                        loss = (evaporated + seeped) * 2.5 * tau * velocity / true_length
                    damping = 1.0 / (1.0 + friction + local)
                    flow = (conduit_state.flow_up_old[c, lane] - head + inertia + loss) * damping
                    link_state.dqdh[j, lane] = pull * damping * barrels

                    # limits: culvert inlet, normal flow, relaxation, the user's, gates, dry nodes
                    conduit_state.inlet_control[c, lane] = 0.0
                    conduit_state.normal_flow[c, lane] = 0.0
                    if flow > 0.0:
                        if conduits.culvert[c] > 0 and not is_full:
                            limit, slope_h = culvert_inflow(
                                conduits.culvert[c], flow, h1 - bed1, full_depth, full_area, conduits.slope[c, lane],
                                conduits.sections, k,
                            )
                            if limit < flow:
                                flow = limit
                                conduit_state.inlet_control[c, lane] = 1.0
                                link_state.dqdh[j, lane] = slope_h * barrels
                        elif (
                            settings.normal_flow != LIMIT_NONE
                            and y1 < full_depth
                            and (kind == SUBCRITICAL or kind == SUPERCRITICAL)
                            and normal_flow_applies(
                                settings, y1, y2, flow, a1, width_up, full_depth, is_open, at_outfall
                            )
                        ):
                            normal = conduits.beta[c, lane] * a1 * sqrt(p1)
                            if normal < flow:
                                flow = normal
                                conduit_state.normal_flow[c, lane] = 1.0
                    if step > 0:
                        flow = relaxed(last, flow)
                    limit = links.max_flow[j, lane]
                    if limit > 0.0 and abs(flow) > limit:
                        flow = limit if flow > 0.0 else -limit
                    if (links.flap_gate[j] and flow * links.direction[j] < 0.0) or (
                        (flow < 0.0 and outfall_gate[n2]) or (flow > 0.0 and outfall_gate[n1])
                    ):
                        flow = 0.0
                    if flow > SMALL_FLOW and node_depth1 <= SMALL_DEPTH:
                        flow = SMALL_FLOW
                    if flow < -SMALL_FLOW and node_depth2 <= SMALL_DEPTH:
                        flow = -SMALL_FLOW

                    conduit_state.area[c, lane] = am
                    conduit_state.flow_up[c, lane] = flow
                    conduit_state.flow_down[c, lane] = flow
                    full_up = 1.0 if a1 >= full_area else 0.0
                    full_down = 2.0 if a2 >= full_area else 0.0
                    conduit_state.full_state[c, lane] = full_up + full_down
                    link_state.froude[j, lane] = froude
                    link_state.volume[j, lane] = 0.5 * (a1 + a2) * true_length * barrels
                    link_state.flow[j, lane] = flow * barrels
                link_state.flow_class[j, lane] = kind

            # to the nodes
            flow = link_state.flow[j, lane]
            if flow >= 0.0:
                node_state.outflow[n1, lane] += flow
                node_state.inflow[n2, lane] += flow
            else:
                node_state.inflow[n1, lane] -= flow
                node_state.outflow[n2, lane] -= flow
            lost = (conduit_state.evaporation[c, lane] + conduit_state.seepage[c, lane]) * barrels
            if lost > 0.0:
                if not at_outfall:
                    lost *= 0.5
                if nodes.kind[n1] != OUTFALL:
                    node_state.outflow[n1, lane] += lost
                if nodes.kind[n2] != OUTFALL:
                    node_state.outflow[n2, lane] += lost
            node_state.surface_area[n1, lane] += link_state.area_up[j, lane] * barrels
            node_state.surface_area[n2, lane] += link_state.area_down[j, lane] * barrels
            node_state.sum_dqdh[n1, lane] += link_state.dqdh[j, lane]
            node_state.sum_dqdh[n2, lane] += link_state.dqdh[j, lane]


@kernel
def surcharged_depth(last, crown, net_inflow, sum_dqdh, area_old, dt, correction):
    """New depth [m] of a node whose water stands above every link: dy = net inflow / sum(dQ/dH)."""
    denominator = sum_dqdh
    if last < 1.25 * crown:
        denominator += (area_old / dt - sum_dqdh) * exp(-15.0 * (last - crown) / crown)
    change = correction * net_inflow / denominator if denominator != 0.0 else 0.0
    depth = last + change
    return crown - SMALL_DEPTH if depth < crown else depth


@kernel
def node_depths(settings, nodes, storages, node_state, dt, step, iterating, lanes):
    """New depth of every node but outfalls; a lane leaves ``iterating`` when all its nodes have converged."""
    for lane in range(len(lanes)):
        if iterating[lane]:
            iterating[lane] = 2  # converged, until a node says otherwise
    for i in range(nodes.kind.size):
        if nodes.kind[i] == OUTFALL:
            continue
        for lane in range(len(lanes)):
            if iterating[lane] == 0:
                continue
            tau = dt[lane]
            full_depth = nodes.full_depth[i, lane]
            can_pond = settings.allow_ponding != 0 and nodes.ponded_area[i, lane] > 0.0
            last = node_state.depth[i, lane]
            old = node_state.depth_old[i, lane]
            is_ponded = can_pond and last > full_depth
            crown = nodes.crown[i, lane] - nodes.invert[i, lane]
            area = max(node_state.surface_area[i, lane], settings.min_surface_area)
            net = node_state.inflow[i, lane] - node_state.outflow[i, lane]
            change = 0.5 * (node_state.net_inflow_old[i, lane] + net) * tau
            node_state.overflow[i, lane] = 0.0

            surcharged = False
            if settings.slot == 0 and not is_ponded:
                if nodes.kind[i] == STORAGE:
                    surcharged = nodes.surcharge_depth[i, lane] > 0.0 and last > full_depth
                else:
                    surcharged = crown > 0.0 and last > crown
            if not surcharged:
                depth = old + change / area
                if not is_ponded:
                    node_state.surface_area_old[i, lane] = area
                if step > 0:
                    depth = 0.5 * last + 0.5 * depth
                if is_ponded and depth < full_depth:
                    depth = full_depth - SMALL_DEPTH
            else:
                depth = surcharged_depth(
                    last, crown, net, node_state.sum_dqdh[i, lane], node_state.surface_area_old[i, lane], tau,
                    0.6 if nodes.degree[i] < 0 else 1.0,
                )
                if can_pond and depth > full_depth:
                    depth = full_depth + SMALL_DEPTH
            depth = max(depth, 0.0)

            # flooding
            highest = full_depth if can_pond else full_depth + nodes.surcharge_depth[i, lane]
            if depth > highest:
                full_volume = nodes.full_volume[i, lane]
                if can_pond:
                    volume = max(node_state.volume_old[i, lane] + change, full_volume)
                    overflow = (volume - max(node_state.volume_old[i, lane], full_volume)) / tau
                else:
                    volume = full_volume
                    overflow = change / tau
                    depth = highest
                node_state.volume[i, lane] = volume
                node_state.overflow[i, lane] = overflow if overflow >= SMALL_FLOW else 0.0
            elif nodes.kind[i] == STORAGE:
                node_state.volume[i, lane] = storage_volume(storages, nodes.index[i], lane, depth)
            elif full_depth > 0.0:
                node_state.volume[i, lane] = nodes.full_volume[i, lane] * (depth / full_depth)
            else:
                node_state.volume[i, lane] = 0.0
            node_state.depth_rate[i, lane] = abs(depth - old) / tau
            node_state.depth[i, lane] = depth
            if abs(last - depth) > settings.head_tolerance:
                node_state.converged[i, lane] = 0.0
                iterating[lane] = 1
            else:
                node_state.converged[i, lane] = 1.0


@kernel
def bypass_converged(links, node_state, link_state, active, lanes):
    """A link between two converged nodes is not computed again in this step."""
    for j in range(links.kind.size):
        n1 = links.up[j]
        n2 = links.down[j]
        for lane in range(len(lanes)):
            if active[lane]:
                link_state.bypassed[j, lane] = node_state.converged[n1, lane] * node_state.converged[n2, lane]


@kernel
def courant_step(settings, nodes, links, conduits, node_state, link_state, conduit_state, longest, active, lanes):
    """Shrink each lane's ``longest`` step [s] to what the Courant number and the rise of the nodes allow."""
    for c in range(conduits.link.size):
        j = conduits.link[c]
        barrels = float(conduits.barrels[c])
        for lane in range(len(lanes)):
            flow = abs(link_state.flow[j, lane]) / barrels
            froude = link_state.froude[j, lane]
            if active[lane] and flow > SMALL_FLOW and conduit_state.area[c, lane] > SMALL_AREA and froude > 0.01:
                travel = link_state.volume[j, lane] / barrels / flow
                travel *= conduits.modified_length[c, lane] / conduits.length[c, lane]
                travel *= froude / (1.0 + froude) * settings.courant
                longest[lane] = min(longest[lane], travel)
    for i in range(nodes.kind.size):
        if nodes.kind[i] == OUTFALL:
            continue
        for lane in range(len(lanes)):
            depth = node_state.depth[i, lane]
            crown = nodes.crown[i, lane] - nodes.invert[i, lane]
            rate = node_state.depth_rate[i, lane]
            if active[lane] and SMALL_DEPTH < depth < crown - SMALL_DEPTH:
                if crown * 0.25 >= SMALL_DEPTH and rate >= SMALL_DEPTH:
                    longest[lane] = min(longest[lane], crown * 0.25 / rate)
    for lane in range(len(lanes)):
        longest[lane] = max(longest[lane], settings.min_step)
