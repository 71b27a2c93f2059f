# SPDX-License-Identifier: Apache-2.0
"""Every problem of a file at once."""

from __future__ import annotations

from pathlib import Path

from sponge.base.errors import Problem
from sponge.io.inp.read import read_with_problems
from sponge.model.validate import validate


def check_inp(path: Path | str) -> list[Problem]:
    """All that is wrong with a model or worth a warning, in the order of the file; an empty list if nothing is."""
    model, problems = read_with_problems(Path(path))
    if model is None or any(problem.fatal for problem in problems):
        return problems
    return validate(model)
