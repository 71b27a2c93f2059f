# SPDX-License-Identifier: Apache-2.0
"""Which scenarios a sweep has: a product, a table or a sample, as values by scenario, made when asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from sponge.base.errors import UsageError
from sponge.sweep.schema import BaseScenario, Vary

MOST = 1_000_000  # scenarios
UNVARIED = None  # value of what a scenario leaves as the base has it


@dataclass(frozen=True)
class Product:
    """Every combination, the last varied first."""

    columns: tuple[tuple[Any, ...], ...]

    def __len__(self) -> int:
        return prod(len(column) for column in self.columns) if self.columns else 0

    def row(self, k: int) -> tuple[Any, ...]:
        """The values of scenario k."""
        return tuple(column[i] for column, i in zip(self.columns, self.places(k), strict=True))

    def places(self, k: int) -> tuple[int, ...]:
        """Which value of each column scenario k has."""
        found = []
        for column in reversed(self.columns):
            k, place = divmod(k, len(column))
            found.append(place)
        return tuple(reversed(found))


@dataclass(frozen=True)
class ListedSample:
    """Values by column and scenario: a table or a sample."""

    columns: tuple[Sequence[Any], ...]
    chosen: tuple[Sequence[int] | None, ...]  # which of the listed values, where they are listed
    names: tuple[str, ...] | None = None

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def row(self, k: int) -> tuple[Any, ...]:
        """The values of scenario k."""
        return tuple(_plain(column[k]) for column in self.columns)

    def places(self, k: int) -> tuple[int | None, ...]:
        """Which of the listed values each column has."""
        return tuple(None if chosen is None else int(chosen[k]) for chosen in self.chosen)


@dataclass(frozen=True)
class Design:
    """All scenarios: those of ``base`` first, then the sample."""

    vary: tuple[Vary, ...]
    sample: Product | ListedSample
    base: tuple[BaseScenario, ...] = ()

    def __len__(self) -> int:
        return len(self.base) + len(self.sample)

    def values(self, k: int) -> tuple[Any, ...]:
        """The value of each thing that varies in scenario k; UNVARIED where it is as the base has it."""
        if k < len(self.base):
            return tuple(self.base[k].values.get(v.name, UNVARIED) for v in self.vary)
        return self.sample.row(k - len(self.base))

    def name(self, k: int) -> str:
        """The name of scenario k."""
        if k < len(self.base):
            return self.base[k].name
        k -= len(self.base)
        if isinstance(self.sample, ListedSample):
            return self.sample.names[k] if self.sample.names else f"{k + 1:0{len(str(len(self.sample)))}d}"
        places, row = self.sample.places(k), self.sample.row(k)
        return ", ".join(self._word(v, value, i) for v, value, i in zip(self.vary, row, places, strict=True))

    def _word(self, vary: Vary, value: Any, place: int | None) -> str:
        if vary.labels is not None and place is not None:
            return vary.labels[place]
        return text_of(value) if vary.kind == "measures" else f"{vary.name}={text_of(value)}"


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def text_of(value: Any) -> str:
    """A value in the name of a scenario."""
    if value is UNVARIED:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:.6g}"
    if isinstance(value, list | tuple):
        return "+".join(map(text_of, value)) or "base"
    if isinstance(value, dict):
        return "/".join(text_of(v) for v in value.values())
    return str(value)


def refuse_too_many(count: int, cost: Callable[[], str] | None = None) -> None:
    """UsageError where nobody could wait for so many; ``cost`` says what they would take."""
    if count > MOST:
        takes = f" (about {cost()})" if cost else ""
        raise UsageError(
            f"{count:,} scenarios asked for{takes}: at most {MOST:,} in one sweep; vary fewer things or sample them "
            "(method = 'lhs', n = ...)"
        )
