# SPDX-License-Identifier: Apache-2.0
"""What both zones hold, and how they keep to their bounds without making or losing water.

The state is the height y [m] of the saturated zone and the void v [m] above it: v = (H - y) (phi - theta) over a
total depth H. Water held is phi H - v, so the balance is linear in the fluxes, and theta follows from v and y.
"""

from __future__ import annotations

from sponge.base.compiler import kernel
from sponge.base.constants import FOOT

LEAST_DEFICIT = 0.001  # phi - theta of a full upper zone
LEAST_DEPTH = 0.001 * FOOT  # m of the upper zone


@kernel
def moisture_of(level, void, depth, porosity):
    """theta of the upper zone."""
    return porosity - void / max(depth - level, LEAST_DEPTH)


@kernel
def initial_zones(level, moisture, depth, porosity):
    """y and v [m] at the start, of a given level and moisture: the upper zone is never full nor without depth."""
    if moisture >= porosity:
        moisture = porosity - LEAST_DEFICIT
    if level >= depth:
        level = depth - LEAST_DEPTH
    return level, (depth - level) * (porosity - moisture)


@kernel
def level_rate(deficit, net):
    """dy/dt [m/s] of the net inflow [m/s] to the saturated zone, into a moisture deficit phi - theta."""
    return net / deficit if deficit > 0.0 else 0.0


@kernel
def keep_bounds(level, void, depth, porosity, wilting_point, upper, lower, deep, lateral):
    """Bring y and v within their bounds after a step by what flowed in it [m].

    A saturated zone that ran empty gave less: its outflows shrink together. A full ground gives its surplus to the
    lateral flow; soil does not dry under its wilting point. Returns y, v and the four volumes.
    """
    if level < 0.0:
        missing = -level * void / (depth - level)
        level, void = 0.0, void - missing
        out = max(lower, 0.0) + max(deep, 0.0) + max(lateral, 0.0)
        share = min(missing / out, 1.0) if out > 0.0 else 0.0
        void += missing - share * out  # no water is made
        lower -= share * max(lower, 0.0)
        deep -= share * max(deep, 0.0)
        lateral -= share * max(lateral, 0.0)
    if void < 0.0:
        lateral -= void
        void = 0.0
    room = depth - level
    if void < LEAST_DEFICIT * room:
        room = void / LEAST_DEFICIT
    room = max(room, LEAST_DEPTH)
    level = depth - room
    dry = min(max(void - room * (porosity - wilting_point), 0.0), upper)
    return level, void - dry, upper - dry, lower, deep, lateral
