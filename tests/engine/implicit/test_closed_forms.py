"""The implicit solver against what is known exactly."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np
import pytest
from implicit_runs import batch_of, heads
from networks import channel, options
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from sponge.base.constants import GRAVITY, MANNING
from sponge.engine.implicit import settings

TANK = """\
[STORAGE]
Tank 0 6 5 FUNCTIONAL 0 0 20 0 0
[OUTFALLS]
Out -5 FREE
[ORIFICES]
O Tank Out BOTTOM 0 0.6 NO 0
[XSECTIONS]
O CIRCULAR 0.2 0 0 0
"""


@pytest.mark.parametrize("tolerance, longest, error", [(0.01, 120.0, 0.1), (1e-5, 0.25, 1e-3)])
def test_a_tank_drains_as_torricelli_says(tmp_path, monkeypatch, tolerance, longest, error):
    """A dh/dt = -C a sqrt(2 g h): sqrt(h) falls evenly. With the usual steps within 2 % of the 5 m that it begins with.
    """
    monkeypatch.setattr(settings, "TOLERANCE", tolerance)
    monkeypatch.setattr(settings, "LONGEST_STEP", longest)
    batch = batch_of(options(600, step=0.25) + TANK, tmp_path)
    rate = 0.6 * 0.25 * pi * 0.2**2 * sqrt(2.0 * GRAVITY) / 20.0
    for time in (200.0, 600.0):
        batch.advance(time)
        exact = (sqrt(5.0) - 0.5 * rate * batch.time[0]) ** 2
        assert batch.state.nodes.depth[0, 0] == pytest.approx(exact, abs=error)
    assert abs(batch.summary()["routing_continuity_error"][0]) < 1e-6


U_TUBE = """\
[STORAGE]
Left 0 12 6 FUNCTIONAL 0 0 10 0 0
Right 0 12 5 FUNCTIONAL 0 0 10 0 0
[CONDUITS]
Pipe Left Right 1000 0.0001 0 0 0 0
[XSECTIONS]
Pipe CIRCULAR 1 0 0 0
"""


def test_two_tanks_swing_with_the_period_of_a_surge(tmp_path, monkeypatch):
    """T = 2 pi sqrt(L A / (2 g a)) without friction."""
    monkeypatch.setattr(settings, "LONGEST_STEP", 0.25)
    batch = batch_of(options(400, step=0.25) + U_TUBE, tmp_path)
    period = 2.0 * pi * sqrt(1000.0 * 10.0 / (2.0 * GRAVITY * 0.25 * pi))
    last, crossings = 1.0, []
    for time in np.arange(0.5, 400.0, 0.5):
        batch.advance(float(time))
        difference = batch.state.nodes.depth[0, 0] - batch.state.nodes.depth[1, 0]
        if difference * last < 0.0:
            crossings.append(batch.time[0])
        last = difference
    assert 2.0 * np.diff(crossings).mean() == pytest.approx(period, rel=0.01)


def test_uniform_flow_stays_at_normal_depth(tmp_path):
    """Manning: n Q = A R^(2/3) sqrt(S), in a channel with a normal outfall."""
    inverts = np.array([10.0, 9.8, 9.6, 9.4])
    inflow = "[INFLOWS]\nN0 FLOW \"\" FLOW 1 1 8\n"
    batch = batch_of(options(20000, step=10) + channel(inverts, np.ones(4), 100.0, 4.0, 0.015, outfall="NORMAL")
                     + inflow, tmp_path)  # fmt: skip
    batch.advance(20000.0)
    slope = 0.2 / 100.0

    def lacks(y: float) -> float:
        return MANNING / 0.015 * 4.0 * y * (4.0 * y / (4.0 + 2.0 * y)) ** (2.0 / 3.0) * sqrt(slope) - 8.0

    normal = brentq(lacks, 0.1, 5.0)
    np.testing.assert_allclose(batch.state.nodes.depth[:3, 0], normal, rtol=1e-3)
    np.testing.assert_allclose(batch.state.links.flow[:, 0], 8.0, rtol=1e-6)


LAKE = """\
[JUNCTIONS]
A 0 5 2 0 0
B 0.5 5 1.5 0 0
High 3 5 0 0 0
[STORAGE]
Pond -1 5 3 FUNCTIONAL 0 0 100 0 0
[OUTFALLS]
Sea -1 FIXED 2
[CONDUITS]
AB A B 100 0.013 0 0 0 0
BP B Pond 50 0.013 0 0.5 0 0
HA High A 100 0.013 0 1 0 0
PS Pond Sea 30 0.013 0 0 0 0
[ORIFICES]
O A Pond SIDE 0.2 0.6 NO 0
[WEIRS]
W B Pond TRANSVERSE 0.1 1.8 NO 0
[XSECTIONS]
AB CIRCULAR 1.2 0 0 0
BP TRAPEZOIDAL 3 1 1 1
HA CIRCULAR 0.6 0 0 0
PS RECT_CLOSED 1 2 0 0
O CIRCULAR 0.3 0 0 0
W RECT_OPEN 1 1.5 0 0
"""


def test_a_lake_at_rest_stays_at_rest(tmp_path, monkeypatch):
    """Level water does not move, in full pipes, open channels and beside dry ones."""
    monkeypatch.setattr(settings, "LONGEST_STEP", 300.0)
    batch = batch_of(options(3600, step=300) + LAKE, tmp_path)
    before = heads(batch).copy()
    batch.advance(3600.0)
    np.testing.assert_allclose(heads(batch), before, atol=1e-12)
    np.testing.assert_allclose(batch.state.links.flow, 0.0, atol=1e-12)


PUDDLES = """\
[JUNCTIONS]
A 0 5 0 0 0
B 2 5 1 0 0
C 0 5 0.5 0 0
D 1 5 0 0 0
[STORAGE]
Pond 0.2 5 0.3 FUNCTIONAL 0 0 50 0 0
[OUTFALLS]
Out 3 FREE
[CONDUITS]
DC D C 80 0.013 0 0 0 0
CP C Pond 50 0.013 0 0 0 0
BO B Out 30 0.013 1.5 0 0 0
[WEIRS]
W B A TRANSVERSE 2 1.8 NO 0
[XSECTIONS]
DC CIRCULAR 0.6 0 0 0
CP CIRCULAR 0.4 0 0 0
BO CIRCULAR 0.5 0 0 0
W RECT_OPEN 1 1 0 0
"""


def test_puddles_beside_dry_ground_stay_at_rest(tmp_path, monkeypatch):
    """Water below a crest, a level pool that ends within a rising pipe, dry nodes between: nothing moves."""
    monkeypatch.setattr(settings, "LONGEST_STEP", 300.0)
    batch = batch_of(options(3600, step=300) + PUDDLES, tmp_path)
    before = heads(batch).copy()
    batch.advance(3600.0)
    np.testing.assert_allclose(heads(batch), before, atol=1e-12)


REACH, WIDE, ROUGH, CARRIED = 20.0, 4.0, 0.02, 8.0  # m, m, s/m^(1/3), m3/s


def depth_along(slope: float, start: float, length: float) -> np.ndarray:
    """Depths [m] going up from ``start`` every reach: dy/dx = (S0 - Sf) / (1 - Fr2)."""

    def rise(_: float, y: np.ndarray) -> np.ndarray:
        area = WIDE * y
        friction = (ROUGH * CARRIED / MANNING / area) ** 2 / (area / (WIDE + 2.0 * y)) ** (4.0 / 3.0)
        froude = CARRIED**2 * WIDE / (GRAVITY * area**3)
        return -(slope - friction) / (1.0 - froude)

    at = np.arange(0.0, length + 1e-9, REACH)
    return solve_ivp(rise, (0.0, length), [start], t_eval=at, rtol=1e-9, atol=1e-9).y[0][::-1]


@pytest.mark.parametrize("name, start", [("M1", 3.0), ("M2", 1.0)])
def test_backwater_and_drawdown_are_those_of_gradually_varied_flow(tmp_path, name, start):
    """A mild slope that ends in a level above (M1) or below (M2) normal depth, 1.48 m; critical depth is 0.74 m."""
    slope, reaches = 0.002, 40
    inverts = 10.0 - slope * REACH * np.arange(reaches + 1)
    inflow = f'[INFLOWS]\nN0 FLOW "" FLOW 1 1 {CARRIED}\n'
    outfall = f"FIXED {inverts[-1] + start:.6f}"
    text = options(20000, step=10) + channel(inverts, np.full(reaches + 1, 1.5), REACH, WIDE, ROUGH, outfall=outfall)
    batch = batch_of(text + inflow, tmp_path)
    batch.advance(20000.0)
    exact = depth_along(slope, start, reaches * REACH)
    np.testing.assert_allclose(batch.state.nodes.depth[:reaches, 0], exact[:-1], rtol=0.01)
    np.testing.assert_allclose(batch.state.links.flow[:, 0], CARRIED, rtol=1e-6)


THROTTLE = """\
[JUNCTIONS]
Away -8 1 0 0 0
[OUTFALLS]
Nowhere -9 FREE
[STORAGE]
Full 0 9 5 FUNCTIONAL 0 0 100000 0 0
Low -0.1 9 3 FUNCTIONAL 0 0 100000 0 0
[CONDUITS]
Pipe Full Low 10 0.01 0 0 0 0
Drain Away Nowhere 10 0.01 0 0 0 0
[XSECTIONS]
Pipe CIRCULAR {diameter} 0 0 0
Drain CIRCULAR 1 0 0 0
[LOSSES]
Pipe 0.5 1 0.25 NO 0
"""


@pytest.mark.parametrize("diameter", [0.3, 1.0, 2.5])
def test_local_losses_are_velocity_heads(tmp_path, diameter):
    """A full pipe between two lakes: v2/2g (K1 + K2 + K) + friction = the difference of their levels, at any size."""
    batch = batch_of(options(600, step=1) + THROTTLE.format(diameter=diameter), tmp_path)
    batch.advance(600.0)
    nodes = dict(zip(batch.network.nodes.invert[:, 0].tolist(), heads(batch).tolist(), strict=True))
    difference = nodes[0.0] - nodes[-0.1]
    friction = 2.0 * GRAVITY * (0.01 / MANNING) ** 2 * 10.0 / (diameter / 4.0) ** (4.0 / 3.0)
    velocity = sqrt(2.0 * GRAVITY * difference / (1.75 + friction))
    assert batch.state.links.flow[0, 0] == pytest.approx(0.25 * pi * diameter**2 * velocity, rel=0.01)
