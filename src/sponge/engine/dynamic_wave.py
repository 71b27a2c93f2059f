"""Dynamic wave routing by Picard iteration, as EPA SWMM does it.

Each iteration finds the flow of every link from the heads of the last iterate, then the depth of every node from
its net inflow (Rossman, SWMM 5 Reference Manual Vol. II, ch. 3). A lane that has converged takes no further part,
and a link between two converged nodes keeps its flow.
"""

from __future__ import annotations

from math import exp

from sponge.base.constants import SMALL_AREA, SMALL_DEPTH, SMALL_FLOW
from sponge.base.kernels import kernel
from sponge.engine.network import OUTFALL, STORAGE
from sponge.physics.nodes.storage import storage_area, storage_volume


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
