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
from sponge.engine.implicit.section import flowing, section_at, shape_of, standing
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
    stored1: float  # m2, what stands at the ends and in the middle: the integral of the surface's width
    stored2: float
    stored: float
    top1: float  # m, and that width
    top2: float
    top: float


@kernel
def fall_flow(network, settings, c, lane, shape, y, is_normal):
    """The flow [m3/s] that falls free with the depth y [m], and its slope [m2/s]: the larger of normal and critical
    flow, or normal flow at a NORMAL outfall. It rises with the depth, so that each flow has one depth."""
    conduits = network.conduits
    a, da, w, dw, p, dp = flowing(settings, shape, y)
    normal, normal_slope = normal_flow(conduits, c, lane, a, da, p, dp)
    hump = HUMP * shape.depth
    if y > hump and shape.is_open == 0:
        a1, da1, _, _, p1, dp1 = flowing(settings, shape, hump)
        normal, normal_slope = normal_flow(conduits, c, lane, a1, da1, p1, dp1)
        normal_slope = max(normal_slope, LEAST_RISE * normal / hump)
        normal += normal_slope * (y - hump)
    if is_normal:
        return normal, normal_slope
    critical, slope = critical_flow(a, da, w, dw, 1e-6 * shape.width)
    if normal > critical:
        return normal, normal_slope
    return critical, slope


@kernel
def falling(network, settings, c, lane, shape, y, is_normal):
    """``fall_flow``, continued to zero on a straight line below the least depth of sections, so that a fall begins
    without a jump of its depth."""
    if y >= LEAST_FALL:
        return fall_flow(network, settings, c, lane, shape, y, is_normal)
    flow, _ = fall_flow(network, settings, c, lane, shape, LEAST_FALL, is_normal)
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
def at_given_depths(network, settings, own, c, lane, tau, shape, y1, y2, one, two, frozen, at_outfall):
    """``momentum`` of a conduit at two depths [m], from its last iterate; at a culvert what its inlet lets in."""
    work, old, conduits = own.work, own.conduits, network.conduits
    flow, by1, by2, area, weight = momentum(
        network, settings, c, lane, tau, shape, y1, y2, one, two, old.flow[c, lane], old.area[c, lane], work.seen[c],
        work.weight[c], frozen, at_outfall, 0.0,
    )  # fmt: skip
    code, backward = conduits.culvert[c], conduits.culvert_end[c] < 0
    entering = -flow if backward else flow
    if code > 0 and entering > 0.0:
        limit, rate = culvert_inflow(
            code, entering, y2 if backward else y1, shape.depth, shape.area, conduits.culvert_slope[c, lane],
            conduits.sections, shape.section,
        )  # fmt: skip
        if limit < entering and backward:
            flow, by1, by2 = -limit, 0.0, -rate
        elif limit < entering:
            flow, by1, by2 = limit, rate, 0.0
    return flow, by1, by2, area, weight


@kernel
def with_fall(
    network, settings, own, c, lane, tau, shape, at_up, held, end, guess, low, is_normal, frozen, at_outfall
):
    """A conduit with one end falling free and the other at the depth ``held`` [m], where its section is ``end``: its
    flow, the slope of it with ``held``, the depth at the fall and its slope with ``held``, area and weight of inertia.

    The depth at the fall lies between ``low``, that of the node's water, and the full depth: the flow over the fall
    rises with it faster than the conduit's, which falls but where inertia has the better of it. It is found by Newton's
    method within that bracket, with all slopes: where the conduit's flow rises too, so does the depth at the fall the
    faster.
    """
    full = shape.depth
    high = max(full, low)
    y = min(max(guess, low), high)
    flow, with_held, with_y, area, weight, leaves, rise = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0
    for _ in range(TRIALS):
        fall = section_at(settings, shape, y)
        if at_up:
            flow, with_y, with_held, area, weight = at_given_depths(
                network, settings, own, c, lane, tau, shape, y, held, fall, end, frozen, at_outfall
            )
            flow, with_held, with_y = -flow, -with_held, -with_y
        else:
            flow, with_held, with_y, area, weight = at_given_depths(
                network, settings, own, c, lane, tau, shape, held, y, end, fall, frozen, at_outfall
            )
        leaves, rise = falling(network, settings, c, lane, shape, y, is_normal)
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
def entering(shape, section, flow, flow1, flow2, y):
    """The flow [m3/s] that an outfall gives back to a conduit, at most critical flow, with its slopes.

    ``flow`` is positive on its way in, ``y`` [m] the depth at the outfall. One depth is given there, and one condition
    suffices for slow flow alone: faster inflow would take its velocity head from nowhere, and the momentum equation
    would let it grow without bound. Towards the crown of a closed conduit, where critical flow has no end, the bound
    is lifted.
    """
    room = (shape.depth - y) / (CROWN_RAMP * shape.depth)
    if shape.is_open == 0 and room <= 0.0:
        return flow, flow1, flow2
    a, da, w, dw = section[:4]
    most, _ = critical_flow(a, da, w, dw, 1e-3 * shape.width)
    if shape.is_open == 0 and room < 1.0:
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
    shape = shape_of(conduits, c, lane)
    one, two = section_at(settings, shape, y1), section_at(settings, shape, y2)
    flow, flow1, flow2, area, weight = at_given_depths(
        network, settings, own, c, lane, tau, shape, y1, y2, one, two, frozen, at_outfall
    )
    flow1, flow2 = max(flow1, 0.0), min(flow2, 0.0)
    if outfall2 and flow < 0.0:
        flow, flow1, flow2 = entering(shape, two, -flow, -flow1, -flow2, y2)
        flow, flow1, flow2 = -flow, -flow1, -flow2
    elif outfall1 and flow > 0.0:
        flow, flow1, flow2 = entering(shape, one, flow, flow1, flow2, y1)
    up2, down1 = 0.0, 0.0
    (stored1, top1), (stored2, top2) = one[6:], two[6:]
    if flow > 0.0 and (outfall2 or offset2 > SAME) and y2 < shape.depth:
        is_normal = is_normal_outfall(network, n2)
        if flow > falling(network, settings, c, lane, shape, y2, is_normal)[0]:
            flow, flow1, y2, down1, area, weight = with_fall(
                network, settings, own, c, lane, tau, shape, False, y1, one, work.depth_down[c], y2, is_normal, frozen,
                at_outfall,
            )  # fmt: skip
            flow2, down2, down1 = 0.0, 0.0, down1 * up1
            stored2, top2 = standing(settings, shape, y2)
    elif flow < 0.0 and (outfall1 or offset1 > SAME) and y1 < shape.depth:
        is_normal = is_normal_outfall(network, n1)
        if -flow > falling(network, settings, c, lane, shape, y1, is_normal)[0]:
            flow, flow2, y1, up2, area, weight = with_fall(
                network, settings, own, c, lane, tau, shape, True, y2, two, work.depth_up[c], y1, is_normal, frozen,
                at_outfall,
            )  # fmt: skip
            flow, flow1, flow2, up1, up2 = -flow, 0.0, -flow2, 0.0, up2 * down2
            stored1, top1 = standing(settings, shape, y1)
    stored, top = standing(settings, shape, 0.5 * (y1 + y2))
    return bounded(network, c, j, n1, n2, lane, Ends(
        flow, flow1 * (0.0 if e1 <= 0.0 or outfall1 else 1.0), flow2 * (0.0 if e2 <= 0.0 or outfall2 else 1.0), y1, y2,
        up1, up2, down1, down2, area, weight, stored1, stored2, stored, top1, top2, top,
    ))  # fmt: skip


@kernel
def stay_dry(own, c, j, lane):
    """Set a conduit without water to what it was, and its row to none."""
    work, old = own.work, own.conduits
    work.barrel[c] = work.depth_up[c] = work.depth_down[c] = work.flow[j] = work.gained[c] = 0.0
    work.stored_up[c], work.stored_down[c] = old.stored_up[c, lane], old.stored_down[c, lane]
    work.stored[c], work.top[c], work.area[c] = old.stored[c, lane], old.top[c, lane], old.area[c, lane]
    work.top_up[c], work.top_down[c], work.settled[c] = old.top_up[c, lane], old.top_down[c, lane], 1.0
    work.rows[c] = 0.0


@kernel
def keep_ends(work, c, j, e):
    """Keep the flow and the end depths of a conduit with their slopes, for ``straight_ends``."""
    work.law[j], work.law_up[j], work.law_down[j] = e.flow, e.flow1, e.flow2
    work.end_up[c], work.end_up1[c], work.end_up2[c] = e.y1, e.up1, e.up2
    work.end_down[c], work.end_down1[c], work.end_down2[c] = e.y2, e.down1, e.down2


@kernel
def straight_ends(network, settings, work, c, j, n1, n2, lane, d1, d2):
    """The conduit by the linearised laws of ``keep_ends``, after changes ``d1`` and ``d2`` [m] of its heads."""
    y1 = work.end_up[c] + work.end_up1[c] * d1 + work.end_up2[c] * d2
    y2 = work.end_down[c] + work.end_down1[c] * d1 + work.end_down2[c] * d2
    wet1, wet2 = 1.0 if y1 > 0.0 else 0.0, 1.0 if y2 > 0.0 else 0.0
    flow, flow1, flow2 = work.law[j] + work.law_up[j] * d1 + work.law_down[j] * d2, work.law_up[j], work.law_down[j]
    if flow * (wet1 if flow > 0.0 else wet2) == 0.0:  # no line lets water out of a bed that has run dry
        flow, flow1, flow2 = 0.0, 0.0, 0.0
    shape, y1, y2 = shape_of(network.conduits, c, lane), max(y1, 0.0), max(y2, 0.0)
    (stored1, top1), (stored2, top2) = standing(settings, shape, y1), standing(settings, shape, y2)
    stored, top = standing(settings, shape, 0.5 * (y1 + y2))
    return bounded(network, c, j, n1, n2, lane, Ends(
        flow, flow1, flow2, y1, y2, wet1 * work.end_up1[c], wet1 * work.end_up2[c], wet2 * work.end_down1[c],
        wet2 * work.end_down2[c], work.area[c], work.weight[c], stored1, stored2, stored, top1, top2, top,
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
            flow, 0.0, 0.0, ends.y1, ends.y2, ends.up1, ends.up2, ends.down1, ends.down2, ends.area, ends.weight,
            ends.stored1, ends.stored2, ends.stored, ends.top1, ends.top2, ends.top,
        )  # fmt: skip
    return ends


@kernel
def gains(network, own, c, lane, e):
    """The volumes [m3] that the two halves of a barrel have gained since the step began, and their slopes [m2] with
    both depths.

    L/4 (dA_i + W dy_i) with W = dA_m / dy_m: EPA SWMM's surfaces, and in sum the change of L/4 (A1 + 2 A_m + A2).
    """
    old, quarter = own.conduits, 0.25 * network.conduits.modified_length[c, lane]
    d1, d2 = e.y1 - old.depth_up[c, lane], e.y2 - old.depth_down[c, lane]
    rise, mean, bend = 0.5 * (d1 + d2), e.top, 0.0
    if abs(rise) > 1e-7:
        mean = (e.stored - old.stored[c, lane]) / rise
        bend = 0.5 * (e.top - mean) / rise
    bent1, bent2 = min(max(d1 * bend, -mean), e.top), min(max(d2 * bend, -mean), e.top)  # the matrix keeps its signs
    return (
        quarter * (e.stored1 - old.stored_up[c, lane] + mean * d1),
        quarter * (e.stored2 - old.stored_down[c, lane] + mean * d2),
        quarter * (e.top1 + mean + bent1), quarter * bent1, quarter * bent2, quarter * (e.top2 + mean + bent2),
    )  # fmt: skip


@kernel
def volume_of(network, own, c, lane):
    """The volume [m3] of a barrel when the last step ended: L/4 (A1 + 2 A_m + A2)."""
    old = own.conduits
    stored = old.stored_up[c, lane] + 2.0 * old.stored[c, lane] + old.stored_down[c, lane]
    return 0.25 * network.conduits.modified_length[c, lane] * stored
