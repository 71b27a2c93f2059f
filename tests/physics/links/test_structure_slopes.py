"""The slopes of each structure's law are its derivatives: central differences away from kinks, and their signs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sponge.base.tables import pool
from sponge.physics.links import orifice, pump, roadway, weir
from sponge.physics.links.orifice import orifice_flow
from sponge.physics.links.outlet import Outlets, outlet_flow
from sponge.physics.links.pump import pump_flow
from sponge.physics.links.weir import Weirs, weir_flow

STEP = 1e-6  # m
HEIGHT, WIDTH = 1.0, 3.0
COEFFICIENTS = (np.array([0.0, 1.0, 2.0]), np.array([1.6, 2.0, 2.1]))
RATING = (np.array([0.0, 1.0, 3.0]), np.array([0.0, 0.2, 0.8]))
FALLING = (np.array([0.0, 10.0, 20.0]), np.array([0.6, 0.4, 0.0]))
RISING = (np.array([1.0, 2.0, 4.0]), np.array([0.1, 0.2, 0.5]))

Law = Callable[[float, float], tuple[float, float, float]]  # heads -> flow and its slopes with both


def a_weir(kind: int, *, gate: int = 0, surcharge: int = 1, contractions: float = 0.0, curve: bool = False,
           road: float = 0.0, surface: int = roadway.NO_SURFACE, setting: float = 1.0,
           direction: float = 1.0, blend: float = 0.0) -> Law:  # fmt: skip
    width = 0.0 if kind == weir.V_NOTCH else WIDTH
    side = 0.5 if kind in (weir.V_NOTCH, weir.TRAPEZOIDAL) else 0.0
    codes = (np.array([c]) for c in (kind, gate, surcharge, surface))
    ends, share = (0.0, 1.0) if kind == weir.V_NOTCH else (1.2, 0.0)
    values = (np.full((1, 1), v) for v in (HEIGHT, width, side, 1.84, ends, share, contractions, road))
    table = Weirs(*codes, *values, np.full((1, 1), 0 if curve else -1), pool([COEFFICIENTS] if curve else []))
    return lambda upper, lower: weir_flow(table, 0, 0, setting, direction, upper, lower, blend)[:3]


def an_orifice(kind: int, shape: int, gate: int = 0, setting: float = 1.0, blend: float = 0.0) -> Law:
    width = 0.5 if shape == orifice.CIRCULAR else 0.8
    given = kind, shape, gate, 0.5, width, 0.65, 61.0, setting
    return lambda upper, lower: orifice_flow(*given, upper, lower, blend)[:3]


def an_outlet(by_head: int, tabular: bool) -> Law:
    table = Outlets(
        by_head=np.array([by_head]), coefficient=np.full((1, 1), 0.3), exponent=np.full((1, 1), 0.7),
        curve=np.full((1, 1), 0 if tabular else -1), tables=pool([RATING] if tabular else []),
    )  # fmt: skip
    return lambda upper, lower: outlet_flow(table, 0, 0, 0.6, upper, lower)[:3]


def a_pump(kind: int, setting: float) -> Law:
    """Between wells whose inverts are level: heads are depths."""
    curves = pool([FALLING if kind in (pump.HEAD, pump.VARIABLE_SPEED) else RISING])
    return lambda before, behind: pump_flow(kind, curves, 0, setting, 0.37, 1.5, before, behind - before)[:3]


ORIFICES = {
    f"{side} {shape}{' gated' * gate}{' half open' * (setting < 1)}": an_orifice(k, s, gate, setting)
    for k, side in ((orifice.SIDE, "side"), (orifice.BOTTOM, "bottom"))
    for s, shape in ((orifice.RECTANGULAR, "rectangle"), (orifice.CIRCULAR, "circle"))
    for gate in (0, 1) for setting in (1.0, 0.5)
}  # fmt: skip
WEIRS = {
    "transverse": a_weir(weir.TRANSVERSE), "side-flow": a_weir(weir.SIDEFLOW), "notch": a_weir(weir.V_NOTCH),
    "trapezoid": a_weir(weir.TRAPEZOIDAL), "side-flow backwards": a_weir(weir.SIDEFLOW, direction=-1.0),
    "contracted": a_weir(weir.TRANSVERSE, contractions=2.0), "rated": a_weir(weir.TRANSVERSE, curve=True),
    "contracted side-flow": a_weir(weir.SIDEFLOW, contractions=1.0),
    "raised trapezoid": a_weir(weir.TRAPEZOIDAL, setting=0.6), "raised notch": a_weir(weir.V_NOTCH, setting=0.6),
    "gated": a_weir(weir.TRANSVERSE, gate=1), "gated trapezoid": a_weir(weir.TRAPEZOIDAL, gate=1),
    "gated notch": a_weir(weir.V_NOTCH, gate=1, setting=0.7),
    "capped": a_weir(weir.TRAPEZOIDAL, surcharge=0), "road": a_weir(weir.ROADWAY),
    "paved road": a_weir(weir.ROADWAY, road=6.0, surface=roadway.PAVED),
    "gravel road": a_weir(weir.ROADWAY, road=6.0, surface=roadway.GRAVEL),
    "narrow paved road": a_weir(weir.ROADWAY, road=1.5, surface=roadway.PAVED),
}  # fmt: skip
OUTLETS = {
    f"outlet by {way}{', rated' * tabular}": an_outlet(by_head, tabular)
    for by_head, way in ((0, "depth"), (1, "head")) for tabular in (False, True)
}  # fmt: skip
PUMPS = {
    "ideal": a_pump(pump.IDEAL, 1.0), "stepped by volume": a_pump(pump.STEP_VOLUME, 1.0),
    "stepped by depth": a_pump(pump.STEP_DEPTH, 1.0), "by depth": a_pump(pump.DEPTH, 0.8),
    "by head": a_pump(pump.HEAD, 0.7), "variable speed": a_pump(pump.VARIABLE_SPEED, 0.8),
}  # fmt: skip
BLENDED = {
    f"{side} {shape}{' gated' * gate}, blended": an_orifice(k, s, gate, blend=0.25)
    for k, side in ((orifice.SIDE, "side"), (orifice.BOTTOM, "bottom"))
    for s, shape in ((orifice.RECTANGULAR, "rectangle"), (orifice.CIRCULAR, "circle")) for gate in (0, 1)
} | {
    "transverse, blended": a_weir(weir.TRANSVERSE, blend=0.25), "notch, blended": a_weir(weir.V_NOTCH, blend=0.25),
    "trapezoid, blended": a_weir(weir.TRAPEZOIDAL, setting=0.6, blend=0.25),
    "gated, blended": a_weir(weir.TRANSVERSE, gate=1, blend=0.25),
    "gated trapezoid, blended": a_weir(weir.TRAPEZOIDAL, gate=1, blend=0.25),
}  # fmt: skip
REGULATORS = ORIFICES | WEIRS | OUTLETS | BLENDED
# free, drowned a little and much, over the top of the opening
HEADS = [(0.03, -1.0), (0.21, -0.3), (0.21, 0.12), (0.37, 0.364), (0.83, 0.42), (0.91, 0.9), (2.3, -0.1), (2.3, 0.81)]
LIFTS = [(0.4, 9.1), (1.3, 0.7), (1.3, 4.9), (2.9, 8.3), (0.5, 18.1), (5.2, 40.0)]


def differences(law: Law, upper: float, lower: float) -> tuple[float, float]:
    """Central differences of the flow with either head."""
    return (
        (law(upper + STEP, lower)[0] - law(upper - STEP, lower)[0]) / (2 * STEP),
        (law(upper, lower + STEP)[0] - law(upper, lower - STEP)[0]) / (2 * STEP),
    )


@pytest.mark.parametrize("name", REGULATORS)
@pytest.mark.parametrize("upper, lower", HEADS)
def test_slopes_of_regulators_are_derivatives(name, upper, lower):
    flow, with_upper, with_lower = REGULATORS[name](upper, lower)
    expected = differences(REGULATORS[name], upper, lower)
    assert (with_upper, with_lower) == pytest.approx(expected, rel=1e-5, abs=1e-8 * max(flow, 1e-3))
    assert with_upper >= 0.0 >= with_lower


@pytest.mark.parametrize("name", PUMPS)
@pytest.mark.parametrize("before, behind", LIFTS)
def test_slopes_of_pumps_are_derivatives(name, before, behind):
    _, with_before, with_behind = PUMPS[name](before, behind)
    assert (with_before, with_behind) == pytest.approx(differences(PUMPS[name], before, behind), rel=1e-5, abs=1e-9)
    assert with_before >= 0.0 >= with_behind


BLIND = ("road", "outlet by depth", "outlet by depth, rated")  # without a tailwater factor, or rated by depth alone


@pytest.mark.parametrize("name", [n for n in REGULATORS if n not in BLIND])
def test_a_tailwater_is_felt(name):
    """Drowned flow falls with the lower head, so that a solver of all heads sees both."""
    _, with_upper, with_lower = REGULATORS[name](0.91, 0.9)
    assert with_lower < 0.0 < with_upper


@pytest.mark.parametrize("name", REGULATORS)
def test_slopes_are_finite_at_equal_heads(name):
    assert np.isfinite(REGULATORS[name](0.4, 0.4)).all() and np.isfinite(REGULATORS[name](0.0, 0.0)).all()


@pytest.mark.parametrize("kind", [orifice.SIDE, orifice.BOTTOM])
def test_a_gated_orifice_that_passes_nothing_gives_zeros(kind):
    """A discharge coefficient of 0: the flows that are led over into each other have no ratio."""
    found = orifice_flow(kind, orifice.RECTANGULAR, 1, 0.5, 0.8, 0.0, 61.0, 1.0, 0.2, 0.1, 0.25)
    assert found[:3] == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("name", BLENDED)
@pytest.mark.parametrize("lower", [-0.2, 0.05, 0.2, 0.35, 0.45, 0.6])
def test_a_drowned_weir_becomes_an_orifice_without_a_jump(name, lower):
    """EPA's laws jump there by up to 16 % of the flow; here no step changes it by more than the slope says."""
    step = 2e-4
    laws = np.array([BLENDED[name](float(h), lower) for h in np.arange(max(lower, 0.0) + 0.02, 1.5, step)])
    rises, slopes = np.diff(laws[:, 0]), np.maximum(laws[1:, 1], laws[:-1, 1])
    assert (rises >= -1e-12).all()
    assert (rises <= 1.05 * step * slopes + 1e-9).all()
