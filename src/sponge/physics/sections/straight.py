# SPDX-License-Identifier: Apache-2.0
"""Sections whose sides are straight from the bottom to the top: boxes, rectangles, trapezoids, triangles.

Area, width and hydraulic radius have closed forms, so no table is read, which would often be far away in memory.
All functions take numbers or lanes (``base.compiler``); depths y [m] are at most the full depth.
"""

from __future__ import annotations

from sponge.base.compiler import inlined, near_four_thirds

ROOF_START = 0.97  # share of the full area above which a closed section's roof is wetted (EPA SWMM)


@inlined
def straight_area(y, bottom, run):
    """Area [m2] below a depth y, over a bottom [m], where the width grows by ``run`` [m] a metre of depth."""
    return (bottom + 0.5 * run * y) * y


@inlined
def straight_width(y, bottom, run):
    """Width [m] of the water surface at a depth y."""
    return bottom + run * y


@inlined
def straight_radius_43(area, y, full_area, bottom, wall, roof):
    """Hydraulic radius to the power 4/3 [m^(4/3)], with a relative error below 4e-7.

    ``wall`` [m] is the length of both sides wetted by a metre of depth, ``roof`` [1/m] that of the roof wetted by a
    square metre of area above ROOF_START.
    """
    return near_four_thirds(area / (bottom + wall * y + roof * max(area - ROOF_START * full_area, 0.0)))
