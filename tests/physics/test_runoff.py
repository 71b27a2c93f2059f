"""Overland flow against closed forms: recession, equilibrium, rise, water balance."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from sponge.engine.hydrology.subcatchment_steps import passed_on
from sponge.physics.runoff import (
    INSTANT,
    MANNING,
    middle_flow,
    overland_flow,
    passed_within,
    rate_within,
    reservoir_depth,
    rest_within,
    runoff_coefficient,
    share_of_step,
    surface_runoff,
)

MM_PER_HOUR = 1e-3 / 3600.0
ALPHA = runoff_coefficient(area=5000.0, width=100.0, slope=0.01, roughness=0.015)


def test_coefficient_is_mannings_for_a_wide_plane():
    """q A = W sqrt(S)/n d^(5/3); EPA SWMM rounds 1.486 to 1.49, 0.3 % above one metre^(1/3)/s."""
    assert pytest.approx(1.0, rel=3e-3) == MANNING
    flow = 5000.0 * overland_flow(0.01, ALPHA)
    assert flow == pytest.approx(100.0 * sqrt(0.01) / 0.015 * 0.01 ** (5 / 3), rel=3e-3)


@pytest.mark.parametrize("dt", [1.0, 60.0, 900.0, 7200.0])
def test_a_reservoir_empties_as_its_closed_form(dt):
    """Without inflow x^(-2/3) = x0^(-2/3) + 2/3 alpha t."""
    exact = (0.01 ** (-2 / 3) + 2 / 3 * ALPHA * dt) ** -1.5
    assert reservoir_depth(0.012, 0.0, 0.002, ALPHA, dt) - 0.002 == pytest.approx(exact, rel=1e-12)
    almost = reservoir_depth(0.012, 1e-15, 0.002, ALPHA, dt) - 0.002  # through the integration
    assert almost == pytest.approx(exact, abs=1e-4 * 0.012)


@pytest.mark.parametrize("inflow_mm_h", [-5.0, 2.0, 30.0, 150.0])
@pytest.mark.parametrize("start", [0.0021, 0.01])
def test_depth_matches_a_fine_integration(inflow_mm_h, start):
    inflow = inflow_mm_h * MM_PER_HOUR

    def slope(_, d):
        return inflow - ALPHA * np.maximum(d - 0.002, 0.0) ** (5 / 3)

    exact = solve_ivp(slope, (0, 300.0), [start], rtol=1e-10, atol=1e-14).y[0, -1]
    assert reservoir_depth(start, inflow, 0.002, ALPHA, 300.0) == pytest.approx(exact, rel=2e-4)


@pytest.mark.parametrize("dt", [60.0, 300.0, 900.0])
def test_a_plane_in_steady_rain_reaches_equilibrium(dt):
    """In the end all that falls runs off: q = i, d = (i/alpha)^(3/5)."""
    depth, rain, rate, lost = 0.0, 40 * MM_PER_HOUR, 0.0, 0.0
    for _ in range(int(4 * 3600 / dt)):
        depth, rate, lost, _ = surface_runoff(depth, rain, 0.0, 0.0, 0.0, ALPHA, dt)
    assert rate == pytest.approx(rain, rel=1e-3)
    assert lost == pytest.approx(rain * dt, rel=1e-3)
    assert depth == pytest.approx((rain / ALPHA) ** 0.6, rel=1e-3)


def test_a_plane_rises_at_first_with_all_the_rain():
    """Early, depth = i t and q = alpha (i t)^(5/3), as on a kinematic plane."""
    rain, t = 40 * MM_PER_HOUR, 20.0
    depth, rate, _, _ = surface_runoff(0.0, rain, 0.0, 0.0, 0.0, ALPHA, t)
    assert depth == pytest.approx(rain * t, rel=0.01)
    assert rate == pytest.approx(ALPHA * (rain * t) ** (5 / 3), rel=0.02)


def test_the_rise_takes_the_time_of_a_nonlinear_reservoir():
    """dy/dT = 1 - y^(5/3) of y = d/d_e, T = t i/d_e."""
    rain = 40 * MM_PER_HOUR
    equilibrium = (rain / ALPHA) ** 0.6
    end = equilibrium / rain
    reference = solve_ivp(lambda _, y: 1.0 - y ** (5 / 3), (0, 1), [0.0], rtol=1e-10, atol=1e-12).y[0, -1]
    assert reservoir_depth(0.0, rain, 0.0, ALPHA, end) / equilibrium == pytest.approx(reference, rel=2e-4)


def test_storage_fills_before_anything_runs():
    depth, rate, lost, _ = surface_runoff(0.0, 1e-5, 0.0, 0.0, 0.002, ALPHA, 100.0)
    assert (depth, rate, lost) == (1e-3, 0.0, 0.0)


def test_without_roughness_the_excess_leaves_at_once():
    depth, rate, lost, _ = surface_runoff(0.001, 1e-5, 0.0, 0.0, 0.0015, INSTANT, 100.0)
    assert depth == 0.0015
    assert lost == pytest.approx(0.0005, rel=1e-12)
    assert rate == pytest.approx(1e-5, rel=1e-9)  # over the half of the step in which the storage is full


def test_losses_above_the_supply_dry_the_surface():
    depth, rate, lost, drawn = surface_runoff(0.001, 0.0, 8e-6, 6e-6, 0.0, ALPHA, 100.0)
    assert (depth, rate, lost) == (0.0, 0.0, 0.0)
    assert drawn == pytest.approx(4e-6, rel=1e-12)  # what infiltration left


@pytest.mark.parametrize("coefficient", [ALPHA, 0.0, INSTANT, 200 * ALPHA])
@pytest.mark.parametrize("storage", [0.0, 0.002])
def test_every_step_balances(coefficient, storage):
    """depth + (inflow - losses) dt = new depth + ran off, whatever comes."""
    numbers = np.random.default_rng(7)
    depth = 0.0
    for _ in range(400):
        dt = float(numbers.choice([1.0, 60.0, 300.0, 3600.0]))
        inflow = float(numbers.choice([0.0, 1e-7, 1e-5, 1e-4]) * numbers.random())
        evaporation = min(depth / dt, 1e-7 * numbers.random())
        infiltration = (inflow + depth / dt) * numbers.random() ** 3
        new, rate, lost, drawn = surface_runoff(depth, inflow, evaporation, infiltration, storage, coefficient, dt)
        assert new >= 0.0
        assert rate >= 0.0
        assert lost >= 0.0
        assert drawn <= evaporation * (1.0 + 1e-12)
        supply = depth + inflow * dt
        assert new + lost + (drawn + infiltration) * dt == pytest.approx(supply, rel=1e-9, abs=1e-18)
        depth = new


@pytest.mark.parametrize(
    ("time", "part"), [(90.0, 0.0), (100.0, 0.0), (175.0, 0.25), (400.0, 1.0), (401.0, 1.0)],
    ids=["before", "begun", "within", "ended", "after"],
)  # fmt: skip
def test_how_much_of_a_step_is_over(time, part):
    assert share_of_step(time, 100.0, 400.0) == part


def test_a_step_without_length_is_over():
    assert share_of_step(100.0, 100.0, 100.0) == 1.0


@pytest.mark.parametrize("share, expected", [(0.0, 1.0), (0.25, 2.0), (0.5, 3.0), (0.75, 5.0), (1.0, 7.0)])
def test_rate_within_a_step_follows_two_straight_lines(share, expected):
    assert rate_within(share, 1.0, 3.0, 7.0) == expected


def test_rates_within_a_step_hold_its_volume():
    """Simpson's rule of thumb for two straight lines: the mean is (before + 2 middle + after) / 4."""
    middle, left = middle_flow(2.0, 4.0, 330.0, 330.0, 100.0)
    assert along_lines(2.0, middle, 4.0, 100.0) + left == pytest.approx(330.0, rel=1e-9)
    assert passed_within(2.0, middle, 4.0, 100.0) + left == pytest.approx(330.0, rel=1e-12)


def along_lines(before, middle, after, dt):
    """The volume that passes in a step, by adding up rates."""
    shares = (np.arange(20000) + 0.5) / 20000
    return dt * np.mean([rate_within(float(f), before, middle, after) for f in shares])


@pytest.mark.parametrize(
    ("before", "after", "volume", "added"),
    [(2.0, 0.0, 30.0, 10.0), (2.0, 0.0, 0.5, 0.5), (0.0, 3.0, 20.0, 20.0), (1.0, 2.0, 40.0, 40.0),
     (1.0, 1.0, 150.0, 100.0), (0.0, 1.0, 90.0, 90.0), (0.0, 0.0, 50.0, 0.0), (2.0, 0.0, 0.0, 0.0),
     (3.0, 1.0, 220.0, 190.0)],
)  # fmt: skip
def test_no_more_passes_than_there_is_and_none_is_lost(before, after, volume, added):
    """A surface that falls dry within the step has passed what it had, not what a straight line says."""
    middle, left = middle_flow(before, after, volume, added, 100.0)
    passed = passed_within(before, middle, after, 100.0)
    assert 0.0 <= left <= volume
    assert passed + left == pytest.approx(volume, rel=1e-9, abs=1e-6)
    assert passed == pytest.approx(along_lines(before, middle, after, 100.0), rel=1e-3, abs=1e-2)


@pytest.mark.parametrize("middle", [3.0, 0.0, -2.0])
@pytest.mark.parametrize("share", [0.0, 0.2, 0.45, 0.5, 0.8, 1.0])
def test_what_is_still_to_pass_is_what_rates_bring_from_then_on(share, middle):
    shares = share + (1.0 - share) * (np.arange(20000) + 0.5) / 20000
    later = 100.0 * (1.0 - share) * np.mean([rate_within(float(f), 2.0, middle, 4.0) for f in shares])
    assert rest_within(share, 2.0, middle, 4.0, 100.0) == pytest.approx(later, rel=1e-6, abs=1e-9)


def test_before_a_step_all_is_to_pass_and_after_it_nothing():
    for middle in (3.0, -2.0):
        passed = passed_within(2.0, middle, 4.0, 100.0)
        assert rest_within(0.0, 2.0, middle, 4.0, 100.0) == pytest.approx(passed, rel=1e-12)
        assert rest_within(1.0, 2.0, middle, 4.0, 100.0) == 0.0


@pytest.mark.parametrize("dt", [60.0, 300.0, 900.0])
def test_what_waits_does_not_raise_the_peak(dt):
    """A fast roof: flow jumps to the rain's rate and falls to nothing; it peaks at the rain's rate, and all arrives."""
    rain, waiting, before, arrived, peak = 2.0, 0.0, 0.0, 0.0, 0.0
    for after in (*[rain] * int(1800 / dt), 0.0, 0.0, 0.0):
        added = after * dt
        middle, waiting = middle_flow(before, after, waiting + added, added, dt)
        arrived += passed_within(before, middle, after, dt)
        peak = max(peak, before, middle, after)
        before = after
    assert peak == rain
    assert waiting == 0.0
    assert arrived == pytest.approx(rain * 1800.0, rel=1e-9)


def test_random_steps_pass_all_that_came():
    numbers = np.random.default_rng(3)
    came, arrived, waiting, before = 0.0, 0.0, 0.0, 0.0
    for _ in range(500):
        dt, after = float(numbers.choice([10.0, 300.0, 900.0])), float(numbers.choice([0.0, 1e-6, 0.1, 5.0]))
        added = float(numbers.random() ** 3 * max(before, after) * dt)
        middle, waiting = middle_flow(before, after, waiting + added, added, dt)
        came, arrived, before = came + added, arrived + passed_within(before, middle, after, dt), after
        assert waiting >= 0.0
        assert arrived + waiting == pytest.approx(came, rel=1e-6)


@pytest.mark.parametrize("rate", [0.0, 0.1, 5.0])
@pytest.mark.parametrize("dt", [60.0, 300.0, 3600.0])
def test_what_goes_to_other_land_is_there(rate, dt):
    for stored in (0.0, 1.0, 40.0):
        assert 0.0 <= passed_on(stored, rate, dt, 300.0, 0.0) <= stored
    assert passed_on(30.0, 0.1, 300.0, 300.0, 0.0) == 30.0  # in a step of a period all that left in the last
    assert passed_on(30.0, 0.1, 300.0, 300.0, 1.0) == 45.0  # EPA's: the rate at the step's end, all of the next
