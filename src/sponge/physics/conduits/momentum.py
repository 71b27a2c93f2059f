# SPDX-License-Identifier: Apache-2.0
"""The terms of the momentum equation of a conduit, and how its flow is classified.

Finite-difference form of St. Venant's momentum equation over one conduit (Rossman, SWMM 5 Reference Manual Vol. II,
eq. 3-14): Q = (Q_old - dQ_head + dQ_inertia + dQ_loss) / (1 + dQ_friction + dQ_local). Flows are for one barrel.

Every function takes numbers or lanes (``base.compiler``).
"""

from __future__ import annotations

from math import sqrt

from sponge.base.compiler import inlined, where
from sponge.base.constants import FOOT, GRAVITY, SMALL_AREA, SMALL_DEPTH

MAX_VELOCITY = 50.0 * FOOT  # m/s
REVERSAL_FLOW = 0.001 * FOOT**3  # m3/s, on the way through zero


@inlined
def froude_number(velocity, depth, area, width, full_depth, is_open):
    """|v| / sqrt(g A / W); 0 where dry or where a closed conduit runs full."""
    none = (depth <= SMALL_DEPTH) | ((is_open == 0) & (full_depth - depth <= SMALL_DEPTH))
    return where(none, 0.0, abs(velocity) / sqrt(GRAVITY * area / width))


@inlined
def inertia_weight(froude):
    """1 for slow flow, 0 for supercritical, straight between Froude 0.5 and 1."""
    return min(1.0, max(0.0, 2.0 * (1.0 - froude)))


@inlined
def limited_velocity(flow, area):
    """Velocity [m/s] of the last flow, at most 15.24 m/s (50 ft/s)."""
    velocity = flow / area
    return min(MAX_VELOCITY, max(-MAX_VELOCITY, velocity))


@inlined
def local_loss(coefficient, flow, area):
    """K |v| [m/s] of an entrance, exit or bend; none where there is no area."""
    return where(area > SMALL_AREA, coefficient * abs(flow) / area, 0.0)


@inlined
def relaxed(last, new):
    """Half-way from the last iterate to the new one; a reversal passes through (almost) zero first."""
    flow = 0.5 * last + 0.5 * new
    return where(flow * last < 0.0, where(flow > 0.0, REVERSAL_FLOW, -REVERSAL_FLOW), flow)
