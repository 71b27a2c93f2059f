# SPDX-License-Identifier: Apache-2.0
"""The flow of a conduit between two depths at its ends, with its slopes, from the terms of ``picard``.

For one barrel, with Q* and A* at the begin of a step tau, A_w and F of weighted areas and radii (docs/solvers.md):

    Q - Q* - g tau/L A_w (H1 - H2) + F |Q| Q = s [2 v (A_m - A*) + tau/L v2 (A2 - A1)],   v = Q / A_m

The flow between two depths is the root of a quadratic. Two terms are bounded so that the root exists: 2 v (A_m - A*) is
at most half of Q, and what v2 (A2 - A1) exceeds friction by is taken from the last iterate, at most half of what
resists.

Inertia alone accelerates no flow: v2 (A2 - A1) drives it by at most what friction and a water level that rises along
the flow resist with. More would grow without bound where fast flow runs into deeper water (a hydraulic jump within a
conduit): it empties the shallow end and fills the deep one, which makes A2 - A1 larger.
"""

from __future__ import annotations

from math import sqrt

from sponge.base.compiler import kernel
from sponge.base.constants import GRAVITY, SMALL_AREA, SMALL_DEPTH
from sponge.engine.implicit.section import flowing
from sponge.physics.conduits.force_main import HAZEN_WILLIAMS, force_main_friction_slope
from sponge.physics.conduits.momentum import froude_number, inertia_weight

SLOPE_RAMP = 0.01  # of the full depth: the range of y2 - y1 over which the limit to normal flow comes in
STEEP_RAMP = 0.1  # of critical flow: the range of normal flow over which that limit comes in by Froude number
DRY_RAMP = 0.002  # m: the range of the depth upstream over which a bed runs dry
MOST_ALONG = 0.7  # of friction: so much of it the term v2 (A2 - A1) takes off implicitly
CROWN_RAMP = 0.1  # of the full depth: the range below the crown over which a closed conduit becomes full
LEVEL_RAMP = 0.05  # of the full depth: the range of H1 - H2 over which upstream areas come in
HAZEN_POWER = 0.852  # of the velocity in F |Q| of Hazen and Williams; it is 1 by Darcy and Weisbach
LEAST_VELOCITY = 1e-3  # m/s, at which the friction of a force main is taken where its water stands still


@kernel
def bed_share(y):
    """The share of a flow that a bed lets out at the depth y [m] while it runs dry, and its slope [1/m]."""
    if y >= DRY_RAMP:
        return 1.0, 0.0
    if y <= 0.0:
        return 0.0, 0.0
    return y / DRY_RAMP, 1.0 / DRY_RAMP


@kernel
def fullness(y1, y2, depth):
    """The share by which a closed conduit counts as full, from 0 below the ramp under its crown to 1 where both ends
    are full, and its slopes [1/m] with both depths."""
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
        half = 0.5 * tau * conduits.per_length[c, lane]
        (a1, da1), (a2, da2) = one, two
        if a1 > SMALL_AREA:
            loss = half * conduits.loss_inlet[c, lane] / a1
            factor, by1 = factor + loss, by1 - loss * da1 / a1
        if a2 > SMALL_AREA:
            loss = half * conduits.loss_outlet[c, lane] / a2
            factor, by2 = factor + loss, by2 - loss * da2 / a2
        if area > SMALL_AREA:
            loss = half * conduits.loss_average[c, lane] / area
            factor, by1, by2 = factor + loss, by1 - loss * area1 / area, by2 - loss * area2 / area
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
    a1, da1, w1, dw1, p1, dp1 = one[:6]
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
    network, settings, c, lane, tau, shape, y1, y2, one, two, flow_old, area_old, last, weight_given, frozen,
    at_outfall, drag,
):  # fmt: skip
    """Flow [m3/s] of a barrel between depths y1 and y2 [m] at its ends, its slopes with both [m2/s], the area in the
    middle [m2] and the inertia's weight.

    `one` and `two` are the sections at both ends (``section_at``), ``last`` is the flow of the last iterate [m3/s],
    ``drag`` what losses along the conduit add to it. With ``frozen`` the weight is ``weight_given``.
    """
    conduits = network.conduits
    depth, is_open = shape.depth, shape.is_open
    ym = 0.5 * (max(y1, SMALL_DEPTH) + max(y2, SMALL_DEPTH))
    am, dam, wm, _, pm, dpm = flowing(settings, shape, ym)
    a1, da1, p1, dp1 = one.area, one.area_slope, one.power, one.power_slope
    a2, da2 = two.area, two.area_slope
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
        speed, left = abs(last), 1.0 - MOST_ALONG
        square = speed * speed
        push = (along - MOST_ALONG * factor) * square
        push1, push2 = (along1 - MOST_ALONG * factor1) * square, (along2 - MOST_ALONG * factor2) * square
        factor, factor1, factor2 = left * factor, left * factor1, left * factor2
        most, most1, most2 = factor * square, factor1 * square, factor2 * square
        if way * head < 0.0:
            most -= way * pull * pulled * head
            most1, most2 = most1 - way * drive1, most2 - way * drive2
        if push > most:
            push, push1, push2 = most, most1, most2
        most = 0.5 * (resists + factor * speed) * speed
        if push > most:
            push = most
            push1, push2 = 0.5 * (factor1 * speed - gain1) * speed, 0.5 * (factor2 * speed - gain2) * speed
        if push > abs(drive):
            push, push1, push2 = abs(drive), way * drive1, way * drive2
        drive += way * push
        drive1, drive2 = drive1 + way * push1, drive2 + way * push2
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
    return flow, by1, by2, am, weight
