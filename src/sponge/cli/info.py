# SPDX-License-Identifier: Apache-2.0
"""``sponge info``: what a model holds, what its run will cost, and where its values come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sponge.base.errors import UsageError
from sponge.cli.common import debug_option, json_option, language_option, print_json
from sponge.words import Words, language_of
from sponge.words.columns import in_columns, left
from sponge.words.messages import told


@click.command()
@click.argument("model", type=click.Path(), metavar="[MODEL.inp|FOLDER]", required=False)
@click.option("--sources", is_flag=True, help="Count its values by where they come from (sources.csv beside it).")
@click.option("--attributes", is_flag=True, help="Every parameter that --set and sweeps can change: unit and range.")
@language_option
@json_option
@debug_option
def info(model: str | None, sources: bool, attributes: bool, lang: str | None, as_json: bool) -> None:
    """Counts, features and options of MODEL.inp, and an estimate of what a run takes."""
    say = Words(language_of(lang))
    if attributes:
        _attributes(as_json, say)
        return
    if model is None:
        raise UsageError("which model? sponge info MODEL.inp")
    from sponge.io.source_table import model_in

    path = model_in(Path(model))
    if sources:
        _sources(path, as_json, say)
        return
    from sponge.simulation.estimate import facts_of_model
    from sponge.simulation.prepare import read

    facts = facts_of_model(read(path))
    if as_json:
        print_json(facts)
    else:
        click.echo(_text(facts, say))


def _attributes(as_json: bool, say: Words) -> None:
    from dataclasses import asdict

    from sponge.model.attributes import attributes

    rows = [asdict(attribute) for attribute in attributes()]
    if as_json:
        print_json({"attributes": rows})
        return
    head = [say(name) for name in rows[0]]
    cells = [[told(value, say.language) if name in ("kind", "range") else value for name, value in row.items()]
             for row in rows]  # fmt: skip
    click.echo("\n".join(in_columns([head, *cells])))


def _sources(path: Path, as_json: bool, say: Words) -> None:
    from sponge.io.source_table import KINDS, counts, counts_by_element, read_sources
    from sponge.simulation.prepare import find

    rows = read_sources(find(path).parent)
    total, by_element = counts(rows), counts_by_element(rows)
    if as_json:
        print_json({"model": str(path), "sources": total, "elements": by_element})
        return
    whole = sum(total.values()) or 1
    lines = [str(path), "", say("Values by where they come from")]
    lines += [f"  {kind:<10}{left(say(KINDS[kind]), 34)}{n:>8,}{100.0 * n / whole:>8.1f} %"
              for kind, n in total.items()]  # fmt: skip
    lines += [f"  {left(say('all'), 44)}{whole:>8,}", ""]
    lines += [left(say("By element"), 16) + "".join(f"{kind:>10}" for kind in KINDS)]
    lines += [f"  {element:<14}" + "".join(f"{n:>10,}" for n in c.values()) for element, c in by_element.items()]
    click.echo("\n".join(lines))


def _text(facts: dict[str, Any], say: Words) -> str:
    lines = [facts["model"]] + [f"  {line}" for line in facts["title"]]
    lines += ["", say("Elements")] + [f"  {left(say(kind), 24)}{count:>10,}" for kind, count in facts["counts"].items()]
    lines += ["", say("Features")] + [f"  {told(feature, say.language)}" for feature in facts["features"]]
    lines += ["", say("Run")]
    lines += [f"  {left(say(name.replace('_', ' ')), 24)}{_cell(value):>24}" for name, value in facts["run"].items()]
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:,.3g}" if value < 1000 else f"{value:,.0f}"
