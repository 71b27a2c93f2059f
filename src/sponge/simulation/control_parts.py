# SPDX-License-Identifier: Apache-2.0
"""What a controller's words point at in a running simulation: values that are seen, set and rewarded, by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError
from sponge.model.selectors import matches
from sponge.results.registry import SUMMARIES
from sponge.simulation.control_task import TIME, Names, Reward
from sponge.simulation.growing import GROWING
from sponge.simulation.steering import Simulation

VIEWS = {
    "node": "nodes", "link": "links", "subcatchment": "subcatchments", "pump": "pumps", "gage": "gages", "lid": "lids",
}  # fmt: skip
QUALITY = {"node": ("concentration",), "link": ("concentration", "load"), "subcatchment": ("concentration",)}


@dataclass(frozen=True)
class Part:
    """Elements of a view: attribute, of quality with its pollutant, and where they stand in it."""

    view: str
    attribute: str
    names: tuple[str, ...]
    rows: Any  # indices, or all of them as a slice
    pollutant: str = ""

    def values(self, sim: Simulation) -> np.ndarray:
        """Values of now, (element, lane)."""
        view = getattr(sim, self.view)
        if not self.pollutant:
            return view.read(self.attribute)[self.rows]
        found = np.asarray(view.concentration(self.pollutant))
        return (found * np.abs(view.read("flow")) if self.attribute == "load" else found)[self.rows]

    def put(self, sim: Simulation, values: np.ndarray) -> None:
        """Set (element, lane) values."""
        getattr(sim, self.view).put(self.attribute, self.rows, values)

    @property
    def labels(self) -> list[str]:
        """Each number by name: ``nodes.depth.T1``."""
        what = ".".join(word for word in (self.view, self.attribute, self.pollutant) if word)
        return [f"{what}.{name}" for name in self.names]


def part_of(sim: Simulation, what: str, names: Names) -> Part:
    """Elements by VIEW.ATTRIBUTE and names or patterns; UsageError where there are none."""
    word, _, rest = what.partition(".")
    attribute, _, pollutant = rest.partition(".")
    if word not in VIEWS:
        raise UsageError(f"'{what}': write VIEW.ATTRIBUTE; views are {', '.join(VIEWS)}{suggestion(word, VIEWS)}")
    view = getattr(sim, VIEWS[word])
    quality = QUALITY.get(word, ())
    if attribute in quality:
        if pollutant not in view.pollutants:
            known = f"{word}.{attribute}.POLLUTANT; there are: {', '.join(view.pollutants) or 'none'}"
            raise UsageError(f"'{what}': write {known}{suggestion(pollutant, view.pollutants)}")
    elif rest not in view._READ:
        raise UsageError(f"'{what}': a {word} has no {rest}{suggestion(rest, (*view._READ, *quality))}")
    chosen = chosen_of(what, word, names, view.names)
    rows = np.array([view.names.index(one) for one in chosen])
    everything = tuple(chosen) == tuple(view.names)
    return Part(VIEWS[word], attribute, tuple(chosen), slice(None) if everything else rows, pollutant)


def chosen_of(what: str, word: str, names: Names, known: Sequence[str]) -> list[str]:
    """The elements that names or patterns mean, pattern by pattern; UsageError where one means nothing."""
    chosen: dict[str, None] = {}
    for name in [names] if isinstance(names, str) else names:
        found = matches(name, known)
        if not found:
            raise UsageError(f"'{what}': no {word} matches '{name}'{suggestion(name, known)}")
        chosen |= dict.fromkeys(one for one in known if one in found)
    return list(chosen)


class Seen:
    """All that a controller sees, and its bounds."""

    def __init__(self, sim: Simulation, observations: Sequence[Any]):
        self.parts = [None if one.what == TIME else part_of(sim, one.what, one.names) for one in observations]
        sizes = [1 if part is None else len(part.names) for part in self.parts]
        ends = np.cumsum([0, *sizes])
        self._places = [slice(a, b) for a, b in pairwise(ends)]

        def column(values: list[float]) -> np.ndarray:
            return np.repeat(np.array(values, float), sizes)[:, None]

        self._low = column([_or(one.low, 0.0 if one.what == TIME else -np.inf) for one in observations])
        self._high = column([_or(one.high, 1.0 if one.what == TIME else np.inf) for one in observations])
        self._scale = column([one.scale for one in observations])

    @property
    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """Least and greatest of what is seen, (observation,)."""
        ends = (self._low * self._scale)[:, 0], (self._high * self._scale)[:, 0]
        return np.minimum(*ends).astype(np.float32), np.maximum(*ends).astype(np.float32)

    @property
    def labels(self) -> list[str]:
        """Each number by name."""
        return [name for part in self.parts for name in ([TIME] if part is None else part.labels)]

    def of(self, sim: Simulation, lanes: int, share: float) -> np.ndarray:
        """(lane, observation) numbers of now, in ``share`` of the episode."""
        values = np.empty((len(self._scale), lanes))
        for place, part in zip(self._places, self.parts, strict=True):
            values[place] = share if part is None else part.values(sim)
        if not np.isfinite(values).all():
            values = np.nan_to_num(values)
        np.maximum(values, self._low, out=values)
        np.minimum(values, self._high, out=values)
        return (values * self._scale).T.astype(np.float32)


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


class Term:
    """A term of the reward, which knows what its values were."""

    def __init__(self, sim: Simulation, said: Reward):
        self.weight, self.change = said.weight, said.change
        self.sum = GROWING.get(said.what)
        if self.sum is not None:
            kind = next(v.dims[0] for v in SUMMARIES if v.name == said.what)
            self.part = part_of(sim, f"{kind}.depth", said.names)
        else:
            self.part = part_of(sim, said.what, said.names)
        self._limit, self._sign = (said.above, 1.0) if said.above is not None else (said.below, -1.0)
        self._before: Any = 0.0

    def begin(self, sim: Simulation) -> None:
        """Take the values of now for those before."""
        if self.sum is not None or self.change:
            self._before = np.array(self._values(sim))

    def of(self, sim: Simulation) -> np.ndarray:
        """What the last step brought, (lane,)."""
        now = self._values(sim)
        if self.sum is not None or self.change:
            now, before = np.array(now), self._before
            self._before = now
            gained = now - before
            return self.weight * (np.abs(gained) if self.change else gained).sum(axis=0)
        return self.weight * np.maximum(self._sign * (now - self._limit), 0.0).sum(axis=0)

    def _values(self, sim: Simulation) -> np.ndarray:
        of = self.sum
        if of is None:
            return self.part.values(sim)
        return sim.ensemble.gather(lambda batch: of(batch.network, batch.state))[self.part.rows]
