"""A simulation under the user's hand: step by step, arrays by name, back and forth.

    with sponge.Simulation("model.inp") as sim:
        for moment in sim.steps(every="5min"):
            if sim.nodes.depth["TANK"] > 1.2:
                sim.links.setting["PUMP"] = 1.0
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from sponge.api import batch_of, prepare
from sponge.base.errors import UsageError
from sponge.base.times import seconds_of
from sponge.engine.reporting.rows import SubcatchmentRow
from sponge.model.changes import suggestion
from sponge.model.model import Model


class NamedArray(np.ndarray):
    """An array of elements that also takes their names: ``flow["C1"]``, ``depth[["J1", "J2"]]``, ``setting["P1"] = 0``.

    A whole array without a name; writing goes to ``target``, which may be another array (a pump's setting moves
    toward what is written).
    """

    names: dict[str, int] | None = None
    target: np.ndarray | None = None

    @classmethod
    def of(cls, values: np.ndarray, names: dict[str, int], target: np.ndarray | None = None) -> NamedArray:
        """An array by name; read only without a target."""
        found = values.view(cls)
        found.names, found.target = names, target
        found.flags.writeable = False
        return found

    def _where(self, key: Any) -> Any:
        if self.names is None:
            return key
        if isinstance(key, str):
            if key not in self.names:
                raise KeyError(f"there is no '{key}' here{suggestion(key, self.names)}")
            return self.names[key]
        if isinstance(key, list) and key and isinstance(key[0], str):
            return [self._where(name) for name in key]
        return key

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(self._where(key))

    def __setitem__(self, key: Any, value: Any) -> None:
        if self.names is None:
            super().__setitem__(key, value)
        elif self.target is None:
            raise UsageError("these values are results: they cannot be set")
        else:
            self.target[self._where(key)] = _finite(value)


def _finite(value: Any) -> np.ndarray:
    values = np.asarray(value, float)
    if not np.all(np.isfinite(values)):
        raise UsageError("a value that is set must be a finite number")
    return values


class Elements:
    """One kind of element of a running simulation; its attributes are NamedArrays of now."""

    names: tuple[str, ...]
    _batch: Any
    _index: dict[str, int]
    _READ: tuple[str, ...] = ()
    _WRITE: tuple[str, ...] = ()

    def __init__(self, batch: Any, names: tuple[str, ...]):
        object.__setattr__(self, "_batch", batch)
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "_index", {name: i for i, name in enumerate(names)})

    def __dir__(self) -> list[str]:
        return ["names", *self._READ]

    def __getattr__(self, name: str) -> NamedArray:
        if name not in self._READ:
            hint = suggestion(name, self._READ) or f"; there are: {', '.join(self._READ)}"
            raise AttributeError(f"no attribute '{name}' here{hint}")
        target = self._target(name) if name in self._WRITE else None
        return NamedArray.of(np.array(self._values(name)), self._index, target)

    def __setattr__(self, name: str, value: Any) -> None:
        getattr(self, name)[:] = value

    def _values(self, name: str) -> np.ndarray:
        raise NotImplementedError

    def _target(self, name: str) -> np.ndarray:
        raise NotImplementedError


class NodeView(Elements):
    """Nodes in the model's order. ``lateral_inflow`` can be set: it is added to the model's own until set anew.
    ``stage`` of an outfall can be set: a water level that takes the place of the model's."""

    _READ = ("depth", "head", "volume", "lateral_inflow", "total_inflow", "flooding", "stage")
    _WRITE = ("lateral_inflow", "stage")

    def _values(self, name: str) -> np.ndarray:
        state, network = self._batch.state.nodes, self._batch.network.nodes
        if name == "head":
            return state.depth[:, 0] + network.invert[:, 0]
        field = {"lateral_inflow": "lateral", "total_inflow": "inflow", "flooding": "overflow", "stage": "forced_stage"}
        return getattr(state, field.get(name, name))[:, 0]

    def _target(self, name: str) -> np.ndarray:
        state = self._batch.state.nodes
        return {"lateral_inflow": state.forced_inflow, "stage": state.forced_stage}[name][:, 0]


class LinkView(Elements):
    """Links in the model's order, flow along the model's direction. ``setting`` can be set: pumps take it as speed,
    orifices and weirs as opening, at their own pace; control rules may change it again."""

    _READ = ("flow", "depth", "volume", "setting", "target_setting")
    _WRITE = ("setting", "target_setting")

    def _values(self, name: str) -> np.ndarray:
        values = getattr(self._batch.state.links, name)[:, 0]
        return values * self._batch.network.links.direction if name == "flow" else values

    def _target(self, name: str) -> np.ndarray:
        return self._batch.state.links.target_setting[:, 0]


class SubcatchmentView(Elements):
    """Subcatchments in the model's order: rates of the last runoff step."""

    _READ = SubcatchmentRow._fields

    def _values(self, name: str) -> np.ndarray:
        row = self._batch.row(float(self._batch.time[0]))
        return row.subcatchment[self._READ.index(name), :, 0].astype(float)


class Simulation:
    """One run of a model under the user's hand. Any number of them may live in one process and thread."""

    def __init__(self, model: Model | str | Path, *, solver: str = "picard", changes: Any = ()):
        self.model = prepare(model, solver=solver, changes=changes)
        self.batch = batch_of([self.model])
        self.start: datetime = self.model.options.start
        self.end: datetime = self.model.options.end
        self.nodes = NodeView(self.batch, tuple(self.model.node_order))
        self.links = LinkView(self.batch, tuple(self.model.link_order))
        self.subcatchments = SubcatchmentView(self.batch, tuple(self.model.subcatchments))

    def __enter__(self) -> Simulation:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    @property
    def elapsed(self) -> float:
        """Time since the start, s."""
        return float(self.batch.time[0])

    @property
    def time(self) -> datetime:
        """Now."""
        return self.start + timedelta(seconds=self.elapsed)

    @property
    def finished(self) -> bool:
        """Has the end been reached?"""
        return self.elapsed >= self.batch.duration - 1e-9 or bool(self.batch.health[0])

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
        self.batch.advance(seconds)

    def snapshot(self) -> Any:
        """All that changes, as it is now."""
        return self.batch.snapshot()

    def restore(self, snapshot: Any) -> None:
        """Go back to a snapshot of this simulation, bit for bit."""
        self.batch.restore(snapshot)

    def save_state(self, path: str | Path, *, overwrite: bool = False) -> None:
        """Keep all that changes in a file; ``restore_state`` of this or a like model goes on from it bit for bit."""
        from sponge.io.state import save_state

        save_state(Path(path), self.batch, self.model, self.batch.reported, overwrite)

    def restore_state(self, path: str | Path) -> None:
        """Go to a state that was saved; ModelError where it is of another model or layout."""
        from sponge.io.state import load_state

        self.batch.reported = load_state(Path(path), self.batch, self.model)

    def summary(self) -> dict[str, Any]:
        """The summary variables up to now, as they would stand in the results file."""
        from sponge.results.registry import SUMMARIES

        values = self.batch.summary()
        return {v.name: np.asarray(values[v.key])[..., 0] * v.factor for v in SUMMARIES if v.key in values}
