"""``sponge run``: one simulation into a netCDF file."""

from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sponge.base.errors import Exit, UsageError
from sponge.cli.common import Interrupted, debug_option, interruptible, json_option, print_json
from sponge.cli.progress import Progress, is_cold

if TYPE_CHECKING:
    from sponge.simulation.resume import Part

WARNINGS = 5  # printed before a run


@click.command()
@click.argument("model", type=click.Path(), metavar="[MODEL.inp]", required=False)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File of the results [MODEL.nc here].")
@click.option("--solver", default="picard", show_default=True, help="picard: EPA's dynamic wave; implicit: later.")
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
@json_option
@debug_option
def run(
    model: str | None, output: Path | None, solver: str, changes: tuple[str, ...], every: str | None,
    scenario: Path | None, settings: tuple[str, ...], variables: tuple[str, ...], zones_only: bool, until: str,
    save_state: Path | None, from_state: Path | None, overwrite: bool, quiet: bool, as_json: bool,
) -> int:  # fmt: skip
    """Simulate MODEL.inp and write its hydrographs and summaries to a netCDF file.

    Prints a summary of the run. A change names a table, a selector and an attribute: conduit[C1].roughness = 0.013,
    pump[tag=north].start_depth += 10 cm, options.routing_step = 5. With --scenario the model is the scenario's unless
    it is given; --set comes after the scenario. A run that is stopped with --until and goes on from its state gives
    what the whole run gives, bit for bit.
    """
    from sponge.results.writers.netcdf_file import check_output
    from sponge.simulation.resume import Part

    if model is None and scenario is None:
        raise UsageError("give a MODEL.inp, or a --scenario that names one")
    if settings and scenario is None:
        raise UsageError("--with changes a key of a scenario: give --scenario, or use --set for the model")
    target = output or Path(f"{Path(str(scenario or model)).stem}.nc")
    begun = time.perf_counter()
    base, layout = _base(model, scenario, settings, solver)
    check_output(target, overwrite)
    layout["changes"] += _all_changes(changes, every)
    layout |= ({"variables": variables} if variables else {}) | ({"zones_only": True} if zones_only else {})
    part = Part(from_state, save_state, until, overwrite)
    part.check()
    data = _simulate(base, target, solver, _all_changes(changes, every), layout, part, quiet or as_json)
    data["seconds"]["total"] = time.perf_counter() - begun
    _tell(data, quiet, as_json)
    return data["exit_code"]


def _base(
    model: str | None, scenario: Path | None, settings: tuple[str, ...], solver: str
) -> tuple[Any, dict[str, Any]]:
    """The model to run, and for its results what a scenario has changed and wants written."""
    from sponge.api import check_solver, read

    check_solver(solver)
    if scenario is None:
        return read(str(model)), {"changes": []}
    from sponge.sweep.plan import read_scenario

    plan = read_scenario(scenario, settings, {"model": str(Path(model).absolute()) if model else None})
    wanted = {"variables": plan.sweep.variables or (), "zones_only": plan.sweep.zones_only}
    return plan.lanes.lane(0), {"changes": plan.lanes.recipe(0).lines()} | wanted


def _all_changes(changes: tuple[str, ...], every: str | None) -> list[str]:
    from sponge.base.times import seconds_of

    return [*changes, *([f"options.report_step = {seconds_of(every)}"] if every else [])]


def _simulate(
    base: Any, target: Path, solver: str, changes: list[str], wanted: dict[str, Any], part: Part, quiet: bool
) -> dict[str, Any]:
    """Run into the file; the facts of the run for a summary."""
    from sponge.api import INTERRUPTED, NUMERICAL_FAILURE, batch_of, compile_first, prepare, simulate
    from sponge.report.text.run_summary import facts_of
    from sponge.results.layout import layout_of
    from sponge.results.outflows import OUTFLOW_SERIES
    from sponge.results.writers.netcdf_file import NetCDFWriter
    from sponge.simulation.saves import saves_of

    warnings: list[Any] = []
    model = prepare(base, solver=solver, changes=changes, warnings=warnings)
    saves = saves_of(model, target, part.overwrite)
    until = part.seconds(model)
    layout = layout_of(model, solver=solver, command=_command_line(), **wanted)
    if saves.wanted("OUTFLOWS") and OUTFLOW_SERIES not in (layout.variables or ()):
        raise UsageError(f"the model saves its outflows ([FILES]), which needs {OUTFLOW_SERIES}: add it to --variables")
    with Progress(Path(target).stem, quiet) as progress:
        _warn(progress, warnings)
        begun = time.perf_counter()
        if is_cold(model.options.routing):
            progress.note("compiling for this machine: about a minute, this first time only")
            compile_first(model)
        batch = batch_of([model])
        part.begin(batch, model)
        saves.begin(batch)
        preparing = time.perf_counter() - begun
        writer = NetCDFWriter(target, layout, part.overwrite)
        try:
            with interruptible(lambda: bool(writer.times)) as stop:
                outcome = simulate(batch, writer, model.options.start, progress=progress, stop=stop, until=until)
            status = int(outcome.status[0])
            kept = writer.keep_partial() if status == INTERRUPTED else writer.finish()
        except KeyboardInterrupt:
            kept = writer.keep_partial()
            finished = f"what is finished is in {kept}" if kept else "nothing was finished, nothing is kept"
            raise Interrupted(f"interrupted: {finished}") from None
        except BaseException:
            writer.abandon()
            raise
    if kept and status != INTERRUPTED:
        saves.finish(batch, Path(kept))
        if not status:
            part.end(batch, model)
    facts = facts_of(model, layout_of(model), outcome.summary, solver)
    facts |= {"status": status, "output": str(kept), "seconds": {"prepare": preparing} | outcome.seconds}
    return facts | {"exit_code": {INTERRUPTED: 130, NUMERICAL_FAILURE: Exit.NUMERICAL}.get(status, Exit.OK)}


def _warn(progress: Progress, problems: list[Any]) -> None:
    """The first few warnings."""
    for problem in problems[:WARNINGS]:
        progress.note(str(problem))
    if len(problems) > WARNINGS:
        progress.note(f"and {len(problems) - WARNINGS} more warnings: sponge check lists them")


def _tell(data: dict[str, Any], quiet: bool, as_json: bool) -> None:
    from sponge.report.text.run_summary import summary_text

    if as_json:
        print_json(data)
    elif not quiet:
        click.echo(summary_text(data))
    if data["exit_code"] == Exit.NUMERICAL:
        click.echo("error: the numbers ran away (not finite): results are kept, with status 4", err=True)
    if data["exit_code"] == Exit.INTERRUPTED:
        click.echo(f"interrupted: what is finished is in {data['output']}", err=True)


def _command_line() -> str:
    return shlex.join(["sponge", *sys.argv[1:]])
