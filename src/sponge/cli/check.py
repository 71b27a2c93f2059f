# SPDX-License-Identifier: Apache-2.0
"""``sponge check``: every problem of a model at once."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from sponge.base.errors import Exit
from sponge.cli.common import debug_option, json_option, language_option, model_argument, print_json
from sponge.words import language_of
from sponge.words.messages import told


@click.command()
@model_argument
@language_option
@json_option
@debug_option
def check(model: str, lang: str | None, as_json: bool) -> int:
    """Print every problem of MODEL.inp: where it stands, what is wrong, what to do.

    Exit code 3 where one of them keeps the model from running.
    """
    problems, language = problems_of(model), language_of(lang)
    fatal = sum(p.fatal for p in problems)
    if as_json:
        print_json({"model": model, "runs": not fatal, "problems": [asdict(p) for p in problems]})
    else:
        for problem in problems:
            click.echo(told(str(problem), language))
        warnings = len(problems) - fatal
        text = f"{model}: {_count(fatal, 'problem')}, {_count(warnings, 'warning')}"
        click.echo(told(text, language), err=bool(problems))
    return Exit.BAD_MODEL if fatal else Exit.OK


def problems_of(model: str) -> list[Any]:
    """Everything that keeps a model from running, or is worth a warning, however far into a run it would show."""
    from sponge.simulation.prepare import find
    from sponge.simulation.refusals import problems_of_file

    return problems_of_file(find(model))


def _count(number: int, word: str) -> str:
    return f"{number or 'no'} {word}{'' if number == 1 else 's'}"
