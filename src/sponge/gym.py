# SPDX-License-Identifier: Apache-2.0
"""Control environments for gymnasium: many lanes as a VectorEnv, or one as an Env, from a TOML file.

    import sponge.gym

    envs = sponge.gym.ControlVectorEnv("scenarios/control/polder.toml", num_envs=8)
    seen, info = envs.reset(seed=1)
    seen, reward, terminated, truncated, info = envs.step(envs.action_space.sample())

Needs the extra ``gym``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.errors import UsageError
from sponge.simulation.environment import Control, ControlTask
from sponge.sweep.file_problems import checked
from sponge.sweep.tomlfile import read_toml

try:
    import gymnasium
    from gymnasium.vector import AutoresetMode
    from gymnasium.vector.utils import batch_space
except ImportError:
    raise UsageError("sponge.gym needs gymnasium: pip install 'sponge-stormwater[gym]'") from None


def control_of(task: str | Path | ControlTask, lanes: int, folder: Path | None = None) -> Control:
    """The lanes of a control task, given as its file or as itself; its model is beside the file, or in ``folder``."""
    if isinstance(task, ControlTask):
        return Control(task, folder or Path(), lanes)
    path = Path(task)
    return Control(checked(ControlTask, read_toml(path), str(path)), folder or path.parent, lanes)


def spaces_of(control: Control) -> tuple[gymnasium.spaces.Box, gymnasium.spaces.Box]:
    """The spaces of what one lane observes and of what it sets."""
    seen, actions = control.seen_bounds, control.action_bounds
    return gymnasium.spaces.Box(*seen, dtype=np.float32), gymnasium.spaces.Box(*actions, dtype=np.float32)


class ControlVectorEnv(gymnasium.vector.VectorEnv):
    """``num_envs`` lanes, which begin and end together.

    An episode is truncated at the end of the model's time. A lane whose numbers run away is terminated, and the
    episodes of the others are truncated with it. The step after an episode begins a new one."""

    metadata = {"autoreset_mode": AutoresetMode.NEXT_STEP}  # noqa: RUF012 - as gymnasium has it

    def __init__(self, task: str | Path | ControlTask, num_envs: int = 8, folder: Path | None = None):
        self.control = control_of(task, num_envs, folder)
        self.num_envs = num_envs
        self.single_observation_space, self.single_action_space = spaces_of(self.control)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self.observation_names = self.control.observation_names
        self.action_names = self.control.action_names
        self._over, self._everybody = True, np.ones(num_envs, bool)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> Any:
        """Begin an episode; the seed draws the scenarios."""
        if isinstance(seed, list):
            seed = next((one for one in seed if one is not None), None)
        super().reset(seed=seed)
        self._over = False
        seen = self.control.reset(self.np_random)
        self._scenarios = np.array(self.control.scenarios, object)
        return seen, self._info()

    def step(self, actions: Any) -> Any:
        """Take a step; after the end of an episode begin a new one, whatever the actions are."""
        if self._over:
            seen, info = self.reset()
            no = np.zeros(self.num_envs, bool)
            return seen, np.zeros(self.num_envs), no, no.copy(), info
        done = self.control.step(np.asarray(actions))
        self._over = done.over or bool(done.failed.any())
        terminated = done.failed.astype(bool)
        return done.seen, done.reward, terminated, ~terminated & self._over, self._info()

    def close_extras(self, **_: Any) -> None:
        """Give back the memory."""
        self.control.sim.close()

    def _info(self) -> dict[str, Any]:
        return {
            "elapsed": np.full(self.num_envs, self.control.elapsed), "_elapsed": self._everybody,
            "scenario": self._scenarios, "_scenario": self._everybody,
        }  # fmt: skip


class ControlEnv(gymnasium.Env):
    """One lane of a control task."""

    metadata: dict[str, Any] = {"render_modes": []}  # noqa: RUF012

    def __init__(self, task: str | Path | ControlTask, folder: Path | None = None):
        self.control = control_of(task, 1, folder)
        self.observation_space, self.action_space = spaces_of(self.control)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> Any:
        """Begin an episode; the seed draws the scenario."""
        super().reset(seed=seed)
        return self.control.reset(self.np_random)[0], {"scenario": self.control.scenarios[0]}

    def step(self, action: Any) -> Any:
        """Take a step."""
        done = self.control.step(np.asarray(action)[None])
        failed = bool(done.failed[0])
        return done.seen[0], float(done.reward[0]), failed, done.over and not failed, {"elapsed": done.elapsed}

    def close(self) -> None:
        """Give back the memory."""
        self.control.sim.close()
