# SPDX-License-Identifier: Apache-2.0
"""What keeps a model from running: all that a run would refuse before its first step, told without running."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sponge.base.errors import ModelError, Problem, SpongeError
from sponge.io.inp.read import read_with_problems
from sponge.model.compile import compile_model
from sponge.model.model import Model
from sponge.model.validate import validate
from sponge.results.layout import check_size, layout_of
from sponge.simulation.saves import save_problems


def problems_of_file(path: Path) -> list[Problem]:
    """Every problem of a model's file, in the order of the file; an empty list if nothing is wrong."""
    model, problems = read_with_problems(path)
    if model is None or any(problem.fatal for problem in problems):
        return problems
    return problems_of_model(model)


def problems_of_model(model: Model) -> list[Problem]:
    """The same of a model that could be read."""
    problems = validate(model)
    if any(problem.fatal for problem in problems):
        return problems
    return problems + [p for trial in _trials(model) for p in _found_by(model, trial) if p not in problems]


def _trials(model: Model) -> Iterator[Callable[[], Any]]:
    """What a run does before its first step."""
    yield lambda: _refuse(save_problems(model, Path(f"{model.path.stem if model.path else 'model'}.nc")))
    yield lambda: check_size(layout_of(model))
    yield lambda: compile_model(model)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise ModelError(problems)


def _found_by(model: Model, trial: Callable[[], Any]) -> list[Problem]:
    try:
        trial()
    except ModelError as error:
        return [problem for problem in error.problems if problem.fatal]
    except SpongeError as error:
        return [Problem(str(error), str(model.path or ""))]
    return []
