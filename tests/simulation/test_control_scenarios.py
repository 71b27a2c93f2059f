"""Control problems that come with sponge, after published ones: what is seen and set, gymnasium's checker, policies."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest

gymnasium = pytest.importorskip("gymnasium")
import sponge.gym  # noqa: E402 - needs gymnasium

FOLDER = Path(__file__).parents[2] / "scenarios" / "control"
SLOW = pytest.mark.slow  # kernels with pollutants for a block of lanes
SIZES = {  # numbers that are seen, numbers that are set
    "theta": (2, 2), "alpha": (16, 5), "beta": (7, 3), "gamma": (11, 11), "delta": (6, 5), "epsilon": (12, 11),
    "zeta": (6, 4), "polder": (28, 10),
}  # fmt: skip
NAMES = [pytest.param(name, marks=SLOW) if name == "epsilon" else name for name in SIZES]


def test_every_problem_is_here_and_in_the_documents():
    page = (FOLDER.parents[1] / "docs" / "control.md").read_text(encoding="utf-8")
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(SIZES)
    assert not [name for name in SIZES if f"`{name}`" not in page]


@pytest.mark.parametrize("name", NAMES)
def test_a_random_policy_runs(name):
    envs = sponge.gym.ControlVectorEnv(FOLDER / f"{name}.toml", 2)
    assert (envs.single_observation_space.shape[0], envs.single_action_space.shape[0]) == SIZES[name]
    envs.reset(seed=3)
    envs.action_space.seed(3)
    over = False
    while not over:
        seen, reward, terminated, truncated, _ = envs.step(envs.action_space.sample())
        assert envs.observation_space.contains(seen) and np.isfinite(reward).all() and not terminated.any()
        over = truncated.all()
    assert np.abs(envs.control.sim.summary()["routing_continuity_error"]).max() < 2.0
    envs.close()


@pytest.mark.parametrize("name", NAMES)
def test_gymnasiums_checker_passes(name):
    from gymnasium.utils.env_checker import check_env

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*(infinity|spec|render).*")
        check_env(sponge.gym.ControlEnv(FOLDER / f"{name}.toml"), skip_render_check=True)


def returns(name, policies):
    """What constant settings bring to the end of an episode, a lane each."""
    envs = sponge.gym.ControlVectorEnv(FOLDER / f"{name}.toml", len(policies))
    envs.reset()
    actions = np.repeat(np.array(policies, np.float32)[:, None], envs.single_action_space.shape[0], axis=1)
    total, over = np.zeros(len(policies)), False
    while not over:
        _, reward, _, truncated, _ = envs.step(actions)
        total, over = total + reward, truncated.all()
    envs.close()
    return total


@pytest.mark.parametrize("name", [n for n in NAMES if n not in ("theta", "polder")])
def test_settings_matter(name):
    """Shut is worst or near it, and what is best is not the same for all."""
    shut, tenth, half, opened = returns(name, [0.0, 0.1, 0.5, 1.0])
    assert len({round(value, 2) for value in (shut, tenth, half, opened)}) >= 3
    assert max(tenth, half, opened) > shut


def test_theta_can_be_solved():
    """Under a quarter of a cubic metre a second from each basin, as Torricelli has it: no flood, under the limit."""
    envs = sponge.gym.ControlVectorEnv(FOLDER / "theta.toml", 2)
    seen, _ = envs.reset()
    total, over = np.zeros(2), False
    while not over:
        valves = 0.22 / (0.65 * np.sqrt(2.0 * 9.81 * np.maximum(seen[0], 0.05)))
        seen, reward, _, truncated, _ = envs.step(np.array([np.minimum(valves, 1.0), np.ones(2)], np.float32))
        total, over = total + reward, truncated.all()
    assert total[0] > -0.01 and total[1] < -3.0
    assert not envs.control.sim.summary()["node_flooding_volume"].any()
