# SPDX-License-Identifier: Apache-2.0
"""``sponge sweep``: many scenarios into one dataset."""

from __future__ import annotations

import os
import shlex
import sys
import time
from pathlib import Path
from typing import Any

import click

from sponge.base.errors import Exit
from sponge.cli.common import (
    Interrupted,
    compat_option,
    debug_option,
    interruptible,
    json_option,
    language_option,
    print_json,
)
from sponge.words import Words, language_of
from sponge.words.messages import told

NAMED = 10  # failed scenarios told
SHOWN = 0.05  # s of compiling


@click.command()
@click.argument("sweep", type=click.Path(path_type=Path), metavar="SWEEP.toml")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="NAME.nc or NAME.zarr [SWEEP.nc here].")
@click.option("--jobs", type=click.IntRange(1), help="Processes [one a core].")
@click.option("--scheduler", metavar="ADDRESS", help="Run on a dask.distributed cluster (zarr only).")
@click.option("--resume", is_flag=True, help="Go on with a sweep that was stopped; finished blocks are kept.")
@click.option("--dry-run", is_flag=True, help="Print scenarios, memory, disk and time; run nothing.")
@click.option("--with", "settings", multiple=True, metavar="KEY=VALUE", help="A key of SWEEP.toml: n=100.")
@click.option("--only", multiple=True, metavar="NAME=VALUES", help="Of what varies, these values: measures=base,all.")
@click.option("--variables", multiple=True, metavar="NAMES", help="Write only these: link_flow,zone_*.")
@click.option("--zones-only", is_flag=True, help="Write what is of zones, stations and the whole system alone.")
@compat_option
@click.option("--every", metavar="TIME", help="Reporting step instead of the model's: 5min, 1h.")
@click.option("--overwrite", is_flag=True, help="Replace an output that exists.")
@click.option("-q", "--quiet", is_flag=True, help="No progress, no table.")
@language_option
@json_option
@debug_option
def sweep(
    sweep: Path, output: Path | None, jobs: int | None, scheduler: str | None, resume: bool, dry_run: bool,
    settings: tuple[str, ...], only: tuple[str, ...], variables: tuple[str, ...], zones_only: bool, compat: str | None,
    every: str | None, overwrite: bool, quiet: bool, lang: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Run all scenarios of SWEEP.toml into one dataset with the dimension "scenario".

    Prints a table: by scenario rain, runoff, captured share, flooding, pumping, overflow and the worst zones.
    """
    from sponge.cli.progress import tell_of_compiling
    from sponge.sweep.plan import read_plan
    from sponge.sweep.run import check_target

    compiling = tell_of_compiling(quiet or as_json)
    target = output or Path(f"{sweep.stem}.nc")
    jobs = jobs or os.cpu_count() or 1
    check_target(target, overwrite or dry_run, scheduler or "")
    command = shlex.join(["sponge", *sys.argv[1:]])
    plan = read_plan(sweep, settings, _overrides(variables, zones_only, compat, every), command, only)
    if dry_run:
        return _dry_run(plan, jobs, target, as_json, language_of(lang))
    begun = time.perf_counter()
    options = {"jobs": jobs, "resume": resume, "overwrite": overwrite, "scheduler": scheduler or ""}
    finished = _run(plan, target, options, quiet or as_json)
    times = {"seconds": time.perf_counter() - begun, "compile_seconds": compiling()}
    return _tell(finished, times, quiet, as_json, language_of(lang))


def _overrides(variables: tuple[str, ...], zones_only: bool, compat: str | None, every: str | None) -> dict[str, Any]:
    """Keys of the file that options give."""
    zones = True if zones_only else None
    return {"variables": list(variables) or None, "zones_only": zones, "compat": compat, "every": every}


def _dry_run(plan: Any, jobs: int, target: Path, as_json: bool, language: str) -> int:
    from sponge.sweep.dryrun import dry_text, facts_of_plan

    facts = facts_of_plan(plan, jobs, target)
    if as_json:
        print_json(facts)
    else:
        click.echo(dry_text(facts, language))
    return Exit.OK


def _run(plan: Any, target: Path, options: dict[str, Any], quiet: bool) -> Any:
    from sponge.cli.progress import Scenarios
    from sponge.sweep.finished_blocks import FinishedBlocks, parts_folder
    from sponge.sweep.run import hint_to_resume, run_plan

    with Scenarios(plan.name, len(plan), quiet) as progress:
        for note in plan.notes:
            progress.note(note)
        try:
            with interruptible(lambda: True) as stop:
                return run_plan(plan, target, progress=progress.tell, stop=stop, **options)
        except KeyboardInterrupt:
            finished = FinishedBlocks(parts_folder(target))
            kept = hint_to_resume(finished) if finished.folder.exists() else "nothing was finished, nothing is kept"
            raise Interrupted(f"interrupted: {kept}") from None


def _tell(finished: Any, times: dict[str, float], quiet: bool, as_json: bool, language: str) -> int:
    from sponge.report.text.sweep_table import scenario_rows, table_text
    from sponge.results.open_results import open_results

    with open_results(finished.output) as results:
        rows = scenario_rows(results)
    code = Exit.SWEEP_PARTLY if finished.failed else Exit.OK
    if as_json:
        running = times["seconds"] - times["compile_seconds"]
        rate = finished.computed / running if running > 0.0 else 0.0
        print_json({"output": finished.output, "scenarios": rows, "failed": finished.failed, **times,
                    "computed": finished.computed, "scenarios_per_second": rate, "exit_code": int(code)})  # fmt: skip
    elif not quiet:
        click.echo(table_text(rows, language=language))
        say, compiling = Words(language), times["compile_seconds"]
        also = say(" ({seconds} s of it compiling)", seconds=f"{compiling:.1f}") if compiling >= SHOWN else ""
        click.echo("\n" + say("{count} scenarios in {seconds} s{also}, results in {output}", count=len(rows), also=also,
                              seconds=f"{times['seconds']:.1f}", output=finished.output))  # fmt: skip
    for name, reason in list(finished.failed.items())[:NAMED]:
        click.echo(told(f"failed: scenario '{name}': {reason}", language), err=True)
    if finished.failed:
        more = len(finished.failed) - NAMED
        also = f" (and {more} more)" if more > 0 else ""
        text = f"error: {len(finished.failed)} of {len(rows)} scenarios failed{also}; the rest is kept"
        click.echo(told(text, language), err=True)
    return code
