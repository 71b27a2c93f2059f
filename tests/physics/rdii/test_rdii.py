"""Unit hydrographs against closed forms: one pulse of rain through a triangle."""

from __future__ import annotations

import numpy as np
import pytest

from sponge.physics.rdii import convolve, excess_rain, ordinates
from sponge.physics.rdii.unit_hydrograph import risen

HOUR = 3600.0


@pytest.mark.parametrize("step", [60.0, 300.0, 700.0, 3600.0])
@pytest.mark.parametrize("peak, recession", [(1.0, 2.0), (3.0, 0.0), (0.7, 1.3), (12.0, 4.0)])
def test_all_of_a_unit_comes_out_whatever_the_step(step, peak, recession):
    """The ordinates hold a volume of one over the triangle's base."""
    base = peak * HOUR * (1.0 + recession)
    unit = ordinates(peak * HOUR, base, step)
    assert unit.sum() * step == pytest.approx(1.0, rel=1e-12)
    assert (unit >= 0.0).all() and len(unit) == int(np.ceil(base / step - 1e-9))


def test_the_triangle_rises_straight_peaks_and_falls_straight():
    """Outflow 2 t/(T B) before the peak T, 2 (B - t)/((B - T) B) after it, as the slope of the volume."""
    peak, base = 2 * HOUR, 6 * HOUR
    t = np.linspace(10.0, base - 10.0, 500)
    slope = (risen(t + 0.5, peak, base) - risen(t - 0.5, peak, base)) / 1.0
    exact = np.where(t <= peak, 2 * t / (peak * base), 2 * (base - t) / ((base - peak) * base))
    away = np.abs(t - peak) > 1.0
    np.testing.assert_allclose(slope[away], exact[away], rtol=1e-6)


def test_a_pulse_gives_the_triangle():
    """Peak 2 P/B at T, duration B, volume P, after the pulse."""
    step, peak, base, depth = 300.0, 1.5 * HOUR, 4.5 * HOUR, 0.012
    rain = np.zeros(200)
    rain[20] = depth
    flow = convolve(rain, ordinates(peak, base, step))
    assert flow.sum() * step == pytest.approx(depth, rel=1e-12)
    assert flow.max() == pytest.approx(2 * depth / base, rel=0.03)
    top = np.argmax(flow)
    assert (top - 20 + 0.5) * step == pytest.approx(peak, abs=step)
    assert (flow[:20] == 0.0).all() and (flow[20 + int(base / step) :] == 0.0).all()


def test_storms_apart_are_exactly_as_in_one_convolution():
    """Dry spells longer than the triangle split the rain without a trace but for rounding."""
    rng, unit = np.random.default_rng(7), ordinates(HOUR, 3 * HOUR, 300.0)
    rain = np.where(rng.random(3000) < 0.01, rng.random(3000), 0.0)
    np.testing.assert_allclose(convolve(rain, unit), np.convolve(rain, unit)[:3000], atol=1e-18)


def test_abstraction_takes_the_first_rain_and_dries_again():
    """4 mm to fill, 1 of them wet at the start; 10 dry steps give back what 10 steps dry."""
    most, recovery, month = np.full(12, 4e-3), np.full(12, 1e-6), np.zeros(14, int)
    rain = np.zeros(14)
    rain[:3], rain[13] = 2e-3, 2e-3
    excess = excess_rain(rain, 60.0, month, most, recovery, 1e-3)
    np.testing.assert_allclose(excess[:3], [0.0, 1e-3, 2e-3], rtol=1e-12)
    assert excess[13] == pytest.approx(2e-3 - 10 * 60.0 * 1e-6, rel=1e-12)
    assert not excess[3:13].any()


def test_abstraction_never_takes_more_than_it_holds_nor_dries_beyond_empty():
    """A long dry spell empties it, and no further."""
    rain = np.zeros(1001)
    rain[[0, 1000]] = 10e-3
    excess = excess_rain(rain, 3600.0, np.zeros(1001, int), np.full(12, 3e-3), np.full(12, 1e-3), 0.0)
    np.testing.assert_allclose(excess[[0, 1000]], 7e-3, rtol=1e-12)
