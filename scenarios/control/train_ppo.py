#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""PPO of stable-baselines3 on a control problem, all lanes of one environment at once.

    pip install 'sponge-stormwater[gym]' stable-baselines3
    python scenarios/control/train_ppo.py scenarios/control/theta.toml --steps 200000

Prints what an episode brings: all settings open, a random policy, and the policy that was trained. stable-baselines3 is
no dependency of sponge.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from gymnasium.spaces import Box
from stable_baselines3 import PPO
from stable_baselines3.common.vec_env import VecEnv, VecNormalize

import sponge.gym


class Lanes(VecEnv):
    """The lanes of a ControlVectorEnv as stable-baselines3 wants them: actions from -1 to 1, and where an episode ends
    the next one begins with the same step."""

    def __init__(self, envs: sponge.gym.ControlVectorEnv, seed: int):
        self.envs, self._seed = envs, seed
        self._low, self._high = envs.single_action_space.low, envs.single_action_space.high
        actions = Box(-1.0, 1.0, self._low.shape, np.float32)
        super().__init__(envs.num_envs, envs.single_observation_space, actions)

    def reset(self) -> np.ndarray:
        seen, _ = self.envs.reset(seed=self._seed)
        return seen

    def step_async(self, actions: np.ndarray) -> None:
        self._actions = self._low + (actions + 1.0) / 2.0 * (self._high - self._low)

    def step_wait(self) -> Any:
        seen, reward, terminated, truncated, _ = self.envs.step(self._actions)
        done = terminated | truncated
        infos: list[dict[str, Any]] = [{} for _ in range(self.num_envs)]
        if done.any():  # lanes end together
            for lane, info in enumerate(infos):
                info |= {"terminal_observation": seen[lane], "TimeLimit.truncated": bool(truncated[lane])}
            seen, _ = self.envs.reset()
        return seen, reward, done, infos

    def close(self) -> None:
        self.envs.close()

    def get_attr(self, attr_name: str, indices: Any = None) -> list[Any]:
        return [getattr(self, attr_name, None)] * len(list(self._get_indices(indices)))

    def set_attr(self, attr_name: str, value: Any, indices: Any = None) -> None:
        raise NotImplementedError("lanes share one environment")

    def env_method(self, method_name: str, *args: Any, indices: Any = None, **kwargs: Any) -> list[Any]:
        raise NotImplementedError("lanes share one environment")

    def env_is_wrapped(self, wrapper_class: Any, indices: Any = None) -> list[bool]:
        return [False] * len(list(self._get_indices(indices)))


def episode(envs: sponge.gym.ControlVectorEnv, policy: Callable[[np.ndarray], np.ndarray], seed: int) -> float:
    """Mean over lanes of what an episode brings."""
    seen, _ = envs.reset(seed=seed)
    total, over = np.zeros(envs.num_envs), False
    while not over:
        seen, reward, terminated, truncated, _ = envs.step(policy(seen))
        total, over = total + reward, bool((terminated | truncated).all())
    return float(total.mean())


def train(task: Path, steps: int, lanes: int = 8, seed: int = 1) -> dict[str, float]:
    """What an episode brings open, at random and trained."""
    envs = sponge.gym.ControlVectorEnv(task, lanes)
    space = envs.single_action_space
    rng = np.random.default_rng(seed)
    size = (lanes, *space.shape)
    found = {
        "open": episode(envs, lambda _: np.broadcast_to(space.high, size), seed),
        "random": episode(envs, lambda _: rng.uniform(space.low, space.high, size), seed),
    }
    discount = 0.98
    side = VecNormalize(Lanes(envs, seed), clip_obs=10.0, gamma=discount)
    model = PPO(
        "MlpPolicy", side, n_steps=288, batch_size=576, learning_rate=5e-4, gamma=discount, seed=seed, device="cpu",
        policy_kwargs={"log_std_init": -1.0},
    )  # fmt: skip
    model.learn(steps)
    side.training = False

    def trained(seen: np.ndarray) -> np.ndarray:
        actions, _ = model.predict(side.normalize_obs(seen), deterministic=True)
        return space.low + (np.clip(actions, -1.0, 1.0) + 1.0) / 2.0 * (space.high - space.low)

    return found | {"trained": episode(envs, trained, seed)}


def main(words: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", type=Path)
    parser.add_argument("--steps", type=int, default=200_000, help="decisions, of all lanes together [200000]")
    parser.add_argument("--lanes", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args(words)
    for name, value in train(arguments.task, arguments.steps, arguments.lanes, arguments.seed).items():
        print(f"{name:<10}{value:>12.3f}")


if __name__ == "__main__":
    main()
