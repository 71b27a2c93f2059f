# SPDX-License-Identifier: Apache-2.0
"""What nodes do in Picard iterations: gather what flows in and out, and rise or fall by it.

A node whose water stands above every link moves by its net inflow over the sum of dQ/dH (Rossman, SWMM 5 Reference
Manual Vol. II, ch. 3); by its surface where no link answers to its head, as outlets and pumps do not.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sponge.base.compiler import (
    SIDE_BY_SIDE,
    any_lane,
    by_company,
    exponential,
    first_of,
    flags,
    inlined,
    kernel,
    load,
    mask_of,
    no,
    not_empty,
    put,
    spread,
    where,
    word_of,
)
from sponge.base.constants import SMALL_DEPTH
from sponge.engine.network import OUTFALL, STORAGE
from sponge.engine.picard.abreast import ROW, fill
from sponge.engine.picard.pressed_storage import counts_pressure, less_far, stood_under_cover
from sponge.engine.picard.resting import eased_depth, note, rests, volume_in
from sponge.engine.picard.rims import flooded, in_a_pond, room_below
from sponge.physics.nodes.storage import storage_areas, storage_volumes

LEAST_SHARE = 0.05  # of its mean surface or the least of nodes, that a storage unit has before it rises


@kernel
def gather_lateral(network, state, settings, own, lanes):
    """Each node's own surface area, and its inflow and outflow before any link adds to them.

    A node that rests in all lanes on the move keeps the sums of the last iteration.
    """
    nodes, node_state, moving = network.nodes, state.nodes, not_empty(flags(own.iterating, lanes))
    for i in range(nodes.kind.size):
        if word_of(moving) & ~own.unsettled.resting[i] == 0:
            continue
        lateral = load(node_state.lateral, i, lanes)
        losses = load(node_state.losses, i, lanes)
        area = spread(0.0, lanes)
        if nodes.kind[i] == STORAGE:
            put(own.nodes.filled, i, moving, 0.0)
            depth = load(node_state.depth, i, lanes)
            area = storage_areas(network.storages, nodes.index[i], depth, lanes)
            if any_lane(area < settings.min_surface_area):
                small = small_storage_area(nodes, node_state, settings, i, depth, area, lanes)
                area = settings.narrow_storage * small + (1.0 - settings.narrow_storage) * area
        if network.settings.allow_ponding:
            depth, ponded = load(node_state.depth, i, lanes), load(nodes.ponded_area, i, lanes)
            rim = load(nodes.full_depth, i, lanes) + load(nodes.surcharge_depth, i, lanes)
            area = where((depth > rim) & (ponded > 0.0), ponded, area)
        put(node_state.inflow, i, moving, max(lateral, 0.0))
        put(node_state.outflow, i, moving, losses + max(-lateral, 0.0))
        put(own.nodes.sum_dqdh, i, moving, 0.0)
        put(own.nodes.surface_area, i, moving, area)


@inlined
def small_storage_area(nodes, node_state, settings, i, depth, area, lanes):
    """Surface [m2] of a storage unit with less than the least of nodes, so that it rises by what it takes in.

    That is the volume gained in this step over the rise so far. Before it has risen it is the unit's own surface, and
    more than none where the unit begins as a point.
    """
    full_depth = load(nodes.full_depth, i, lanes)
    rise = depth - load(node_state.depth_old, i, lanes)
    gained = load(node_state.volume, i, lanes) - load(node_state.volume_old, i, lanes)
    mean = load(nodes.full_volume, i, lanes) / max(full_depth, SMALL_DEPTH)
    begun = max(area, LEAST_SHARE * min(mean, settings.min_surface_area))
    own = where(abs(rise) > SMALL_DEPTH, gained / where(rise != 0.0, rise, 1.0), begun)
    small = (area < settings.min_surface_area) & (depth < full_depth) & (own > 0.0)
    return where(small, own, area)


@inlined
def next_trial(settings, found, last, old, area, sums, i, step, in_storage, lanes):
    """Depth [m] to try next at node i whose present `area` [m2] gives the depth `found`: halfway from the last trial.

    A dry channel has next to no surface, so that its first trial is far too high, and halfway down from there it holds
    more water than came. Where the surface widens much, or the first trial was cut because it would rise far, the
    second trial starts anew.
    """
    probe = old + settings.first_rise
    if step == 0:
        return found if in_storage else min(found, probe)
    if step == 1:
        anew = (last == probe) | (area > settings.widening * load(sums.surface_area_old, i, lanes))
        return where(anew, found, 0.5 * last + 0.5 * found)
    return 0.5 * last + 0.5 * found


@inlined
def stood_at(old, crown, under_pressure):
    """Depth [m] at which the water of a node stood, that had the depth `old` [m].

    A head above the crown of its links is pressure and holds no water, so it falls with nothing flowing out. Taken for
    a column of water it would flow out once the pressure is gone, and drive the next node as far up.
    """
    return where(under_pressure & (crown > 0.0), min(old, crown), old)


@inlined
def surcharged_depth(last, crown, net_inflow, sum_dqdh, area_old, dt, correction, asked):
    """New depth [m] of a node whose water stands above every link, where ``asked``: dy = net inflow / sum(dQ/dH)."""
    denominator, near = sum_dqdh, asked & (last < 1.25 * crown)
    if any_lane(near):
        eased = sum_dqdh + (area_old / dt - sum_dqdh) * exponential(-15.0 * (last - crown) / crown)
        denominator = where(near, eased, sum_dqdh)
    change = where(denominator != 0.0, correction * net_inflow / denominator, 0.0)
    depth = last + change
    return where(depth < crown, crown - SMALL_DEPTH, depth)


@inlined
def volume_at(nodes, storages, i, depth, lanes):
    """Water [m3] in a node at a depth [m]."""
    if nodes.kind[first_of(i)] == STORAGE:
        return storage_volumes(storages, nodes.index[first_of(i)], depth, lanes)
    return volume_in(nodes, i, depth, lanes)


@inlined
def new_depth(network, state, settings, own, i, tau, step, moving, lanes):
    """Find the new depth of node i in the lanes ``moving``."""
    nodes, node_state, sums, unsettled = network.nodes, state.nodes, own.nodes, own.unsettled
    full_depth, last = load(nodes.full_depth, i, lanes), load(node_state.depth, i, lanes)
    old, ponds = load(node_state.depth_old, i, lanes), mask_of(0, lanes)
    if network.settings.allow_ponding:
        ponds = load(nodes.ponded_area, i, lanes) > 0.0
    highest = full_depth + load(nodes.surcharge_depth, i, lanes)
    is_ponded = ponds & (last > highest)
    crown, area = load(nodes.crown, i, lanes), load(sums.surface_area, i, lanes)
    pressed_unit = nodes.kind[first_of(i)] == STORAGE and counts_pressure(settings)
    if nodes.kind[first_of(i)] == STORAGE:
        counted = (1.0 - settings.narrow_storage) * settings.min_surface_area
        area = where(area > 0.0, max(area, counted), settings.min_surface_area)
    else:
        area = max(area, settings.min_surface_area)
    net = load(node_state.inflow, i, lanes) - load(node_state.outflow, i, lanes)
    change = 0.5 * (load(node_state.net_inflow_old, i, lanes) + net) * tau
    if pressed_unit:
        change = change - load(sums.filled, i, lanes)
    as_deep, pressed = ponds, mask_of(0, lanes)
    if settings.slot == 0:  # under a cover that bears pressure it is head, not water, that rises to the pond
        pressed = ponds & (crown > 0.0) & (crown < full_depth) & (highest > full_depth)
        as_deep = ponds & no(pressed) if settings.pond_from_rim > 0.0 else mask_of(0, lanes)

    surcharged = mask_of(0, lanes)
    if settings.slot == 0:
        surcharged = (crown > 0.0) & (last > crown) & no(is_ponded)
        if nodes.kind[first_of(i)] == STORAGE:
            surcharged = (load(nodes.surcharge_depth, i, lanes) > 0.0) & (last > full_depth) & no(is_ponded)
    stood = stood_at(old, crown, ponds & (highest > full_depth))
    stood = where(pressed & is_ponded, max(old, highest), stood)
    if pressed_unit:
        answer = load(sums.sum_dqdh, i, lanes)
        stood = where(answer > 0.0, stood_under_cover(nodes, i, old, lanes), old)
        found = less_far(stood + change / area, last, area, 0.5 * tau * answer, step)
    else:
        found = stood + change / area
    if any_lane(as_deep):
        begun = old if settings.slot == 1 else where(old > highest, old, stood)
        over = in_a_pond(settings, begun, change, highest, area, load(nodes.ponded_area, i, lanes), is_ponded)
        found = where(as_deep, over, found)
    depth = next_trial(settings, found, last, old, area, sums, i, step, nodes.kind[first_of(i)] == STORAGE, lanes)
    if settings.slot == 0:
        emptied = is_ponded & (depth < highest)
        # A node whose links' crowns are at the rim stands on their surface, not under pressure.
        emptied = emptied & no(as_deep & (crown >= highest))
        depth = where(emptied, highest - SMALL_DEPTH, depth)
    if any_lane(moving & surcharged):
        area_old = load(sums.surface_area_old, i, lanes)
        sum_dqdh = load(sums.sum_dqdh, i, lanes)
        surcharged = surcharged & (sum_dqdh > 0.0)
        correction = 0.6 if nodes.degree[first_of(i)] < 0 else 1.0
        top = full_depth if pressed_unit else crown
        higher = surcharged_depth(last, top, net, sum_dqdh, area_old, tau, correction, surcharged)
        higher = where(ponds & (higher > highest), highest + SMALL_DEPTH, higher)
        depth = where(surcharged, higher, depth)
    put(sums.surface_area_old, i, moving & no(surcharged | is_ponded), area)
    depth = max(depth, 0.0)

    overflow, asked = spread(0.0, lanes), unsettled.asked[first_of(i)] != 0
    volume = volume_at(nodes, network.storages, i, depth, lanes) if asked else spread(0.0, lanes)
    floods = depth > highest
    if any_lane(moving & floods):
        room = settings.room_below_rim * room_below(nodes, node_state, i, old, highest, full_depth, area, lanes)
        room = where(surcharged, 0.0, room)
        held, above, lost = flooded(
            nodes, node_state, i, depth, highest, change, room, tau, ponds, as_deep, lanes
        )
        depth, volume, overflow = where(floods, held, depth), where(floods, above, volume), where(floods, lost, 0.0)
        put(node_state.volume, i, moving & floods, volume)
    put(node_state.overflow, i, moving, overflow)
    if asked:
        put(node_state.volume, i, moving, volume)
    put(node_state.depth, i, moving, depth)

    crosses, plain = mask_of(0, lanes), mask_of(0, lanes)
    if network.settings.allow_ponding:
        pond = depth > highest
        crosses = ponds & ((is_ponded & no(pond)) | (pond & no(is_ponded)))
    if step > 0:
        put(sums.found, i, moving, found)
        top = where(crown > 0.0, min(crown, highest), highest) if settings.slot == 0 else highest
        plain = no(surcharged | is_ponded | floods) & (found <= top) & (depth <= top)
    return Moved(moving & (abs(last - depth) > settings.head_tolerance), floods, crosses, plain)


class Moved(NamedTuple):
    """What a trial says of a node, each a mask."""

    on: Any  # it has not converged
    floods: Any
    crosses: Any  # its pond came or went
    plain: Any  # neither surcharged nor flooded, nor in what it goes halfway to


@inlined
def keep_moved(network, unsettled, i, moved, step, lanes_moving):
    """Keep what a trial says of a node; returns where what bears on its resting is news."""
    note(unsettled.flooded, i, lanes_moving, moved.floods)
    if step > 0:
        note(unsettled.plain, i, lanes_moving, moved.plain)
    news = note(unsettled.crossed, i, lanes_moving, moved.crosses) if network.settings.allow_ponding else 0
    return news | note_converged(unsettled.converged, i, lanes_moving, word_of(moved.on))


@inlined
def note_converged(converged, i, lanes_moving, moves_on):
    """Keep where a node has converged; returns where that is news."""
    before = converged[i]
    converged[i] = (before | lanes_moving) & ~moves_on
    return before ^ converged[i]


@kernel
def depths_of_lanes(network, state, settings, own, step, lanes):
    """A node after another, its lanes side by side."""
    nodes, unsettled = network.nodes, own.unsettled
    moving, tau, busy, news = not_empty(flags(own.iterating, lanes)), load(state.clock.dt, lanes), 0, 0
    lanes_moving = word_of(moving)
    for i in range(nodes.kind.size):
        if nodes.kind[i] == OUTFALL:
            continue
        if rests(unsettled, i, lanes_moving):
            moves_on = word_of(eased_depth(state.nodes, own.nodes, i, settings.head_tolerance, moving, lanes))
            news |= note_converged(unsettled.converged, i, lanes_moving, moves_on)
        else:
            moved = new_depth(network, state, settings, own, i, tau, step, moving, lanes)
            news |= keep_moved(network, unsettled, i, moved, step, lanes_moving)
            moves_on = word_of(moved.on)
        busy |= moves_on
    for lane in range(len(lanes)):
        own.converged[lane] = 1 - (busy >> lane & 1)
    return news != 0


@kernel
def depths_of_one_lane(network, state, settings, own, step, lanes):
    """Nodes that are alike side by side."""
    unsettled, abreast, places = own.unsettled, own.abreast, own.abreast.places
    moving, tau, busy, news, k = not_empty(mask_of(1, lanes)), load(state.clock.dt, lanes), 0, 0, 0
    while k < abreast.nodes.size:
        count, kind = 0, abreast.node_kind[abreast.nodes[k]]
        while k < abreast.nodes.size and count < len(SIDE_BY_SIDE) and abreast.node_kind[abreast.nodes[k]] == kind:
            i = abreast.nodes[k]
            k += 1
            if rests(unsettled, i, 1):
                moves_on = word_of(eased_depth(state.nodes, own.nodes, i, settings.head_tolerance, moving, lanes))
                news |= note_converged(unsettled.converged, i, 1, moves_on)
                busy |= moves_on
            elif kind >= 0:
                places[0, count] = i
                count += 1
            else:
                moved = new_depth(network, state, settings, own, i, tau, step, moving, lanes)
                news |= keep_moved(network, unsettled, i, moved, step, 1)
                busy |= word_of(moved.on)
        if count > 0:
            fill(places, count)
            many, computed = load(places, 0, ROW), not_empty(mask_of((1 << count) - 1, SIDE_BY_SIDE))
            all_moved = new_depth(
                network, state, settings, own, many, load(state.clock.dt, SIDE_BY_SIDE), step, computed, SIDE_BY_SIDE
            )
            on, floods = word_of(all_moved.on), word_of(all_moved.floods)
            crosses, plain = word_of(all_moved.crosses), word_of(all_moved.plain)
            for place in range(count):
                of_one = Moved(
                    on >> place & 1 != 0, floods >> place & 1 != 0, crosses >> place & 1 != 0, plain >> place & 1 != 0
                )
                news |= keep_moved(network, unsettled, places[0, place], of_one, step, 1)
            busy |= on
    own.converged[0] = 1 if busy == 0 else 0
    return news != 0


# New depth of every node but outfalls; ``own.converged`` is 1 in the lanes all whose nodes have converged.
# Returns whether other links are to be computed, or other nodes rest, than in this iteration.
node_depths = by_company(depths_of_one_lane, depths_of_lanes)
