"""Look-ups that take lanes give what those for one number give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sponge.base.tables import interpolate, on_curve, pool, slope_on_curve, step_ahead, step_on_curve

CURVES = pool([
    (np.array([]), np.array([])), (np.array([2.0]), np.array([5.0])),
    (np.array([0.0, 1.0, 1.0, 3.0]), np.array([1.0, 2.0, 4.0, 3.0])),
    (np.array([-1.0, 0.5, 2.0]), np.array([3.0, 0.0, 7.0])),
])  # fmt: skip


@given(st.integers(0, 3), st.floats(-5, 5) | st.sampled_from([0.0, 1.0, 2.0, 3.0, -1.0, 0.5]))
def test_same_as_the_search(k, x):
    assert on_curve(CURVES, k, x) == interpolate(CURVES, k, x)
    assert step_on_curve(CURVES, k, x) == step_ahead(CURVES, k, x)


@pytest.mark.parametrize("x, slope", [
    (-9.0, -2.0), (-1.0, -2.0), (0.4, -2.0), (0.5, 14 / 3), (1.9, 14 / 3), (9.0, 14 / 3),
])  # fmt: skip
def test_slope_is_that_of_the_segment_and_of_the_ends_beyond_them(x, slope):
    assert slope_on_curve(CURVES, 3, x) == pytest.approx(slope)


def test_less_than_two_rows_have_no_slope():
    assert slope_on_curve(CURVES, 0, 1.0) == slope_on_curve(CURVES, 1, 1.0) == 0.0
