# SPDX-License-Identifier: Apache-2.0
"""``sponge storm``: design storms, storms that happened and continuous rain, as a table, CSV or an EPA time series."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sponge.base.errors import UsageError
from sponge.cli.common import debug_option, json_option, json_text, language_option, print_json
from sponge.cli.storm_options import storm_options
from sponge.io.aside import aside, check_folder
from sponge.rain import KINDS, Hyetograph, rain_spec
from sponge.rain.climate import rows_of_fit
from sponge.rain.text import as_data, csv_text, is_continuous, swmm_text
from sponge.report.text.storm import listing, report
from sponge.words import language_of

HELP = f"""The rain of a KIND: {", ".join(KINDS)}.

\b
sponge storm chicago --formula tianjin-1 -P 5 --duration 2h --peak 0.4 --step 5min
sponge storm pattern24 -P 50 --swmm
sponge storm recorded --name 2023-07-28 --where greatest
sponge storm generated --years 10 --seed 1 -o rain.csv
"""
FORMATS = {".csv": "csv", ".json": "json", ".inp": "swmm", ".dat": "swmm"}


def _with_keys(command: Any) -> Any:
    """An option for each key of a rain, as in a scenario's table; the kind refuses what is not its own, with a hint."""
    for option in reversed(storm_options()):
        command = option(command)
    return command


@click.command(help=HELP)
@click.argument("kind", required=False)
@_with_keys
@click.option("--list", "list_kinds", is_flag=True, help="The kinds, formulas and recorded storms that there are.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV that a scenario reads back.")
@click.option("--swmm", "as_swmm", is_flag=True, help="A [TIMESERIES] section for an .inp file.")
@language_option
@json_option
@click.option("-o", "--output", type=click.Path(), help="Write to a file (.csv, .json, .inp, .dat, or the table).")
@click.option("--overwrite", is_flag=True, help="Replace an output that exists.")
@debug_option
def storm(
    kind: str | None, list_kinds: bool, as_csv: bool, as_swmm: bool, lang: str | None, as_json: bool,
    output: str | None, overwrite: bool, **keys: Any,
) -> None:
    """Build the rain that the options ask for, and print it or write it."""
    language = language_of(lang)
    if list_kinds:
        click.echo(listing(language))
        return
    form = _format({"csv": as_csv, "swmm": as_swmm, "json": as_json}, output)
    if output is not None:
        _refuse(Path(output), overwrite)
    given = {key: value for key, value in keys.items() if value is not None}
    spec = rain_spec({"kind": kind, **given} if kind else given, "storm")
    rain = spec.build()
    if output is None and form == "json":
        print_json(_data(rain))
        return
    text = _text(spec, rain, form, language)
    if output is None:
        click.echo(text, nl=not text.endswith("\n"))
    else:
        _write(Path(output), text)
        click.echo(f"{output}: {rain.name}, {rain.total * 1000.0:.1f} mm", err=True)


def _format(flags: dict[str, bool], output: str | None) -> str:
    chosen = [name for name, given in flags.items() if given]
    if len(chosen) > 1:
        raise click.UsageError(f"give one of {' and '.join('--' + name for name in chosen)}")
    return chosen[0] if chosen else FORMATS.get(Path(output or "").suffix.lower(), "table")


def _data(rain: Hyetograph) -> dict[str, Any]:
    return {**as_data(rain), **({"fit": rows_of_fit(rain)} if is_continuous(rain) else {})}


def _text(spec: Any, rain: Hyetograph, form: str, language: str) -> str:
    if form == "json":
        return json_text(_data(rain)) + "\n"
    return {"csv": csv_text, "swmm": swmm_text}[form](rain) if form != "table" else report(spec, rain, language)


def _refuse(path: Path, overwrite: bool) -> None:
    if path.is_dir():
        raise UsageError(f"{path} is a folder")
    if path.exists() and not overwrite:
        raise UsageError(f"{path} exists: give --overwrite to replace it, or another name with --output")
    check_folder(path)


def _write(path: Path, text: str) -> None:
    with aside(path) as part:
        part.write_text(text, encoding="utf-8")
