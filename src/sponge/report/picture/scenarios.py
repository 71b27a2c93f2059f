# SPDX-License-Identifier: Apache-2.0
"""The two scenarios of a sweep that are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sponge.base.did_you_mean import did_you_mean
from sponge.base.errors import UsageError

BASE = {"", "base", "none"}  # measures, or a part of a scenario's name ("return_period=20, base")
ALL = {"all", "*", "all measures"}
LONG = 34  # characters of a label


@dataclass(frozen=True)
class Pair:
    """Positions on the scenario axis, and labels; ``base`` is None where there is no such axis."""

    base: int | None
    compare: int | None = None
    base_label: str = ""
    compare_label: str = ""
    return_period: float | None = None  # years, of the base


def choose(dataset: Any, base: str = "", compare: str = "", return_period: float | None = None) -> Pair:
    """The pair asked for, each by the name of a scenario or of its measures.

    Without names: the first scenario without measures, and the one with all measures that is most like it.
    """
    if "scenario" not in dataset.dims:
        if base or compare or return_period is not None:
            raise UsageError("these results are of one run: --base, --compare and --return-period choose from a sweep")
        return Pair(None)
    axis = _Axis(dataset)
    first = axis.find(base, "--base", return_period) if base else axis.first_of(BASE, return_period)
    period = axis.period(first)
    if compare:
        second: int | None = axis.find(compare, "--compare", period, first)
    else:
        second = axis.like(first, ALL)
    if second == first:
        raise UsageError(f"--base and --compare are the same scenario, {axis.names[first]}")
    labels = [axis.label(first), "" if second is None else axis.label(second)]
    if labels[0] == labels[1]:
        labels = [axis.names[first], axis.names[second or 0]]
    return Pair(first, second, labels[0], labels[1], period)


def named(dataset: Any, names: Sequence[str]) -> list[tuple[int | None, str]]:
    """Position and label of scenarios by their names or measures; without names, of base and all measures."""
    if not names or "scenario" not in dataset.dims:
        pair = choose(dataset, names[0] if names else "")
        labels = [str(v) for v in dataset["scenario"].values] if "scenario" in dataset.dims else [""]
        return [(k, labels[k or 0]) for k in dict.fromkeys((pair.base, pair.compare)) if k is not None] or [(None, "")]
    axis = _Axis(dataset)
    return [(k, axis.names[k]) for k in dict.fromkeys(axis.find(name, "--scenario", None) for name in names)]


def all_pairs(dataset: Any) -> list[Pair]:
    """A pair for every return period of the sweep, or the only one."""
    if "scenario" not in dataset.dims:
        return [Pair(None)]
    axis = _Axis(dataset)
    periods = sorted({p for k in axis.sound if (p := axis.period(k)) is not None})
    return [choose(dataset, return_period=period) for period in periods or (None,)]


class _Axis:
    """The scenario axis: names, measures, return periods, and which ones hold values."""

    def __init__(self, dataset: Any):
        size = dataset.sizes["scenario"]
        label = dataset.coords.get("scenario")
        self.names = [str(v) for v in (label.values if label is not None else range(size))]
        self.values = {
            str(name): coordinate.values
            for name, coordinate in dataset.coords.items()
            if coordinate.dims == ("scenario",) and name != "scenario"
        }
        self.measures = [str(v).strip() for v in self.values.get("measures", ())]
        self.periods = np.asarray(self.values.get("return_period", np.full(size, np.nan)), float)
        failed = dataset["status"].values != 0 if "status" in dataset else np.zeros(size, bool)
        self.sound = [k for k in range(size) if not failed[k]]
        if not self.sound:
            raise UsageError("no scenario of these results has run to its end: there is nothing to draw")

    def period(self, k: int) -> float | None:
        """Return period [years] of a scenario, where the sweep varies it."""
        return None if np.isnan(self.periods[k]) else float(self.periods[k])

    def words(self, k: int) -> list[str]:
        """Words that a scenario is found by: its measures, and the parts of its name."""
        return [*self.measures[k : k + 1], *(part.strip() for part in self.names[k].split(","))]

    def takes(self, k: int, words: set[str]) -> bool:
        """Whether one of these words names the scenario."""
        return any(word.lower() in words for word in self.words(k))

    def label(self, k: int) -> str:
        """The label of a scenario."""
        for called, label in ((BASE, "Base"), (ALL, "All measures")):
            if self.takes(k, called):
                return label
        if not self.measures:
            return self.names[k]
        words = [self.measures[k], *self.names[k].split(", ")[::-1]]
        text = next((word.strip() for word in words if word and "=" not in word and len(word) <= LONG), "")
        text = (text or self.names[k]).replace("_", " ").replace("-", " ")
        return text[:1].upper() + text[1:]

    def of(self, period: float | None) -> list[int]:
        """Sound scenarios of a return period, or all of them."""
        if period is None:
            return self.sound
        found = [k for k in self.sound if np.isclose(self.periods[k], period)]
        if not found:
            known = ", ".join(f"{p:g}" for p in sorted(set(self.periods[~np.isnan(self.periods)])))
            there = f"there are {known}" if known else "the sweep has no coordinate return_period"
            raise UsageError(f"--return-period {period:g}: no scenario has it; {there}")
        return found

    def find(self, name: str, option: str, period: float | None, near: int | None = None) -> int:
        """The scenario of this name, or the one of these measures and this return period that is most like ``near``."""
        if name in self.names:
            k = self.names.index(name)
            if k not in self.sound:
                raise UsageError(f"{option} {name}: that scenario failed and has no results")
            return k
        found = [k for k in self.of(period) if self.takes(k, {name.lower()}) or name.lower() == self.label(k).lower()]
        if found:
            return found[0] if near is None else max(found, key=lambda k: self._alike(k, near))
        hint = did_you_mean(name, [w for k in self.sound for w in (self.names[k], self.label(k), *self.words(k)) if w])
        raise UsageError(f"{option}: no scenario or set of measures is named {name} ({hint or self._known()})")

    def _known(self) -> str:
        return "there are " + ", ".join(self.names[:6]) + (" and more" if len(self.names) > 6 else "")

    def first_of(self, words: set[str], period: float | None) -> int:
        """The first scenario with these measures, or the first of all where none has them."""
        candidates = self.of(period)
        return next((k for k in candidates if self.takes(k, words)), candidates[0])

    def like(self, k: int, words: set[str]) -> int | None:
        """The scenario with these measures and the return period of ``k`` that shares most coordinates with it."""
        found = [j for j in self.of(self.period(k)) if j != k and self.takes(j, words)]
        return max(found, key=lambda j: self._alike(j, k), default=None)

    def _alike(self, j: int, k: int) -> int:
        """How many coordinates of two scenarios are the same; NaN counts as equal to NaN."""
        return sum(str(values[j]) == str(values[k]) for values in self.values.values())
