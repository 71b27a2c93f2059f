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
from typing import TYPE_CHECKING, Any

import numpy as np

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError
from sponge.base.times import seconds_of
from sponge.io.state import load_state, save_state
from sponge.model.changes import describe
from sponge.model.compile import compile_model
from sponge.model.model import Model
from sponge.model.step_cache import StepCache
from sponge.results.layout import check_size, layout_of
from sponge.results.registry import SUMMARIES
from sponge.results.writers.dataset import DatasetBuilder
from sponge.simulation.ensemble import Ensemble, rained_area
from sponge.simulation.forcing import Forced, RainForcing
from sponge.simulation.prepare import prepare, read, solver_of
from sponge.simulation.run import COMPLETED, INTERRUPTED, NUMERICAL_FAILURE
from sponge.simulation.views import GageView, LidView, LinkView, NodeView, PumpView, SubcatchmentView

if TYPE_CHECKING:
    import xarray as xr

MOST_KEPT = 1e9  # bytes of rows that are kept unasked
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
    copied or pickled is another that goes on from there by itself, in any process. What it runs is kept for
    ``to_dataset``, row by row: up to a gigabyte, all where ``record`` is True, nothing where it is False. After
    ``close``, or its ``with`` block, it gives an error.
    """

    def __init__(
        self, model: Model | str | Path | Sequence[Any], *, solver: str = "picard",
        tolerance: float | str | None = None, compat: str | None = None, changes: Any = (),
        variants: Iterable[Any] | Mapping[str, Any] | None = None, record: bool | None = None,
    ):  # fmt: skip
        lanes = variants_of(model, variants)
        alike: dict[tuple[Any, ...], Model] = {}  # a model of many lanes is made ready once
        self.models = {}
        for name, (one, change) in lanes.items():
            key = id(one), *describe(change)
            if key not in alike:
                alike[key] = prepare(
                    one, solver=solver, tolerance=tolerance, compat=compat, changes=[changes, change]
                )
            self.models[name] = alike[key]
        if not self.models:
            raise UsageError("a simulation needs at least one model")
        self.model = next(iter(self.models.values()))
        _refuse_strangers(self.models)
        step_cache = StepCache()
        compiled = {id(one): compile_model(one, step_cache) for one in alike.values()}
        networks = [compiled[id(one)] for one in self.models.values()]
        one = variants is None and len(self.models) == 1 and not isinstance(model, list | tuple)
        self._changes = [f"{name}: {line}" for name, (_, change) in lanes.items() for line in describe(change)]
        self._changes = describe(changes) + ([] if one else self._changes)
        self._begin(networks, one, record)

    def _begin(self, networks: list[Any], one: bool, record: bool | None) -> None:
        """Lanes of these networks at their start, and the views of them."""
        self.ensemble = Ensemble(networks, areas=[rained_area(model) for model in self.models.values()])
        self.start: datetime = self.model.options.start
        self.end: datetime = self.model.options.end
        self.record, self._one = record, one
        self._rows: list[tuple[list[float], Any]] = []  # reporting times and their rows
        self._kept = 0  # bytes of them
        self._rain = RainForcing(self.ensemble)
        model, pollutants = self.model, tuple(self.model.pollutants) if self.model.has_quality else ()
        self.nodes = NodeView(self.ensemble, model.node_order, one, pollutants)
        self.links = LinkView(self.ensemble, model.link_order, one, pollutants)
        self.subcatchments = SubcatchmentView(self.ensemble, tuple(model.subcatchments), one, pollutants)
        self.pumps = PumpView(self.ensemble, model.link_order, tuple(model.pumps), one)
        self.gages = GageView(self._rain, tuple(model.gages), one)
        self.lids = LidView(self.ensemble, tuple(model.lid_uses), one)

    def __copy__(self) -> Simulation:
        """A simulation of its own that goes on from here, as a deep copy is."""
        return deepcopy(self)

    def __enter__(self) -> Simulation:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back the memory; whatever is asked from here on is an error."""
        closed: Any = Closed()
        for view in (self.nodes, self.links, self.subcatchments, self.pumps, self.gages, self.lids):
            object.__setattr__(view, "_ensemble", closed)
        object.__setattr__(self.gages, "_forcing", closed)
        self.ensemble, self._rain, self._rows = closed, closed, []

    def fork(self, n: int, lane: str = "") -> Simulation:
        """A simulation of ``n`` lanes that all go on from here, each by itself: futures side by side. Of a simulation
        of several lanes, from the one that is named."""
        if not isinstance(n, int) or n < 1:
            raise UsageError(f"a simulation needs at least one lane, a whole number, not {n!r}")
        if lane and lane not in self.models:
            raise UsageError(f"there is no lane '{lane}'{suggestion(lane, self.lanes)}")
        if not lane and len(self.models) > 1:
            raise UsageError(f"fork from which lane? fork({n}, lane='{self.lanes[0]}')")
        at, model = self.lanes.index(lane) if lane else 0, self.models[lane] if lane else self.model
        new = object.__new__(Simulation)
        new.models, new.model, new._changes = dict.fromkeys(map(str, range(n)), model), model, list(self._changes)
        new._begin([compile_model(model)] * n, False, self.record)
        self.ensemble.spread(at, new.ensemble)
        columns = np.full(n, at)
        new._rain.become(tuple(
            Forced(s.where[:, columns], s.since[columns], s.rain[:, columns]) for s in self._rain.settings
        ))  # fmt: skip
        for times, rows in self._rows:
            new._keep(times, with_lanes(rows, columns))
        return new

    @property
    def lanes(self) -> tuple[str, ...]:
        """Names of the variants, in the order of the arrays' last axis."""
        return tuple(self.models)

    @property
    def failed(self) -> np.ndarray:
        """The lanes whose numbers ran away or whose solver found no heads any more, (lane,)."""
        return np.asarray(self.ensemble.health) != 0

    @property
    def elapsed(self) -> float:
        """Time since the start that every lane has reached, s; of lanes that have failed only where all have."""
        time, failed = self.ensemble.time, self.failed
        if not failed.any() or failed.all():
            return float(time.min())
        return float(time[~failed].min())

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
        """Go on to the first step that reaches ``until``: seconds since the start, or a date; no further than the
        end, and nowhere where it was passed."""
        if not isinstance(until, datetime | float | int | np.number) or until != until:
            raise UsageError(f"advance to when? seconds since the start, or a date, not {until!r}")
        seconds = (until - self.start).total_seconds() if isinstance(until, datetime) else float(until)
        if self.record is not False and self.ensemble.next_report <= seconds:
            for times, rows in self.ensemble.row_blocks(seconds):
                self._keep(times, rows_of(rows))
        else:
            self.ensemble.advance(seconds)

    def _keep(self, times: list[float], rows: Any) -> None:
        """Keep rows for ``to_dataset``, or forget all where they grow too many."""
        if self.record is False:
            return
        self._rows.append((times, rows))
        self._kept += sum(values.nbytes for values in rows)
        if self.record is None and self._kept > MOST_KEPT:
            self.record, self._rows = False, []

    def to_dataset(self) -> xr.Dataset:
        """What was run so far, as ``sponge.run`` gives it; of several lanes with the dimension ``scenario``. Rows are
        those of the reporting times that were reached, summaries up to now; status is 130 before the end."""
        if self.record is False:
            much = f"what was run takes more than {MOST_KEPT / 1e9:g} GB, and was not kept"
            why = much if self._kept else "nothing was kept"
            raise UsageError(f"{why}: Simulation(..., record=True) keeps it, sponge.run writes files")
        scenarios = None if self._one else self.lanes
        changes = [*self._changes, "steered step by step"]
        solver = solver_of(self.model)
        layout = layout_of(self.model, solver=solver, changes=changes, command="sponge.Simulation", scenarios=scenarios)
        check_size(layout)
        builder = DatasetBuilder(layout)
        builder.block(0, len(self.models))
        for times, rows in self._rows:
            builder.extend(times, rows)
        status = np.where(self.failed, NUMERICAL_FAILURE, COMPLETED if self.finished else INTERRUPTED)
        builder.summarise(self.ensemble.summary(), status)
        return builder.dataset()

    def snapshot(self) -> Any:
        """All that changes, as it is now, of every lane."""
        return self.ensemble.snapshot(), tuple(self._rows), self._kept, self._rain.settings, self._network()

    def restore(self, snapshot: Any) -> None:
        """Go back to a snapshot of this simulation, or of one of the same elements and lanes, bit for bit."""
        state, rows, kept, settings, network = snapshot
        if network != self._network():
            raise UsageError("this snapshot is of a simulation with other elements or lanes")
        self._rows, self._kept = list(rows), kept
        self.ensemble.restore(state)
        self._rain.become(settings)

    def _network(self) -> tuple[Any, ...]:
        """What a snapshot fits."""
        return self.model.node_order, self.model.link_order, tuple(self.model.subcatchments), self.ensemble.n_lanes

    def save_state(self, path: str | Path, *, overwrite: bool = False) -> None:
        """Keep all that changes in a file; ``restore_state`` of this or a like simulation goes on from it bit for
        bit. UsageError where rain was set, which the file has no place for."""
        if self._rain.settings:
            raise UsageError("rain was set by hand, which a state file has no place for: keep a snapshot or a copy")
        save_state(Path(path), self.ensemble.batches, self.model, self.ensemble.reported, overwrite)

    def restore_state(self, path: str | Path) -> None:
        """Go to a state that was saved; ModelError where it is of another model or layout."""
        reported = load_state(Path(path), self.ensemble.batches, self.model)
        for batch in self.ensemble.batches:
            batch.reported = reported
        self._rows, self._kept = [], 0
        self._rain.become(())

    def summary(self) -> dict[str, Any]:
        """The summary variables up to now, as they would stand in the results file, lane last where there are many."""
        values = self.ensemble.summary(masked=False)
        found = {v.name: np.asarray(values[v.key]) * v.factor for v in SUMMARIES if v.key in values}
        return {name: value[..., 0] for name, value in found.items()} if self._one else found


class Closed:
    """Stands for the lanes of a simulation that was closed."""

    def __getattr__(self, name: str) -> Any:
        raise UsageError("the simulation is closed: ask it within its with block, or before close()")


def rows_of(rows: Any) -> Any:
    """Rows in memory of their own."""
    return type(rows)(*(np.array(values) for values in rows))


def with_lanes(rows: Any, columns: np.ndarray) -> Any:
    """Rows of these lanes."""
    return type(rows)(*(values[..., columns] for values in rows))


def _refuse_strangers(models: dict[str, Model]) -> None:
    """Lanes side by side share their elements, start and end."""
    (first, base), *others = models.items()
    for name, model in others:
        for table in SHARED:
            if tuple(getattr(model, table)) != tuple(getattr(base, table)):
                raise UsageError(f"variants must share one network: '{name}' has other elements than '{first}'")
        if (model.options.start, model.options.end) != (base.options.start, base.options.end):
            raise UsageError(f"variants must share start and end: those of '{name}' and '{first}' differ")
