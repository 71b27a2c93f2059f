"""The kill test: ``python kill.py KILLS`` stops a sweep that often, at random, and goes on; at last the bits are compared.

The whole command is stopped by SIGKILL or SIGTERM, or one of its workers is killed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "src")]
SWEEP = """title = "Kills"
model = "small.inp"
lead = "2h"
tail = "20min"
rain = { kind = "chicago", return_period = 2, duration = "30min" }

[[vary]]
name = "years"
rain = "return_period"
values = [1, 2, 5, 10, 20]

[[vary]]
name = "rough"
target = "conduit[*].roughness"
op = "*="
values = [0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5]
"""
COMMAND = [sys.executable, "-m", "sponge", "sweep", "kill.toml", "--jobs", "2", "-q"]


def children(pid: int) -> list[int]:
    """Processes that a process has begun, as the system lists them."""
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [int(child) for child in found]


def stop(rng: Random, process: subprocess.Popen) -> str:
    """Stop a sweep or a worker of it, in one of three ways."""
    how = rng.choice(("SIGKILL", "SIGTERM", "worker"))
    workers = children(process.pid)
    if how == "worker" and workers:
        os.kill(rng.choice(workers), signal.SIGKILL)
    else:
        process.send_signal(signal.SIGKILL if how == "SIGKILL" else signal.SIGTERM)
    process.wait(timeout=120)
    for pid in workers:  # what SIGKILL has left without a parent
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    return how


def kills(folder: Path, number: int, seed: int = 1) -> list[str]:
    """What is wrong after so many kills."""
    import xarray as xr

    from sponge.simulation.warmup_models import TEXTS

    rng, found, done = Random(seed), [], 0
    (folder / "small.inp").write_text(TEXTS["DYNWAVE"])
    (folder / "kill.toml").write_text(SWEEP)
    begun = time.monotonic()
    subprocess.run([*COMMAND, "-o", "whole.nc"], cwd=folder, check=True, capture_output=True)
    whole, resume = time.monotonic() - begun, []
    while done < number:
        process = subprocess.Popen([*COMMAND, "-o", "a.nc", *resume], cwd=folder, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)  # fmt: skip
        time.sleep(rng.uniform(0.0, 1.2 * whole))
        if process.poll() is None:
            stop(rng, process)
            done += 1
        said = process.communicate()[1]
        if process.returncode == 1 or "Traceback" in said:
            found.append(f"exit {process.returncode}: {said[-300:]}")
        if process.returncode == 0:
            found += compared(folder, xr)
            (folder / "a.nc").unlink()
        elif (folder / "a.nc").exists():
            found.append(f"exit {process.returncode} with a file of results")
        resume = ["--resume"] if (folder / "a.parts").exists() else []
    last = subprocess.run([*COMMAND, "-o", "a.nc", *resume], cwd=folder, capture_output=True, text=True)
    return found + (
        compared(folder, xr) if last.returncode == 0 else [f"at last: exit {last.returncode}: {last.stderr}"]
    )


def compared(folder: Path, xr) -> list[str]:
    """Whether the results are those of the sweep that was left alone, bit for bit."""
    whole, other = (xr.open_dataset(folder / name).load() for name in ("whole.nc", "a.nc"))
    return [] if whole.equals(other) else ["other values after being killed"]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        wrong = kills(Path(place), int(sys.argv[1]))
    for text in wrong:
        print(f"FINDING kill: {text}")
    print(f"{sys.argv[1]} kills, {len(wrong)} things wrong")
    sys.exit(1 if wrong else 0)
