"""``sponge storm``: design storms, storms that happened and continuous rain, as a table, CSV or an EPA time series."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sponge.cli.common import debug_option, json_option, print_json

if TYPE_CHECKING:
    from sponge.rain import Hyetograph

KEYS = [  # of a rain, as in a scenario's table; what does not belong to the kind is refused with a hint
    click.option("--formula", help="chicago: tianjin-1 to tianjin-4, tianjin-old."),
    click.option("-A", "A", type=float, help="chicago: own formula A (1 + C lg P)/(t + b)^n [L/(s ha)]."),
    click.option("-C", "C", type=float, help="chicago: own formula."),
    click.option("-b", "b", type=float, help="chicago: own formula [min]."),
    click.option("-n", "n", type=float, help="chicago: own formula."),
    click.option("--longest", help="chicago: longest duration of the own formula; 180min unless given."),
    click.option("-P", "--return-period", type=float, help="Return period [years]."),
    click.option("--duration", help="Length of the storm: 2h, 90min."),
    click.option("--peak", type=float, help="Position of the peak, 0 to 1; 0.4 unless given."),
    click.option("--step", help="Step; 5min unless given."),
    click.option("--depth", type=float, help="Total to scale to [mm]."),
    click.option("--scale", type=float, help="Factor on all depths."),
    click.option("--intensity", type=float, help="rectangular: instead of the depth [mm/h]."),
    click.option("--type", help="scs: I, IA, II or III."),
    click.option("--quartile", type=int, help="huff: 1 to 4."),
    click.option("--table", help="pattern24: own CSV of depths by duration."),
    click.option("--name", help="recorded: date of the storm."),
    click.option("--where", help="recorded: mean or greatest."),
    click.option("--file", help="csv, series: the file."),
    click.option("--station", help="series: station of an EPA rain file."),
    click.option("--form", help="series: volume, intensity or cumulative (EPA rain file)."),
    click.option("--units", help="series: mm or in (EPA rain file)."),
    click.option("--start", help="series: first moment, as 2023-07-28T10:00."),
    click.option("--end", help="series: last moment."),
    click.option("--years", type=int, help="generated: number of years."),
    click.option("--seed", type=int, help="generated: seed."),
    click.option("--first-year", type=int, help="generated: year of the first step."),
    click.option("--match/--no-match", default=None, help="generated: scale seasons to the climate's mean, or not."),
]
FORMATS = {".csv": "csv", ".json": "json", ".inp": "swmm", ".dat": "swmm"}


def _with_keys(command: Any) -> Any:
    for option in reversed(KEYS):
        command = option(command)
    return command


@click.command()
@click.argument("kind", required=False)
@_with_keys
@click.option("--list", "list_kinds", is_flag=True, help="The kinds, formulas and recorded storms that there are.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV that a scenario reads back.")
@click.option("--swmm", "as_swmm", is_flag=True, help="A [TIMESERIES] section for an .inp file.")
@json_option
@click.option("-o", "--output", type=click.Path(), help="Write to a file (.csv, .json, .inp, .dat, or the table).")
@click.option("--overwrite", is_flag=True, help="Replace an output that exists.")
@debug_option
def storm(
    kind: str | None, list_kinds: bool, as_csv: bool, as_swmm: bool, as_json: bool, output: str | None,
    overwrite: bool, **keys: Any,
) -> None:
    """The rain of a KIND: chicago, pattern24, rectangular, triangular, scs, huff, csv, recorded, series, generated.

    \b
    sponge storm chicago --formula tianjin-1 -P 5 --duration 2h --peak 0.4 --step 5min
    sponge storm pattern24 -P 50 --swmm
    sponge storm recorded --name 2023-07-28 --where greatest
    sponge storm generated --years 10 --seed 1 -o rain.csv
    """
    from sponge.rain import rain_spec
    from sponge.report.text.storm import listing

    if list_kinds:
        click.echo(listing())
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
    text = _text(spec, rain, form)
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
    from sponge.rain.climate import rows_of_fit
    from sponge.rain.text import as_data, is_continuous

    return {**as_data(rain), **({"fit": rows_of_fit(rain)} if is_continuous(rain) else {})}


def _text(spec: Any, rain: Hyetograph, form: str) -> str:
    from sponge.cli.common import json_text
    from sponge.rain.text import csv_text, swmm_text
    from sponge.report.text.storm import report

    if form == "json":
        return json_text(_data(rain)) + "\n"
    return {"csv": csv_text, "swmm": swmm_text}[form](rain) if form != "table" else report(spec, rain)


def _refuse(path: Path, overwrite: bool) -> None:
    from sponge.base.errors import UsageError
    from sponge.io.aside import check_folder

    if path.is_dir():
        raise UsageError(f"{path} is a folder")
    if path.exists() and not overwrite:
        raise UsageError(f"{path} exists: give --overwrite to replace it, or another name with --output")
    check_folder(path)


def _write(path: Path, text: str) -> None:
    from sponge.io.aside import aside

    with aside(path) as part:
        part.write_text(text, encoding="utf-8")
