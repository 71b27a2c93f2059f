# SPDX-License-Identifier: Apache-2.0
"""The terms of a conduit's momentum equation, and what limits the flow that they give.

Names with 1 are at the upstream end, with 2 at the downstream end, with m in the middle; all in lanes.
"""

from __future__ import annotations

from math import sqrt

from sponge.base.compiler import (
    any_lane,
    first_of,
    flags,
    inlined,
    kernel,
    lanewise,
    load,
    mask_of,
    no,
    put,
    spread,
    where,
)
from sponge.base.constants import GRAVITY, SMALL_AREA, SMALL_DEPTH, SMALL_FLOW
from sponge.engine.network import SUBCRITICAL
from sponge.engine.picard.conduit_geometry import upstream_radius
from sponge.engine.picard.settings import (
    FULL_DAMPING,
    LIMIT_BOTH,
    LIMIT_FROUDE,
    LIMIT_NONE,
    LIMIT_SLOPE,
    NO_DAMPING,
)
from sponge.physics.conduits.culvert import culvert_inflow
from sponge.physics.conduits.force_main import force_main_friction_slope
from sponge.physics.conduits.losses import conduit_loss
from sponge.physics.conduits.momentum import froude_number, local_loss


@inlined
def friction_of(force_main, conduits, full, velocity, radius_weighted, tau, at, lanes):
    """dt g S_f / V of Manning's equation, of a force main's own where it runs full."""
    friction = tau * load(conduits.roughness_factor, at.c, lanes) / radius_weighted * abs(velocity)
    if conduits.is_force_main[first_of(at.c)] and any_lane(full):
        own = lanewise(
            full, force_main_friction_slope, force_main, load(conduits.force_main_factor, at.c, lanes),
            load(conduits.force_main_friction, at.c, lanes), abs(velocity), load(conduits.full_radius, at.c, lanes),
            load(conduits.full_depth, at.c, lanes),
        )
        friction = where(full, tau * own, friction)
    return friction


@inlined
def local_friction(conduits, shape, last, tau, per_length, at, lanes):
    """dt sum(K) |v| / 2L of entrance, exit and bends."""
    if conduits.has_losses[first_of(at.c)] == 0:
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
    is_open, loss = conduits.is_open[first_of(at.c)], spread(0.0, lanes)
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
            load(link_state.volume, at.j, lanes) / float(conduits.barrels[first_of(at.c)]) / tau,
        )
        loss = where(loses, (evaporated + seeped) * 2.5 * tau * velocity / length, 0.0)
    put(conduit_state.evaporation, at.c, computed, where(loses, evaporated, 0.0))
    put(conduit_state.seepage, at.c, computed, where(loses, seeped, 0.0))
    return loss


@inlined
def inertia_of(velocity, weight, shape, area_old, tau, per_length):
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
    mode, is_open = settings.normal_flow, conduits.is_open[first_of(at.c)]
    applies, normal = mask_of(0, lanes), flow
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
    """Flow [m3/s] and dQ/dH [m2/s] of a culvert: no more than its inlet lets in of what enters there; where it does."""
    entering, depth = flow, ends.h1 - load(conduits.fall, at.c, lanes)
    backward = conduits.culvert_end[first_of(at.c)] < 0
    if backward:
        entering, depth = -flow, ends.h2
    tried = flowing & (entering > 0.0) & no(full)
    limit, slope_h = lanewise(
        tried, culvert_inflow, conduits.culvert[first_of(at.c)], entering, depth, size.depth, size.area,
        load(conduits.culvert_slope, at.c, lanes), conduits.sections, size.k,
    )
    limited = tried & (limit < entering)
    flow = where(limited, -limit if backward else limit, flow)
    return flow, where(limited, slope_h * barrels, slope), limited


@inlined
def within_bounds(links, outfall_gate, node_state, flow, at, lanes):
    """The flow [m3/s] under the user's limit, gates, and at dry nodes."""
    limit = load(links.max_flow, at.j, lanes)
    flow = where((limit > 0.0) & (abs(flow) > limit), where(flow > 0.0, limit, -limit), flow)
    if links.flap_gate[first_of(at.j)]:
        flow = where(flow * links.direction[first_of(at.j)] < 0.0, 0.0, flow)
    if outfall_gate[first_of(at.n2)]:
        flow = where(flow < 0.0, 0.0, flow)
    if outfall_gate[first_of(at.n1)]:
        flow = where(flow > 0.0, 0.0, flow)
    dry1 = load(node_state.depth, at.n1, lanes) <= SMALL_DEPTH
    dry2 = load(node_state.depth, at.n2, lanes) <= SMALL_DEPTH
    flow = where((flow > SMALL_FLOW) & dry1, SMALL_FLOW, flow)
    return where((flow < -SMALL_FLOW) & dry2, -SMALL_FLOW, flow)
