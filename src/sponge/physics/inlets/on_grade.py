# SPDX-License-Identifier: Apache-2.0
"""Inlets that water passes: the rest flows on (HEC-22, section 4.4.4)."""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.compiler import kernel
from sponge.base.constants import FOOT
from sponge.physics.inlets.gutter import (
    flow_spread,
    gutter_slope,
    share_of_gutter_over,
    share_within,
    spread_factor,
)

FRONTAL = 0.09 / FOOT  # s/m, Eq. 4-18
SIDE = 0.15 * FOOT**0.5  # Eq. 4-19
FULL_LENGTH = 0.6 * FOOT ** (1.0 - 3.0 * 0.42)  # Eq. 4-22a
MANNING = 1.486 * FOOT**0.33  # of Q = 1.486/n A^1.67 / P^0.67 S^0.5 in ft and s
BISECTIONS = 40


class Channel(NamedTuple):
    """The open channel that a drop inlet stands in, every field a number; A = (b + s y) y, P = b + p y."""

    conveyance_factor: float  # sqrt(slope)/n
    bottom_width: float  # b, m
    side_slope: float  # s, run over rise, mean of both sides
    side_length: float  # p, wetted sides a unit of depth
    full_depth: float  # m
    trapezoidal: float  # 1, or 0 = rectangular


@kernel
def grate_efficiency(frontal_share, velocity, cross_slope, length, splash_velocity):
    """Captured share of a flow past a grate: its frontal part and some of what passes beside it (Eqs. 4-18 to 4-21)."""
    frontal = 1.0
    if velocity > splash_velocity:
        frontal = max(1.0 - FRONTAL * (velocity - splash_velocity), 0.0)
    side = 0.0
    if frontal_share < 1.0:
        side = 1.0 / (1.0 + SIDE * velocity**1.8 / (cross_slope * length**2.3))
    return frontal * frontal_share + side * (1.0 - frontal_share)


@kernel
def gutter_grate_capture(gutter, opening, spread, flow):
    """Flow [m3/s] that a grate takes of a gutter flow with its spread [m]."""
    width, moving = opening.grate_width, flow
    if gutter.depression > 0.0:
        area = 0.5 * spread**2 * gutter_slope(gutter)
        if spread > gutter.width:
            area = 0.5 * (spread**2 * gutter.cross_slope + gutter.depression * gutter.width)
        share = share_within(gutter, spread, gutter.width)
        if share < 1.0:
            if spread >= gutter.crown:
                moving = spread_factor(gutter) * gutter.crown**2.67 / (1.0 - share)
            share *= share_of_gutter_over(gutter, spread, width, area)
    else:
        area = 0.5 * spread**2 * gutter.cross_slope
        share = share_within(gutter, spread, width)
        if spread >= gutter.crown:
            moving = spread_factor(gutter) * gutter.crown**2.67
    velocity = moving / area
    return flow * grate_efficiency(
        share, velocity, gutter.cross_slope, opening.grate_length, opening.splash_velocity
    )


@kernel
def uniform_depth(channel, flow):
    """Depth [m] of uniform flow, at most the full depth: Q = k A (A/P)^(2/3)."""
    low, high = 0.0, channel.full_depth
    for _ in range(BISECTIONS):
        y = 0.5 * (low + high)
        area = (channel.bottom_width + channel.side_slope * y) * y
        radius = area / (channel.bottom_width + channel.side_length * y)
        if channel.conveyance_factor * area * radius ** (2.0 / 3.0) < flow:
            low = y
        else:
            high = y
    return 0.5 * (low + high)


@kernel
def drop_grate_capture(channel, opening, cross_slope, flow):
    """Flow [m3/s] that a grate in the bed of a channel takes."""
    depth, width = uniform_depth(channel, flow), opening.grate_width
    area = (channel.bottom_width + channel.side_slope * depth) * depth
    over = MANNING * channel.conveyance_factor * (depth * width) ** 1.67 / (width + 2.0 * depth) ** 0.67
    # a grate as wide as the bed leaves only the banks beside it
    if channel.trapezoidal > 0.0 and width > 0.99 * channel.bottom_width and channel.side_slope > 0.0:
        cross_slope = 1.0 / channel.side_slope
    return flow * grate_efficiency(
        over / flow, flow / area, cross_slope, opening.grate_length, opening.splash_velocity
    )


@kernel
def curb_capture(gutter, spread, flow, length):
    """Flow [m3/s] that a curb opening (or a slot) of a length [m] takes (Eqs. 4-22a, 4-23, 4-24).

    The depression at the inlet steepens the slope by the share of the flow that the gutter above the inlet brings
    within the depression's width; it changes nothing of that flow itself.
    """
    slope = gutter.cross_slope
    if gutter.inlet_depression > 0.0:
        share = share_within(gutter, spread, gutter.inlet_width)
        slope += gutter.inlet_depression / gutter.inlet_width * share
    full = FULL_LENGTH * flow**0.42 * gutter.slope**0.3 * (1.0 / (gutter.roughness * slope)) ** 0.6
    if length >= full:
        return flow
    return flow * (1.0 - (1.0 - length / full) ** 1.8)


@kernel
def street_capture(gutter, opening, flow):
    """Flow [m3/s] that one inlet takes of the flow along its side of a street.

    In a combination the curb opening counts where it reaches beyond the grate, and takes its part before the grate.
    """
    spread = flow_spread(gutter, flow)
    if opening.slotted_length > 0.0:
        return curb_capture(gutter, spread, flow, opening.slotted_length)
    captured, rest = 0.0, flow
    sweeper = opening.curb_length - opening.grate_length
    if opening.curb_length > 0.0 and sweeper > 0.0:
        captured = curb_capture(gutter, spread, flow, sweeper)
        rest -= captured
    if opening.grate_length > 0.0 and rest > 0.0:
        if captured > 0.0:
            spread = flow_spread(gutter, rest)
        captured += gutter_grate_capture(gutter, opening, spread, rest)
    return captured


