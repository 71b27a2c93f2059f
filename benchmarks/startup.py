#!/usr/bin/env python3
"""What a user waits for besides the simulation, and the memory it takes.

    python benchmarks/startup.py [--cold] [--gate] [--json startup.json]

Times of whole processes: `sponge --help`, a warm run of the ten-node tutorial from start to finish; with --cold
compiling everything into an empty cache. Peak memory of whole processes, beside EPA SWMM's on the same model.
--gate ends with exit 1 where a limit below is broken.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from synthetic import network

ROOT = Path(__file__).resolve().parents[1]
TUTORIAL = ROOT / "models" / "tutorial" / "tutorial.inp"
SPONGE = Path(sys.executable).with_name("sponge")
EPA = "import sys; from swmm.toolkit import solver; solver.swmm_run(*sys.argv[1:4])"
LIMITS = {"help_s": 0.15, "ten_nodes_s": 1.5, "cold_compile_s": 90.0, "memory_over_limit_mb": 0.0}


def run(command: list, env: dict[str, str] | None = None) -> tuple[float, float]:
    """Seconds and peak memory [MB] of a process."""
    begun = time.perf_counter()
    child = subprocess.Popen(
        [str(c) for c in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **(env or {})}
    )
    said = child.stderr.read() if child.stderr else b""
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} failed: {said.decode()[-400:]}")
    return time.perf_counter() - begun, used.ru_maxrss / 1024


def startup(scratch: Path) -> dict[str, float]:
    """The help, and a ten-node model from start to finish, both warm."""
    out = scratch / "tutorial.nc"
    command = [SPONGE, "run", TUTORIAL, "-o", out, "--overwrite"]
    run(command)
    return {
        "help_s": min(run([SPONGE, "--help"])[0] for _ in range(7)),
        "ten_nodes_s": min(run(command)[0] for _ in range(3)),
    }


def memory(scratch: Path, conduits: int) -> dict[str, float]:
    """Peak memory of both engines on an invented network; the limit is twice EPA's and 250 MB."""
    model = scratch / "net.inp"
    model.write_text(network(conduits, hours=1) + "\n[REPORT]\nSUBCATCHMENTS ALL\nNODES ALL\nLINKS ALL\n")
    command = [SPONGE, "run", model, "-o", scratch / "net.nc", "--overwrite"]
    run(command)  # a first run may compile, which takes memory of its own
    ours = run(command)[1]
    theirs = run([sys.executable, "-c", EPA, model, scratch / "net.rpt", scratch / "net.out"])[1]
    return {"sponge_mb": ours, "epa_mb": theirs, "memory_over_limit_mb": max(0.0, ours - 2 * theirs - 250)}


def cold(scratch: Path) -> dict[str, float]:
    """Compiling everything into an empty cache."""
    return {"cold_compile_s": run([SPONGE, "warmup"], {"SPONGE_CACHE_DIR": str(scratch / "cache")})[0]}


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cold", action="store_true", help="also compile everything into an empty cache")
    parser.add_argument("--conduits", type=int, default=2000, help="size of the network for the memory")
    parser.add_argument("--gate", action="store_true", help="exit 1 where a limit is broken")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        said = startup(scratch) | memory(scratch, args.conduits)
        if args.cold:
            said |= cold(scratch)
    for name, value in said.items():
        limit = f"   (limit {LIMITS[name]:g})" if name in LIMITS else ""
        print(f"{name:<22} {value:8.3f}{limit}")
    if args.json:
        args.json.write_text(json.dumps(said, indent=1))
    broken = [name for name, value in said.items() if name in LIMITS and value > LIMITS[name]]
    return 1 if args.gate and broken else 0


if __name__ == "__main__":
    sys.exit(main())
