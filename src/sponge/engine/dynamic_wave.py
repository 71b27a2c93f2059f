# SPDX-License-Identifier: Apache-2.0
"""What options of the dynamic wave are where the user leaves them open, whoever solves it: EPA SWMM's defaults."""

from __future__ import annotations

from sponge.base.constants import FOOT

EXTRAN_CUTOFF, SLOT_CUTOFF = 0.96, 0.985257
MIN_SURFACE_AREA = 12.566 * FOOT**2  # m2, a manhole of 4 ft
MIN_STEP = 0.001  # s
LEAST_STEP = 0.5  # s, of a variable step where the user names none


def shortest_step(least: float, longest: float) -> float:
    """The least length [s] of steps that are ``longest`` at most: MINIMUM_STEP, 0 where the user names none."""
    return max(min(least or LEAST_STEP, longest), MIN_STEP)


def crown_cutoff(surcharge_method: str) -> float:
    """The depth ratio above which a closed section's width is held, EXTRAN or SLOT."""
    return SLOT_CUTOFF if surcharge_method == "SLOT" else EXTRAN_CUTOFF
