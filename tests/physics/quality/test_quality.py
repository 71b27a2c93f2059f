"""Build-up, wash-off, decay and mixing against their closed forms."""

from __future__ import annotations

from math import exp, inf

import pytest

from sponge.physics.quality import buildup, washoff
from sponge.physics.quality.mixing import concentration_in, remaining, settled

DAY = 86400.0
CASES = {  # kind, (largest, rate, exponent, half time), B(t)
    "power": (buildup.POWER, (0.02, 1e-3 / DAY**0.5, 0.5, 0.0), lambda t: min(0.02, 1e-3 * (t / DAY) ** 0.5)),
    "exponential": (buildup.EXPONENTIAL, (0.02, 0.3 / DAY, 0.0, 0.0), lambda t: 0.02 * (1.0 - exp(-0.3 * t / DAY))),
    "saturation": (buildup.SATURATION, (0.02, 0.0, 0.0, 3.0 * DAY), lambda t: 0.02 * t / (3.0 * DAY + t)),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("steps", [1, 7, 400])
@pytest.mark.parametrize("days", [0.25, 10.0, 500.0])
def test_buildup_is_its_closed_form_whatever_the_step(name, steps, days):
    kind, parameters, exact = CASES[name]
    b = 0.0
    for _ in range(steps):
        b = buildup.buildup_after(kind, b, *parameters, 0.0, days * DAY / steps)
    assert b == pytest.approx(exact(days * DAY), rel=1e-9)


def test_half_of_the_largest_after_the_half_time():
    assert buildup.saturation(0.0, 4.0, 1000.0, 1000.0) == pytest.approx(2.0)


def test_external_buildup_stops_at_the_largest_and_buildup_never_falls():
    assert buildup.buildup_after(buildup.EXTERNAL, 1.0, 5.0, 0.0, 0.0, 0.0, 0.5, 4.0) == pytest.approx(3.0)
    assert buildup.buildup_after(buildup.EXTERNAL, 1.0, 5.0, 0.0, 0.0, 0.0, 0.5, 400.0) == 5.0
    for kind in range(5):
        assert buildup.buildup_after(kind, 7.0, 5.0, 1e-3, 0.5, 100.0, 0.5, 10.0) == 7.0


def test_sweeping_removes_a_part_of_what_it_reaches():
    assert buildup.left_by_sweeping(10.0, 0.5, 0.8) == pytest.approx(6.0)
    assert buildup.left_by_sweeping(10.0, 1.0, 1.0) == 0.0


@pytest.mark.parametrize("steps", [1, 10, 1000])
@pytest.mark.parametrize("n", [1.0, 1.8, 2.2])
def test_exponential_washoff_is_exact_for_a_steady_rain(n, steps):
    """B = B0 exp(-k q^n t)."""
    k, q, area, duration, b0 = 0.1 / 3600.0 / (2.54e-2 / 3600.0) ** n, 1e-5, 5000.0, 7200.0, 30.0
    b, left = b0, 0.0
    for _ in range(steps):
        load = washoff.washed_off(washoff.EXPONENTIAL, k, n, b, q, q, q * area * duration / steps, area)
        b, left = b - load, left + load
    assert b == pytest.approx(b0 * exp(-k * q**n * duration), rel=1e-9)
    assert left == pytest.approx(b0 - b, rel=1e-9)


@pytest.mark.parametrize("begin,end", [(0.0, 2e-6), (2e-6, 0.0), (1e-6, 3e-6)])
def test_washoff_of_a_changing_runoff(begin, end):
    """With an exponent of 1 it is what the volume says; else the end of the step weighs twice its begin."""
    area, dt, k, b0 = 5000.0, 60.0, 0.5, 30.0
    volume = 0.5 * (begin + end) * area * dt
    load = washoff.washed_off(washoff.EXPONENTIAL, k, 1.0, b0, begin, end, volume, area)
    assert load == pytest.approx(b0 * (1.0 - exp(-k * volume / area)), rel=1e-12)
    weighted = (begin**2 + 2.0 * end**2) / (begin + 2.0 * end)
    load = washoff.washed_off(washoff.RATING, k, 2.0, 0.0, begin, end, volume, area)
    assert load == pytest.approx(k * area * weighted * volume, rel=1e-12)


def test_rating_curve_and_event_mean():
    """A load k Q^n over a time, and a concentration."""
    area, q, dt, k, n = 2000.0, 2e-6, 300.0, 0.5, 1.5
    volume = q * area * dt
    load = washoff.washed_off(washoff.RATING, k, n, 0.0, q, q, volume, area)
    assert load == pytest.approx(k * (q * area) ** n * dt)
    assert washoff.washed_off(washoff.EVENT_MEAN, 0.02, 0.0, 0.0, q, q, volume, area) == pytest.approx(0.02 * volume)


@pytest.mark.parametrize("kind", range(4))
def test_no_runoff_takes_nothing(kind):
    assert washoff.washed_off(kind, 1.0, 0.5, 10.0, 0.0, 0.0, 0.0, 100.0) == 0.0
    assert washoff.washed_off(washoff.NONE, 1.0, 1.0, 10.0, 1e-6, 1e-6, 1.0, 100.0) == 0.0


def run_tank(volume, flow, inflow_concentration, decay, duration, steps):
    """A mixed tank with steady flow, from clean: its concentration at the end."""
    dt, mass = duration / steps, 0.0
    for _ in range(steps):
        mass = mass * remaining(decay, dt) + inflow_concentration * flow * dt
        c = concentration_in(mass, volume + flow * dt, flow * dt)
        mass -= c * flow * dt
    return mass / volume


def test_decay_in_a_mixed_tank():
    """c = c_in Q/(Q + kV) (1 - exp(-(Q/V + k) t)), approached with the first power of the step."""
    volume, flow, c_in, k, t = 100.0, 0.02, 0.05, 2.0 / DAY, 4000.0
    exact = c_in * flow / (flow + k * volume) * (1.0 - exp(-(flow / volume + k) * t))
    errors = [abs(run_tank(volume, flow, c_in, k, t, n) / exact - 1.0) for n in (200, 400, 800)]
    assert errors[2] < 1e-3 and errors[0] / errors[1] == pytest.approx(2.0, rel=0.1)


def run_reach(cells, flow, travel, decay, steps):
    """A reach of mixed cells, from clean, each step as long as a cell's residence; what leaves it at the end of unit
    inflow."""
    volume = flow * travel / cells
    dt, masses, c = travel / cells, [0.0] * cells, 0.0
    for _ in range(steps):
        c = 1.0
        for i in range(cells):
            mass = masses[i] * remaining(decay, dt) + c * flow * dt
            c = concentration_in(mass, volume + flow * dt, flow * dt)
            masses[i] = mass - c * flow * dt
    return c


@pytest.mark.parametrize("cells", [25, 100])
def test_decay_in_a_plug_flow_reach(cells):
    """Many mixed cells in a row come to exp(-k T), as (1 + kT/N)^-N does."""
    k, travel = 5.0 / DAY, 20000.0
    found = run_reach(cells, 0.1, travel, k, 6 * cells)
    assert found == pytest.approx(exp(-k * travel), rel=(k * travel) ** 2 / cells)
    assert found == pytest.approx((1.0 + k * travel / cells) ** -cells, rel=(k * travel) ** 2 / cells)


def test_a_still_body_decays_by_the_exponential():
    assert remaining(1.0 / DAY, DAY) == pytest.approx(exp(-1.0)) and remaining(-1.0 / DAY, DAY) > 1.0


def test_mixing_keeps_within_what_is_mixed():
    assert concentration_in(2.0, 4.0, 1.0) == 0.5
    assert concentration_in(2.0, 4.0, 8.0) == 0.25  # more leaves than is there: all of the mass
    assert concentration_in(2.0, 0.0, 0.0) == 0.0 < inf


def test_what_the_flows_miss_goes_slowly_and_only_with_them():
    assert settled(5.0, 5.0, 10.0, 30.0) == 0.0
    assert settled(100.0, 0.0, 10.0, 30.0) == pytest.approx(0.2)
    assert settled(0.0, 100.0, 10.0, 30.0) == pytest.approx(-0.2)
    assert settled(100.0, 0.0, 0.0, 30.0) == 0.0
    assert settled(0.1, 0.0, 1000.0, 36.0) == pytest.approx(0.001)
