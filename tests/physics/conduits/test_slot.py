"""Preissmann's slot: Sjoberg's width, and an area that is its integral."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest

from sponge.physics.conduits.slot import slot_area, slot_width

WIDTH, DEPTH, CUTOFF = 1.5, 2.0, 0.985257


@pytest.mark.parametrize("ratio, width", [
    (0.98, 0.0), (1.0, 0.5423 * exp(-1.0)), (1.5, 0.5423 * exp(-(1.5**2.4))), (1.79, 0.01), (9.0, 0.01),
])  # fmt: skip
def test_the_width_is_sjobergs(ratio, width):
    assert slot_width(ratio, WIDTH, CUTOFF) == pytest.approx(width * WIDTH, rel=1e-12)


@pytest.mark.parametrize("ratio", [1.05, 1.3, 1.78, 3.0])
def test_the_area_is_the_integral_of_the_width_from_the_crown(ratio):
    at = np.linspace(1.0, ratio, 20001)
    widths = np.array([slot_width(r, WIDTH, CUTOFF) for r in at])
    area = DEPTH * np.trapezoid(widths, at)
    assert slot_area(ratio, WIDTH, DEPTH) == pytest.approx(area, abs=2e-6 * WIDTH * DEPTH)


def test_no_water_stands_in_it_below_the_crown():
    assert slot_area(0.99, WIDTH, DEPTH) == slot_area(1.0, WIDTH, DEPTH) == 0.0
