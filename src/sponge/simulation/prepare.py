# SPDX-License-Identifier: Apache-2.0
"""A model made ready to run: found, read, changed, and refused with every reason where it is not sound."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from sponge.base.errors import ModelError, Problem, UsageError
from sponge.engine.solvers import AUTO, SOLVERS, check_solver_name, solver_for
from sponge.io import read_inp
from sponge.io.nearby import nearby
from sponge.model.changes import apply_changes
from sponge.model.compat import corrections
from sponge.model.model import Model
from sponge.model.validate import validate


def find(path: str | Path) -> Path:
    """The model's file; UsageError where there is none."""
    path = Path(path)
    if path.is_dir():
        raise UsageError(f"{path} is a folder, not an .inp file")
    if not path.exists():
        raise UsageError(f"there is no file {path}{nearby(path)}")
    return path


def read(path: str | Path) -> Model:
    """A model from its file; UsageError where there is no such file, ModelError where it cannot be understood."""
    path = find(path)
    try:
        return read_inp(path)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from None


def prepare(
    model: Model | str | Path, *, solver: str = "picard", tolerance: float | str | None = None,
    compat: str | None = None, changes: Any = (), warnings: list[Problem] | None = None,
) -> Model:  # fmt: skip
    """A model read, changed and found sound; ModelError or UsageError where it is not. What is odd and no reason to
    refuse it goes into ``warnings``; ``compat`` is as in ``with_compat``, ``tolerance`` as in ``with_solver``."""
    check_solver_name(solver)
    if not isinstance(model, Model):
        model = read(model)
    model = with_compat(with_solver(model, solver, tolerance), compat)
    model = apply_changes(model, changes)
    corrections(model.options.compat)
    check_tolerance(model)
    problems = validate(model)
    if any(p.fatal for p in problems):
        raise ModelError(problems)
    if warnings is not None:
        warnings += problems
    return model


def with_solver(model: Model, name: str, tolerance: float | str | None = None) -> Model:
    """The model for a solver, which ``auto`` chooses from the model before any change, so that all lanes share it.

    ``tolerance`` is the error in depth that its steps keep to: ``"5mm"``, or a number of m; with None the solver's own.
    UsageError where the solver keeps to none.
    """
    solver = solver_for(model.options.routing, name).name if name == AUTO else name
    model = replace(model, options=replace(model.options, solver=solver))
    if tolerance is None:
        return model
    changed = apply_changes(model, f"options.depth_tolerance = {tolerance}")
    if not changed.options.depth_tolerance > 0.0:
        raise UsageError(f"a tolerance must be more than zero, not {tolerance}")
    return changed


def check_tolerance(model: Model) -> None:
    """UsageError where a tolerance of depth is given to a solver that keeps to none."""
    solver = solver_for(model.options.routing, model.options.solver)
    if model.options.depth_tolerance > 0.0 and not solver.keeps_tolerance:
        keeping = " or ".join(one.name for one in SOLVERS.values() if one.keeps_tolerance)
        raise UsageError(f"the solver '{solver.name}' keeps to no tolerance of depth: --solver {keeping} does")


def solver_of(model: Model) -> str:
    """The name of the solver that a model runs with."""
    return solver_for(model.options.routing, model.options.solver).name


def with_compat(model: Model, compat: str | None) -> Model:
    """The model under the corrections of this name (model.compat); None: as it is. UsageError where there are none."""
    if compat is None:
        return model
    corrections(compat)
    return replace(model, options=replace(model.options, compat=compat))
