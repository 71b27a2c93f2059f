# SPDX-License-Identifier: Apache-2.0
"""``sponge warmup``: compile every kernel into the cache, for one lane and for a block of them."""

from __future__ import annotations

import time
from typing import Any

import click

from sponge.cli.common import debug_option, json_option, print_json

Processes = tuple[str, ...]


def parse_processes(context: Any, parameter: Any, values: tuple[str, ...]) -> tuple[Processes, ...]:
    """``lid+quality`` as names in the order of PROCESSES."""
    from sponge.simulation.warmup_models import PROCESSES

    found = []
    for value in values:
        names = value.split("+")
        for name in names:
            if name not in PROCESSES:
                raise click.BadParameter(f"{name!r} is none of {', '.join(PROCESSES)}")
        found.append(tuple(name for name in PROCESSES if name in names))
    return tuple(found)


@click.command()
@click.argument("models", nargs=-1, metavar="[MODEL.inp]...", type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--with", "processes", multiple=True, callback=parse_processes, metavar="PROCESS",
    help="Also for models with these: lid, quality, snow, groundwater, rdii; those that come together joined, as in "
    "lid+quality. May be repeated.",
)
@click.option("--jobs", type=click.IntRange(1, 2), default=2, show_default=True, help="Processes that compile.")
@json_option
@debug_option
def warmup(models: tuple[str, ...], processes: tuple[Processes, ...], jobs: int, as_json: bool) -> None:
    """Compile everything for this machine and keep it, so that every later run starts at once.

    Takes about a minute the first time after an installation; a second or two when all is there. LID units,
    pollutants, snow, groundwater and rainfall dependent inflow are compiled when the first model with them runs, for
    each set of them that a model has: give models to compile what they need too, or name what they have.
    """
    begun = time.perf_counter()
    from sponge.cli.progress import tell_of_compiling
    from sponge.simulation.warmup import compile_all

    tell_of_compiling(as_json)
    seconds = compile_all(["+".join(names) for names in processes], list(models), jobs)
    total = time.perf_counter() - begun
    if as_json:
        print_json({"seconds": total, "by_width": seconds})
    else:
        click.echo(f"compiled in {total:.1f} s")
