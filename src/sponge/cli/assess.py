# SPDX-License-Identifier: Apache-2.0
"""``sponge assess``: results held against standards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sponge.base.errors import Exit, UsageError
from sponge.cli.common import debug_option, json_option, language_option, print_json, tell_notes

ZONES = "zones.geojson"


@click.command()
@click.argument("results", nargs=-1, type=click.Path(path_type=Path), metavar="RESULTS...")
@click.option("--standard", metavar="NAME|FILE", help="The standard [gbt51345-2018].")
@click.option("--local", metavar="NAME|FILE", help="A local standard or a file of your own over it: tianjin.")
@click.option("--scope", metavar="SCOPE", help="district, built, or a CSV file with zones or land uses [district].")
@click.option("--base", metavar="NAME", help="Scenario or measures before [the one without].")
@click.option("--with", "with_", metavar="NAME", help="Scenario or measures that are assessed [all measures].")
@click.option("--return-period", type=click.FloatRange(min=0.0, min_open=True), metavar="YEARS",
              help="Of the rain, where the results do not tell it.")  # fmt: skip
@click.option("--given", type=click.Path(path_type=Path), metavar="FILE.toml",
              help="What no run tells: measured events, banks, water quality.")  # fmt: skip
@click.option("--calibration", multiple=True, type=click.Path(path_type=Path), metavar="FILE.json",
              help="An event of calibration: what sponge compare --json printed.")  # fmt: skip
@click.option("--validation", multiple=True, type=click.Path(path_type=Path), metavar="FILE.json",
              help="An event of validation.")  # fmt: skip
@click.option("--model", type=click.Path(path_type=Path), metavar="MODEL.inp|FOLDER",
              help="Of the results: where its values come from (sources.csv), the zones' map.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="DIR",
              help="Write CSV, JSON, a workbook, a document and the zones with their indicators there.")  # fmt: skip
@click.option("--zones", type=click.Path(path_type=Path), metavar="FILE",
              help="GeoJSON with the zones' polygons [zones.geojson beside the results or the model].")  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace files that exist.")
@click.option("--list", "listed", is_flag=True, help="Print every indicator, its clause and target, and stop.")
@click.option("--report-only", is_flag=True, help="Print the summary and what to do next; end with 0 whatever it says.")
@language_option
@json_option
@debug_option
def assess(
    results: tuple[Path, ...], standard: str | None, local: str | None, scope: str | None, base: str | None,
    with_: str | None, return_period: float | None, given: Path | None, calibration: tuple[Path, ...],
    validation: tuple[Path, ...], model: Path | None, output: Path | None, zones: Path | None, overwrite: bool,
    listed: bool, report_only: bool, lang: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Hold RESULTS of sponge run and sponge sweep (.nc, .zarr; several together) against a standard.

    Every indicator has its definition, clause, target, margin and verdict. What the results cannot tell cannot be
    judged, and the variable and the command that makes it are named. Ends with 6 where anything fails, else with 7
    where anything cannot be judged, else with 0.
    """
    from sponge.assess.standards import NATIONAL
    from sponge.words import language_of

    language, standard = language_of(lang), standard or NATIONAL
    if listed:
        return _list(standard, local, language, as_json)
    from sponge.assess.files import assess_files
    from sponge.assess.scopes import WHOLE

    beside = _given(given, calibration, validation)
    found = assess_files(results, standard, local, scope or WHOLE, base, with_, return_period, beside).as_dict()
    if model is not None:
        from sponge.report.assessment.sources import with_sources

        found = with_sources(found, model)
    if output is not None:
        _write(found, output, language, overwrite, zones, (*results, *([model] if model else [])))
    _print(found, language, report_only, as_json)
    return Exit.OK if report_only else verdict_code(found)


def _write(
    found: dict[str, Any], output: Path, language: str, overwrite: bool, zones: Path | None, results: tuple[Path, ...]
) -> None:
    from sponge.report.assessment.folder import write_folder
    from sponge.words import Words

    if zones is not None and not zones.is_file():
        raise UsageError(f"--zones {zones}: there is no such file")
    folders = [path if path.is_dir() and path.suffix != ".zarr" else path.parent for path in results]
    near = zones or next((folder / ZONES for folder in folders if (folder / ZONES).is_file()), None)
    written = write_folder(found, output, language, overwrite, near)
    click.echo(Words(language)("{count} files in {folder}", count=len(written), folder=output), err=True)
    if near is None and any(i["by_zone"] for i in found["indicators"]):
        tell_notes(["no map of the zones was written: --zones names the GeoJSON with their polygons"], language)


def verdict_code(found: dict[str, Any]) -> int:
    """Exit code of an assessment."""
    if found["summary"]["fail"]:
        return Exit.CHECK_FAILED
    return Exit.NOT_JUDGED if found["summary"]["cannot_be_judged"] else Exit.OK


def _given(path: Path | None, calibration: tuple[Path, ...], validation: tuple[Path, ...]) -> dict[str, Any]:
    """What no run tells: the user's file, and events that were compared with measurements."""
    from sponge.report.assessment.sources import compared_events
    from sponge.sweep.tomlfile import read_toml

    given = read_toml(path) if path is not None else {}
    events = compared_events(calibration, "calibration") + compared_events(validation, "validation")
    return given | {"event": [*given.get("event", []), *events]} if events else given


def _list(standard: str, local: str | None, language: str, as_json: bool) -> int:
    from sponge.assess.judge import check_rules
    from sponge.assess.standards import rules_of
    from sponge.report.assessment.terminal import listing

    rules = rules_of(standard, local)
    check_rules(rules)
    if as_json:
        print_json({key: rule.model_dump() for key, rule in rules.items()})
    else:
        click.echo(listing(rules, language))
    return Exit.OK


def _print(found: dict[str, Any], language: str, report_only: bool, as_json: bool) -> None:
    from sponge.report.assessment.terminal import assessment_text, next_steps, summary_text

    if as_json:
        print_json(found)
    elif report_only:
        click.echo(f"{summary_text(found, language)}\n{next_steps(found, language)}")
    else:
        click.echo(assessment_text(found, language))
