# SPDX-License-Identifier: Apache-2.0
"""Running a model from Python: ``sponge.run``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from warnings import warn

import numpy as np

from sponge.engine.solvers import solver_named
from sponge.model.changes import describe
from sponge.model.model import Model
from sponge.results.layout import check_size, layout_of
from sponge.results.open_results import open_results
from sponge.results.writers.dataset import DatasetBuilder
from sponge.simulation.doubts import doubt_of_continuity
from sponge.simulation.file_run import file_run
from sponge.simulation.handover import doubt_of, handed_over
from sponge.simulation.prepare import prepare, solver_of
from sponge.simulation.run import NUMERICAL_FAILURE, Outcome, Progress, batch_of, simulate

if TYPE_CHECKING:
    import xarray as xr


def run(
    model: Model | str | Path,
    output: str | Path | None = None,
    *,
    solver: str = "picard",
    tolerance: float | str | None = None,
    compat: str | None = None,
    changes: Any = (),
    variables: Sequence[str] = (),
    zones_only: bool = False,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Simulate a model: its hydrographs and summaries as a dataset, and as a netCDF file where ``output`` is given.

    ``changes`` are expressions such as ``"conduit[C1].roughness *= 0.8"``, dicts or functions of a Model;
    ``tolerance`` is the error in depth that steps of the implicit solver keep to ("5mm", or m);
    ``compat="epa"`` follows EPA SWMM also where it is wrong (docs/differences-from-epa.md);
    ``variables`` names or patterns of those wanted, none for all; ``zones_only`` leaves out what is of single elements.
    What the model saves ([FILES] SAVE) goes beside ``output``; without one it is not written.
    """
    model = prepare(model, solver=solver, tolerance=tolerance, compat=compat, changes=changes)
    solver = solver_of(model)
    layout = layout_of(model, solver=solver, changes=describe(changes), variables=variables, zones_only=zones_only)
    if output is not None:
        outcome, path = file_run(model, Path(output), layout, overwrite=overwrite).run(progress)
        assert path is not None
        _warn(model, outcome, solver)
        return open_results(path)
    check_size(layout)
    builder = DatasetBuilder(layout)
    _warn(model, simulate(batch_of([model]), builder, model.options.start, progress=progress), solver)
    return builder.dataset()


def _warn(model: Model, outcome: Outcome, solver: str) -> None:
    if np.any(outcome.status == NUMERICAL_FAILURE):
        warn(f"{outcome.reason()}; status is 4", RuntimeWarning, stacklevel=3)
    error, unconverged = (outcome.summary[name] for name in ("routing_continuity_error", "steps_not_converged"))
    doubts = solver_named(solver).doubts(float(error[0]), float(unconverged[0]))
    doubts = doubts or [doubt_of_continuity(solver, float(error[0]))]
    for doubt in filter(None, [*doubts, doubt_of(handed_over(model, outcome.summary))]):
        warn(doubt, RuntimeWarning, stacklevel=3)
