# SPDX-License-Identifier: Apache-2.0
"""``sponge plot``: one picture of results, as PNG, SVG or PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from sponge.cli.common import debug_option, json_option, print_json

results_argument = click.argument("results", type=click.Path(path_type=Path), metavar="RESULTS.nc")
model_option = click.option("--model", type=click.Path(path_type=Path),
                            help="Model of the results, or its folder [found beside].")  # fmt: skip
overwrite_option = click.option("--overwrite", is_flag=True, help="Replace a file that exists.")


def picture_option(name: str) -> Callable[..., Any]:
    """-o of a picture."""
    return click.option("-o", "--output", type=click.Path(path_type=Path),
                        help=f"The picture: .png, .svg, .pdf [{name}].")  # fmt: skip


@click.group()
def plot() -> None:
    """Draw RESULTS.nc (or .zarr) as PNG, SVG or PDF."""


@plot.command()
@results_argument
@model_option
@picture_option("RESULTS.png")
@click.option("--base", default="", metavar="NAME", help="Scenario or measures to start from [the one without].")
@click.option("--compare", default="", metavar="NAME", help="Scenario or measures to compare [all measures].")
@click.option("--return-period", type=float, metavar="YEARS", help="Storm to show [the first].")
@overwrite_option
@json_option
@debug_option
def overview(
    results: Path, model: Path | None, output: Path | None, base: str, compare: str, return_period: float | None,
    overwrite: bool, as_json: bool,
) -> None:  # fmt: skip
    """A map of the zones and the hydrographs of the worst one.

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
