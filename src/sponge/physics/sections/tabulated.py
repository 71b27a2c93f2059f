# SPDX-License-Identifier: Apache-2.0
"""Sections surveyed or drawn by the user: transects, streets, shape curves. Each becomes tables of 50 equal steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from sponge.base.constants import FOOT
from sponge.physics.sections.interpolation import at_ratio, ratio_at
from sponge.physics.sections.shape import Shape, manning_factor

STEPS = 50
SHELF = 1e-9  # difference of height ratios over which a sudden change of width is spread


def _shape(key, depth, areas, widths, radii, max_width, is_open, *, at_peak: bool) -> Shape:
    """A Shape from dimensional tables of STEPS + 1 rows at equal steps of depth.

    With ``at_peak`` the largest section factor is where the table has it; without, it counts as being at the full area.
    """
    full_area, full_radius = areas[-1], radii[-1]
    factors = manning_factor(areas[1:], radii[1:])
    peak = int(np.argmax(factors)) + 1
    a, w, r = areas / full_area, widths / max_width, radii / full_radius
    falls = np.flatnonzero(np.diff(w) < 0.0)
    return Shape(
        key,
        depth,
        full_area,
        full_radius,
        max_width,
        is_open,
        area=partial(at_ratio, table=a),
        width=partial(at_ratio, table=w),
        radius=partial(at_ratio, table=r),
        depth=partial(ratio_at, table=a),
        factor=lambda x: x * np.cbrt(at_ratio(ratio_at(x, a), r)) ** 2,
        peak_area=float(a[peak]) if at_peak else 1.0,
        peak_factor=float(factors[peak - 1] / factors[-1]),
        widest=(int(falls[0]) if len(falls) else STEPS) / STEPS,
    )


def _slices(x: np.ndarray, z: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Top width, area and wetted perimeter of the water between each station and the one before."""
    width, low, high = np.abs(np.diff(x)), np.minimum(z[1:], z[:-1]), np.maximum(z[1:], z[:-1])
    rise = high - low
    share = np.clip((level - low) / np.where(rise > 0.0, rise, 1.0), 0.0, 1.0)
    share = np.where(rise > 0.0, share, (level > low).astype(float))
    wet_share = np.where(level > low, share, 0.0)
    covered = level > high
    area = np.where(covered, width * (level - 0.5 * (low + high)), 0.5 * width * rise * wet_share**2)
    return width * wet_share, np.where(level > low, area, 0.0), np.hypot(width, rise) * wet_share


def _conveyance(x, z, banks, roughness, last, level, area, perimeter) -> float:
    """Sum of A R^(2/3) / n over the parts of a section that convey water on their own.

    A part ends at dry land, at station ``last``, and at a bank where roughness changes and the ground is not a wall.
    """
    left, channel, right = roughness
    end = len(x) - 1
    total = part_area = part_perimeter = 0.0
    for k in range(1, len(x)):
        if min(z[k], z[k - 1]) >= level:
            continue
        part_area += area[k - 1]
        part_perimeter += perimeter[k - 1]
        ends = z[k] >= level or k == last
        if not ends and x[k] == banks[0]:
            ends = left != channel and x[k] != x[k - 1]
        elif not ends and x[k] == banks[1]:
            ends = right != channel and x[k] != x[min(k + 1, end)]
        if ends:
            n = channel
            if x[k - 1] < banks[0]:
                n = left
            if x[k] > banks[1]:
                n = right
            if part_area > 0.0:
                total += part_area * (part_area / part_perimeter) ** (2.0 / 3.0) / n
                part_area = part_perimeter = 0.0
    return total


def _surveyed(key, x, z, floor, ceiling, banks, roughness, last, manning, *, at_peak: bool) -> Shape:
    """A Shape from a ground line in feet; the ground beyond station ``last`` is a part of its own.

    ``manning`` is 1, or 1.486/1.49 where EPA SWMM 5.2.4 is followed, which multiplies by one and divides by the other.

    Levels are added up in feet, as EPA SWMM adds them: a rounding error of the last one, above or below the top of the
    ground, decides whether the ground beside the last wall conveys water in the full section.
    """
    areas, widths, radii = (np.zeros(STEPS + 1) for _ in range(3))
    step, level = (ceiling - floor) / STEPS, floor
    for i in range(1, STEPS + 1):
        level += step
        width, area, perimeter = _slices(x, z, level)
        areas[i], widths[i] = area.sum(), width.sum()
        flow = _conveyance(x, z, banks, roughness, last, level, area, perimeter)
        radii[i] = (flow * roughness[1] * manning / areas[i]) ** 1.5 if areas[i] > 0.0 else radii[i - 1]
    widths[0] = widths[1]
    areas, widths, radii = areas * FOOT**2, widths * FOOT, radii * FOOT
    return _shape(key, (ceiling - floor) * FOOT, areas, widths, radii, widths[-1], True, at_peak=at_peak)


def with_stations(x: np.ndarray, z: np.ndarray, at: Iterable[float]) -> tuple[np.ndarray, np.ndarray]:
    """A ground line with further stations ``at`` these places within it, on the straight lines between its own."""
    for place in at:
        if x[0] < place < x[-1] and place not in x:
            k = int(np.searchsorted(x, place))
            x, z = np.insert(x, k, place), np.insert(z, k, np.interp(place, x[k - 1 : k + 1], z[k - 1 : k + 1]))
    return x, z


def irregular(
    stations: ArrayLike, elevations: ArrayLike, banks: tuple[float, float], roughness: tuple[float, float, float],
    length_factor: float = 1.0, right_wall: float = 1.0, banks_between: float = 1.0,
    manning: float = 1.0,
) -> Shape:  # fmt: skip
    """A natural channel from its surveyed ground line, whose lower end rises as a wall to the height of the other.

    ``stations``, ``elevations`` and ``banks`` (left, right) in m; ``roughness`` is Manning's n of (left overbank,
    channel, right overbank). The channel's n grows by the root of the length factor, so that the shorter flood
    plain's length serves the whole section. As in EPA SWMM, a ``right_wall`` of 0 leaves the wall at the right end
    out of the wetted perimeter, and ``banks_between`` of 0 overlooks banks that are no stations.
    """
    x, z = np.asarray(stations, float) / FOOT, np.asarray(elevations, float) / FOOT
    top, floor = float(z.max()), float(z.min())
    x = np.concatenate([x[:1], x, x[-1:]])
    z = np.concatenate([[top], z, [top]])
    sides = (banks[0] / FOOT, banks[1] / FOOT)
    if banks_between:
        x, z = with_stations(x, z, sides)
    left, channel, right = roughness
    n = (left or channel, channel * length_factor**0.5, right or channel)
    last = len(x) - (1 if right_wall else 2)
    key = ("IRREGULAR", tuple(x), tuple(z), sides, n, last, manning)
    shape = _surveyed(key, x, z, floor, top, sides, n, last, manning, at_peak=True)
    return replace(shape, roughness=channel, length_factor=length_factor)


def street(
    width: float, curb: float, slope: float, roughness: float, depression: float = 0.0, gutter: float = 0.0,
    sides: int = 2, back_width: float = 0.0, back_slope: float = 0.0, back_roughness: float = 0.0,
    manning: float = 1.0,
) -> Shape:  # fmt: skip
    """A street: backing, curb, gutter and cross slope to the crown; mirrored where it has two sides. Lengths in m.

    The crown of a street of one side is not a wetted wall, since water may stand beyond it.
    """
    width, curb, depression, gutter, back_width = (v / FOOT for v in (width, curb, depression, gutter, back_width))
    lane = width - gutter
    gutter_rise = depression + slope * gutter
    curb_top = curb + depression
    crown = gutter_rise + slope * lane
    top = max(back_slope * back_width + curb_top, crown)
    x = [0.0, back_width, back_width, back_width + gutter, back_width + width]
    z = [top, curb_top, 0.0, gutter_rise, crown]
    if sides == 1:
        x, z = [*x, x[-1]], [*z, top]
    else:
        gutter_end = x[-1] + lane
        curb_end = gutter_end + gutter
        x += [gutter_end, curb_end, curb_end, curb_end + back_width]
        z += [gutter_rise, 0.0, curb_top, top]
    n, banks = (roughness,) * 3, (x[0], x[-1])
    if back_width > 0.0:
        n = (back_roughness, roughness, back_roughness)
        banks = (x[1], x[-2] if sides == 2 else x[-1])
    key = ("STREET", tuple(x), tuple(z), banks, n, manning)
    shape = _surveyed(key, np.array(x), np.array(z), 0.0, top, banks, n, len(x) - 2, manning, at_peak=False)
    return replace(shape, roughness=roughness)


def custom(depth: float, heights: ArrayLike, widths: ArrayLike) -> Shape:
    """A closed section from its curve of width against height, both as ratios to the full depth [m]."""
    h, w = np.minimum(np.asarray(heights, float), 1.0), np.asarray(widths, float)
    if h[0] > 0.0:
        h, w = np.concatenate([[0.0], h]), np.concatenate([[0.0], w])
    if h[-1] < 1.0:
        h, w = np.concatenate([h, [1.0]]), np.concatenate([w, w[-1:]])
    h = h + SHELF * np.concatenate([[0.0], np.diff(h) == 0.0])
    level = np.arange(STEPS + 1) / STEPS
    knots = np.union1d(h, level)
    width = np.interp(knots, h, w)
    rise = np.diff(knots)
    steps = np.abs(np.diff(width))
    area = np.concatenate([[0.0], np.cumsum(0.5 * (width[1:] + width[:-1]) * rise)])
    perimeter = width[0] + np.concatenate([[0.0], np.cumsum(2.0 * np.hypot(rise, 0.5 * steps))])
    perimeter[-1] += width[-1]
    at = np.searchsorted(knots, level)
    areas = area[at] * depth**2
    radii = np.divide(area[at], perimeter[at], out=np.zeros(STEPS + 1), where=perimeter[at] > 0.0) * depth
    key = ("CUSTOM", tuple(h), tuple(w))
    return _shape(key, depth, areas, width[at] * depth, radii, float(w.max()) * depth, False, at_peak=True)
