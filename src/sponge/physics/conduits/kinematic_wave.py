# SPDX-License-Identifier: Apache-2.0
"""Kinematic wave in one conduit: continuity with uniform flow at every section.

dA/dt + dQ/dx + loss = 0 in a box scheme weighted 0.6 in space and time, Q = Q_full s(a) (Rossman, SWMM 5 Reference
Manual Vol. II, ch. 4). Everything here is a ratio: flows to full flow, areas to full area.

The scheme fills the upstream part of the box with the new inlet area at once. In a long conduit this takes more water
than has entered; where the inflow rises steeply, no outlet area makes up for it, not even an area of zero. Where the
inflow stops, more water is left over than the outlet can hold. The box owes the difference to the balance of the next
steps. In a short conduit and a long step the outlet would give more than the box holds once the inflow ends: the flow
is cut to what the box holds.
"""

from __future__ import annotations

from sponge.base.compiler import kernel
from sponge.physics.sections.lookup import area_of_section_factor, section_factor, section_factor_slope

SPACE_WEIGHT = 0.6
TIME_WEIGHT = 0.6
AREA_TOLERANCE = 1e-9
NO_FLOW = 1e-6
NO_AREA = 1e-4  # of the full area: less at the outlet than this does not flow
MAX_TRIALS = 60


@kernel
def bracketed_root(sections, k, c1, c2, low, high, a):
    """a where s(a) + c1 a + c2 = 0, negative at `low` and positive at `high`: Newton, else halves of the bracket."""
    last_step = step = abs(high - low)
    f = section_factor(sections, k, a) + c1 * a + c2
    slope = section_factor_slope(sections, k, a) + c1
    for _ in range(MAX_TRIALS):
        outside = ((a - high) * slope - f) * ((a - low) * slope - f) >= 0.0
        if outside or abs(2.0 * f) > abs(last_step * slope):
            last_step = step
            step = 0.5 * (high - low)
            a = low + step
        else:
            last_step = step
            step = f / slope
            a -= step
        if abs(step) < AREA_TOLERANCE:
            break
        f = section_factor(sections, k, a) + c1 * a + c2
        slope = section_factor_slope(sections, k, a) + c1
        if f < 0.0:
            low = a
        else:
            high = a
    return a


@kernel
def outlet_area(sections, k, c1, c2, guess):
    """a at the outlet: s(a) + c1 a + c2 = 0, sought near full first; full or dry where there is no root."""
    high, f_high = 1.0, 1.0 + c1 + c2
    low = sections.peak_area[k]
    f_low = sections.peak_factor[k] + c1 * low + c2 if low < high else f_high
    if f_high * f_low > 0.0:
        high, f_high = low, f_low
        low, f_low = 0.0, c2
    if f_high * f_low > 0.0:
        return 1.0 if f_low < 0.0 else 0.0
    if guess < low or guess > high:
        guess = 0.5 * (low + high)
    if f_low > f_high:
        low, high = high, low
    return bracketed_root(sections, k, c1, c2, low, high, guess)


@kernel
def kinematic_step(sections, k, inflow, loss, flow_up, flow_down, area_up, area_down, travel, owed, carried):
    """New inlet flow and area, outlet flow and area from those of the last step, and the water that the box owes.

    ``travel`` = length / dt * full area / full flow; inflow beyond full flow is left at the inlet. ``owed`` is water of
    the areas at both ends that never entered the box, as a flow over the step; below zero it is water that entered and
    that the areas leave out. The share ``carried`` of the difference at the step's end is returned as owed: with 1
    no water is made or lost; with 0 it is forgotten, and inflow beyond full flow counts as entered, as in EPA SWMM.
    """
    counted = carried * min(inflow, 1.0) + (1.0 - carried) * inflow
    inflow = min(inflow, 1.0)
    new_up = 1.0 if inflow >= 1.0 else area_of_section_factor(sections, k, inflow)
    c1 = travel * TIME_WEIGHT / SPACE_WEIGHT
    c2 = ((1.0 - TIME_WEIGHT) * (new_up - area_up) - TIME_WEIGHT * area_down) * travel / SPACE_WEIGHT
    c2 += (1.0 - SPACE_WEIGHT) / SPACE_WEIGHT * (flow_down - flow_up) - counted + (loss + owed) / SPACE_WEIGHT
    if inflow <= NO_FLOW and flow_down <= NO_FLOW and carried * c2 > -(c1 * NO_AREA + NO_FLOW):
        return inflow, new_up, 0.0, 0.0, carried * c2 * SPACE_WEIGHT
    new_down = outlet_area(sections, k, c1, c2, area_down)
    leaves = section_factor(sections, k, new_down)
    held = travel * ((1.0 - TIME_WEIGHT) * area_up + TIME_WEIGHT * area_down) - owed
    held += (1.0 - SPACE_WEIGHT) * (flow_up - flow_down)  # the step before counts for so much in this one
    over = carried * (leaves - max(held + counted - loss, 0.0))
    if over > NO_FLOW:
        leaves -= over
        new_down = area_of_section_factor(sections, k, leaves)
    return inflow, new_up, leaves, new_down, carried * (leaves + c1 * new_down + c2) * SPACE_WEIGHT
