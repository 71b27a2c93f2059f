# SPDX-License-Identifier: Apache-2.0
"""Area, width, radius and stored volume of a conduit's section at a depth, with their slopes."""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.compiler import kernel
from sponge.base.constants import SMALL_DEPTH
from sponge.physics.conduits.slot import slot_area, slot_width
from sponge.physics.sections.lookup import AREA, AREA_SLOPE, POWER, POWER_SLOPE, WIDTH, WIDTH_SLOPE, Y, depth_row

ROOF = 2.0 / 15.0  # of the full depth: within so much above its crown EPA SWMM, too, eases a surface to none
# columns of Prepared.sections: those of Sections.depth up to the radius, then the integral of the surface's width from
# the bed, that width, and its slope
STORED, TOP, TOP_SLOPE, COLUMNS = range(POWER_SLOPE + 1, POWER_SLOPE + 5)


class Shape(NamedTuple):
    """A conduit's section: the row of its table, and what the table's ratios are of."""

    section: int
    depth: float  # m
    area: float  # m2
    width: float  # m
    power: float  # m^(4/3), radius to the power 4/3
    is_open: int


class Section(NamedTuple):
    """A section at a depth; each slope is with the depth."""

    area: float  # m2
    area_slope: float  # m
    width: float  # m
    width_slope: float
    power: float  # m^(4/3), radius to the power 4/3
    power_slope: float  # m^(1/3)
    stored: float  # m2, the integral of the surface's width from the bed
    top: float  # m, the width of the surface that stores


@kernel
def shape_of(conduits, c, lane):
    """The section of conduit ``c``."""
    return Shape(
        conduits.section[c, lane], conduits.full_depth[c, lane], conduits.full_area[c, lane],
        conduits.max_width[c, lane], conduits.full_radius_43[c, lane], conduits.is_open[c],
    )  # fmt: skip


@kernel
def flowing(settings, shape, y):
    """Area [m2], width [m] and radius to the power 4/3 [m^(4/3)] at the depth y [m], each followed by its slope with y.

    Slopes are zero where the depth is clipped, at ``SMALL_DEPTH`` and at the full depth.
    """
    clipped = y <= SMALL_DEPTH or y >= shape.depth
    ratio = min(max(y, SMALL_DEPTH) / shape.depth, 1.0)
    k, row, table = shape.section, depth_row(ratio), settings.sections
    d, slope = ratio - table[k, row, Y], 0.0 if clipped else 1.0 / shape.depth
    da, dw, dp = table[k, row, AREA_SLOPE], table[k, row, WIDTH_SLOPE], table[k, row, POWER_SLOPE]
    return (
        (table[k, row, AREA] + d * da) * shape.area, da * shape.area * slope,
        (table[k, row, WIDTH] + d * dw) * shape.width, dw * shape.width * slope,
        (table[k, row, POWER] + d * dp) * shape.power, dp * shape.power * slope,
    )  # fmt: skip


@kernel
def standing(settings, shape, y):
    """The integral of the surface's width [m2] from the bed to y [m], and the width there [m].

    Above a closed conduit the width of its crown falls to zero on a straight line, so that it fills smoothly;
    with SURCHARGE_METHOD SLOT it is that of a Preissmann slot.
    """
    ratio = y / shape.depth
    inside = min(max(ratio, 0.0), 1.0)
    k, row, table = shape.section, depth_row(inside), settings.sections
    d = inside - table[k, row, Y]
    w, slope = table[k, row, TOP], table[k, row, TOP_SLOPE]
    area = table[k, row, STORED] + d * (w + 0.5 * d * slope)
    top = w + d * slope
    if ratio > 1.0 and settings.slot == 1 and shape.is_open == 0:
        area, top = area + slot_area(ratio, 1.0, 1.0), slot_width(ratio, 1.0, 1.0)
    elif ratio > 1.0 and shape.is_open == 0:
        over = min(ratio - 1.0, ROOF)
        area, top = area + top * over * (1.0 - 0.5 * over / ROOF), top * (1.0 - over / ROOF)
    elif ratio > 1.0:
        area += (ratio - 1.0) * top
    return area * shape.depth * shape.width, top * shape.width


@kernel
def section_at(settings, shape, y):
    """Both at the depth y [m]."""
    a, da, w, dw, p, dp = flowing(settings, shape, y)
    stored, top = standing(settings, shape, y)
    return Section(a, da, w, dw, p, dp, stored, top)
