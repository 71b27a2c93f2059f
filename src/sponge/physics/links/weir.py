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
from sponge.base.tables import Tables, interpolate
from sponge.physics.links.gate import gate_loss
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
    end_contractions: PerLane  # number
    road_width: PerLane  # m
    curve: TableRef  # coefficient against head; -1 = none
    tables: Tables


@kernel
def open_area(weirs, k, lane, setting, depth):
    """Area [m2] of water `depth` [m] deep over the crest as the setting has raised it."""
    height, width, side = weirs.height[k, lane], weirs.width[k, lane], weirs.side_slope[k, lane]
    bottom = (1.0 - setting) * height
    top = min(bottom + depth, height)
    return (width + side * top) * top - (width + side * bottom) * bottom


@kernel
def weir_equation(weirs, k, lane, setting, direction, head):
    """Free flow [m3/s] through the centre and the sloping ends of a weir under `head` [m].

    Transverse C L h^1.5; side-flow C L^0.83 h^1.67 (Metcalf & Eddy 1972; transverse where it runs backwards);
    V-notch C s h^2.5; trapezoidal C L h^1.5 + Ce s h^2.5, also for a V-notch partly closed. Each end contraction
    takes 0.1 h from the length (Francis).
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
        return coefficient * length * power, weirs.end_coefficient[k, lane] * side * power * head
    length = max(weirs.width[k, lane] - 0.1 * weirs.end_contractions[k, lane] * head, 0.0)
    if kind == SIDEFLOW and direction > 0.0:
        return coefficient * length**0.83 * head**1.67, 0.0
    return coefficient * length * power, 0.0


@kernel
def weir_slope(kind, direction, head, centre, ends):
    """dQ/dH [m2/s] of a weir's free flow; lengths held, as EPA SWMM's is."""
    if head < SMALL_DEPTH:
        return 0.0
    if kind == SIDEFLOW and direction > 0.0:
        return 1.67 * centre / head
    if kind == V_NOTCH and ends == 0.0:
        return 2.5 * centre / head
    return (1.5 * centre + 2.5 * ends) / head


@kernel
def free_weir(weirs, k, lane, setting, direction, head):
    """Flow [m3/s] through centre and ends, behind a flap gate where there is one, and dQ/dH [m2/s]."""
    centre, ends = weir_equation(weirs, k, lane, setting, direction, head)
    if weirs.flap_gate[k] == 1:
        area = open_area(weirs, k, lane, setting, head)
        if area > SMALL_OPENING:
            head = max(head - gate_loss((centre + ends) / area, head), 0.0)
            centre, ends = weir_equation(weirs, k, lane, setting, direction, head)
    return centre, ends, weir_slope(weirs.kind[k], direction, head, centre, ends)


@kernel
def surcharged_weir(weirs, k, lane, setting, head):
    """Flow [m3/s] and dQ/dH [m2/s] of a weir run full, an orifice under `head` [m].

    Its coefficient makes it equal the weir's flow at the top of the opening, h/2 over the centre.
    """
    opening = setting * weirs.height[k, lane]
    centre, ends = weir_equation(weirs, k, lane, setting, 1.0, opening)
    coefficient = (centre + ends) / sqrt(0.5 * opening)
    flow = coefficient * sqrt(head)
    if weirs.flap_gate[k] == 1:
        area = open_area(weirs, k, lane, setting, opening)
        if area > 0.0:
            head = max(head - gate_loss(flow / area, opening), 0.0)
            flow = coefficient * sqrt(head)
    return flow, flow / (2.0 * head) if head > 0.0 else 0.0


@kernel
def submerged_fraction(ratio, exponent):
    """What a tailwater leaves of a free flow: (1 - (h2/h1)^n)^0.385 (Villemonte 1947)."""
    power = ratio * sqrt(ratio) if exponent == 1.5 else ratio**exponent
    return (1.0 - power) ** SUBMERGENCE


@kernel
def roadway_flow(weirs, k, lane, upper, lower):
    """Flow [m3/s] over a road, dQ/dH [m2/s] and depth [m]."""
    if upper <= SMALL_DEPTH:
        return 0.0, 0.0, max(upper, 0.0)
    coefficient = weirs.coefficient[k, lane]
    if weirs.road_surface[k] != NO_SURFACE and weirs.road_width[k, lane] > 0.0:
        coefficient = roadway_coefficient(weirs.road_surface[k], weirs.road_width[k, lane], upper, lower)
    flow = coefficient * weirs.width[k, lane] * upper * sqrt(upper)
    return flow, 1.5 * flow / upper, upper


@kernel
def weir_flow(weirs, k, lane, setting, direction, upper, lower):
    """Flow [m3/s] from the higher to the lower side, dQ/dH [m2/s] and depth [m].

    `direction` is +1 where the upstream node is the higher. dQ/dH leaves out submergence, as EPA SWMM's does.
    """
    kind = weirs.kind[k]
    if kind == ROADWAY:
        return roadway_flow(weirs, k, lane, upper, lower)
    opening = setting * weirs.height[k, lane]
    crest = weirs.height[k, lane] - opening
    head = upper - crest
    if head <= SMALL_DEPTH or opening <= 0.0:
        return 0.0, 0.0, 0.0
    if head >= opening:
        if weirs.can_surcharge[k] == 1:
            flow, slope = surcharged_weir(weirs, k, lane, setting, head - max(lower - crest, 0.5 * opening))
            return flow, slope, opening
        head = opening
    centre, ends, slope = free_weir(weirs, k, lane, setting, direction, head)
    if lower > crest:
        ratio = (lower - crest) / (upper - crest)
        exponent = 5.0 / 3.0 if kind == SIDEFLOW else 2.5 if kind == V_NOTCH else 1.5
        centre *= submerged_fraction(ratio, exponent)
        if ends > 0.0:
            ends *= submerged_fraction(ratio, 2.5)
    return centre + ends, slope, min(upper - crest, weirs.height[k, lane])
