"""Kinematic wave and steady flow: the conduit alone, dividers, the order of links, and small networks."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from networks import finished, model_of, options

import sponge
from sponge.base.tables import pool
from sponge.io.epa_run import run_epa
from sponge.physics.conduits.kinematic_wave import SPACE_WEIGHT, TIME_WEIGHT, kinematic_step
from sponge.physics.nodes.divider import CUTOFF, OVERFLOW, TABULAR, WEIR, Dividers, divider_outflow
from sponge.physics.sections.geometry import SectionPool, shape_of
from sponge.physics.sections.lookup import section_factor


def sections_of(name, *numbers):
    made = SectionPool()
    made.add(shape_of(name, numbers))
    return made.sections()


# --- one conduit -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [("CIRCULAR", 1.0), ("TRAPEZOIDAL", 1.0, 1.0, 1.0, 1.0), ("EGG", 1.0)], ids=str)
@pytest.mark.parametrize("flow", [0.01, 0.3, 0.9])
def test_constant_inflow_becomes_uniform_flow(shape, flow):
    sections = sections_of(*shape)
    state = (0.0, 0.0, 0.0, 0.0, 0.0)
    for _ in range(400):
        up, area_up, down, area_down, owed = kinematic_step(
            sections, 0, flow, 0.0, state[0], state[2], state[1], state[3], 2.0, state[4], 1.0
        )
        state = (up, area_up, down, area_down, owed)
    assert owed == pytest.approx(0.0, abs=1e-9)
    assert down == pytest.approx(flow, rel=1e-3)
    assert area_down == pytest.approx(area_up, rel=1e-3)
    assert section_factor(sections, 0, area_up) == pytest.approx(flow, rel=1e-9)


def rising_and_falling(k):
    return 0.4 + 0.35 * np.sin(0.05 * k)


def at_once_on_and_off(k):
    return 0.9 if k % 60 < 20 else 0.0


@pytest.mark.parametrize("travel", [0.05, 1.5, 300.0])
@pytest.mark.parametrize("inflow", [rising_and_falling, at_once_on_and_off])
def test_the_box_keeps_its_water(inflow, travel):
    """The scheme's own balance of each step, with what it owes, closes to rounding however long the conduit;
    and no more leaves than has entered."""
    sections, loss = sections_of("CIRCULAR", 1.0), 0.0
    old, there = (0.05, 0.1, 0.05, 0.1, 0.0), 0.1 * travel
    for k in range(200):
        new = kinematic_step(sections, 0, inflow(k), loss, old[0], old[2], old[1], old[3], travel, old[4], 1.0)
        stored = (1.0 - TIME_WEIGHT) * (new[1] - old[1]) + TIME_WEIGHT * (new[3] - old[3])
        flux = (1.0 - SPACE_WEIGHT) * (old[2] - old[0]) + SPACE_WEIGHT * (new[2] - new[0]) + loss
        assert stored * travel + flux - (new[4] - old[4]) == pytest.approx(0.0, abs=1e-12 * (travel + 1.0))
        held = ((1.0 - TIME_WEIGHT) * new[1] + TIME_WEIGHT * new[3]) * travel - new[4]
        assert held > -(1.0 - SPACE_WEIGHT) * 0.1  # a little of what left by the last step's rate
        there += new[0] - new[2]
        assert there > -1e-4
        old = new


def test_what_the_conduit_cannot_carry_stays_upstream():
    sections = sections_of("CIRCULAR", 1.0)
    up, area_up, *_ = kinematic_step(sections, 0, 1.7, 0.0, 0.9, 0.9, 0.8, 0.8, 1.0, 0.0, 1.0)
    assert (up, area_up) == (1.0, 1.0)


def test_a_dry_conduit_stays_dry():
    dry = kinematic_step(sections_of("CIRCULAR", 1.0), 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0)
    assert dry == (0.0, 0.0, 0.0, 0.0, 0.0)


def test_a_flood_wave_travels_at_its_celerity():
    """dQ/dA = 5/3 V in a wide channel: a small rise on uniform flow arrives after L / c."""
    sections = sections_of("RECT_OPEN", 1.0, 1000.0, 0.0)
    base, reaches, travel = 0.5, 40, 1.26  # a Courant number of 1
    area = base**0.6
    state = [(base, area, base, area, 0.0)] * reaches
    arrival = None
    for step in range(400):
        flow = base * 1.1
        for i in range(reaches):
            up, a_up, down, a_down, owed = state[i]
            state[i] = kinematic_step(sections, 0, flow, 0.0, up, down, a_up, a_down, travel, owed, 1.0)
            flow = state[i][2]
        if arrival is None and flow > base * 1.05:
            arrival = step + 1
    celerity = 5.0 / 3.0 * base / area  # in full flow over full area
    assert arrival == pytest.approx(reaches * travel / celerity, rel=0.05)


# --- dividers ----------------------------------------------------------------------------------------------------

DIVIDERS = Dividers(
    kind=np.array([CUTOFF, TABULAR, WEIR, OVERFLOW]),
    link=np.array([7, 7, 7, 7]),
    min_flow=np.array([[1.0], [0.0], [1.0], [0.0]]),
    weir_height=np.array([[0.0], [0.0], [0.5], [0.0]]),
    weir_coefficient=np.array([[0.0], [0.0], [20.0], [0.0]]),
    curve=np.array([[-1], [0], [-1], [-1]]),
    tables=pool([(np.array([0.0, 1.0, 3.0]), np.array([0.0, 0.2, 2.0]))]),
)


@pytest.mark.parametrize(
    "kind, inflow, diverted",
    [
        (CUTOFF, 0.8, 0.0),
        (CUTOFF, 2.5, 1.5),
        (TABULAR, 2.0, 1.1),
        (TABULAR, 0.5, 0.1),
        (WEIR, 0.9, 0.0),
        (WEIR, 3.0, 20.0 * (0.5 * 2.0 / (20.0 * 0.5**1.5 - 1.0)) ** 1.5),
        (WEIR, 50.0, 20.0 * 0.5**1.5 * sqrt(49.0 / (20.0 * 0.5**1.5 - 1.0))),
    ],
)
def test_divider(kind, inflow, diverted):
    """What is diverted, and the rest in the other link."""
    assert divider_outflow(DIVIDERS, kind, 0, 7, inflow, 0.0) == pytest.approx(min(diverted, inflow))
    assert divider_outflow(DIVIDERS, kind, 0, 3, inflow, 0.0) == pytest.approx(inflow - min(diverted, inflow))


def test_overflow_divider_diverts_what_the_other_link_left():
    assert divider_outflow(DIVIDERS, OVERFLOW, 0, 3, 2.0, 0.0) == 2.0
    assert divider_outflow(DIVIDERS, OVERFLOW, 0, 7, 2.0, 1.4) == pytest.approx(0.6)
    assert divider_outflow(DIVIDERS, OVERFLOW, 0, 7, 2.0, 2.0) == 0.0


# --- networks ----------------------------------------------------------------------------------------------------

NETWORK = """
[JUNCTIONS]
A 10 3 0 0 0
[DIVIDERS]
D 9 RELIEF CUTOFF 0.3 3 0 0 0
[STORAGE]
S 7 4 0 FUNCTIONAL 0 0 400
[OUTFALLS]
O 6 FREE NO
R 6 FREE NO
[CONDUITS]
IN A D 200 0.013 0 0 0 0
RELIEF D R 300 0.013 0 0 0 0
POND D S 200 0.013 0 0 0 0
[ORIFICES]
OUT S O SIDE 0 0.65 NO 0
[XSECTIONS]
IN CIRCULAR 1.2 0 0 0
RELIEF RECT_OPEN 1 1 0 0
POND CIRCULAR 1.0 0 0 0
OUT CIRCULAR 0.3 0 0 0
[INFLOWS]
A FLOW TS
[TIMESERIES]
TS 0:00 0.5
TS 9:00 0.5
"""


@pytest.mark.parametrize("routing", ["STEADY", "KINWAVE"])
def test_steady_inflow_through_divider_and_pond(tmp_path, routing):
    """0.2 m3/s are diverted; the pond rises until its orifice lets 0.3 m3/s go; depths are normal depths."""
    text = options(8 * 3600.0, step=30.0, report=600.0, routing=routing) + NETWORK
    result = sponge.run(model_of(text, tmp_path))
    last = result.isel(time=-1)
    flow = last.link_flow
    assert float(flow.sel(link="IN")) == pytest.approx(0.5, rel=2e-3)
    assert float(flow.sel(link="RELIEF")) == pytest.approx(0.2, rel=5e-3)
    assert float(flow.sel(link="POND")) == pytest.approx(0.3, rel=2e-3)
    assert float(flow.sel(link="OUT")) == pytest.approx(0.3, rel=5e-3)
    g, area = 32.2 * 0.3048, np.pi * 0.15**2
    head = (0.3 / (0.65 * area)) ** 2 / (2.0 * g) + 0.15
    assert float(last.node_depth.sel(node="S")) == pytest.approx(head, rel=0.01)
    y = float(last.link_depth.sel(link="RELIEF"))
    assert sqrt(0.01) / 0.013 * y * (y / (1.0 + 2.0 * y)) ** (2.0 / 3.0) == pytest.approx(0.2, rel=0.01)
    assert abs(float(result.routing_continuity_error)) < 1.0


@pytest.mark.parametrize("step, length", [(300, 50), (240, 50), (300, 200), (60, 50)])
@pytest.mark.parametrize("shape", ["CIRCULAR 2 0 0 0", "TRIANGULAR 2 3 0 0", "CIRCULAR 1 0 0 0 4"])
def test_short_conduits_in_long_steps_make_no_water(tmp_path, shape, step, length):
    """A conduit that empties within a step gives no more than it holds."""
    text = options(6 * 3600, step, routing="KINWAVE") + "[JUNCTIONS]\n"
    text += "".join(f"{name} {0.002 * length * k} 0\n" for k, name in ((3, "A"), (2, "B"), (1, "C")))
    text += "[OUTFALLS]\nO 0 FREE\n[CONDUITS]\n"
    text += "".join(f"{a}{b} {a} {b} {length} 0.015 0 0\n" for a, b in ("AB", "BC", "CO"))
    text += "[XSECTIONS]\n" + "".join(f"{link} {shape}\n" for link in ("AB", "BC", "CO"))
    text += '[INFLOWS]\nA FLOW T\n[TIMESERIES]\nT 0:00 0\nT 0:10 0.6\nT 0:20 0.6\nT 0:25 0\n'
    summary = finished(model_of(text, tmp_path)).summary()
    assert float(summary["routing_external_inflow"][0]) > 500.0
    assert abs(float(summary["routing_continuity_error"][0])) < 0.1


# --- velocity ----------------------------------------------------------------------------------------------------

STEEP_AND_FLAT = """[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING {routing}
START_DATE 01/01/2020
END_DATE 01/01/2020
END_TIME 02:00
REPORT_STEP 00:00:10
ROUTING_STEP 10
[JUNCTIONS]
A 12 3
B 2 3
[OUTFALLS]
O 1 FREE
[CONDUITS]
STEEP A B 100 0.013 0 0
FLAT B O 400 0.013 0 0
[XSECTIONS]
STEEP CIRCULAR 0.6 0 0 0
FLAT TRAPEZOIDAL 1.5 0.5 1 1
[INFLOWS]
A FLOW wave
[TIMESERIES]
wave 0:00 0
wave 0:10 0.5
wave 0:20 0.5
wave 0:21 0
wave 2:00 0
"""


@pytest.mark.parametrize("routing", ["KINWAVE", "STEADY"])
def test_the_largest_velocity_is_that_over_the_mean_depth(tmp_path, routing):
    """As at the reporting times, every step one of them; a conduit whose upper end runs dry first is no faster for it.
    EPA SWMM's is the same."""
    path = tmp_path / "m.inp"
    path.write_text(STEEP_AND_FLAT.format(routing=routing))
    ds = sponge.run(path, compat="epa")
    np.testing.assert_allclose(ds.link_max_velocity, np.abs(ds.link_velocity).max("time"), rtol=1e-5)
    np.testing.assert_allclose(ds.link_max_capacity, ds.link_capacity.max("time"), rtol=1e-5)
    theirs = run_epa(sponge.read_inp(path)).results
    assert list(theirs.names["link"]) == list(ds.link.values)
    np.testing.assert_allclose(ds.link_max_velocity, np.abs(theirs.values["link_velocity"]).max(axis=0), rtol=0.02)
