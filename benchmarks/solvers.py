#!/usr/bin/env python3
"""EPA SWMM, picard and implicit side by side on the same models: time, error, continuity, steps not converged.

    python benchmarks/solvers.py                                  # the small set below, six hours of each
    python benchmarks/solvers.py MODEL.inp... [--hours 24] [--limit 60]
    python benchmarks/solvers.py --all                            # every dynamic-wave model of ../shared/models
    python benchmarks/solvers.py --commit                 # into solvers.json, from which docs/solvers.md is made

Seconds are processor time of the steps alone, one thread, kernels compiled before. A run is broken off after some
seconds (``--limit``) and says how far it came. Errors are against the converged solution where there is one
(``accuracy.py``).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

for variable in ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
sys.path.insert(0, str(Path(__file__).parent))
import accuracy  # noqa: E402
from engines import epa  # noqa: E402

import sponge  # noqa: E402
from sponge.base.errors import SpongeError  # noqa: E402
from sponge.engine.batch import Batch  # noqa: E402
from sponge.io import write_inp  # noqa: E402
from sponge.model.compile import compile_model  # noqa: E402
from sponge.model.model import Model  # noqa: E402
from sponge.simulation.prepare import prepare  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
COMMITTED = Path(__file__).with_suffix(".json")
SMALL_SET = (
    "extran1", "extran2", "extran5", "test3", "test4", "user1", "user2", "user5", "force_main_example_mod",
    "40_Subs_327_Links_rep", "lid1d", "Session68_46_pumps",
)  # fmt: skip
SOLVERS = ("picard", "implicit")
PIECES = 200  # of a run, between which the time is looked at


def measured(model: Model, solver: str, limit: float) -> dict[str, Any]:
    """One run: how long, how far, how well."""
    try:
        batch = Batch([compile_model(prepare(model, solver=solver))])
    except SpongeError as refused:
        return {"refused": str(refused).splitlines()[0].split(": ", 1)[-1]}
    batch.advance(1e-6)  # compiles
    begun = time.process_time()
    for piece in range(1, PIECES + 1):
        batch.advance(batch.duration * piece / PIECES)
        if time.process_time() - begun > limit or batch.health.any():
            break
    took, found = time.process_time() - begun, batch.summary()
    return {
        "seconds": round(took, 3), "simulated": round(float(batch.time[0]) / batch.duration, 3),
        "steps": int(found["steps"][0]), "iterations": round(float(found["mean_iterations"][0]), 2),
        "not_converged": round(float(found["steps_not_converged"][0]), 3),
        "continuity": round(float(found["routing_continuity_error"][0]), 4), "status": int(found["status"][0]),
    }  # fmt: skip


def of_epa(path: Path, model: Model, limit: float) -> dict[str, Any]:
    """EPA SWMM on the same hours, beside the model's companions."""
    with tempfile.TemporaryDirectory() as scratch:
        for file in path.parent.iterdir():
            if file.is_file() and file.suffix.lower() not in {".inp", ".out", ".rpt", ".nc"}:
                (Path(scratch) / file.name).symlink_to(file.resolve())
        shortened = Path(scratch) / "model.inp"
        write_inp(model, shortened)
        try:
            said = epa(shortened, 10.0 * limit)
        except Exception as error:
            return {"failed": (str(error).splitlines() or [type(error).__name__])[-1][:120]}
    return {"seconds": round(said.seconds, 3), "continuity": round(said.routing_error, 4),
            "not_converged": round(said.not_converged, 3)}  # fmt: skip


def row(path: Path, hours: float | None, limit: float, step: float) -> dict[str, Any]:
    """A model's figures."""
    model = accuracy.shortened(path, hours)
    found: dict[str, Any] = {"links": len(model.link_order), "hours": round(model.options.duration / 3600.0, 2)}
    found |= {"epa": of_epa(path, model, limit)} | {solver: measured(model, solver, limit) for solver in SOLVERS}
    whole = all(found[solver].get("simulated") == 1.0 for solver in SOLVERS)
    if whole and step > 0.0:
        found["error"] = accuracy.measured(path, hours, step, ("1cm",))
    return found


def shared_models(names: tuple[str, ...]) -> list[Path]:
    """Dynamic-wave models of the shared set, of these names or all, and the harsh random networks where all."""
    manifest = SHARED / "models" / "manifest.csv"
    if not manifest.exists():
        return []
    with manifest.open(newline="") as file:
        paths = [SHARED / "models" / r["path"] for r in csv.DictReader(file)
                 if r["routing"] == "DYNWAVE" and not r["errors"]]  # fmt: skip
    if names:
        return [path for path in paths if path.stem in names]
    return paths + sorted((SHARED / "faults" / "n-random-networks").glob("*.inp"))


def main() -> None:
    """Every model with every solver."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", type=Path)
    parser.add_argument("--all", action="store_true", help="the whole shared set")
    parser.add_argument("--hours", type=float, default=6.0, help="of each model at most")
    parser.add_argument("--limit", type=float, default=60.0, help="s of processor time a run")
    parser.add_argument("--step", type=float, default=1.0, help="s, of the coarser reference; 0 = no errors")
    parser.add_argument("--commit", action="store_true", help=f"write {COMMITTED.name}")
    parser.add_argument("-o", "--output", type=Path)
    given = parser.parse_args()
    models = given.models or shared_models(() if given.all else SMALL_SET)
    at = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True)
    found: dict[str, Any] = {
        "version": sponge.__version__, "commit": at.stdout.strip(), "date": str(date.today()),
        "processor": platform.processor() or platform.machine(), "limit": given.limit, "models": {},
    }  # fmt: skip
    for path in models:
        found["models"][path.stem] = row(path, given.hours, given.limit, given.step)
        print(path.stem, json.dumps(found["models"][path.stem]), flush=True)
        for target in [COMMITTED] * given.commit + [given.output] * bool(given.output):
            target.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
