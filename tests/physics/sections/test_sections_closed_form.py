"""Sections against geometry that can be written down, and critical and normal depth against root finding."""

from __future__ import annotations

from math import acos, asin, pi, sin, sqrt

import numpy as np
import pytest
from scipy.optimize import brentq

from sponge.base.constants import GRAVITY
from sponge.physics.sections import standard_sizes
from sponge.physics.sections.geometry import SectionPool, geometry_of, shape_of
from sponge.physics.sections.lookup import critical_depth, normal_depth_ratio
from sponge.physics.sections.rounded import filled_circular, force_main
from sponge.physics.sections.straight import ROOF_START, straight_area, straight_radius_43, straight_width
from sponge.physics.sections.tabulated import irregular, street


def built(shape):
    pool = SectionPool()
    pool.add(shape)
    return pool.sections(), geometry_of(shape)


@pytest.mark.parametrize("y", [0.1, 0.25, 0.5, 0.75, 0.9])
def test_circle(y):
    """A = (theta - sin theta) D2/8, R = A/P; the published tables are rounded."""
    shape, theta = shape_of("CIRCULAR", (2.0,)), 2.0 * acos(1.0 - 2.0 * y)
    area = 0.5 * (theta - sin(theta))
    at = np.array([y])
    assert shape.area(at)[0] * shape.full_area == pytest.approx(area, rel=2e-3)
    assert shape.width(at)[0] * shape.max_width == pytest.approx(2.0 * sin(theta / 2.0), rel=2e-3)
    assert shape.radius(at)[0] * shape.full_radius == pytest.approx(area / theta, rel=3e-3)


def test_full_circle():
    scale = geometry_of(shape_of("CIRCULAR", (1.2,)))
    assert scale.full_area == pytest.approx(pi * 0.36)
    assert scale.full_radius == pytest.approx(0.3)
    assert scale.full_factor == pytest.approx(pi * 0.36 * 0.3 ** (2.0 / 3.0))
    assert scale.max_factor / scale.full_factor == pytest.approx(1.08)


def test_trapezoid():
    shape = shape_of("TRAPEZOIDAL", (2.0, 3.0, 1.5, 2.0))
    at, y = np.array([0.35]), 0.7
    area = (3.0 + 1.75 * y) * y
    perimeter = 3.0 + y * (sqrt(1.0 + 1.5**2) + sqrt(5.0))
    assert shape.area(at)[0] * shape.full_area == pytest.approx(area)
    assert shape.width(at)[0] * shape.max_width == pytest.approx(3.0 + 3.5 * y)
    assert shape.radius(at)[0] * shape.full_radius == pytest.approx(area / perimeter)


STRAIGHT = {
    "RECT_CLOSED": (2.0, 1.5), "RECT_OPEN": (2.0, 3.0, 1.0), "TRAPEZOIDAL": (2.0, 3.0, 1.5, 2.0),
    "TRIANGULAR": (1.5, 4.0),
}  # fmt: skip


@pytest.mark.parametrize("name", STRAIGHT)
def test_straight_sections_in_closed_form(name):
    shape = shape_of(name, STRAIGHT[name])
    bottom, run, wall, roof = shape.sides
    roof /= (1.0 - ROOF_START) * shape.full_area
    for ratio in (0.001, 0.2, 0.5, 0.96, 0.98, 1.0):
        y, at = ratio * shape.full_depth, np.array([ratio])
        area = straight_area(y, bottom, run)
        assert area == pytest.approx(shape.area(at)[0] * shape.full_area, rel=1e-12)
        assert straight_width(y, bottom, run) == pytest.approx(shape.width(at)[0] * shape.max_width, rel=1e-12)
        power = straight_radius_43(area, y, shape.full_area, bottom, wall, roof)
        assert power == pytest.approx((shape.radius(at)[0] * shape.full_radius) ** (4.0 / 3.0), rel=4e-7)


def test_curved_sections_have_no_sides():
    assert shape_of("CIRCULAR", (2.0,)).sides is None


def test_box_on_arc_near_its_bottom():
    """The hydraulic radius of a circular segment, r/2 (1 - sin theta / theta)."""
    shape = shape_of("RECT_ROUND", (2.0, 1.5, 1.0))
    y = 0.1
    theta = 2.0 * acos(1.0 - y)
    assert shape.radius(np.array([0.05]))[0] * shape.full_radius == pytest.approx(0.5 * (1.0 - sin(theta) / theta))


ARC = 2.0 * asin(0.75)  # the angle of a bottom 1.5 m wide, of radius 1 m
RISE = 1.0 - sqrt(1.0 - 0.75**2)  # m, of that bottom
BOTTOMS = {  # shape -> its numbers; m2 below a box of 1.5 m, m of wall there, m of height
    "RECT_ROUND": ((2.0, 1.5, 1.0), 0.5 * (ARC - sin(ARC)), ARC, RISE),
    "RECT_TRIANGULAR": ((2.0, 1.5, 0.4), 0.3, 2.0 * sqrt(0.75**2 + 0.4**2), 0.4),
    "MODBASKETHANDLE": ((2.0, 1.5, 1.0), 0.0, 1.5, 0.0),
}


@pytest.mark.parametrize("name", BOTTOMS)
@pytest.mark.parametrize("depth", [0.5, 1.0, 1.6])
def test_a_box_above_its_bottom(name, depth):
    """A = A_b + (y - y_b) w and P = P_b + 2 (y - y_b), below any roof."""
    numbers, bottom, wall, low = BOTTOMS[name]
    shape, at = shape_of(name, numbers), np.array([depth / 2.0])
    area = bottom + (depth - low) * 1.5
    assert shape.area(at)[0] * shape.full_area == pytest.approx(area)
    assert shape.width(at)[0] * shape.max_width == pytest.approx(1.5)
    assert shape.radius(at)[0] * shape.full_radius == pytest.approx(area / (wall + 2.0 * (depth - low)))


def test_standard_sizes_come_from_the_catalogue():
    """Concrete arch 18 x 11 inches, 1.1 square feet."""
    scale = geometry_of(shape_of("ARCH", (1.0, 0.0, 1.0)))
    assert (scale.full_depth, scale.max_width) == pytest.approx((11 * 0.0254, 18 * 0.0254))
    assert scale.full_area == pytest.approx(1.1 * 0.3048**2)


def test_catalogue_of_arch_pipe_keeps_its_proportions():
    """Codes 18 to 102, of corrugated metal: the hydraulic radius is 0.299 of the depth in every row."""
    ratio = standard_sizes.ARCH_RADIUS[17:] / standard_sizes.ARCH_DEPTH[17:]
    assert ratio == pytest.approx(np.full(len(ratio), 0.2991), rel=3e-3)


@pytest.mark.parametrize("code", range(1, 24))
def test_catalogue_of_elliptical_pipe_is_near_ellipses(code):
    """Its walls are arcs of circles, so that the area is up to 6 % more than an ellipse's."""
    lying, standing = (geometry_of(shape_of(name, (code, 0.0, code))) for name in ("HORIZ_ELLIPSE", "VERT_ELLIPSE"))
    true = geometry_of(shape_of("HORIZ_ELLIPSE", (lying.full_depth, lying.max_width, 0.0)))
    assert 0.99 < lying.full_area / true.full_area < 1.065
    assert lying.full_radius == pytest.approx(true.full_radius, rel=0.06)
    assert (standing.full_depth, standing.max_width) == (lying.max_width, lying.full_depth)
    assert (standing.full_area, standing.full_radius) == (lying.full_area, lying.full_radius)


@pytest.mark.parametrize("depth, width", [(0.6, 1.8), (0.6, 0.95), (1.8, 0.6), (1.0, 1.0), (0.2, 4.0)])
@pytest.mark.parametrize("name", ["HORIZ_ELLIPSE", "VERT_ELLIPSE"])
def test_ellipse_of_any_axes(name, depth, width):
    """Area pi/4 d w; at y the segment's; wetted perimeter by summing up short pieces of the wall."""
    shape = shape_of(name, (depth, width, 0.0))
    assert (shape.full_depth, shape.max_width) == pytest.approx((depth, width))
    assert shape.full_area == pytest.approx(0.25 * pi * depth * width)
    for y in (0.03, 0.3, 0.5, 0.86, 1.0):
        t = np.linspace(0.0, acos(1.0 - 2.0 * y), 20001)
        x, z = 0.5 * width * np.sin(t), -0.5 * depth * np.cos(t)
        area, wall = 2.0 * np.trapezoid(x, z), 2.0 * np.hypot(np.diff(x), np.diff(z)).sum()
        at = np.array([y])
        assert shape.area(at)[0] * shape.full_area == pytest.approx(area, rel=1e-6)
        assert shape.width(at)[0] * shape.max_width == pytest.approx(2.0 * x[-1], abs=1e-9)
        assert shape.radius(at)[0] * shape.full_radius == pytest.approx(area / wall, rel=1e-6)
        assert shape.depth(shape.area(at))[0] == pytest.approx(y, abs=1e-6)


def test_round_ellipse_is_a_circle():
    ellipse = geometry_of(shape_of("HORIZ_ELLIPSE", (1.2, 1.2, 0.0)))
    circle = geometry_of(shape_of("CIRCULAR", (1.2,)))
    assert ellipse.full_factor == pytest.approx(circle.full_factor)
    assert ellipse.max_factor == pytest.approx(circle.max_factor, rel=5e-3)


def test_arch_of_any_size():
    """A/P of the outline that its widths draw: 0.299 of the depth at the catalogue's 1.6, more where it is flatter."""
    radii = [shape_of("ARCH", (1.0, width, 0.0)).full_radius for width in (1.0, 1.6, 3.0)]
    assert radii == pytest.approx([0.245, 0.2992, 0.351], abs=1e-3)
    flat = shape_of("ARCH", (0.1, 10.0, 0.0))
    assert flat.full_radius == pytest.approx(0.7879 * 0.1 * 10.0 / 20.0, rel=0.01)


@pytest.mark.parametrize("fill", [0.1, 0.5, 0.7])
def test_pipe_with_sediment(fill):
    """Above a fill of depth h: A is the segment's between, P the arc's between and the width of the sediment."""
    pipe = shape_of("FILLED_CIRCULAR", (1.0, fill))
    low = 2.0 * acos(1.0 - 2.0 * fill)
    for y in (0.2, 0.6, 1.0):
        high = 2.0 * acos(1.0 - 2.0 * (fill + y * (1.0 - fill)))
        area = ((high - sin(high)) - (low - sin(low))) / 8.0
        at = np.array([y])
        radius = area / (0.5 * (high - low) + sin(0.5 * low))
        assert pipe.area(at)[0] * pipe.full_area == pytest.approx(area, rel=4e-3)
        assert pipe.radius(at)[0] * pipe.full_radius == pytest.approx(radius, rel=6e-3)
    assert (pipe.full_area, pipe.full_radius) == pytest.approx((area, radius), rel=6e-3)  # the last of them
    epa = filled_circular(1.0, fill, 1.0)
    assert abs(epa.full_radius / pipe.full_radius - 1.0) > 0.005


def test_force_main_is_full_as_manning_has_it():
    """A R^(2/3) of a 1 ft pipe; EPA's exponent of Hazen and Williams gives 5 % more."""
    foot = 0.3048
    pipe, epa = geometry_of(shape_of("FORCE_MAIN", (foot, 120.0))), geometry_of(force_main(foot, 0.63))
    assert pipe.full_factor == pytest.approx(0.25 * pi * foot**2 * (0.25 * foot) ** (2.0 / 3.0))
    assert pipe.max_factor / pipe.full_factor == pytest.approx(1.08)
    assert epa.full_factor / pipe.full_factor == pytest.approx(0.25 ** (0.63 - 2.0 / 3.0))


VALLEYS = {
    "low right end": ([0.0, 2.0, 8.0, 9.0, 10.0], [3.0, 0.0, 0.0, 0.5, 1.0]),
    "low left end": ([0.0, 1.0, 5.0, 9.0, 12.0], [0.8, 0.6, 0.0, 0.1, 2.0]),
    "walls at the banks": ([0.0, 2.0, 2.0, 8.0, 8.0, 10.0], [1.5, 1.2, 0.0, 0.2, 1.0, 1.1]),
}


@pytest.mark.parametrize("valley", VALLEYS.values(), ids=list(VALLEYS))
@pytest.mark.parametrize("banks", [(2.0, 8.0), (0.0, 10.0), (3.3, 7.1)], ids=["stations", "ends", "between"])
@pytest.mark.parametrize("n", [(0.03, 0.03, 0.03), (0.1, 0.03, 0.12), (0.03, 0.03, 0.1)])
def test_a_transect_and_its_mirror_image_are_the_same(valley, banks, n):
    """Both end walls are wetted, and banks divide the section wherever they are."""
    x, z = valley
    width = x[-1]
    banks = (banks[0] / 10.0 * width, banks[1] / 10.0 * width) if width != 10.0 else banks
    mirrored = [width - place for place in reversed(x)], z[::-1], (width - banks[1], width - banks[0]), n[::-1]
    one, other = geometry_of(irregular(x, z, banks, n)), geometry_of(irregular(*mirrored))
    assert one.full_factor == pytest.approx(other.full_factor)
    y = np.linspace(0.02, 1.0, 40)
    assert irregular(x, z, banks, n).radius(y) == pytest.approx(irregular(*mirrored).radius(y))


def test_epa_rounds_mannings_constant_in_surveyed_sections():
    """1.486/1.49 of the conveyance, so 0.4 % less hydraulic radius; streets alike."""
    box = [0.0, 0.0, 4.0, 4.0], [2.0, 0.0, 0.0, 2.0], (0.0, 4.0), (0.03, 0.03, 0.03)
    ratio = irregular(*box, manning=1.486 / 1.49).full_radius / irregular(*box).full_radius
    assert ratio == pytest.approx((1.486 / 1.49) ** 1.5)
    whole, rounded = (street(5.0, 0.12, 0.03, 0.015, manning=m).full_radius for m in (1.0, 1.486 / 1.49))
    assert rounded / whole == pytest.approx(ratio)


def test_walls_at_both_ends_of_a_transect_are_wetted():
    """A flat bed of 6 m between banks of 3 and 1 m: A = 18 m2, P = 12 m with the 2 m of wall above the lower one."""
    shape = irregular([0.0, 0.0, 6.0, 6.0], [3.0, 0.0, 0.0, 1.0], (0.0, 6.0), (0.03, 0.03, 0.03))
    left_out = irregular([0.0, 0.0, 6.0, 6.0], [3.0, 0.0, 0.0, 1.0], (0.0, 6.0), (0.03, 0.03, 0.03), right_wall=0.0)
    assert shape.full_radius == pytest.approx(18.0 / 12.0)
    assert left_out.full_radius == pytest.approx(18.0 / 10.0)


def test_box_surveyed_as_a_transect():
    """Vertical walls of the ground line count as wetted, the walls that close it off do not."""
    shape = irregular([0.0, 0.0, 4.0, 4.0], [2.0, 0.0, 0.0, 2.0], (0.0, 4.0), (0.03, 0.03, 0.03))
    y = np.array([0.5])
    assert shape.area(y)[0] * shape.full_area == pytest.approx(4.0)
    assert shape.width(y)[0] * shape.max_width == pytest.approx(4.0)
    assert shape.radius(y)[0] * shape.full_radius == pytest.approx(4.0 / 6.0)


def test_rough_overbanks_carry_less():
    """A compound section conveys the sum of its parts: A R^(2/3) / n each."""
    x, z = [0.0, 0.0, 20.0, 20.0, 25.0, 25.0, 45.0, 45.0], [3.0, 2.0, 2.0, 0.0, 0.0, 2.0, 2.0, 3.0]
    shape = irregular(x, z, (20.0, 25.0), (0.1, 0.03, 0.1))
    parts = 2.0 * 20.0 * (20.0 / 21.0) ** (2.0 / 3.0) / 0.1 + 15.0 * (15.0 / 9.0) ** (2.0 / 3.0) / 0.03
    conveyed = shape.full_area * shape.full_radius ** (2.0 / 3.0) / 0.03
    assert shape.full_area == pytest.approx(55.0)
    assert conveyed == pytest.approx(parts, rel=2e-3)


def test_half_street():
    """Water up to the crown of a street without gutter: a triangle of cross slope 2 %, under a curb of its height."""
    shape = street(5.0, 0.1, 0.02, 0.016, sides=1)
    assert shape.full_depth == pytest.approx(0.1)
    assert shape.full_area == pytest.approx(0.5 * 0.1 * 5.0)
    assert shape.max_width == pytest.approx(5.0)


@pytest.mark.parametrize("flow", [0.05, 0.5, 2.0, 6.0])
@pytest.mark.parametrize(
    "name, numbers, tolerance",
    [
        ("RECT_OPEN", (2.0, 3.0, 0.0), 1e-3),
        ("TRIANGULAR", (2.0, 4.0), 1e-3),
        ("PARABOLIC", (2.0, 3.0), 1e-3),
        ("POWER", (2.0, 3.0, 3.0), 1e-3),
        ("TRAPEZOIDAL", (2.0, 3.0, 1.5, 2.0), 2e-3),  # as wide as this, critical depth is a root, not an interpolation
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_critical_depth(name, numbers, tolerance, flow):
    """Q2 W = g A3."""
    shape = shape_of(name, numbers)
    sections, scale = built(shape)

    def excess(y):
        at = np.array([y / scale.full_depth])
        area, width = shape.area(at)[0] * scale.full_area, shape.width(at)[0] * scale.max_width
        return area * sqrt(GRAVITY * area / width) - flow

    y = critical_depth(sections, 0, flow, scale.full_depth, scale.full_area, scale.max_width)
    assert y == pytest.approx(brentq(excess, 1e-6, scale.full_depth), rel=tolerance)


def test_critical_depth_of_a_pipe_is_exact_at_25ths_of_its_diameter():
    """Between them EPA SWMM interpolates; above 96 % the pipe counts as full."""
    shape = shape_of("CIRCULAR", (1.0,))
    sections, scale = built(shape)
    at = np.array([0.4])
    area, width = shape.area(at)[0] * scale.full_area, shape.width(at)[0]
    flow = area * sqrt(GRAVITY * area / width)
    assert critical_depth(sections, 0, flow, 1.0, scale.full_area, 1.0) == pytest.approx(0.4)
    assert critical_depth(sections, 0, 0.97 * flow, 1.0, scale.full_area, 1.0) < 0.4
    assert critical_depth(sections, 0, 9.0, 1.0, scale.full_area, 1.0) == 1.0


@pytest.mark.parametrize("share", [0.02, 0.2, 0.6, 0.95])
@pytest.mark.parametrize(
    "name, numbers",
    [("RECT_OPEN", (2.0, 3.0, 0.0)), ("TRAPEZOIDAL", (2.0, 3.0, 1.5, 2.0)), ("TRIANGULAR", (2.0, 4.0)),
     ("PARABOLIC", (2.0, 3.0)), ("RECT_CLOSED", (1.0, 1.5))],
)  # fmt: skip
def test_normal_depth(name, numbers, share):
    """Q = sqrt(S)/n A R^(2/3)."""
    shape = shape_of(name, numbers)
    sections, scale = built(shape)
    beta = sqrt(0.001) / 0.013
    flow = share * beta * scale.full_factor

    def excess(y):
        at = np.array([y / scale.full_depth])
        area, radius = shape.area(at)[0] * scale.full_area, shape.radius(at)[0] * scale.full_radius
        return beta * area * radius ** (2.0 / 3.0) - flow

    y = normal_depth_ratio(sections, 0, flow / (beta * scale.full_factor)) * scale.full_depth
    highest = scale.full_depth if scale.is_open else 0.96 * scale.full_depth
    assert y == pytest.approx(brentq(excess, 1e-6, highest), rel=2e-3)


def test_normal_depth_never_above_full():
    shape = shape_of("CIRCULAR", (1.0,))
    sections, _ = built(shape)
    assert normal_depth_ratio(sections, 0, 99.0) == pytest.approx(1.0)
    assert normal_depth_ratio(sections, 0, 0.0) == 0.0
