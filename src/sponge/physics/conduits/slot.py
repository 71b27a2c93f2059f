# SPDX-License-Identifier: Apache-2.0
"""Preissmann's slot over a closed conduit, in which water stands where SURCHARGE_METHOD is SLOT.

Sjoberg (1982), "Sewer Network Models DAGVL-A and DAGVL-DIFF". Both functions take numbers or lanes (``base.compiler``).
"""

from __future__ import annotations

from sponge.base.compiler import exponential, inlined, logarithm, where

NARROWED = 0.78  # share of the full depth above the crown, from which on the slot is as narrow as it gets
AREA = (0.19949075, -0.23912319, 0.07711502, 0.08765149, -0.09088895, 0.0257773)  # of the slot up to there


@inlined
def slot_width(depth_ratio, max_width, cutoff):
    """Width [m] of the Preissmann slot over a closed conduit (Sjoberg 1982); 0 below the cut-off."""
    power = exponential(2.4 * logarithm(depth_ratio))
    narrowing = where(depth_ratio > 1.78, 0.01 * max_width, max_width * 0.5423 * exponential(-power))
    return where(depth_ratio < cutoff, 0.0, narrowing)


@inlined
def slot_area(depth_ratio, max_width, full_depth):
    """Area [m2] of the water in the slot over a closed conduit: the integral of ``slot_width`` from the crown on.

    0.5423 exp(-r^2.4) has no integral in closed form: a polynomial in r - 1 holds it to 1.3e-7 of width times depth.
    """
    over = max(depth_ratio - 1.0, 0.0)
    t = min(over, NARROWED)
    narrowing = t * (AREA[0] + t * (AREA[1] + t * (AREA[2] + t * (AREA[3] + t * (AREA[4] + t * AREA[5])))))
    return max_width * full_depth * (narrowing + 0.01 * (over - t))
