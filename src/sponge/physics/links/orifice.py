# SPDX-License-Identifier: Apache-2.0
"""Orifices, side and bottom, circular and rectangular, partly open and partly full.

Heads are measured in m above the orifice's crest (its lower edge, or its plane for a bottom orifice); `upper` is
the higher of the two sides. Below a critical head the opening is a weir, above it an orifice; both give the same
flow where they meet.
"""

from __future__ import annotations

from math import acos, pi, sqrt
from typing import NamedTuple

from sponge.base.arrays import PerLane, Shared
from sponge.base.compiler import any_lane, exponential, inlined, logarithm, where
from sponge.base.constants import GRAVITY, SMALL_DEPTH
from sponge.physics.links.gate import gate_loss

SIDE, BOTTOM = range(2)
RECTANGULAR, CIRCULAR = range(2)
SHARP_CREST = 0.414  # coefficient of a sharp-crested weir over sqrt(2 g)
SUBMERGENCE = 0.385  # exponent of Villemonte (1947)
LEAST_LEFT = 0.05  # of an orifice's flow, whose slope is taken where its tailwater leaves less


class Orifices(NamedTuple):
    """All orifices."""

    kind: Shared  # (orifice,) SIDE or BOTTOM
    shape: Shared  # (orifice,) RECTANGULAR or CIRCULAR
    flap_gate: Shared  # (orifice,) 0 or 1
    height: PerLane  # m, fully open
    width: PerLane  # m
    discharge_coefficient: PerLane
    open_time: PerLane  # s, from closed to fully open; 0 = at once
    equivalent_length: PerLane  # m, of the pipe whose surface its nodes are given


@inlined
def opening_area(shape, y, height, width):
    """Area [m2] of the lowest `y` [m] of an opening."""
    if shape == RECTANGULAR:
        return y * width
    ratio = min(max(y / height, 0.0), 1.0)
    share = pi + 0.0 * ratio
    if any_lane(ratio < 1.0):
        centre = 1.0 - 2.0 * ratio
        share = where(ratio < 1.0, acos(centre) - centre * 2.0 * sqrt(ratio * (1.0 - ratio)), share)
    return share * height * height / 4.0


@inlined
def opening_width(shape, y, height, width):
    """Width [m] of the water surface at depth `y` [m] in an opening; none where it is full."""
    if shape == CIRCULAR:
        width = 2.0 * sqrt(max(y * (height - y), 0.0))
    return where(y >= height, 0.0, width)


@inlined
def critical_head(kind, shape, opening, width, coefficient):
    """Head [m] at which weir flow turns into orifice flow.

    Side: the height of the opening. Bottom: where Co A sqrt(2 g h) = Cw L h sqrt(2 g h), i.e. Co/Cw times area over
    perimeter.
    """
    if kind == SIDE:
        return opening + 0.0 * coefficient
    if shape == CIRCULAR:
        return coefficient / SHARP_CREST * opening / 4.0
    return coefficient / SHARP_CREST * opening * width / (2.0 * (opening + width))


@inlined
def effective_head(kind, upper, lower, opening, critical):
    """Head [m] that drives the flow, the filled fraction of the critical head, at most 1, and whether the lower side
    takes from that head."""
    if kind == BOTTOM:
        head = where(upper < 0.0, 0.0, upper - max(lower, 0.0))
        return head, min(head / critical, 1.0), lower > 0.0
    filled, middle = upper >= opening, 0.5 * opening
    return (
        where(filled, upper - max(lower, middle), upper), where(filled, 1.0, upper / opening),
        filled & (lower > middle),
    )  # fmt: skip


@inlined
def free_flow(full, head, fraction, critical, centre):
    """Flow [m3/s] without gate and submergence, and its slope dQ/dh [m2/s] with the head that drives it.

    `full` is Co A sqrt(2 g), `centre` the head on the opening at which weir flow ends: Q = full sqrt(h) for an
    orifice, full sqrt(centre) f**1.5 for a weir.
    """
    flows, partial = (fraction > 0.0) & (head > 0.0), fraction < 1.0
    flow = full * where(partial, sqrt(centre * max(fraction, 0.0)) * fraction, sqrt(max(head, 0.0)))
    slope = flow * where(partial, 1.5, 0.5) / where(flows, where(partial, fraction * critical, head), 1.0)
    return where(flows, flow, 0.0), where(flows, slope, 0.0)


@inlined
def behind_gate(full, area, head, fraction, critical, centre, flow, slope):
    """``free_flow`` of an orifice with a flap gate, from that without it: the flow, its slope with the head that the
    gate leaves, and how that head changes with the whole."""
    passed = flow > 0.0
    loss, loss_v, loss_h = gate_loss(flow / area, where(passed, head, 1.0))
    partial = fraction < 1.0
    left = where(partial, max(fraction - loss / critical, 0.0), fraction)
    gated, gated_slope = free_flow(full, where(partial, head, max(head - loss, 0.0)), left, critical, centre)
    return (
        where(passed, gated, flow), where(passed, gated_slope, slope),
        where(passed, 1.0 - (loss_v * slope / area + loss_h), 1.0),
    )  # fmt: skip


@inlined
def tailwater_factor(ratio):
    """What a tailwater at `ratio` of the upper head leaves of a weir's flow, and the slope of that with the ratio.

    (1 - r^1.5)^0.385 (Villemonte 1947); the slope is infinite at r = 1 and given as 0 there.
    """
    power = ratio * sqrt(ratio)
    factor = exponential(SUBMERGENCE * logarithm(1.0 - power))
    falls = power < 1.0
    slope = -1.5 * SUBMERGENCE * sqrt(ratio) * factor / where(falls, 1.0 - power, 1.0)
    return factor, where(falls, slope, 0.0)


@inlined
def joined(blend, fraction, with_upper, with_lower, sub, free, left):
    """A drowned weir's flow and its slopes led over to those of the orifice that it becomes, over the last ``blend`` of
    the fraction at which it does: EPA's laws do not meet there. None of it where ``blend`` is 0.

    ``with_upper`` and ``with_lower`` are the slopes of the fraction, `sub` and `free` (flow, slope, slope) with and
    without the tailwater, `left` the share of the free flow that the orifice passes and its slope with the lower head.
    """
    share = min(max((fraction - 1.0) / blend + 1.0, 0.0), 1.0)
    rate = where((share > 0.0) & (share < 1.0), 1.0 / blend + 0.0 * share, 0.0)
    comes = left[0] * free[0] - sub[0]
    return (
        sub[0] + share * comes,
        sub[1] + share * (left[0] * free[1] - sub[1]) + rate * with_upper * comes,
        sub[2] + share * (left[0] * free[2] + left[1] * free[0] - sub[2]) + rate * with_lower * comes,
    )


@inlined
def left_by_tailwater(lower, opening):
    """The share of its flow that a full opening passes with the tailwater `lower` [m] above its bottom, from which
    half its height is driven otherwise, and the slope of that [1/m]."""
    middle = 0.5 * opening
    share = sqrt(max(opening - max(lower, middle), 0.0) / middle)
    return share, where(lower > middle, -1.0 / (opening * max(share, LEAST_LEFT)), 0.0)


@inlined
def left_by_gate(kind, full, area, opening, critical, lower):
    """``left_by_tailwater`` behind a flap gate, of the flow that a weir behind it has where it becomes an orifice: that
    law and the orifice's do not meet in free flow either."""
    middle = 0.5 * opening
    centre = middle if kind == SIDE else critical
    head = opening - max(lower, middle) if kind == SIDE else critical + 0.0 * lower
    flow, slope = free_flow(full, head, 1.0 + 0.0 * head, critical, centre)
    flow, slope, left = behind_gate(full, area, head, 1.0 + 0.0 * head, critical, centre, flow, slope)
    nearly = 1.0 - 1e-9 + 0.0 * head
    weir, rises = free_flow(full, critical + 0.0 * head, nearly, critical, centre)
    weir, _, _ = behind_gate(full, area, critical + 0.0 * head, nearly, critical, centre, weir, rises)
    weir = where(weir > 0.0, weir, 1.0)
    falls = max(-slope * left / weir, -1.0 / (opening * LEAST_LEFT))
    return flow / weir, where(lower > middle, falls, 0.0) if kind == SIDE else 0.0 * head


@inlined
def orifice_flow(kind, shape, flap_gate, height, width, coefficient, length, setting, upper, lower, blend):
    """Flow [m3/s] from the higher to the lower side and its slopes [m2/s] with either head; the slope of the free
    flow with the head that is left to drive it; depth [m] and free surface [m2].

    Numbers or lanes of `Orifices`, `length` the equivalent one, and 0 < `setting` <= 1. No head gives zeros and next
    to no surface. `blend` is the width over which a drowned weir becomes an orifice (``joined``).
    """
    opening = setting * height
    area = opening_area(shape, opening, height, width)
    critical = critical_head(kind, shape, opening, width, coefficient)
    head, fraction, felt = effective_head(kind, upper, lower, opening, critical)
    flows = head > SMALL_DEPTH

    full = coefficient * area * sqrt(2.0 * GRAVITY)
    centre = 0.5 * opening if kind == SIDE else critical
    flow, free = free_flow(full, head, fraction, critical, centre)
    left = 1.0 + 0.0 * head
    if flap_gate == 1:
        flow, free, left = behind_gate(full, area, head, fraction, critical, centre, flow, free)
    slope_up = free * left
    slope_down = where(felt, -slope_up, 0.0)
    gated = flap_gate == 1 and blend > 0.0
    drowned = flows & (fraction < 1.0) & ((lower > 0.0) | gated)
    if any_lane(drowned):
        ratio = where(drowned, max(lower, 0.0) / where(drowned, upper, 1.0), 0.0)
        factor, fall = tailwater_factor(ratio)
        change = flow * fall / where(drowned, upper, 1.0)
        sub = flow * factor, slope_up * factor - change * ratio, slope_down * factor + change
        if blend > 0.0:
            rise, tail = 1.0 / critical, where(felt, -1.0 / critical, 0.0)
            through, falls = left_by_tailwater(lower, opening)
            if gated:
                through, falls = left_by_gate(kind, full, area, opening, critical, lower)
            elif kind == BOTTOM:
                through, falls = 1.0 + 0.0 * through, 0.0 * falls
            sub = joined(blend, fraction, rise, tail, sub, (flow, slope_up, slope_down), (through, falls))
        flow, slope_up, slope_down = (
            where(drowned, sub[0], flow), where(drowned, sub[1], slope_up), where(drowned, sub[2], slope_down),
        )  # fmt: skip
    depth = opening * fraction if kind == SIDE else opening
    surface = opening_width(shape, depth, height, width) * length if kind == SIDE else area
    return (
        where(flows, flow, 0.0), where(flows, slope_up, 0.0), where(flows, slope_down, 0.0), where(flows, free, 0.0),
        where(flows, depth, 0.0), where(flows, surface, SMALL_DEPTH * length),
    )  # fmt: skip
