# SPDX-License-Identifier: Apache-2.0
"""How much of a surface its snow covers: areal depletion curves, and the return to them after new snow."""

from __future__ import annotations

from sponge.base.compiler import kernel

FULL = 0.9999  # of the depth at which all is covered
REMAINS = 0.75  # of new snow must be left for it to cover all (Reference Manual I, 6.3.5)


@kernel
def depleted_cover(curve, surface, lane, relative):
    """Covered fraction of a relative depth of snow: ``curve`` (surface, 10, lane) has it at 0, 0.1, ... 0.9."""
    if relative <= 0.0:
        return 0.0
    if relative >= FULL:
        return 1.0
    m = int(relative * 10.0 + 1e-5)
    left = curve[surface, m, lane]
    right = curve[surface, m + 1, lane] if m < 9 else 1.0
    return left + (right - left) * (10.0 * relative - m)


@kernel
def snow_cover(curve, surface, lane, depth, full_depth, new, state):
    """Covered fraction of a surface with snow of a ``depth`` [m], ``new`` [m] of it fallen in this step.

    state: relative depth and cover where new snow began to cover all, and the relative depth down to which it does;
    from there the cover goes straight back to the first two. Returns the fraction and the new state.
    """
    start, start_cover, held = state
    if full_depth == 0.0 or depth >= full_depth:
        return 1.0, (1.0, start_cover, held)
    if depth <= 0.0:
        return 0.0, (1.0, start_cover, held)
    relative = depth / full_depth
    if new > 0.0:
        start = max((depth - new) / full_depth, 0.0)
        held = min(start + REMAINS * new / full_depth, 1.0)
        return 1.0, (start, depleted_cover(curve, surface, lane, start), held)
    if relative < start:
        return depleted_cover(curve, surface, lane, relative), (1.0, start_cover, held)
    if relative >= held:
        return 1.0, state
    return start_cover + (1.0 - start_cover) / (held - start) * (relative - start), state
