"""Flow between the saturated zone and a node of the drainage network."""

from __future__ import annotations

from sponge.base.compiler import kernel


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
def middle_exchange(before, after, volume, dt):
    """Flow half way through a step such that straight lines before - middle - after hold the volume.

    It stays between the least and the greatest of both ends and the mean, or doubles the mean where both ends are
    zero. Returns the flow and the volume that did not fit, which is left for the next step.
    """
    mean = volume / dt
    middle = 2.0 * mean - 0.5 * (before + after)
    if before != 0.0 or after != 0.0:
        middle = min(max(middle, min(before, after, mean)), max(before, after, mean))
    return middle, volume - 0.25 * dt * (before + 2.0 * middle + after)
