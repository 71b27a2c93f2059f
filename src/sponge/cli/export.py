# SPDX-License-Identifier: Apache-2.0
"""``sponge export``: results as a file of another program."""

from __future__ import annotations

from pathlib import Path

import click

from sponge.cli.common import debug_option


@click.command()
@click.argument("results", type=click.Path(path_type=Path), metavar="RESULTS.nc")
@click.argument("format_name", metavar="FORMAT")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file [RESULTS.FORMAT here].")
@click.option("--model", type=click.Path(path_type=Path), help="Model of the results, or its folder [found beside].")
@click.option("--scenario", default="", metavar="NAME", help="The scenario, of results of a sweep.")
@click.option("--all", "everything", is_flag=True, help="Every element, not only what the model's [REPORT] selects.")
@click.option("--overwrite", is_flag=True, help="Replace a file that exists.")
@debug_option
def export(
    results: Path, format_name: str, output: Path | None, model: Path | None, scenario: str, everything: bool,
    overwrite: bool,
) -> None:  # fmt: skip
    """Write RESULTS.nc (or .zarr) in another FORMAT.

    \b
    out   EPA SWMM's binary results, for its interface, PCSWMM, swmm-toolkit and pyswmm
    rpt   EPA SWMM's text report: ledgers, summaries, series of what [REPORT] selects

    The model's own file is needed too: it is found beside the results, in the current folder, or given with --model.
    """
    from sponge.export.formats import format_named, write_as
    from sponge.export.source import opened
    from sponge.results.writers.netcdf_file import check_output

    chosen = format_named(format_name)
    target = output or Path(f"{results.stem}{chosen.ending}")
    check_output(target, overwrite)
    with opened(results, model, scenario) as source:
        for note in write_as(chosen, source, target, everything=everything):
            click.echo(f"note: {note}", err=True)
    click.echo(target)
