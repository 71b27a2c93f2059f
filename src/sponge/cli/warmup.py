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


@click.command()
@click.option("--jobs", type=click.IntRange(1, 2), default=2, show_default=True, help="Processes that compile.")
@json_option
@debug_option
def warmup(jobs: int, as_json: bool) -> None:
    """Compile everything for this machine and keep it, so that every later run starts at once.

    Takes about a minute the first time after an installation; a second or two when all is there.
    """
    begun = time.perf_counter()
    seconds = _in_parallel() if jobs == 2 else {str(width): compile_width(width) for width in WIDTHS}
    total = time.perf_counter() - begun
    if as_json:
        print_json({"seconds": total, "by_width": seconds})
    else:
        click.echo(f"compiled in {total:.1f} s")


def _in_parallel() -> dict[str, float]:
    """Both widths at once, each in a process of its own."""
    started = {}
    for width in WIDTHS:
        command = [sys.executable, "-m", "sponge.cli.warmup", str(width)]
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


def compile_width(width: int) -> float:
    """Compile all kernels for blocks of this many lanes; seconds taken."""
    from sponge.api import batch_of
    from sponge.cli.warmup_models import ALL
    from sponge.io import read_inp

    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for routing, text in ALL.items():
            path = Path(folder) / f"{routing.lower()}.inp"
            path.write_text(text, encoding="utf-8")
            run_briefly(batch_of([read_inp(path)] * width))
    return time.perf_counter() - begun


def run_briefly(batch: Any) -> None:
    """A few steps, reports and the summary."""
    for _ in batch.reports():
        pass
    batch.summary()


if __name__ == "__main__":
    print(compile_width(int(sys.argv[1])))
