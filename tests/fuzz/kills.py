"""Kills: a sweep and runs that are killed at random moments, again and again, and go on to the same bits.

``python tests/fuzz/kills.py --kills 100``. Of a sweep the whole process is killed (SIGKILL), asked to stop (SIGTERM,
Ctrl-C), or one of its workers is killed; then it is resumed, and perhaps killed again. Of a run, SIGKILL leaves nothing
under the final name and SIGTERM what was finished. In the end results have the bits of those that nobody disturbed, no
process lives on and no file is left.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from sponge.results.open_results import open_results
from sponge.simulation.warmup_models import TEXTS

SWEEP = """
model = "small.inp"
lead = "4h"
tail = "10min"
rain = {{ kind = "chicago", return_period = 2, duration = "30min" }}
[[vary]]
name = "rough"
target = "conduit[*].roughness"
op = "*="
values = {values}
"""
SCENARIOS = 40
LONGEST = 300.0  # s until a process that was hit has ended
# Exit codes of what was hit; 5: a worker was lost. Before and after the command Python takes no notice of signals, and
# they end the process as they end any.
FINE = (0, 5, 130, -signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT)


def sponge(*words: str) -> list[str]:
    """A command line."""
    return [sys.executable, "-m", "sponge", *words]


def begun(command: list[str], folder: Path) -> subprocess.Popen[str]:
    """A process that heeds Ctrl-C."""
    heed = lambda: signal.signal(signal.SIGINT, signal.default_int_handler)  # noqa: E731
    return subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, preexec_fn=heed
    )


def children(pid: int) -> list[int]:
    """Processes that a process has begun."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            words = stat.read_text().rpartition(")")[2].split()
            if int(words[1]) == pid and words[0] != "Z":
                found.append(int(stat.parent.name))
    return found


def send(pid: int, kind: signal.Signals) -> None:
    """A signal to a process that may be gone."""
    with suppress(ProcessLookupError):
        os.kill(pid, kind)


def hit_all(rng: random.Random, process: subprocess.Popen[str]) -> str:
    """The whole process, at once."""
    send(process.pid, signal.SIGKILL)
    return "SIGKILL"


def ask_to_stop(rng: random.Random, process: subprocess.Popen[str]) -> str:
    """The process, politely."""
    kind = rng.choice((signal.SIGTERM, signal.SIGINT))
    send(process.pid, kind)
    return kind.name


def hit_worker(rng: random.Random, process: subprocess.Popen[str]) -> str:
    """One of its workers."""
    workers = children(process.pid)
    kind = rng.choice((signal.SIGKILL, signal.SIGTERM))
    if workers:
        send(rng.choice(workers), kind)
    return f"{kind.name} to a worker"


Hit = Callable[[random.Random, "subprocess.Popen[str]"], str]


def results(path: Path) -> xr.Dataset:
    """What a file holds."""
    with open_results(path) as ds:
        return ds.load()


def differing(one: xr.Dataset, other: xr.Dataset) -> list[str]:
    """Variables whose bits differ."""
    return [str(name) for name in one.variables if not _same(one[name].values, other[name].values)]


def _same(a: Any, b: Any) -> bool:
    if a.dtype.kind in "fmM":  # a time that never was is equal to none by its value
        bits = f"u{a.itemsize}"
        return a.dtype == b.dtype and a.shape == b.shape and np.array_equal(a.view(bits), b.view(bits))
    return np.array_equal(a, b)


class Kills:
    """Sweeps and runs in a folder, and what was found of them."""

    def __init__(self, seed: int, folder: Path):
        self.rng, self.folder = random.Random(f"kills {seed}"), folder
        self.done: Counter[str] = Counter()
        self.wrong: list[str] = []
        (folder / "small.inp").write_text(TEXTS["DYNWAVE"])
        long = TEXTS["DYNWAVE"].replace("END_DATE 01/01/2020", "END_DATE 01/20/2020")
        (folder / "long.inp").write_text(long.replace("REPORT_STEP 00:05:00", "REPORT_STEP 00:01:00"))
        values = [round(0.6 + 0.02 * k, 2) for k in range(SCENARIOS)]
        (folder / "s.toml").write_text(SWEEP.format(values=values))
        self.seconds: dict[str, float] = {}
        for suffix, words in {
            ".nc": ("sweep", "s.toml", "-q", "--jobs", "2", "-o", "whole.nc"),
            ".zarr": ("sweep", "s.toml", "-q", "--jobs", "2", "-o", "whole.zarr"),
            "run": ("run", "long.inp", "-q", "-o", "whole-run.nc"),
        }.items():  # the first may compile
            subprocess.run(sponge(*words), cwd=folder, check=True, capture_output=True)
            start = time.monotonic()
            subprocess.run(sponge(*words, "--overwrite"), cwd=folder, check=True, capture_output=True)
            self.seconds[suffix] = time.monotonic() - start
        self.before = self.names()

    def names(self) -> set[str]:
        """Everything in the folder."""
        return {path.name for path in self.folder.iterdir()}

    def disturbed(self, command: list[str], seconds: float, hit: Hit) -> tuple[int, str]:
        """Begin, hit at a random moment, wait for the end: exit code and how it was hit."""
        process = begun(command, self.folder)
        with suppress(subprocess.TimeoutExpired):
            process.wait(self.rng.uniform(0.0, 1.1 * seconds))
        workers = children(process.pid)
        how = hit(self.rng, process) if process.poll() is None else "too late"
        try:
            _, said = process.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            process.kill()
            self.wrong.append(f"{how}: {command[3:]} did not end")
            return 1, how
        self.done[how] += 1
        if process.returncode not in FINE or "Traceback" in said:
            self.wrong.append(f"{how}: {command[3:]} ended with {process.returncode}: {said[-400:]}")
        self._await_end(workers, how)
        return process.returncode, how

    def _await_end(self, workers: list[int], how: str) -> None:
        """Workers end when their parent is gone."""
        limit = time.monotonic() + LONGEST
        while alive := [pid for pid in workers if _lives(pid)]:
            if time.monotonic() > limit:
                self.wrong.append(f"{how}: processes live on: {alive}")
                return
            time.sleep(0.1)

    def sweep(self, suffix: str, most: int = 4) -> None:
        """A sweep hit up to so many times, then resumed to its end."""
        target = self.folder / f"a{suffix}"
        command = sponge("sweep", "s.toml", "-q", "--jobs", "2", "-o", target.name)
        for _ in range(self.rng.randint(1, most)):
            resume = ["--resume"] if (self.folder / "a.parts").exists() else []
            if target.exists():
                break
            hit = self.rng.choice((hit_all, ask_to_stop, hit_worker))
            self.disturbed(command + resume, self.seconds[suffix], hit)
        if not target.exists():
            resume = ["--resume"] if (self.folder / "a.parts").exists() else []
            done = subprocess.run(command + resume, cwd=self.folder, capture_output=True, text=True)
            if done.returncode:
                self.wrong.append(f"resuming {target.name} ended with {done.returncode}: {done.stderr[-400:]}")
        self.judge(target, self.folder / f"whole{suffix}")

    def run(self) -> None:
        """A run hit once; what is kept of it is the beginning of the whole."""
        target, partial = self.folder / "long.nc", self.folder / "long.partial.nc"
        command = sponge("run", "long.inp", "-q")
        code, how = self.disturbed(command, self.seconds["run"], self.rng.choice((hit_all, ask_to_stop)))
        whole = results(self.folder / "whole-run.nc")
        if target.exists() and (names := differing(results(target), whole)):
            self.wrong.append(f"{how}: exit {code} and a file {target.name} with other bits: {names[:4]}")
        if target.exists() != (code == 0) and not (target.exists() and code < 0):  # ended when all was written
            self.wrong.append(f"{how}: exit {code} and {'a' if target.exists() else 'no'} file {target.name}")
        if partial.exists():
            part = results(partial)
            series = [name for name in part.data_vars if "time" in part[name].dims]
            first = whole[series].isel(time=slice(part.sizes["time"]))
            if names := differing(part[series], first):
                self.wrong.append(f"{how}: what was kept has other bits: {names[:4]}")
            partial.unlink()
        if how == "SIGKILL":  # nobody can tidy up after that
            for left in self.folder.glob(".long.nc.*.tmp"):
                left.unlink()
        target.unlink(missing_ok=True)
        self.tidy(how)

    def judge(self, target: Path, whole: Path) -> None:
        """Results that are there have the right bits, and nothing else is left."""
        if target.exists():
            if names := differing(results(whole), results(target)):
                self.wrong.append(f"{target.name} has other bits: {names[:4]}")
            subprocess.run(["rm", "-r", str(target)], check=True)
        else:
            self.wrong.append(f"there is no {target.name}")
        self.tidy(target.name)

    def tidy(self, what: str) -> None:
        """Nothing new is left in the folder."""
        left = self.names() - self.before
        if left:
            self.wrong.append(f"{what}: left behind: {sorted(left)}")
        for name in left:
            subprocess.run(["rm", "-r", str(self.folder / name)], check=True)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kills(number: int, seed: int, folder: Path) -> Kills:
    """Hit sweeps and runs until so many hits have met something."""
    found = Kills(seed, folder)
    while found.done.total() - found.done["too late"] < number and len(found.wrong) < 10:
        found.sweep(found.rng.choice((".nc", ".zarr")))
        found.run()
    return found


def main() -> int:
    """0 where nothing is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = kills(given.kills, given.seed, Path(folder))
    print(", ".join(f"{number} x {how}" for how, number in found.done.most_common()))
    print("\n".join(found.wrong) or "every one went on to the same bits")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
