"""Snow packs against closed forms and their balance."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest

from sponge.physics.snow.cover import depleted_cover, snow_cover
from sponge.physics.snow.melt import (
    dry_melt,
    melt_coefficient,
    psychrometric_constant,
    rain_melt,
    saturation_pressure,
)
from sponge.physics.snow.pack import HEAT, chilled, drained, step_pack, temperature_index, warmed

HOUR, MM_PER_HOUR = 3600.0, 1e-3 / 3600.0
INCH_PER_HOUR, MILE_PER_HOUR = 0.0254 / 3600.0, 0.44704
CURVE = np.array([[1.0] * 10, [0.1, 0.35, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98]])[:, :, None]
NEW_PACK = (0.0, 0.0, 0.0)  # water, cold, index
COVER = (1.0, 0.0, 0.0)
C = 0.4572 * MM_PER_HOUR  # m/s a K


def test_coefficient_through_the_year():
    """The mean at the equinox, the greatest three months later, the least three before."""
    assert melt_coefficient(1.0, 3.0, 81.0) == pytest.approx(2.0, abs=1e-12)
    assert melt_coefficient(1.0, 3.0, 172.0) == pytest.approx(3.0, abs=1e-3)
    assert melt_coefficient(1.0, 3.0, 355.0) == pytest.approx(1.0, abs=1e-3)


def test_rain_melts_by_andersons_equation():
    """In its own units: inches an hour, degF, miles an hour, inches of mercury."""
    rain, degrees, miles, elevation_kft = 0.3, 45.0, 12.0, 2.0
    gamma = 0.000359 * (29.9 - 1.02 * elevation_kft + 0.0032 * elevation_kft**2.4)
    vapour = 8.1175e6 * exp(-7701.544 / (degrees + 405.0265))
    u = 0.006 * miles
    melt = (degrees - 32.0) * (0.001167 + 7.5 * gamma * u + 0.007 * rain) + 8.5 * u * (vapour - 0.18)
    found = rain_melt(
        rain * INCH_PER_HOUR, (degrees - 32.0) / 1.8, miles * MILE_PER_HOUR, psychrometric_constant(2000.0 * 0.3048)
    )
    assert found == pytest.approx(melt * INCH_PER_HOUR, rel=1e-12)
    assert rain_melt(0.01 * INCH_PER_HOUR, 10.0, 5.0, 60.0) == 0.0


def test_vapour_pressure_and_psychrometric_constant():
    """610.8 Pa at the melting point, 2337 Pa at 20 degC; 66 Pa/K at sea level."""
    assert saturation_pressure(0.0) == pytest.approx(610.8, rel=5e-3)
    assert saturation_pressure(20.0) == pytest.approx(2337.0, rel=5e-3)
    assert psychrometric_constant(0.0) == pytest.approx(66.0, rel=0.02)


@pytest.mark.parametrize("steps", [1, 12, 3600])
def test_degree_days(steps):
    """A pack 10 K above its base melts 10 C an hour, whatever the step; what it can hold stays in it."""
    pack = (0.0254, *NEW_PACK, *COVER)
    weather = (0.0, 0.0, 10.0, 0.0, 0.5, 0.6)
    out = 0.0
    for _ in range(steps):
        water, pack = step_pack(CURVE, -1, 0, pack, weather, (C, 0.0, 0.0, 0.0), HOUR / steps)
        out += water
    assert out == pytest.approx(4.572e-3, rel=1e-9) and pack[0] == pytest.approx(0.0254 - 4.572e-3, rel=1e-9)
    assert dry_melt(C, -1.0, 0.0) == 0.0


def test_free_water_is_held():
    """Of 4 mm of melt 0.06 of what is left of the snow stays."""
    depth, water, out = drained(0.030, 0.0, 0.004, 0.0, 0.06)
    assert (depth, water) == pytest.approx((0.026, 0.06 * 0.026)) and out == pytest.approx(0.004 - 0.06 * 0.026)
    assert drained(0.030, 0.001, 0.0, 0.0005, 0.06) == pytest.approx((0.030, 0.0015, 0.0))
    assert drained(0.002, 0.0001, 0.004, 0.0, 0.06) == pytest.approx((0.0, 0.0, 0.0021))


def test_temperature_index_follows_the_air():
    """The weight in six hours, whatever the step; at once in snow; no higher than the base."""
    index = 0.0
    for _ in range(72):
        index = temperature_index(index, -8.0, 0.5, 0.0, False, 300.0)
    assert index == pytest.approx(-4.0, rel=1e-12)
    assert temperature_index(0.0, -8.0, 0.5, 0.0, True, 300.0) == -8.0
    assert temperature_index(0.0, 5.0, 0.5, 1.0, False, 1e9) == 1.0


def test_cold_content():
    """It grows by the difference of air and index, up to what the snow's heat allows, and is met before melt."""
    assert chilled(0.0, 0.0, -5.0, 0.0, 0.6 * C, 1.0, 1.0, HOUR) == 0.0  # an index at the base allows none
    grown = chilled(0.001, -2.0, -5.0, 0.0, 0.6 * C, 0.5, 0.5, HOUR)
    assert grown == pytest.approx(0.001 + 0.6 * C * 3.0 * HOUR * 0.5)
    assert chilled(0.5, -2.0, -5.0, 0.0, 0.6 * C, 0.1, 1.0, HOUR) == pytest.approx(HEAT * 0.1 * 2.0)
    assert warmed(0.004, 0.0012, 0.6) == pytest.approx((0.002, 0.0))
    assert warmed(0.001, 0.0012, 0.6) == pytest.approx((0.0, 0.0006))
    assert warmed(0.004, 0.0, 0.0) == (0.004, 0.0)


def test_depletion_curve():
    """Straight between its points; all from the depth of full cover on."""
    assert depleted_cover(CURVE, 1, 0, 0.0) == 0.0 and depleted_cover(CURVE, 1, 0, 1.0) == 1.0
    assert depleted_cover(CURVE, 1, 0, 0.2) == pytest.approx(0.5)
    assert depleted_cover(CURVE, 1, 0, 0.25) == pytest.approx(0.55)
    assert depleted_cover(CURVE, 1, 0, 0.95) == pytest.approx(0.99)


def test_new_snow_covers_all_until_a_quarter_of_it_has_melted():
    """Then the cover goes straight back to where it was, and on along the curve."""
    full = 0.01
    cover, state = snow_cover(CURVE, 1, 0, 0.004, full, 0.002, COVER)
    assert cover == 1.0 and state == pytest.approx((0.2, 0.5, 0.35))
    for depth, expected in ((0.0036, 1.0), (0.00275, 0.75), (0.0021, 0.5 + 0.5 / 15)):
        cover, state = snow_cover(CURVE, 1, 0, depth, full, 0.0, state)
        assert cover == pytest.approx(expected)
    cover, state = snow_cover(CURVE, 1, 0, 0.001, full, 0.0, state)
    assert cover == pytest.approx(0.35) and state[0] == 1.0
    assert snow_cover(CURVE, 1, 0, 0.02, full, 0.0, state)[0] == 1.0
    assert snow_cover(CURVE, 1, 0, 0.0, full, 0.0, state)[0] == 0.0


@pytest.mark.parametrize("dt", [300.0, HOUR, 86400.0])
def test_no_step_makes_or_loses_water(dt):
    """Snow, rain and melt through a winter: what fell is in the pack or has left it, to 1e-12."""
    random = np.random.default_rng(7)
    pack, total = (0.002, 0.0001, 0.0, 0.0, *COVER), 0.0021
    for _ in range(2000):
        temperature = random.uniform(-15.0, 8.0)
        fall = random.choice([0.0, random.uniform(0.0, 3.0) * 300.0 / dt * MM_PER_HOUR])
        rain, new = (0.0, fall) if temperature < 1.0 else (fall, 0.0)
        pack = (pack[0] + new * dt, *pack[1:])
        melt = rain_melt(rain, temperature, 4.0, 66.0)
        weather = (rain, new, temperature, melt, 0.5, 0.6)
        out, pack = step_pack(CURVE, 1, 0, pack, weather, (C, 0.1, 0.06, 0.01), dt)
        total += fall * dt - out
        assert pack[0] + pack[1] == pytest.approx(total, abs=1e-12) and min(pack[:3]) >= 0.0 and out >= 0.0
