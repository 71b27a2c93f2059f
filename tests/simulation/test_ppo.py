"""A learner from another package on a control problem; where it is installed."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("gymnasium")
pytest.importorskip("stable_baselines3", exc_type=ImportError)

FOLDER = Path(__file__).parents[2] / "scenarios" / "control"


def script():
    """The example as a module."""
    spec = importlib.util.spec_from_file_location("train_ppo", FOLDER / "train_ppo.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_lanes_are_what_stable_baselines_takes():
    """Episodes end for all lanes, with what was seen last beside what the next one begins with."""
    import sponge.gym

    lanes = script().Lanes(sponge.gym.ControlVectorEnv(FOLDER / "theta.toml", 3), seed=1)
    first = lanes.reset()
    for _ in range(71):
        _, _, done, infos = lanes.step(np.ones((3, 2), np.float32))
        assert not done.any() and infos == [{}, {}, {}]
    seen, _, done, infos = lanes.step(np.ones((3, 2), np.float32))
    assert done.all() and all(info["TimeLimit.truncated"] for info in infos)
    np.testing.assert_array_equal(seen, first)
    assert infos[0]["terminal_observation"].shape == (2,)


def test_ppo_is_trained_and_judged():
    """Policies of some thousand decisions are no good yet; that they are trained and judged is what is tested."""
    found = script().train(FOLDER / "theta.toml", steps=4096, lanes=8)
    assert set(found) == {"open", "random", "trained"} and np.isfinite(list(found.values())).all()
    assert found["open"] == pytest.approx(-3.4, abs=0.2)
