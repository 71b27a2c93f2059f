"""``sponge.run_many``: variants of a model given in Python, as scenarios of one dataset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from warnings import warn

from sponge.api import Progress, Sink, into_file, prepare, read
from sponge.base.errors import UsageError
from sponge.model.changes import describe
from sponge.model.memory import Memory
from sponge.model.model import Model
from sponge.results.saves import unsaved
from sponge.sweep.block import BLOCK, run_lanes

if TYPE_CHECKING:
    import xarray as xr

NAMED_ALIKE = {
    "subcatchments": "subcatchment", "node_order": "node", "link_order": "link", "lid_uses": "LID use",
    "pollutants": "pollutant",
}  # fmt: skip
DATES = ("start", "end", "report_start", "report_step")


def run_many(
    model: Model | str | Path,
    changes: Iterable[Any] | Mapping[str, Any],
    output: str | Path | None = None,
    *,
    solver: str = "picard",
    overwrite: bool = False,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Simulate many variants of a model, 8 side by side: a dataset with the dimension ``scenario``.

    Each change is a Model, an expression, a dict, a function of a Model, or a list of these; a dict of changes names
    the scenarios. For thousands of scenarios, several processes or a cluster, write a sweep: ``sponge sweep``.
    """
    from sponge.results.dataset import DatasetBuilder
    from sponge.results.layout import layout_of

    base = model if isinstance(model, Model) else read(model)
    named = changes if isinstance(changes, Mapping) else {str(k): c for k, c in enumerate(changes)}
    if not named:
        raise UsageError("run_many needs at least one change")
    models = {name: prepare(base, solver=solver, changes=change) for name, change in named.items()}
    _refuse_strangers(models)
    if unsaved(base):
        warn(unsaved(base), UserWarning, stacklevel=2)
    lines = [f"{name}: {line}" for name, change in named.items() for line in describe(change)]
    layout = layout_of(base, solver=solver, changes=lines, command="sponge.run_many", scenarios=tuple(named))

    def fill(sink: Sink) -> None:
        _run_blocks(models, sink, progress)

    if output is not None:
        return into_file(Path(output), layout, overwrite, fill)
    builder = DatasetBuilder(layout)
    fill(builder)
    return builder.dataset()


def _run_blocks(models: dict[str, Model], sink: Sink, progress: Progress | None) -> None:
    names, lanes = list(models), list(models.values())
    options, failed, memory = lanes[0].options, [], Memory()
    for first in range(0, len(lanes), BLOCK):
        block = lanes[first : first + BLOCK]

        def report(share: float, first: int = first, count: int = len(block)) -> None:
            if progress:
                moment = options.start + timedelta(seconds=share * options.duration)
                progress((first + share * count) / len(lanes), moment)

        sink.block(first, len(block))
        ended = run_lanes(block, sink, report, memory, min(len(lanes), BLOCK))
        failed += [names[first + i] for i, reason in enumerate(ended.reasons) if reason]
    if failed:
        warn(f"the numbers of {', '.join(failed)} ran away (not finite); status is 4", RuntimeWarning, stacklevel=4)


def _refuse_strangers(models: dict[str, Model]) -> None:
    """Scenarios of one dataset share their elements and their reporting times."""
    (first, base), *others = models.items()
    for name, model in others:
        for table, what in NAMED_ALIKE.items():
            if tuple(getattr(model, table)) != tuple(getattr(base, table)):
                raise UsageError(f"scenarios must share one network: '{name}' has other {what}s than '{first}'")
        if any(getattr(model.options, key) != getattr(base.options, key) for key in DATES):
            raise UsageError(f"scenario '{name}' has other dates or another report step than '{first}'")
