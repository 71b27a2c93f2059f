# SPDX-License-Identifier: Apache-2.0
"""The record of a cross section: full values in metres, and ratios as functions of depth or area."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

Ratio = Callable[[np.ndarray], np.ndarray]


class Sides(NamedTuple):
    """A section whose sides are straight from bottom to top (physics.sections.straight)."""

    bottom: float  # m
    run: float  # width gained a metre of depth
    wall: float  # m of both sides a metre of depth
    roof: float = 0.0  # m, wetted when full


@dataclass(frozen=True)
class Shape:
    """A cross section.

    Sections of equal ``key`` differ in scale only. The five functions take and return arrays of ratios: of depth y,
    area a, hydraulic radius and section factor A R^(2/3) to those of the full section, of width to ``max_width``.
    """

    key: tuple[object, ...]
    full_depth: float  # m
    full_area: float  # m2
    full_radius: float  # m
    max_width: float  # m
    is_open: bool
    area: Ratio  # of depth
    width: Ratio  # of depth
    radius: Ratio  # of depth
    depth: Ratio  # of area
    factor: Ratio  # of area
    peak_area: float = 1.0  # area ratio where the section factor is largest
    peak_factor: float = 1.0  # the largest section factor a search may return
    widest: float = 1.0  # depth ratio of the largest width
    critical: str = "search"  # "exact" where critical depth has a closed form, "search" where EPA searches for it
    over_full: float = -1.0  # area ratio taken where the section factor is above the full one; -1 = the larger of two
    roughness: float = 0.0  # Manning's n that the section brings with it (transects, streets), 0 = none
    length_factor: float = 1.0  # length of the channel to that of the flood plain
    factor_exponent: float = 2.0 / 3.0  # of the hydraulic radius in ft, in the full section factor
    sides: Sides | None = None  # of a section with straight sides


def significant(value: float) -> float:
    """A ratio rounded to 12 digits, so that equal shapes of different size have equal keys."""
    return float(f"{value:.12g}")


def manning_factor(area: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """The section factor A R^(2/3) [m^(8/3)] from area A [m2] and hydraulic radius R [m]."""
    return area * np.cbrt(radius) ** 2


def from_unit(
    key: tuple[object, ...],
    scale: float,
    area: Ratio,
    width: Ratio,
    radius: Ratio,
    depth: Ratio,
    *,
    max_width: float,
    is_open: bool,
    factor: Ratio | None = None,
    peak_area: float = 1.0,
    peak_factor: float | None = None,
    widest: float = 1.0,
    critical: str = "search",
    sides: Sides | None = None,
) -> Shape:
    """A Shape from functions of a section of unit depth: lengths in units of the full depth ``scale`` [m].

    ``depth`` and ``factor`` are functions of area; the default of ``factor`` is a R(depth(a))^(2/3). ``sides`` are of
    unit depth too.
    """
    one = np.ones(1)
    full_area, full_radius = float(area(one)[0]), float(radius(one)[0])
    full_factor = float(manning_factor(np.array(full_area), np.array(full_radius)))

    def plain_factor(a: np.ndarray) -> np.ndarray:
        return manning_factor(a, radius(depth(a)))

    of_area = factor or plain_factor
    if peak_factor is None:
        peak_factor = float(of_area(np.array([peak_area * full_area]))[0]) / full_factor
    return Shape(
        key,
        scale,
        full_area * scale**2,
        full_radius * scale,
        max_width * scale,
        is_open,
        area=lambda y: area(y) / full_area,
        width=lambda y: width(y) / max_width,
        radius=lambda y: radius(y) / full_radius,
        depth=lambda a: depth(a * full_area),
        factor=lambda a: of_area(a * full_area) / full_factor,
        peak_area=peak_area,
        peak_factor=peak_factor,
        widest=widest,
        critical=critical,
        sides=sides and Sides(sides.bottom * scale, sides.run, sides.wall, sides.roof * scale),
    )
