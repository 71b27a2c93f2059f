# SPDX-License-Identifier: Apache-2.0
"""Compiling every kernel into the cache, for one lane and for a block of them, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sponge.base.errors import SpongeError
from sponge.engine.batch import WIDTHS
from sponge.io import read_inp
from sponge.simulation.compiling import WATCH
from sponge.simulation.prepare import read
from sponge.simulation.run import batch_of, compile_first
from sponge.simulation.warmup_models import ALL, text_with

TOLD = "told: "  # of compiling, before the line of seconds


def compile_all(processes: list[str], models: list[str], jobs: int) -> dict[str, float]:
    """Compile for every width of a block; seconds taken by width. ``processes`` are sets such as ``lid+quality``."""
    if jobs == 1:
        return {str(width): compile_width(width, processes, models) for width in WIDTHS}
    started = []
    with ThreadPoolExecutor(len(WIDTHS)) as pool:
        try:
            for width in WIDTHS:
                command = [sys.executable, "-m", "sponge.simulation.warmup", str(width), ",".join(processes), *models]
                started.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
            return dict(zip(map(str, WIDTHS), pool.map(_followed, started), strict=True))
        finally:
            for process in started:
                if process.poll() is None:
                    process.terminate()


def _followed(process: subprocess.Popen[str]) -> float:
    """Seconds that a process took to compile, its words on the way handed on."""
    assert process.stdout and process.stderr
    last = ""
    for line in process.stdout:
        last = line.strip()
        if last.startswith(TOLD):
            WATCH.relay(last.removeprefix(TOLD))
    said = process.stderr.read().strip().splitlines()
    if process.wait():
        raise SpongeError(f"compiling failed: {(said or ['no reason given'])[-1]}")
    return float(last)


def compile_width(width: int, processes: list[str], models: list[str]) -> float:
    """Compile all kernels for blocks of this many lanes, of sets of processes (``lid+quality``) and of models too;
    seconds taken."""
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        texts = ALL | {names: text_with(tuple(names.split("+"))) for names in processes}
        for routing, text in texts.items():
            path = Path(folder) / f"{routing.lower()}.inp"
            path.write_text(text, encoding="utf-8")
            batch = batch_of([read_inp(path)] * width)
            for _ in batch.reports():
                pass
            batch.summary()
    for model in models:
        compile_first([read(model)] * width)
    return time.perf_counter() - begun


if __name__ == "__main__":
    WATCH.tell = lambda text: print(TOLD + text, flush=True)
    print(compile_width(int(sys.argv[1]), [names for names in sys.argv[2].split(",") if names], sys.argv[3:]))
