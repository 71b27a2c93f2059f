"""Variants side by side under the user's hand: each as if it were alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import sponge
from sponge.base.errors import ModelError, UsageError

ROUGH = {f"rough {k}": f"conduit[*].roughness *= {1 + 0.1 * k}" for k in range(9)}  # more than a block holds
VARIANTS = ROUGH | {"hasty": "options.max_trials = 3"}  # settings are shared in a block: this one needs its own
SPEEDS = np.linspace(0.0, 1.0, len(VARIANTS))


@pytest.fixture(scope="module")
def free(model):
    """The model without rules, which would change the pump's setting."""
    return replace(model, rules=())


def steered(sim: sponge.Simulation, speed: float | np.ndarray) -> sponge.Simulation:
    """Ten minutes, then the pump at a speed and some water into a junction, five minutes more."""
    sim.advance(600.0)
    sim.links.setting["P1"] = speed
    sim.nodes.lateral_inflow["J1"] = 0.01
    sim.advance(900.0)
    return sim


def test_every_lane_is_as_if_it_were_alone(free):
    sim = steered(sponge.Simulation(free, variants=VARIANTS), SPEEDS)
    assert sim.lanes == tuple(VARIANTS) and len(sim.ensemble.batches) == 3
    assert sim.nodes.depth.shape == (7, len(VARIANTS)) and sim.links.flow["P1"].shape == (len(VARIANTS),)
    summary = sim.summary()
    for k, change in enumerate(VARIANTS.values()):
        alone = steered(sponge.Simulation(free, changes=change), float(SPEEDS[k]))
        for kind in ("nodes", "links", "subcatchments"):
            for name in getattr(alone, kind)._READ:
                ours = getattr(getattr(sim, kind), name)[:, k]
                np.testing.assert_array_equal(ours, getattr(getattr(alone, kind), name), err_msg=f"{k}: {name}")
        for name, values in alone.summary().items():
            np.testing.assert_array_equal(summary[name][..., k], values, err_msg=f"{k}: {name}")


def test_one_value_is_for_all_lanes_and_a_value_each_for_each(free):
    with sponge.Simulation(free, variants=VARIANTS) as sim:
        sim.links.setting[["R1", "W1"]] = 0.5
        assert (sim.links.target_setting[["R1", "W1"]] == 0.5).all()
        sim.links.setting["R1"] = SPEEDS
        np.testing.assert_array_equal(sim.links.target_setting["R1"], SPEEDS)
        sim.links.setting["R1", 3] = 0.25
        assert float(sim.links.target_setting["R1", 3]) == 0.25
        sim.nodes.lateral_inflow = 0.0
        with pytest.raises(UsageError, match="finite"):
            sim.links.setting["R1"] = np.where(SPEEDS > 0.5, np.nan, 0.0)
        with pytest.raises(KeyError, match="did you mean 'R1'"):
            sim.links.setting["R11"] = 1.0


def test_steps_come_back_when_every_lane_has_reached_them(free):
    with sponge.Simulation(free, variants=VARIANTS) as sim:
        moments = [(moment - sim.start).total_seconds() for moment in sim.steps(every="5min")]
        assert sim.finished and len(moments) == 4
        assert all(0.0 <= moment - 300.0 * k < 5.0 for k, moment in enumerate(moments, 1))


def test_snapshot_and_restore_are_of_all_lanes(free):
    with sponge.Simulation(free, variants=VARIANTS) as sim:
        sim.advance(400.0)
        before, depth = sim.snapshot(), np.array(sim.nodes.depth)
        ends = []
        for _ in range(2):
            sim.restore(before)
            np.testing.assert_array_equal(sim.nodes.depth, depth)
            sim.advance(800.0)
            ends.append(np.array(sim.links.flow))
        np.testing.assert_array_equal(*ends)


def test_a_state_file_holds_all_lanes(free, tmp_path):
    with sponge.Simulation(free, variants=VARIANTS) as sim, sponge.Simulation(free, variants=VARIANTS) as later:
        sim.advance(400.0)
        sim.save_state(tmp_path / "half.npz")
        later.restore_state(tmp_path / "half.npz")
        for one in (sim, later):
            one.advance(800.0)
        np.testing.assert_array_equal(sim.nodes.depth, later.nodes.depth)
        np.testing.assert_array_equal(sim.links.flow, later.links.flow)
    with pytest.raises(ModelError, match="it holds 10 lanes, the run has 9"):
        sponge.Simulation(free, variants=ROUGH).restore_state(tmp_path / "half.npz")


def test_several_models_are_a_lane_each(free):
    rough = sponge.apply_changes(free, "conduit[*].roughness *= 2")
    with sponge.Simulation([free, rough]) as sim, sponge.Simulation([rough]) as one:
        sim.advance(600.0)
        one.advance(600.0)
        assert sim.lanes == ("0", "1") and one.nodes.depth.shape == (7, 1)
        np.testing.assert_array_equal(sim.nodes.depth[:, 1], one.nodes.depth[:, 0])
        assert not np.array_equal(sim.nodes.depth[:, 0], sim.nodes.depth[:, 1])


def test_strangers_are_refused(free):
    def without_the_weir(model: sponge.Model) -> sponge.Model:
        return replace(model, weirs={}, link_order=tuple(name for name in model.link_order if name != "W1"))

    with pytest.raises(UsageError, match="'other' has other elements than 'base'"):
        sponge.Simulation(free, variants={"base": [], "other": without_the_weir})
    with pytest.raises(UsageError, match="share start and end"):
        sponge.Simulation(free, variants=[[], 'options.end = "2020-01-01 00:40"'])
    with pytest.raises(UsageError, match="at least one model"):
        sponge.Simulation(free, variants=[])
    with pytest.raises(UsageError, match="several models, or one and its variants"):
        sponge.Simulation([free, free], variants=[[]])
