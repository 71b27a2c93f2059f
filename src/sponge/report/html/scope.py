# SPDX-License-Identifier: Apache-2.0
"""Which scenarios a page shows, and their values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sponge.report.picture.network import texts
from sponge.report.picture.scenarios import all_pairs

MOST = 1000  # scenarios on a page
MOST_CHOICES = 80  # values of one coordinate in a list to choose from


@dataclass(frozen=True)
class Scope:
    """Scenarios of the page by position in the results; ``ranked`` has the most telling ones first."""

    dataset: Any
    positions: tuple[int, ...]  # in the order of the results; (0,) of a run
    ranked: tuple[int, ...]  # the same: base and all measures of every storm, then the others
    base: int  # places on the page
    compare: int | None
    failed: tuple[str, ...]
    count: int  # of the results

    @property
    def is_sweep(self) -> bool:
        """Whether the results have scenarios."""
        return "scenario" in self.dataset.dims

    @property
    def names(self) -> list[str]:
        """Of the page's scenarios."""
        return [texts(self.dataset, "scenario")[k] for k in self.positions] if self.is_sweep else [""]

    def run(self, position: int, *variables: str) -> Any:
        """The results of one scenario: those of these variables that are there, or everything, which takes longer."""
        found = self.dataset[[name for name in variables if name in self.dataset]] if variables else self.dataset
        return found.isel(scenario=position) if "scenario" in found.dims else found

    def series(self, variable: str, positions: Sequence[int], rows: slice | None = None) -> np.ndarray:
        """(scenario, time, ...) of some scenarios: of many in one go, of few one by one, as the file holds them."""
        found = self.dataset[variable] if rows is None else self.dataset[variable].isel(time=rows)
        if "scenario" not in found.dims:
            return np.asarray(found.values)[None]
        if 2 * len(positions) > self.count:
            return np.asarray(found.values)[list(positions)]
        return np.stack([found.isel(scenario=k).values for k in positions])

    def summary(self, variable: str) -> np.ndarray:
        """(scenario, ...) values of the page's scenarios; those without the axis stand for all."""
        found = self.dataset[variable]
        values = np.asarray(found.values, float)
        if "scenario" in found.dims:
            return values[list(self.positions)]
        return np.broadcast_to(values, (len(self.positions), *values.shape))

    def axes(self) -> list[dict[str, Any]]:
        """Coordinates that vary, with their value in each of the page's scenarios.

        Empty where a combination of values does not call exactly one scenario."""
        if not self.is_sweep:
            return []
        found = []
        for name, coordinate in self.dataset.coords.items():
            if coordinate.dims != ("scenario",) or name == "scenario":
                continue
            units = str(coordinate.attrs.get("units", ""))
            values = [_text(coordinate.values[k]) for k in self.positions]
            said, unit = self._called(values, "" if units == "1" else units)
            values = list(dict.fromkeys(said))
            if 1 < len(values) <= MOST_CHOICES:
                found.append({
                    "name": str(name), "title": str(coordinate.attrs.get("long_name", name)).replace("_", " "),
                    "unit": unit, "values": values, "of": [values.index(text) for text in said],
                })  # fmt: skip
        unique = len(set(zip(*(axis["of"] for axis in found)))) if found else 0
        return found if unique == len(self.positions) else []

    def _called(self, said: list[str], unit: str) -> tuple[list[str], str]:
        """Values of a coordinate, and their unit, by the words that the scenarios' names have for them.

        Such words are shorter, as "all" is for a list of all measures; without them the values stay as they are."""
        parts = [name.split(", ") for name in self.names]
        for column in zip(*parts) if len({len(p) for p in parts}) == 1 else ():
            if len(set(zip(said, column))) == len(set(said)) == len(set(column)) > 1:
                return [part.partition("=")[2] or part for part in column], ""
        return said, unit


def scope_of(dataset: Any, most: int = MOST) -> Scope:
    """The scenarios of a page; UsageError where all of a sweep failed."""
    pairs = all_pairs(dataset)
    if "scenario" not in dataset.dims:
        return Scope(dataset, (0,), (0,), 0, None, (), 1)
    names = texts(dataset, "scenario")
    status = dataset["status"].values if "status" in dataset else np.zeros(len(names), int)
    sound = [k for k in range(len(names)) if status[k] == 0]
    told = [k for pair in pairs for k in (pair.base, pair.compare) if k is not None]
    ranked = tuple(dict.fromkeys([*told, *sound]))[:most]
    positions = tuple(sorted(ranked))
    first = pairs[len(pairs) // 2]
    return Scope(
        dataset, positions, ranked, positions.index(first.base or 0),
        None if first.compare is None else positions.index(first.compare),
        tuple(name for name, code in zip(names, status) if code), len(names),
    )  # fmt: skip


def _text(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float | np.floating) else str(value)
