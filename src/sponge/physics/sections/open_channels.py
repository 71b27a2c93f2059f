# SPDX-License-Identifier: Apache-2.0
"""Open channels of simple geometry: rectangle, trapezoid, triangle, parabola, power law."""

from __future__ import annotations

import math

import numpy as np

from sponge.physics.sections.shape import Shape, Sides, from_unit, significant


def rectangular_open(depth: float, width: float, walls_ignored: float = 0.0) -> Shape:
    """A rectangular channel; 0 to 2 of its walls have no friction."""
    w, walls = significant(width / depth), 2.0 - walls_ignored
    return from_unit(
        ("RECT_OPEN", w, walls), depth, lambda y: y * w, lambda y: np.full_like(y, w),
        lambda y: y * w / (walls * y + w), lambda a: a / w, max_width=w, is_open=True, critical="exact",
        sides=Sides(w, 0.0, walls),
    )  # fmt: skip


def trapezoidal(depth: float, bottom: float, slope_left: float, slope_right: float) -> Shape:
    """A trapezoidal channel; slopes are run over rise."""
    b, s = significant(bottom / depth), 0.5 * (slope_left + slope_right)
    side = math.hypot(1.0, slope_left) + math.hypot(1.0, slope_right)

    def area(y: np.ndarray) -> np.ndarray:
        return (b + s * y) * y

    def depth_of(a: np.ndarray) -> np.ndarray:
        return 2.0 * a / (b + np.sqrt(b * b + 4.0 * s * a) + 1e-300)

    return from_unit(
        ("TRAPEZOIDAL", b, slope_left, slope_right), depth, area, lambda y: b + 2.0 * s * y,
        lambda y: area(y) / (b + side * y + 1e-300), depth_of, max_width=b + 2.0 * s, is_open=True,
        sides=Sides(b, 2.0 * s, side),
    )  # fmt: skip


def triangular(depth: float, width: float) -> Shape:
    """A triangular channel."""
    w = significant(width / depth)
    s = 0.5 * w
    side = math.hypot(1.0, s)
    return from_unit(
        ("TRIANGULAR", w), depth, lambda y: s * y * y, lambda y: 2.0 * s * y, lambda y: 0.5 * s * y / side,
        lambda a: np.sqrt(a / s), max_width=w, is_open=True, critical="exact",
        sides=Sides(0.0, 2.0 * s, 2.0 * side),
    )  # fmt: skip


def parabolic(depth: float, width: float) -> Shape:
    """A parabolic channel, x = r sqrt(y) either side of its axis."""
    w = significant(width / depth)
    r = 0.5 * w

    def area(y: np.ndarray) -> np.ndarray:
        return 4.0 / 3.0 * r * y * np.sqrt(y)

    def radius(y: np.ndarray) -> np.ndarray:
        x = 2.0 * np.sqrt(np.maximum(y, 1e-30)) / r
        t = np.sqrt(1.0 + x * x)
        return np.where(y > 0.0, area(y) / (0.5 * r * r * (x * t + np.log(x + t))), 0.0)

    return from_unit(
        ("PARABOLIC", w), depth, area, lambda y: 2.0 * r * np.sqrt(y), radius,
        lambda a: (0.75 * a / r) ** (2.0 / 3.0), max_width=w, is_open=True, critical="exact",
    )  # fmt: skip


def power(depth: float, width: float, exponent: float) -> Shape:
    """A channel whose half width is proportional to y**(1/exponent); its perimeter is that of 50 chords."""
    w, m = significant(width / depth), 1.0 / exponent
    step = 0.02
    knots = step * np.arange(51)
    half = 0.5 * w * knots**m
    length = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(half), step))])

    def perimeter(y: np.ndarray) -> np.ndarray:
        i = np.minimum((y / step).astype(int), 49)
        return 2.0 * (length[i] + np.hypot(0.5 * w * y**m - half[i], y - knots[i]))

    def area(y: np.ndarray) -> np.ndarray:
        return w / (m + 1.0) * y ** (m + 1.0)

    return from_unit(
        ("POWER", w, m), depth, area, lambda y: w * y**m,
        lambda y: np.where(y > 0.0, area(y) / np.maximum(perimeter(y), 1e-300), 0.0),
        lambda a: ((m + 1.0) * a / w) ** (1.0 / (m + 1.0)), max_width=w, is_open=True, critical="exact",
    )  # fmt: skip
