# SPDX-License-Identifier: Apache-2.0
"""Solvers side by side on the same models: time of the engine, steps, continuity, steps not converged.

    python benchmarks/solvers.py MODEL.inp... [--limit SECONDS] [-o solvers.json]

A run is broken off after ``--limit`` seconds of wall-clock time, and then says how far it came; its time counts no
further than that. Times are of one thread, with kernels compiled before.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from datetime import date
from pathlib import Path
from typing import Any

import sponge
from sponge.base.errors import ModelError
from sponge.engine.batch import Batch
from sponge.model.compile import compile_model
from sponge.simulation.prepare import prepare

SOLVERS = ("picard", "implicit")
PIECES = 400  # of a run, between which the time is looked at


def measured(path: Path, solver: str, limit: float) -> dict[str, Any]:
    """One run: how long, how far, how well."""
    try:
        batch = Batch([compile_model(prepare(path, solver=solver))])
    except ModelError as refused:
        return {"refused": str(refused).splitlines()[0].split(": ", 1)[-1]}
    batch.advance(min(2.0 * batch.network.settings.routing_step, batch.duration))  # compiles
    begun = time.perf_counter()
    for piece in range(1, PIECES + 1):
        batch.advance(batch.duration * piece / PIECES)
        if time.perf_counter() - begun > limit:
            break
    took, found = time.perf_counter() - begun, batch.summary()
    return {
        "seconds": round(took, 3), "simulated": round(float(batch.time[0]) / batch.duration, 4),
        "steps": int(found["steps"][0]), "iterations": round(float(found["mean_iterations"][0]), 2),
        "not_converged": round(float(found["steps_not_converged"][0]), 2),
        "continuity": round(float(found["routing_continuity_error"][0]), 4),
    }  # fmt: skip


def main() -> None:
    """Every model with every solver."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("models", nargs="+", type=Path)
    parser.add_argument("--limit", type=float, default=60.0)
    parser.add_argument("-o", "--output", type=Path)
    given = parser.parse_args()
    models = {path.stem: {solver: measured(path, solver, given.limit) for solver in SOLVERS} for path in given.models}
    found = {"version": sponge.__version__, "date": str(date.today()), "processor": platform.processor() or
             platform.machine(), "limit": given.limit, "models": models}  # fmt: skip
    text = json.dumps(found, indent=1)
    print(text)
    if given.output:
        given.output.write_text(text + "\n")


if __name__ == "__main__":
    main()
