# SPDX-License-Identifier: Apache-2.0
"""The volume method (容积法) of the guide of 2014: V = 10 H phi F, with H in mm and F in ha; SI here."""

from __future__ import annotations

from typing import Any

import numpy as np

MILLIMETRES = 1000.0
CAPTURED_DEPTH = {0.60: 14.9, 0.70: 20.9, 0.75: 25.0, 0.80: 30.4, 0.85: 37.8}  # mm a day, Tianjin 1983-2012
DEPTH_SOURCE = "Tianjin 1983-2012, 80 and 85 % published, the rest unverified"


def runoff_coefficient(area: Any, impervious: Any, paved: float, green: float) -> Any:
    """phi = sum(phi_i F_i) / sum(F_i) of paved and other ground, from both areas [m2]; NaN without an area."""
    area, impervious = np.asarray(area, float), np.asarray(impervious, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(area > 0.0, (paved * impervious + green * (area - impervious)) / area, np.nan)


def needed_volume(depth: float, coefficient: Any, area: Any) -> Any:
    """Volume [m3] that a design depth [mm] over an area [m2] asks for."""
    return depth / MILLIMETRES * coefficient * area


def design_depth(capture: float) -> float:
    """Daily depth [mm] that captures this share of a year's rain, by straight lines between the known; NaN beyond."""
    known = sorted(CAPTURED_DEPTH)
    return float(np.interp(capture, known, [CAPTURED_DEPTH[share] for share in known], left=np.nan, right=np.nan))
