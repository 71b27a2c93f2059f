# SPDX-License-Identifier: Apache-2.0
"""A scenario as the Model of one lane: measures, set, what varies, rain, boundary, dates; in this order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from sponge.base.errors import UsageError
from sponge.model.changes import apply_changes
from sponge.model.model import Model
from sponge.model.step_cache import StepCache
from sponge.rain import Hyetograph, rain_spec
from sponge.sweep.boundary import QUANTITIES, with_boundary
from sponge.sweep.design import UNVARIED, Design, text_of
from sponge.sweep.measures import Library, library_of
from sponge.sweep.rainfall import with_rain
from sponge.sweep.schema import Scenario, Vary
from sponge.sweep.window import Window

KEPT = 64  # hyetographs, and models with the same measures


@dataclass(frozen=True)
class Recipe:
    """What one scenario is made of."""

    measures: tuple[str, ...]
    changes: tuple[str, ...]
    rain: dict[str, Any] | None
    boundary: dict[str, dict[str, float]]

    def lines(self) -> list[str]:
        """As lines of text."""
        return [
            *(f"measure {name}" for name in self.measures), *self.changes,
            *([f"rain = {self.rain}"] if self.rain else []),
            *(f"boundary.{q}.{n} = {v}" for q, levels in self.boundary.items() for n, v in levels.items()),
        ]  # fmt: skip


@dataclass(frozen=True)
class Lanes:
    """All scenarios of a design on one model; each is made when it is asked for."""

    model: Model
    scenario: Scenario
    design: Design
    folder: Path  # what file names are relative to
    window: Window | None = None
    cache: dict[Any, Any] = field(default_factory=dict, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        """For another process: without what was kept."""
        return {name: self.__dict__[name] for name in self.__dataclass_fields__} | {"cache": {}}

    def __len__(self) -> int:
        return len(self.design)

    @cached_property
    def library(self) -> Library:
        """The measures beside the model."""
        return library_of(self.model)

    @cached_property
    def step_cache(self) -> StepCache:
        """What checking and compiling made of the lanes before."""
        return StepCache()

    # --- recipes ---

    def recipe(self, k: int) -> Recipe:
        """What scenario k is made of."""
        scenario = self.scenario
        measures, changes = list(scenario.measures), list(scenario.set)
        rain = None if scenario.rain is None else dict(scenario.rain)
        boundary = {q: dict(getattr(scenario.boundary, q)) for q in QUANTITIES}
        for vary, value in zip(self.design.vary, self.design.values(k), strict=True):
            if value is UNVARIED:
                continue
            if vary.kind == "measures":
                measures += [value] if isinstance(value, str) else value
            elif vary.kind == "target":
                changes += changes_of(vary, value)
            elif vary.kind == "rain":
                rain = with_key(rain or {}, str(vary.rain), value)
            else:
                put_boundary(boundary, str(vary.boundary), value)
        names = self.library.resolve(measures) if measures else ()
        return Recipe(names, tuple(changes), rain, boundary)

    # --- models ---

    def rain(self, keys: dict[str, Any]) -> Hyetograph:
        """The rain of a table of keys."""
        return self._kept(("rain", repr(keys)), lambda: rain_spec(keys).build(self.folder))

    def with_measures(self, names: tuple[str, ...]) -> Model:
        """The base model with measures, and what the scenario sets."""

        def make() -> Model:
            model = self.model
            for name in names:
                model = self.library.apply(model, name)
            return model

        return self._kept(("measures", names), make)

    def lane(self, k: int) -> Model:
        """The Model of scenario k, not yet validated; UsageError where it cannot be made."""
        recipe = self.recipe(k)
        model = apply_changes(self.with_measures(recipe.measures), recipe.changes)
        if self.window:
            model = self.window.put_on(model)
        if recipe.rain is not None:
            lead = self.window.lead if self.window else 0.0
            model = with_rain(model, self.rain(recipe.rain), lead, self.step_cache)
        return with_boundary(model, recipe.boundary)

    def rains(self) -> Iterator[Hyetograph]:
        """Every different rain."""
        seen = set()
        for k in range(len(self)) if self._rain_varies else range(min(len(self), 1)):
            keys = self.recipe(k).rain
            if keys is not None and repr(keys) not in seen:
                seen.add(repr(keys))
                yield self.rain(keys)

    @property
    def _rain_varies(self) -> bool:
        return any(v.kind == "rain" for v in self.design.vary)

    def _kept(self, key: Any, make: Any) -> Any:
        """Made once; the oldest is forgotten when there are many."""
        if key not in self.cache:
            if len(self.cache) >= KEPT:
                self.cache.pop(next(iter(self.cache)))
            self.cache[key] = make()
        return self.cache[key]

    def within(self, window: Window) -> Lanes:
        """The same scenarios from when to when."""
        return replace(self, window=window)


def changes_of(vary: Vary, value: Any) -> list[str]:
    """A value of a target as changes."""
    if isinstance(value, list | tuple | dict):
        raise UsageError(f"vary '{vary.name}': {text_of(value)} is no single value for {', '.join(vary.targets)}")
    text = text_of(value) if isinstance(value, bool) else repr(value) if isinstance(value, float) else str(value)
    return [f"{target} {vary.op} {text}" for target in vary.targets]


def with_key(rain: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    """A rain with one key, dots reaching inside, or other rain altogether: ``rain = "*"``."""
    if key == "*":
        if not isinstance(value, dict):
            raise UsageError(f"rain '*' varies whole tables, not {text_of(value)}")
        return dict(value)
    first, dot, rest = key.partition(".")
    inner = rain.get(first, {}) if dot else None
    return rain | {first: with_key(inner if isinstance(inner, dict) else {}, rest, value) if dot else value}


def put_boundary(boundary: dict[str, dict[str, float]], key: str, value: Any) -> None:
    """``level.NAME`` with a number, or ``level`` with a table of numbers."""
    quantity, dot, pattern = key.partition(".")
    if quantity not in boundary:
        raise UsageError(f"vary: boundary '{key}' begins with one of {', '.join(QUANTITIES)}")
    numbers = {pattern: value} if dot else value
    if not isinstance(numbers, dict) or not all(_is_number(v) for v in numbers.values()):
        raise UsageError(f"vary: boundary '{key}': {text_of(value)} is no number; write {quantity}.NAME with numbers")
    boundary[quantity] |= numbers


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
