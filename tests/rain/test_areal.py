"""Variation over the map."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sponge.base.errors import UsageError
from sponge.rain import rain_spec

BASE = {"kind": "rectangular", "depth": 30, "duration": "1h"}


def at(place, **areal):
    return rain_spec({**BASE, "areal": areal}).build().at(*place)


def test_without_areal_rain_is_everywhere_the_same():
    assert rain_spec(BASE).build().at(1e6, -3) == (1.0, 0.0)


LAWS = {"gaussian": lambda d: math.exp(-d * d), "exponential": lambda d: math.exp(-d)}


@pytest.mark.parametrize("law", LAWS)
@given(x=st.floats(-3e4, 3e4), y=st.floats(-3e4, 3e4))
def test_centred_storms_follow_their_law(law, x, y):
    centre = {"kind": "centred", "x": 100, "y": 200, "radius": 5000}
    factor, delay = at((x, y), law=law, **centre)
    assert factor == pytest.approx(LAWS[law](math.hypot(x - 100, y - 200) / 5000))
    assert delay == 0.0
    least = at((x, y), law=law, least=0.3, **centre)[0]
    assert least == pytest.approx(0.3 + 0.7 * factor)


@pytest.mark.parametrize("law", ["gaussian", "exponential"])
@pytest.mark.parametrize("over", [2000.0, 5000.0, 12000.0])
def test_mean_over_the_circle_is_kept(law, over):
    """The mean of the factor over the circle, by quadrature on rings, is 1."""
    spec = {"kind": "centred", "x": 0, "y": 0, "radius": 5000, "law": law, "keep": "mean", "over": over, "least": 0.2}
    rain = rain_spec({**BASE, "areal": spec}).build()
    middle = (np.arange(2000) + 0.5) / 2000 * over
    factors = np.array([rain.at(d, 0.0)[0] for d in middle])
    assert (factors * middle).sum() / middle.sum() == pytest.approx(1.0, rel=1e-6)


def test_moving_storms_come_later_ahead():
    east = {"kind": "moving", "x": 0, "y": 0, "speed": 10, "direction": 90}
    assert at((5000, 700), **east) == (1.0, pytest.approx(500.0))
    assert at((-5000, 0), **east) == (1.0, 0.0)
    north_west = {**east, "direction": 315}
    assert at((-3000, 3000), **north_west)[1] == pytest.approx(math.hypot(3000, 3000) / 10)


def test_moving_storms_of_a_width_fall_off_beside_their_track():
    track = {"kind": "moving", "x": 0, "y": 0, "speed": 10, "direction": 0, "width": 4000}
    assert at((0, 9000), **track)[0] == pytest.approx(1.0)
    assert at((4000, 9000), **track)[0] == pytest.approx(math.exp(-1))
    assert at((-4000, 9000), **track)[0] == pytest.approx(math.exp(-1))


def test_areal_is_told_in_the_attributes_and_the_series_is_kept():
    spec = {**BASE, "areal": {"kind": "centred", "x": 0, "y": 0, "radius": 5000}}
    rain = rain_spec(spec).build()
    assert "radius 5000 m" in rain.attributes["areal"]
    np.testing.assert_array_equal(rain.depths, rain_spec(BASE).build().depths)


@pytest.mark.parametrize(
    "areal, message",
    [
        ({"kind": "centerd", "x": 0}, "did you mean 'centred'"),
        ({"x": 0}, "needs a kind"),
        ({"kind": "centred", "x": 0, "y": 0, "raduis": 3}, r"rain.areal.raduis: unknown key, did you mean 'radius'"),
        ({"kind": "moving", "x": 0, "y": 0, "speed": 0, "direction": 3}, "rain.areal.speed"),
    ],
)
def test_bad_areal(areal, message):
    with pytest.raises(UsageError, match=message):
        rain_spec({**BASE, "areal": areal})
