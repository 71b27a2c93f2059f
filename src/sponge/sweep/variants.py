# SPDX-License-Identifier: Apache-2.0
"""``sponge.run_many``: variants of a model given in Python, as scenarios of one dataset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from warnings import warn

from sponge.base.errors import UsageError
from sponge.model.changes import describe
from sponge.model.model import Model
from sponge.model.options import Options
from sponge.model.step_cache import StepCache
from sponge.results.layout import check_size, layout_of
from sponge.results.open_results import open_results
from sponge.results.writers.dataset import DatasetBuilder
from sponge.results.writers.netcdf_file import NetCDFWriter
from sponge.simulation.prepare import prepare, read, solver_of, with_compat, with_solver
from sponge.simulation.run import Progress, Sink
from sponge.simulation.saves import unsaved
from sponge.sweep.block import BLOCK, run_lanes

if TYPE_CHECKING:
    import xarray as xr

NAMED_ALIKE = {
    "subcatchments": "subcatchment", "node_order": "node", "link_order": "link", "lid_uses": "LID use",
    "pollutants": "pollutant",
}  # fmt: skip
DATES = {
    "start": "starts", "end": "ends", "report_start": "begins to report", "report_step": "reports every",
}  # fmt: skip


def run_many(
    model: Model | str | Path,
    changes: Iterable[Any] | Mapping[str, Any],
    output: str | Path | None = None,
    *,
    solver: str = "picard",
    tolerance: float | str | None = None,
    compat: str | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Simulate many variants of a model, 8 side by side: a dataset with the dimension ``scenario``.

    Each change is a Model, an expression, a dict, a function of a Model, or a list of these; a dict of changes names
    the scenarios. They share their elements and dates, which need not be those of ``model``. For thousands of
    scenarios, several processes or a cluster, write a sweep: ``sponge sweep``.
    """
    base = with_compat(model if isinstance(model, Model) else read(model), compat)
    named = changes if isinstance(changes, Mapping) else {str(k): c for k, c in enumerate(changes)}
    if not named:
        raise UsageError("run_many needs at least one change")
    base = with_solver(base, solver, tolerance)
    models = {name: prepare(base, solver=base.options.solver, changes=change) for name, change in named.items()}
    _refuse_strangers(models)
    if unsaved(base):
        warn(unsaved(base), UserWarning, stacklevel=2)
    lines = [f"{name}: {line}" for name, change in named.items() for line in describe(change)]
    frame = _in_common(base, list(models.values()))
    layout = layout_of(frame, solver=solver_of(frame), changes=lines, command="sponge.run_many", scenarios=tuple(named))
    check_size(layout)
    if output is not None:
        return open_results(_into_file(models, NetCDFWriter(Path(output), layout, overwrite), progress))
    builder = DatasetBuilder(layout)
    _run_blocks(models, builder, progress)
    return builder.dataset()


def _into_file(models: dict[str, Model], writer: NetCDFWriter, progress: Progress | None) -> Path:
    """The finished file of the scenarios; no file where anything fails."""
    try:
        _run_blocks(models, writer, progress)
    except BaseException:
        writer.abandon()
        raise
    return writer.finish()


def _run_blocks(models: dict[str, Model], sink: Sink, progress: Progress | None) -> None:
    names, lanes = list(models), list(models.values())
    options, step_cache = lanes[0].options, StepCache()
    failed: dict[str, list[str]] = {}  # by reason
    for first in range(0, len(lanes), BLOCK):
        block = lanes[first : first + BLOCK]

        def report(share: float, first: int = first, count: int = len(block)) -> None:
            if progress:
                moment = options.start + timedelta(seconds=share * options.duration)
                progress((first + share * count) / len(lanes), moment)

        sink.block(first, len(block))
        ended = run_lanes(block, sink, report, step_cache, min(len(lanes), BLOCK))
        for i, reason in enumerate(ended.reasons):
            if reason:
                failed.setdefault(reason, []).append(names[first + i])
    for reason, those in failed.items():
        warn(f"{', '.join(those)}: {reason}; status is 4", RuntimeWarning, stacklevel=4)


def _refuse_strangers(models: dict[str, Model]) -> None:
    """Scenarios of one dataset share their elements and their reporting times."""
    (first, base), *others = models.items()
    for name, model in others:
        other = _other_table(model, base)
        if other:
            raise UsageError(f"scenarios must share one network: '{name}' has other {other}s than '{first}'")
        for key, does in DATES.items():
            mine, theirs = _date(model, key), _date(base, key)
            if mine != theirs:
                found = f"'{name}' {does} {mine}, '{first}' {theirs}"
                raise UsageError(f"scenarios must share dates and report step: {found}")
        if model.report.averages != base.report.averages:
            raise UsageError(f"scenarios must all report averages or none: '{name}' and '{first}' differ")


def _other_table(model: Model, base: Model) -> str:
    """What one model has other elements of than another, empty where they have the same."""
    return next((w for t, w in NAMED_ALIKE.items() if tuple(getattr(model, t)) != tuple(getattr(base, t))), "")


def _date(model: Model, key: str) -> str:
    """A date of a model, or its report step, as a message shows it."""
    options = model.options
    value = getattr(options, key) or options.start
    return f"{value:g} s" if key == "report_step" else str(value)


def _in_common(base: Model, variants: list[Model]) -> Model:
    """The base with what all variants have and it may not: elements, dates and other options, averages."""
    first = variants[0]
    shown = first if _other_table(first, base) else base
    agreed = {
        f.name: getattr(first.options, f.name)
        for f in fields(Options)
        if all(getattr(v.options, f.name) == getattr(first.options, f.name) for v in variants)
    }
    return replace(shown, options=replace(shown.options, **agreed), report=first.report)
