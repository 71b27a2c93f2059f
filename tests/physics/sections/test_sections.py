"""Every shape: its tables against its own functions, and what geometry asks of any section."""

from __future__ import annotations

import numpy as np
import pytest

from sponge.physics.sections import lookup
from sponge.physics.sections.geometry import SectionPool, geometry_of, shape_of
from sponge.physics.sections.tabulated import custom, irregular, street

VALLEY = ([0.0, 5.0, 10.0, 12.0, 16.0, 20.0, 27.0, 30.0], [12.0, 10.5, 10.2, 8.1, 8.0, 10.0, 10.8, 12.5])
SIMPLE = {
    "circular": ("CIRCULAR", (1.2,)),
    "force main": ("FORCE_MAIN", (0.6,)),
    "sediment": ("FILLED_CIRCULAR", (1.5, 0.4)),
    "box": ("RECT_CLOSED", (1.2, 2.0)),
    "flume": ("RECT_OPEN", (1.0, 3.0, 1.0)),
    "trapezoid": ("TRAPEZOIDAL", (2.0, 3.0, 1.5, 2.0)),
    "v-ditch": ("TRAPEZOIDAL", (1.0, 0.0, 1.0, 2.0)),
    "triangle": ("TRIANGULAR", (1.0, 4.0)),
    "parabola": ("PARABOLIC", (1.0, 3.0)),
    "power": ("POWER", (1.0, 3.0, 3.0)),
    "box on triangle": ("RECT_TRIANGULAR", (2.0, 1.5, 0.4)),
    "box on arc": ("RECT_ROUND", (2.0, 1.5, 1.0)),
    "modified basket handle": ("MODBASKETHANDLE", (2.0, 1.5, 1.0)),
    "lying ellipse": ("HORIZ_ELLIPSE", (1.0, 1.6, 0.0)),
    "standing ellipse": ("VERT_ELLIPSE", (1.6, 1.0, 0.0)),
    "arch": ("ARCH", (1.0, 1.5, 0.0)),
    "arch size 40": ("ARCH", (40.0, 0.0, 40.0)),
    **{name.lower(): (name, (1.5,)) for name in (
        "EGG", "HORSESHOE", "GOTHIC", "CATENARY", "SEMIELLIPTICAL", "BASKETHANDLE", "SEMICIRCULAR")},
}  # fmt: skip
MADE = {
    "IRREGULAR": lambda: irregular(*VALLEY, (10.0, 20.0), (0.05, 0.03, 0.06), 1.3),
    "STREET": lambda: street(6.0, 0.15, 0.02, 0.016, 0.05, 0.6, 2, 2.0, 0.04, 0.02),
    "half street": lambda: street(5.0, 0.12, 0.03, 0.015, sides=1),
    "CUSTOM": lambda: custom(1.5, (0.0, 0.3, 0.7, 1.0), (0.2, 1.1, 1.3, 0.0)),
}
SHAPES = {name: shape_of(*row) for name, row in SIMPLE.items()} | {name: make() for name, make in MADE.items()}
# shapes whose area and width are formulas, or follow from one ground line: width is the derivative of area
EXACT = (
    "box", "flume", "trapezoid", "v-ditch", "triangle", "parabola", "power", "box on triangle", "box on arc",
    "modified basket handle", "IRREGULAR", "STREET", "half street", "CUSTOM",
)  # fmt: skip
Y = np.linspace(0.03, 0.97, 95)


def pool_of(shape):
    pool = SectionPool()
    pool.add(shape)
    return pool.sections()


@pytest.fixture(params=SHAPES, ids=str)
def shape(request):
    return SHAPES[request.param]


def radius43(sections, k: int, y: float) -> float:
    """Radius to the power 4/3 at y."""
    return lookup.along(sections.depth, k, lookup.depth_row(y), y, lookup.POWER)


def test_tables_give_what_the_functions_give(shape):
    """Half of the samples within 0.1 %, all within 0.2 % of the value and 0.002 of the full one."""
    sections = pool_of(shape)
    pairs = (
        (lookup.area_ratio, shape.area),
        (lookup.width_ratio, shape.width),
        (radius43, lambda y: shape.radius(y) ** (4.0 / 3.0)),
    )
    for table, direct in pairs:
        found = np.array([table(sections, 0, y) for y in Y])
        assert np.all(np.abs(found - direct(Y)) <= 2e-3 * direct(Y) + 2e-3)
        assert np.median(np.abs(found / direct(Y) - 1.0)) < 1e-3


def test_area_grows_with_depth_and_fills_the_section(shape):
    sections = pool_of(shape)
    area = np.array([lookup.area_ratio(sections, 0, y) for y in np.linspace(0.0, 1.0, 300)])
    assert np.all(np.diff(area) >= 0.0)
    assert area[0] == 0.0
    assert area[-1] == pytest.approx(1.0, abs=1e-12)


def test_depth_of_area_undoes_area_of_depth(shape):
    """The shapes' own tables of depth and of area agree to 3 % of the depth."""
    sections = pool_of(shape)
    back = [lookup.depth_of_area(sections, 0, lookup.area_ratio(sections, 0, y)) for y in Y]
    assert back == pytest.approx(Y, abs=0.03)


def test_area_of_section_factor_undoes_section_factor(shape):
    sections = pool_of(shape)
    for a in np.linspace(0.01, 0.75, 30):
        s = lookup.section_factor(sections, 0, a)
        assert lookup.area_of_section_factor(sections, 0, s) == pytest.approx(a, rel=1e-9)


def test_section_factor_slope_is_its_derivative(shape):
    sections = pool_of(shape)
    for a in (0.0123, 0.3017, 0.7391):
        step = 1e-7
        rise = lookup.section_factor(sections, 0, a + step) - lookup.section_factor(sections, 0, a - step)
        assert lookup.section_factor_slope(sections, 0, a) == pytest.approx(rise / (2.0 * step), rel=1e-4)


@pytest.mark.parametrize("name", EXACT)
def test_width_is_the_derivative_of_area(name):
    shape = SHAPES[name]
    scale = geometry_of(shape)
    y = np.array([0.131, 0.331, 0.531, 0.831])
    step = 0.0005
    slope = (shape.area(y + step) - shape.area(y - step)) * scale.full_area / (2.0 * step * scale.full_depth)
    assert slope == pytest.approx(shape.width(y) * scale.max_width, rel=0.03)


def test_shapes_that_differ_in_scale_share_a_row():
    pool = SectionPool()
    rows = [pool.add(shape_of("CIRCULAR", (d,))) for d in (0.3, 0.7, 1.13)]
    rows += [pool.add(shape_of("RECT_CLOSED", (d, 1.7 * d))) for d in (0.3, 0.9)]
    assert rows == [0, 0, 0, 1, 1]
    assert pool.sections().depth.shape == (2, lookup.DEPTH_ROWS + 1, 8)


def test_every_depth_lies_in_its_row():
    from sponge.physics.sections.geometry import depth_levels

    level = depth_levels()
    for y in np.concatenate([np.linspace(0.0, 1.0, 2001), level]):
        row = lookup.depth_row(y)
        assert level[row] - 1e-12 <= y <= level[row + 1] + 1e-12
