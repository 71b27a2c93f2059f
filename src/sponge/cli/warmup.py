"""``sponge warmup``: compile every kernel into the cache, for one lane and for a block of them."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import click

from sponge.base.errors import SpongeError
from sponge.cli.common import debug_option, json_option, print_json

WIDTHS = (1, 8)


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
    wanted = ["+".join(names) for names in processes], list(models)
    seconds = _in_parallel(*wanted) if jobs == 2 else {str(width): compile_width(width, *wanted) for width in WIDTHS}
    total = time.perf_counter() - begun
    if as_json:
        print_json({"seconds": total, "by_width": seconds})
    else:
        click.echo(f"compiled in {total:.1f} s")


def _in_parallel(processes: list[str], models: list[str]) -> dict[str, float]:
    """Both widths at once, each in a process of its own."""
    started = {}
    for width in WIDTHS:
        command = [sys.executable, "-m", "sponge.cli.warmup", str(width), ",".join(processes), *models]
        started[str(width)] = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    seconds = {}
    try:
        for name, process in started.items():
            out, err = process.communicate()
            if process.returncode:
                raise SpongeError(f"compiling failed: {(err.strip().splitlines() or ['no reason given'])[-1]}")
            seconds[name] = float(out.split()[-1])
    finally:
        for process in started.values():
            if process.poll() is None:
                process.terminate()
    return seconds


def compile_width(width: int, processes: list[str], models: list[str]) -> float:
    """Compile all kernels for blocks of this many lanes, of sets of processes (``lid+quality``) and of models too;
    seconds taken."""
    from sponge.io import read_inp
    from sponge.simulation.prepare import read
    from sponge.simulation.run import batch_of, compile_first
    from sponge.simulation.warmup_models import ALL, text_with

    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        texts = ALL | {names: text_with(tuple(names.split("+"))) for names in processes}
        for routing, text in texts.items():
            path = Path(folder) / f"{routing.lower()}.inp"
            path.write_text(text, encoding="utf-8")
            run_briefly(batch_of([read_inp(path)] * width))
    for model in models:
        compile_first([read(model)] * width)
    return time.perf_counter() - begun


def run_briefly(batch: Any) -> None:
    """A few steps, reports and the summary."""
    for _ in batch.reports():
        pass
    batch.summary()


if __name__ == "__main__":
    print(compile_width(int(sys.argv[1]), [names for names in sys.argv[2].split(",") if names], sys.argv[3:]))
