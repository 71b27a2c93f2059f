# SPDX-License-Identifier: Apache-2.0
"""Closed sections of straight walls, with a flat, triangular or round bottom, or an arched top."""

from __future__ import annotations

import math

import numpy as np

from sponge.physics.sections.rounded import circle_depth, circle_factor
from sponge.physics.sections.shape import Shape, Sides, from_unit, manning_factor, significant
from sponge.physics.sections.straight import ROOF_START


def _top_wetting(a: np.ndarray, full_area: float, start: float, width: float) -> np.ndarray:
    """Wetted length of the roof, which grows from 0 to the whole width as the area grows from ``start`` to full."""
    return np.maximum(a / full_area - start, 0.0) / (1.0 - start) * width


def _straight_top(factor, full_area: float, peak: float):
    """The section factor as a function that falls linearly in the area from ``peak`` to the full section."""
    top, full = (float(factor(np.array([r * full_area]))[0]) for r in (peak, 1.0))

    def of_area(a: np.ndarray) -> np.ndarray:
        r = a / full_area
        return np.where(r > peak, top + (full - top) * (r - peak) / (1.0 - peak), factor(a))

    return of_area


def rectangular_closed(depth: float, width: float) -> Shape:
    """A box; its roof is wetted over the last 3 % of the area."""
    w, peak = significant(width / depth), ROOF_START

    def radius(y: np.ndarray) -> np.ndarray:
        a = y * w
        return a / (w + 2.0 * y + _top_wetting(a, w, peak, w))

    return from_unit(
        ("RECT_CLOSED", w), depth, lambda y: y * w, lambda y: np.full_like(y, w), radius, lambda a: a / w,
        factor=_straight_top(lambda a: manning_factor(a, radius(a / w)), w, peak),
        max_width=w, is_open=False, peak_area=peak, critical="exact", sides=Sides(w, 0.0, 2.0, w),
    )  # fmt: skip


def rectangular_triangular(depth: float, width: float, bottom_depth: float) -> Shape:
    """A box on a triangular bottom."""
    w, b, peak = significant(width / depth), significant(bottom_depth / depth), 0.98
    slope = 0.5 * w / b
    side = math.hypot(1.0, slope)
    bottom, full = 0.5 * b * w, w * (1.0 - 0.5 * b)

    def area(y: np.ndarray) -> np.ndarray:
        return np.where(y <= b, slope * y**2, bottom + (y - b) * w)

    def radius(y: np.ndarray) -> np.ndarray:
        a = area(y)
        above = a / (2.0 * b * side + 2.0 * (y - b) + _top_wetting(a, full, peak, w))
        return np.where(y <= b, 0.5 * slope * y / side, above)

    def depth_of(a: np.ndarray) -> np.ndarray:
        return np.where(a <= bottom, np.sqrt(a / slope), b + (a - bottom) / w)

    return from_unit(
        ("RECT_TRIANGULAR", w, b), depth, area, lambda y: np.where(y <= b, 2.0 * slope * y, w), radius, depth_of,
        factor=_straight_top(lambda a: manning_factor(a, radius(depth_of(a))), full, peak),
        max_width=w, is_open=False, peak_area=peak,
    )  # fmt: skip


def rectangular_round(depth: float, width: float, radius: float) -> Shape:
    """A box on a bottom that is an arc of this radius."""
    w, r, peak = significant(width / depth), significant(max(radius, 0.5 * width) / depth), 0.98
    arc = 2.0 * math.asin(min(0.5 * w / r, 1.0))
    bottom = 0.5 * r**2 * (arc - math.sin(arc))
    b = r * (1.0 - math.cos(0.5 * arc))
    full = w * (1.0 - b) + bottom
    circle = math.pi * r**2

    def angle(y: np.ndarray) -> np.ndarray:
        return 2.0 * np.arccos(1.0 - np.minimum(y, b) / r)

    def area(y: np.ndarray) -> np.ndarray:
        theta = angle(y)
        return np.where(y > b, bottom + (y - b) * w, 0.5 * r**2 * (theta - np.sin(theta)))

    def hydraulic_radius(y: np.ndarray) -> np.ndarray:
        theta = np.maximum(angle(y), 1e-12)
        a = area(y)
        above = a / (r * arc + 2.0 * (y - b) + _top_wetting(a, full, peak, w))
        return np.where(y > b, above, 0.5 * r * np.maximum(1.0 - np.sin(theta) / theta, 0.0))

    def depth_of(a: np.ndarray) -> np.ndarray:
        return np.where(a > bottom, b + (a - bottom) / w, 2.0 * r * circle_depth(np.minimum(a, bottom) / circle))

    def factor(a: np.ndarray) -> np.ndarray:
        round_part = circle * (0.5 * r) ** (2.0 / 3.0) * circle_factor(np.minimum(a, bottom) / circle)
        return np.where(a > bottom, manning_factor(a, hydraulic_radius(depth_of(a))), round_part)

    def width_at(y: np.ndarray) -> np.ndarray:
        return np.where(y > b, w, 2.0 * np.sqrt(np.maximum(np.minimum(y, b) * (2.0 * r - np.minimum(y, b)), 0.0)))

    return from_unit(
        ("RECT_ROUND", w, r), depth, area, width_at, hydraulic_radius, depth_of,
        factor=_straight_top(factor, full, peak), max_width=w, is_open=False, peak_area=peak,
    )  # fmt: skip


def modified_basket_handle(depth: float, width: float, radius: float) -> Shape:
    """A box under a roof that is an arc of this radius."""
    w, r = significant(width / depth), significant(max(radius, 0.5 * width) / depth)
    arc = 2.0 * math.asin(min(0.5 * w / r, 1.0))
    height = r * (1.0 - math.cos(0.5 * arc))
    top = 0.5 * r**2 * (arc - math.sin(arc))
    wall = 1.0 - height
    full = wall * w + top

    def empty(y: np.ndarray) -> np.ndarray:
        return np.clip(1.0 - y, 0.0, height)

    def area(y: np.ndarray) -> np.ndarray:
        theta = 2.0 * np.arccos(1.0 - empty(y) / r)
        return np.where(y <= wall, y * w, full - 0.5 * r**2 * (theta - np.sin(theta)))

    def hydraulic_radius(y: np.ndarray) -> np.ndarray:
        theta = 2.0 * np.arccos(1.0 - empty(y) / r)
        return area(y) / np.where(y <= wall, w + 2.0 * y, (arc - theta) * r + 2.0 * wall + w)

    def depth_of(a: np.ndarray) -> np.ndarray:
        missing = np.clip(full - a, 0.0, top)
        return np.where(a <= full - top, a / w, 1.0 - 2.0 * r * circle_depth(missing / (math.pi * r**2)))

    def width_at(y: np.ndarray) -> np.ndarray:
        return np.where(y <= wall, w, 2.0 * np.sqrt(empty(y) * (2.0 * r - empty(y))))

    return from_unit(
        ("MODBASKETHANDLE", w, r), depth, area, width_at, hydraulic_radius, depth_of,
        max_width=w, is_open=False, peak_area=0.96, widest=wall,
    )  # fmt: skip
