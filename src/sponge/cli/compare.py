# SPDX-License-Identifier: Apache-2.0
"""``sponge compare``: results beside observations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sponge.cli.common import debug_option, json_option, print_json


@click.command()
@click.argument("results", type=click.Path(path_type=Path), metavar="RESULTS")
@click.argument("observations", type=click.Path(path_type=Path), metavar="OBS.csv")
@click.option("--scenario", metavar="NAME", help="Of a sweep: the scenario that is compared.")
@click.option("--zone", default="", metavar="ZONE", help="The model's time zone, if the observations' times have one.")
@click.option("--glue", type=float, metavar="THRESHOLD", help="Of a sweep: bands of scenarios whose NSE is over it.")
@click.option("--plot", type=click.Path(path_type=Path), metavar="FILE", help="Draw the series (png, svg, pdf).")
@click.option("--overwrite", is_flag=True, help="Replace the picture that is there.")
@json_option
@debug_option
def compare(
    results: Path, observations: Path, scenario: str | None, zone: str, glue: float | None, plot: Path | None,
    overwrite: bool, as_json: bool,
) -> None:  # fmt: skip
    """Hold the series of RESULTS against those observed in OBS.csv (time, ELEMENT or VARIABLE:ELEMENT [UNIT], ...).

    Results are interpolated to the times of the observations; gaps are left out. Docs: calibration.md.
    """
    from sponge.base.errors import UsageError
    from sponge.calibrate.compare import pairs_of
    from sponge.calibrate.glue import band_of
    from sponge.calibrate.observations import read_observations
    from sponge.calibrate.pictures import check, draw
    from sponge.calibrate.tables import band_rows, text_of
    from sponge.results.open_results import open

    if plot:
        check(plot, overwrite)
    observed = read_observations(observations, zone)
    with open(results) as dataset:
        many = "scenario" in dataset.dims
        names = [str(name) for name in dataset.scenario.values] if many else []
        if scenario is not None:
            if scenario not in names:
                from sponge.base.did_you_mean import suggestion_or_list

                raise UsageError(f"{results} has no scenario '{scenario}'{suggestion_or_list(scenario, names)}")
            dataset = dataset.sel(scenario=scenario)
        elif many and glue is None:
            raise UsageError(f"{results} is of a sweep: --scenario NAME for one of {len(names)}, or --glue for bands")
        pairs = pairs_of(dataset, observed)
    bands = [band_of(one, glue) for one in pairs] if glue is not None else []
    if plot:
        draw(pairs, bands, plot)
    rows: dict[str, dict[str, Any]]
    rows = band_rows(bands) if bands else {one.name: one.scores() for one in pairs}
    if as_json:
        print_json({"results": str(results), "observations": str(observations), "series": rows, "picture": plot})
        return
    click.echo(text_of(rows, bool(bands)))
    if plot:
        click.echo(f"\n{plot}")
