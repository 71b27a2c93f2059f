"""``sponge info``: what a model holds, and what its run will cost."""

from __future__ import annotations

from typing import Any

import click

from sponge.cli.common import debug_option, json_option, model_argument, print_json


@click.command()
@model_argument
@json_option
@debug_option
def info(model: str, as_json: bool) -> None:
    """Counts, features and options of MODEL.inp, and an estimate of what a run takes."""
    from sponge.api import read
    from sponge.results.estimate import facts_of_model

    facts = facts_of_model(read(model))
    if as_json:
        print_json(facts)
    else:
        click.echo(_text(facts))


def _text(facts: dict[str, Any]) -> str:
    lines = [facts["model"]] + [f"  {line}" for line in facts["title"]]
    lines += ["", "Elements"] + [f"  {kind:<24}{count:>10,}" for kind, count in facts["counts"].items()]
    lines += ["", "Features"] + [f"  {feature}" for feature in facts["features"]]
    lines += ["", "Run"]
    lines += [f"  {name.replace('_', ' '):<24}{_cell(value):>24}" for name, value in facts["run"].items()]
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:,.3g}" if value < 1000 else f"{value:,.0f}"
