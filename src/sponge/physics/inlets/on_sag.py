# SPDX-License-Identifier: Apache-2.0
"""Inlets in a sag, where water stands until it is taken (HEC-22, section 4.4.5)."""

from __future__ import annotations

from math import sqrt

from sponge.base.compiler import kernel
from sponge.base.constants import FOOT
from sponge.physics.inlets.gutter import inlet_slope
from sponge.physics.inlets.opening import HORIZONTAL, INCLINED

GRAVITY = 32.16 * FOOT  # m/s2, HEC-22's
WEIR_GRATE = 3.0 * FOOT**0.5  # m^0.5/s, Eq. 4-26
WEIR_CURB = 3.0 * FOOT**0.5  # Eq. 4-30, no depression or a long opening
WEIR_DEPRESSED = 2.3 * FOOT**0.5  # Eq. 4-28
WEIR_SLOT = 2.48 * FOOT**0.5  # Eq. 4-32
LONG_OPENING = 12.0 * FOOT  # m
ORIFICE = 0.67
ORIFICE_SLOT = 0.8


@kernel
def sag_grate_flows(gutter, opening, depth):
    """(weir, orifice) flow [m3/s] into a grate under a depth [m] at the curb; one of them is 0."""
    width = opening.grate_width
    if opening.drop > 0.0:
        mean_depth, perimeter = depth, 2.0 * (opening.grate_length + width)
    else:
        slope = inlet_slope(gutter)
        width = min(width, depth / slope)
        mean_depth, perimeter = depth - 0.5 * width * slope, opening.grate_length + 2.0 * width
    area = opening.grate_length * width * opening.open_share
    if depth <= 1.79 * area / perimeter:
        return WEIR_GRATE * perimeter * mean_depth**1.5, 0.0
    return 0.0, ORIFICE * area * sqrt(2.0 * GRAVITY * mean_depth)


@kernel
def curb_orifice_flow(opening, depth, length):
    """Flow [m3/s] through a drowned curb opening, under the depth above its middle (Eq. 4-31a)."""
    height = opening.curb_height
    if opening.throat == HORIZONTAL:
        depth -= 0.5 * height
    elif opening.throat == INCLINED:
        depth -= 0.5 * height * 0.7071
    return ORIFICE * height * length * sqrt(2.0 * GRAVITY * depth)


@kernel
def sag_curb_flows(gutter, opening, depth, length):
    """(weir, orifice) flow [m3/s] into a curb opening; both where the depth lies between the two."""
    if opening.drop > 0.0:
        length *= 4.0
    drowned = 1.4 * opening.curb_height
    if depth > drowned:
        return 0.0, curb_orifice_flow(opening, depth, length)
    if gutter.inlet_depression == 0.0 or length > LONG_OPENING:
        free, weir = opening.curb_height, WEIR_CURB * length
    else:
        free, weir = opening.curb_height + gutter.inlet_depression, WEIR_DEPRESSED * (length + 1.8 * gutter.inlet_width)
    if depth < free:
        return weir * depth**1.5, 0.0
    share = (depth - free) / (drowned - free) if drowned > free else 1.0
    return (1.0 - share) * weir * free**1.5, share * curb_orifice_flow(opening, drowned, length)


@kernel
def sag_slotted_flow(opening, depth):
    """Flow [m3/s] into a slot (Eqs. 4-32, 4-33, equal at 2.587 widths)."""
    if depth <= 2.587 * opening.slotted_width:
        return WEIR_SLOT * opening.slotted_length * depth**1.5
    return ORIFICE_SLOT * opening.slotted_length * opening.slotted_width * sqrt(2.0 * GRAVITY * depth)


@kernel
def sag_capture(gutter, opening, depth):
    """Flow [m3/s] into one inlet of any design.

    In a combination the curb opening beyond the grate works too; the one behind it only once the grate is drowned,
    and then as an orifice.
    """
    if opening.slotted_length > 0.0:
        return sag_slotted_flow(opening, depth)
    captured, grate_orifice = 0.0, 0.0
    if opening.grate_length > 0.0:
        grate_weir, grate_orifice = sag_grate_flows(gutter, opening, depth)
        captured += grate_weir + grate_orifice
    if opening.curb_length > 0.0:
        sweeper = opening.curb_length - opening.grate_length
        if sweeper > 0.0:
            weir, orifice = sag_curb_flows(gutter, opening, depth, sweeper)
            captured += weir + orifice
        if grate_orifice > 0.0:
            captured += sag_curb_flows(gutter, opening, depth, opening.grate_length)[1]
    return captured
