# SPDX-License-Identifier: Apache-2.0
"""Compiling every kernel into the cache, for one lane and for a block of them, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sponge.base.errors import SpongeError
from sponge.engine.batch import WIDTHS
from sponge.io import read_inp
from sponge.simulation.prepare import read
from sponge.simulation.run import batch_of, compile_first
from sponge.simulation.warmup_models import ALL, text_with


def compile_all(processes: list[str], models: list[str], jobs: int) -> dict[str, float]:
    """Compile for every width of a block; seconds taken by width. ``processes`` are sets such as ``lid+quality``."""
    if jobs == 1:
        return {str(width): compile_width(width, processes, models) for width in WIDTHS}
    started = {}
    for width in WIDTHS:
        command = [sys.executable, "-m", "sponge.simulation.warmup", str(width), ",".join(processes), *models]
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
    print(compile_width(int(sys.argv[1]), [names for names in sys.argv[2].split(",") if names], sys.argv[3:]))
