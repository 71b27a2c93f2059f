# SPDX-License-Identifier: Apache-2.0
"""``sponge report``: results as one page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sponge.cli.common import debug_option, json_option, print_json, tell_notes


@click.command()
@click.argument("results", type=click.Path(path_type=Path), metavar="RESULTS.nc")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The page: .html [RESULTS.html].")
@click.option("--model", type=click.Path(path_type=Path), help="Model of the results, or its folder [found beside].")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language that it opens in; it switches [LANG].")
@click.option("--profile", multiple=True, metavar="FROM,TO", help="Nodes of a longitudinal section [the main one].")
@click.option("--show", multiple=True, metavar="NAME", help="Element whose hydrographs must be on the page.")
@click.option("--standard", metavar="NAME", help="Standard of the indicators, or its file [gbt51345-2018].")
@click.option("--local", metavar="NAME", help="Local standard over it, or its file [none].")
@click.option("--return-period", type=click.FloatRange(min=0.0, min_open=True), metavar="YEARS",
              help="Of the rain, where the results do not tell it.")  # fmt: skip
@click.option("--given", type=click.Path(path_type=Path), metavar="FILE.toml",
              help="What no run tells, as for sponge assess: costs of measures, measured events.")  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace a page that exists.")
@json_option
@debug_option
def report(
    results: Path, output: Path | None, model: Path | None, lang: str | None, profile: tuple[str, ...],
    show: tuple[str, ...], standard: str | None, local: str | None, return_period: float | None,
    given: Path | None, overwrite: bool, as_json: bool,
) -> None:  # fmt: skip
    """Write RESULTS.nc (or .zarr) of a run or a sweep as one page that any browser opens, without a network.

    What was run and on which assumptions, how far to trust it, maps, hydrographs, profiles, stations, ledgers;
    scenarios beside each other, in English and Chinese. The model's folder gives polygons, bends and sizes.
    """
    from sponge.report.html.page import check_page, write_page
    from sponge.words import Words

    target = output or results.with_suffix(".html")
    check_page(target, overwrite)
    assessment, notes = _assessed(results, standard, local, return_period, given)
    facts = write_page(
        results, target, model=model, language=lang, profile=profile, show=show, assessment=assessment,
        overwrite=overwrite,
    )  # fmt: skip
    tell_notes([*notes, *facts["notes"]], lang)
    if as_json:
        print_json(facts)
        return
    say = Words(facts["language"])
    click.echo(say("{page}: {shown} of {all} scenarios, {size} MB; open it in a browser", page=facts["page"],
                   shown=facts["on_page"], all=facts["scenarios"], size=f"{facts['bytes'] / 1e6:.1f}"))  # fmt: skip


def _assessed(
    results: Path, standard: str | None, local: str | None, return_period: float | None, given: Path | None
) -> tuple[dict[str, Any] | None, list[str]]:
    """The assessment of the results, or why there is none; UsageError where a standard that was asked for is wrong."""
    from sponge.assess.files import NATIONAL, assess_files
    from sponge.base.errors import UsageError
    from sponge.report.picture.results_file import open_own_results
    from sponge.sweep.tomlfile import read_toml

    open_own_results(results).close()
    beside = read_toml(given) if given is not None else None
    try:
        return assess_files(
            [results], standard or NATIONAL, local, return_period=return_period, given=beside
        ).as_dict(), []
    except UsageError as error:
        if standard or local or given:
            raise
        return None, [f"no indicators: {error}"]
