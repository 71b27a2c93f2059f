"""Evaporation and seepage of conduits by their surface, and what they may take at most."""

from __future__ import annotations

from functools import partial

import pytest

from sponge.physics.conduits.losses import conduit_loss
from sponge.physics.sections.geometry import SectionPool, shape_of

LENGTH, DEPTH, WIDTH = 100.0, 2.0, 7.0  # m; a trapezoid of 3 m at the bottom, 1:1
EVAPORATION, SEEPAGE = 1e-7, 2e-6  # m/s


def loss_of(depth: float, *, is_open: int = 1, widest: float = DEPTH, available: float = 1.0) -> tuple[float, float]:
    pool = SectionPool()
    row = pool.add(shape_of("TRAPEZOIDAL", (DEPTH, 3.0, 1.0, 1.0)))
    loss = partial(conduit_loss, pool.sections(), row)
    return loss(depth, LENGTH, DEPTH, WIDTH, is_open, widest, EVAPORATION, SEEPAGE, available)


def test_both_act_on_the_surface():
    """1 m deep, 5 m wide."""
    assert loss_of(1.0) == pytest.approx((EVAPORATION * 5.0 * LENGTH, SEEPAGE * 5.0 * LENGTH), rel=1e-6)


def test_seepage_acts_on_no_more_than_the_widest_bed():
    assert loss_of(1.5, widest=1.0) == pytest.approx((EVAPORATION * 6.0 * LENGTH, SEEPAGE * 5.0 * LENGTH), rel=1e-6)


def test_a_closed_conduit_does_not_evaporate():
    assert loss_of(1.0, is_open=0) == pytest.approx((0.0, SEEPAGE * 5.0 * LENGTH), rel=1e-6)


def test_a_dry_one_loses_nothing():
    assert loss_of(0.0) == (0.0, 0.0)


def test_together_they_take_what_there_is_in_proportion():
    evaporated, seeped = loss_of(1.0, available=1e-5)
    assert evaporated + seeped == pytest.approx(1e-5) and seeped / evaporated == pytest.approx(SEEPAGE / EVAPORATION)
