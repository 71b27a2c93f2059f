# SPDX-License-Identifier: Apache-2.0
"""The tables of a calibration file."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat, field_validator, model_validator

from sponge.base.toml_keys import Duration, DurationOrZero, Keys


class Parameter(Keys):
    """A parameter that is searched: a change of the model with a number between bounds."""

    name: Annotated[str, Field(min_length=1)]
    target: str | list[str]  # of a change: conduit[*].roughness
    op: Literal["=", "*=", "/=", "+=", "-="] = "="
    low: FiniteFloat
    high: FiniteFloat
    unit: str = ""  # of low and high; SI without

    @property
    def targets(self) -> list[str]:
        """All targets."""
        return [self.target] if isinstance(self.target, str) else self.target

    def changes(self, value: float) -> list[str]:
        """The changes that give the parameter a value."""
        return [f"{target} {self.op} {value!r}{' ' if self.unit else ''}{self.unit}" for target in self.targets]

    @model_validator(mode="after")
    def _has_a_range(self) -> Parameter:
        if not self.low < self.high:
            raise ValueError(f"low ({self.low:g}) must be under high ({self.high:g})")
        return self


class Event(Keys):
    """A period of observations, to calibrate on or to validate with."""

    name: Annotated[str, Field(min_length=1)]
    start: datetime
    end: datetime
    use: Literal["calibration", "validation"] = "calibration"

    @field_validator("start", "end")
    @classmethod
    def _no_zone(cls, moment: datetime) -> datetime:
        if moment.tzinfo is not None:
            raise ValueError("times of a model have no time zone: leave Z or +08:00 away")
        return moment

    @model_validator(mode="after")
    def _has_a_length(self) -> Event:
        if self.end <= self.start:
            raise ValueError(f"event '{self.name}' ends before it starts")
        return self


class Calibration(Keys):
    """A calibration: model, observations, parameters, events, and how they are searched."""

    title: str = ""
    model: str
    observations: str
    zone: str = ""  # the model's, where the observations' times have one
    set: list[str] = Field(default_factory=list)  # changes that hold for every run
    solver: str = "picard"
    objective: Literal["nse", "kge", "rmse"] = "kge"
    method: Literal["differential_evolution", "nelder_mead", "latin_hypercube"] = "differential_evolution"
    runs: Annotated[int, Field(ge=2)] = 200  # the most parameter sets that are tried
    seed: Annotated[int, Field(ge=0)] = 1
    warm_up: DurationOrZero = 6 * 3600.0  # s of simulation before an event
    every: Duration | None = None  # s between results; the model's report step without
    parameter: Annotated[list[Parameter], Field(min_length=1)]
    event: Annotated[list[Event], Field(min_length=1)]

    @model_validator(mode="after")
    def _fits_together(self) -> Calibration:
        for what, rows in (("parameter", self.parameter), ("event", self.event)):
            names = [row.name for row in rows]
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice:
                raise ValueError(f"there are two {what}s '{twice}'")
        if not any(event.use == "calibration" for event in self.event):
            raise ValueError("no event is for calibration")
        return self
