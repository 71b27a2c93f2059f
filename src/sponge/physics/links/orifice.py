"""Orifices, side and bottom, circular and rectangular, partly open and partly full.

Heads are measured in m above the orifice's crest (its lower edge, or its plane for a bottom orifice); `upper` is
the higher of the two sides. Below a critical head the opening is a weir, above it an orifice; both give the same
flow where they meet.
"""

from __future__ import annotations

from math import acos, sqrt
from typing import NamedTuple

from sponge.base.arrays import PerLane, Shared
from sponge.base.constants import GRAVITY, SMALL_DEPTH
from sponge.base.kernels import kernel
from sponge.physics.links.gate import gate_loss

SIDE, BOTTOM = range(2)
RECTANGULAR, CIRCULAR = range(2)
SHARP_CREST = 0.414  # coefficient of a sharp-crested weir over sqrt(2 g)
SUBMERGENCE = 0.385  # exponent of Villemonte (1947)


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


@kernel
def opening_area(shape, y, height, width):
    """Area [m2] of the lowest `y` [m] of an opening."""
    if shape == RECTANGULAR:
        return y * width
    ratio = min(max(y / height, 0.0), 1.0)
    centre = 1.0 - 2.0 * ratio
    return (acos(centre) - centre * 2.0 * sqrt(ratio * (1.0 - ratio))) * height * height / 4.0


@kernel
def opening_width(shape, y, height, width):
    """Width [m] of the water surface at depth `y` [m] in an opening; none where it is full."""
    if y >= height:
        return 0.0
    if shape == RECTANGULAR:
        return width
    return 2.0 * sqrt(max(y * (height - y), 0.0))


@kernel
def critical_head(kind, shape, opening, width, coefficient):
    """Head [m] at which weir flow turns into orifice flow.

    Side: the height of the opening. Bottom: where Co A sqrt(2 g h) = Cw L h sqrt(2 g h), i.e. Co/Cw times area over
    perimeter.
    """
    if kind == SIDE:
        return opening
    if shape == CIRCULAR:
        return coefficient / SHARP_CREST * opening / 4.0
    return coefficient / SHARP_CREST * opening * width / (2.0 * (opening + width))


@kernel
def effective_head(kind, upper, lower, opening, critical):
    """Head [m] that drives the flow, and the filled fraction of the critical head, at most 1."""
    if kind == BOTTOM:
        head = 0.0 if upper < 0.0 else upper - max(lower, 0.0)
        return head, min(head / critical, 1.0)
    if upper < opening:
        return upper, upper / opening
    return upper - max(lower, 0.5 * opening), 1.0


@kernel
def free_flow(full, head, fraction, critical, centre):
    """Flow [m3/s] without gate and submergence, and dQ/dH [m2/s].

    `full` is Co A sqrt(2 g), `centre` the head on the opening at which weir flow ends: Q = full sqrt(h) for an
    orifice, full sqrt(centre) f**1.5 for a weir.
    """
    if fraction <= 0.0 or head <= 0.0:
        return 0.0, 0.0
    if fraction < 1.0:
        flow = full * sqrt(centre) * fraction * sqrt(fraction)
        return flow, 1.5 * flow / (fraction * critical)
    flow = full * sqrt(head)
    return flow, flow / (2.0 * head)


@kernel
def orifice_flow(orifices, k, lane, setting, upper, lower):
    """Flow [m3/s] from the higher to the lower side, dQ/dH [m2/s], depth [m] and free surface [m2].

    A flow of exactly zero head gives (0, 0, 0, next to nothing). dQ/dH leaves out submergence, as EPA SWMM's does.
    """
    kind, shape = orifices.kind[k], orifices.shape[k]
    height, width, length = orifices.height[k, lane], orifices.width[k, lane], orifices.equivalent_length[k, lane]
    coefficient = orifices.discharge_coefficient[k, lane]
    opening = setting * height
    area = opening_area(shape, opening, height, width)
    critical = critical_head(kind, shape, opening, width, coefficient)
    head, fraction = effective_head(kind, upper, lower, opening, critical)
    if head <= SMALL_DEPTH:
        return 0.0, 0.0, 0.0, SMALL_DEPTH * length

    full = coefficient * area * sqrt(2.0 * GRAVITY)
    centre = 0.5 * opening if kind == SIDE else critical
    flow, slope = free_flow(full, head, fraction, critical, centre)
    if orifices.flap_gate[k] == 1 and flow > 0.0:
        loss = gate_loss(flow / area, head)
        if fraction < 1.0:
            flow, slope = free_flow(full, head, max(fraction - loss / critical, 0.0), critical, centre)
        else:
            flow, slope = free_flow(full, max(head - loss, 0.0), fraction, critical, centre)
    if fraction < 1.0 and lower > 0.0:
        ratio = lower / upper
        flow *= (1.0 - ratio * sqrt(ratio)) ** SUBMERGENCE
    depth = opening * fraction if kind == SIDE else opening
    surface = opening_width(shape, depth, height, width) * length if kind == SIDE else area
    return flow, slope, depth, surface
