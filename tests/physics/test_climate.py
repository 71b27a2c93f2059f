"""Temperature within a day, and evaporation from temperature: values worked by hand and those of FAO's tables."""

from __future__ import annotations

from math import cos, pi, radians, sin, sqrt, tan

import pytest

from sponge.physics.climate import hargreaves, sun_times, temperature_at

SUMMER, WINTER, EQUINOX = 172.0, 172.0 + pi / 0.017202, 172.0 + pi / 2.0 / 0.017202  # days of the declination's course
EVERY_HOUR = 3.8197  # hours in which the sun turns by a radian, rounded from 12/pi as in EPA SWMM's manual


# --- sunrise and the warmest hour ---------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [SUMMER, WINTER, EQUINOX])
def test_at_the_equator_the_sun_rises_at_six(day):
    rise, peak = sun_times(day, 0.0, 0.0, 1.0)
    assert (rise, peak) == pytest.approx((12.0 - EVERY_HOUR * pi / 2.0, 9.0 + EVERY_HOUR * pi / 2.0), rel=1e-12)
    assert (rise, peak) == pytest.approx((6.0, 15.0), abs=1e-4)  # three hours before sunset


@pytest.mark.parametrize("day, half_day", [(SUMMER, 7.423), (WINTER, 4.577), (EQUINOX, 6.0)])
def test_length_of_the_day_at_forty_degrees(day, half_day):
    """cos(w) = -tan(40) tan(23.45): w = 111.35 degrees in summer, its supplement in winter, 90 at the equinox."""
    rise, peak = sun_times(day, tan(radians(40.0)), 0.0, 1.0)
    assert (12.0 - rise, peak - 9.0) == pytest.approx((half_day, half_day), abs=6e-4)


def test_the_southern_winter_is_the_northern_summer():
    south, north = sun_times(WINTER, -tan(radians(35.0)), 0.0, 1.0), sun_times(SUMMER, tan(radians(35.0)), 0.0, 1.0)
    assert south == pytest.approx(north, rel=1e-12)


@pytest.mark.parametrize("day, half_day", [(SUMMER, pi), (WINTER, 0.0)])
def test_near_the_pole_the_day_is_all_or_nothing(day, half_day):
    rise, peak = sun_times(day, tan(radians(80.0)), 0.0, -24.0)
    assert (rise, peak) == pytest.approx((12.0 - EVERY_HOUR * half_day, 9.0 + EVERY_HOUR * half_day))


def test_the_warmest_hour_of_a_polar_day_comes_after_the_coldest():
    """A day without sun has its lowest at noon, and its highest an hour later."""
    assert sun_times(WINTER, tan(radians(80.0)), 0.0, 1.0) == pytest.approx((12.0, 13.0))


def test_longitude_shifts_both_times():
    rise, peak = sun_times(100.0, 0.7, 0.0, 1.0)
    assert sun_times(100.0, 0.7, 0.25, 1.0) == pytest.approx((rise + 0.25, peak + 0.25), rel=1e-14)


# --- the course of a day's temperature ----------------------------------------------------------------------------

LOW, HIGH, LAST_HIGH = 10.0, 26.0, 22.0
RISE, PEAK = sun_times(EQUINOX, 0.5, 0.1, 1.0)
NIGHT = 24.0 + RISE - PEAK


@pytest.mark.parametrize("hour, expected", [
    (RISE, LOW),
    (PEAK, HIGH),
    ((RISE + PEAK) / 2.0, 18.0),  # the sine's zero: the mean of both
    (RISE + (PEAK - RISE) / 3.0, 18.0 - 8.0 * sin(pi / 6.0)),
    (RISE + (PEAK - RISE) * 2.0 / 3.0, 18.0 + 8.0 * sin(pi / 6.0)),
    (PEAK + NIGHT / 6.0, HIGH - 8.0 * sin(pi / 6.0)),  # half the range is lost in half the night
    (PEAK + NIGHT / 3.0, HIGH - 8.0 * sin(pi / 3.0)),
    (RISE - NIGHT / 6.0, LOW + 6.0 * sin(pi / 6.0)),  # from yesterday's highest
    (RISE - NIGHT / 3.0, LOW + 6.0 * sin(pi / 3.0)),
    (RISE - NIGHT / 2.0, 16.0),
])  # fmt: skip
def test_temperature_follows_sine_arcs(hour, expected):
    found = temperature_at(hour, LOW, HIGH, LAST_HIGH, EQUINOX, 0.5, 0.1, 1.0)
    assert found == pytest.approx(expected, abs=1e-9)


def test_the_day_before_counts_until_sunrise_alone():
    def at(hour, last_high):
        return temperature_at(hour, LOW, HIGH, last_high, EQUINOX, 0.5, 0.1, 1.0)

    assert at(RISE - 1.0, 30.0) > at(RISE - 1.0, 20.0)
    assert at(RISE + 1.0, 30.0) == at(RISE + 1.0, 20.0)
    assert at(PEAK + 1.0, 30.0) == at(PEAK + 1.0, 20.0)


# --- evaporation --------------------------------------------------------------------------------------------------


def expected_evaporation(radiation: float, mean: float, span: float) -> float:
    """mm/day; the radiation above the air [MJ/(m2 day)] as water by the latent heat of evaporation [MJ/kg]."""
    return 0.0023 * radiation / (2.50 - 0.002361 * mean) * sqrt(span) * (mean + 17.8)


@pytest.mark.parametrize("latitude, day, radiation", [
    (-20.0, 246.0, 32.2), (40.0, 15.0, 15.0), (40.0, 105.0, 34.7), (40.0, 166.0, 41.9), (40.0, 288.0, 22.5),
    (0.0, 15.0, 36.2), (-40.0, 349.0, 44.8),
])  # fmt: skip
def test_radiation_is_that_of_fao_tables(latitude, day, radiation):
    """Allen et al. (1998), FAO Irrigation and Drainage Paper 56: example 8 (20 S) and annex 2, table 2.6."""
    assert hargreaves(20.0, 9.0, day, latitude) == pytest.approx(expected_evaporation(radiation, 20.0, 9.0), rel=8e-3)


@pytest.mark.parametrize("mean, span", [(20.0, 9.0), (5.0, 16.0), (-3.0, 4.0)])
def test_at_the_equator_on_the_day_of_no_tilt(mean, span):
    """Ra = 37.6 d, d = 1 + 0.033 cos(2 pi 81/365), for the sun stands upright over the equator for half the day."""
    radiation = 37.6 * (1.0 + 0.033 * cos(2.0 * pi * 81.0 / 365.0))
    assert hargreaves(mean, span, 81.0, 0.0) == pytest.approx(expected_evaporation(radiation, mean, span), rel=1e-12)


def test_at_the_pole_in_summer_the_sun_does_not_set():
    """Ra = 37.6 d pi sin(tilt)."""
    tilt = 0.4093 * sin(2.0 * pi / 365.0 * (284.0 + 172.0))
    radiation = 37.6 * (1.0 + 0.033 * cos(2.0 * pi * 172.0 / 365.0)) * pi * sin(tilt)
    assert hargreaves(2.0, 9.0, 172.0, 90.0) == pytest.approx(expected_evaporation(radiation, 2.0, 9.0), rel=1e-9)
    assert hargreaves(2.0, 9.0, 172.0, -90.0) == pytest.approx(0.0, abs=1e-12)


def test_nothing_evaporates_in_great_cold_or_without_a_range():
    assert hargreaves(-18.0, 9.0, 172.0, 40.0) == 0.0
    assert hargreaves(-17.0, 9.0, 172.0, 40.0) > 0.0
    assert hargreaves(20.0, 0.0, 172.0, 40.0) == 0.0
    assert hargreaves(20.0, -1.0, 172.0, 40.0) == 0.0
