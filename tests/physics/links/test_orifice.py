"""Orifices against Q = C A sqrt(2 g h), their weir range, submergence, and the time to empty a tank."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np
import pytest

from sponge.base.constants import GRAVITY
from sponge.physics.links import orifice
from sponge.physics.links.orifice import Orifices, opening_area, opening_width, orifice_flow

C, HEIGHT, WIDTH = 0.65, 0.5, 0.8
KINDS = [(k, s) for k in (orifice.SIDE, orifice.BOTTOM) for s in (orifice.RECTANGULAR, orifice.CIRCULAR)]
IDS = ["side rectangle", "side circle", "bottom rectangle", "bottom circle"]


def one(kind: int, shape: int, gate: int = 0) -> Orifices:
    def at(value):
        return np.full((1, 1), float(value))

    width = HEIGHT if shape == orifice.CIRCULAR else WIDTH
    codes = (np.array([c]) for c in (kind, shape, gate))
    return Orifices(*codes, at(HEIGHT), at(width), at(C), at(0.0), at(61.0))


def flow_of(table, setting, upper, lower):
    """Flow, the slope of its free flow, depth and free surface of a table's only orifice."""
    k = {name: getattr(table, name)[0] for name in ("kind", "shape", "flap_gate")}
    sizes = (table.height, table.width, table.discharge_coefficient, table.equivalent_length)
    flow, _, _, free_slope, depth, surface = orifice_flow(
        *k.values(), *(float(a.flat[0]) for a in sizes), setting, upper, lower, 0.0
    )
    return flow, free_slope, depth, surface


def area(shape: int, opening: float = HEIGHT) -> float:
    return opening_area(shape, opening, HEIGHT, HEIGHT if shape == orifice.CIRCULAR else WIDTH)


@pytest.mark.parametrize("kind, shape", KINDS, ids=IDS)
@pytest.mark.parametrize("upper, lower", [(2.0, -1.0), (2.0, 1.4), (3.0, 2.9)])
def test_full_orifice(kind, shape, upper, lower):
    """Free: the head over the centre (side) or over the plane (bottom); drowned: the difference."""
    head = upper - max(lower, HEIGHT / 2 if kind == orifice.SIDE else 0.0)
    flow, slope, depth, _ = flow_of(one(kind, shape), 1.0, upper, lower)
    critical = orifice.critical_head(kind, shape, HEIGHT, HEIGHT if shape == orifice.CIRCULAR else WIDTH, C)
    if kind == orifice.BOTTOM and head < critical:
        pytest.skip("in the weir range")
    assert flow == pytest.approx(C * area(shape) * sqrt(2 * GRAVITY * head))
    assert slope == pytest.approx(flow / (2 * head)) and depth == HEIGHT


@pytest.mark.parametrize("kind, shape", KINDS, ids=IDS)
@pytest.mark.parametrize("setting", [0.3, 1.0])
def test_weir_and_orifice_flow_meet(kind, shape, setting):
    """At the critical head both formulas give one flow, and below it Q goes with head to the 1.5."""
    table, opening = one(kind, shape), setting * HEIGHT
    critical = orifice.critical_head(kind, shape, opening, HEIGHT if shape == orifice.CIRCULAR else WIDTH, C)

    def flow(head):
        return flow_of(table, setting, head, -1.0)[0]

    assert flow(critical * (1 - 1e-9)) == pytest.approx(flow(critical * (1 + 1e-9)), rel=1e-6)
    assert flow(0.5 * critical) == pytest.approx(0.5**1.5 * flow(critical), rel=1e-9)


def test_bottom_orifice_in_its_weir_range_is_a_sharp_crested_weir():
    """Q = 0.414 sqrt(2 g) L h^1.5 round the circumference: the definition of the critical head."""
    h = 0.03
    flow = flow_of(one(orifice.BOTTOM, orifice.CIRCULAR), 1.0, h, -1.0)[0]
    assert flow == pytest.approx(0.414 * sqrt(2 * GRAVITY) * pi * HEIGHT * h**1.5, rel=1e-9)


def test_submerged_weir_range_follows_villemonte():
    table = one(orifice.SIDE, orifice.RECTANGULAR)
    free = flow_of(table, 1.0, 0.4, -0.1)[0]
    assert flow_of(table, 1.0, 0.4, 0.3)[0] == pytest.approx(free * (1 - 0.75**1.5) ** 0.385)


@pytest.mark.parametrize("kind, shape", KINDS, ids=IDS)
def test_gate_costs_head(kind, shape):
    for upper in (0.05, 0.3, 0.6, 2.0):
        free, gated = (flow_of(one(kind, shape, gate), 1.0, upper, -1.0)[0] for gate in (0, 1))
        assert 0.0 < gated < free


@pytest.mark.parametrize("shape", [orifice.RECTANGULAR, orifice.CIRCULAR], ids=["rectangle", "circle"])
def test_area_is_the_integral_of_width(shape):
    width = HEIGHT if shape == orifice.CIRCULAR else WIDTH
    y = (np.arange(20000) + 0.5) / 20000 * 0.8 * HEIGHT
    integral = sum(opening_width(shape, v, HEIGHT, width) for v in y) * 0.8 * HEIGHT / 20000
    assert opening_area(shape, 0.8 * HEIGHT, HEIGHT, width) == pytest.approx(integral, rel=1e-5)
    assert opening_area(orifice.CIRCULAR, HEIGHT, HEIGHT, HEIGHT) == pytest.approx(pi / 4 * HEIGHT**2)


def test_tank_empties_in_the_time_of_the_closed_form():
    """A_tank dh/dt = -C A sqrt(2 g h): t = 2 A_tank (sqrt(h0) - sqrt(h1)) / (C A sqrt(2 g)), h over the centre."""
    table, tank, h0, h1, dt = one(orifice.SIDE, orifice.RECTANGULAR), 100.0, 3.0, 0.6, 0.05
    exact = 2 * tank * (sqrt(h0) - sqrt(h1)) / (C * area(orifice.RECTANGULAR) * sqrt(2 * GRAVITY))
    h, t = h0, 0.0
    while h > h1:
        middle = h - 0.5 * dt * flow_of(table, 1.0, h + HEIGHT / 2, -9.0)[0] / tank
        change = dt * flow_of(table, 1.0, middle + HEIGHT / 2, -9.0)[0] / tank
        part = min(1.0, (h - h1) / change)
        h, t = h - part * change, t + part * dt
        if part < 1.0:
            break
    assert t == pytest.approx(exact, rel=1e-5)
