# SPDX-License-Identifier: Apache-2.0
"""Flow along a street gutter (HEC-22, section 4.3).

HEC-22 gives Izzard's form of Manning's equation in feet with exponents 1.67 and 2.67; its constants are converted here
from feet, so that they agree with EPA SWMM beyond the two digits of the printed metric ones.
"""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.compiler import kernel
from sponge.base.constants import FOOT

IZZARD = 0.56 * FOOT ** (3.0 - 2.67)  # Q = 0.56/n Sx^1.67 SL^0.5 T^2.67 in ft and s
SPREAD = FOOT ** (1.0 - 2.67 * 0.375)  # T = (Q/K)^0.375 in ft and s: 0.375 rounds 1/2.67, so it has a unit
SPREAD_TOLERANCE = 1e-6  # m
SPREAD_TRIALS = 30


class Gutter(NamedTuple):
    """The street's side of an inlet; every field a number."""

    slope: float  # along the street
    cross_slope: float  # of the pavement
    roughness: float  # Manning's n
    depression: float  # m, of the gutter below the pavement's slope at the curb; 0 = none
    width: float  # m, of the depressed gutter
    inner_slope: float  # across the gutter, as it sets the spread of water that stays within it
    inlet_depression: float  # m, at the inlet: the gutter's and the local one
    inlet_width: float  # m, of the depression at the inlet
    crown: float  # m, curb to crown
    sides: float  # 1 or 2


@kernel
def spread_factor(gutter):
    """K [m^0.33/s] of Q = K T^2.67 on an undepressed street (HEC-22 Eq. 4-2)."""
    return IZZARD / gutter.roughness * gutter.slope**0.5 * gutter.cross_slope**1.67


@kernel
def gutter_slope(gutter):
    """Cross slope of the gutter itself, with its depression."""
    if gutter.depression > 0.0:
        return gutter.cross_slope + gutter.depression / gutter.width
    return gutter.cross_slope


@kernel
def inlet_slope(gutter):
    """Cross slope of the gutter at the inlet, with its depression there."""
    if gutter.inlet_depression > 0.0:
        return gutter.cross_slope + gutter.inlet_depression / gutter.inlet_width
    return gutter.cross_slope


@kernel
def depressed_share(slope_ratio, beyond, width):
    """Share of the flow within a depressed width, of a spread that reaches ``beyond`` it [m] (HEC-22 Eq. 4-4)."""
    if beyond <= 0.0:
        return 1.0
    x = (1.0 + slope_ratio * width / beyond) ** 2.67 - 1.0
    return 1.0 / (1.0 + slope_ratio / x)


@kernel
def spread_beyond(flow, factor, slope_ratio, width, beyond):
    """Spread [m] beyond a depressed gutter of a flow [m3/s] that fills it, from an upper bound of it (Eqs. 4-2 to 4-6).

    With K the ``factor`` and s the ``slope_ratio``, Q = K (b^2.67 + ((b + s W)^2.67 - b^2.67)/s), which is convex:
    Newton falls monotonically.
    """
    for _ in range(SPREAD_TRIALS):
        edge = beyond + slope_ratio * width
        excess = factor * (beyond**2.67 + (edge**2.67 - beyond**2.67) / slope_ratio) - flow
        steepness = 2.67 * factor * (beyond**1.67 + (edge**1.67 - beyond**1.67) / slope_ratio)
        step = excess / steepness
        beyond = max(beyond - step, 0.0)
        if step < SPREAD_TOLERANCE:
            break
    return beyond


@kernel
def flow_spread(gutter, flow):
    """Width [m] of water from the curb at a flow [m3/s], at most to the crown (HEC-22 Eqs. 4-2, 4-6)."""
    factor = spread_factor(gutter)
    spread = SPREAD * (flow / factor) ** 0.375
    if gutter.depression > 0.0:
        within = factor * (gutter.inner_slope / gutter.cross_slope) ** 1.67
        if flow <= within * gutter.width**2.67:
            return min(SPREAD * (flow / within) ** 0.375, gutter.width, gutter.crown)
        slope_ratio = gutter_slope(gutter) / gutter.cross_slope
        spread = gutter.width + spread_beyond(flow, factor, slope_ratio, gutter.width, 1.02 * spread)
    return min(spread, gutter.crown)


@kernel
def share_within(gutter, spread, width):
    """Share of the flow within a width [m] from the curb (HEC-22 Eqs. 4-4, 4-16)."""
    if spread <= width:
        return 1.0
    if gutter.depression == 0.0 or spread <= gutter.width:
        return 1.0 - (1.0 - width / spread) ** 2.67
    own = depressed_share(gutter_slope(gutter) / gutter.cross_slope, spread - gutter.width, gutter.width)
    if width >= gutter.width:
        return 1.0 - (1.0 - own) * ((spread - width) / (spread - gutter.width)) ** 2.67
    slope, edge = gutter_slope(gutter), (spread - gutter.width) * gutter.cross_slope
    curb, last = (edge + gutter.width * slope) ** 2.67, edge**2.67
    return own * (curb - (edge + (gutter.width - width) * slope) ** 2.67) / (curb - last)


@kernel
def share_of_gutter_over(gutter, spread, width, area):
    """Flow area over a grate's width [m] as a share of that in the depressed gutter (HEC-22 Eq. 4-20a)."""
    if width >= gutter.width or spread <= width:
        return 1.0
    if spread <= gutter.width:
        return width / spread
    beyond = 0.5 * (spread - gutter.width) ** 2 * gutter.cross_slope
    over = width * (spread * gutter.cross_slope + gutter.depression - 0.5 * width * gutter_slope(gutter))
    return over / (area - beyond)
