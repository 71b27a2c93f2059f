# SPDX-License-Identifier: Apache-2.0
"""The search for parameters, every set that is tried kept in a trace, from which a search that was stopped goes on.

The searches are SciPy's and draw by a seed, so that one begun anew tries the same sets in the same order: those that
the trace holds are not run again.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.errors import UsageError
from sponge.calibrate.schema import Calibration
from sponge.calibrate.trials import Trials
from sponge.io.aside import aside

Tell = Callable[[int, float], None]  # sets tried, best objective so far
POPULATION = 8  # fewest sets of a generation: one block of lanes
FREE = ("runs", "title")  # keys that may change when a search goes on


class Enough(Exception):
    """The plan's number of sets has been tried."""


@dataclass
class Trace:
    """Every set that was tried, in order."""

    plan: Calibration
    events: list[str]  # of calibration
    series: list[str]
    sets: list[tuple[float, ...]] = field(default_factory=list)
    objectives: list[float] = field(default_factory=list)
    scores: list[np.ndarray] = field(default_factory=list)  # (event, series) of the objective

    def dataset(self) -> Any:
        """The trace as an xarray.Dataset, dimension ``trial``."""
        import xarray as xr

        sets = np.array(self.sets, float).reshape(len(self.sets), len(self.plan.parameter))
        shape = (len(self.sets), len(self.events), len(self.series))
        found: dict[str, Any] = {
            parameter.name: ("trial", sets[:, k], {"target": "; ".join(parameter.targets), "operation": parameter.op,
                                                   "units": parameter.unit or "SI"})
            for k, parameter in enumerate(self.plan.parameter)
        }  # fmt: skip
        found["objective"] = ("trial", np.array(self.objectives, float), {"long_name": self.plan.objective})
        found["score"] = (
            ("trial", "event", "series"), np.array(self.scores, float).reshape(shape),
            {"long_name": f"{self.plan.objective} of each event and series"},
        )  # fmt: skip
        coordinates = {"event": self.events, "series": self.series}
        return xr.Dataset(found, coordinates, {"calibration": self.plan.model_dump_json(), "title": self.plan.title})

    def write(self, path: Path) -> None:
        """Keep the trace in a netCDF file."""
        with aside(path, "the trace") as part:
            self.dataset().to_netcdf(part, engine="h5netcdf")

    def read(self, path: Path) -> None:
        """Take over what a file holds; UsageError where it is of another calibration."""
        import xarray as xr

        try:
            with xr.open_dataset(path, engine="h5netcdf") as dataset:
                dataset = dataset.load()
            before = Calibration.model_validate_json(dataset.attrs["calibration"])
        except (OSError, ValueError, KeyError) as error:
            raise UsageError(f"{path} is no trace of a calibration: {error}") from None
        free = FREE[1:] if self.plan.method == "latin_hypercube" else FREE  # its sets depend on their number
        for key in Calibration.model_fields:
            if key not in free and getattr(before, key) != getattr(self.plan, key):
                raise UsageError(f"{path} is of another calibration: its {key} differs; give -o another name")
        names = [parameter.name for parameter in self.plan.parameter]
        self.sets = [tuple(map(float, row)) for row in np.stack([dataset[name].values for name in names], axis=1)]
        self.objectives = [float(value) for value in dataset.objective.values]
        self.scores = list(dataset.score.values)

    @property
    def best(self) -> int:
        """Position of the best set; UsageError where none could be run."""
        sign = {"rmse": -1.0}.get(self.plan.objective, 1.0)
        values = sign * np.array(self.objectives, float)
        if not np.isfinite(values).any():
            raise UsageError("none of the parameter sets could be run, or none has a score")
        return int(np.nanargmax(np.where(np.isfinite(values), values, -np.inf)))


def search(trials: Trials, trace: Trace, path: Path | None = None, tell: Tell | None = None) -> None:
    """Try sets until the plan's number is reached or the search has come to its end; the trace holds them all."""
    plan = trials.plan
    known = dict(zip(trace.sets, zip(trace.objectives, trace.scores, strict=True), strict=True))
    asked: dict[tuple[float, ...], None] = {}
    events = [event for event in plan.event if event.use == "calibration"]
    low = np.array([parameter.low for parameter in plan.parameter])
    high = np.array([parameter.high for parameter in plan.parameter])

    def losses(units: np.ndarray) -> np.ndarray:
        """The loss to minimise of sets (set, parameter), given as shares of the way between the bounds."""
        sets = [tuple(map(float, low + np.clip(row, 0.0, 1.0) * (high - low))) for row in units]
        allowed = [one for one in dict.fromkeys(sets) if one not in asked][: plan.runs - len(asked)]
        asked.update(dict.fromkeys(allowed))
        new = [one for one in allowed if one not in known]
        if new:
            by_event = [trials.run(new, event) for event in events]
            for k, one in enumerate(new):
                scores = [of_event[k] for of_event in by_event]
                table = [[e.get(name, {}).get(plan.objective, np.nan) for name in trace.series] for e in scores]
                known[one] = trials.objective(scores), np.array(table)
                trace.sets.append(one)
                trace.objectives.append(known[one][0])
                trace.scores.append(known[one][1])
            if path is not None:
                trace.write(path)
            if tell:
                tell(len(trace.sets), trace.objectives[trace.best] if np.isfinite(trace.objectives).any() else np.nan)
        if any(one not in asked for one in sets):
            raise Enough
        return np.array([-trials.sign * known[one][0] for one in sets])

    with suppress(Enough):
        METHODS[plan.method](losses, plan)


def _differential_evolution(losses: Callable[[np.ndarray], np.ndarray], plan: Calibration) -> None:
    from scipy.optimize import differential_evolution

    n = len(plan.parameter)
    size = -(-max(5 * n, 1) // POPULATION) * POPULATION  # whole blocks of lanes
    differential_evolution(
        lambda x: losses(np.atleast_2d(x.T)), [(0.0, 1.0)] * n, rng=np.random.default_rng(plan.seed), vectorized=True,
        updating="deferred", polish=False, popsize=-(-size // n), maxiter=plan.runs, tol=1e-4, init="latinhypercube",
    )  # fmt: skip


def _nelder_mead(losses: Callable[[np.ndarray], np.ndarray], plan: Calibration) -> None:
    from scipy.optimize import minimize

    n = len(plan.parameter)
    start = np.random.default_rng(plan.seed).uniform(0.3, 0.7, n)
    first = np.vstack([start, *(start + 0.25 * np.eye(n)[k] for k in range(n))])
    losses(first)  # runs them side by side, before SciPy asks for them one by one
    minimize(
        lambda x: float(losses(np.atleast_2d(x))[0]), start, method="Nelder-Mead", bounds=[(0.0, 1.0)] * n,
        options={"initial_simplex": first, "maxfev": 10 * plan.runs, "xatol": 1e-4, "fatol": 1e-5},
    )  # fmt: skip


def _latin_hypercube(losses: Callable[[np.ndarray], np.ndarray], plan: Calibration) -> None:
    from scipy.stats.qmc import LatinHypercube

    sets = LatinHypercube(len(plan.parameter), rng=np.random.default_rng(plan.seed)).random(plan.runs)
    for first in range(0, len(sets), POPULATION):
        losses(sets[first : first + POPULATION])


METHODS: dict[str, Callable[[Callable[[np.ndarray], np.ndarray], Calibration], None]] = {
    "differential_evolution": _differential_evolution, "nelder_mead": _nelder_mead,
    "latin_hypercube": _latin_hypercube,
}  # fmt: skip
