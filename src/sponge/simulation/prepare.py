# SPDX-License-Identifier: Apache-2.0
"""A model made ready to run: found, read, changed, and refused with every reason where it is not sound."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from sponge.base.errors import ModelError, Problem, UsageError
from sponge.engine.solvers import solver_for, solver_named
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
    model: Model | str | Path, *, solver: str = "picard", compat: str | None = None, changes: Any = (),
    warnings: list[Problem] | None = None,
) -> Model:  # fmt: skip
    """A model read, changed and found sound; ModelError or UsageError where it is not. What is odd and no reason to
    refuse it goes into ``warnings``; ``compat`` is as in ``with_compat``."""
    solver_named(solver)
    if not isinstance(model, Model):
        model = read(model)
    model = with_compat(replace(model, options=replace(model.options, solver=solver)), compat)
    model = apply_changes(model, changes)
    corrections(model.options.compat)
    solver_for(model.options.routing, model.options.solver)
    problems = validate(model)
    if any(p.fatal for p in problems):
        raise ModelError(problems)
    if warnings is not None:
        warnings += problems
    return model


def with_compat(model: Model, compat: str | None) -> Model:
    """The model under the corrections of this name (model.compat); None: as it is. UsageError where there are none."""
    if compat is None:
        return model
    corrections(compat)
    return replace(model, options=replace(model.options, compat=compat))
