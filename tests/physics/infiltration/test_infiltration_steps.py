"""One step of an infiltration method from a given soil, worked by hand branch by branch."""

from __future__ import annotations

from math import exp, log, sqrt
from typing import NamedTuple

import pytest

from sponge.physics.infiltration import CurveNumber, GreenAmpt, Horton, ModifiedGreenAmpt, ModifiedHorton, soil_of

INCH, FOOT, HOUR, DAY = 0.0254, 0.3048, 3600.0, 86400.0
LEAST = 1e-10 * FOOT  # m/s: less than this counts as dry


def take(row, soil, rain, dt, runon=0.0, depth=0.0, factor=1.0, recovery=1.0):
    """Rate [m/s] of one step, and the soil's states after it."""
    parameters = soil_of(row)[1]
    full = (*soil, *(0.0,) * (6 - len(soil)))
    rate, later = row.step(parameters, full, rain, rain + runon, depth, factor, recovery, dt)
    return rate, later[: len(soil)]


def close(found, rate, *soil):
    """Is it this rate and this soil?"""
    same_rate = found[0] == pytest.approx(rate, rel=1e-12, abs=1e-18)
    return same_rate and found[1] == pytest.approx(soil, rel=1e-9, abs=1e-15)


# --- Green & Ampt -------------------------------------------------------------------------------------------------

K = INCH / HOUR  # an inch an hour: the upper zone is 4 inches deep, drains in 75 h, and a storm ends after 4.5 h
ZONE, DRAINS, PAUSE = 4.0 * INCH, 75.0 * HOUR, 4.5 * HOUR
DEFICIT, SUCTION, DT = 0.25, 0.1, 600.0
CAPACITY = DEFICIT * ZONE
BOTH = pytest.mark.parametrize("row", [GreenAmpt(SUCTION, K, DEFICIT), ModifiedGreenAmpt(SUCTION, K, DEFICIT)])


class Soil(NamedTuple):
    """States of Green & Ampt's soil."""

    deficit: float = 0.1
    F: float = 0.02
    upper: float = 0.01
    ponded: float = 0.0
    rest: float = HOUR


@BOTH
def test_upper_zone_is_that_of_the_manual(row):
    """EPA SWMM Reference Manual I, 4.4: L = 4 sqrt(K) in inches and hours."""
    assert row.numbers()[3] == pytest.approx(ZONE)
    assert GreenAmpt(SUCTION, 4.0 * K, DEFICIT).numbers()[3] == pytest.approx(2.0 * ZONE)
    assert row.numbers()[4] == float(row.keyword.startswith("MODIFIED"))


@BOTH
def test_dry_upper_zone_drains(row):
    """A 75th of the zone's capacity an hour, kr = sqrt(K)/75."""
    lost = CAPACITY * DT / DRAINS
    assert close(take(row, Soil(), 0.0, DT), 0.0, 0.1, 0.02 - lost, 0.01 - lost, 0.0, HOUR - DT)
    assert close(take(row, Soil(), 0.99 * LEAST, DT), 0.0, 0.1, 0.02 - lost, 0.01 - lost, 0.0, HOUR - DT)
    assert take(row, Soil(), 1.01 * LEAST, DT)[0] > 0.0
    slow = CAPACITY * DT / DRAINS * 0.5 * 2.0 * 2.0  # half the recovery; four times K: the zone is twice as deep
    found = take(row, Soil(), 0.0, DT, factor=4.0, recovery=0.5)
    assert close(found, 0.0, 0.1, 0.02 - slow, 0.01 - slow, 0.0, HOUR - DT)


@BOTH
def test_a_new_storm_begins_after_the_pause(row):
    """With the room that is then in the upper zone as its deficit; at once when the time is up."""
    lost = CAPACITY * DT / DRAINS
    for rest in (DT, 0.5 * DT):
        found = take(row, Soil(rest=rest), 0.0, DT)
        assert close(found, 0.0, (CAPACITY - 0.01 + lost) / ZONE, 0.0, 0.01 - lost, 0.0, rest - DT)


@BOTH
@pytest.mark.parametrize("rest", [HOUR, 0.0])
def test_an_emptied_zone_has_its_whole_deficit(row, rest):
    upper = 0.5 * CAPACITY * DT / DRAINS
    assert close(take(row, Soil(upper=upper, rest=rest), 0.0, DT), 0.0, DEFICIT, 0.0, 0.0, 0.0, rest - DT)
    exactly = CAPACITY * DT / DRAINS
    _, (deficit, F, left, _, _) = take(row, Soil(upper=exactly), 0.0, DT)
    assert (deficit, F, left) == (DEFICIT, 0.0, 0.0) or left < 1e-17


@BOTH
def test_a_dry_zone_stays_as_it_is(row):
    assert close(take(row, Soil(upper=0.0, rest=0.0), 0.0, DT), 0.0, 0.1, 0.02, 0.0, 0.0, -DT)


@BOTH
def test_light_rain_enters_whole(row):
    rain = 0.5 * K
    found = take(row, Soil(), rain, DT)
    assert close(found, rain, 0.1, 0.02 + rain * DT, 0.01 + rain * DT, 0.0, HOUR - DT)
    rate, soil = take(row, Soil(upper=CAPACITY), rain, DT)
    assert (rate, soil[2]) == (rain, CAPACITY)
    assert take(row, Soil(), K, DT)[1][4] == HOUR - DT  # as much as the soil conducts is still light


@pytest.mark.parametrize("rest, anew", [(DT, True), (0.5 * DT, True), (1.01 * DT, False)])
def test_under_light_rain_the_plain_form_alone_begins_a_new_storm(rest, anew):
    """Its time is up when nothing of it is left."""
    rain, upper = 0.5 * K, 0.01 + 0.5 * K * DT
    plain = take(GreenAmpt(SUCTION, K, DEFICIT), Soil(rest=rest), rain, DT)
    modified = take(ModifiedGreenAmpt(SUCTION, K, DEFICIT), Soil(rest=rest), rain, DT)
    going_on = 0.1, 0.02 + rain * DT
    assert close(plain, rain, *(((CAPACITY - upper) / ZONE, 0.0) if anew else going_on), upper, 0.0, rest - DT)
    assert close(modified, rain, *going_on, upper, 0.0, rest - DT)


@BOTH
def test_heavy_rain_enters_whole_until_it_ponds(row):
    """F_s = K S D/(i - K); a full pause must follow before the next storm."""
    rain = 3.0 * K
    to_pond = K * SUCTION * 0.2 / (rain - K)
    F = to_pond - 2.0 * rain * DT
    found = take(row, Soil(0.2, F, 0.0), rain, DT)
    assert close(found, rain, 0.2, F + rain * DT, rain * DT, 0.0, PAUSE)
    assert take(row, Soil(0.2, F, 0.0), rain, DT, recovery=0.5)[1][4] == pytest.approx(2.0 * PAUSE)
    assert take(row, Soil(0.2, F, CAPACITY), rain, DT)[1][2] == CAPACITY


@BOTH
def test_surface_ponds_within_the_step(row):
    """What enters after F_s obeys F1 - F0 - S ln((F1 + S)/(F0 + S)) = K t."""
    rain, S = 3.0 * K, SUCTION * 0.2
    to_pond = K * S / (rain - K)
    F = to_pond - 0.25 * rain * DT
    rate, (deficit, after, upper, ponded, rest) = take(row, Soil(0.2, F, 0.0), rain, DT)
    assert after - to_pond - S * log((after + S) / (to_pond + S)) == pytest.approx(K * 0.75 * DT, rel=1e-9)
    assert rate * DT == pytest.approx(after - F, rel=1e-9)
    assert (deficit, upper, ponded, rest) == pytest.approx((0.2, min(after - F, CAPACITY), 1.0, PAUSE))


@BOTH
def test_ponded_surface_takes_what_the_equation_says(row):
    """The depth above adds to the suction; a supply that falls short of it unponds the surface."""
    depth, S = 0.05, (SUCTION + 0.05) * 0.2
    rate, (_, after, _, ponded, _) = take(row, Soil(0.2, 0.03, 0.0, 1.0), 1e-4, DT, depth=depth)
    assert after - 0.03 - S * log((after + S) / (0.03 + S)) == pytest.approx(K * DT, rel=1e-9)
    assert (rate * DT, ponded) == pytest.approx((after - 0.03, 1.0))
    rain = 0.1 * K  # less than the soil conducts: still ponded at the step's start, so not light
    found = take(row, Soil(0.2, 0.03, 0.0, 1.0), rain, DT)
    assert close(found, rain, 0.2, 0.03 + rain * DT, rain * DT, 0.0, PAUSE)


# --- curve number -------------------------------------------------------------------------------------------------

CN = CurveNumber(80.0, 0.0, 5.0 * DAY)
S0 = 2.5 * INCH  # 1000/80 - 10
CN_PAUSE = 0.06 * 5.0 * DAY
PONDED = 0.004167 * FOOT  # 0.05 inches


@pytest.mark.parametrize("number, inches", [(5.0, 90.0), (10.0, 90.0), (80.0, 2.5), (99.0, 10 / 99), (100.0, 10 / 99)])
def test_capacity_of_a_curve_number(number, inches):
    """S = 1000/CN - 10 inches; CN within 10 and 99; the dry soil has all of it."""
    row = CurveNumber(number, 0.0, 5.0 * DAY)
    assert row.numbers() == pytest.approx((inches * INCH, 1.0 / (5.0 * DAY), CN_PAUSE, 1.0))
    assert row.dry_soil() == pytest.approx((inches * INCH, 0.0, 0.0, 0.0, inches * INCH))


@pytest.mark.parametrize("runon", [0.0, 1e-6])
def test_rain_enters_as_the_storm_says(runon):
    """F = P - P^2/(P + S) of all rain of the storm; runon does not count as rain."""
    rain, P, F = 5e-6, 0.01, 0.008
    later = P + rain * DT
    entered = later - later**2 / (later + S0) - F
    found = take(CN, (0.05, P, F, 100.0, S0, 0.0), rain, DT, runon=runon)
    assert close(found, entered / DT, 0.05 - entered, later, F + entered, 0.0, S0, entered / DT)


@pytest.mark.parametrize("dry_time, anew", [(CN_PAUSE, True), (CN_PAUSE + 1.0, True), (CN_PAUSE - 1.0, False)])
def test_rain_after_the_pause_is_a_new_storm(dry_time, anew):
    rain, before = 5e-6, (0.0, 0.0, 0.03) if anew else (0.01, 0.008, S0)
    P, F, begun = before
    P += rain * DT
    entered = P - P**2 / (P + begun) - F
    found = take(CN, (0.03, 0.01, 0.008, dry_time, S0, 0.0), rain, DT)
    assert close(found, entered / DT, 0.03 - entered, P, F + entered, 0.0, begun, entered / DT)


def test_rain_on_a_full_soil_recovers_it_slowly():
    """Nothing enters where no capacity is left, or where more has entered than the storm's rain makes."""
    back = 2.0 * S0 * DT / (5.0 * DAY)
    found = take(CN, (0.0, 0.01, 0.009, 0.0, S0, 1e-6), 5e-6, DT, recovery=2.0)
    assert close(found, 0.0, back, 0.01 + 5e-6 * DT, 0.009, 0.0, S0, 0.0)
    found = take(CN, (0.04, 0.01, 0.02, 0.0, S0, 1e-6), 5e-6, DT, recovery=2.0)
    assert close(found, 0.0, 0.04 + back, 0.01 + 5e-6 * DT, 0.02, 0.0, S0, 0.0)
    assert take(CN, (S0 - 1e-9, 0.0, 0.0, 0.0, S0, 0.0), 0.0, DT)[1][0] == S0  # never more than when dry


@pytest.mark.parametrize("depth, runon", [
    (1.05 * PONDED, 0.0), (2.0 * PONDED, 0.0), (0.5 * PONDED, PONDED / DT), (0.0, 1.5 * PONDED / DT),
])  # fmt: skip
def test_ponded_water_enters_at_the_last_rate(depth, runon):
    last = 1e-7
    found = take(CN, (0.03, 0.01, 0.008, 50.0, S0, last), 0.0, DT, depth=depth, runon=runon)
    assert close(found, last, 0.03 - last * DT, 0.01, 0.008 + last * DT, 50.0 + DT, S0, last)


def test_ponded_water_enters_while_there_is_room_and_water():
    found = take(CN, (1e-5, 0.01, 0.008, 50.0, S0, 1e-6), 0.0, DT, depth=0.1)
    assert close(found, 1e-5 / DT, 0.0, 0.01, 0.008 + 1e-5, 50.0 + DT, S0, 1e-5 / DT)
    found = take(CN, (0.03, 0.01, 0.008, 50.0, S0, 1e-4), 0.0, DT, depth=2.0 * PONDED)
    entered = 2.0 * PONDED
    assert close(found, entered / DT, 0.03 - entered, 0.01, 0.008 + entered, 50.0 + DT, S0, entered / DT)


@pytest.mark.parametrize("capacity, depth", [(0.03, 0.0), (0.03, PONDED), (0.0, 0.1)])
def test_a_surface_that_is_not_ponded_or_a_full_soil_dries(capacity, depth):
    found = take(CN, (capacity, 0.01, 0.008, 50.0, S0, 1e-7), 0.0, DT, depth=depth)
    assert close(found, 0.0, capacity + S0 * DT / (5.0 * DAY), 0.01, 0.008, 50.0 + DT, S0, 0.0)


def test_drizzle_below_the_least_is_no_rain():
    soil = (0.03, 0.01, 0.008, 50.0, S0, 1e-7)
    assert take(CN, soil, LEAST, DT)[1][3] == 50.0 + DT
    assert take(CN, soil, 1.01 * LEAST, DT)[1][3] == 0.0


def test_no_more_enters_than_rain_and_what_stands():
    """A storm's share falls behind when water ran on: what is left of it is bounded by the water that is there."""
    rain = 1e-6
    rate, soil = take(CN, (0.05, 0.01, 0.0, 0.0, S0, 0.0), rain, DT, depth=1e-3)
    assert rate == pytest.approx(rain + 1e-3 / DT)
    assert soil[2] == pytest.approx(rate * DT)


def test_a_pause_under_water_ends_a_storm():
    """Rain after ten days under water is a storm of its own: S - (P - P^2 / (P + S)) is left, as on dry ground."""
    soil, water = (0.0, 0.1, S0, 0.0, S0, 0.0), 0.05
    for _ in range(int(10 * DAY / 3600.0)):
        _, soil = take(CN, soil, 0.0, 3600.0, depth=water)
    assert soil[0] == pytest.approx(S0)
    assert soil[3] == pytest.approx(10 * DAY)
    for _ in range(6):
        _, soil = take(CN, soil, 0.05 / 3600.0, 600.0, depth=water)
    assert soil[2] == pytest.approx(0.05 - 0.05**2 / (0.05 + S0), rel=1e-9)


# --- Horton -------------------------------------------------------------------------------------------------------

MOST, LAST, DECAY = 2e-5, 3e-6, 1e-3
HORTON, MODIFIED = Horton(MOST, LAST, DECAY, 7 * DAY), ModifiedHorton(MOST, LAST, DECAY, 7 * DAY)


def curve(t):
    """F(t) of Horton's curve."""
    return LAST * t + (MOST - LAST) / DECAY * (1.0 - exp(-DECAY * t))


def test_wet_soil_follows_the_curve():
    entered = (curve(700.0) - curve(100.0)) / 600.0
    assert close(take(HORTON, (100.0, 0.0), 1e-4, 600.0), entered, 700.0, 0.0)
    assert close(take(HORTON, (20.0 / DECAY, 0.0), 1e-4, 600.0), LAST, 20.0 / DECAY + 600.0, 0.0)


def test_time_on_the_curve_advances_with_what_entered():
    rain = 5e-6
    rate, (t, _) = take(HORTON, (100.0, 0.0), rain, 600.0)
    assert rate == rain
    assert curve(t) - curve(100.0) == pytest.approx(rain * 600.0, rel=1e-6)


def test_dry_soil_runs_the_curve_back():
    """The wetness 1 - exp(-k t) falls by exp(-d dt), to 2 % in the drying time."""
    rate, (t, held) = take(HORTON, (500.0, 0.0), 0.0, DAY, recovery=0.5)
    left = 0.02 ** (0.5 / 7.0)
    assert (rate, held) == (0.0, 0.0)
    assert 1.0 - exp(-DECAY * t) == pytest.approx(left * (1.0 - exp(-0.5)), rel=1e-9)
    limited = Horton(MOST, LAST, DECAY, 7 * DAY, 0.05)
    _, (t, held) = take(limited, (500.0, 0.03), 0.0, DAY)
    assert held == pytest.approx(curve(t), rel=1e-9)


@pytest.mark.parametrize("row", [Horton(MOST, MOST, DECAY, DAY), Horton(MOST, LAST, 0.0, DAY)])
def test_a_level_curve_takes_its_rate(row):
    assert take(row, (50.0, 0.0), 1e-4, 60.0) == (MOST, (50.0, 0.0))
    assert take(row, (50.0, 0.0), 1e-6, 60.0) == (1e-6, (50.0, 0.0))
    assert take(ModifiedHorton(row.max_rate, row.min_rate, row.decay, DAY), (0.0, 0.01), 1e-4, 60.0)[0] == MOST


def test_modified_horton_loses_capacity_to_what_entered_above_the_least_rate():
    """f = f_max - k F, at least f_min."""
    assert close(take(MODIFIED, (0.0, 0.01), 1e-4, 60.0), 1e-5, 0.0, 0.01 + 7e-6 * 60.0)
    assert close(take(MODIFIED, (0.0, 0.02), 1e-4, 60.0), LAST, 0.0, 0.02)
    assert close(take(MODIFIED, (0.0, 0.01), 2e-6, 60.0), 2e-6, 0.0, 0.01)
    assert close(take(MODIFIED, (0.0, 0.01), 1e-6, 60.0, runon=1e-6, depth=60e-6), 3e-6, 0.0, 0.01)


def test_modified_horton_stops_at_the_largest_volume_and_dries():
    row = ModifiedHorton(MOST, LAST, DECAY, 7 * DAY, 0.0102)
    assert close(take(row, (0.0, 0.01), 1e-4, 60.0), 1e-5, 0.0, 0.0102)
    assert close(take(row, (0.0, 0.0102), 1e-4, 60.0), 0.0, 0.0, 0.0102)
    assert close(take(row, (0.0, 0.01), 0.0, DAY), 0.0, 0.0, 0.01 * 0.02 ** (1.0 / 7.0))
    assert close(take(row, (0.0, 0.01), 0.0, DAY, recovery=0.5), 0.0, 0.0, 0.01 * sqrt(0.02 ** (1.0 / 7.0)))


# --- a rate that does not fall ------------------------------------------------------------------------------------

LEVEL = pytest.mark.parametrize("method", [Horton, ModifiedHorton])


@LEVEL
@pytest.mark.parametrize("rates", [(LAST, LAST, DECAY), (LAST, LAST, 0.0), (LAST, 0.5 * LAST, 0.0)])
def test_the_largest_volume_limits_a_level_rate(method, rates):
    row, soil, entered = method(*rates, 7 * DAY, 0.005), (0.0, 0.0), 0.0
    for _ in range(20):
        rate, soil = take(row, soil, 2.0 * LAST, 600.0)
        entered += rate * 600.0
    assert entered == pytest.approx(0.005, rel=1e-12)
    assert soil[1] == pytest.approx(0.005, rel=1e-12)


@LEVEL
def test_a_level_soil_dries(method):
    """98 % of what it held is gone after the drying time; without a largest volume nothing ends."""
    _, soil = take(method(LAST, LAST, DECAY, 7 * DAY, 0.005), (0.0, 0.005), 0.0, 7 * DAY)
    assert soil[1] == pytest.approx(0.02 * 0.005, rel=1e-9)
    assert take(method(LAST, LAST, DECAY, 7 * DAY), (0.0, 5.0), 2.0 * LAST, 600.0)[0] == LAST
