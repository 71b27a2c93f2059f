# SPDX-License-Identifier: Apache-2.0
"""Flow between the saturated zone and a node of the drainage network."""

from __future__ import annotations

from sponge.base.compiler import inlined, kernel, no, where
from sponge.physics.runoff import halves_to_come, line_at, middle_flow, passed_within, rest_within


@kernel
def power(coefficient, base, exponent):
    """coefficient base^exponent; the coefficient itself where the exponent is 0."""
    return coefficient if exponent == 0.0 else coefficient * base**exponent


@kernel
def exchange(level, threshold, surface, a1, b1, a2, b2, a3):
    """Flow [m/s] to the node, negative from it (Reference Manual I, eq. 5-12).

    a1 (h - h*)^b1 - a2 (hsw - h*)^b2 + a3 h hsw  for a water table h = ``level`` above the ``threshold`` h*, with the
    surface water hsw, all [m] above the aquifer's bottom; a node does not feed the aquifer where a3 is used.
    """
    if level <= threshold:
        return 0.0
    head, back = power(a1, level - threshold, b1), a2
    if b2 != 0.0:
        back = power(a2, surface - threshold, b2) if surface > threshold else 0.0
    flow = head - back + a3 * level * surface
    return 0.0 if flow < 0.0 and a3 != 0.0 else flow


@kernel
def middle_exchange(before, after, volume, added, dt):
    """Flow half way through a step such that straight lines before - middle - after hold the volume on the way, of
    which ``added`` has come in this step.

    Where all goes one way, as ``middle_flow``; where the flow turns, between the least and the greatest of both ends
    and the mean of what was added. Returns the flow, the volume that passes, and what is left for the next step.
    """
    if before >= 0.0 and after >= 0.0 and volume >= 0.0:
        middle, left = middle_flow(before, after, volume, max(added, 0.0), dt)
        return middle, passed_within(before, middle, after, dt), left
    if before <= 0.0 and after <= 0.0 and volume <= 0.0:
        middle, left = middle_flow(-before, -after, -volume, max(-added, 0.0), dt)
        return -middle, -passed_within(-before, middle, -after, dt), -left
    mean = added / dt
    middle = 2.0 * volume / dt - 0.5 * (before + after)
    middle = min(max(middle, min(before, after, mean)), max(before, after, mean))
    passed = 0.25 * dt * (before + 2.0 * middle + after)
    return middle, passed, volume - passed


@inlined
def exchange_within(share, before, middle, after):
    """The flow when such a ``share`` of a step is over, along the lines of ``middle_exchange``: where all goes one way
    they rest at zero rather than cross it."""
    into, out = one_way(before, after)
    flow = line_at(share, before, middle, after)
    return where(out, min(flow, 0.0), where(into, max(flow, 0.0), flow))


@inlined
def exchange_to_come(share, before, middle, after, dt):
    """What of a step's exchange [m3] is still to pass when such a ``share`` of it is over, along those lines."""
    into, out = one_way(before, after)
    now, first, turn, last = halves_to_come(share, before, middle, after, dt)
    both_ways = 0.5 * (first * (now + middle) + last * (turn + after))
    sign = where(out, -1.0, 1.0)
    straight = sign * rest_within(share, sign * before, sign * middle, sign * after, dt)
    return where(into | out, straight, both_ways)


@inlined
def one_way(before, after):
    """Where the flow goes into the node at both ends of a step, and where out of it; neither where it rests at both."""
    rests = (before == 0.0) & (after == 0.0)
    return (before >= 0.0) & (after >= 0.0) & no(rests), (before <= 0.0) & (after <= 0.0) & no(rests)
