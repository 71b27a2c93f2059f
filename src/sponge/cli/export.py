# SPDX-License-Identifier: Apache-2.0
"""``sponge export``: results as a file of another program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sponge.base.errors import UsageError
from sponge.cli.common import debug_option


@click.command()
@click.argument("results", type=click.Path(path_type=Path), metavar="RESULTS.nc")
@click.argument("format_name", metavar="FORMAT")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file [RESULTS.FORMAT here].")
@click.option("--elements", multiple=True, metavar="NAMES", help="Only these, with their series: J1,C*; '*' for all.")
@click.option("--variables", multiple=True, metavar="NAMES", help="Only these: link_flow,node_max_*.")
@click.option("--units", type=click.Choice(["si", "model"]), help="Those of the results, or of the model's file [si].")
@click.option("--at", multiple=True, metavar="TIME", help="Series at these times too: 2020-06-30T12:00, or 12h (gpkg).")
@click.option("--crs", default="", metavar="EPSG:CODE", help="Reference system of the map [the model's] (gpkg, fews).")
@click.option("--scenario", default="", metavar="NAME", help="One scenario, of results of a sweep.")
@click.option("--model", type=click.Path(path_type=Path), help="Model of the results, or its folder [found beside].")
@click.option("--all", "everything", is_flag=True, help="Every element, not only what the model's [REPORT] selects.")
@click.option("--overwrite", is_flag=True, help="Replace a file that exists.")
@debug_option
def export(
    results: Path, format_name: str, output: Path | None, scenario: str, model: Path | None, overwrite: bool,
    **options: Any,
) -> None:  # fmt: skip
    """Write RESULTS.nc (or .zarr) in another FORMAT.

    \b
    out      EPA SWMM's binary results, for its interface, PCSWMM, swmm-toolkit and pyswmm
    rpt      EPA SWMM's text report: ledgers, summaries, series of what [REPORT] selects
    csv      a table a class of element, and one of its series
    xlsx     the same tables as sheets of a workbook
    parquet  the same tables for data frames
    fews     series as CF time series of stations, a file a class of element, for Delft-FEWS
    gpkg     the same as layers of a GeoPackage with shapes and styles, for QGIS and other GIS

    EPA SWMM's formats need the model's own file too: it is found beside the results, in the current folder, or given
    with --model. Of a sweep they take one --scenario; the others have all, in a column, unless one is named.
    """
    from sponge.export.formats import format_named, write_as
    from sponge.export.source import opened_results, opened_with_model

    chosen = format_named(format_name)
    if model and not chosen.of_epa:
        raise UsageError(f"format {chosen.name} needs no --model: all is in the results")
    target = output or Path(f"{results.stem}{chosen.ending}")
    with opened_with_model(results, model, scenario) if chosen.of_epa else opened_results(results, scenario) as source:
        made, notes = write_as(chosen, source, target, overwrite, **options)
    for note in notes:
        click.echo(f"note: {note}", err=True)
    for file in made:
        click.echo(file)
