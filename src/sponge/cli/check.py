# SPDX-License-Identifier: Apache-2.0
"""``sponge check``: every problem of a model at once."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from sponge.base.errors import Exit
from sponge.cli.common import debug_option, json_option, model_argument, print_json


@click.command()
@model_argument
@json_option
@debug_option
def check(model: str, as_json: bool) -> int:
    """Print every problem of MODEL.inp: where it stands, what is wrong, what to do.

    Exit code 3 where one of them keeps the model from running.
    """
    problems = problems_of(model)
    fatal = sum(p.fatal for p in problems)
    if as_json:
        print_json({"model": model, "runs": not fatal, "problems": [asdict(p) for p in problems]})
    else:
        for problem in problems:
            click.echo(str(problem))
        warnings = len(problems) - fatal
        click.echo(f"{model}: {_count(fatal, 'problem')}, {_count(warnings, 'warning')}", err=bool(problems))
    return Exit.BAD_MODEL if fatal else Exit.OK


def problems_of(model: str) -> list[Any]:
    """Everything that keeps a model from running, or is worth a warning, however far into a run it would show."""
    from sponge.simulation.prepare import find
    from sponge.simulation.refusals import problems_of_file

    return problems_of_file(find(model))


def _count(number: int, word: str) -> str:
    return f"{number or 'no'} {word}{'' if number == 1 else 's'}"
