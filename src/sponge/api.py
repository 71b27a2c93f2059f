"""Running a model from Python: ``sponge.run``, and the loop that the command line shares."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from warnings import warn

import numpy as np

from sponge.base.errors import ModelError, Problem, UsageError
from sponge.model.changes import apply_changes, describe, suggestion
from sponge.model.model import Model

if TYPE_CHECKING:
    import xarray as xr

    from sponge.results.layout import Layout

SOLVERS = ("picard", "implicit")
COMPLETED, NUMERICAL_FAILURE, INTERRUPTED = 0, 4, 130

Progress = Callable[[float, datetime], None]  # fraction done, time in the simulation


class Sink(Protocol):
    """Where rows go: a file (NetCDFWriter) or memory (DatasetBuilder)."""

    def block(self, first_lane: int, lanes: int) -> None:
        """The next rows are of these scenarios."""

    def append(self, time: float, row: Any) -> None:
        """One reporting period."""

    def summarise(self, summary: dict[str, np.ndarray], status: int | np.ndarray = 0) -> None:
        """The summaries of these scenarios."""


@dataclass
class Outcome:
    """How a block of lanes ran."""

    status: np.ndarray  # (lane,) 0, 4 or 130
    summary: dict[str, np.ndarray]  # engine's, SI
    rows: int = 0
    seconds: dict[str, float] = field(default_factory=dict)  # compile, simulate (with writing), write


def prepare(
    model: Model | str | Path, *, solver: str = "picard", changes: Any = (), warnings: list[Problem] | None = None
) -> Model:
    """A model read, changed and found sound; ModelError or UsageError where it is not. What is odd and no reason to
    refuse it goes into ``warnings``."""
    check_solver(solver)
    if not isinstance(model, Model):
        model = read(model)
    model = apply_changes(model, changes)
    from sponge.model.validate import validate

    problems = validate(model)
    if any(p.fatal for p in problems):
        raise ModelError(problems)
    if warnings is not None:
        warnings += problems
    return model


def find(path: str | Path) -> Path:
    """The model's file; UsageError where there is none."""
    path = Path(path)
    if path.is_dir():
        raise UsageError(f"{path} is a folder, not an .inp file")
    if not path.exists():
        from sponge.io.nearby import nearby

        raise UsageError(f"there is no file {path}{nearby(path)}")
    return path


def read(path: str | Path) -> Model:
    """A model from its file; UsageError where there is no such file, ModelError where it cannot be understood."""
    from sponge.io import read_inp

    path = find(path)
    try:
        return read_inp(path)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from None


def check_solver(solver: str) -> None:
    """Refuse a solver that does not exist, or not yet."""
    if solver == "implicit":
        raise UsageError("the solver 'implicit' is not available yet: use picard")
    if solver not in SOLVERS:
        raise UsageError(f"there is no solver '{solver}'{suggestion(solver, SOLVERS)}")


def batch_of(models: Sequence[Model]) -> Any:
    """The models as lanes of one block."""
    from sponge.base.arrays import LaneMismatch
    from sponge.engine.batch import Batch
    from sponge.model.compile import compile_model
    from sponge.model.step_cache import StepCache

    step_cache = StepCache()
    networks = [compile_model(model, step_cache) for model in models]
    try:
        return Batch(networks)
    except LaneMismatch as error:
        raise UsageError(f"scenarios must share one network: {error}") from None


def compile_first(model: Model) -> None:
    """Have everything that a run of this model needs compiled, so that the run itself can be timed."""
    batch = batch_of([model])
    batch.advance(1e-6)
    batch.row(0.0)
    batch.summary()


def simulate(
    batch: Any,
    sink: Sink,
    start: datetime,
    *,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
    until: float = np.inf,
) -> Outcome:
    """Run a block to its end, to the first step that reaches ``until`` [s], or until ``stop`` says so, into a sink."""
    begun, writing, rows, interrupted = time.perf_counter(), 0.0, 0, False
    duration = max(float(batch.duration), 1e-9)
    for moment, row in batch.reports() if until == np.inf else batch.reports(until):
        before = time.perf_counter()
        sink.append(moment, row)
        rows += 1
        if progress:
            progress(min(moment / duration, 1.0), start + timedelta(seconds=moment))
        writing += time.perf_counter() - before
        if stop and stop():
            interrupted = True
            break
        if np.all(np.asarray(batch.health) != 0):
            break
    summary = batch.summary()
    status = np.where(np.asarray(batch.health) != 0, NUMERICAL_FAILURE, INTERRUPTED if interrupted else COMPLETED)
    before = time.perf_counter()
    sink.summarise(summary, status)
    now = time.perf_counter()
    seconds = {"simulate": before - begun - writing, "write": writing + now - before}
    return Outcome(status, summary, rows, seconds)


def run(
    model: Model | str | Path,
    output: str | Path | None = None,
    *,
    solver: str = "picard",
    changes: Any = (),
    variables: Sequence[str] = (),
    zones_only: bool = False,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Simulate a model: its hydrographs and summaries as a dataset, and as a netCDF file where ``output`` is given.

    ``changes`` are expressions such as ``"conduit[C1].roughness *= 0.8"``, dicts or functions of a Model;
    ``variables`` names or patterns of those wanted, none for all; ``zones_only`` leaves out what is of single elements.
    What the model saves ([FILES] SAVE) goes beside ``output``; without one it is not written.
    """
    from sponge.results.layout import layout_of
    from sponge.results.writers.dataset import DatasetBuilder
    from sponge.simulation.saves import saves_of

    model = prepare(model, solver=solver, changes=changes)
    saves = saves_of(model, Path(output), overwrite) if output is not None else None
    layout = layout_of(
        model, solver=solver, changes=describe(changes), variables=variables, zones_only=zones_only
    )
    batch, start = batch_of([model]), model.options.start

    def fill(sink: Sink) -> None:
        _warn(simulate(batch, sink, start, progress=progress))

    if output is not None and saves is not None:
        saves.begin(batch)
        dataset = into_file(Path(output), layout, overwrite, fill)
        saves.finish(batch, Path(output))
        return dataset
    builder = DatasetBuilder(layout)
    fill(builder)
    return builder.dataset()


def into_file(output: Path, layout: Layout, overwrite: bool, fill: Callable[[Sink], Any]) -> xr.Dataset:
    """What ``fill`` gives to a sink, as a finished file and opened; no file where it fails."""
    from sponge.results.open_results import opened
    from sponge.results.writers.netcdf_file import NetCDFWriter

    writer = NetCDFWriter(output, layout, overwrite)
    try:
        fill(writer)
    except BaseException:
        writer.abandon()
        raise
    return opened(writer.finish())


def _warn(outcome: Outcome) -> None:
    if np.any(outcome.status == NUMERICAL_FAILURE):
        warn("the numbers ran away (not finite); status is 4", RuntimeWarning, stacklevel=4)
