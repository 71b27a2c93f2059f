"""Infiltration methods against closed forms, and what all of them must keep."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest
from scipy.special import lambertw

from sponge.physics.infiltration import (
    METHODS,
    NONE,
    SOIL_STATES,
    CurveNumber,
    GreenAmpt,
    Horton,
    ModifiedGreenAmpt,
    ModifiedHorton,
    infiltrate,
    soil_of,
)
from sponge.physics.infiltration.green_ampt import ponded_infiltration
from sponge.physics.infiltration.method import parameters_of

MM_PER_HOUR = 1e-3 / 3600.0
HOUR, DAY = 3600.0, 86400.0
CURVE = (75 * MM_PER_HOUR, 12 * MM_PER_HOUR, 4 / HOUR, 7 * DAY)  # f_max, f_min, k, drying time
SOILS = {
    "horton": Horton(*CURVE),
    "limited horton": Horton(*CURVE, 0.02),
    "modified horton": ModifiedHorton(*CURVE, 0.05),
    "green-ampt": GreenAmpt(0.09, 6 * MM_PER_HOUR, 0.3),
    "modified green-ampt": ModifiedGreenAmpt(0.09, 6 * MM_PER_HOUR, 0.3),
    "curve number": CurveNumber(75.0, 0.0, 5 * DAY),
}
every_soil = pytest.mark.parametrize("row", SOILS.values(), ids=SOILS)


def soak(row, rain, dt, depth=0.0, runon=0.0, soil=None, factor=1.0, recovery=1.0):
    """Rates [m/s] of successive steps under a list of rain rates [m/s], and the last soil."""
    _, parameters, dry = soil_of(row)
    soil = soil or dry
    rates = []
    for r in map(float, rain):
        rate, soil = row.step(parameters, soil, r, r + runon, depth, factor, recovery, dt)
        rates.append(rate)
    return np.array(rates), soil


def exact_green_ampt(time, K, S):
    """Ponded from dry: F = -S (1 + W_-1(-exp(-1 - K t/S)))."""
    return float(-S * (1.0 + lambertw(-exp(-1.0 - K * time / S), k=-1).real))


@pytest.mark.parametrize("steps", [1, 60, 3600])
@pytest.mark.parametrize("K_mm_h, S", [(0.3, 0.12), (3.4, 0.030), (120.0, 0.016)], ids=["clay", "loam", "sand"])
def test_ponded_green_ampt_matches_lambert_whatever_the_step(K_mm_h, S, steps):
    K, F = K_mm_h * MM_PER_HOUR, 0.0
    for _ in range(steps):
        F += ponded_infiltration(F, K, S, HOUR / steps, True)
    assert exact_green_ampt(HOUR, K, S) == pytest.approx(F, rel=1e-9)


def test_green_ampt_ponds_when_mein_and_larson_say():
    """Rain i > K: all enters until F = K S D/(i - K); then Lambert's curve, whatever the step."""
    suction, K, deficit, i = 0.11, 10 * MM_PER_HOUR, 0.25, 50 * MM_PER_HOUR
    S = suction * deficit
    F_pond = K * S / (i - K)
    t_pond = F_pond / i
    shift = (F_pond - S * log(1.0 + F_pond / S)) / K  # time at which Lambert's curve has F_pond
    for dt in (60.0, 600.0):
        rates, _ = soak(GreenAmpt(suction, K, deficit), [i] * int(HOUR / dt), dt)
        assert rates.sum() * dt == pytest.approx(exact_green_ampt(HOUR - t_pond + shift, K, S), rel=1e-6)


def test_green_ampt_recovers_after_a_long_dry_spell():
    row = SOILS["green-ampt"]
    _, wet = soak(row, [40 * MM_PER_HOUR] * 24, 300.0)
    _, dry = soak(row, [0.0] * 24 * 30, HOUR, soil=(*wet[:3], 0.0, *wet[4:]))
    assert dry[:3] == soil_of(row)[2][:3]


@pytest.mark.parametrize("dt", [10.0, 300.0, 3600.0])
def test_horton_follows_its_cumulative_curve(dt):
    """Ponded: F(t) = f_min t + (f_max - f_min)/k (1 - exp(-k t))."""
    row = SOILS["horton"]
    rates, _ = soak(row, [500 * MM_PER_HOUR] * int(2 * HOUR / dt), dt)
    f_max, f_min, k = CURVE[:3]
    exact = f_min * 2 * HOUR + (f_max - f_min) / k * (1.0 - exp(-2.0 * k * HOUR))
    assert rates.sum() * dt == pytest.approx(exact, rel=1e-9)


def test_horton_loses_only_the_capacity_that_was_used():
    """Under light rain the time on the curve is where the cumulative curve equals the rain."""
    row = SOILS["horton"]
    rain = 30 * MM_PER_HOUR
    _, soil = soak(row, [rain] * 6, 300.0)
    f_max, f_min, k = CURVE[:3]
    t = soil[0]
    assert f_min * t + (f_max - f_min) / k * (1.0 - exp(-k * t)) == pytest.approx(rain * 1800.0, rel=1e-6)


def test_horton_dries_to_two_per_cent_in_the_drying_time():
    row = SOILS["horton"]
    k, long_wet = CURVE[2], (1e5, 0.0, 0.0, 0.0, 0.0, 0.0)
    _, soil = soak(row, [0.0] * 7 * 24, HOUR, soil=long_wet)
    assert 1.0 - exp(-k * soil[0]) == pytest.approx(0.02, rel=1e-6)


def test_horton_stops_at_the_largest_volume():
    row = SOILS["limited horton"]
    rates, _ = soak(row, [100 * MM_PER_HOUR] * 60, 300.0)
    assert rates.sum() * 300.0 == pytest.approx(0.02, rel=1e-12)
    assert rates[-1] == 0.0


def test_modified_horton_solves_its_linear_equation():
    """Ponded: dF/dt = f_max - f_min - k F, so F = (f_max - f_min)/k (1 - exp(-k t)); the step is explicit."""
    f_max, f_min, k = CURVE[:3]
    _, soil = soak(ModifiedHorton(*CURVE), [1.0] * 3600, 1.0)
    assert soil[1] == pytest.approx((f_max - f_min) / k * (1.0 - exp(-k * HOUR)), rel=1e-3)


@pytest.mark.parametrize("dt", [60.0, 900.0])
@pytest.mark.parametrize("cn", [60.0, 85.0])
def test_curve_number_gives_the_storm_its_depth(cn, dt):
    """F = P - P^2/(P + S), S = 25.4 mm (1000/CN - 10)."""
    rates, _ = soak(CurveNumber(cn, 0.0, 5 * DAY), [20 * MM_PER_HOUR] * int(3 * HOUR / dt), dt)
    P, S = 0.060, 0.0254 * (1000.0 / cn - 10.0)
    assert rates.sum() * dt == pytest.approx(P - P * P / (P + S), rel=1e-9)


def test_curve_number_begins_a_new_storm_after_a_pause():
    row = CurveNumber(80.0, 0.0, 5 * DAY)
    first, soil = soak(row, [20 * MM_PER_HOUR] * 6, 600.0)
    _, soil = soak(row, [0.0] * 24 * 5, HOUR, soil=soil)
    again, _ = soak(row, [20 * MM_PER_HOUR] * 6, 600.0, soil=soil)
    assert again == pytest.approx(first, rel=1e-12)


@pytest.mark.parametrize("capacity, paused", [(0.05, 0.0), (0.0, 60.0)], ids=["soaking", "saturated"])
def test_time_under_water_is_a_pause_where_the_soil_takes_none(capacity, paused):
    """EPA SWMM's count of dry time (its share of time under standing water is 0): only water that soaks in holds it."""
    parameters = (0.1, 1e-7, 600.0, 0.0, 0.0)
    _, soil = CurveNumber.step(parameters, (capacity, 0.02, 0.01, 0.0, 0.1, 1e-6), 0.0, 0.0, 0.005, 1.0, 1.0, 60.0)
    assert soil[3] == paused


@every_soil
def test_never_takes_more_than_there_is(row):
    rain = np.abs(np.sin(np.arange(200.0))) * 60 * MM_PER_HOUR
    rates, _ = soak(row, rain, 300.0)
    assert np.all(rates >= 0.0)
    assert np.all(rates <= rain * (1 + 1e-12) + 1e-18)


@every_soil
def test_more_rain_never_means_less_infiltration(row):
    sums = [soak(row, [mm * MM_PER_HOUR] * 12, 300.0)[0].sum() for mm in (1, 5, 20, 50, 100)]
    assert np.all(np.diff(sums) >= -1e-15)


@every_soil
def test_dry_soil_takes_nothing_from_nothing(row):
    rates, _ = soak(row, [0.0] * 3, 300.0)
    assert np.all(rates == 0.0)


@pytest.mark.parametrize("name", ["horton", "modified horton", "green-ampt"])
def test_conductivity_factor_scales_the_final_rate(name):
    row = ModifiedHorton(*CURVE) if name == "modified horton" else SOILS[name]
    rain = [200 * MM_PER_HOUR] * 2000
    low, high = (soak(row, rain, 300.0, factor=f)[0][-1] for f in (1.0, 2.0))
    assert high == pytest.approx(2.0 * low, rel=0.1)


def test_without_a_method_nothing_infiltrates():
    code, parameters, dry = soil_of(None)
    assert code == NONE
    assert infiltrate(code, parameters, dry, 1e-5, 1e-5, 0.01, 1.0, 1.0, 60.0) == (0.0, dry)


@every_soil
def test_the_dispatch_takes_the_step_of_the_code(row):
    code, parameters, soil = soil_of(row)
    arguments = parameters, soil, 5e-6, 8e-6, 0.01, 1.2, 0.9, 300.0
    assert code > NONE
    assert infiltrate(code, *arguments) == row.step(*arguments)


def test_every_method_has_a_soil_in_these_tests():
    assert {type(row) for row in SOILS.values()} == set(METHODS)


@every_soil
def test_what_the_record_says_fits_the_kernel(row):
    """No parameter is missing a unit, and no more states change than are named."""
    assert all(column.quantity.unit and column.meaning for column in parameters_of(type(row)))
    assert row.problem() == ""
    begun = (0.0,) * len(row.states) + (7.0,) * (SOIL_STATES - len(row.states))
    _, soil = soak(row, [1e-5, 0.0, 1e-6], 60.0, soil=begun)
    assert soil[len(row.states) :] == begun[len(row.states) :]


@pytest.mark.parametrize("row", [
    Horton(1e-6, 2e-6, 1e-4, DAY), Horton(2e-6, 1e-6, -1e-4, DAY), ModifiedHorton(2e-6, 1e-6, 1e-4, -DAY),
    Horton(2e-6, 1e-6, 1e-4, DAY, -0.1), GreenAmpt(-0.1, 1e-6, 0.3), GreenAmpt(0.1, 0.0, 0.3),
    ModifiedGreenAmpt(0.1, 1e-6, 1.01), GreenAmpt(0.1, 1e-6, -0.01), CurveNumber(80.0, 0.0, 0.0),
])  # fmt: skip
def test_impossible_parameters_are_a_problem(row):
    assert row.problem()
