"""Pumps of every kind against their curves and the affinity laws."""

from __future__ import annotations

import numpy as np
import pytest

from sponge.base.tables import pool
from sponge.physics.links import pump
from sponge.physics.links.pump import pump_flow

RISING = (np.array([1.0, 2.0, 4.0]), np.array([0.1, 0.2, 0.5]))
FALLING = (np.array([0.0, 10.0, 20.0]), np.array([0.6, 0.4, 0.0]))
CURVES = {
    pump.STEP_VOLUME: RISING, pump.STEP_DEPTH: RISING, pump.DEPTH: RISING, pump.HEAD: FALLING,
    pump.VARIABLE_SPEED: FALLING,
}  # fmt: skip


def run(kind: int, setting: float = 1.0, available: float = 0.0, volume: float = 0.0, depth: float = 0.0,
        lift: float = 0.0) -> tuple[float, float]:  # fmt: skip
    """Flow and class."""
    curves = [CURVES[kind]] if kind in CURVES else []
    flow, _, _, place = pump_flow(kind, pool(curves), len(curves) - 1, setting, available, volume, depth, lift)
    return flow, place


def test_ideal_pump_takes_what_arrives():
    assert run(pump.IDEAL, available=0.37)[0] == 0.37


@pytest.mark.parametrize("kind, name", [(pump.STEP_VOLUME, "volume"), (pump.STEP_DEPTH, "depth")])
@pytest.mark.parametrize("x, flow, off", [(0.5, 0.1, 1), (1.0, 0.2, 0), (1.99, 0.2, 0), (2.0, 0.5, 0), (9.0, 0.5, 1)])
def test_step_curves_give_the_flow_of_the_row_ahead(kind, name, x, flow, off):
    assert run(kind, **{name: x}) == (flow, off)


@pytest.mark.parametrize("depth, flow, place", [
    (0.5, 0.1, pump.BELOW_CURVE), (1.5, 0.15, pump.ON_CURVE), (3.0, 0.35, pump.ON_CURVE), (9.0, 0.5, pump.ABOVE_CURVE),
])  # fmt: skip
def test_depth_curve_is_straight_between_rows(depth, flow, place):
    assert run(pump.DEPTH, depth=depth) == (pytest.approx(flow), place)


@pytest.mark.parametrize("lift, flow", [(-3.0, 0.6), (0.0, 0.6), (5.0, 0.5), (15.0, 0.2), (20.0, 0.0), (30.0, 0.0)])
def test_head_curve_falls_with_lift(lift, flow):
    assert run(pump.HEAD, lift=lift)[0] == pytest.approx(flow)


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.0, 1.2])
def test_affinity_laws(speed):
    """At speed N a pump lifts N2 as high N times the flow."""
    for lift in (1.0, 7.0, 12.0):
        full = run(pump.HEAD, lift=lift)[0]
        assert run(pump.VARIABLE_SPEED, speed, lift=lift * speed**2)[0] == pytest.approx(speed * full)


@pytest.mark.parametrize("kind", [*CURVES, pump.IDEAL])
def test_setting_scales_flow_and_zero_inflow_side_stays_zero(kind):
    full = run(kind, available=0.3, volume=1.5, depth=1.5, lift=0.0)[0]
    half = run(kind, 0.5, available=0.3, volume=1.5, depth=1.5, lift=0.0)[0]
    assert half == pytest.approx(0.5 * full) and full >= 0.0
