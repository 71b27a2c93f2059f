# SPDX-License-Identifier: Apache-2.0
"""Area, width, radius and stored volume of a conduit's section at a depth, with their slopes."""

from __future__ import annotations

from sponge.base.compiler import kernel
from sponge.base.constants import SMALL_DEPTH
from sponge.physics.conduits.slot import slot_area, slot_width
from sponge.physics.sections.lookup import AREA, AREA_SLOPE, POWER, POWER_SLOPE, WIDTH, WIDTH_SLOPE, Y, depth_row

ROOF = 2.0 / 15.0  # of the full depth: within so much above its crown EPA SWMM, too, eases a surface to none


@kernel
def flowing(conduits, c, lane, y):
    """Area [m2], width [m] and radius to the power 4/3 [m^(4/3)] at the depth y [m], each followed by its slope with y.

    Slopes are zero where the depth is clipped, at ``SMALL_DEPTH`` and at the full depth.
    """
    depth = conduits.full_depth[c, lane]
    clipped = y <= SMALL_DEPTH or y >= depth
    ratio = min(max(y, SMALL_DEPTH) / depth, 1.0)
    k, row = conduits.section[c, lane], depth_row(ratio)
    table = conduits.sections.depth
    d = ratio - table[k, row, Y]
    area, width, power = table[k, row, AREA], table[k, row, WIDTH], table[k, row, POWER]
    da, dw, dp = table[k, row, AREA_SLOPE], table[k, row, WIDTH_SLOPE], table[k, row, POWER_SLOPE]
    full_area, full_width = conduits.full_area[c, lane], conduits.max_width[c, lane]
    full_power, slope = conduits.full_radius_43[c, lane], 0.0 if clipped else 1.0 / depth
    return (
        (area + d * da) * full_area, da * full_area * slope, (width + d * dw) * full_width, dw * full_width * slope,
        (power + d * dp) * full_power, dp * full_power * slope,
    )  # fmt: skip


@kernel
def standing(settings, conduits, c, lane, y):
    """The integral of the surface's width [m2] from the bed to y [m], and the width there [m].

    Above a closed conduit the width of its crown falls to zero on a straight line, so that it fills smoothly;
    with SURCHARGE_METHOD SLOT it is that of a Preissmann slot.
    """
    depth, width = conduits.full_depth[c, lane], conduits.max_width[c, lane]
    ratio = y / depth
    inside = min(max(ratio, 0.0), 1.0)
    k, row = conduits.section[c, lane], depth_row(inside)
    d = inside - conduits.sections.depth[k, row, Y]
    surface = settings.surface
    w, slope = surface[k, row, 1], surface[k, row, 2]
    area = surface[k, row, 0] + d * (w + 0.5 * d * slope)
    top = w + d * slope
    if ratio > 1.0 and settings.slot == 1 and conduits.is_open[c] == 0:
        area, top = area + slot_area(ratio, 1.0, 1.0), slot_width(ratio, 1.0, 1.0)
    elif ratio > 1.0 and conduits.is_open[c] == 0:
        over = min(ratio - 1.0, ROOF)
        area, top = area + top * over * (1.0 - 0.5 * over / ROOF), top * (1.0 - over / ROOF)
    elif ratio > 1.0:
        area += (ratio - 1.0) * top
    return area * depth * width, top * width
