"""The same speed? Engine's and compiling times of both sides in interleaved pairs, with an interval of their ratio.

Times are processor time, which others on the machine disturb less than they do time on the wall.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import numpy as np
from against_cases import TIMED, Timed
from against_sides import Side

CLOCK = Path(__file__).with_name("against_clock.py")
DRAWS = 10_000
RUNS = 3  # of a model in a pair, in turns; the least disturbed one of each side counts
CLOSE = 1.05  # where the interval must end, if it holds 1
Pairs = list[tuple[float, float]]  # s, this and other


@dataclass
class Ratio:
    """Of times of this side to the other's."""

    name: str
    ratio: float  # of medians
    low: float  # 95 % interval
    high: float
    this: float  # median, s
    other: float
    pairs: int

    def within(self, limit: float) -> bool:
        """Is it below the limit, or not to be told from 1 and surely close to it?"""
        return self.ratio <= limit or (self.low <= 1.0 <= self.high < CLOSE)

    @property
    def line(self) -> str:
        """A row of the table."""
        times = f"{self.this:8.3f} {self.other:8.3f}" if self.this else " " * 17
        return f"{self.name:<18} {self.pairs:>5} {times} {self.ratio:7.3f}   {self.low:.3f} to {self.high:.3f}"


HEAD = f"{'':<18} {'pairs':>5} {'this s':>8} {'other s':>8} {'ratio':>7}   95 % interval"


def ratio_of(name: str, pairs: Pairs) -> Ratio:
    """Of one thing that was timed."""
    both = np.array(pairs)
    middle = np.median(both, axis=0)
    low, high = interval(ratios_of_draws(both))
    return Ratio(name, float(middle[0] / middle[1]), low, high, float(middle[0]), float(middle[1]), len(pairs))


def mean_ratio(found: dict[str, Pairs]) -> Ratio:
    """Geometric mean over all that was timed; a pair is drawn for all of them at once, as it was measured."""
    each = np.array([ratios_of_draws(np.array(pairs)) for pairs in found.values()])
    low, high = interval(np.exp(np.log(each).mean(axis=0)))
    ratios = [ratio_of(name, pairs).ratio for name, pairs in found.items()]
    mean = float(np.exp(np.mean(np.log(ratios))))
    return Ratio("all", mean, low, high, 0.0, 0.0, min(len(pairs) for pairs in found.values()))


def ratios_of_draws(both: np.ndarray) -> np.ndarray:
    """Ratios of medians of pairs (pair, side) drawn anew with replacement; the same draws for as many pairs."""
    drawn = np.random.default_rng(1).integers(0, len(both), (DRAWS, len(both)))
    middle = np.median(both[drawn], axis=1)
    return middle[:, 0] / middle[:, 1]


def interval(ratios: np.ndarray) -> tuple[float, float]:
    """That holds 95 % of them."""
    low, high = np.percentile(ratios, [2.5, 97.5])
    return float(low), float(high)


# --- the engine ---------------------------------------------------------------------------------------------------


def timed_cases(patterns: list[str]) -> list[Timed]:
    """Those that the patterns name."""
    return [case for case in TIMED if not patterns or any(fnmatch(case.name, pattern) for pattern in patterns)]


def engine_times(this: Side, other: Side, cases: list[Timed], pairs: int) -> dict[str, Pairs]:
    """Pairs of times by case: processes are new for each pair, the side that goes first changes."""
    found: dict[str, Pairs] = {case.name: [] for case in cases}
    models, sweeps = ([case for case in cases if case.is_sweep == lanes] for lanes in (False, True))
    with tempfile.TemporaryDirectory() as scratch:
        for pair in range(pairs + 1):  # the first compiles and fills the caches of files: it does not count
            with ExitStack() as stack:
                clocks = [stack.enter_context(clock(side, models)) for side in (this, other)] if models else []
                for i, case in enumerate(models):
                    turns = [alternating(pair, [lambda c=c, i=i: c(i) for c in clocks]) for _ in range(RUNS)]
                    found[case.name].append(least(turns))
            for case in sweeps:
                runs = [lambda s=s, case=case: sweep_time(s, case, Path(scratch)) for s in (this, other)]
                found[case.name].append(alternating(pair, runs))
            print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return {name: measured[1:] for name, measured in found.items()}


def alternating(pair: int, sides: list[Callable[[], float]]) -> tuple[float, float]:
    """Both sides' times, this one's first in every second pair."""
    order = (0, 1) if pair % 2 else (1, 0)
    times = {i: sides[i]() for i in order}
    return times[0], times[1]


def least(turns: Pairs) -> tuple[float, float]:
    """Of each side."""
    this, other = zip(*turns, strict=True)
    return min(this), min(other)


@contextmanager
def clock(side: Side, cases: list[Timed]) -> Iterator[Callable[[int], float]]:
    """A process of a side that times the case of a number when called."""
    words = [f"{case.file}={case.hours}" for case in cases]
    with subprocess.Popen(
        [sys.executable, str(CLOCK), *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=side.environment,
    ) as process:  # fmt: skip
        assert process.stdin and process.stdout

        def answer() -> str:
            said = process.stdout.readline()
            if not said:
                raise RuntimeError(f"{side.checkout}: the process that times models ended with {process.wait()}")
            return said

        def call(i: int) -> float:
            process.stdin.write(f"{i}\n")
            process.stdin.flush()
            return float(answer())

        answer()
        try:
            yield call
        finally:
            process.stdin.close()


def sweep_time(side: Side, case: Timed, folder: Path) -> float:
    """Of a whole sweep in one process."""
    options = ("-o", "lanes.nc", "--jobs", "1", "--overwrite", "--quiet")
    return side.timed("-m", "sponge", "sweep", str(case.file), *options, folder=folder).cpu


# --- compiling ----------------------------------------------------------------------------------------------------


def compile_times(this: Side, other: Side, pairs: int) -> Pairs:
    """Of ``sponge warmup`` from nothing."""
    found = []
    for pair in range(1, pairs + 1):
        found.append(alternating(pair, [lambda s=s: cold(s) for s in (this, other)]))
        print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return found


def cold(side: Side) -> float:
    """One of them, in a cache of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        return side.timed("-m", "sponge", "warmup", folder=Path(scratch), SPONGE_CACHE_DIR=scratch).cpu
