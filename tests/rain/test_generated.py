"""The generator: exact on its grid, repeatable, and like the climate."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from sponge.rain import rain_spec
from sponge.rain.climate import captured_depth, days_of, month_depths, rows_of_fit, years_of
from sponge.rain.generator import Pulses, depths_of


def generated(**keys):
    return rain_spec({"kind": "generated", **keys}).build()


@pytest.fixture(scope="module")
def long():
    """Rows of the fit of 120 years without matching: four seeds of 30 years, so that no one draw decides."""
    series = [generated(years=30, seed=seed, match=False) for seed in range(1, 5)]
    return [{row["quantity"]: row for row in rows_of_fit(rain)} for rain in series]


def mean_ratio(long, quantity):
    return np.mean([rows[quantity]["here"] / rows[quantity]["climate"] for rows in long])


def test_annual_depth_is_the_climates(long):
    assert mean_ratio(long, "mean annual depth") == pytest.approx(1.0, abs=0.06)


@pytest.mark.parametrize("season, within", [("DJF", 0.25), ("MAM", 0.15), ("JJA", 0.05), ("SON", 0.15)])
def test_seasons_are_the_climates(long, season, within):
    assert mean_ratio(long, f"share of {season}") == pytest.approx(1.0, abs=within)


@pytest.mark.parametrize("ratio", [60, 70, 75, 80, 85])
def test_captured_depths_are_the_climates(long, ratio):
    assert mean_ratio(long, f"daily depth that captures {ratio} %") == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize("minutes, within", [(30, 0.2), (60, 0.1), (120, 0.15)])
@pytest.mark.parametrize("P", [2, 5, 10, 20])
def test_annual_maxima_are_near_the_stations(long, minutes, P, within):
    assert mean_ratio(long, f"greatest {minutes} min in {P} a") == pytest.approx(1.0, abs=within)


def test_matched_series_have_the_climates_means_exactly():
    rows = {row["quantity"]: row for row in rows_of_fit(generated(years=10, seed=3))}
    assert rows["mean annual depth"]["here"] == pytest.approx(538.9, rel=1e-9)
    for season, share in {"DJF": 2, "MAM": 12, "JJA": 71, "SON": 14}.items():  # they sum to 99 as published
        assert rows[f"share of {season}"]["here"] == pytest.approx(share / 99 * 100, rel=1e-9)


def test_a_seed_repeats_and_another_differs():
    one, again, other = generated(seed=1, years=2), generated(seed=1, years=2), generated(seed=2, years=2)
    np.testing.assert_array_equal(one.depths, again.depths)
    assert not np.array_equal(one.depths, other.depths)


def test_a_step_only_sums_the_same_storms():
    fine, coarse = generated(years=2, step="5min"), generated(years=2, step="1h")
    assert len(fine.depths) == 730 * 288 and len(coarse.depths) == 730 * 24
    np.testing.assert_allclose(fine.depths.reshape(-1, 12).sum(axis=1), coarse.depths, atol=1e-12)


def test_ten_years_have_their_steps_and_leap_years():
    rain = generated(years=10, step="1h", first_year=2011)
    assert (len(rain.depths), rain.start) == (3653 * 24, datetime(2011, 1, 1))
    assert [year for year, _ in years_of(rain)] == list(range(2011, 2021))
    assert month_depths(rain).sum() == pytest.approx(rain.total)
    assert days_of(rain).sum() == pytest.approx(rain.total)
    assert 0.9 < np.mean(rain.depths == 0.0) < 1.0


def test_pulses_fall_exactly_on_the_grid():
    """Against one pulse after the other, by overlap."""
    rng = np.random.default_rng(7)
    n, step = 50, 300.0
    begin = rng.uniform(0, 16000, 40)
    end = begin + rng.exponential(900, 40)
    begin[:3], end[:3] = [0.0, 600.0, 14900.0], [300.0, 1200.0, 99999.0]  # on edges, and beyond the end
    rate = rng.gamma(1.0, 1e-6, 40)
    edges = step * np.arange(n + 1)
    overlap = np.minimum(end[:, None], edges[1:]) - np.maximum(begin[:, None], edges[:-1])
    expected = (np.maximum(overlap, 0.0) * rate[:, None]).sum(axis=0)
    depths = depths_of(Pulses(begin, end, rate), n, step)
    np.testing.assert_allclose(depths, expected, rtol=1e-9, atol=1e-18)
    assert not depths[expected == 0.0].any()


def test_captured_depth_is_the_standards_ratio():
    """alpha_i = [sum of X_j up to i + (N - i) X_i] / sum X over sorted days of more than 2 mm."""
    days = np.array([0.0, 0.001, 0.0021, 0.01, 0.03, 0.005, 0.0, 0.012])
    x = np.sort(days[days > 0.002])
    for i in range(len(x)):
        alpha = (x[: i + 1].sum() + (len(x) - 1 - i) * x[i]) / x.sum()
        assert captured_depth(days, alpha) == pytest.approx(x[i])
    between = captured_depth(days, 0.5)
    assert np.minimum(x, between).sum() / x.sum() == pytest.approx(0.5)
    assert captured_depth(np.zeros(5), 0.5) == 0.0
