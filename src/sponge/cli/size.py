# SPDX-License-Identifier: Apache-2.0
"""``sponge size``: LID units by the volume method, corrected by years of rain, as a sweep."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from sponge.base.errors import Exit, UsageError
from sponge.cli.common import debug_option, interruptible, json_option, language_option, model_argument, print_json

DEFINITIONS = GBT51345, STRICT = "gbt51345", "strict"  # of captured rain
LEAST, MOST = 0.3, 0.95  # share of the rain that a target may ask for
DEEPEST = 1000.0  # mm a day


@click.command()
@model_argument
@click.option("--target", type=click.FloatRange(LEAST, MOST), default=0.75, show_default=True, metavar="SHARE",
              help="Volume capture ratio that every zone is to reach.")  # fmt: skip
@click.option("--depth", type=click.FloatRange(min=0.0, min_open=True), metavar="MM",
              help="Design depth instead of the one that Tianjin has for the target.")  # fmt: skip
@click.option("--targets", type=click.Path(path_type=Path), metavar="FILE", help="CSV: zone,target or zone,depth (mm).")
@click.option("--units", default="*", show_default=True, metavar="PATTERN", help="Uses of LID controls: *bioretention.")
@click.option("--most", type=click.FloatRange(0.0, 1.0, min_open=True), default=0.2, show_default=True, metavar="SHARE",
              help="Largest share of a parcel that units take.")  # fmt: skip
@click.option("--years", type=click.IntRange(1), default=10, show_default=True, help="Of rain.")
@click.option("--definition", type=click.Choice(DEFINITIONS), default=GBT51345, show_default=True,
              help="Of captured rain: what units filter and drain counts, or none that leaves.")  # fmt: skip
@click.option("--by-volume", is_flag=True, help="By the volume method alone; the years of rain are left to the sweep.")
@click.option("--jobs", type=click.IntRange(1), help="Processes [one a core].")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="SWEEP.toml", help="[MODEL-sized.toml]")
@click.option("--overwrite", is_flag=True, help="Replace a file that exists.")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
@language_option
@json_option
@debug_option
def size(
    model: str, target: float, depth: float | None, targets: Path | None, units: str, most: float, years: int,
    definition: str, by_volume: bool, jobs: int | None, output: Path | None, overwrite: bool, quiet: bool,
    lang: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Give the LID units of MODEL.inp the areas by which each control zone captures the share that its target asks for.

    The volume method begins, V = 10 H phi F by zone; the model's units take shares of their parcels by these parcels'
    impervious ground. Years of rain are run with these areas, and those of zones that fall short are enlarged until
    each reaches its target or has no room left. Writes the sweep of these years without and with the units: sponge
    sweep runs it, sponge assess judges it. Ends with 6 where a zone does not reach its target, and says why.
    """
    from sponge.io.aside import aside, check_folder
    from sponge.report.assessment.sizing_text import sizing_text
    from sponge.simulation.prepare import prepare
    from sponge.sweep.sizing import Rules, size_zones, sweep_text, units_of
    from sponge.words import language_of

    language, path = language_of(lang), output or Path(f"{Path(model).stem}-sized.toml")
    if path.exists() and not overwrite:
        raise UsageError(f"{path} exists: nothing is replaced without --overwrite")
    check_folder(path)
    read, rules = prepare(model), Rules(most=most)
    goals, depths = _goals(read, target, depth, targets)
    chosen = units_of(read, units, rules)
    found = size_zones(read, depths, chosen, rules)
    if not by_volume:
        found = _by_runs(model, found, goals, chosen, rules, years, definition, jobs, quiet or as_json, language)
    with aside(path) as part:
        title = f"LID units of {Path(model).name}, sized"
        part.write_text(sweep_text(_relative(model, path), found, years, title), encoding="utf-8")
    if as_json:
        print_json({"sweep": str(path), "definition": definition, "years": years, "zones": [as_dict(z) for z in found]})
    else:
        click.echo(sizing_text(found, str(path), language, most, None if by_volume else years))
    return Exit.OK if all(one.reached for one in found) else Exit.CHECK_FAILED


def as_dict(one: Any) -> dict[str, Any]:
    """A zone's sizing for JSON."""
    return vars(one) | {"reached": one.reached, "holds_enough": one.holds_enough, "why": one.why}


def _by_runs(
    model: str, found: list[Any], goals: dict[str, float | None], units: Any, rules: Any, years: int, definition: str,
    jobs: int | None, quiet: bool, language: str,
) -> list[Any]:  # fmt: skip
    """The sizes that years of rain ask for."""
    from sponge.cli.progress import Scenarios, tell_of_compiling
    from sponge.sweep.sizing_runs import MOST_SWEEPS, STEPS, sized_by_runs
    from sponge.words import Words

    tell_of_compiling(quiet)
    say = Words(language)
    with Scenarios("sizes", len(STEPS) + 2, quiet) as progress, interruptible(lambda: True) as stop:
        first = "{years} years of rain: {sizes} sizes beside each other, then up to {more} sweeps of finer ones"
        progress.note(say(first, years=years, sizes=len(STEPS) + 2, more=MOST_SWEEPS - 1))

        def begins(sizes: int) -> Callable[[float], None]:
            progress.begin(sizes)
            return progress.tell

        def tell(sweeps: int, settled: int) -> None:
            said = say("sweep {sweeps}: {settled} of {all} zones have their size", sweeps=sweeps, settled=settled,
                       all=len(found))  # fmt: skip
            progress.note(said)

        return sized_by_runs(
            model, found, goals, units, rules, years, definition, jobs or os.cpu_count() or 1, begins, tell, stop
        )


def _relative(model: str, sweep: Path) -> str:
    """The model's path as the sweep's folder sees it."""
    return Path(os.path.relpath(Path(model).resolve(), sweep.resolve().parent)).as_posix()


def _goals(
    model: Any, target: float, depth: float | None, targets: Path | None
) -> tuple[dict[str, float | None], dict[str, float]]:
    """By zone the share to be captured, None where it is sized by a depth of its own, and the design depth [mm]."""
    from sponge.assess.volume_method import design_depth
    from sponge.base.did_you_mean import suggestion_or_list
    from sponge.base.regular_file import regular_text
    from sponge.sweep.sizing import ALL

    zones = model.zoning.secondary if model.zoning is not None else (ALL,)
    goals: dict[str, float | None] = dict.fromkeys(zones, target)
    depths = dict.fromkeys(zones, depth if depth is not None else design_depth(target))
    if targets is not None and not targets.is_file():
        raise UsageError(f"--targets {targets}: there is no such file")
    rows = csv.DictReader(regular_text(targets).splitlines()) if targets is not None else ()
    for line, row in enumerate(rows, start=2):
        zone = row.get("zone") or ""
        if zone not in depths:
            raise UsageError(f"{targets}:{line}: the model has no zone '{zone}'{suggestion_or_list(zone, depths)}")
        goals[zone], depths[zone] = _goal_of(row, f"{targets}:{line}", design_depth)
    if any(value != value for value in depths.values()):
        raise UsageError(f"--target {target:g}: design depths are known for 0.6 to 0.85 alone; --depth gives one")
    return goals, depths


def _goal_of(row: dict[str, str], place: str, depth_of: Any) -> tuple[float | None, float]:
    """Share and design depth [mm] of a row: one of both is enough."""
    try:
        share = float(row["target"]) if row.get("target") else None
        depth = float(row["depth"]) if row.get("depth") else depth_of(float(row["target"]))
    except (KeyError, TypeError, ValueError):
        raise UsageError(f"{place}: a row has a zone and a number as target or depth") from None
    if share is not None and LEAST <= share <= MOST and depth != depth:
        raise UsageError(
            f"{place}: target {share:g}: design depths are known for 0.6 to 0.85 alone; the column depth gives one"
        )
    if (share is not None and not LEAST <= share <= MOST) or not 0.0 < depth < DEEPEST:
        raise UsageError(f"{place}: a target is a share between {LEAST} and {MOST}, a depth one of mm")
    return share, depth
