"""Culvert inlet control against the equations of FHWA HDS-5."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from sponge.base.constants import FOOT, GRAVITY
from sponge.physics.conduits.culvert import COEFFICIENTS, LAST_CODE, MITRED, culvert_inflow
from sponge.physics.sections.geometry import SectionPool, geometry_of, shape_of

NO_LIMIT = 1e9
SLOPE = 0.01
S = dict.fromkeys(range(LAST_CODE + 1), 0.5 * SLOPE) | dict.fromkeys(MITRED, -0.7 * SLOPE)
CIRCLE, BOX = (shape_of("CIRCULAR", (1.2,)), shape_of("RECT_CLOSED", (1.2, 2.0)))


def inflow(code, ratio, shape=CIRCLE, flow=NO_LIMIT):
    """Inlet flow and its slope at a depth of `ratio` diameters."""
    pool = SectionPool()
    pool.add(shape)
    scale = geometry_of(shape)
    return culvert_inflow(
        code, flow, ratio * scale.full_depth, scale.full_depth, scale.full_area, S[code], pool.sections(), 0
    )


def load(flow, shape=CIRCLE):
    """Q / (A sqrt(D)) in feet and seconds."""
    scale = geometry_of(shape)
    return flow / (scale.full_area * sqrt(scale.full_depth)) / sqrt(FOOT)


@pytest.mark.parametrize("ratio", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("code", [1, 4, 7])
def test_unsubmerged_form_1(code, ratio):
    """H/D = (y_c + A_c / 2 W_c)/D + K (Q / A sqrt(D))^M - S/2 at the critical depth of that flow."""
    flow, _ = inflow(code, ratio)
    y = np.linspace(0.001, 0.999, 20000)
    area, width = CIRCLE.area(y) * CIRCLE.full_area, CIRCLE.width(y) * CIRCLE.max_width
    i = int(np.argmin(np.abs(area * np.sqrt(GRAVITY * area / width) - flow)))
    energy = y[i] + 0.5 * area[i] / width[i] / CIRCLE.full_depth
    K, M = COEFFICIENTS[code, 1:3]
    assert ratio == pytest.approx(energy + K * load(flow) ** M - 0.5 * SLOPE, rel=2e-3)


@pytest.mark.parametrize("ratio", [0.3, 0.9])
def test_unsubmerged_form_2(ratio):
    """H/D = K (Q / A sqrt(D))^M."""
    flow, _ = inflow(14, ratio, BOX)
    assert ratio == pytest.approx(COEFFICIENTS[14, 1] * load(flow, BOX) ** COEFFICIENTS[14, 2])


@pytest.mark.parametrize(
    "code, correction",
    [(1, 0.5 * SLOPE), (5, -0.7 * SLOPE), (37, -0.7 * SLOPE), (46, -0.7 * SLOPE), (14, 0.5 * SLOPE)],
)
def test_submerged(code, correction):
    """H/D = c (Q / A sqrt(D))^2 + Y - correction."""
    flow, _ = inflow(code, 3.0)
    assert pytest.approx(COEFFICIENTS[code, 3] * load(flow) ** 2 + COEFFICIENTS[code, 4] - correction) == 3.0


@pytest.mark.parametrize("code", range(1, LAST_CODE + 1))
def test_every_code_gives_more_flow_for_more_depth(code):
    """Without jumps: unsubmerged, transition and submerged meet."""
    ratios = np.linspace(0.2, 3.0, 141)
    flows = np.array([inflow(code, r)[0] for r in ratios])
    assert np.all(np.diff(flows) >= 0.0)
    assert np.max(np.diff(flows)) < 0.1 * flows[-1]


@pytest.mark.parametrize("ratio", [1.2, 2.5])
def test_slope_of_flow(ratio):
    up, down, slope = inflow(1, ratio + 1e-5)[0], inflow(1, ratio - 1e-5)[0], inflow(1, ratio)[1]
    assert slope == pytest.approx((up - down) / (2e-5 * CIRCLE.full_depth), rel=1e-4)


def test_no_limit_where_the_barrel_carries_less():
    assert inflow(1, 2.0, flow=0.1) == (0.1, 0.0)
    assert inflow(0, 2.0, flow=0.1) == (0.1, 0.0)
    assert inflow(1, 0.0, flow=0.1) == (0.1, 0.0)
