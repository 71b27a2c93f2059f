#!/usr/bin/env python3
"""What a user waits for besides the simulation, and the memory it takes.

    python benchmarks/startup.py [--cold] [--gate [FACTOR]] [--commit] [--json startup.json]

Times of whole processes: `sponge --help`, a warm run of the ten-node tutorial from start to finish; with --cold
compiling everything into an empty cache. Each stands beside a process that only imports numba and xarray, run in turns
with it: the ratio of their processor times says little of the machine and of what else it does. Python keeps what it
compiles of sources, as it does where sponge is installed, even where the environment forbids it (without that the ten
nodes take 2.9 of the yardstick and not 2.2). --gate ends with exit 1 where a ratio is FACTOR [1.35] times the one in
benchmarks/startup.json, which --commit writes, in the shortest of four rounds of turns (other work on the machine makes
a turn longer and never shorter), or where peak memory is above twice EPA SWMM's on the same model and 250 MB.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))
from synthetic import network

ROOT = Path(__file__).resolve().parents[1]
TUTORIAL = ROOT / "models" / "tutorial" / "tutorial.inp"
COMMITTED = Path(__file__).with_suffix(".json")
SPONGE = Path(sys.executable).with_name("sponge")
YARDSTICK = [sys.executable, "-c", "import numba, xarray"]
EPA = "import sys; from swmm.toolkit import solver; solver.swmm_run(*sys.argv[1:4])"
TURNS = 7
ROUNDS = 4
FACTOR = 1.35


class Took(NamedTuple):
    """A process that is over."""

    seconds: float
    processor: float  # s, of all its threads
    memory: float  # MB, the peak


Times = dict[str, dict[str, float]]


def run(command: list, scratch: Path, env: dict[str, str] | None = None) -> Took:
    """Run a process to its end; what Python compiles of sources is kept in ``scratch``."""
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(scratch / "pycache")}
    begun = time.perf_counter()
    child = subprocess.Popen(
        [str(c) for c in command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, **kept, **(env or {})},
    )
    said = child.stderr.read() if child.stderr else b""
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} failed: {said.decode()[-400:]}")
    return Took(time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def startup(scratch: Path, enough: Callable[[Times], bool]) -> Times:
    """By name the shortest of several turns, s, and the ratio of processor times to the yardstick's.

    Rounds of turns go on until ``enough`` of what they gave, four at most.
    """
    tutorial = [SPONGE, "run", TUTORIAL, "-o", scratch / "tutorial.nc", "--overwrite"]
    commands = {"numba and xarray": YARDSTICK, "help": [SPONGE, "--help"], "ten nodes": tutorial}
    for command in commands.values():
        run(command, scratch)  # a first run may compile
    turns: dict[str, list[Took]] = {name: [] for name in commands}
    times: Times = {}
    for _ in range(ROUNDS):
        for _ in range(TURNS):
            for name, command in commands.items():
                turns[name].append(run(command, scratch))
        least = {name: min(took.processor for took in of) for name, of in turns.items()}
        times = {
            name: {"seconds": min(took.seconds for took in of), "ratio": least[name] / least["numba and xarray"]}
            for name, of in turns.items()
        }
        if enough(times):
            break
    return times


def slower(times: Times, committed: dict[str, float], factor: float) -> list[str]:
    """What takes more than ``factor`` times its committed ratio, or was not timed."""
    found = []
    for name, before in committed.items():
        now = times.get(name, {}).get("ratio", float("nan"))
        if not now <= before * factor:
            found.append(f"{name}: {now:.3f} of the time of importing numba and xarray, committed {before:.3f}")
    return found


def memory(scratch: Path, conduits: int) -> dict[str, float]:
    """Peak memory of both engines on an invented network; the limit is twice EPA's and 250 MB."""
    model = scratch / "net.inp"
    model.write_text(network(conduits, hours=1) + "\n[REPORT]\nSUBCATCHMENTS ALL\nNODES ALL\nLINKS ALL\n")
    command = [SPONGE, "run", model, "-o", scratch / "net.nc", "--overwrite"]
    run(command, scratch)  # a first run may compile, which takes memory of its own
    ours = run(command, scratch).memory
    theirs = run([sys.executable, "-c", EPA, model, scratch / "net.rpt", scratch / "net.out"], scratch).memory
    return {"sponge_mb": ours, "epa_mb": theirs, "over_limit_mb": max(0.0, ours - 2 * theirs - 250)}


def cold(scratch: Path) -> float:
    """Seconds of compiling everything into an empty cache."""
    return run([SPONGE, "warmup"], scratch, {"SPONGE_CACHE_DIR": str(scratch / "cache")}).seconds


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cold", action="store_true", help="also compile everything into an empty cache")
    parser.add_argument("--conduits", type=int, default=2000, help="size of the network for the memory")
    parser.add_argument("--gate", type=float, nargs="?", const=FACTOR, metavar="FACTOR", help="exit 1 where worse")
    parser.add_argument("--commit", action="store_true", help="write the ratios to benchmarks/startup.json")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    committed = json.loads(COMMITTED.read_text())
    with tempfile.TemporaryDirectory() as folder:
        times = startup(Path(folder), lambda times: args.gate is None or not slower(times, committed, args.gate))
        megabytes = memory(Path(folder), args.conduits)
        compiling = {"cold_compile_s": cold(Path(folder))} if args.cold else {}
    for name, row in times.items():
        print(f"{name:<22} {row['seconds']:8.3f} s {row['ratio']:8.3f} of the processor time of numba and xarray")
    for name, value in (megabytes | compiling).items():
        print(f"{name:<22} {value:8.1f}")
    ratios = {name: round(row["ratio"], 3) for name, row in times.items() if name != "numba and xarray"}
    if args.json:
        args.json.write_text(json.dumps({"times": times} | megabytes | compiling, indent=1))
    if args.commit:
        COMMITTED.write_text(json.dumps(ratios, indent=1) + "\n")
    if args.gate is None:
        return 0
    failed = slower(times, committed, args.gate)
    if megabytes["over_limit_mb"]:
        failed.append(f"memory: {megabytes['over_limit_mb']:.0f} MB above twice EPA SWMM's and 250 MB")
    print(*failed, sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
