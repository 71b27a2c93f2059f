"""A checkout of sponge as one side of a comparison: its commands, run with its own sources."""

from __future__ import annotations

import hashlib
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

KERNEL_CACHES = ("NUMBA_CACHE_DIR", "SPONGE_CACHE_DIR")


@dataclass(frozen=True)
class Cost:
    """What a command took."""

    wall: float  # s
    cpu: float  # s, of the process and its children


@dataclass(frozen=True)
class Side:
    """One checkout."""

    checkout: Path

    @property
    def environment(self) -> dict[str, str]:
        """This process's, with the side's sources first and one thread; its kernels lie in the usual cache."""
        kept = {k: v for k, v in os.environ.items() if k not in KERNEL_CACHES}
        return kept | {"PYTHONPATH": str(self.checkout / "src"), "NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

    @cached_property
    def digest(self) -> str:
        """Of all its sources."""
        return digest_of(self.checkout / "src", "*.py")

    def run(self, *command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        """``python ...`` in a folder; what it said, and its exit code."""
        return subprocess.run(
            [sys.executable, *command], cwd=folder, env=self.environment | environment, capture_output=True, text=True
        )

    def timed(self, *command: str, folder: Path, **environment: str) -> Cost:
        """The same; what it took. RuntimeError where it fails."""
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = self.run(*command, folder=folder, **environment)
        wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            raise RuntimeError(last_line(done))
        return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def digest_of(folder: Path, pattern: str) -> str:
    """Of the names and contents of the files of a folder."""
    found = hashlib.sha256()
    for file in sorted(folder.rglob(pattern)):
        if file.is_file():
            found.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    """Why a command failed, in its own last words."""
    lines = (done.stderr.strip() or done.stdout.strip()).splitlines() or ["no reason given"]
    return f"exit {done.returncode}: {lines[-1]}"
