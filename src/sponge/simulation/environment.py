# SPDX-License-Identifier: Apache-2.0
"""A system to be controlled, many at once: what a controller sees, what it may set, and what it is rewarded for.

Lanes begin and end together. ``sponge.gym`` puts this behind gymnasium's interfaces; nothing here needs gymnasium.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field, model_validator

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError
from sponge.base.toml_keys import Duration, Keys
from sponge.model.selectors import matches
from sponge.results.registry import SUMMARIES
from sponge.simulation.steering import Simulation

Names = str | list[str]
VIEWS = {
    "node": "nodes", "link": "links", "subcatchment": "subcatchments", "pump": "pumps", "gage": "gages", "lid": "lids",
}  # fmt: skip
GROWING = (  # summary variables that only grow: what comes to them in a step is rewarded
    "node_flooding_volume", "node_total_inflow_volume", "node_lateral_inflow_volume", "pump_volume", "pump_energy",
    "pump_hours", "pump_starts",
)  # fmt: skip
TIME = "time"  # an observation: share of the episode that is over


class Observation(Keys):
    """Numbers that the controller sees: ``node.depth`` of some nodes, or ``time``."""

    what: str
    names: Names = "*"
    low: float | None = None  # what is seen is cut to these
    high: float | None = None
    scale: float = 1.0  # what is seen is the number times this


class Action(Keys):
    """Numbers that the controller sets: ``link.setting`` of some links."""

    what: Literal["link.setting", "pump.setting", "node.lateral_inflow", "node.stage", "gage.rainfall"] = "link.setting"
    names: Names
    low: float = 0.0
    high: float = 1.0

    @model_validator(mode="after")
    def _has_a_range(self) -> Action:
        if not self.low < self.high:
            raise ValueError(f"low ({self.low:g}) must be under high ({self.high:g})")
        return self


class Reward(Keys):
    """A term of the reward: weight times the sum, over names, of what comes to a growing variable in the step, or of
    how far a value at the step's end is ``above`` or ``below`` a limit."""

    what: str
    names: Names = "*"
    weight: float = -1.0
    above: float | None = None
    below: float | None = None

    @model_validator(mode="after")
    def _says_how(self) -> Reward:
        if self.what in GROWING:
            if self.above is not None or self.below is not None:
                raise ValueError(f"{self.what} counts what comes to it in a step: it has no above or below")
        elif "." not in self.what:
            raise ValueError(f"what is VIEW.ATTRIBUTE (node.depth), or one of {', '.join(GROWING)}")
        elif (self.above is None) == (self.below is None):
            raise ValueError(f"{self.what}: give above or below, one of them")
        return self


class Scenario(Keys):
    """A variant of the model that an episode may be of."""

    name: Annotated[str, Field(min_length=1)]
    set: list[str]


class ControlTask(Keys):
    """What is controlled, and how it is judged."""

    title: str = ""
    model: str
    solver: str = "picard"
    set: list[str] = Field(default_factory=list)  # changes of the model in every episode
    step: Duration = 300.0  # s between decisions
    observation: Annotated[list[Observation], Field(min_length=1)]
    action: Annotated[list[Action], Field(min_length=1)]
    reward: Annotated[list[Reward], Field(min_length=1)]
    scenario: list[Scenario] = Field(default_factory=list)  # an episode is of one of these, drawn by the seed


@dataclass(frozen=True)
class Part:
    """Elements of a view: attribute, and where they stand in it."""

    view: str
    attribute: str
    names: tuple[str, ...]
    rows: np.ndarray

    def values(self, sim: Simulation) -> np.ndarray:
        """Values of now, (element, lane)."""
        return np.asarray(getattr(getattr(sim, self.view), self.attribute))[self.rows]


@dataclass(frozen=True)
class Outcome:
    """What came of a step, by lane."""

    seen: np.ndarray  # (lane, observation)
    reward: np.ndarray  # (lane,)
    failed: np.ndarray  # (lane,) the numbers ran away, or the solver found no heads any more
    over: bool  # the end of the model's time


class Control:
    """Lanes under control."""

    def __init__(self, task: ControlTask, folder: Path, lanes: int = 1):
        """A task whose model is in ``folder``; UsageError or ModelError where it cannot be run."""
        if lanes < 1:
            raise UsageError(f"at least one lane is needed, not {lanes}")
        self.task, self.lanes = task, lanes
        self._model: Any = folder / task.model
        self._drawn: tuple[int, ...] = (0,) * lanes
        self.sim = self._simulation()
        self._model = self.sim.model
        self._start = self.sim.snapshot()
        self.observations = [
            (one, None if one.what == TIME else self._part(one.what, one.names)) for one in task.observation
        ]
        self.actions = [(one, self._part(one.what, one.names)) for one in task.action]
        self.rewards = [self._term(one) for one in task.reward]
        self._before: dict[str, np.ndarray] = {}

    # --- spaces ---

    @property
    def seen_bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """Least and greatest of what is seen, (observation,)."""
        bounds: list[tuple[float, float]] = []
        for one, part in self.observations:
            low, high = (0.0, 1.0) if part is None else (-np.inf, np.inf)
            low, high = one.low if one.low is not None else low, one.high if one.high is not None else high
            ends = low * one.scale, high * one.scale
            bounds += [(min(ends), max(ends))] * (1 if part is None else len(part.names))
        low, high = np.array(bounds, np.float32).T
        return low, high

    @property
    def action_bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """Least and greatest of what is set, (action,)."""
        low = [one.low for one, part in self.actions for _ in part.names]
        high = [one.high for one, part in self.actions for _ in part.names]
        return np.array(low, np.float32), np.array(high, np.float32)

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
        self._before = self._sums()
        return self._seen()

    def step(self, actions: np.ndarray) -> Outcome:
        """Set (lane, action) numbers, cut to their bounds, and go on by a step."""
        low, high = self.action_bounds
        values = np.clip(np.asarray(actions, float), low, high).T
        if values.shape != (len(low), self.lanes) or not np.isfinite(values).all():
            raise UsageError(f"{self.lanes} lanes of {len(low)} finite numbers are expected, not {np.shape(actions)}")
        at = 0
        for one, part in self.actions:
            attribute = one.what.partition(".")[2]
            getattr(getattr(self.sim, part.view), attribute)[list(part.names)] = values[at : at + len(part.names)]
            at += len(part.names)
        self.sim.advance(self.sim.elapsed + self.task.step)
        sums = self._sums()
        reward = np.nan_to_num(sum(term(self._before, sums) for term in self.rewards), nan=0.0)
        self._before = sums
        return Outcome(self._seen(), reward, self.sim.failed, self.sim.finished)

    @property
    def scenarios(self) -> list[str]:
        """What each lane is of."""
        names = [one.name for one in self.task.scenario] or [""]
        return [names[k] for k in self._drawn]

    def _simulation(self) -> Simulation:
        changes = [one.set for one in self.task.scenario] or [[]]
        variants = {str(k): changes[drawn] for k, drawn in enumerate(self._drawn)}
        first = [] if not isinstance(self._model, Path) else self.task.set
        return Simulation(self._model, solver=self.task.solver, changes=first, variants=variants, record=False)

    def _sums(self) -> dict[str, np.ndarray]:
        if not any(one.what in GROWING for one in self.task.reward):
            return {}
        found = self.sim.summary()
        return {name: np.asarray(found[name]) for name in GROWING if name in found}

    def _seen(self) -> np.ndarray:
        rows: list[np.ndarray] = []
        for one, part in self.observations:
            share = self.sim.elapsed / max(self.sim.ensemble.duration, 1e-9)
            values = np.full((1, self.lanes), share) if part is None else part.values(self.sim)
            low, high = -np.inf if one.low is None else one.low, np.inf if one.high is None else one.high
            rows.append(np.clip(np.nan_to_num(values), low, high) * one.scale)
        return np.concatenate(rows).T.astype(np.float32)

    def _part(self, what: str, names: Names) -> Part:
        """Elements by VIEW.ATTRIBUTE and names or patterns; UsageError where there are none."""
        word, _, attribute = what.partition(".")
        if word not in VIEWS:
            raise UsageError(f"'{what}': write VIEW.ATTRIBUTE; views are {', '.join(VIEWS)}{suggestion(word, VIEWS)}")
        view = getattr(self.sim, VIEWS[word])
        if attribute not in view._READ:
            raise UsageError(f"'{what}': a {word} has no {attribute}{suggestion(attribute, view._READ)}")
        chosen: dict[str, None] = {}
        for name in [names] if isinstance(names, str) else names:
            found = matches(name, view.names)
            if not found:
                raise UsageError(f"'{what}': no {word} matches '{name}'{suggestion(name, view.names)}")
            chosen |= dict.fromkeys(one for one in view.names if one in found)
        return Part(VIEWS[word], attribute, tuple(chosen), np.array([view.names.index(one) for one in chosen]))

    def _term(self, one: Reward) -> Callable[[dict[str, np.ndarray], dict[str, np.ndarray]], np.ndarray]:
        """What gives a term of each lane, of the sums before and after a step."""
        if one.what in GROWING:
            kind = next(v.dims[0] for v in SUMMARIES if v.name == one.what)
            rows = self._part(f"{kind}.depth", one.names).rows
            return lambda before, after: one.weight * (after[one.what] - before[one.what])[rows].sum(axis=0)
        part = self._part(one.what, one.names)
        limit, sign = (one.above, 1.0) if one.above is not None else (one.below, -1.0)
        return lambda *_: one.weight * np.maximum(sign * (part.values(self.sim) - limit), 0.0).sum(axis=0)


def labels(parts: Sequence[tuple[Any, Part | None]]) -> list[str]:
    """Each number by name: ``nodes.depth.T1``."""
    found: list[str] = []
    for _, part in parts:
        found += [TIME] if part is None else [f"{part.view}.{part.attribute}.{name}" for name in part.names]
    return found
