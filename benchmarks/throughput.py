#!/usr/bin/env python3
"""Scenarios a second of a whole sweep, against EPA SWMM in as many processes, in one run; and how memory grows.

    python benchmarks/throughput.py                                   # scenarios/uncertainty.toml, 96 lanes, 32 for EPA
    python benchmarks/throughput.py SWEEP.toml --lanes 31 --sample 8 --gate 4 --json sweep.json
    python benchmarks/throughput.py --memory 10 1000                  # peak memory of two sizes instead

sponge's time is the command's own, from reading the sweep to the finished file, compiled before. EPA's is that of its
engine alone on the same lanes, written as .inp files before the clock starts, with nothing reported. The lanes of the
two are the same; EPA runs a sample of them.
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

for variable in ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

sys.path.insert(0, str(Path(__file__).parent))
from engines import one_thread  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
DEFAULT = ROOT / "scenarios" / "uncertainty.toml"
EPA = """
import json, sys
from swmm.toolkit import solver
for name in sys.argv[1:]:
    solver.swmm_open(name, name + ".rpt", "")
    solver.swmm_start(0)
    while solver.swmm_step() > 0:
        pass
    solver.swmm_end()
    print(json.dumps(solver.swmm_get_mass_balance()[:2]))
    solver.swmm_close()
"""


def sweep_command(sweep: Path, lanes: int, jobs: int, output: Path) -> list[str]:
    """The command line that a user would type."""
    command = [sys.executable, "-m", "sponge", "sweep", str(sweep), "--with", f"n={lanes}", "--jobs", str(jobs)]
    return [*command, "--zones-only", "--overwrite", "--json", "--output", str(output)]


def run_sponge(sweep: Path, lanes: int, jobs: int, scratch: Path) -> dict:
    """One sweep: seconds, scenarios a second, the worst continuity errors in per cent."""
    import xarray as xr

    output = scratch / f"lanes_{lanes}.nc"
    done = subprocess.run(sweep_command(sweep, lanes, jobs, output), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"sponge sweep failed: {done.stderr.strip()[-500:]}")
    said = json.loads(done.stdout)
    seconds, computed = said["seconds"], said["computed"]
    with xr.open_dataset(output) as results:
        errors = {kind: float(abs(results[f"{kind}_continuity_error"]).max()) for kind in ("runoff", "routing")}
        unconverged = float(results["steps_not_converged"].mean())
    return {"lanes": computed, "seconds": seconds, "rate": computed / seconds, "not_converged": unconverged} | errors


def write_lanes(sweep: Path, lanes: int, sample: int, scratch: Path) -> list[Path]:
    """The .inp files of a sample of the scenarios, evenly over the design."""
    from sponge.io import write_inp
    from sponge.sweep.plan import read_plan

    plan = read_plan(sweep, (f"n={lanes}",))
    files = []
    for k in range(0, len(plan), max(len(plan) // sample, 1)):
        file = scratch / f"lane_{k}.inp"
        write_inp(plan.lanes.lane(k), file)
        file.write_text(one_thread(file.read_text("latin-1")), "latin-1")
        files.append(file)
    return files[:sample]


def run_epa(files: list[Path], jobs: int) -> dict:
    """EPA SWMM on the files, dealt out to processes."""
    begun = time.perf_counter()
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", EPA, *map(str, files[first::jobs])], stdout=subprocess.PIPE, text=True
        )
        for first in range(min(jobs, len(files)))
    ]
    said = [worker.communicate()[0] for worker in workers]
    seconds = time.perf_counter() - begun
    if any(worker.returncode for worker in workers):
        raise SystemExit("EPA SWMM failed on a lane")
    errors = [json.loads(line) for text in said for line in text.splitlines() if line.startswith("[")]
    worst = {kind: max(abs(e[i]) for e in errors) for i, kind in enumerate(("runoff", "routing"))}
    return {"lanes": len(files), "seconds": seconds, "rate": len(files) / seconds} | worst


def throughput(args: argparse.Namespace, scratch: Path) -> dict:
    """Both engines in turn, as often as asked; the fastest of each stands."""
    run_sponge(args.sweep, 4 * args.jobs, args.jobs, scratch)  # compiles
    files = write_lanes(args.sweep, args.lanes, args.sample, scratch)
    best: dict = {}
    for _ in range(args.repeat):
        for name, row in (
            ("epa", run_epa(files, args.jobs)), ("sponge", run_sponge(args.sweep, args.lanes, args.jobs, scratch)),
        ):  # fmt: skip
            if name not in best or row["rate"] > best[name]["rate"]:
                best[name] = row
    ratio = best["sponge"]["rate"] / best["epa"]["rate"]
    print(f"{args.sweep.stem}, {args.jobs} processes each")
    print(f"{'':<8}{'lanes':>6}{'s':>9}{'lanes/s':>9}{'runoff error %':>16}{'routing error %':>17}")
    for name, row in best.items():
        print(f"{name:<8}{row['lanes']:>6}{row['seconds']:>9.2f}{row['rate']:>9.3f}", end="")
        print(f"{row['runoff']:>16.4f}{row['routing']:>17.4f}")
    print(f"sponge runs {ratio:.2f} times as many scenarios a second")
    return {"sweep": args.sweep.stem, "jobs": args.jobs, "ratio": ratio} | best


def peak_memory(args: argparse.Namespace, lanes: int) -> float:
    """Peak memory of the largest process of a sweep, MB: in a process of its own, since peaks only grow."""
    with tempfile.TemporaryDirectory() as scratch:
        command = sweep_command(args.sweep, lanes, args.jobs, Path(scratch) / "memory.nc")
        code = (
            "import resource, subprocess, sys\n"
            "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\nsys.exit(done.returncode)"
        )
        done = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1]) / 1024


def memory(args: argparse.Namespace) -> dict:
    """Peak memory of a small and a large sweep."""
    found = {lanes: peak_memory(args, lanes) for lanes in args.memory}
    for lanes, megabytes in found.items():
        print(f"{lanes:>6} lanes: {megabytes:8.1f} MB")
    small, large = found[args.memory[0]], found[args.memory[-1]]
    print(f"{args.memory[-1]} lanes take {large / small:.2f} times the memory of {args.memory[0]}")
    return {"memory_mb": found, "memory_ratio": large / small}


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sweep", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--lanes", type=int, default=95, help="n of the sweep (a base scenario comes on top)")
    parser.add_argument("--sample", type=int, default=32, help="scenarios that EPA SWMM runs")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--memory", type=int, nargs=2, metavar="N", help="peak memory of N and N scenarios instead")
    parser.add_argument("--gate", type=float, help="lowest ratio that passes")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    if args.memory:
        found = memory(args)
    else:
        with tempfile.TemporaryDirectory() as scratch:
            found = throughput(args, Path(scratch))
    if args.json:
        args.json.write_text(json.dumps(found, indent=1))
    return 0 if args.gate is None or found.get("ratio", 0.0) >= args.gate else 1  # nothing timed is no pass


if __name__ == "__main__":
    sys.exit(main())
