"""Terms of the momentum equation: Froude number, weight of inertia, limits and relaxation."""

from __future__ import annotations

from math import sqrt

import pytest

from sponge.base.constants import FOOT, GRAVITY
from sponge.physics.conduits.momentum import (
    froude_number,
    inertia_weight,
    limited_velocity,
    local_loss,
    relaxed,
)


def test_the_froude_number_of_a_rectangle_is_that_of_its_depth():
    """A / W = y."""
    assert froude_number(-3.0, 0.5, 1.0, 2.0, 4.0, 1) == pytest.approx(3.0 / sqrt(GRAVITY * 0.5))


@pytest.mark.parametrize("depth, is_open, none", [(1e-5, 1, True), (2.0, 0, True), (2.0, 1, False), (1.0, 0, False)])
def test_dry_and_full_closed_conduits_have_no_froude_number(depth, is_open, none):
    assert (froude_number(1.0, depth, 1.0, 2.0, 2.0, is_open) == 0.0) == none


@pytest.mark.parametrize("froude, weight", [(0.0, 1.0), (0.5, 1.0), (0.75, 0.5), (1.0, 0.0), (3.0, 0.0)])
def test_inertia_fades_between_froude_numbers_of_a_half_and_one(froude, weight):
    assert inertia_weight(froude) == pytest.approx(weight)


def test_a_velocity_is_limited_both_ways():
    assert limited_velocity(3.0, 2.0) == 1.5
    assert limited_velocity(1e3, 1.0) == -limited_velocity(-1e3, 1.0) == pytest.approx(50.0 * FOOT)


def test_a_local_loss_is_k_times_the_velocity():
    assert local_loss(0.5, -3.0, 2.0) == pytest.approx(0.75) and local_loss(0.5, 3.0, 1e-9) == 0.0


def test_an_iterate_goes_half_way_and_reverses_through_zero():
    assert relaxed(2.0, 1.0) == 1.5 and relaxed(2.0, -1.0) == 0.5
    assert relaxed(2.0, -3.0) == -relaxed(-2.0, 3.0) == pytest.approx(-0.001 * FOOT**3)
