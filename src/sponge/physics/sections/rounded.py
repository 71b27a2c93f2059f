# SPDX-License-Identifier: Apache-2.0
"""Rounded closed sections known by tables: circle, egg, horseshoe, gothic, catenary, ..., ellipse, arch."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

import numpy as np

from sponge.physics.sections import coefficients as table
from sponge.physics.sections import standard_sizes as size
from sponge.physics.sections.interpolation import at_ratio, ratio_at
from sponge.physics.sections.shape import Ratio, Shape, from_unit, manning_factor, significant

TABLE_PEAK = 0.96  # area ratio at which the tables of section factors are largest
ELLIPSE_PEAK, ARCH_PEAK = (0.96, 0.48), (0.92, 0.28)  # area ratio of the largest factor, depth of the largest width
ARCH_FULLNESS = 0.7879  # full area of an arch pipe over depth times width
CIRCLE_SMALL = 0.04  # area ratio below which the circle's closed form replaces its table


def angle_of_area(a: np.ndarray) -> np.ndarray:
    """Angle [rad] that the water surface subtends at the centre: theta - sin(theta) = 2 pi a, by Newton's method."""
    target = 2.0 * math.pi * np.asarray(a, float)
    theta = np.cbrt(6.0 * target)
    for _ in range(20):
        slope = np.maximum(1.0 - np.cos(theta), 1e-300)
        theta = theta - np.where(target > 0.0, (theta - np.sin(theta) - target) / slope, 0.0)
    return theta


def circle_depth(a: np.ndarray) -> np.ndarray:
    """Depth ratio of a circle from its area ratio."""
    a = np.asarray(a, float)
    exact = np.sin(0.25 * angle_of_area(np.minimum(a, CIRCLE_SMALL))) ** 2
    return np.where(a < CIRCLE_SMALL, exact, at_ratio(a, table.CIRCULAR_DEPTH))


def circle_factor(a: np.ndarray) -> np.ndarray:
    """Section factor ratio of a circle from its area ratio."""
    a = np.asarray(a, float)
    theta = angle_of_area(np.clip(a, 0.0, CIRCLE_SMALL))
    wetted = np.maximum(theta, 1e-30) ** (2.0 / 3.0)
    exact = np.maximum(theta - np.sin(theta), 0.0) ** (5.0 / 3.0) / (2.0 * math.pi) / wetted
    return np.where(a < CIRCLE_SMALL, exact, at_ratio(a, table.CIRCULAR_FACTOR))


def circular(diameter: float) -> Shape:
    """A circular pipe."""
    return Shape(
        ("CIRCULAR",),
        diameter,
        0.25 * math.pi * diameter**2,
        0.25 * diameter,
        diameter,
        False,
        area=partial(at_ratio, table=table.CIRCULAR_AREA),
        width=partial(at_ratio, table=table.CIRCULAR_WIDTH),
        radius=partial(at_ratio, table=table.CIRCULAR_RADIUS),
        depth=circle_depth,
        factor=circle_factor,
        peak_area=0.9756,
        peak_factor=1.08,
        widest=0.5,
        over_full=1.0,
    )


def force_main(diameter: float, exponent: float = 2.0 / 3.0) -> Shape:
    """A circular pressure pipe.

    Its full flow follows from an equivalent Manning's roughness, hence from R^(2/3), for every friction formula;
    ``exponent`` is 0.63, Hazen and Williams', where EPA SWMM is followed."""
    pipe = circular(diameter)
    if exponent == pipe.factor_exponent:
        return pipe
    return replace(pipe, key=("FORCE_MAIN",), peak_factor=1.06949, factor_exponent=exponent)


def filled_circular(diameter: float, fill: float, misread: float = 0.0) -> Shape:
    """A circular pipe with sediment of depth ``fill``; depths count from the sediment.

    EPA SWMM reads the width that the sediment adds to the wetted perimeter at 2h/(1 + h) of the circle instead of h,
    which is up to 4 % in the hydraulic radius: a ``misread`` of 1.
    """
    h = significant(fill / diameter)
    circle = circular(1.0)
    read_at = h * (2.0 / (1.0 + h)) ** misread
    (bottom_area,), (bottom_width,) = circle.area(np.array([h])), circle.width(np.array([read_at]))
    (bottom_radius,) = circle.radius(np.array([h]))
    lost = bottom_area * circle.full_area
    arc = 4.0 * lost / bottom_radius if h > 0.0 else 0.0
    clear = 1.0 - h
    full_area = circle.full_area - lost
    full_radius = full_area / (math.pi - arc + bottom_width)

    def area(y: np.ndarray) -> np.ndarray:
        return circle.area(y * clear + h) * circle.full_area - lost

    def radius(y: np.ndarray) -> np.ndarray:
        whole = circle.area(y * clear + h) * circle.full_area
        wetted = 4.0 * whole / circle.radius(y * clear + h)
        return np.where(y > 0.0, (whole - lost) / (wetted - arc + bottom_width), 0.0)

    def depth(a: np.ndarray) -> np.ndarray:
        return np.clip((circle.depth((a * full_area + lost) / circle.full_area) - h) / clear, 0.0, 1.0)

    return Shape(
        ("FILLED_CIRCULAR", h, misread),
        diameter * clear,
        full_area * diameter**2,
        full_radius * diameter,
        diameter,
        False,
        area=lambda y: area(y) / full_area,
        width=lambda y: circle.width(y * clear + h),
        radius=lambda y: radius(y) / full_radius,
        depth=depth,
        factor=lambda a: a * np.cbrt(radius(depth(a)) / full_radius) ** 2,
        peak_area=0.9756,
        peak_factor=1.08,
        widest=0.5,
    )


def _tabled(
    name: str, depth: float, area: float, radius: float, width: float, peak: tuple[float, float, float]
) -> Shape:
    """A shape with tables of depth and section factor against area; ``peak`` = peak area, peak factor, widest."""
    of_depth = getattr(table, f"{name}_AREA", None)
    depths, factors = getattr(table, f"{name}_DEPTH"), getattr(table, f"{name}_FACTOR")
    radii = getattr(table, f"{name}_RADIUS", None)
    area_of: Ratio = partial(ratio_at, table=depths) if of_depth is None else partial(at_ratio, table=of_depth)

    def radius_from_factor(y: np.ndarray) -> np.ndarray:
        a = np.maximum(area_of(y), 1e-9)
        return (at_ratio(a, factors) / a) ** 1.5

    return Shape(
        (name,),
        depth,
        area * depth**2,
        radius * depth,
        width * depth,
        False,
        area=area_of,
        width=partial(at_ratio, table=getattr(table, f"{name}_WIDTH")),
        radius=radius_from_factor if radii is None else partial(at_ratio, table=radii),
        depth=partial(at_ratio, table=depths),
        factor=partial(at_ratio, table=factors),
        peak_area=peak[0],
        peak_factor=peak[1],
        widest=peak[2],
        over_full=TABLE_PEAK,
    )


# full area, radius and largest width of a section of unit depth; peak area, peak factor, depth of largest width
ROUNDED: dict[str, tuple[str, float, float, float, tuple[float, float, float]]] = {
    "EGG": ("EGG", 0.5105, 0.1931, 2.0 / 3.0, (0.96, 1.065, 0.64)),
    "HORSESHOE": ("HORSESHOE", 0.8293, 0.2538, 1.0, (0.96, 1.077, 0.5)),
    "GOTHIC": ("GOTHIC", 0.6554, 0.2269, 0.84, (0.96, 1.065, 0.45)),
    "CATENARY": ("CATENARY", 0.70277, 0.23172, 0.9, (0.98, 1.05, 0.25)),
    "SEMIELLIPTICAL": ("SEMI_ELLIPTICAL", 0.785, 0.242, 1.0, (0.98, 1.045, 0.15)),
    "BASKETHANDLE": ("BASKET_HANDLE", 0.7862, 0.2464, 0.944, (0.96, 1.06078, 0.2)),
    "SEMICIRCULAR": ("SEMICIRCULAR", 1.2697, 0.2946, 1.64, (0.96, 1.06637, 0.15)),
}


def rounded(kind: str, depth: float) -> Shape:
    """One of the shapes of ROUNDED, given its depth [m]."""
    name, area, radius, width, peak = ROUNDED[kind]
    return _tabled(name, depth, area, radius, width, peak)


def _pipe(name: str, scales: tuple[float, float, float, float], peak_area: float, widest: float) -> Shape:
    """An ellipse or arch, from its tables against depth and its full depth, area, radius and largest width."""
    areas, radii = getattr(table, f"{name}_AREA"), getattr(table, f"{name}_RADIUS")
    return Shape(
        (name,),
        *scales,
        False,
        area=partial(at_ratio, table=areas),
        width=partial(at_ratio, table=getattr(table, f"{name}_WIDTH")),
        radius=partial(at_ratio, table=radii),
        depth=partial(ratio_at, table=areas),
        factor=lambda a: a * np.cbrt(at_ratio(ratio_at(a, areas), radii)) ** 2,
        peak_area=peak_area,
        widest=widest,
    )


def _size_code(depth: float, width: float, code: float) -> int:
    """Row of a standard size, or -1 for others; the third number is the code, or the first where there is no width."""
    return int(depth if width == 0.0 else code) - 1


def ellipse(depth: float, width: float) -> Shape:
    """An ellipse of any axes: A = pi/4 d w of the full one, wetted perimeters by the elliptic integral."""
    ratio = significant(width / depth)

    def angle(y: np.ndarray) -> np.ndarray:
        return np.arccos(1.0 - 2.0 * np.clip(y, 0.0, 1.0))

    def area(y: np.ndarray) -> np.ndarray:
        t = angle(y)
        return 0.25 * ratio * (t - np.sin(t) * np.cos(t))

    def radius(y: np.ndarray) -> np.ndarray:
        from scipy.special import ellipeinc

        perimeter = ratio * ellipeinc(angle(y), 1.0 - ratio**-2)
        return np.divide(area(y), perimeter, out=np.zeros_like(perimeter), where=perimeter > 0.0)

    def depth_of(a: np.ndarray) -> np.ndarray:
        share = np.clip(a / (0.25 * math.pi * ratio), 0.0, 1.0)
        y = np.sin(0.25 * angle_of_area(np.minimum(share, 1.0 - share))) ** 2
        return np.where(share > 0.5, 1.0 - y, y)

    high = np.linspace(0.5, 1.0, 2001)
    peak = float(area(high)[np.argmax(manning_factor(area(high), radius(high)))]) / (0.25 * math.pi * ratio)
    return from_unit(
        ("ELLIPSE", ratio), depth, area, lambda y: ratio * np.sin(angle(y)), radius, depth_of,
        max_width=ratio, is_open=False, peak_area=peak, widest=0.5,
    )  # fmt: skip


def horizontal_ellipse(depth: float, width: float, code: float = 0.0) -> Shape:
    """Elliptical pipe lying down; a standard size by its code, else a true ellipse."""
    row = _size_code(depth, width, code)
    if row < 0:
        return ellipse(depth, width)
    scales = (size.ELLIPSE_MINOR_AXIS[row], size.ELLIPSE_AREA[row], size.ELLIPSE_RADIUS[row],
              size.ELLIPSE_MAJOR_AXIS[row])  # fmt: skip
    return _pipe("HORIZONTAL_ELLIPSE", scales, *ELLIPSE_PEAK)


def vertical_ellipse(depth: float, width: float, code: float = 0.0) -> Shape:
    """Elliptical pipe standing up; a standard size by its code, else a true ellipse."""
    row = _size_code(depth, width, code)
    if row < 0:
        return ellipse(depth, width)
    scales = (size.ELLIPSE_MAJOR_AXIS[row], size.ELLIPSE_AREA[row], size.ELLIPSE_RADIUS[row],
              size.ELLIPSE_MINOR_AXIS[row])  # fmt: skip
    return _pipe("VERTICAL_ELLIPSE", scales, *ELLIPSE_PEAK)


def arch(depth: float, width: float, code: float = 0.0) -> Shape:
    """Arch pipe; a standard size by its code, else the same shape stretched to its depth and width."""
    row = _size_code(depth, width, code)
    area = ARCH_FULLNESS * depth * width
    if row < 0:
        return _pipe("ARCH", (depth, area, area / arch_perimeter(depth, width), width), *ARCH_PEAK)
    scales = (size.ARCH_DEPTH[row], size.ARCH_AREA[row], size.ARCH_RADIUS[row], size.ARCH_WIDTH[row])
    return _pipe("ARCH", scales, *ARCH_PEAK)


def arch_perimeter(depth: float, width: float) -> float:
    """Length [m] of the wall of an arch pipe, from its widths.

    With the catalogue's proportions (1.6) A/P is the catalogue's hydraulic radius, 0.299 of the depth."""
    half_widths = 0.5 * width * table.ARCH_WIDTH
    return float(2.0 * np.hypot(depth / (len(half_widths) - 1), np.diff(half_widths)).sum())


def of_standard_proportions(kind: str, depth: float, width: float) -> Shape:
    """An ellipse or arch of own sizes as EPA SWMM has it.

    Width and depth are its own, an arch's area too; all else is as if it had the catalogue's proportions."""
    if kind == "ARCH":
        return _pipe("ARCH", (depth, ARCH_FULLNESS * depth * width, 0.2991 * depth, width), *ARCH_PEAK)
    minor = depth if kind == "HORIZ_ELLIPSE" else width
    name = {"HORIZ_ELLIPSE": "HORIZONTAL_ELLIPSE", "VERT_ELLIPSE": "VERTICAL_ELLIPSE"}[kind]
    return _pipe(name, (depth, 1.2692 * minor**2, 0.3061 * minor, width), *ELLIPSE_PEAK)
