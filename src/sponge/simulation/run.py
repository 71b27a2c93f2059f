# SPDX-License-Identifier: Apache-2.0
"""The one loop of a run: lanes to their end, row by row into a sink, whoever asked for it.

``sponge.run``, ``sponge run``, ``sponge verify`` and the blocks of a sweep all come here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import numpy as np

from sponge.base.arrays import LaneMismatch
from sponge.base.errors import UsageError
from sponge.engine.batch import Batch, without_failed
from sponge.engine.clock import NOT_CONVERGED
from sponge.model.compile import compile_model
from sponge.model.model import Model
from sponge.model.step_cache import StepCache
from sponge.simulation.compiling import clock

COMPLETED, NUMERICAL_FAILURE, INTERRUPTED = 0, 4, 130
RAN_AWAY = "the numbers ran away (not finite)"
GAVE_UP = "the solver found no heads any more (not converged)"

Progress = Callable[[float, datetime], None]  # fraction done, time in the simulation


class Sink(Protocol):
    """Where rows go: a file (NetCDFWriter) or memory (DatasetBuilder)."""

    def block(self, first_lane: int, lanes: int) -> None:
        """The next rows are of these scenarios."""

    def extend(self, times: Sequence[float], rows: Any) -> None:
        """Some reporting periods; the rows' arrays have an axis of theirs, the first, and stand for this call only."""

    def summarise(self, summary: dict[str, np.ndarray], status: int | np.ndarray = 0) -> None:
        """The summaries of these scenarios."""


class Runnable(Protocol):
    """What runs: a block of lanes (Batch), or several (Ensemble)."""

    @property
    def duration(self) -> float:
        """Length of the simulation, s."""

    @property
    def time(self) -> np.ndarray:
        """Each lane's time since the start, s, (lane,)."""

    @property
    def health(self) -> np.ndarray:
        """Flags, (lane,); 0 where all is well."""

    def row_blocks(self, until: float = np.inf) -> Iterator[tuple[list[float], Any]]:
        """Reporting times and the rows at them, several at once, as the run goes on."""

    def summary(self) -> dict[str, np.ndarray]:
        """Summary variables by name, SI."""


@dataclass
class Outcome:
    """How lanes ran."""

    status: np.ndarray  # (lane,) 0, 4 or 130
    summary: dict[str, np.ndarray]  # engine's, SI
    began: float = 0.0  # s since the start of the simulation: from a state later than 0
    reached: float = 0.0  # s, up to where it ran
    seconds: dict[str, float] = field(default_factory=dict)  # simulate, write
    health: np.ndarray = field(default_factory=lambda: np.zeros(0, int))  # (lane,) flags (engine.clock)

    def reason(self, lane: int = 0) -> str:
        """Why a lane has failed; nothing where it has not."""
        if np.atleast_1d(self.status)[lane] != NUMERICAL_FAILURE:
            return ""
        return GAVE_UP if self.health.size and int(self.health[lane]) == NOT_CONVERGED else RAN_AWAY


def batch_of(models: Sequence[Model]) -> Batch:
    """The models as lanes of one block."""
    step_cache = StepCache()
    networks = [compile_model(model, step_cache) for model in models]
    try:
        return Batch(networks)
    except LaneMismatch as error:
        raise UsageError(f"scenarios must share one network: {error}") from None


def compile_first(models: Sequence[Model]) -> None:
    """Have everything that a run of these lanes needs compiled."""
    batch = batch_of(models)
    batch.advance(1e-6)
    batch.row(0.0)
    batch.summary()


def furthest(lanes: Runnable) -> float:
    """The time that any lane has reached, s."""
    times = np.asarray(lanes.time, float)
    return float(np.nanmax(times)) if np.isfinite(times).any() else 0.0


def _failed_at(health: np.ndarray) -> int:
    """Number of rows up to the first at which every lane has failed, that row among them; 0 where there is no such row.

    ``health`` is (row, lane) flags.
    """
    failed = np.all(np.asarray(health) != 0, axis=-1)
    return int(np.argmax(failed)) + 1 if failed.any() else 0


def _not_finite(rows: Any) -> np.ndarray:
    """Lanes of which any result is not finite, (lane,)."""
    found = [np.isfinite(values).all(axis=tuple(range(values.ndim - 1))) for values in rows if np.size(values)]
    return ~np.logical_and.reduce(found)


def simulate(
    lanes: Runnable,
    sink: Sink,
    start: datetime,
    *,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
    until: float = np.inf,
    whole: bool = False,
) -> Outcome:
    """Run lanes to their end, to the first step that reaches ``until`` [s], or until ``stop`` says so, into a sink.

    When every lane has failed the run is over, unless rows are wanted for the ``whole`` time. Seconds
    taken are without those of compiling.
    """
    begun, writing, interrupted, began = clock(), 0.0, False, furthest(lanes)
    duration, lost = max(float(lanes.duration), 1e-9), np.asarray(False)
    for times, rows in lanes.row_blocks(until):
        before = clock()
        over = not whole and _failed_at(rows.health)
        if over:
            times, rows = times[:over], type(rows)(*(values[:over] for values in rows))
        rows = without_failed(rows)
        sink.extend(times, rows)
        lost = lost | _not_finite(rows)
        if progress:
            progress(min(times[-1] / duration, 1.0), start + timedelta(seconds=times[-1]))
        writing += clock() - before
        if stop and stop():
            interrupted = True
            break
        if over:
            break
    summary = lanes.summary()
    health = np.asarray(lanes.health)
    failed = lost | (health != 0) | (np.asarray(summary.get("status", 0)) == NUMERICAL_FAILURE)
    status = np.where(failed, NUMERICAL_FAILURE, INTERRUPTED if interrupted else COMPLETED)
    before = clock()
    sink.summarise(summary, status)
    now = clock()
    seconds = {"simulate": before - begun - writing, "write": writing + now - before}
    return Outcome(status, summary, began, furthest(lanes), seconds, health.copy())
