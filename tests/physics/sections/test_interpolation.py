"""Tables sampled at equal steps: between samples straight, in the first two cells a parabola, and back."""

from __future__ import annotations

import numpy as np
import pytest

from sponge.physics.sections.interpolation import at_ratio, ratio_at

CELLS = 10
SAMPLES = np.arange(CELLS + 1) / CELLS
PARABOLA = 3.0 * SAMPLES**2 + 0.5 * SAMPLES


def test_a_parabola_is_met_in_the_first_two_cells():
    x = np.array([0.0, 0.01, 0.05, 0.1, 0.13, 0.199])
    assert at_ratio(x, PARABOLA) == pytest.approx(3.0 * x**2 + 0.5 * x, rel=1e-12)


def test_a_line_joins_the_samples_beyond():
    assert at_ratio(np.array([0.25, 0.9, 1.0]), PARABOLA) == pytest.approx(
        [0.5 * (PARABOLA[2] + PARABOLA[3]), PARABOLA[9], PARABOLA[10]], rel=1e-12
    )


def test_a_parabola_that_dips_below_zero_is_left_for_the_line():
    table = np.array([0.0, 0.0, 1.0, 1.0])
    assert at_ratio(np.array([0.5 / 3.0, 1.5 / 3.0]), table) == pytest.approx([0.0, 0.625])


def test_beyond_the_ends_the_ends_hold():
    assert at_ratio(np.array([-1.0, 2.0]), PARABOLA) == pytest.approx([0.0, PARABOLA[-1]])


def test_the_way_back_is_straight_between_samples():
    value = np.array([0.0, 0.5 * (PARABOLA[2] + PARABOLA[3]), PARABOLA[7], PARABOLA[-1], 99.0])
    assert ratio_at(value, PARABOLA) == pytest.approx([0.0, 0.25, 0.7, 1.0, 1.0])
