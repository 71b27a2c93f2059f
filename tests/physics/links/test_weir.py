"""Weirs against their formulas, Villemonte's submergence, surcharge, roads, and the time to empty a tank."""

from __future__ import annotations

from itertools import pairwise
from math import sqrt

import numpy as np
import pytest

from sponge.base.constants import FOOT
from sponge.base.tables import pool
from sponge.physics.links import roadway, weir
from sponge.physics.links.weir import Weirs, open_area, weir_flow

C, ENDS, HEIGHT, WIDTH, SIDE = 1.84, 1.2, 1.0, 3.0, 0.5
PLAIN = {"gate": 0, "surcharge": 1, "contractions": 0.0, "surface": roadway.NO_SURFACE, "road": 0.0, "curve": None,
         "notch_share": 1.0}  # fmt: skip


def one(kind: int, **options) -> Weirs:
    o = PLAIN | options
    width = 0.0 if kind == weir.V_NOTCH else WIDTH
    side = SIDE if kind in (weir.V_NOTCH, weir.TRAPEZOIDAL) else 0.0
    codes = (np.array([c]) for c in (kind, o["gate"], o["surcharge"], o["surface"]))
    ends, share = (0.0, o["notch_share"]) if kind == weir.V_NOTCH else (ENDS, 0.0)
    values = (np.full((1, 1), v) for v in (HEIGHT, width, side, C, ends, share, o["contractions"], o["road"]))
    curves = [o["curve"]] if o["curve"] else []
    return Weirs(*codes, *values, np.full((1, 1), len(curves) - 1), pool(curves))


def flow(table: Weirs, upper: float, lower: float = -1.0, setting: float = 1.0, direction: float = 1.0) -> float:
    return weir_flow(table, 0, 0, setting, direction, upper, lower, 0.0)[0]


FREE = {
    weir.TRANSVERSE: lambda h: C * WIDTH * h**1.5,
    weir.SIDEFLOW: lambda h: C * WIDTH**0.83 * h**1.67,
    weir.V_NOTCH: lambda h: C * SIDE * h**2.5,
    weir.TRAPEZOIDAL: lambda h: C * WIDTH * h**1.5 + ENDS * SIDE * h**2.5,
    weir.ROADWAY: lambda h: C * WIDTH * h**1.5,
}
NAMES = {
    weir.TRANSVERSE: "transverse", weir.SIDEFLOW: "side", weir.V_NOTCH: "notch", weir.TRAPEZOIDAL: "trapezoid",
    weir.ROADWAY: "road",
}  # fmt: skip
KINDS = pytest.mark.parametrize("kind", list(FREE), ids=NAMES.get)


@KINDS
@pytest.mark.parametrize("head", [0.02, 0.3, 0.9])
def test_free_weir(kind, head):
    assert flow(one(kind), head) == pytest.approx(FREE[kind](head))


@KINDS
@pytest.mark.parametrize("head", [0.02, 0.3, 0.9])
def test_slope_of_the_free_flow_leaves_out_the_tailwater(kind, head):
    table, step = one(kind), 1e-6
    difference = (flow(table, head + step) - flow(table, head - step)) / (2 * step)
    for lower in (-1.0, 0.9 * head):
        assert weir_flow(table, 0, 0, 1.0, 1.0, head, lower, 0.0)[3] == pytest.approx(difference, rel=1e-6)


def test_end_contractions_shorten_the_crest():
    """Francis: L - 0.1 n h."""
    assert flow(one(weir.TRANSVERSE, contractions=2.0), 0.4) == pytest.approx(C * (WIDTH - 0.08) * 0.4**1.5)


def test_side_weir_runs_backwards_as_a_transverse_one():
    assert flow(one(weir.SIDEFLOW), 0.4, direction=-1.0) == pytest.approx(FREE[weir.TRANSVERSE](0.4))


@pytest.mark.parametrize("kind, n", [(weir.TRANSVERSE, 1.5), (weir.SIDEFLOW, 5 / 3), (weir.V_NOTCH, 2.5)])
def test_submergence_follows_villemonte(kind, n):
    assert flow(one(kind), 0.8, 0.6) == pytest.approx(FREE[kind](0.8) * (1 - 0.75**n) ** 0.385)


@pytest.mark.parametrize("kind", [weir.TRANSVERSE, weir.SIDEFLOW, weir.V_NOTCH, weir.TRAPEZOIDAL], ids=NAMES.get)
@pytest.mark.parametrize("setting", [0.4, 1.0])
def test_surcharged_weir_joins_the_free_one(kind, setting):
    """Above the opening it is an orifice through that point: Q = Q(top) sqrt(2 h / opening), h over the centre."""
    table, opening = one(kind), setting * HEIGHT
    top = flow(table, HEIGHT * (1 - 1e-12), setting=setting)
    assert flow(table, HEIGHT + 2.0, setting=setting) == pytest.approx(
        top * sqrt((2.0 + 0.5 * opening) / (0.5 * opening)), rel=1e-6
    )
    drowned = flow(table, HEIGHT + 2.0, HEIGHT + 1.5, setting)
    assert drowned == pytest.approx(top * sqrt(0.5 / (0.5 * opening)), rel=1e-6)


def test_weir_that_cannot_surcharge_keeps_the_flow_of_its_full_opening():
    assert flow(one(weir.TRANSVERSE, surcharge=0), 5.0) == pytest.approx(FREE[weir.TRANSVERSE](HEIGHT))


def test_setting_raises_the_crest():
    """A trapezoid's crest is longer higher up, and a notch partly closed is a trapezoid."""
    assert flow(one(weir.TRANSVERSE), 0.9, setting=0.6) == pytest.approx(FREE[weir.TRANSVERSE](0.5))
    wide = WIDTH + 2 * SIDE * 0.4
    assert flow(one(weir.TRAPEZOIDAL), 0.9, setting=0.6) == pytest.approx(C * wide * 0.5**1.5 + ENDS * SIDE * 0.5**2.5)
    assert flow(one(weir.V_NOTCH), 0.9, setting=0.6) == pytest.approx(C * 0.4 * 0.5**1.5 + C * SIDE * 0.5**2.5)
    assert flow(one(weir.TRANSVERSE), 0.3, setting=0.6) == 0.0


NOT_ROADS = [kind for kind in FREE if kind != weir.ROADWAY]  # a road is not raised


@pytest.mark.parametrize("kind", NOT_ROADS, ids=NAMES.get)
@pytest.mark.parametrize("lower", [-1.0, 0.3])
@pytest.mark.parametrize("upper", [0.5, 0.9, 1.4])
def test_a_weir_passes_the_less_the_further_it_is_closed(kind, lower, upper):
    """Without a jump where it begins to close, whatever the tailwater; with and without a flap gate."""
    for gate in (0, 1):
        table = one(kind, gate=gate)
        flows = [flow(table, upper, lower, setting) for setting in np.linspace(1.0, 0.05, 20)]
        assert all(more >= less for more, less in pairwise(flows))
        assert flow(table, upper, lower, 1.0 - 1e-9) == pytest.approx(flows[0], rel=1e-6)


@pytest.mark.parametrize("setting", [0.999, 0.9, 0.5])
def test_a_raised_notch_passes_what_a_notch_passes_above_its_crest(setting):
    """The notch above the crest, and the strip below it; EPA's share of 0 leaves the strip alone."""
    head = 0.9 - (1.0 - setting) * HEIGHT
    whole, strip = (flow(one(weir.V_NOTCH, notch_share=share), 0.9, setting=setting) for share in (1.0, 0.0))
    assert strip == pytest.approx(C * 2.0 * SIDE * (1.0 - setting) * HEIGHT * head**1.5)
    assert whole == pytest.approx(FREE[weir.V_NOTCH](head) + strip)


def test_a_curve_gives_the_coefficient_of_a_raised_notch_too():
    table = one(weir.V_NOTCH, curve=(np.array([0.0, 1.0]), np.array([1.6, 2.0])))
    assert flow(table, 0.65, setting=0.6) == pytest.approx(1.7 * (0.4 * 0.25**1.5 + SIDE * 0.25**2.5))


def test_coefficient_curve():
    table = one(weir.TRANSVERSE, curve=(np.array([0.0, 1.0]), np.array([1.6, 2.0])))
    assert flow(table, 0.25) == pytest.approx(1.7 * WIDTH * 0.25**1.5)


@pytest.mark.parametrize("kind", [weir.TRANSVERSE, weir.V_NOTCH, weir.TRAPEZOIDAL], ids=NAMES.get)
@pytest.mark.parametrize("upper", [0.1, 0.8, 2.5])
def test_gate_costs_head(kind, upper):
    assert 0.0 < flow(one(kind, gate=1), upper) < flow(one(kind), upper)


def test_open_area_is_that_of_the_trapezoid():
    area, width = open_area(one(weir.TRAPEZOIDAL), 0, 0, 0.6, 0.3)
    assert area == pytest.approx(0.3 * (WIDTH + 2 * SIDE * 0.55)) and width == pytest.approx(WIDTH + 2 * SIDE * 0.7)


@pytest.mark.parametrize("surface, head_ft, width_ft, tail_ft, coefficient", [
    (roadway.PAVED, 0.7, 40.0, -1.0, 3.03),
    (roadway.PAVED, 2.0, 10.0, -1.0, 3.075),
    (roadway.GRAVEL, 1.0, 40.0, 0.9, 2.8 * 0.87),
    (roadway.PAVED, 0.2, 40.0, 0.2, 2.95 * 0.4),
])  # fmt: skip
def test_road_coefficients(surface, head_ft, width_ft, tail_ft, coefficient):
    """FHWA's figures, in their own feet: Q = C L h^1.5."""
    table = one(weir.ROADWAY, surface=surface, road=width_ft * FOOT)
    expected = coefficient * (WIDTH / FOOT) * head_ft**1.5 * FOOT**3
    assert flow(table, head_ft * FOOT, tail_ft * FOOT) == pytest.approx(expected)


def test_tank_empties_over_a_weir_in_the_time_of_the_closed_form():
    """A dh/dt = -C L h^1.5: t = 2 A (1/sqrt(h1) - 1/sqrt(h0)) / (C L)."""
    table, tank, h0, h1, dt = one(weir.TRANSVERSE), 200.0, 0.9, 0.1, 0.05
    exact = 2 * tank * (1 / sqrt(h1) - 1 / sqrt(h0)) / (C * WIDTH)
    h, t = h0, 0.0
    while True:
        change = dt * flow(table, h - 0.5 * dt * flow(table, h) / tank) / tank
        if h - change <= h1:
            break
        h, t = h - change, t + dt
    assert t + dt * (h - h1) / change == pytest.approx(exact, rel=1e-5)
