"""Control environments: gymnasium's checkers, a random policy, and rewards that are what the model says."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sponge
from sponge.base.errors import UsageError
from sponge.simulation.environment import ControlTask
from sponge.simulation.growing import GROWING
from sponge.simulation.warmup_models import TEXTS

gymnasium = pytest.importorskip("gymnasium")
import sponge.gym  # noqa: E402 - needs gymnasium

ROOT = Path(__file__).parents[2]
TASK = {
    "model": "small.inp", "step": 100.0,
    "observation": [{"what": "time"}, {"what": "node.depth", "low": 0.0, "high": 5.0}],
    "action": [{"what": "link.setting", "names": ["P1", "R1"]}],
    "reward": [{"what": "node_flooding_volume"}, {"what": "pump_volume", "names": "P1", "weight": 0.5},
               {"what": "node.depth", "names": "J1", "above": 0.2, "weight": -2.0}],
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gym")
    (folder / "ruled.inp").write_text(TEXTS["DYNWAVE"])
    sponge.write_inp(replace(sponge.read_inp(folder / "ruled.inp"), rules=(), rule_variables=()), folder / "small.inp")
    return folder


def task(**keys):
    return ControlTask(**(TASK | keys))


def random_episode(envs, seed):
    """Rewards of a random policy to the end of an episode, and how it ended."""
    envs.reset(seed=seed)
    envs.action_space.seed(seed)
    rewards = []
    while True:
        seen, reward, terminated, truncated, _ = envs.step(envs.action_space.sample())
        assert envs.observation_space.contains(seen)
        rewards.append(reward)
        if (terminated | truncated).all():
            return np.array(rewards), terminated, truncated


def test_gymnasiums_checker_passes(folder):
    from gymnasium.utils.env_checker import check_env

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*(infinity|spec|render).*")
        check_env(sponge.gym.ControlEnv(task(), folder), skip_render_check=True)


def test_a_random_policy_runs_episodes_that_begin_anew(folder):
    envs = sponge.gym.ControlVectorEnv(task(), 3, folder)
    assert isinstance(envs, gymnasium.vector.VectorEnv)
    assert envs.action_names == ["links.setting.P1", "links.setting.R1"]
    first, terminated, truncated = random_episode(envs, 5)
    assert not terminated.any() and truncated.all() and first.shape == (12, 3)
    start, _ = envs.reset(seed=5)
    again, _, _ = random_episode(envs, 5)
    np.testing.assert_array_equal(first, again)
    seen, reward, terminated, truncated, info = envs.step(envs.action_space.sample())  # the step after the end
    np.testing.assert_array_equal(seen, start)
    assert not reward.any() and not (terminated | truncated).any() and (info["elapsed"] == 0.0).all()
    assert len({tuple(column) for column in first.T}) == 3
    envs.close()
    with pytest.raises(UsageError, match="closed"):
        envs.step(envs.action_space.sample())


def test_rewards_are_what_the_model_says(folder):
    envs = sponge.gym.ControlVectorEnv(task(), 2, folder)
    envs.reset()
    actions = np.array([[1.0, 0.5], [0.2, 1.0]], np.float32)
    rewards = [envs.step(actions)[1] for _ in range(6)]
    for lane, (pump, gate) in enumerate(actions.tolist()):
        with sponge.Simulation(folder / "small.inp") as sim:
            before, j = sim.summary(), list(sim.nodes.names).index("J1")
            p = list(sim.links.names).index("P1")
            for step in range(6):
                sim.links.setting[["P1", "R1"]] = [pump, gate]
                sim.advance(sim.elapsed + 100.0)
                after = sim.summary()
                flooded = (after["node_flooding_volume"] - before["node_flooding_volume"]).sum()
                pumped = after["pump_volume"][p] - before["pump_volume"][p]
                expected = -flooded + 0.5 * pumped - 2.0 * max(sim.nodes.depth[j] - 0.2, 0.0)
                assert rewards[step][lane] == pytest.approx(expected, abs=1e-9)
                before = after


def test_scenarios_are_drawn_by_the_seed(folder):
    scenarios = [{"name": n, "set": [f"gage[*].scale *= {k}"]} for n, k in (("weak", 0.5), ("strong", 2.0))]
    envs = sponge.gym.ControlVectorEnv(task(scenario=scenarios), 8, folder)
    drawn = [tuple(envs.reset(seed=seed)[1]["scenario"]) for seed in (1, 2, 1)]
    assert drawn[0] == drawn[2] != drawn[1] and set(drawn[0]) == {"weak", "strong"}


def test_a_lane_is_of_its_scenario_alone(folder):
    """Whatever the first lane's is: changes do not pile up."""
    scenarios = [{"name": n, "set": [f"gage[*].scale *= {k}"]} for n, k in (("weak", 0.5), ("strong", 2.0))]
    inflow = [{"what": "node_lateral_inflow_volume"}]
    envs = sponge.gym.ControlVectorEnv(task(scenario=scenarios, reward=inflow), 8, folder)
    _, info = envs.reset(seed=1)
    actions = np.ones((8, 2), np.float32)
    came = -sum(envs.step(actions)[1] for _ in range(6))
    for name, change in (("weak", "gage[*].scale *= 0.5"), ("strong", "gage[*].scale *= 2.0")):
        with sponge.Simulation(folder / "small.inp", changes=[change]) as sim:
            sim.links.setting[["P1", "R1"]] = 1.0
            sim.advance(600.0)
            expected = sim.summary()["node_lateral_inflow_volume"].sum()
        np.testing.assert_allclose(came[info["scenario"] == name], expected, rtol=1e-9)


def test_sums_are_those_of_the_summary(folder):
    with sponge.Simulation(folder / "small.inp") as sim:
        sim.advance(900.0)
        summary, (batch,) = sim.summary(), sim.ensemble.batches
        for name, of in GROWING.items():
            np.testing.assert_array_equal(of(batch.network, batch.state)[:, 0], summary[name], err_msg=name)
        assert summary["pump_volume"].any() and summary["node_total_inflow_volume"].any()


def test_a_change_in_a_step_can_be_punished(folder):
    reward = [{"what": "node.depth", "names": "J1", "change": True, "weight": -3.0}]
    env = sponge.gym.ControlEnv(task(reward=reward, observation=[{"what": "node.depth", "names": "J1"}]), folder)
    seen, _ = env.reset(seed=1)
    for _ in range(4):
        new, reward, *_ = env.step(np.ones(2, np.float32))
        assert reward == pytest.approx(-3.0 * abs(new[0] - seen[0]), abs=1e-6) and reward < 0.0
        seen = new


def test_decisions_come_at_multiples_of_the_step(folder):
    """However far the routing step that reached the last one went beyond it."""
    env = sponge.gym.ControlEnv(task(step=7.0), folder)
    env.reset(seed=1)
    times = [env.step(np.ones(2, np.float32))[4]["elapsed"] for _ in range(40)]
    assert (np.array(times) >= 7.0 * np.arange(1, 41) - 1e-9).all()
    assert (np.array(times) < 7.0 * np.arange(2, 42)).all()


def test_the_polder_is_a_task():
    envs = sponge.gym.ControlVectorEnv(ROOT / "scenarios" / "control" / "polder.toml", 2)
    envs.reset(seed=1)
    envs.action_space.seed(1)
    seen, reward, *_ = envs.step(envs.action_space.sample())
    assert envs.observation_space.contains(seen) and np.isfinite(reward).all()
    assert "links.setting.SLUICE" in envs.action_names


@pytest.mark.parametrize("keys, words", [
    ({"observation": [{"what": "node.dept"}]}, "a node has no dept, did you mean 'depth'"),
    ({"observation": [{"what": "nod.depth"}]}, "views are node"),
    ({"action": [{"names": "P9"}]}, "no link matches 'P9'"),
    ({"reward": [{"what": "node.depth", "names": "J9", "above": 1.0}]}, "no node matches 'J9'"),
])  # fmt: skip
def test_what_is_not_there_is_named(keys, words, folder):
    with pytest.raises(UsageError, match=words):
        sponge.gym.ControlVectorEnv(task(**keys), 1, folder)


@pytest.mark.parametrize("text, words", [
    ("modl = 'x'", "unknown key, did you mean 'model'"), ("[[reward]]\nwhat = 'node.depth'", "give above or below"),
    ("[[reward]]\nwhat = 'depth'", "what is VIEW.ATTRIBUTE"),
    ("[[action]]\nnames = 'P1'\nlow = 2", "must be under high"),
])  # fmt: skip
def test_files_are_checked(text, words, tmp_path):
    (tmp_path / "task.toml").write_text(text)
    with pytest.raises(UsageError, match=words):
        sponge.gym.ControlVectorEnv(tmp_path / "task.toml")
