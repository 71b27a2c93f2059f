# SPDX-License-Identifier: Apache-2.0
"""``sponge report``: one picture of a results file."""

from __future__ import annotations

from pathlib import Path

import click

from sponge.cli.common import debug_option, json_option, print_json


@click.command()
@click.argument("results", type=click.Path(path_type=Path), metavar="RESULTS.nc")
@click.option("--model", type=click.Path(path_type=Path), help="Model of the results, or its folder [found beside].")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The picture: .png, .svg, .pdf [RESULTS.png].")
@click.option("--base", default="", metavar="NAME", help="Scenario or measures to start from [the one without].")
@click.option("--compare", default="", metavar="NAME", help="Scenario or measures to compare [all measures].")
@click.option("--return-period", type=float, metavar="YEARS", help="Storm to show [the first].")
@click.option("--overwrite", is_flag=True, help="Replace a picture that exists.")
@json_option
@debug_option
def report(
    results: Path, model: Path | None, output: Path | None, base: str, compare: str, return_period: float | None,
    overwrite: bool, as_json: bool,
) -> None:  # fmt: skip
    """Draw RESULTS.nc (or .zarr) as a map of its zones and the hydrographs of the worst one.

    The map is coloured by the share of rain captured in the base scenario; rain, flow and water on the ground of the
    worst zone stand beside it, base against compared. The model's folder gives polygons, rivers and stations.
    """
    from sponge.report.picture.figure import write_picture

    target = output or results.with_suffix(".png")
    facts = write_picture(
        results, target, model=model, base=base, compare=compare, return_period=return_period, overwrite=overwrite
    )
    for note in facts["notes"]:
        click.echo(f"note: {note}", err=True)
    if as_json:
        print_json(facts)
        return
    pair = " against ".join(name for name in (facts["base"], facts["compare"]) if name)
    click.echo(f"{facts['picture']}: {pair + ', ' if pair else ''}worst zone {facts['worst_zone']}, "
               f"{facts['worst_reason']}")  # fmt: skip
