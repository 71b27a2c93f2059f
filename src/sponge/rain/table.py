# SPDX-License-Identifier: Apache-2.0
"""Depths by duration and return period."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sponge.base.errors import UsageError
from sponge.rain.columns import lines_of
from sponge.rain.hyetograph import MILLIMETRE
from sponge.rain.storm import DATA

MINUTE = 60.0
HEAD = ["return_period", "duration_min", "depth_mm"]


class DepthTable(NamedTuple):
    """``periods`` (p,) years, ``durations`` (d,) s, ``depths`` (p, d) m; both ascending."""

    periods: np.ndarray
    durations: np.ndarray
    depths: np.ndarray
    name: str

    def curve(self, return_period: float) -> np.ndarray:
        """Depths (d,) [m] of a return period, linear in lg P between those of the table."""
        first, last = self.periods[0], self.periods[-1]
        if not first <= return_period <= last:
            raise UsageError(
                f"{self.name} holds return periods from {first:g} to {last:g} years, not {return_period:g} "
                "(give a table of your own: table = \"depths.csv\")"
            )
        lg = np.log10(self.periods)
        return np.array([np.interp(np.log10(return_period), lg, column) for column in self.depths.T])

    def depth(self, duration: np.ndarray, return_period: float) -> np.ndarray:
        """Greatest depth (n,) [m] of durations (n,) [s]: a power law between rows, even rain below the first."""
        longest = self.durations[-1]
        if np.any(duration > longest * (1.0 + 1e-9)):
            raise UsageError(f"{self.name} ends at {longest / 3600.0:g} h")
        curve = self.curve(return_period)
        within = np.maximum(duration, self.durations[0])
        power = np.exp(np.interp(np.log(within), np.log(self.durations), np.log(curve)))
        return power * np.minimum(duration / self.durations[0], 1.0)


def read_depths(path: Path) -> DepthTable:
    """A table from CSV: return_period [years], duration_min, depth_mm (more columns are notes). Lists every problem."""
    lines = list(lines_of(path))
    if not lines or [cell.lower() for cell in lines[0][1][:3]] != HEAD:
        raise UsageError(f"{path}: the first line must be {','.join(HEAD)}")
    cells: dict[tuple[float, float], float] = {}
    problems = []
    for number, row in lines[1:]:
        try:
            P, t, depth = (float(cell) for cell in row[:3])
            if not (0.0 < P < np.inf and 0.0 < t < np.inf and 0.0 < depth < np.inf):
                raise ValueError
        except ValueError:
            problems.append(f"{path}:{number}: three numbers above zero are needed: {','.join(HEAD)}")
            continue
        if (P, t) in cells:
            problems.append(f"{path}:{number}: {P:g} years and {t:g} min stand twice")
        cells[P, t] = depth
    if not problems:
        problems = _gaps(cells, path)
    if problems:
        raise UsageError("\n".join(problems))
    periods, durations = (np.array(sorted({key[i] for key in cells})) for i in (0, 1))
    depths = np.array([[cells[P, t] for t in durations] for P in periods]) * MILLIMETRE
    return DepthTable(periods, durations * MINUTE, depths, path.name)


def _gaps(cells: dict[tuple[float, float], float], path: Path) -> list[str]:
    """What is missing from a table, or falls where it must rise."""
    periods, durations = (sorted({key[i] for key in cells}) for i in (0, 1))
    if len(periods) < 2 or len(durations) < 2:
        return [f"{path}: at least two return periods and two durations are needed"]
    grid = [(P, t) for P in periods for t in durations]
    missing = [f"{path}: no depth of {t:g} min in {P:g} years" for P, t in grid if (P, t) not in cells]
    if missing:
        return missing
    falls = []
    for P in periods:
        for a, b in pairwise(durations):
            if not cells[P, a] <= cells[P, b] <= cells[P, a] * b / a * (1.0 + 1e-9):
                what = "falls" if cells[P, b] < cells[P, a] else "rises faster than the duration"
                falls.append(f"{path}: the depth in {P:g} years {what} from {a:g} to {b:g} min")
    for t in durations:
        for a, b in pairwise(periods):
            if cells[a, t] > cells[b, t]:
                falls.append(f"{path}: the depth of {t:g} min falls from {a:g} to {b:g} years")
    return falls


@cache
def shipped(name: str) -> DepthTable:
    """A table of the package: ``depths`` (5 min to 24 h, assumed in part) or ``station`` (as published)."""
    return read_depths(DATA / f"{name}.csv")
