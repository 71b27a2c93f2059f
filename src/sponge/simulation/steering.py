# SPDX-License-Identifier: Apache-2.0
"""A simulation under the user's hand: step by step, arrays by name, back and forth; one model or variants side by side.

    with sponge.Simulation("model.inp") as sim:
        for moment in sim.steps(every="5min"):
            if sim.nodes.depth["TANK"] > 1.2:
                sim.links.setting["PUMP"] = 1.0

    with sponge.Simulation("model.inp", variants={"as it is": [], "rough": "conduit[*].roughness *= 2"}) as sim:
        sim.advance(3600.0)
        sim.nodes.depth["TANK"]  # (lane,)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.errors import UsageError
from sponge.base.times import seconds_of
from sponge.io.state import load_state, save_state
from sponge.model.compile import compile_model
from sponge.model.model import Model
from sponge.model.step_cache import StepCache
from sponge.results.registry import SUMMARIES
from sponge.simulation.ensemble import Ensemble
from sponge.simulation.prepare import prepare, read
from sponge.simulation.views import LinkView, NodeView, SubcatchmentView

SHARED = ("node_order", "link_order", "subcatchments")  # what lanes side by side have in common


def variants_of(
    model: Model | str | Path | Sequence[Any], variants: Iterable[Any] | Mapping[str, Any] | None
) -> dict[str, tuple[Any, Any]]:
    """Lanes by name: a model and what is changed of it."""
    models = list(model) if isinstance(model, Sequence) and not isinstance(model, str) else [model]
    if variants is None:
        return {str(k): (one, []) for k, one in enumerate(models)}
    if len(models) != 1:
        raise UsageError("give several models, or one and its variants")
    base = models[0] if isinstance(models[0], Model) else read(models[0])
    named = variants if isinstance(variants, Mapping) else {str(k): change for k, change in enumerate(variants)}
    return {name: (base, change) for name, change in named.items()}


class Simulation:
    """A run under the user's hand. Any number of them may live in one process and thread.

    ``variants`` are changes of the model as ``run_many`` takes them, each a lane; several models are a lane each. They
    share their elements, start and end. Arrays are (element,) of one model and (element, lane) of several. One that is
    copied or pickled is another that goes on from there by itself, in any process.
    """

    def __init__(
        self, model: Model | str | Path | Sequence[Any], *, solver: str = "picard",
        compat: str | None = None, changes: Any = (),
        variants: Iterable[Any] | Mapping[str, Any] | None = None,
    ):  # fmt: skip
        lanes = variants_of(model, variants)
        self.models = {
            name: prepare(one, solver=solver, compat=compat, changes=[changes, change])
            for name, (one, change) in lanes.items()
        }
        if not self.models:
            raise UsageError("a simulation needs at least one model")
        self.model = next(iter(self.models.values()))
        _refuse_strangers(self.models)
        step_cache = StepCache()
        self.ensemble = Ensemble([compile_model(one, step_cache) for one in self.models.values()])
        self.start: datetime = self.model.options.start
        self.end: datetime = self.model.options.end
        one = variants is None and len(self.models) == 1 and not isinstance(model, list | tuple)
        self._one = one
        self.nodes = NodeView(self.ensemble, tuple(self.model.node_order), one)
        self.links = LinkView(self.ensemble, tuple(self.model.link_order), one)
        self.subcatchments = SubcatchmentView(self.ensemble, tuple(self.model.subcatchments), one)

    def __copy__(self) -> Simulation:
        """A simulation of its own that goes on from here, as a deep copy is."""
        return deepcopy(self)

    def __enter__(self) -> Simulation:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    @property
    def lanes(self) -> tuple[str, ...]:
        """Names of the variants, in the order of the arrays' last axis."""
        return tuple(self.models)

    @property
    def failed(self) -> np.ndarray:
        """The lanes whose numbers ran away, (lane,)."""
        return np.asarray(self.ensemble.health) != 0

    @property
    def elapsed(self) -> float:
        """Time since the start that every lane has reached, s; of lanes whose numbers ran away only where all are."""
        time, failed = self.ensemble.time, self.failed
        return float(time.min() if failed.all() else time[~failed].min())

    @property
    def time(self) -> datetime:
        """Now."""
        return self.start + timedelta(seconds=self.elapsed)

    @property
    def finished(self) -> bool:
        """Has the end been reached?"""
        return self.elapsed >= self.ensemble.duration - 1e-9 or bool(self.failed.all())

    def steps(self, every: str | float | timedelta | None = None) -> Iterator[datetime]:
        """Run to the end, coming back after the first step that reaches each multiple of ``every`` (``"5min"``,
        seconds, a timedelta); after each routing step without it. Gives the simulation's time."""
        step = seconds_of(every) if every is not None else 0.0
        while not self.finished:
            before = self.elapsed
            self.advance((int((before + 1e-6) / step) + 1) * step if step else before + 1e-6)
            if self.elapsed <= before:
                return
            yield self.time

    def advance(self, until: float | datetime) -> None:
        """Go on to the first step that reaches ``until``: seconds since the start, or a date."""
        seconds = (until - self.start).total_seconds() if isinstance(until, datetime) else float(until)
        self.ensemble.advance(seconds)

    def snapshot(self) -> Any:
        """All that changes, as it is now, of every lane."""
        return self.ensemble.snapshot()

    def restore(self, snapshot: Any) -> None:
        """Go back to a snapshot of this simulation, bit for bit."""
        self.ensemble.restore(snapshot)

    def save_state(self, path: str | Path, *, overwrite: bool = False) -> None:
        """Keep all that changes in a file; ``restore_state`` of this or a like simulation goes on from it bit for
        bit."""
        save_state(Path(path), self.ensemble.batches, self.model, self.ensemble.reported, overwrite)

    def restore_state(self, path: str | Path) -> None:
        """Go to a state that was saved; ModelError where it is of another model or layout."""
        reported = load_state(Path(path), self.ensemble.batches, self.model)
        for batch in self.ensemble.batches:
            batch.reported = reported

    def summary(self) -> dict[str, Any]:
        """The summary variables up to now, as they would stand in the results file, lane last where there are many."""
        values = self.ensemble.summary(masked=False)
        found = {v.name: np.asarray(values[v.key]) * v.factor for v in SUMMARIES if v.key in values}
        return {name: value[..., 0] for name, value in found.items()} if self._one else found


def _refuse_strangers(models: dict[str, Model]) -> None:
    """Lanes side by side share their elements, start and end."""
    (first, base), *others = models.items()
    for name, model in others:
        for table in SHARED:
            if tuple(getattr(model, table)) != tuple(getattr(base, table)):
                raise UsageError(f"variants must share one network: '{name}' has other elements than '{first}'")
        if (model.options.start, model.options.end) != (base.options.start, base.options.end):
            raise UsageError(f"variants must share start and end: those of '{name}' and '{first}' differ")
