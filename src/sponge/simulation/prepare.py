"""A model made ready to run: found, read, changed, and refused with every reason where it is not sound."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import ModelError, Problem, UsageError
from sponge.io import read_inp
from sponge.io.nearby import nearby
from sponge.model.changes import apply_changes
from sponge.model.model import Model
from sponge.model.validate import validate

SOLVERS = ("picard", "implicit")


def check_solver(solver: str) -> None:
    """Refuse a solver that does not exist, or not yet."""
    if solver == "implicit":
        raise UsageError("the solver 'implicit' is not available yet: use picard")
    if solver not in SOLVERS:
        raise UsageError(f"there is no solver '{solver}'{suggestion(solver, SOLVERS)}")


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
    model: Model | str | Path, *, solver: str = "picard", changes: Any = (), warnings: list[Problem] | None = None
) -> Model:
    """A model read, changed and found sound; ModelError or UsageError where it is not. What is odd and no reason to
    refuse it goes into ``warnings``."""
    check_solver(solver)
    if not isinstance(model, Model):
        model = read(model)
    model = apply_changes(model, changes)
    problems = validate(model)
    if any(p.fatal for p in problems):
        raise ModelError(problems)
    if warnings is not None:
        warnings += problems
    return model
