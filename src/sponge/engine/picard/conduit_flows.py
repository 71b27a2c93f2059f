"""The flow of every conduit in one Picard iteration of the dynamic wave.

The lanes of a block are computed together, as vectors (``base.compiler``); what only some lanes need and has no vector
form (the search for critical and normal depth, culverts, force mains) is done lane by lane where a lane needs it.
Names with 1 are at the upstream end, with 2 at the downstream end, with m in the middle.
"""

from __future__ import annotations

from math import sqrt
from typing import Any, NamedTuple

from sponge.base.compiler import (
    any_lane,
    fetch,
    flags,
    inlined,
    kernel,
    lanewise,
    load,
    mask_of,
    no,
    put,
    spread,
    store,
    where,
    word_of,
)
from sponge.base.constants import GRAVITY, SMALL_AREA, SMALL_DEPTH, SMALL_FLOW
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
    SUBCRITICAL,
    UP_CRITICAL,
    UP_DRY,
)
from sponge.engine.picard.conduit_geometry import Ends, Place, shape_of, size_of, surfaces, upstream_radius
from sponge.engine.picard.free_falls import with_free_falls
from sponge.physics.conduits.culvert import culvert_inflow
from sponge.physics.conduits.force_main import force_main_friction_slope
from sponge.physics.conduits.losses import conduit_loss
from sponge.physics.conduits.momentum import (
    froude_number,
    inertia_weight,
    limited_velocity,
    local_loss,
    relaxed,
)


@inlined
def flow_class(y1, y2, h1, h2, bed1, bed2, drop1, drop2, flow):
    """How a conduit flows, from the depths at its ends; CRITICAL classes still await critical depth.

    ``drop`` is the free fall [m] from the conduit's invert to the node's (or the outfall's water).
    """
    above = where(drop1 > 0.0, UP_CRITICAL, SUBCRITICAL)
    below = where(drop2 > 0.0, DOWN_CRITICAL, SUBCRITICAL)
    both = where(flow < 0.0, above, below)
    only_up = where(h1 < bed2, DOWN_DRY, below)
    only_down = where(h2 < bed1, UP_DRY, above)
    wet1, wet2 = y1 > SMALL_DEPTH, y2 > SMALL_DEPTH
    return 1.0 * where(wet1, where(wet2, both, only_up), where(wet2, only_down, DRY))


@inlined
def ends_of(settings, nodes, links, conduits, node_state, size, last, at, lanes):
    """Depths and heads at both ends from the nodes' depths, and the flow class."""
    bed1, bed2 = load(conduits.bed_up, at.c, lanes), load(conduits.bed_down, at.c, lanes)
    offset1, offset2 = load(links.offset_up, at.j, lanes), load(links.offset_down, at.j, lanes)
    depth1, depth2 = load(node_state.depth, at.n1, lanes), load(node_state.depth, at.n2, lanes)
    y1, y2 = max(depth1 - offset1, 0.0), max(depth2 - offset2, 0.0)
    h1, h2 = bed1 + y1, bed2 + y2
    y1, y2 = max(y1, SMALL_DEPTH), max(y2, SMALL_DEPTH)
    if settings.slot == 0:
        y1, y2 = min(y1, size.depth), min(y2, size.depth)
    drop1 = where(nodes.kind[at.n1] == OUTFALL, max(offset1 - depth1, 0.0), offset1)
    drop2 = where(nodes.kind[at.n2] == OUTFALL, max(offset2 - depth2, 0.0), offset2)
    kind = flow_class(y1, y2, h1, h2, bed1, bed2, drop1, drop2, last)
    kind = where((y1 < size.depth) | (y2 < size.depth), kind, SUBCRITICAL)
    return Ends(y1, y2, h1, h2, kind, spread(1.0, lanes))


@inlined
def friction_of(settings, conduits, full, velocity, radius_weighted, tau, at, lanes):
    """dt g S_f / V of Manning's equation, of a force main's own where it runs full."""
    friction = tau * load(conduits.roughness_factor, at.c, lanes) / radius_weighted * abs(velocity)
    if conduits.is_force_main[at.c] and any_lane(full):
        own = lanewise(
            full, force_main_friction_slope, settings.force_main, load(conduits.force_main_factor, at.c, lanes),
            load(conduits.force_main_friction, at.c, lanes), abs(velocity), load(conduits.full_radius, at.c, lanes),
            load(conduits.full_depth, at.c, lanes),
        )
        friction = where(full, tau * own, friction)
    return friction


@inlined
def local_friction(conduits, shape, last, tau, per_length, at, lanes):
    """dt sum(K) |v| / 2L of entrance, exit and bends."""
    if conduits.has_losses[at.c] == 0:
        return spread(0.0, lanes)
    return (
        local_loss(load(conduits.loss_inlet, at.c, lanes), last, shape.a1)
        + local_loss(load(conduits.loss_outlet, at.c, lanes), last, shape.a2)
        + local_loss(load(conduits.loss_average, at.c, lanes), last, shape.am)
    ) * (0.5 * tau * per_length)


@kernel
def lost_momentum(
    conduits, link_state, conduit_state, size, velocity, depth, tau, evaporation_rate, conductivity_factor, computed,
    flowing, at, lanes,
):
    """What evaporation and seepage from a conduit add to its flow [m3/s]; keeps their rates."""
    seepage = load(conduits.seepage, at.c, lanes)
    is_open, loss = conduits.is_open[at.c], spread(0.0, lanes)
    if is_open == 0 and not any_lane(seepage > 0.0):
        return loss
    evaporation = load(evaporation_rate, lanes)
    length = load(conduits.length, at.c, lanes)
    loses = flowing & ((seepage > 0.0) | ((is_open != 0) & (evaporation > 0.0)))
    evaporated, seeped = loss, loss
    if any_lane(loses):
        mean = 0.5 * (load(link_state.depth_old, at.j, lanes) + depth)
        evaporated, seeped = conduit_loss(
            conduits.sections, size.k, mean, length, size.depth, size.width, is_open,
            load(conduits.width_depth, at.c, lanes), evaporation, seepage * load(conductivity_factor, lanes),
            load(link_state.volume, at.j, lanes) / tau,
        )
        loss = where(loses, (evaporated + seeped) * 2.5 * tau * velocity / length, 0.0)
    put(conduit_state.evaporation, at.c, computed, where(loses, evaporated, 0.0))
    put(conduit_state.seepage, at.c, computed, where(loses, seeped, 0.0))
    return loss


@inlined
def inertia_of(settings, velocity, weight, shape, area_old, tau, per_length):
    """The change of flow [m3/s] by inertia, damped with the Froude number or altogether."""
    area_old = max(area_old, SMALL_AREA)
    local = 2.0 * velocity * (shape.am - area_old)
    inertia = weight * (local + tau * velocity * velocity * (shape.a2 - shape.a1) * per_length)
    return where(weight > 0.0, inertia, 0.0)


@inlined
def damped_weight(settings, is_open, full, weight, lanes):
    """The weight of inertia under the damping that the user chose; none in a full pipe."""
    if settings.damping == NO_DAMPING:
        weight = spread(1.0, lanes)
    elif settings.damping == FULL_DAMPING:
        weight = spread(0.0, lanes)
    return where(full & (is_open == 0), 0.0, weight)


@inlined
def inertia_counts(velocity, area, width):
    """Is the flow surely so slow, F <= 1/2, that its inertia counts in full? F^2 = v^2 W / (g A), room for rounding."""
    return velocity * velocity * width < 0.2499 * GRAVITY * area


@inlined
def surely_slow(flow, y, area, width):
    """Is a flow [m3/s] surely subcritical? F^2 = Q^2 W / (g A^3), with room for rounding; spares root and quotient."""
    return (flow * flow * width < 0.99 * GRAVITY * area * area * area) & (y > SMALL_DEPTH)


@inlined
def surely_below_normal(conduits, ends, shape, flow, at, lanes):
    """Is a flow [m3/s] in a straight section surely below normal flow at the upstream depth? Spares its radius.

    Radius over depth falls with depth: where y1 < ym, R1 / y1 >= Rm / ym, and normal flow is at least
    beta A1 Rm^(2/3) y1 / ym.
    """
    reach, normal = flow * shape.ym, load(conduits.beta, at.c, lanes) * shape.a1 * ends.y1
    slow = reach * reach < 0.98 * normal * normal * shape.pm
    return flags(conduits.straight, at.c, lanes) & (ends.y1 < shape.ym) & slow


@inlined
def held_to_normal_flow(settings, conduits, ends, shape, size, flow, at_outfall, flowing, at, lanes):
    """Where the flow is held to normal flow at the upstream depth, and that flow [m3/s]."""
    mode, is_open = settings.normal_flow, conduits.is_open[at.c]
    applies, normal = ends.y1 < 0.0, flow
    if mode == LIMIT_NONE:
        return applies, normal
    candidate = flowing & (ends.y1 < size.depth) & (ends.kind == SUBCRITICAL) & (flow > 0.0)
    if mode == LIMIT_SLOPE or mode == LIMIT_BOTH or at_outfall:
        applies = candidate & (ends.y1 < ends.y2)
    if (mode == LIMIT_FROUDE or mode == LIMIT_BOTH) and not at_outfall:
        fast = candidate & (ends.y1 > SMALL_DEPTH) & (ends.y2 > SMALL_DEPTH) & no(applies)
        fast = fast & no(surely_slow(flow, ends.y1, shape.a1, shape.open1))
        if any_lane(fast):
            froude = froude_number(flow / shape.a1, ends.y1, shape.a1, shape.open1, size.depth, is_open)
            applies = applies | (fast & (froude >= 1.0))
    applies = applies & no(surely_below_normal(conduits, ends, shape, flow, at, lanes))
    if any_lane(applies):
        power = upstream_radius(conduits, size, ends, shape, at, lanes)
        normal = load(conduits.beta, at.c, lanes) * shape.a1 * sqrt(power)
    return applies & (normal < flow), normal


@inlined
def through_culvert(conduits, ends, size, full, flow, slope, flowing, barrels, at, lanes):
    """Flow [m3/s] and dQ/dH [m2/s] of a culvert: no more than its inlet lets in."""
    tried = flowing & (flow > 0.0) & no(full)
    limit, slope_h = lanewise(
        tried, culvert_inflow, conduits.culvert[at.c], flow, ends.h1 - load(conduits.bed_up, at.c, lanes), size.depth,
        size.area, load(conduits.slope, at.c, lanes), conduits.sections, size.k,
    )
    limited = tried & (limit < flow)
    return where(limited, limit, flow), where(limited, slope_h * barrels, slope)


@inlined
def within_bounds(links, outfall_gate, node_state, flow, at, lanes):
    """The flow [m3/s] under the user's limit, gates, and at dry nodes."""
    limit = load(links.max_flow, at.j, lanes)
    flow = where((limit > 0.0) & (abs(flow) > limit), where(flow > 0.0, limit, -limit), flow)
    if links.flap_gate[at.j]:
        flow = where(flow * links.direction[at.j] < 0.0, 0.0, flow)
    if outfall_gate[at.n2]:
        flow = where(flow < 0.0, 0.0, flow)
    if outfall_gate[at.n1]:
        flow = where(flow > 0.0, 0.0, flow)
    dry1 = load(node_state.depth, at.n1, lanes) <= SMALL_DEPTH
    dry2 = load(node_state.depth, at.n2, lanes) <= SMALL_DEPTH
    flow = where((flow > SMALL_FLOW) & dry1, SMALL_FLOW, flow)
    return where((flow < -SMALL_FLOW) & dry2, -SMALL_FLOW, flow)


@inlined
def new_flow(
    settings, nodes, links, conduits, outfall_gate, node_state, link_state, conduit_state, evaporation_rate,
    conductivity_factor, dt, step, computed, at, lanes,
):
    """Compute a conduit anew in the lanes ``computed``; returns what it gives to its nodes in all lanes."""
    barrels, is_open = float(conduits.barrels[at.c]), conduits.is_open[at.c]
    size, tau = size_of(conduits, at, lanes), load(dt, lanes)
    last = load(conduit_state.flow_up, at.c, lanes)
    ends = ends_of(settings, nodes, links, conduits, node_state, size, last, at, lanes)
    may_fall = computed & (ends.kind >= UP_CRITICAL)
    if any_lane(may_fall):
        ends = with_free_falls(conduits, conduit_state, ends, size, last, may_fall, at, lanes)
    shape = shape_of(settings, conduits, ends, size, at, lanes)
    length = load(conduits.modified_length, at.c, lanes)
    area_up, area_down = surfaces(
        ends.kind, ends.share, shape.w1, shape.wm, shape.w2, length, load(links.offset_up, at.j, lanes),
        load(links.offset_down, at.j, lanes),
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
        conduits, link_state, conduit_state, size, velocity, depth, tau, evaporation_rate, conductivity_factor,
        computed, flowing, at, lanes,
    )
    volume = mean * load(conduits.length, at.c, lanes) * barrels
    put(link_state.volume, at.j, computed, volume)
    flow, froude, area = spread(0.0, lanes), spread(0.0, lanes), mean
    slope = GRAVITY * tau * shape.am * per_length * barrels
    if any_lane(flowing):
        full = (ends.y1 >= size.depth) & (ends.y2 >= size.depth)
        weight, radius, pulled = spread(1.0, lanes), shape.pm, shape.am
        fast = flowing & no(inertia_counts(velocity, shape.am, shape.open_m))
        if settings.courant > 0.0 or any_lane(fast):
            froude = froude_number(velocity, shape.ym, shape.am, shape.open_m, size.depth, is_open)
            weight = inertia_weight(froude)
            rho = where(no(full) & (last > 0.0) & (ends.h1 >= ends.h2), weight, 1.0)
            ahead = rho < 1.0
            if any_lane(ahead):
                p1 = upstream_radius(conduits, size, ends, shape, at, lanes)
                radius = where(ahead, p1 + (shape.pm - p1) * rho, radius)
                pulled = where(ahead, shape.a1 + (shape.am - shape.a1) * rho, pulled)
        weight = damped_weight(settings, is_open, full, weight, lanes)
        friction = friction_of(settings, conduits, full & flowing, velocity, radius, tau, at, lanes)
        pull = GRAVITY * tau * pulled * per_length
        area_old = load(conduit_state.area_old, at.c, lanes)
        inertia = inertia_of(settings, velocity, weight, shape, area_old, tau, per_length)
        local = local_friction(conduits, shape, last, tau, per_length, at, lanes)
        damping = 1.0 / (1.0 + friction + local)
        head = pull * (ends.h2 - ends.h1)
        flow = (load(conduit_state.flow_up_old, at.c, lanes) - head + inertia + loss) * damping
        slope_flowing = pull * damping * barrels
        if conduits.culvert[at.c] > 0:
            flow, slope_flowing = through_culvert(
                conduits, ends, size, full, flow, slope_flowing, flowing, barrels, at, lanes
            )
        else:
            at_outfall = nodes.kind[at.n1] == OUTFALL or nodes.kind[at.n2] == OUTFALL
            held, normal = held_to_normal_flow(
                settings, conduits, ends, shape, size, flow, at_outfall, flowing, at, lanes
            )
            flow = where(held, normal, flow)
        if step > 0:
            flow = relaxed(last, flow)
        flow = within_bounds(links, outfall_gate, node_state, flow, at, lanes)
        full_state = where(shape.a1 >= size.area, 1.0, 0.0) + where(shape.a2 >= size.area, 2.0, 0.0)
        if any_lane(flowing & (full_state != load(conduit_state.full_state, at.c, lanes))):
            put(conduit_state.full_state, at.c, flowing, full_state)
        flow, froude = where(still, 0.0, flow), where(still, 0.0, froude)
        area, slope = where(still, mean, shape.am), where(still, slope, slope_flowing)
    put(conduit_state.area, at.c, computed, area)
    put(conduit_state.flow_up, at.c, computed, flow)
    slope = put_over(link_state.dqdh, at.j, computed, slope, lanes)
    if settings.courant > 0.0:
        put(link_state.froude, at.j, computed, froude)
    return Given(put_over(link_state.flow, at.j, computed, flow * barrels, lanes), slope, area_up, area_down)


class Given(NamedTuple):
    """What a conduit gives to its nodes, in lanes."""

    flow: Any  # m3/s, all barrels
    slope: Any  # m2/s, dQ/dH
    area_up: Any  # m2, a barrel's surface
    area_down: Any


@inlined
def put_over(array, i, computed, value, lanes):
    """Store in the lanes ``computed``; returns all lanes, so that nobody need wait for the memory."""
    value = where(computed, value, load(array, i, lanes))
    store(array, i, value)
    return value


@inlined
def given_before(link_state, j, lanes):
    """What a conduit that is not computed gives to its nodes."""
    return Given(
        load(link_state.flow, j, lanes), load(link_state.dqdh, j, lanes), load(link_state.area_up, j, lanes),
        load(link_state.area_down, j, lanes),
    )  # fmt: skip


@inlined
def add_to(array, i, moving, amount, lanes):
    """Add to a row in the lanes that move, and nothing to the others: all are stored, for what is stored in part only
    cannot be read again at once, and links that meet at a node often follow one another."""
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
def give_to_nodes(nodes, conduits, node_state, conduit_state, given, moving, busy1, busy2, at, lanes):
    """Add a conduit's flow, surface and dQ/dH to the sums of those of its end nodes that do not rest."""
    flow, slope, barrels = given.flow, given.slope, float(conduits.barrels[at.c])
    forth, back = where(flow >= 0.0, flow, 0.0), where(flow >= 0.0, 0.0, -flow)
    if busy1:
        add_to(node_state.outflow, at.n1, moving, forth, lanes)
        add_to(node_state.inflow, at.n1, moving, back, lanes)
        add_to(node_state.surface_area, at.n1, moving, given.area_up * barrels, lanes)
        add_to(node_state.sum_dqdh, at.n1, moving, slope, lanes)
    if busy2:
        add_to(node_state.inflow, at.n2, moving, forth, lanes)
        add_to(node_state.outflow, at.n2, moving, back, lanes)
        add_to(node_state.surface_area, at.n2, moving, given.area_down * barrels, lanes)
        add_to(node_state.sum_dqdh, at.n2, moving, slope, lanes)
    give_losses(nodes, conduits, node_state, conduit_state, moving, busy1, busy2, at, lanes)


@inlined
def fetch_sums(node_state, n, lanes):
    """Ask ahead of time for what a conduit reads and adds to at one of its nodes, which lies anywhere in memory."""
    fetch(node_state.depth, n, lanes)
    fetch(node_state.inflow, n, lanes)
    fetch(node_state.outflow, n, lanes)
    fetch(node_state.surface_area, n, lanes)
    fetch(node_state.sum_dqdh, n, lanes)


@kernel
def conduit_flows(
    settings, nodes, links, conduits, outfall_gate, node_state, link_state, conduit_state, evaporation_rate,
    conductivity_factor, dt, step, unsettled, active, lanes,
):
    """New flow of every conduit with a section, added at once to the balance of its end nodes.

    ``outfall_gate`` (node,) is 1 at an outfall with a flap gate.
    """
    moving = flags(active, lanes)
    lanes_moving = word_of(moving)
    for c in range(conduits.link.size):
        j = conduits.link[c]
        at = Place(c, j, links.up[j], links.down[j])
        busy1 = lanes_moving & ~unsettled.resting[at.n1] != 0
        busy2 = lanes_moving & ~unsettled.resting[at.n2] != 0
        if not (busy1 or busy2):
            continue
        following = conduits.link[min(c + 1, conduits.link.size - 1)]
        fetch_sums(node_state, links.up[following], lanes)
        fetch_sums(node_state, links.down[following], lanes)
        computed = moving & no(mask_of(unsettled.bypassed[j], lanes))
        if any_lane(computed):
            given = new_flow(
                settings, nodes, links, conduits, outfall_gate, node_state, link_state, conduit_state,
                evaporation_rate, conductivity_factor, dt, step, computed, at, lanes,
            )
        else:
            given = given_before(link_state, j, lanes)
        give_to_nodes(nodes, conduits, node_state, conduit_state, given, moving, busy1, busy2, at, lanes)
