"""What a divider sends into each of its two links, by kind; EPA SWMM Reference Manual II, 2.2."""

from __future__ import annotations

import numpy as np
import pytest

from sponge.base.tables import pool
from sponge.physics.nodes import divider
from sponge.physics.nodes.divider import Dividers, divider_outflow, weir_diversion

DIVERTED, OTHER = 7, 8  # links
HEIGHT, COEFFICIENT, LEAST = 0.49, 2.0, 0.1  # m, SI, m3/s
FULL = COEFFICIENT * HEIGHT**1.5


def one(kind: int) -> Dividers:
    def at(value):
        return np.full((1, 1), value)

    return Dividers(
        kind=np.array([kind]), link=np.array([DIVERTED]), min_flow=at(LEAST), weir_height=at(HEIGHT),
        weir_coefficient=at(COEFFICIENT), curve=at(0),
        tables=pool([(np.array([0.0, 1.0, 3.0]), np.array([0.0, 0.2, 1.2]))]),
    )  # fmt: skip


def shares(kind: int, inflow: float) -> tuple[float, float]:
    """Flows into the diverted link and the other, which is asked first."""
    table = one(kind)
    other = divider_outflow(table, 0, 0, OTHER, inflow, 0.0)
    return divider_outflow(table, 0, 0, DIVERTED, inflow, other), other


@pytest.mark.parametrize("share", [0.25, 0.5, 1.0])
def test_a_weir_has_the_head_that_the_inflow_fills(share):
    inflow = LEAST + share * (FULL - LEAST)
    assert weir_diversion(inflow, LEAST, HEIGHT, COEFFICIENT) == pytest.approx(COEFFICIENT * (share * HEIGHT) ** 1.5)


def test_a_weir_is_an_orifice_above_its_height():
    inflow = LEAST + 4.0 * (FULL - LEAST)
    assert weir_diversion(inflow, LEAST, HEIGHT, COEFFICIENT) == pytest.approx(2.0 * FULL)


@pytest.mark.parametrize("kind, inflow, diverted", [
    (divider.CUTOFF, 0.05, 0.0), (divider.CUTOFF, 0.4, 0.3),
    (divider.WEIR, 0.05, 0.0), (divider.WEIR, LEAST + 0.25 * (FULL - LEAST), FULL / 8.0),
    (divider.TABULAR, 2.0, 0.7), (divider.TABULAR, 0.5, 0.1),
], ids=str)  # fmt: skip
def test_what_is_not_diverted_goes_the_other_way(kind, inflow, diverted):
    assert shares(kind, inflow) == pytest.approx((diverted, inflow - diverted))


def test_no_more_is_diverted_than_comes():
    table = one(divider.TABULAR)._replace(tables=pool([(np.array([0.0, 1.0]), np.array([2.0, 2.0]))]))
    assert divider_outflow(table, 0, 0, DIVERTED, 0.3, 0.0) == 0.3
    assert divider_outflow(table, 0, 0, OTHER, 0.3, 0.0) == 0.0


def test_overflow_is_what_the_other_link_has_left():
    """All goes the other way first; what that link did not take is diverted."""
    table = one(divider.OVERFLOW)
    assert divider_outflow(table, 0, 0, OTHER, 0.5, 0.0) == 0.5
    assert divider_outflow(table, 0, 0, DIVERTED, 0.5, 0.35) == pytest.approx(0.15)
    assert divider_outflow(table, 0, 0, DIVERTED, 0.5, 0.5) == 0.0
