# SPDX-License-Identifier: Apache-2.0
"""What is controlled and how it is judged, as a task's file says it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sponge.base.toml_keys import Duration, Keys
from sponge.simulation.growing import GROWING

Names = str | list[str]
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
    how far a value at the step's end is ``above`` or ``below`` a limit, or from what it was at the step's begin."""

    what: str
    names: Names = "*"
    weight: float = -1.0
    above: float | None = None
    below: float | None = None
    change: bool = False  # the size of its change in the step

    @model_validator(mode="after")
    def _says_how(self) -> Reward:
        said = (self.above is not None) + (self.below is not None) + self.change
        if self.what in GROWING:
            if said:
                raise ValueError(f"{self.what} counts what comes to it in a step: it has no above, below or change")
        elif "." not in self.what:
            raise ValueError(f"what is VIEW.ATTRIBUTE (node.depth), or one of {', '.join(GROWING)}")
        elif said != 1:
            raise ValueError(f"{self.what}: give above or below or change, one of them")
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
