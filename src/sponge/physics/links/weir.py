# SPDX-License-Identifier: Apache-2.0
"""Weirs: transverse, side-flow, V-notch, trapezoidal and roadway.

Heads are measured in m above the weir's crest when it is fully open; `upper` is the higher of the two sides. A
setting below 1 raises the crest. Where water reaches the top of the opening, a weir that can surcharge becomes an
orifice that joins the weir's flow at that point; one that cannot goes on at the opening's full head.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from sponge.base.arrays import PerLane, Shared, TableRef
from sponge.base.compiler import kernel
from sponge.base.constants import SMALL_DEPTH
from sponge.base.tables import Tables, interpolate, interpolated_slope
from sponge.physics.links.gate import gate_loss
from sponge.physics.links.orifice import LEAST_LEFT, joined, left_by_tailwater
from sponge.physics.links.roadway import NO_SURFACE, roadway_coefficient

TRANSVERSE, SIDEFLOW, V_NOTCH, TRAPEZOIDAL, ROADWAY = range(5)
SUBMERGENCE = 0.385  # exponent of Villemonte (1947)
SMALL_OPENING = 1e-7  # m2


class Weirs(NamedTuple):
    """All weirs."""

    kind: Shared  # (weir,)
    flap_gate: Shared  # (weir,) 0 or 1
    can_surcharge: Shared  # (weir,) 0 or 1
    road_surface: Shared  # (weir,)
    height: PerLane  # m, of the opening
    width: PerLane  # m, at the crest
    side_slope: PerLane  # run over rise, mean of both sides
    coefficient: PerLane  # m^0.5/s, of the centre
    end_coefficient: PerLane  # m^0.5/s, of a trapezoid's ends
    notch_share: PerLane  # of the coefficient, which the sides of a V-notch keep where its crest is raised; else 0
    end_contractions: PerLane  # number
    road_width: PerLane  # m
    curve: TableRef  # coefficient against head; -1 = none
    tables: Tables


@kernel
def open_area(weirs, k, lane, setting, depth):
    """Area [m2] of water `depth` [m] deep over the crest as the setting has raised it, and its slope [m] with depth."""
    height, width, side = weirs.height[k, lane], weirs.width[k, lane], weirs.side_slope[k, lane]
    bottom = (1.0 - setting) * height
    top = min(bottom + depth, height)
    area = (width + side * top) * top - (width + side * bottom) * bottom
    return area, width + 2.0 * side * top if bottom + depth < height else 0.0


@kernel
def crest_length(weirs, k, lane, head):
    """Length [m] of a crest that end contractions shorten by 0.1 h each (Francis), and its slope with `head` [m]."""
    taken = 0.1 * weirs.end_contractions[k, lane]
    length = weirs.width[k, lane] - taken * head
    return max(length, 0.0), -taken if length > 0.0 else 0.0


@kernel
def weir_equation(weirs, k, lane, setting, direction, head):
    """Free flow [m3/s] through the centre and the sloping ends of a weir under `head` [m].

    Transverse C L h^1.5; side-flow C L^0.83 h^1.67 (Metcalf & Eddy 1972; transverse where it runs backwards);
    V-notch C s h^2.5; trapezoidal C L h^1.5 + Ce s h^2.5. A V-notch partly closed is a trapezoid: the strip that the
    raised crest cuts out, between the sides of the notch, which keep its coefficient.
    """
    kind = weirs.kind[k]
    curve, coefficient = weirs.curve[k, lane], weirs.coefficient[k, lane]
    if curve >= 0:
        coefficient = interpolate(weirs.tables, curve, head)
    side = weirs.side_slope[k, lane]
    power = head * sqrt(head)
    if kind == V_NOTCH and setting >= 1.0:
        return coefficient * side * power * head, 0.0
    if kind == V_NOTCH or kind == TRAPEZOIDAL:
        length = weirs.width[k, lane] + 2.0 * side * (1.0 - setting) * weirs.height[k, lane]
        ends = weirs.notch_share[k, lane] * coefficient + weirs.end_coefficient[k, lane]
        return coefficient * length * power, ends * side * power * head
    length, _ = crest_length(weirs, k, lane, head)
    if kind == SIDEFLOW and direction > 0.0:
        return coefficient * length**0.83 * head**1.67, 0.0
    return coefficient * length * power, 0.0


@kernel
def free_slope(kind, direction, head, centre, ends):
    """dQ/dh [m2/s] of a weir's free flow under the head [m] that drives it, coefficient and crest length held."""
    if head < SMALL_DEPTH:
        return 0.0
    if kind == SIDEFLOW and direction > 0.0:
        return 1.67 * centre / head
    if kind == V_NOTCH and ends == 0.0:
        return 2.5 * centre / head
    return (1.5 * centre + 2.5 * ends) / head


@kernel
def weir_slopes(weirs, k, lane, setting, direction, head, centre, ends):
    """dQ/dh [m2/s] of the free flow through centre and ends, with what the coefficient and the crest's length change.
    """
    kind, curve, exponent, length_exponent = weirs.kind[k], weirs.curve[k, lane], 1.5, 1.0
    if kind == V_NOTCH and setting >= 1.0:
        exponent = 2.5
    elif kind == SIDEFLOW and direction > 0.0:
        exponent, length_exponent = 1.67, 0.83
    slope, ends_slope = exponent * centre / head, 2.5 * ends / head
    if curve >= 0:
        coefficient = interpolate(weirs.tables, curve, head)
        if coefficient > 0.0:
            steeper = interpolated_slope(weirs.tables, curve, head) / coefficient
            slope += centre * steeper
            ends_slope += weirs.notch_share[k, lane] * ends * steeper
    if kind == TRANSVERSE or kind == SIDEFLOW:
        length, shortens = crest_length(weirs, k, lane, head)
        if length > 0.0:
            slope += length_exponent * centre * shortens / length
    return slope, ends_slope


@kernel
def free_weir(weirs, k, lane, setting, direction, head):
    """Flow [m3/s] through centre and ends, behind a flap gate where there is one; the slopes [m2/s] of both with
    `head` [m]; and the head that is left to drive them."""
    centre, ends = weir_equation(weirs, k, lane, setting, direction, head)
    slope, ends_slope = weir_slopes(weirs, k, lane, setting, direction, head, centre, ends)
    if weirs.flap_gate[k] == 1:
        area, width = open_area(weirs, k, lane, setting, head)
        if area > SMALL_OPENING:
            velocity = (centre + ends) / area
            loss, loss_v, loss_h = gate_loss(velocity, head)
            left = 1.0 - loss_v * (slope + ends_slope - velocity * width) / area - loss_h
            head = max(head - loss, 0.0)
            centre, ends = weir_equation(weirs, k, lane, setting, direction, head)
            slope = ends_slope = 0.0
            if head > 0.0:
                slope, ends_slope = weir_slopes(weirs, k, lane, setting, direction, head, centre, ends)
            slope, ends_slope = slope * left, ends_slope * left
    return centre, ends, slope, ends_slope, head


@kernel
def surcharged_weir(weirs, k, lane, setting, head):
    """Flow [m3/s] of a weir run full, an orifice under `head` [m], its slope [m2/s] with that head, and the same slope
    with the head that a flap gate leaves.

    Its coefficient makes it equal the weir's flow at the top of the opening, h/2 over the centre.
    """
    opening = setting * weirs.height[k, lane]
    centre, ends = weir_equation(weirs, k, lane, setting, 1.0, opening)
    coefficient = (centre + ends) / sqrt(0.5 * opening)
    flow, left = coefficient * sqrt(head), 1.0
    if weirs.flap_gate[k] == 1:
        area, _ = open_area(weirs, k, lane, setting, opening)
        if area > 0.0:
            loss, loss_v, _ = gate_loss(flow / area, opening)
            left = 1.0 - loss_v * 0.5 * flow / head / area
            head = max(head - loss, 0.0)
            flow = coefficient * sqrt(head)
    slope = flow / (2.0 * head) if head > 0.0 else 0.0
    return flow, slope * left if head > 0.0 else 0.0, slope


@kernel
def left_by_gate(weirs, k, lane, setting, direction, tail):
    """``left_by_tailwater`` behind a flap gate, of the free flow that a weir behind it has at the top of its opening:
    that law and the orifice's do not meet there, with the tailwater `tail` [m] above the crest or without."""
    opening = setting * weirs.height[k, lane]
    head, steepest = opening - max(tail, 0.5 * opening), -1.0 / (opening * LEAST_LEFT)
    if head <= 0.0:
        return 0.0, steepest
    centre, ends, _, _, _ = free_weir(weirs, k, lane, setting, direction, opening)
    flow, slope, _ = surcharged_weir(weirs, k, lane, setting, head)
    weir = centre + ends
    if weir <= 0.0:
        return 1.0, 0.0
    return flow / weir, max(-slope / weir, steepest) if tail > 0.5 * opening else 0.0


@kernel
def submerged_fraction(ratio, exponent):
    """What a tailwater at `ratio` of the upper head leaves of a free flow, and the slope of that with the ratio.

    (1 - r^n)^0.385 (Villemonte 1947); the slope is infinite at r = 1 and given as 0 there.
    """
    power = ratio * sqrt(ratio) if exponent == 1.5 else ratio**exponent
    fraction = (1.0 - power) ** SUBMERGENCE
    if power >= 1.0:
        return fraction, 0.0
    return fraction, -SUBMERGENCE * exponent * power / ratio * fraction / (1.0 - power)


@kernel
def roadway_flow(weirs, k, lane, upper, lower):
    """``weir_flow`` over a road."""
    if upper <= SMALL_DEPTH:
        return 0.0, 0.0, 0.0, 0.0, max(upper, 0.0)
    coefficient, with_upper, with_lower = weirs.coefficient[k, lane], 0.0, 0.0
    if weirs.road_surface[k] != NO_SURFACE and weirs.road_width[k, lane] > 0.0:
        coefficient, with_upper, with_lower = roadway_coefficient(
            weirs.road_surface[k], weirs.road_width[k, lane], upper, lower
        )
    width, power = weirs.width[k, lane], upper * sqrt(upper)
    flow = coefficient * width * upper * sqrt(upper)
    free = 1.5 * flow / upper
    return flow, free + with_upper * width * power, with_lower * width * power, free, upper


@kernel
def weir_flow(weirs, k, lane, setting, direction, upper, lower, blend):
    """Flow [m3/s] from the higher to the lower side and its slopes [m2/s] with either head; the slope of the free
    flow with the head that is left to drive it, its coefficient and the crest's length held; and depth [m].

    `direction` is +1 where the upstream node is the higher; `blend` the width over which a drowned weir becomes an
    orifice (``sponge.physics.links.orifice.joined``).
    """
    kind = weirs.kind[k]
    if kind == ROADWAY:
        return roadway_flow(weirs, k, lane, upper, lower)
    opening = setting * weirs.height[k, lane]
    crest = weirs.height[k, lane] - opening
    head, felt = upper - crest, 1.0
    if head <= SMALL_DEPTH or opening <= 0.0:
        return 0.0, 0.0, 0.0, 0.0, 0.0
    if head >= opening:
        if weirs.can_surcharge[k] == 1:
            tail = lower - crest
            flow, slope, free = surcharged_weir(weirs, k, lane, setting, head - max(tail, 0.5 * opening))
            return flow, slope, -slope if tail > 0.5 * opening else 0.0, free, opening
        head, felt = opening, 0.0
    centre, ends, slope, ends_slope, left = free_weir(weirs, k, lane, setting, direction, head)
    free = free_slope(kind, direction, left, centre, ends)
    slope, ends_slope, fall = slope * felt, ends_slope * felt, 0.0
    freely = centre + ends, slope + ends_slope, 0.0
    if lower > crest:
        ratio = (lower - crest) / (upper - crest)
        exponent = 5.0 / 3.0 if kind == SIDEFLOW else 2.5 if kind == V_NOTCH and ends == 0.0 else 1.5
        factor, steepness = submerged_fraction(ratio, exponent)
        fall = centre * steepness
        centre, slope = centre * factor, slope * factor
        if ends > 0.0:
            factor, steepness = submerged_fraction(ratio, 2.5)
            fall += ends * steepness
            ends, ends_slope = ends * factor, ends_slope * factor
        fall /= upper - crest
        slope -= fall * ratio
    passed = centre + ends, slope + ends_slope, fall
    gated = weirs.flap_gate[k] == 1
    if blend > 0.0 and (lower > crest or gated) and weirs.can_surcharge[k] == 1:
        through = left_by_tailwater(lower - crest, opening)
        if gated:
            through = left_by_gate(weirs, k, lane, setting, direction, lower - crest)
        passed = joined(blend, head / opening, 1.0 / opening, 0.0, passed, freely, through)
    return passed[0], passed[1], passed[2], free, min(upper - crest, weirs.height[k, lane])
