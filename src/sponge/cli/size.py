# SPDX-License-Identifier: Apache-2.0
"""``sponge size``: LID units by the volume method, as a sweep that checks them."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import click

from sponge.base.errors import Exit, UsageError
from sponge.cli.common import debug_option, json_option, language_option, model_argument, print_json


@click.command()
@model_argument
@click.option("--target", type=click.FloatRange(0.3, 0.95), default=0.75, show_default=True, metavar="SHARE",
              help="Volume capture ratio that every zone is to reach.")  # fmt: skip
@click.option("--depth", type=click.FloatRange(min=0.0, min_open=True), metavar="MM",
              help="Design depth instead of the one that Tianjin has for the target.")  # fmt: skip
@click.option("--targets", type=click.Path(path_type=Path), metavar="FILE", help="CSV: zone,target or zone,depth (mm).")
@click.option("--units", default="*", show_default=True, metavar="PATTERN", help="Uses of LID controls: *bioretention.")
@click.option("--most", type=click.FloatRange(0.0, 1.0, min_open=True), default=0.2, show_default=True, metavar="SHARE",
              help="Largest share of a parcel that units take.")  # fmt: skip
@click.option("--years", type=click.IntRange(1), default=10, show_default=True, help="Of rain, in the sweep.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="SWEEP.toml", help="[MODEL-sized.toml]")
@click.option("--overwrite", is_flag=True, help="Replace a file that exists.")
@language_option
@json_option
@debug_option
def size(
    model: str, target: float, depth: float | None, targets: Path | None, units: str, most: float, years: int,
    output: Path | None, overwrite: bool, lang: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Give the LID units of MODEL.inp the areas by which each control zone holds what its target asks for.

    V = 10 H phi F by zone; the model's units take shares of their parcels by these parcels' impervious ground. Writes a
    sweep that simulates years of rain without and with them: sponge sweep runs it, sponge assess judges it. Ends with 6
    where a zone has not enough units.
    """
    from sponge.io.aside import aside, check_folder
    from sponge.report.assessment.sizing_text import sizing_text
    from sponge.simulation.prepare import prepare
    from sponge.sweep.sizing import Rules, size_zones, sweep_text, units_of
    from sponge.words import language_of

    path = output or Path(f"{Path(model).stem}-sized.toml")
    if path.exists() and not overwrite:
        raise UsageError(f"{path} exists: nothing is replaced without --overwrite")
    check_folder(path)
    read, rules = prepare(model), Rules(most=most)
    found = size_zones(read, _depths(read, target, depth, targets), units_of(read, units, rules), rules)
    with aside(path) as part:
        title = f"LID units of {Path(model).name} by the volume method"
        part.write_text(sweep_text(_relative(model, path), found, years, title), encoding="utf-8")
    if as_json:
        print_json({"sweep": str(path), "zones": [vars(one) | {"reached": one.reached} for one in found]})
    else:
        click.echo(sizing_text(found, str(path), language_of(lang)))
    return Exit.OK if all(one.reached for one in found) else Exit.CHECK_FAILED


def _relative(model: str, sweep: Path) -> str:
    """The model's path as the sweep's folder sees it."""
    return Path(os.path.relpath(Path(model).resolve(), sweep.resolve().parent)).as_posix()


def _depths(model: Any, target: float, depth: float | None, targets: Path | None) -> dict[str, float]:
    """Design depth [mm] of each zone."""
    from sponge.assess.volume_method import design_depth
    from sponge.base.did_you_mean import suggestion_or_list
    from sponge.sweep.sizing import ALL

    zones = model.zoning.secondary if model.zoning is not None else (ALL,)
    found = dict.fromkeys(zones, depth if depth is not None else design_depth(target))
    if targets is None:
        return found
    if not targets.is_file():
        raise UsageError(f"--targets {targets}: there is no such file")
    for line, row in enumerate(csv.DictReader(targets.read_text(encoding="utf-8-sig").splitlines()), start=2):
        zone = row.get("zone") or ""
        if zone not in found:
            raise UsageError(f"{targets}:{line}: the model has no zone '{zone}'{suggestion_or_list(zone, found)}")
        try:
            found[zone] = float(row["depth"]) if row.get("depth") else design_depth(float(row["target"]))
        except (KeyError, TypeError, ValueError):
            raise UsageError(f"{targets}:{line}: a row has a zone and a number as target or depth") from None
    return found
