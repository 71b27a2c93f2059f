"""Cash and Karp's pair: conditions that its coefficients meet, and its order on an equation with a known solution."""

from __future__ import annotations

from math import exp

import pytest

from sponge.physics import cash_karp as ck

AT = (0.0, ck.AT_2, ck.AT_3, ck.AT_4, ck.AT_5, ck.AT_6)
ROWS = ((), ck.SLOPE_2, ck.SLOPE_3, ck.SLOPE_4, ck.SLOPE_5, ck.SLOPE_6)
CHANGE = dict(zip((0, 2, 3, 5), ck.CHANGE, strict=True))
ERROR = dict(zip((0, 2, 3, 4, 5), ck.ERROR, strict=True))


def step(y: float, h: float) -> tuple[float, float]:
    """A step of dy/dt = -y, and its estimate of the error."""
    slopes: list[float] = []
    for row in ROWS:
        slopes.append(-(y + h * sum(a * k for a, k in zip(row, slopes, strict=True))))
    new = y + h * sum(b * slopes[k] for k, b in CHANGE.items())
    return new, h * sum(e * slopes[k] for k, e in ERROR.items())


def test_slopes_lie_where_their_rows_say():
    for at, row in zip(AT, ROWS, strict=True):
        assert sum(row) == pytest.approx(at, abs=1e-14)


@pytest.mark.parametrize("power", range(5))
def test_a_polynomial_of_fourth_degree_is_integrated_exactly(power):
    """And the error is that of the fourth order: none up to the third degree."""
    assert sum(b * AT[k] ** power for k, b in CHANGE.items()) == pytest.approx(1.0 / (power + 1), rel=1e-12)
    error = sum(e * AT[k] ** power for k, e in ERROR.items())
    assert (abs(error) < 1e-14) == (power < 4)


def test_the_error_of_a_step_falls_with_the_sixth_power_and_its_estimate_with_the_fifth():
    (large, told), (small, told_half) = step(1.0, 0.1), step(1.0, 0.05)
    assert (large - exp(-0.1)) / (small - exp(-0.05)) == pytest.approx(2.0**6, rel=0.1)
    assert told / told_half == pytest.approx(2.0**5, rel=0.1)
