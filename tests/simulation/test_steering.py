"""A simulation under the user's hand: one model, step by step."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

import sponge
from sponge.base.errors import UsageError


@pytest.fixture(scope="module")
def result(model):
    """The results of the small model's run."""
    return sponge.run(model)


def test_steps_give_times(model):
    with sponge.Simulation(model) as sim:
        times = list(sim.steps(every="5min"))
        assert times[-1] == model.options.end and sim.finished
        due = [model.options.start + timedelta(minutes=5 * k) for k in (1, 2, 3, 4)]
        assert all(timedelta(0) <= t - d < timedelta(seconds=5) for t, d in zip(times, due, strict=True))
        assert list(sim.steps(every="5min")) == []


def test_steps_without_every_are_routing_steps(model):
    with sponge.Simulation(model) as sim:
        steps = iter(sim.steps())
        first, second = next(steps), next(steps)
        assert model.options.start < first < second <= model.options.start + timedelta(seconds=10)


def test_going_in_steps_changes_nothing(model, result):
    with sponge.Simulation(model) as sim:
        for _ in sim.steps(every=37.0):
            pass
        for name, values in sim.summary().items():
            if name in result:
                expected = result[name].values
                if expected.dtype.kind != "M" and not name.startswith("pump_"):
                    np.testing.assert_array_equal(values.astype(expected.dtype), expected, err_msg=name)


def test_reads_by_name_and_whole(model):
    with sponge.Simulation(model) as sim:
        sim.advance(500.0)
        assert sim.links.flow["C1"] > 0.0
        assert sim.nodes.depth["J2"] == sim.nodes.depth[list(sim.nodes.names).index("J2")]
        assert sim.nodes.depth[["J1", "J2"]].shape == (2,)
        assert sim.nodes.head.shape == (7,)
        assert float(sim.nodes.head["J1"]) == pytest.approx(float(sim.nodes.depth["J1"]) + 10.0)
        assert float((2 * sim.nodes.depth).max()) > 0.0
        assert sim.subcatchments.rainfall["S1"] == pytest.approx(20e-3 / 3600.0, rel=1e-5)
        assert isinstance(sim.time, datetime)
        with pytest.raises(KeyError, match="did you mean 'C1'"):
            sim.links.flow["C11"]
        with pytest.raises(AttributeError, match="did you mean 'flow'"):
            sim.links.flows  # noqa: B018
        with pytest.raises(UsageError, match="cannot be set"):
            sim.links.flow["C1"] = 1.0
        with pytest.raises(UsageError, match="finite"):
            sim.nodes.lateral_inflow["J1"] = np.nan


def test_lateral_inflow_is_added(model):
    with sponge.Simulation(model) as sim, sponge.Simulation(model) as other:
        sim.nodes.lateral_inflow["J1"] = 0.02
        for s in (sim, other):
            s.advance(900.0)
        assert sim.nodes.lateral_inflow["J1"] - other.nodes.lateral_inflow["J1"] == pytest.approx(0.02, rel=1e-9)
        assert sim.links.flow["C1"] > other.links.flow["C1"]
        assert abs(sim.summary()["routing_continuity_error"]) < 2.0


@pytest.mark.parametrize(
    "link, given, taken", [("R1", -3.0, 0.0), ("W1", 5.0, 1.0), ("P1", -1.0, 0.0), ("P1", 1.2, 1.2)]
)
def test_a_link_takes_no_setting_that_it_cannot_have(model, link, given, taken):
    """An opening is open by 0 to 1, and no pump runs backwards."""
    with sponge.Simulation(replace(model, rules=())) as sim:
        sim.links.setting[link] = given
        next(iter(sim.steps()))
        assert sim.links.setting[link] == sim.links.target_setting[link] == taken


def test_settings_are_set(model):
    free = replace(model, rules=())
    with sponge.Simulation(free) as sim, sponge.Simulation(free) as other:
        sim.links.setting["R1"] = 0.0
        for s in (sim, other):
            s.advance(900.0)
        assert sim.links.setting["R1"] == 0.0
        assert sim.links.flow["R1"] == 0.0
        sim.links.setting[["R1", "W1"]] = 0.5
        sim.advance(960.0)
        assert sim.links.setting["R1"] == 0.5


def test_what_is_set_before_the_first_step_counts(model):
    """From the first step on: a pump that never runs lifts nothing, an inflow is there in full."""
    free = replace(model, rules=())
    with sponge.Simulation(free) as sim, sponge.Simulation(free) as other:
        sim.links.setting["P1"] = 0.0
        sim.nodes.lateral_inflow["J1"] = 0.02
        first = next(iter(sim.steps()))
        assert sim.links.setting["P1"] == 0.0
        assert sim.nodes.lateral_inflow["J1"] > 0.0199 and first > model.options.start
        for s in (sim, other):
            s.advance(900.0)
        (pump,) = np.flatnonzero(np.array(list(sim.links.names)) == "P1")
        assert sim.summary()["link_max_flow"][pump] == 0.0 < other.summary()["link_max_flow"][pump]
        more = sim.nodes.lateral_inflow["J1"] - other.nodes.lateral_inflow["J1"]
        assert more == pytest.approx(0.02, rel=1e-9)


def test_outfall_level_is_set(model):
    with sponge.Simulation(model) as sim:
        sim.nodes.stage["O1"] = 9.8
        sim.advance(300.0)
        assert sim.nodes.head["O1"] == pytest.approx(9.8)


def test_a_level_is_set_at_outfalls_alone(model):
    with sponge.Simulation(model) as sim:
        for refused in ("J1", ["O1", "J1"], slice(None)):
            with pytest.raises(UsageError, match="is no outfall: a stage is set at outfalls alone"):
                sim.nodes.stage[refused] = 9.8
        assert np.isnan(sim.nodes.stage).all()


def test_settings_take_operators(model):
    """``*=`` of an attribute sets what it says, as ``=`` does; a copy at hand stays the user's own."""
    with sponge.Simulation(replace(model, rules=())) as sim:
        sim.links.setting["R1"] = 0.8
        sim.links.setting = sim.links.target_setting
        mine = sim.links.target_setting
        mine *= 0.25
        sim.links.target_setting *= 0.5
        assert sim.links.target_setting["R1"] == pytest.approx(0.4)


@pytest.mark.parametrize("until", ["1h", float("nan"), None])
def test_a_time_that_is_none_is_refused(model, until):
    with sponge.Simulation(model) as sim, pytest.raises(UsageError, match="advance to when"):
        sim.advance(until)


def test_a_snapshot_of_another_simulation_is_refused(model, tutorial):
    with sponge.Simulation(model) as sim, sponge.Simulation(tutorial) as other:
        before = sim.nodes.depth.copy()
        with pytest.raises(UsageError, match="other elements or lanes"):
            sim.restore(other.snapshot())
        np.testing.assert_array_equal(sim.nodes.depth, before)


def test_snapshot_and_restore_are_exact(model):
    with sponge.Simulation(model) as sim:
        sim.advance(400.0)
        before = sim.snapshot()
        states = []
        for _ in range(2):
            sim.restore(before)
            assert sim.elapsed < 410.0
            sim.advance(900.0)
            states.append((np.array(sim.nodes.depth), np.array(sim.links.flow), sim.elapsed, sim.summary()))
        np.testing.assert_array_equal(states[0][0], states[1][0])
        np.testing.assert_array_equal(states[0][1], states[1][1])
        assert states[0][2] == states[1][2]
        for name, values in states[0][3].items():
            np.testing.assert_array_equal(values, states[1][3][name])


def test_simulations_live_side_by_side(model):
    """Steps of two in turn give what each gives alone."""
    with sponge.Simulation(model) as a, sponge.Simulation(model, changes="conduit[*].roughness *= 2") as b:
        for _ in zip(a.steps(every=60), b.steps(every=60), strict=False):
            pass
        a.advance(1200.0), b.advance(1200.0)
        flows = np.array(a.links.flow), np.array(b.links.flow)
    for flow, changes in zip(flows, ((), "conduit[*].roughness *= 2"), strict=True):
        with sponge.Simulation(model, changes=changes) as alone:
            alone.advance(1200.0)
            np.testing.assert_array_equal(flow, alone.links.flow)




def test_settings_beyond_what_an_element_takes(model):
    """As EPA SWMM takes them: a gate is not open by less than nothing, nor by more than all; a pump may be faster."""
    free = replace(model, rules=())
    with sponge.Simulation(free) as sim:
        sim.links.setting[["R1", "W1", "P1"]] = -3.0
        assert sim.links.target_setting[["R1", "W1", "P1"]].tolist() == [0.0, 0.0, 0.0]
        sim.links.setting[["R1", "W1", "P1"]] = 3.0
        assert sim.links.target_setting[["R1", "W1", "P1"]].tolist() == [1.0, 1.0, 3.0]
        sim.advance(900.0)
        assert abs(sim.summary()["routing_continuity_error"]) < 5.0
