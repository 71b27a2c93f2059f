# SPDX-License-Identifier: Apache-2.0
"""``sponge run``: one simulation into a netCDF file."""

from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sponge.base.errors import Exit, UsageError
from sponge.cli.common import (
    Interrupted,
    compat_option,
    debug_option,
    interruptible,
    json_option,
    language_option,
    print_json,
    tolerance_option,
)
from sponge.cli.progress import Progress, tell_of_compiling
from sponge.words import language_of

if TYPE_CHECKING:
    from sponge.export.run_files import RunFiles
    from sponge.simulation.resume import Segment

WARNINGS = 5  # printed before a run


@click.command()
@click.argument("files", nargs=-1, type=click.Path(), metavar="[MODEL.inp [MODEL.rpt [MODEL.out]]]")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The results, .nc or .zarr [MODEL.nc here]; or "
              "EPA SWMM's .out or .rpt alone.")  # fmt: skip
@click.option("--rpt", "report", type=click.Path(path_type=Path), help="EPA SWMM's text report too.")
@click.option("--solver", help="picard, as EPA, implicit or auto (docs/solvers.md) [picard].")
@tolerance_option
@compat_option
@click.option("--set", "changes", multiple=True, metavar="CHANGE", help='A change: "conduit[C1].roughness *= 0.8".')
@click.option("--every", metavar="TIME", help="Reporting step instead of the model's: 30s, 5min, 1h.")
@click.option("--scenario", type=click.Path(path_type=Path), help="A scenario: rain, measures, boundaries, changes.")
@click.option("--with", "settings", multiple=True, metavar="KEY=VALUE", help="A key of the scenario: rain.peak=0.3.")
@click.option("--variables", multiple=True, metavar="NAMES", help="Write only these: link_flow,zone_*.")
@click.option("--zones-only", is_flag=True, help="Write what is of zones, stations and the whole system alone.")
@click.option("--until", default="", metavar="TIME", help="Stop there: 2020-06-30T12:00, or 12h after the start.")
@click.option("--save-state", type=click.Path(path_type=Path), help="Keep the state at the end, to go on from it.")
@click.option("--from-state", type=click.Path(path_type=Path), help="Go on from a state that --save-state kept.")
@click.option("--overwrite", is_flag=True, help="Replace an output that exists.")
@click.option("-q", "--quiet", is_flag=True, help="No progress, no summary.")
@language_option
@json_option
@debug_option
def run(
    files: tuple[str, ...], output: Path | None, report: Path | None, solver: str | None,
    depth_tolerance: str | None, compat: str | None, changes: tuple[str, ...], every: str | None,
    scenario: Path | None, settings: tuple[str, ...], variables: tuple[str, ...], zones_only: bool, until: str,
    save_state: Path | None, from_state: Path | None, overwrite: bool, quiet: bool, lang: str | None,
    as_json: bool,
) -> int:  # fmt: skip
    """Simulate MODEL.inp and write its hydrographs and summaries to a netCDF file.

    Prints a summary of the run. A change names a table, a selector and an attribute: conduit[C1].roughness = 0.013,
    pump[tag=north].start_depth += 10 cm, options.routing_step = 5. With --scenario the model is the scenario's unless
    it is given; --set comes after the scenario. A run that is stopped with --until and goes on from its state gives
    what the whole run gives, bit for bit. With a report and binary results after the model, as EPA SWMM's command line
    has them, these are what the run leaves.
    """
    model = files[0] if files else None
    if model is None and scenario is None:
        raise UsageError("give a MODEL.inp, or a --scenario that names one")
    if settings and scenario is None:
        raise UsageError("--with changes a key of a scenario: give --scenario, or use --set for the model")
    from sponge.export.run_files import run_files
    from sponge.simulation.resume import Segment

    begun = time.perf_counter()
    compiling = tell_of_compiling(quiet or as_json)
    target = run_files(Path(str(scenario or model)).stem, output, report, files[1:])
    base, layout = _base(model, scenario, settings, compat)
    changed = _all_changes(changes, every)
    layout["changes"] += changed
    layout |= ({"variables": variables} if variables else {}) | ({"zones_only": True} if zones_only else {})
    segment = Segment(from_state, save_state, until, overwrite)
    data = _simulate(base, target, (solver, depth_tolerance), changed, layout, segment, quiet or as_json)
    data["seconds"] |= {"compile": compiling(), "total": time.perf_counter() - begun}
    _tell(data, quiet, as_json, language_of(lang))
    return data["exit_code"]


def _base(
    model: str | None, scenario: Path | None, settings: tuple[str, ...], compat: str | None
) -> tuple[Any, dict[str, Any]]:
    """The model to run, and for its results what a scenario has changed and wants written."""
    from sponge.simulation.prepare import read, with_compat

    if scenario is None:
        return with_compat(read(str(model)), compat), {"changes": []}
    from sponge.sweep.plan import read_scenario

    given = {"model": str(Path(model).absolute()) if model else None, "compat": compat}
    plan = read_scenario(scenario, settings, given)
    wanted = {"variables": plan.sweep.variables or (), "zones_only": plan.sweep.zones_only}
    return plan.lanes.lane(0), {"changes": plan.lanes.recipe(0).lines()} | wanted


def _all_changes(changes: tuple[str, ...], every: str | None) -> list[str]:
    from sponge.base.times import seconds_of

    return [*changes, *([f"options.report_step = {seconds_of(every)}"] if every else [])]


def _simulate(
    base: Any, target: RunFiles, how: tuple[str | None, str | None], changes: list[str], wanted: dict[str, Any],
    segment: Segment, quiet: bool,
) -> dict[str, Any]:  # fmt: skip
    """Run into the file, by a solver with its tolerance (``how``); the facts of the run for a summary."""
    from sponge.report.text.run_summary import facts_of
    from sponge.results.layout import layout_of
    from sponge.simulation import file_run as into_file
    from sponge.simulation.prepare import prepare, solver_of
    from sponge.simulation.run import INTERRUPTED, NUMERICAL_FAILURE

    warnings: list[Any] = []
    chosen = how[0] or base.options.solver  # a scenario may have named one
    model = prepare(base, solver=chosen, tolerance=how[1], changes=changes, warnings=warnings)
    solver = solver_of(model)
    layout = layout_of(model, solver=solver, command=_command_line(), **wanted)
    target.check(model, bool(wanted.get("variables") or wanted.get("zones_only")), segment.overwrite)
    run_of_model = into_file.file_run(model, target.results, layout, segment=segment, overwrite=segment.overwrite)
    with Progress(target.name, quiet) as progress:
        _warn(progress, warnings)
        try:
            outcome, kept = run_of_model.run(progress, interruptible)
        except into_file.Interrupted as stopped:
            raise Interrupted(f"interrupted: {into_file.Interrupted(target.interrupted(stopped.kept))}") from None
        status = int(outcome.status[0])
        left = target.finish_all(kept, model, status == INTERRUPTED, progress.note)
    facts = facts_of(model, layout_of(model), outcome.summary, solver)
    facts |= {"status": status, "reason": outcome.reason(), "output": left, "seconds": outcome.seconds}
    facts |= {"began": outcome.began, "reached": outcome.reached}
    return facts | {"exit_code": {INTERRUPTED: 130, NUMERICAL_FAILURE: Exit.NUMERICAL}.get(status, Exit.OK)}


def _warn(progress: Progress, problems: list[Any]) -> None:
    """The first few warnings."""
    for problem in problems[:WARNINGS]:
        progress.note(str(problem))
    if len(problems) > WARNINGS:
        progress.note(f"and {len(problems) - WARNINGS} more warnings: sponge check lists them")


def _tell(data: dict[str, Any], quiet: bool, as_json: bool, language: str) -> None:
    from sponge.report.text.run_summary import summary_text
    from sponge.words.messages import told

    if as_json:
        print_json(data)
    elif not quiet:
        click.echo(summary_text(data, language))
    if data["exit_code"] == Exit.NUMERICAL:
        click.echo(told(f"error: {data['reason']}: results are kept, with status 4", language), err=True)
    if data["exit_code"] == Exit.INTERRUPTED:
        click.echo(told(f"interrupted: what is finished is in {data['output']}", language), err=True)


def _command_line() -> str:
    return shlex.join(["sponge", *sys.argv[1:]])
