# SPDX-License-Identifier: Apache-2.0
"""The flow of a conduit between two depths at its ends, with its slopes: picard's terms, solved exactly for the flow.

Of a barrel, with Q* and A* of the begin of a step tau, A_w and F of weighted areas and radii (docs/solvers.md):

    Q - Q* - g tau/L A_w (H1 - H2) + F |Q| Q = s [2 v (A_m - A*) + tau/L v2 (A2 - A1)],   v = Q / A_m

The flow between two depths is the root of a quadratic. What would leave it none is bounded: 2 v (A_m - A*) takes at
most half of Q; where v2 (A2 - A1) outgrows friction its rest is that of the last iterate, at most half of what resists.
Both bounds vanish with the step.
"""

from __future__ import annotations

from math import sqrt

from sponge.base.compiler import kernel
from sponge.base.constants import GRAVITY, SMALL_AREA, SMALL_DEPTH
from sponge.engine.implicit.section import flowing
from sponge.physics.conduits.force_main import HAZEN_WILLIAMS, force_main_friction_slope
from sponge.physics.conduits.momentum import froude_number, inertia_weight

SLOPE_RAMP = 0.01  # of the full depth, over which the limit to normal flow comes in with y2 - y1
STEEP_RAMP = 0.1  # of critical flow, over which it comes in where normal flow becomes faster than critical
DRY_RAMP = 0.002  # m, of the depth that flow leaves, over which a bed runs dry
MOST_ALONG = 0.7  # of friction, that the change of v2 A along a conduit takes off it with the new flow
CROWN_RAMP = 0.1  # of the full depth, over which a closed conduit becomes a full one
LEVEL_RAMP = 0.05  # of the full depth, in the fall of the water, over which upstream areas count for more
HAZEN_POWER = 0.852  # with which its friction rises with the velocity, beside that of Darcy and Weisbach
LEAST_VELOCITY = 1e-3  # m/s, at which a force main's friction is taken where it stands still


@kernel
def bed_share(y):
    """How much of a flow a depth y [m] lets out of a bed that runs dry, and its slope [1/m]."""
    if y >= DRY_RAMP:
        return 1.0, 0.0
    if y <= 0.0:
        return 0.0, 0.0
    return y / DRY_RAMP, 1.0 / DRY_RAMP


@kernel
def fullness(y1, y2, depth):
    """How full a closed conduit is, 0 below the ramp under its crown, 1 where both ends are under water; and its slope
    [1/m] with either depth, none where that is full."""
    mean = 0.5 * (min(y1, depth) + min(y2, depth)) / depth
    share = min(max((mean - 1.0) / CROWN_RAMP + 1.0, 0.0), 1.0)
    rate = 0.5 / (CROWN_RAMP * depth) if 0.0 < share < 1.0 else 0.0
    return share, rate if y1 < depth else 0.0, rate if y2 < depth else 0.0


@kernel
def resistance(network, c, lane, tau, filled, velocity, middle, radius, radius1, radius2, one, two):
    """F [s/m3] of friction and local losses in F |Q| Q, and its slopes with both depths.

    ``middle`` is the area in the middle and its slopes with both depths, ``radius1`` and ``radius2`` are slopes; `one`
    and `two` are the areas at the ends with their slopes, `filled` is ``fullness``: a force main's law is that of
    full flow.
    """
    conduits, (area, area1, area2) = network.conduits, middle
    factor = tau * conduits.roughness_factor[c, lane] / (radius * area)
    by1 = -factor * (radius1 / radius + area1 / area)
    by2 = -factor * (radius2 / radius + area2 / area)
    if filled[0] > 0.0 and conduits.is_force_main[c]:
        speed = max(abs(velocity), LEAST_VELOCITY)
        own = force_main_friction_slope(
            network.settings.force_main, conduits.force_main_factor[c, lane], conduits.force_main_friction[c, lane],
            speed, conduits.full_radius[c, lane], conduits.full_depth[c, lane],
        )  # fmt: skip
        own, rest = tau * own / (speed * area), 1.0 - filled[0]
        power = HAZEN_POWER if network.settings.force_main == HAZEN_WILLIAMS else 1.0
        by1 = rest * by1 - filled[0] * own * power * area1 / area + filled[1] * (own - factor)
        by2 = rest * by2 - filled[0] * own * power * area2 / area + filled[2] * (own - factor)
        factor = rest * factor + filled[0] * own
    if conduits.has_losses[c]:
        half = 0.5 * tau * conduits.per_length[c, lane] / area
        (a1, da1), (a2, da2) = one, two
        if a1 > SMALL_AREA:
            loss = half * conduits.loss_inlet[c, lane] / a1
            factor, by1, by2 = factor + loss, by1 - loss * (da1 / a1 + area1 / area), by2 - loss * area2 / area
        if a2 > SMALL_AREA:
            loss = half * conduits.loss_outlet[c, lane] / a2
            factor, by1, by2 = factor + loss, by1 - loss * area1 / area, by2 - loss * (da2 / a2 + area2 / area)
        if area > SMALL_AREA:
            loss = half * conduits.loss_average[c, lane] / area
            factor, by1, by2 = factor + loss, by1 - 2.0 * loss * area1 / area, by2 - 2.0 * loss * area2 / area
    return factor, by1, by2


@kernel
def normal_flow(conduits, c, lane, a, da, p, dp):
    """Flow [m3/s] of uniform flow with area a and radius^(4/3) p, and its slope by depth."""
    root = sqrt(p)
    beta = conduits.beta[c, lane]
    return beta * a * root, beta * (da * root + 0.5 * a * dp / root)


@kernel
def critical_flow(a, da, w, dw, least):
    """Flow [m3/s] with a Froude number of 1, and its slope by depth; surfaces are at least ``least`` [m] wide."""
    wide = max(w, least)
    flow = a * sqrt(GRAVITY * a / wide)
    return flow, flow * (1.5 * da / a - (0.5 * dw / wide if w > least else 0.0))


@kernel
def limited(settings, conduits, c, lane, at_outfall, flow, by1, by2, y1, y2, one):
    """A flow > 0 and its slopes, held to normal flow at the upstream depth where picard does so, by ramps.

    `one` is the section at the upstream end.
    """
    depth = conduits.full_depth[c, lane]
    if settings.by_slope + settings.by_froude == 0 or y1 >= depth:
        return flow, by1, by2
    a1, da1, w1, dw1, p1, dp1 = one
    normal, rise = normal_flow(conduits, c, lane, a1, da1, p1, dp1)
    if normal >= flow:
        return flow, by1, by2
    share, with1, with2 = 0.0, 0.0, 0.0
    if settings.by_slope or at_outfall:
        ramp = SLOPE_RAMP * depth
        share = min(max((y2 - y1) / ramp, 0.0), 1.0)
        if 0.0 < share < 1.0:
            with1, with2 = -1.0 / ramp, 1.0 / ramp
    if settings.by_froude and not at_outfall and share < 1.0:
        critical, steeper = critical_flow(a1, da1, w1, dw1, 1e-3 * conduits.max_width[c, lane])
        ratio = normal / critical
        fast = min(max((ratio - 1.0) / STEEP_RAMP + 1.0, 0.0), 1.0)
        if fast > share:
            share, with1, with2 = fast, 0.0, 0.0
            if fast < 1.0:
                with1 = (rise - ratio * steeper) / critical / STEEP_RAMP
    room = (depth - y1) / (0.5 * CROWN_RAMP * depth)
    if room < 1.0:
        share, with1, with2 = share * room, with1 * room - share / (0.5 * CROWN_RAMP * depth), with2 * room
    over = flow - normal
    return flow - share * over, by1 - share * (by1 - rise) - with1 * over, by2 * (1.0 - share) - with2 * over


@kernel
def momentum(
    network, settings, c, lane, tau, y1, y2, flow_old, area_old, last, weight_given, frozen, at_outfall, drag
):
    """Flow [m3/s] of a barrel between depths y1 and y2 [m] at its ends, its slopes with both [m2/s], the area in the
    middle [m2] and the inertia's weight.

    ``last`` is the flow of the last iterate; ``drag`` [m3/s] what losses on the way add. With ``frozen`` the weight is
    the one given.
    """
    conduits = network.conduits
    depth, is_open = conduits.full_depth[c, lane], conduits.is_open[c]
    one, two = flowing(conduits, c, lane, y1), flowing(conduits, c, lane, y2)
    ym = 0.5 * (max(y1, SMALL_DEPTH) + max(y2, SMALL_DEPTH))
    am, dam, wm, _, pm, dpm = flowing(conduits, c, lane, ym)
    a1, da1, _, _, p1, dp1 = one
    a2, da2 = two[0], two[1]
    half1 = 0.5 if y1 > SMALL_DEPTH else 0.0
    half2 = 0.5 if y2 > SMALL_DEPTH else 0.0
    full = y1 >= depth and y2 >= depth
    head = conduits.fall[c, lane] + y1 - y2
    velocity = last / am
    weight = weight_given
    if not frozen:
        weight = inertia_weight(froude_number(velocity, ym, am, wm, depth, is_open))
    ahead, turns = 1.0, 0.0
    if not full and last > 0.0 and head > 0.0:
        share = min(head / (LEVEL_RAMP * depth), 1.0)
        ahead = 1.0 - (1.0 - weight) * share
        turns = -(1.0 - weight) / (LEVEL_RAMP * depth) if share < 1.0 else 0.0
    filled = fullness(y1, y2, depth) if is_open == 0 else (0.0, 0.0, 0.0)
    whole = max(settings.least_inertia, min(weight, settings.most_inertia))
    sigma = whole * (1.0 - filled[0])
    pulled, radius = a1 + (am - a1) * ahead, p1 + (pm - p1) * ahead
    pulled1 = da1 * (1.0 - ahead) + ahead * dam * half1 + turns * (am - a1)
    pulled2 = ahead * dam * half2 - turns * (am - a1)
    radius1 = dp1 * (1.0 - ahead) + ahead * dpm * half1 + turns * (pm - p1)
    radius2 = ahead * dpm * half2 - turns * (pm - p1)
    factor, factor1, factor2 = resistance(
        network, c, lane, tau, filled, velocity, (am, dam * half1, dam * half2), radius, radius1, radius2, (a1, da1),
        (a2, da2),
    )  # fmt: skip
    pull = GRAVITY * tau * conduits.per_length[c, lane]
    old = max(area_old, SMALL_AREA)
    gain, gain_slope = 2.0 * sigma * (1.0 - old / am), 2.0 * sigma * old / (am * am) * dam
    fades = -2.0 * whole * (1.0 - old / am)
    gain1, gain2 = gain_slope * half1 + fades * filled[1], gain_slope * half2 + fades * filled[2]
    if gain > 0.5:
        gain, gain1, gain2 = 0.5, 0.0, 0.0
    resists = 1.0 - gain
    drive = flow_old + pull * pulled * head + drag
    way = 1.0 if drive >= 0.0 else -1.0
    scale = way * sigma * tau * conduits.per_length[c, lane] / (am * am)
    along = scale * (a2 - a1)
    faded = way * whole * tau * conduits.per_length[c, lane] / (am * am) * (a2 - a1)
    along1 = -(scale * da1 + 2.0 * along * dam * half1 / am + faded * filled[1])
    along2 = scale * da2 - 2.0 * along * dam * half2 / am - faded * filled[2]
    drive1, drive2 = pull * (pulled + pulled1 * head), pull * (pulled2 * head - pulled)
    if along <= MOST_ALONG * factor:
        factor, factor1, factor2 = factor - along, factor1 - along1, factor2 - along2
    else:
        rest, speed, left = along - MOST_ALONG * factor, abs(last), 1.0 - MOST_ALONG
        rest1, rest2 = (along1 - MOST_ALONG * factor1) * speed, (along2 - MOST_ALONG * factor2) * speed
        factor, factor1, factor2 = left * factor, left * factor1, left * factor2
        most = 0.5 * (resists + factor * speed)
        if rest * speed > most:
            rest1, rest2 = 0.5 * (factor1 * speed - gain1), 0.5 * (factor2 * speed - gain2)
        drive += way * min(rest * speed, most) * speed
        drive1, drive2 = drive1 + way * rest1 * speed, drive2 + way * rest2 * speed
    root = sqrt(resists * resists + 4.0 * factor * abs(drive))
    flow = 2.0 * drive / (resists + root)
    square = abs(flow) * flow
    by1 = (drive1 + flow * gain1 - square * factor1) / root
    by2 = (drive2 + flow * gain2 - square * factor2) / root
    if flow > 0.0:
        flow, by1, by2 = limited(settings, conduits, c, lane, at_outfall, flow, by1, by2, y1, y2, one)
        share, rate = bed_share(y1)
        flow, by1, by2 = flow * share, by1 * share + flow * rate, by2 * share
    else:
        share, rate = bed_share(y2)
        flow, by1, by2 = flow * share, by1 * share, by2 * share + flow * rate
    return flow, max(by1, 0.0), min(by2, 0.0), am, weight
