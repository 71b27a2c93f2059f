# SPDX-License-Identifier: Apache-2.0
"""The data of a Shape for kernels: its scales in metres, and one row of each table of Sections."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sponge.base.constants import FOOT
from sponge.physics.sections import lookup
from sponge.physics.sections.lookup import Sections
from sponge.physics.sections.open_channels import parabolic, power, rectangular_open, trapezoidal, triangular
from sponge.physics.sections.rectangular import (
    modified_basket_handle,
    rectangular_closed,
    rectangular_round,
    rectangular_triangular,
)
from sponge.physics.sections.rounded import (
    ROUNDED,
    arch,
    circular,
    filled_circular,
    force_main,
    horizontal_ellipse,
    rounded,
    vertical_ellipse,
)
from sponge.physics.sections.shape import Shape, significant

CRITICAL_ROWS = 201  # a multiple of 25, plus one
CRITICAL_STEPS = 25
# shape -> its maker and how many of the four numbers of [XSECTIONS] it takes
MAKERS: dict[str, tuple[Callable[..., Shape], int]] = {
    "CIRCULAR": (circular, 1),
    "FORCE_MAIN": (force_main, 1),
    "FILLED_CIRCULAR": (filled_circular, 2),
    "RECT_CLOSED": (rectangular_closed, 2),
    "RECT_OPEN": (rectangular_open, 3),
    "TRAPEZOIDAL": (trapezoidal, 4),
    "TRIANGULAR": (triangular, 2),
    "PARABOLIC": (parabolic, 2),
    "POWER": (power, 3),
    "RECT_TRIANGULAR": (rectangular_triangular, 3),
    "RECT_ROUND": (rectangular_round, 3),
    "MODBASKETHANDLE": (modified_basket_handle, 3),
    "HORIZ_ELLIPSE": (horizontal_ellipse, 3),
    "VERT_ELLIPSE": (vertical_ellipse, 3),
    "ARCH": (arch, 3),
}


@lru_cache(4096)
def shape_of(name: str, numbers: tuple[float, ...]) -> Shape:
    """A Shape from its name and the numbers of [XSECTIONS], lengths in m; KeyError for an unknown name."""
    if name in ROUNDED:
        return rounded(name, numbers[0])
    maker, count = MAKERS[name]
    return maker(*numbers[:count])


@dataclass(frozen=True)
class Geometry:
    """The scales of a section, SI."""

    full_depth: float  # m
    full_area: float  # m2
    full_radius: float  # m
    max_width: float  # m
    is_open: bool
    full_factor: float  # m^(8/3), A R^(2/3) of the full section (its own exponent for a force main)
    max_factor: float  # m^(8/3)
    widest_depth: float  # m
    roughness: float  # Manning's n that the section brings, 0 = none
    length_factor: float

    @property
    def full_radius_43(self) -> float:
        """R^(4/3) of the full section, m^(4/3)."""
        return self.full_radius ** (4.0 / 3.0)


def geometry_of(shape: Shape) -> Geometry:
    """The scales of a Shape."""
    radius_in_feet = shape.full_radius / FOOT
    factor = shape.full_area * radius_in_feet**shape.factor_exponent * FOOT ** (2.0 / 3.0)
    return Geometry(
        float(shape.full_depth), float(shape.full_area), float(shape.full_radius), float(shape.max_width),
        shape.is_open, factor, factor * shape.peak_factor, shape.widest * shape.full_depth, shape.roughness,
        shape.length_factor,
    )  # fmt: skip


def depth_levels() -> np.ndarray:
    """Depth ratios y at the rows of the depth table, (DEPTH_ROWS + 1,)."""
    low = (np.arange(lookup.ROOT_ROWS) / lookup.ROOT_SCALE) ** 2
    high = lookup.SPLIT + np.arange(lookup.DEPTH_ROWS - lookup.ROOT_ROWS + 1) / lookup.LINE_SCALE
    return np.concatenate([low, high[:-1], [1.0]])


def area_levels() -> np.ndarray:
    """Area ratios a at the rows of the area table but the peak's: steps of 8 % for trickles, then equal steps."""
    even = np.arange(9, 201) / 200.0
    trickle = 0.04 * 1.08 ** -np.arange(200.0)[::-1]
    return np.concatenate([[0.0], trickle, even])


def slopes(x: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Slopes between rows, (row,); 0 for the last row."""
    return np.append(np.diff(values) / np.diff(x), 0.0)


def fullness(shape: Shape) -> float:
    """Full area over the area of the rectangle around the section."""
    return significant(shape.full_area / (shape.full_depth * shape.max_width))


def critical_flow(shape: Shape, y: np.ndarray) -> np.ndarray:
    """Critical flow a sqrt(a/w) at depth ratios y, over sqrt(g A^3 / W) of the full section; 0 where the width is 0."""
    a, w = shape.area(y), shape.width(y)
    return np.where((y > 0.0) & (w > 0.0), a * np.sqrt(a / np.where(w > 0.0, w, 1.0)), 0.0)


def depth_table(shape: Shape) -> np.ndarray:
    """The rows of Sections.depth, (DEPTH_ROWS + 1, 8)."""
    y = depth_levels()
    a, w = shape.area(y), shape.width(y)
    a[0], a[-1] = 0.0, 1.0
    p = shape.radius(y) ** (4.0 / 3.0)
    flow = np.maximum.accumulate(critical_flow(shape, y))
    return np.stack([y, a, slopes(y, a), w, slopes(y, w), p, slopes(y, p), flow], axis=1)


def area_table(shape: Shape) -> tuple[np.ndarray, int]:
    """The rows of Sections.area, (row, 5), and the row of the largest section factor."""
    a = np.union1d(area_levels(), [shape.peak_area])
    if len(a) == len(area_levels()):
        a = np.sort(np.append(a, 0.5 * (a[-1] + a[-2])))
    s, y = shape.factor(a), shape.depth(a)
    s[0], y[0], s[-1], y[-1] = 0.0, 0.0, 1.0, 1.0
    top = int(np.argmax(s)) if shape.peak_factor > 1.0 else int(np.searchsorted(a, shape.peak_area))
    return np.stack([a, s, slopes(a, s), y, slopes(a, y)], axis=1), top


def critical_table(shape: Shape) -> np.ndarray:
    """Critical flow in rising order and its depth ratio y, (CRITICAL_ROWS, 2).

    Where critical depth has no closed form and the section is about as large as a circle of its depth, EPA SWMM
    interpolates between 25ths of the depth; elsewhere it finds the root up to 99 % of the depth.
    """
    coarse = 0.5 <= shape.full_area / (0.25 * math.pi * shape.full_depth**2) <= 2.0
    if shape.critical == "search" and coarse:
        nodes = np.arange(CRITICAL_STEPS + 1) / CRITICAL_STEPS
        y = np.linspace(0.0, 1.0, CRITICAL_ROWS)
        flow = np.interp(y, nodes, _rising(critical_flow(shape, nodes)))
    else:
        y = np.linspace(0.0, 1.0, CRITICAL_ROWS) ** 2 * (0.99 if shape.critical == "search" else 1.0)
        flow = _rising(critical_flow(shape, y))
    return np.stack([flow, y], axis=1)


def _rising(flow: np.ndarray) -> np.ndarray:
    """Flows with every fall replaced by the largest value before it."""
    return np.maximum.accumulate(flow)


class SectionPool:
    """Collects shapes; shapes of equal key share a row."""

    def __init__(self) -> None:
        self._rows: dict[tuple[object, ...], int] = {}
        self._shapes: list[Shape] = []

    def add(self, shape: Shape) -> int:
        """The row of this shape."""
        key = (*shape.key, fullness(shape))
        if key not in self._rows:
            self._rows[key] = len(self._shapes)
            self._shapes.append(shape)
        return self._rows[key]

    def sections(self) -> Sections:
        """The tables of all shapes added."""
        shapes = self._shapes
        areas = [area_table(s) for s in shapes]
        rows = len(area_levels()) + 1
        return Sections(
            np.array([depth_table(s) for s in shapes]).reshape(-1, lookup.DEPTH_ROWS + 1, 8),
            np.array([t for t, _ in areas]).reshape(-1, rows, 5),
            np.array([critical_table(s) for s in shapes]).reshape(-1, CRITICAL_ROWS, 2),
            np.array([row for _, row in areas], np.int64),
            np.array([s.peak_area for s in shapes], float),
            np.array([s.peak_factor for s in shapes], float),
            np.array([s.widest for s in shapes], float),
            np.array([fullness(s) for s in shapes], float),
            np.array([s.over_full for s in shapes], float),
        )
