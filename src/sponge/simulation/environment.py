# SPDX-License-Identifier: Apache-2.0
"""A system to be controlled, many at once: what a controller sees, what it may set, and what it is rewarded for.

Lanes begin and end together. ``sponge.gym`` puts this behind gymnasium's interfaces; nothing here needs gymnasium.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sponge.base.errors import UsageError
from sponge.model.changes import apply_changes
from sponge.simulation.control_parts import Seen, Term, part_of
from sponge.simulation.control_task import Action, ControlTask, Observation, Reward, Scenario
from sponge.simulation.prepare import read
from sponge.simulation.steering import Simulation

__all__ = ["Action", "Control", "ControlTask", "Observation", "Outcome", "Reward", "Scenario"]


@dataclass(frozen=True)
class Outcome:
    """What came of a step, by lane."""

    seen: np.ndarray  # (lane, observation)
    reward: np.ndarray  # (lane,)
    failed: np.ndarray  # (lane,) the numbers ran away, or the solver found no heads any more
    over: bool  # the end of the model's time
    elapsed: float  # s since the start


class Control:
    """Lanes under control."""

    def __init__(self, task: ControlTask, folder: Path, lanes: int = 1):
        """A task whose model is in ``folder``; UsageError or ModelError where it cannot be run."""
        if lanes < 1:
            raise UsageError(f"at least one lane is needed, not {lanes}")
        self.task, self.lanes, self.elapsed = task, lanes, 0.0
        base = apply_changes(read(folder / task.model), task.set)
        self._models = [apply_changes(base, one.set) for one in task.scenario] or [base]
        self._drawn: tuple[int, ...] = (0,) * lanes
        self.sim = self._simulation()
        self._start = self.sim.snapshot()
        self._duration = self.sim.ensemble.duration
        self.seen = Seen(self.sim, task.observation)
        self.actions = [part_of(self.sim, one.what, one.names) for one in task.action]
        sizes = [len(part.names) for part in self.actions]
        self._low = np.repeat([one.low for one in task.action], sizes).astype(float)
        self._high = np.repeat([one.high for one in task.action], sizes).astype(float)
        self.rewards = [Term(self.sim, one) for one in task.reward]

    # --- spaces ---

    @property
    def seen_bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """Least and greatest of what is seen, (observation,)."""
        return self.seen.bounds

    @property
    def action_bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """Least and greatest of what is set, (action,)."""
        return self._low.astype(np.float32), self._high.astype(np.float32)

    @property
    def observation_names(self) -> list[str]:
        """What each number is that is seen: ``nodes.depth.T1``."""
        return self.seen.labels

    @property
    def action_names(self) -> list[str]:
        """What each number is that is set: ``links.setting.P1``."""
        return [label for part in self.actions for label in part.labels]

    # --- running ---

    def reset(self, rng: np.random.Generator | None = None) -> np.ndarray:
        """All lanes to their start, of scenarios that are drawn; what is seen, (lane, observation)."""
        count = len(self.task.scenario)
        drawn = tuple(map(int, rng.integers(count, size=self.lanes))) if rng is not None and count > 1 else self._drawn
        if drawn == self._drawn:
            self.sim.restore(self._start)
        else:
            self._drawn = drawn
            self.sim.close()
            self.sim = self._simulation()
            self._start = self.sim.snapshot()
        self.elapsed = 0.0
        for term in self.rewards:
            term.begin(self.sim)
        return self._seen()

    def step(self, actions: np.ndarray) -> Outcome:
        """Set (lane, action) numbers, cut to their bounds, and go on to the next multiple of the task's step."""
        values = np.asarray(actions, float)
        if values.shape != (self.lanes, len(self._low)) or not np.isfinite(values).all():
            raise UsageError(f"{self.lanes} lanes of {len(self._low)} finite numbers are expected, not {values.shape}")
        values = np.minimum(np.maximum(values, self._low), self._high).T
        at = 0
        for part in self.actions:
            part.put(self.sim, values[at : at + len(part.names)])
            at += len(part.names)
        self.sim.advance((int((self.elapsed + 1e-6) / self.task.step) + 1) * self.task.step)
        failed = self.sim.failed
        self.elapsed = float(self.sim.ensemble.time.min()) if not failed.any() else self.sim.elapsed
        over = self.elapsed >= self._duration - 1e-9 or bool(failed.all())
        reward = np.zeros(self.lanes)
        for term in self.rewards:
            reward += term.of(self.sim)
        if not np.isfinite(reward).all():
            reward = np.nan_to_num(reward, nan=0.0)
        return Outcome(self._seen(), reward, failed, over, self.elapsed)

    @property
    def scenarios(self) -> list[str]:
        """What each lane is of."""
        names = [one.name for one in self.task.scenario] or [""]
        return [names[k] for k in self._drawn]

    def _simulation(self) -> Simulation:
        lanes = [self._models[k] for k in self._drawn]
        return Simulation(lanes, solver=self.task.solver, record=False)

    def _seen(self) -> np.ndarray:
        return self.seen.of(self.sim, self.lanes, self.elapsed / max(self._duration, 1e-9))
