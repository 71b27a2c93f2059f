# SPDX-License-Identifier: Apache-2.0
"""``sponge plot``: one picture of results, as PNG, SVG or PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from sponge.cli.common import debug_option, json_option, print_json, tell_notes

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


lang_option = click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the texts [LANG].")


@plot.command()
@results_argument
@model_option
@picture_option("RESULTS.png")
@click.option("--base", default="", metavar="NAME", help="Scenario or measures to start from [the one without].")
@click.option("--compare", default="", metavar="NAME", help="Scenario or measures to compare [all measures].")
@click.option("--return-period", type=float, metavar="YEARS", help="Storm to show [the first].")
@lang_option
@overwrite_option
@json_option
@debug_option
def overview(
    results: Path, model: Path | None, output: Path | None, base: str, compare: str, return_period: float | None,
    lang: str | None, overwrite: bool, as_json: bool,
) -> None:  # fmt: skip
    """A map of the zones and the hydrographs of the worst one.

    The map is coloured by the share of rain captured in the base scenario; rain, flow and water on the ground of the
    worst zone stand beside it, base against compared. The model's folder gives polygons, rivers and stations.
    """
    from sponge.report.picture.figure import write_picture
    from sponge.words import Words, language_of
    from sponge.words.messages import told

    target = output or results.with_suffix(".png")
    facts = write_picture(
        results, target, model=model, base=base, compare=compare, return_period=return_period, language=lang,
        overwrite=overwrite,
    )  # fmt: skip
    tell_notes(facts["notes"], lang)
    if as_json:
        print_json(facts)
        return
    language = language_of(lang)
    say, base, compare = Words(language), *(told(facts[key], language) for key in ("base", "compare"))
    pair = say("{base} against {compare}", base=base, compare=compare) if base and compare else base
    worst = say("worst zone {zone}, {reason}", zone=facts["worst_zone"], reason=told(facts["worst_reason"], language))
    click.echo(f"{facts['picture']}: {pair + ', ' if pair else ''}{worst}")


scenario_option = click.option("--scenario", "scenarios", multiple=True, metavar="NAME",
                               help="Scenario, several side by side [base, all measures].")  # fmt: skip


def _drawn(facts: dict[str, Any], lang: str | None, as_json: bool) -> None:
    """Says what was drawn."""
    tell_notes(facts["notes"], lang)
    if as_json:
        print_json(facts)
    else:
        click.echo(facts["picture"])


@plot.command()
@results_argument
@picture_option("RESULTS-hydrograph.png")
@click.option("--of", default="system", metavar="NAME", help="Zone, station, node, link or subcatchment [system].")
@scenario_option
@lang_option
@overwrite_option
@json_option
@debug_option
def hydrograph(
    results: Path, output: Path | None, of: str, scenarios: tuple[str, ...], lang: str | None, overwrite: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Rain and what an element did over time, scenarios beside each other."""
    from sponge.report.picture.hydrograph import write_hydrograph

    target = _target(results, output, "hydrograph")
    facts = write_hydrograph(results, target, of=of, scenarios=scenarios, language=lang, overwrite=overwrite)
    _drawn(facts, lang, as_json)


@plot.command()
@results_argument
@click.argument("way", metavar="FROM,TO")
@model_option
@picture_option("RESULTS-profile.png")
@click.option("--at", type=float, metavar="HOURS", help="Hour of the run [when the water stands highest].")
@scenario_option
@lang_option
@overwrite_option
@json_option
@debug_option
def profile(
    results: Path, way: str, model: Path | None, output: Path | None, at: float | None, scenarios: tuple[str, ...],
    lang: str | None, overwrite: bool, as_json: bool,
) -> None:  # fmt: skip
    """The longitudinal section between two nodes: ground, conduits, hydraulic grade line, highest water."""
    from sponge.report.picture.profile_figure import write_profile

    facts = write_profile(
        results, _target(results, output, "profile"), way=way, at=at, scenarios=scenarios, model=model, language=lang,
        overwrite=overwrite,
    )  # fmt: skip
    _drawn(facts, lang, as_json)


@plot.command("map")
@results_argument
@model_option
@picture_option("RESULTS-map.png")
@click.option("--show", default="", metavar="VARIABLE", help="Summary of zones, nodes, links, land [the first there].")
@click.option("--scenario", default="", metavar="NAME", help="Scenario [base].")
@lang_option
@overwrite_option
@json_option
@debug_option
def map_(
    results: Path, model: Path | None, output: Path | None, show: str, scenario: str, lang: str | None,
    overwrite: bool, as_json: bool,
) -> None:  # fmt: skip
    """Zones, or the network of a model without zones, by any indicator."""
    from sponge.report.picture.map_figure import write_map

    facts = write_map(
        results, _target(results, output, "map"), show=show, scenario=scenario, model=model, language=lang,
        overwrite=overwrite,
    )  # fmt: skip
    _drawn(facts, lang, as_json)


@plot.command()
@results_argument
@picture_option("RESULTS-scatter.png")
@click.option("-x", default="rain", metavar="NAME", help="What varies, or rain, runoff, captured, flooded ... [rain].")
@click.option("-y", default="flooded", metavar="NAME", help="The same [flooded].")
@click.option("--by", default="", metavar="NAME", help="What varies, as colours [measures].")
@model_option
@lang_option
@overwrite_option
@json_option
@debug_option
def scatter(
    results: Path, output: Path | None, x: str, y: str, by: str, model: Path | None, lang: str | None, overwrite: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """A point for every scenario of a sweep."""
    from sponge.report.picture.sweep_figures import write_scatter

    target = _target(results, output, "scatter")
    facts = write_scatter(results, target, x=x, y=y, by=by, model=model, language=lang, overwrite=overwrite)
    _drawn(facts, lang, as_json)


@plot.command()
@results_argument
@picture_option("RESULTS-tornado.png")
@click.option("--of", default="flooded", metavar="NAME", help="rain, runoff, captured, pumped, overflow [flooded].")
@model_option
@lang_option
@overwrite_option
@json_option
@debug_option
def tornado(
    results: Path, output: Path | None, of: str, model: Path | None, lang: str | None, overwrite: bool, as_json: bool
) -> None:
    """What an indicator of a sweep depends on, the strongest first.

    Of varied numbers Spearman's rank correlation with each; of measures the change that each brings against base, on
    the mean of all storms.
    """
    from sponge.report.picture.sweep_figures import write_tornado

    target = _target(results, output, "tornado")
    _drawn(write_tornado(results, target, of=of, model=model, language=lang, overwrite=overwrite), lang, as_json)


def _target(results: Path, output: Path | None, what: str) -> Path:
    return output or results.with_name(f"{results.stem}-{what}.png")
