# SPDX-License-Identifier: Apache-2.0
"""The flow of every conduit in one Picard iteration of the dynamic wave.

The lanes of a block are computed together, as vectors (``base.compiler``); what only some lanes need and has no vector
form (the search for critical and normal depth, culverts, force mains) is done lane by lane where a lane needs it.
Names with 1 are at the upstream end, with 2 at the downstream end, with m in the middle.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sponge.base.compiler import (
    SIDE_BY_SIDE,
    any_lane,
    by_company,
    fetch,
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
    store,
    where,
    word_of,
)
from sponge.base.constants import GRAVITY, SMALL_AREA, SMALL_DEPTH
from sponge.engine.accounts.counting import class_code
from sponge.engine.accounts.counts import HELD_BY_INLET, HELD_TO_NORMAL
from sponge.engine.network import DOWN_DRY, DRY, OUTFALL, STORAGE, UP_CRITICAL
from sponge.engine.picard.abreast import ROW, fill
from sponge.engine.picard.conduit_geometry import (
    ConduitPlace,
    ends_of,
    section_size,
    surfaces,
    upstream_radius,
    wet_sections_of,
)
from sponge.engine.picard.conduit_terms import (
    damped_weight,
    friction_of,
    held_to_normal_flow,
    inertia_counts,
    inertia_of,
    local_friction,
    lost_momentum,
    through_culvert,
    within_bounds,
)
from sponge.engine.picard.free_falls import with_free_falls
from sponge.engine.picard.pressed_storage import counts_pressure, stood_under_cover
from sponge.engine.picard.resting import note
from sponge.physics.conduits.momentum import froude_number, inertia_weight, limited_velocity, relaxed


@inlined
def above_brim(nodes, node_state, i, brim, lanes):
    """How far [m] water at node i stands above the full depth of an open conduit there, its `brim` [m], as between
    walls: the conduit gives the node its surface there too."""
    return max(min(load(node_state.depth, i, lanes), load(nodes.walls, i, lanes)) - brim, 0.0)


@inlined
def new_flow(network, state, settings, own, step, computed, at, lanes):
    """Compute a conduit anew in the lanes ``computed``; returns what it gives to its nodes in all lanes, and
    where it is dry."""
    nodes, links, conduits = network.nodes, network.links, network.conduits
    node_state, link_state, conduit_state = state.nodes, state.links, state.conduits
    barrels, is_open = float(conduits.barrels[first_of(at.c)]), conduits.is_open[first_of(at.c)]
    size, tau = section_size(conduits, at, lanes), load(state.clock.dt, lanes)
    last = load(conduit_state.flow_up, at.c, lanes)
    ends = ends_of(settings, nodes, links, conduits, node_state, size, last, at, lanes)
    may_fall = computed & (ends.kind >= UP_CRITICAL)
    if any_lane(may_fall):
        ends = with_free_falls(settings, conduits, own.conduits, ends, size, last, may_fall, at, lanes)
    shape = wet_sections_of(settings, conduits, ends, size, at, lanes)
    length = load(conduits.modified_length, at.c, lanes)
    area_up, area_down = surfaces(
        settings, ends, shape, length, load(links.offset_up, at.j, lanes), load(links.offset_down, at.j, lanes)
    )
    depth = min(shape.ym, size.depth)
    area_up = put_over(link_state.area_up, at.j, computed, area_up, lanes)
    area_down = put_over(link_state.area_down, at.j, computed, area_down, lanes)
    put(link_state.depth, at.j, computed, depth)

    per_length = load(conduits.per_length, at.c, lanes)
    mean = 0.5 * (shape.a1 + shape.a2)
    still = (ends.kind <= DOWN_DRY) | no(flags(link_state.setting, at.j, lanes)) | (shape.am <= SMALL_AREA)
    flowing = computed & no(still)
    velocity = limited_velocity(last, shape.am)
    loss = lost_momentum(
        conduits, link_state, conduit_state, size, velocity, depth, tau, state.hydrology.evaporation_rate,
        state.hydrology.conductivity_factor, computed, flowing, at, lanes,
    )
    all_length = load(conduits.length, at.c, lanes) * barrels
    # The derivatives of this volume by the depths at the ends are the surfaces that the nodes are given.
    volume = (0.5 * (mean + shape.am) + shape.slots) * all_length
    upper = (0.25 * (shape.a1 + shape.am) + 0.5 * shape.slots) * all_length
    if is_open and any_lane((ends.y1 >= size.depth) | (ends.y2 >= size.depth)):
        brim1 = load(links.offset_up, at.j, lanes) + size.depth
        brim2 = load(links.offset_down, at.j, lanes) + size.depth
        above1 = barrels * area_up * above_brim(nodes, node_state, at.n1, brim1, lanes)
        above2 = barrels * area_down * above_brim(nodes, node_state, at.n2, brim2, lanes)
        volume, upper = volume + (above1 + above2), upper + above1
    put(link_state.volume, at.j, computed, volume)
    put(conduit_state.upper, at.c, computed, upper)
    flow, froude, area, held_by = spread(0.0, lanes), spread(0.0, lanes), mean, spread(0.0, lanes)
    slope = GRAVITY * tau * shape.am * per_length * barrels
    if any_lane(flowing):
        full = (ends.y1 >= size.depth) & (ends.y2 >= size.depth)
        weight, radius, pulled = spread(1.0, lanes), shape.pm, shape.am
        fast = flowing & no(inertia_counts(velocity, shape.am, shape.open_m))
        if any_lane(fast):
            froude = froude_number(velocity, shape.ym, shape.am, shape.open_m, size.depth, is_open)
            weight = inertia_weight(froude)
            rho = where(no(full) & (last > 0.0) & (ends.h1 >= ends.h2), weight, 1.0)
            ahead = rho < 1.0
            if any_lane(ahead):
                p1 = upstream_radius(conduits, size, ends, shape, at, lanes)
                radius = where(ahead, p1 + (shape.pm - p1) * rho, radius)
                pulled = where(ahead, shape.a1 + (shape.am - shape.a1) * rho, pulled)
        weight = damped_weight(settings, is_open, full, weight, lanes)
        friction = friction_of(network.settings.force_main, conduits, full & flowing, velocity, radius, tau, at, lanes)
        pull = GRAVITY * tau * pulled * per_length
        area_old = load(own.conduits.area_old, at.c, lanes)
        inertia = inertia_of(velocity, weight, shape, area_old, tau, per_length)
        local = local_friction(conduits, shape, last, tau, per_length, at, lanes)
        damping = 1.0 / (1.0 + friction + local)
        head = pull * (ends.h2 - ends.h1)
        flow = (load(own.conduits.flow_old, at.c, lanes) - head + inertia + loss) * damping
        slope_flowing = pull * damping * barrels
        if conduits.culvert[first_of(at.c)] > 0:
            flow, slope_flowing, held = through_culvert(
                conduits, ends, size, full, flow, slope_flowing, flowing, barrels, at, lanes
            )
            held_by = where(held, HELD_BY_INLET, held_by)
        else:
            at_outfall = nodes.kind[first_of(at.n1)] == OUTFALL or nodes.kind[first_of(at.n2)] == OUTFALL
            held, normal = held_to_normal_flow(
                settings, conduits, ends, shape, size, flow, at_outfall, flowing, at, lanes
            )
            flow, held_by = where(held, normal, flow), where(held, HELD_TO_NORMAL, held_by)
        if step > 0:
            flow = relaxed(last, flow)
        flow = within_bounds(links, network.outfall_gate, node_state, flow, at, lanes)
        full_ends = where(shape.a1 >= size.area, 1.0, 0.0) + where(shape.a2 >= size.area, 2.0, 0.0)
        if any_lane(flowing & (full_ends != load(conduit_state.full_ends, at.c, lanes))):
            put(conduit_state.full_ends, at.c, flowing, full_ends)
        flow = where(still, 0.0, flow)
        area, slope = where(still, mean, shape.am), where(still, slope, slope_flowing)
    if network.settings.counts:
        put(state.counts.conduits.flow_class, at.c, computed, class_code(ends.kind, flowing, froude, held_by))
    put(conduit_state.area, at.c, computed, area)
    put(conduit_state.flow_up, at.c, computed, flow)
    slope = put_over(own.links.dqdh, at.j, computed, slope, lanes)
    if settings.courant > 0.0:
        put(own.links.velocity, at.j, computed, velocity)
        put(own.links.width, at.j, computed, shape.open_m)
    flow = put_over(link_state.flow, at.j, computed, flow * barrels, lanes)
    return Given(flow, slope, area_up, area_down), ends.kind == DRY


class Given(NamedTuple):
    """What a conduit gives to its nodes, in lanes."""

    flow: Any  # m3/s, all barrels
    slope: Any  # m2/s, dQ/dH
    area_up: Any  # m2, a barrel's surface
    area_down: Any


@inlined
def put_over(array, i, computed, value, lanes):
    """Store in the lanes ``computed``; returns all lanes, so that the caller need not read them back."""
    value = where(computed, value, load(array, i, lanes))
    store(array, i, value)
    return value


@inlined
def given_before(link_state, iterate, j, lanes):
    """What a conduit that is not computed gives to its nodes."""
    return Given(
        load(link_state.flow, j, lanes), load(iterate.dqdh, j, lanes), load(link_state.area_up, j, lanes),
        load(link_state.area_down, j, lanes),
    )  # fmt: skip


@inlined
def stays_dry(links, node_state, unsettled, computed, at, lanes):
    """Was a conduit without water when it was computed last, and is it still, in all lanes to compute?"""
    if word_of(computed) & ~unsettled.dry[at.c] != 0:
        return False
    wet1 = load(node_state.depth, at.n1, lanes) - load(links.offset_up, at.j, lanes) > SMALL_DEPTH
    wet2 = load(node_state.depth, at.n2, lanes) - load(links.offset_down, at.j, lanes) > SMALL_DEPTH
    return no(any_lane(computed & (wet1 | wet2)))


@inlined
def keep_dry(conduits, state, own, computed, at, lanes):
    """What ``new_flow`` changes in a step's first iteration of a conduit that stays without water: dQ/dH goes by its
    length."""
    pull = GRAVITY * load(state.clock.dt, lanes) * load(state.conduits.area, at.c, lanes)
    slope = pull * load(conduits.per_length, at.c, lanes) * float(conduits.barrels[at.c])
    put(own.links.dqdh, at.j, computed, slope)


@inlined
def add_to(array, i, moving, amount, lanes):
    """Add to a row in the lanes that move, and zero in the others.

    All lanes are stored: a whole vector can be read again at once, one that was stored in part cannot, and the next
    link often ends at the same node.
    """
    store(array, i, load(array, i, lanes) + where(moving, amount, 0.0))


@kernel
def give_losses(nodes, conduits, node_state, conduit_state, moving, busy1, busy2, at, lanes):
    """What evaporates and seeps from a conduit leaves its end nodes, but not outfalls."""
    evaporated = load(conduit_state.evaporation, at.c, lanes)
    lost = (evaporated + load(conduit_state.seepage, at.c, lanes)) * float(conduits.barrels[at.c])
    if any_lane(lost > 0.0):
        outfall1, outfall2 = nodes.kind[at.n1] == OUTFALL, nodes.kind[at.n2] == OUTFALL
        if not (outfall1 or outfall2):
            lost = lost * 0.5
        if busy1 and not outfall1:
            add_to(node_state.outflow, at.n1, moving & (lost > 0.0), lost, lanes)
        if busy2 and not outfall2:
            add_to(node_state.outflow, at.n2, moving & (lost > 0.0), lost, lanes)


@inlined
def give_surface(network, state, settings, sums, i, offset, area, moving, at, lanes):
    """Give node i a conduit's surface, `area` [m2], whose end there is `offset` [m] above the node's bottom.

    A storage unit above a full conduit goes by its own surface: ``filled`` is what the conduit takes up in this step
    beside what the surface that it has now would take up over all of it.
    """
    nodes, conduits, node_state = network.nodes, network.conduits, state.nodes
    if nodes.kind[i] == STORAGE and conduits.is_open[at.c] == 0 and counts_pressure(settings):
        crown = offset + load(conduits.full_depth, at.c, lanes)
        full = load(node_state.depth, i, lanes) > crown
        below = crown - stood_under_cover(nodes, i, load(node_state.depth_old, i, lanes), lanes)
        add_to(sums.filled, i, moving, area * max(where(full, below, -below), 0.0), lanes)
        area = where(full, 0.0, area)
    add_to(sums.surface_area, i, moving, area, lanes)


@inlined
def give_to_nodes(network, state, settings, sums, given, moving, busy1, busy2, at, lanes):
    """Add a conduit's flow, surface and dQ/dH to the sums of those of its end nodes that do not rest."""
    links, conduits, node_state = network.links, network.conduits, state.nodes
    flow, slope, barrels = given.flow, given.slope, float(conduits.barrels[at.c])
    forth, back = where(flow >= 0.0, flow, 0.0), where(flow >= 0.0, 0.0, -flow)
    if busy1:
        offset, area = load(links.offset_up, at.j, lanes), given.area_up * barrels
        add_to(node_state.outflow, at.n1, moving, forth, lanes)
        add_to(node_state.inflow, at.n1, moving, back, lanes)
        give_surface(network, state, settings, sums, at.n1, offset, area, moving, at, lanes)
        add_to(sums.sum_dqdh, at.n1, moving, slope, lanes)
    if busy2:
        offset, area = load(links.offset_down, at.j, lanes), given.area_down * barrels
        add_to(node_state.inflow, at.n2, moving, forth, lanes)
        add_to(node_state.outflow, at.n2, moving, back, lanes)
        give_surface(network, state, settings, sums, at.n2, offset, area, moving, at, lanes)
        add_to(sums.sum_dqdh, at.n2, moving, slope, lanes)
    give_losses(network.nodes, conduits, node_state, state.conduits, moving, busy1, busy2, at, lanes)


@inlined
def fetch_sums(node_state, sums, n, lanes):
    """Fetch into the cache what a conduit reads and adds to at one of its nodes: it lies anywhere in memory."""
    fetch(node_state.depth, n, lanes)
    fetch(node_state.inflow, n, lanes)
    fetch(node_state.outflow, n, lanes)
    fetch(sums.surface_area, n, lanes)
    fetch(sums.sum_dqdh, n, lanes)


@inlined
def place_of(links, conduits, c):
    """A conduit, its link and its nodes."""
    j = conduits.link[c]
    return ConduitPlace(c, j, links.up[j], links.down[j])


@kernel
def flows_of_lanes(network, state, settings, own, step, at_work, lanes):
    """A conduit after another, its lanes side by side."""
    links, conduits, unsettled = network.links, network.conduits, own.unsettled
    moving = not_empty(flags(own.iterating, lanes))
    lanes_moving = word_of(moving)
    for k in range(at_work):
        at = place_of(links, conduits, unsettled.busy[k])
        busy1 = lanes_moving & ~unsettled.resting[at.n1] != 0
        busy2 = lanes_moving & ~unsettled.resting[at.n2] != 0
        if not (busy1 or busy2):
            continue
        following = conduits.link[unsettled.busy[min(k + 1, at_work - 1)]]
        fetch_sums(state.nodes, own.nodes, links.up[following], lanes)
        fetch_sums(state.nodes, own.nodes, links.down[following], lanes)
        computed = moving & no(mask_of(unsettled.bypassed[at.j], lanes))
        if any_lane(computed) and stays_dry(links, state.nodes, unsettled, computed, at, lanes):
            if step == 0:
                keep_dry(conduits, state, own, computed, at, lanes)
            computed = mask_of(0, lanes)
        if any_lane(computed):
            given, dry = new_flow(network, state, settings, own, step, computed, at, lanes)
            note(unsettled.dry, at.c, word_of(computed), dry)
        else:
            given = given_before(state.links, own.links, at.j, lanes)
        give_to_nodes(network, state, settings, own.nodes, given, moving, busy1, busy2, at, lanes)


@inlined
def next_alike(network, state, own, k, step, lanes):
    """Put the next conduits that are computed and alike into ``places``; returns how many, and where to go on."""
    links, conduits, unsettled, abreast = network.links, network.conduits, own.unsettled, own.abreast
    count, kind, moving = 0, -1, not_empty(mask_of(1, lanes))
    while k < abreast.conduits.size and count < len(SIDE_BY_SIDE):
        c = abreast.conduits[k]
        if count > 0 and abreast.conduit_kind[c] != kind:
            break
        k += 1
        if unsettled.bypassed[conduits.link[c]] != 0:
            continue
        at = place_of(links, conduits, c)
        if stays_dry(links, state.nodes, unsettled, moving, at, lanes):
            if step == 0:
                keep_dry(conduits, state, own, moving, at, lanes)
            continue
        kind = abreast.conduit_kind[c]
        for row in range(4):
            abreast.places[row, count] = at[row]
        count += 1
    fill(abreast.places, count)
    return count, k


@kernel
def flows_of_one_lane(network, state, settings, own, step, at_work, lanes):
    """Conduits that are alike side by side, then what each gives to its nodes, in their order: the same sums."""
    links, conduits, unsettled, places, k = network.links, network.conduits, own.unsettled, own.abreast.places, 0
    while k < conduits.link.size:
        count, k = next_alike(network, state, own, k, step, lanes)
        if count == 0:
            break
        at = ConduitPlace(load(places, 0, ROW), load(places, 1, ROW), load(places, 2, ROW), load(places, 3, ROW))
        computed = not_empty(mask_of((1 << count) - 1, SIDE_BY_SIDE))
        _, dry = new_flow(network, state, settings, own, step, computed, at, SIDE_BY_SIDE)
        for place in range(count):
            unsettled.dry[places[0, place]] = word_of(dry) >> place & 1
    moving = not_empty(mask_of(1, lanes))
    for c in range(at_work):
        at = place_of(links, conduits, c)
        busy1, busy2 = unsettled.resting[at.n1] == 0, unsettled.resting[at.n2] == 0
        if not (busy1 or busy2):
            continue
        given = given_before(state.links, own.links, at.j, lanes)
        give_to_nodes(network, state, settings, own.nodes, given, moving, busy1, busy2, at, lanes)


# New flow of the first ``at_work`` conduits of ``unsettled.busy``, added at once to the balance of their nodes.
conduit_flows = by_company(flows_of_one_lane, flows_of_lanes)
