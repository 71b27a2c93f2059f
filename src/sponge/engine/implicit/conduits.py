# SPDX-License-Identifier: Apache-2.0
"""A conduit between the heads of an iterate: its flow, the depths at its ends, and what it stores at its nodes.

An end falls free where the water of its node stands lower than the flow would. Its depth is then the one at which the
larger of normal and critical flow equals the conduit's flow. This depth is solved for to the last digit and eliminated:
the upper node feels it through the slopes of the flow, the lower node does not.
"""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.compiler import kernel
from sponge.base.constants import SMALL_DEPTH
from sponge.engine.implicit.momentum import CROWN_RAMP, critical_flow, momentum, normal_flow
from sponge.engine.implicit.section import flowing, standing
from sponge.engine.network import OUTFALL
from sponge.physics.conduits.culvert import culvert_inflow
from sponge.physics.nodes.outfall import NORMAL

TRIALS = 30
LEAST_RISE = 0.02  # of that flow over the full depth: its least slope there
LEAST_STEEP = 0.1  # of the slope of that flow: it rises at least by so much over the conduit's, which inertia may raise
FOUND = 1e-7  # of the full depth, to which the depth of a free fall is found
SAME = 1e-9  # m
LEAST_FALL = 1.01 * SMALL_DEPTH  # m
HUMP = 0.93  # of the full depth, above which normal flow under a roof, which falls again, is taken to rise on


class Ends(NamedTuple):
    """A conduit between two heads: flow of a barrel, depths at its ends, and their slopes with either head."""

    flow: float  # m3/s
    flow1: float  # m2/s, with the upstream head
    flow2: float
    y1: float  # m
    y2: float
    up1: float  # dy1/dh1
    up2: float  # dy1/dh2
    down1: float
    down2: float
    area: float  # m2
    weight: float


@kernel
def fall_flow(network, c, lane, y, is_normal):
    """The flow [m3/s] that falls free with the depth y [m], and its slope [m2/s]: the larger of normal and critical
    flow, or normal flow at a NORMAL outfall. It rises with the depth, so that each flow has one depth."""
    conduits = network.conduits
    a, da, w, dw, p, dp = flowing(conduits, c, lane, y)
    normal, normal_slope = normal_flow(conduits, c, lane, a, da, p, dp)
    hump = HUMP * conduits.full_depth[c, lane]
    if y > hump and conduits.is_open[c] == 0:
        a1, da1, _, _, p1, dp1 = flowing(conduits, c, lane, hump)
        normal, normal_slope = normal_flow(conduits, c, lane, a1, da1, p1, dp1)
        normal_slope = max(normal_slope, LEAST_RISE * normal / hump)
        normal += normal_slope * (y - hump)
    if is_normal:
        return normal, normal_slope
    critical, slope = critical_flow(a, da, w, dw, 1e-6 * conduits.max_width[c, lane])
    if normal > critical:
        return normal, normal_slope
    return critical, slope


@kernel
def falling(network, c, lane, y, is_normal):
    """``fall_flow``, continued to zero on a straight line below the least depth of sections, so that a fall begins
    without a jump of its depth."""
    if y >= LEAST_FALL:
        return fall_flow(network, c, lane, y, is_normal)
    flow, _ = fall_flow(network, c, lane, LEAST_FALL, is_normal)
    return flow * y / LEAST_FALL, flow / LEAST_FALL


@kernel
def depth_above(network, own, n, offset, depth, lane):
    """The depth [m] of a node's water above a conduit's end, negative below it."""
    if network.nodes.kind[n] == OUTFALL:
        return own.nodes.stage[n, lane] - offset
    return depth - offset


@kernel
def is_normal_outfall(network, n):
    """Whether a node is an outfall of kind NORMAL."""
    return network.nodes.kind[n] == OUTFALL and network.outfalls.kind[network.nodes.index[n]] == NORMAL


@kernel
def at_given_depths(network, settings, own, c, lane, tau, y1, y2, frozen, at_outfall):
    """``momentum`` of a conduit at two depths [m], from its last iterate; at a culvert what its inlet lets in."""
    work, old, conduits = own.work, own.conduits, network.conduits
    flow, by1, by2, area, weight = momentum(
        network, settings, c, lane, tau, y1, y2, old.flow[c, lane], old.area[c, lane], work.seen[c],
        work.weight[c], frozen, at_outfall, 0.0,
    )  # fmt: skip
    code, backward = conduits.culvert[c], conduits.culvert_end[c] < 0
    entering = -flow if backward else flow
    if code > 0 and entering > 0.0:
        limit, rate = culvert_inflow(
            code, entering, y2 if backward else y1, conduits.full_depth[c, lane], conduits.full_area[c, lane],
            conduits.culvert_slope[c, lane], conduits.sections, conduits.section[c, lane],
        )  # fmt: skip
        if limit < entering and backward:
            flow, by1, by2 = -limit, 0.0, -rate
        elif limit < entering:
            flow, by1, by2 = limit, rate, 0.0
    return flow, by1, by2, area, weight


@kernel
def with_fall(network, settings, own, c, lane, tau, at_up, held, guess, low, is_normal, frozen, at_outfall):
    """A conduit with one end falling free and the other at the depth ``held`` [m]: its flow, the slope of it with
    ``held``, the depth at the fall and its slope with ``held``, area and weight of inertia.

    The depth at the fall lies between ``low``, that of the node's water, and the full depth: the flow over the fall
    rises with it faster than the conduit's, which falls but where inertia has the better of it. It is found by Newton's
    method within that bracket, with all slopes: where the conduit's flow rises too, so does the depth at the fall the
    faster.
    """
    full = network.conduits.full_depth[c, lane]
    high = max(full, low)
    y = min(max(guess, low), high)
    flow, with_held, with_y, area, weight, leaves, rise = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0
    for _ in range(TRIALS):
        if at_up:
            flow, with_y, with_held, area, weight = at_given_depths(
                network, settings, own, c, lane, tau, y, held, frozen, at_outfall
            )
            flow, with_held, with_y = -flow, -with_held, -with_y
        else:
            flow, with_held, with_y, area, weight = at_given_depths(
                network, settings, own, c, lane, tau, held, y, frozen, at_outfall
            )
        leaves, rise = falling(network, c, lane, y, is_normal)
        excess = flow - leaves
        if excess > 0.0:
            low = y
        else:
            high = y
        steep = rise - with_y
        step = excess / steep if steep > 0.0 else 2.0 * full
        if abs(step) < FOUND * full or high - low < FOUND * full:
            break
        y += step
        if not low < y < high:
            y = 0.5 * (low + high)
    steep, with_held = max(rise - with_y, LEAST_STEEP * rise, 1e-12), max(with_held, 0.0)
    if y >= full:
        return flow, with_held, y, 0.0, area, weight
    eased = rise / steep
    rest = min(max((flow - leaves) / steep, -FOUND * full), FOUND * full)  # to the last digit
    return flow + with_y * rest, with_held * eased, max(y + rest, 0.0), with_held / steep, area, weight


@kernel
def entering(network, c, lane, flow, flow1, flow2, y):
    """The flow [m3/s] that an outfall gives back to a conduit, at most critical flow, with its slopes.

    ``flow`` is positive on its way in, ``y`` [m] the depth at the outfall. One depth is given there, and one condition
    suffices for slow flow alone: faster inflow would take its velocity head from nowhere, and the momentum equation
    would let it grow without bound. Towards the crown of a closed conduit, where critical flow has no end, the bound
    is lifted.
    """
    conduits = network.conduits
    room = (conduits.full_depth[c, lane] - y) / (CROWN_RAMP * conduits.full_depth[c, lane])
    if conduits.is_open[c] == 0 and room <= 0.0:
        return flow, flow1, flow2
    a, da, w, dw, _, _ = flowing(conduits, c, lane, y)
    most, _ = critical_flow(a, da, w, dw, 1e-3 * conduits.max_width[c, lane])
    if conduits.is_open[c] == 0 and room < 1.0:
        most /= room
    if flow <= most:
        return flow, flow1, flow2
    return most, 0.0, 0.0


@kernel
def ends_of(network, state, settings, own, c, lane, tau, frozen):
    """The conduit ``c`` between the heads of the iterate."""
    nodes, links, conduits, work = network.nodes, network.links, network.conduits, own.work
    j = conduits.link[c]
    n1, n2 = links.up[j], links.down[j]
    offset1, offset2 = links.offset_up[j, lane], links.offset_down[j, lane]
    e1 = depth_above(network, own, n1, offset1, state.nodes.depth[n1, lane], lane)
    e2 = depth_above(network, own, n2, offset2, state.nodes.depth[n2, lane], lane)
    y1, y2 = max(e1, 0.0), max(e2, 0.0)
    outfall1, outfall2 = nodes.kind[n1] == OUTFALL, nodes.kind[n2] == OUTFALL
    at_outfall = outfall1 or outfall2
    up1, down2 = 1.0 if e1 > 0.0 and not outfall1 else 0.0, 1.0 if e2 > 0.0 and not outfall2 else 0.0
    flow, flow1, flow2, area, weight = at_given_depths(
        network, settings, own, c, lane, tau, y1, y2, frozen, at_outfall
    )
    flow1, flow2 = max(flow1, 0.0), min(flow2, 0.0)
    if outfall2 and flow < 0.0:
        flow, flow1, flow2 = entering(network, c, lane, -flow, -flow1, -flow2, y2)
        flow, flow1, flow2 = -flow, -flow1, -flow2
    elif outfall1 and flow > 0.0:
        flow, flow1, flow2 = entering(network, c, lane, flow, flow1, flow2, y1)
    full = conduits.full_depth[c, lane]
    up2, down1 = 0.0, 0.0
    if flow > 0.0 and (outfall2 or offset2 > SAME) and y2 < full:
        is_normal = is_normal_outfall(network, n2)
        if flow > falling(network, c, lane, y2, is_normal)[0]:
            flow, flow1, y2, down1, area, weight = with_fall(
                network, settings, own, c, lane, tau, False, y1, work.depth_down[c], y2, is_normal, frozen, at_outfall
            )
            flow2, down2, down1 = 0.0, 0.0, down1 * up1
    elif flow < 0.0 and (outfall1 or offset1 > SAME) and y1 < full:
        is_normal = is_normal_outfall(network, n1)
        if -flow > falling(network, c, lane, y1, is_normal)[0]:
            flow, flow2, y1, up2, area, weight = with_fall(
                network, settings, own, c, lane, tau, True, y2, work.depth_up[c], y1, is_normal, frozen, at_outfall
            )
            flow, flow1, flow2, up1, up2 = -flow, 0.0, -flow2, 0.0, up2 * down2
    return bounded(network, c, j, n1, n2, lane, Ends(
        flow, flow1 * (0.0 if e1 <= 0.0 or outfall1 else 1.0), flow2 * (0.0 if e2 <= 0.0 or outfall2 else 1.0), y1, y2,
        up1, up2, down1, down2, area, weight,
    ))  # fmt: skip


@kernel
def keep_ends(work, c, j, e):
    """Keep the flow and the end depths of a conduit with their slopes, for ``straight_ends``."""
    work.law[j], work.law_up[j], work.law_down[j] = e.flow, e.flow1, e.flow2
    work.end_up[c], work.end_up1[c], work.end_up2[c] = e.y1, e.up1, e.up2
    work.end_down[c], work.end_down1[c], work.end_down2[c] = e.y2, e.down1, e.down2


@kernel
def straight_ends(network, work, c, j, n1, n2, lane, d1, d2):
    """The conduit by the linearised laws of ``keep_ends``, after changes ``d1`` and ``d2`` [m] of its heads."""
    y1 = work.end_up[c] + work.end_up1[c] * d1 + work.end_up2[c] * d2
    y2 = work.end_down[c] + work.end_down1[c] * d1 + work.end_down2[c] * d2
    wet1, wet2 = 1.0 if y1 > 0.0 else 0.0, 1.0 if y2 > 0.0 else 0.0
    flow, flow1, flow2 = work.law[j] + work.law_up[j] * d1 + work.law_down[j] * d2, work.law_up[j], work.law_down[j]
    if flow * (wet1 if flow > 0.0 else wet2) == 0.0:  # no line lets water out of a bed that has run dry
        flow, flow1, flow2 = 0.0, 0.0, 0.0
    return bounded(network, c, j, n1, n2, lane, Ends(
        flow, flow1, flow2, max(y1, 0.0), max(y2, 0.0), wet1 * work.end_up1[c],
        wet1 * work.end_up2[c], wet2 * work.end_down1[c], wet2 * work.end_down2[c], work.area[c], work.weight[c],
    ))  # fmt: skip


@kernel
def bounded(network, c, j, n1, n2, lane, ends):
    """A conduit's flow within the limit that the user gives, and none against a flap gate."""
    links, flow = network.links, ends.flow
    limit = links.max_flow[j, lane] / network.conduits.barrels[c]
    if limit > 0.0 and abs(flow) > limit:
        flow = limit if flow > 0.0 else -limit
    if links.flap_gate[j] and flow * links.direction[j] < 0.0:
        flow = 0.0
    if (network.outfall_gate[n2] and flow < 0.0) or (network.outfall_gate[n1] and flow > 0.0):
        flow = 0.0
    if flow != ends.flow:
        return Ends(
            flow, 0.0, 0.0, ends.y1, ends.y2, ends.up1, ends.up2, ends.down1, ends.down2, ends.area, ends.weight
        )
    return ends


@kernel
def gains(network, settings, own, c, lane, y1, y2):
    """The volumes [m3] that the two halves of a barrel have gained since the step began, and their slopes [m2] with
    both depths.

    L/4 (dA_i + W dy_i) with W = dA_m / dy_m: EPA SWMM's surfaces, and in sum the change of L/4 (A1 + 2 A_m + A2).
    """
    conduits, old = network.conduits, own.conduits
    quarter = 0.25 * conduits.modified_length[c, lane]
    z1, z2 = old.depth_up[c, lane], old.depth_down[c, lane]
    a1, w1 = standing(settings, conduits, c, lane, y1)
    a2, w2 = standing(settings, conduits, c, lane, y2)
    b1, _ = standing(settings, conduits, c, lane, z1)
    b2, _ = standing(settings, conduits, c, lane, z2)
    am, wm = standing(settings, conduits, c, lane, 0.5 * (y1 + y2))
    rise = 0.5 * (y1 + y2 - z1 - z2)
    if abs(rise) > 1e-7:
        bm, _ = standing(settings, conduits, c, lane, 0.5 * (z1 + z2))
        mean = (am - bm) / rise
        bend = 0.5 * (wm - mean) / rise
    else:
        mean, bend = wm, 0.0
    d1, d2 = y1 - z1, y2 - z2
    bent1, bent2 = min(max(d1 * bend, -mean), wm), min(max(d2 * bend, -mean), wm)  # the matrix keeps its signs
    return (
        quarter * (a1 - b1 + mean * d1), quarter * (a2 - b2 + mean * d2), quarter * (w1 + mean + bent1),
        quarter * bent1, quarter * bent2, quarter * (w2 + mean + bent2),
    )  # fmt: skip


@kernel
def volume_of(network, settings, c, lane, y1, y2):
    """The volume [m3] of a barrel with depths y1 and y2 [m] at its ends: L/4 (A1 + 2 A_m + A2)."""
    conduits = network.conduits
    a1, _ = standing(settings, conduits, c, lane, y1)
    a2, _ = standing(settings, conduits, c, lane, y2)
    am, _ = standing(settings, conduits, c, lane, 0.5 * (y1 + y2))
    return 0.25 * conduits.modified_length[c, lane] * (a1 + 2.0 * am + a2)
