# SPDX-License-Identifier: Apache-2.0
"""What is open in an inlet."""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.constants import FOOT

HORIZONTAL, INCLINED, VERTICAL = 0.0, 1.0, 2.0  # throats of curb openings

# grate -> open share of its area (HEC-22 chart 9B; tilt bar 45 assumed), and coefficients c of the splash-over velocity
# [ft/s] of a length L [ft]: c0 + c1 L - c2 L^2 + c3 L^3 (fitted to HEC-22 chart 5B by Denver's UDFCD)
GRATES = {
    "P_BAR-50": (0.90, (2.22, 4.03, 0.65, 0.06)),
    "P_BAR-50X100": (0.80, (0.74, 2.44, 0.27, 0.02)),
    "P_BAR-30": (0.60, (1.76, 3.12, 0.45, 0.03)),
    "CURVED_VANE": (0.35, (0.30, 4.85, 1.31, 0.15)),
    "TILT_BAR-45": (0.17, (0.99, 2.64, 0.36, 0.03)),
    "TILT_BAR-30": (0.34, (0.51, 2.34, 0.20, 0.01)),
    "RETICULINE": (0.80, (0.28, 2.28, 0.18, 0.01)),
}


class Opening(NamedTuple):
    """An inlet's openings, every field a number; a length of 0 means that there is none."""

    grate_length: float  # m, along the flow
    grate_width: float  # m
    open_share: float  # of the grate's area
    splash_velocity: float  # m/s, at which water begins to jump the grate
    curb_length: float  # m
    curb_height: float  # m
    throat: float  # HORIZONTAL, INCLINED, VERTICAL
    slotted_length: float  # m
    slotted_width: float  # m
    drop: float  # 1 = in the bed of a channel, open on all sides


def splash_velocity(grate: str, length: float) -> float:
    """Velocity [m/s] at which water begins to jump a standard grate of a length [m]."""
    c, feet = GRATES[grate][1], length / FOOT
    return (c[0] + c[1] * feet - c[2] * feet**2 + c[3] * feet**3) * FOOT


def open_area(opening: Opening) -> float:
    """Open area [m2] of one inlet: grate, the curb opening beyond it, or slot."""
    if opening.slotted_length > 0.0:
        return opening.slotted_length * opening.slotted_width
    beyond = max(opening.curb_length - opening.grate_length, 0.0)
    return opening.grate_length * opening.grate_width * opening.open_share + beyond * opening.curb_height
