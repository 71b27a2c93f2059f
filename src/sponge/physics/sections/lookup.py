# SPDX-License-Identifier: Apache-2.0
"""Dimensionless tables of cross sections, and the look-ups that kernels make in them.

The letters y, a and s are ratios to the full section, of depth, area and section factor A R^(2/3), from 0 to 1 (s a
little more in closed sections). ``k`` is a row of the pool. No look-up knows the shape.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from sponge.base.arrays import Shared
from sponge.base.compiler import any_lane, cell, inlined, kernel, where, whole
from sponge.base.constants import GRAVITY

# Rows of the depth table: y = (i / ROOT_SCALE)^2 up to SPLIT, which resolves trickles, then equal steps, whose nodes
# meet those of the shapes' own tables (1/50, 1/25, 1/20 of the depth).
SPLIT = 0.04
ROOT_SCALE = 320.0
ROOT_ROWS = 64
LINE_SCALE = 400.0
DEPTH_ROWS = 448  # cells; the table has one row more
# columns of Sections.depth and .area: kernels read a row whole, so its numbers lie side by side
Y, AREA, AREA_SLOPE, WIDTH, WIDTH_SLOPE, POWER, POWER_SLOPE, FLOW = range(8)
A, FACTOR, FACTOR_SLOPE, DEPTH, DEPTH_SLOPE = range(5)


class Sections(NamedTuple):
    """A pool of dimensionless cross sections."""

    depth: Shared  # (section, DEPTH_ROWS + 1, 8): y, a, da/dy, w, dw/dy, p = R^(4/3), dp/dy, a sqrt(a/w)
    area: Shared  # (section, row, 5): a, s, ds/da, y, dy/da
    critical: Shared  # (section, row, 2): a sqrt(a/w) rising, y
    peak_row: Shared  # (section,) row of ``area`` where s is largest
    peak_area: Shared  # (section,) a where s counts as largest
    peak_factor: Shared  # (section,) the largest s
    widest: Shared  # (section,) y of the largest width
    fullness: Shared  # (section,) full area over full depth times largest width
    over_full: Shared  # (section,) a where s >= 1; negative where it is on the falling branch of s


@inlined
def depth_row(y):
    """The row of the depth table at or below the depth ratio y, a number or lanes."""
    row = min(ROOT_ROWS + whole((y - SPLIT) * LINE_SCALE), DEPTH_ROWS - 1)
    if any_lane(y < SPLIT):
        row = where(y < SPLIT, min(whole(sqrt(y) * ROOT_SCALE), ROOT_ROWS - 1), row)
    return row


@kernel
def along(table, k, row, y, column):
    """The value of a column of the depth table at y, which lies above ``row``; the next column holds the slopes."""
    return cell(table, k, row, column) + (y - cell(table, k, row, Y)) * cell(table, k, row, column + 1)


@kernel
def area_ratio(sections, k, y):
    """The area ratio a at the depth ratio y."""
    return along(sections.depth, k, depth_row(y), y, AREA)


@kernel
def width_ratio(sections, k, y):
    """The top width over the largest width, at the depth ratio y."""
    return along(sections.depth, k, depth_row(y), y, WIDTH)


@kernel
def area_row(sections, k, a):
    """The row of the area table at or below the area ratio a."""
    low, high = 0, sections.area.shape[1] - 1
    while high - low > 1:
        middle = (low + high) // 2
        if sections.area[k, middle, A] <= a:
            low = middle
        else:
            high = middle
    return low


@kernel
def depth_of_area(sections, k, a):
    """The depth ratio y at the area ratio a."""
    row = area_row(sections, k, a)
    return sections.area[k, row, DEPTH] + (a - sections.area[k, row, A]) * sections.area[k, row, DEPTH_SLOPE]


@kernel
def section_factor(sections, k, a):
    """The section factor's ratio s at the area ratio a."""
    row = area_row(sections, k, a)
    return sections.area[k, row, FACTOR] + (a - sections.area[k, row, A]) * sections.area[k, row, FACTOR_SLOPE]


@kernel
def section_factor_slope(sections, k, a):
    """The slope ds/da at the area ratio a."""
    return sections.area[k, area_row(sections, k, a), FACTOR_SLOPE]


@kernel
def factor_rows(sections, k, s):
    """Two neighbouring rows of the area table around s > 0, and where between them s lies (0 to 1)."""
    s = min(s, sections.peak_factor[k])
    peak = sections.peak_row[k]
    low, high = 0, peak
    if s >= 1.0 and peak < sections.area.shape[1] - 1 and sections.peak_factor[k] > 1.0:
        low, high = sections.area.shape[1] - 1, peak  # falling branch: s[low] <= s, searched from the full end
    while abs(high - low) > 1:
        middle = (low + high) // 2
        if sections.area[k, middle, FACTOR] <= s:
            low = middle
        else:
            high = middle
    rise = sections.area[k, high, FACTOR] - sections.area[k, low, FACTOR]
    share = (s - sections.area[k, low, FACTOR]) / rise if rise > 0.0 else 1.0
    return low, high, min(share, 1.0)


@kernel
def fills(sections, k, s):
    """Whether s is 1 or more in a section that has one area, ``over_full``, for all such s."""
    return s >= 1.0 and sections.over_full[k] >= 0.0 and sections.peak_factor[k] > 1.0


@kernel
def area_of_section_factor(sections, k, s):
    """The area ratio a at s.

    Where a closed section has two areas, it is the smaller one; for s >= 1 the larger one, or ``over_full`` for both.
    """
    if s <= 0.0:
        return 0.0
    if fills(sections, k, s):
        return sections.over_full[k]
    low, high, share = factor_rows(sections, k, s)
    return sections.area[k, low, A] + share * (sections.area[k, high, A] - sections.area[k, low, A])


@kernel
def normal_depth_ratio(sections, k, flow_ratio):
    """The depth ratio y of uniform flow, from the ratio of the flow to the full flow."""
    if flow_ratio <= 0.0:
        return 0.0
    if fills(sections, k, flow_ratio):
        return depth_of_area(sections, k, sections.over_full[k])
    low, high, share = factor_rows(sections, k, flow_ratio)
    return sections.area[k, low, DEPTH] + share * (sections.area[k, high, DEPTH] - sections.area[k, low, DEPTH])


@kernel
def normal_cell(sections, k, flow_ratio):
    """The row of the area table below a section factor on its rising branch; 0 where there is none."""
    if flow_ratio <= 0.0 or flow_ratio >= 1.0:
        return 0
    low, high, _ = factor_rows(sections, k, flow_ratio)
    return low if high == low + 1 else 0


@kernel
def critical_flow_scale(full_area, max_width):
    """A sqrt(g A / W) of the full section [m3/s]."""
    return full_area * sqrt(GRAVITY * full_area / max_width)


@kernel
def critical_cell(sections, k, z):
    """The row of the table of critical flow at or below the ratio z of a flow to `critical_flow_scale`."""
    low, high = 0, sections.critical.shape[1] - 1
    while high - low > 1:
        middle = (low + high) // 2
        if sections.critical[k, middle, 0] <= z:
            low = middle
        else:
            high = middle
    return low


@kernel
def critical_depth_ratio(sections, k, z):
    """The depth ratio y of critical flow, from the ratio z of the flow to `critical_flow_scale`; 1 beyond the table."""
    if z >= sections.critical[k, sections.critical.shape[1] - 1, 0]:
        return 1.0
    low = critical_cell(sections, k, z)
    rise = sections.critical[k, low + 1, 0] - sections.critical[k, low, 0]
    share = (z - sections.critical[k, low, 0]) / rise if rise > 0.0 else 0.0
    return sections.critical[k, low, 1] + share * (sections.critical[k, low + 1, 1] - sections.critical[k, low, 1])


@kernel
def critical_depth(sections, k, flow, full_depth, full_area, max_width):
    """Depth [m] at which Q = A sqrt(g A / W), at most the full depth.

    For sections without a closed form the table holds what EPA SWMM's search finds, linear between 25ths of the depth.
    """
    return critical_depth_ratio(sections, k, flow / critical_flow_scale(full_area, max_width)) * full_depth


@inlined
def within_cell(table, k, row, x, column, result):
    """The value of column ``result`` where ``column`` is x, if ``row`` holds x; and whether it does."""
    low, high = cell(table, k, row, column), cell(table, k, row + 1, column)
    share = min((x - low) / (high - low), 1.0)
    first = cell(table, k, row, result)
    return first + share * (cell(table, k, row + 1, result) - first), (low <= x) & (x < high)
