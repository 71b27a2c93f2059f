# SPDX-License-Identifier: Apache-2.0
"""``sponge info``: what a model holds, what its run will cost, and where its values come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sponge.base.errors import UsageError
from sponge.cli.common import debug_option, json_option, print_json


@click.command()
@click.argument("model", type=click.Path(), metavar="[MODEL.inp|FOLDER]", required=False)
@click.option("--sources", is_flag=True, help="Count its values by where they come from (sources.csv beside it).")
@click.option("--attributes", is_flag=True, help="Every parameter that --set and sweeps can change: unit and range.")
@json_option
@debug_option
def info(model: str | None, sources: bool, attributes: bool, as_json: bool) -> None:
    """Counts, features and options of MODEL.inp, and an estimate of what a run takes."""
    if attributes:
        _attributes(as_json)
        return
    if model is None:
        raise UsageError("which model? sponge info MODEL.inp")
    from sponge.io.source_table import model_in

    path = model_in(Path(model))
    if sources:
        _sources(path, as_json)
        return
    from sponge.simulation.estimate import facts_of_model
    from sponge.simulation.prepare import read

    facts = facts_of_model(read(path))
    if as_json:
        print_json(facts)
    else:
        click.echo(_text(facts))


def _attributes(as_json: bool) -> None:
    from dataclasses import asdict

    from sponge.model.attributes import attributes

    rows = [asdict(attribute) for attribute in attributes()]
    if as_json:
        print_json({"attributes": rows})
        return
    head = {name: name for name in rows[0]}
    widths = {name: max(len(row[name]) for row in (head, *rows)) for name in head}
    for row in (head, *rows):
        click.echo("  ".join(row[name].ljust(width) for name, width in widths.items()).rstrip())


def _sources(path: Path, as_json: bool) -> None:
    from sponge.io.source_table import KINDS, counts, counts_by_element, read_sources
    from sponge.simulation.prepare import find

    rows = read_sources(find(path).parent)
    total, by_element = counts(rows), counts_by_element(rows)
    if as_json:
        print_json({"model": str(path), "sources": total, "elements": by_element})
        return
    whole = sum(total.values()) or 1
    lines = [str(path), "", "Values by where they come from"]
    lines += [f"  {kind:<10}{KINDS[kind]:<34}{n:>8,}{100.0 * n / whole:>8.1f} %" for kind, n in total.items()]
    lines += [f"  {'all':<44}{whole:>8,}", "", f"{'By element':<16}" + "".join(f"{kind:>10}" for kind in KINDS)]
    lines += [f"  {element:<14}" + "".join(f"{n:>10,}" for n in c.values()) for element, c in by_element.items()]
    click.echo("\n".join(lines))


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
