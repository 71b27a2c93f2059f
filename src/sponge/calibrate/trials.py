# SPDX-License-Identifier: Apache-2.0
"""Parameter sets tried on events: each set a lane, scores of each event and series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np

from sponge.base.errors import ModelError, UsageError
from sponge.base.times import later, since_epoch
from sponge.calibrate.compare import LEAST, Pairs, pairs_of
from sponge.calibrate.observations import DEFAULT, Observed, read_observations
from sponge.calibrate.schema import Calibration, Event
from sponge.calibrate.scores import COLUMNS, OBJECTIVES
from sponge.model.changes import apply_changes
from sponge.model.model import Model
from sponge.model.step_cache import StepCache
from sponge.model.validate import validate
from sponge.results.layout import layout_of
from sponge.results.registry import SERIES, Variable
from sponge.results.writers.dataset import DatasetBuilder
from sponge.simulation.prepare import prepare, solver_of
from sponge.sweep.block import BLOCK, run_lanes

RAINFALL = "runoff_rainfall"  # of the results: m3 in a whole run


class Trials:
    """Runs parameter sets; what the sets share is compiled once."""

    def __init__(self, plan: Calibration, folder: Path):
        """A plan whose files are beside it in ``folder``; UsageError or ModelError where it cannot be run."""
        self.plan = plan
        self.observed = read_observations(folder / plan.observations, plan.zone)
        self.model = anchored(prepare(folder / plan.model, solver=plan.solver, changes=plan.set))
        self.score, self.sign = OBJECTIVES[plan.objective]
        self.cache = StepCache()
        self.rain: dict[str, float] = {}  # event -> m3 that fell in any of its runs
        self._check()

    def _check(self) -> None:
        """Check that every parameter makes a sound model at both bounds, and that every event has observations."""
        for parameter in self.plan.parameter:
            for value in (parameter.low, parameter.high):
                problems = [p for p in validate(self._changed(parameter.changes(value))) if p.fatal]
                if problems:
                    raise ModelError(problems)
        if self.plan.objective == "rmse":
            self._check_units()
        for event in self.plan.event:
            self._check_event(event)

    def _check_event(self, event: Event) -> None:
        """Check that an event has observations, and that the objective can score each series of one to calibrate on."""
        inside = {one.name: one.values[self._within(one, event)] for one in self.observed}
        when = f"event '{event.name}' ({event.start} to {event.end})"
        if not any(map(len, inside.values())):
            raise UsageError(f"{when} has no observation")
        if max(map(len, inside.values())) < LEAST:
            raise UsageError(f"{when} has a single observation: {LEAST} are the least that can be scored")
        if event.use == "validation" or self.plan.objective == "rmse":
            return
        flat = next((name for name, o in inside.items() if len(o) >= LEAST and np.isnan(self.score(o, o))), "")
        if flat:
            raise UsageError(
                f"{when}: all observations of '{flat}' are alike, of which {self.plan.objective} tells nothing: leave "
                "the series or the event out, or take objective = 'rmse'"
            )

    def _check_units(self) -> None:
        """Refuse objectives that average errors of different units."""
        units = {name: str(self._series_of(one).units) for name, one in zip(self.series, self.observed, strict=True)}
        if len(set(units.values())) > 1:
            shown = ", ".join(f"{name} in {unit}" for name, unit in units.items())
            raise UsageError(f"objective 'rmse' is a mean over series of one unit, not {shown}: take kge or nse")

    def _series_of(self, observed: Observed) -> Variable:
        """The results' variable of an observed series; UsageError where they have none."""
        kinds = {"link": self.model.link_order, "node": self.model.node_order, "subcatchment": self.model.subcatchments}
        named = [DEFAULT[kind] for kind, names in kinds.items() if observed.element in names]
        name = observed.variable or (named[0] if named else "")
        found = next((variable for variable in SERIES if variable.name == name), None)
        if found is None:
            raise UsageError(f"the results have no series of '{observed.name}'")
        return found

    @staticmethod
    def _within(observed: Observed, event: Event) -> np.ndarray:
        return (observed.times >= np.datetime64(event.start)) & (observed.times <= np.datetime64(event.end))

    def _changed(self, changes: list[str]) -> Model:
        return apply_changes(self.model, changes)

    def model_of(self, values: Sequence[float]) -> Model:
        """The model with values of all parameters."""
        pairs = zip(self.plan.parameter, values, strict=True)
        return self._changed([line for parameter, value in pairs for line in parameter.changes(float(value))])

    @property
    def series(self) -> list[str]:
        """Names of the observed series."""
        return [observed.name for observed in self.observed]

    def run(self, sets: Sequence[Sequence[float] | None], event: Event) -> list[dict[str, dict[str, float]]]:
        """Scores of each set by series, of one event; None is the model as it is. A series that has no observations in
        the event is left out; a set that cannot be run, or whose numbers run away, has NaN."""
        found: list[dict[str, dict[str, float]]] = []
        for first in range(0, len(sets), BLOCK):
            found += self._block(sets[first : first + BLOCK], event)
        return found

    def _block(self, sets: Sequence[Sequence[float] | None], event: Event) -> list[dict[str, dict[str, float]]]:
        pairs, failed = self._simulated(sets, event)
        return [
            {name: dict.fromkeys(COLUMNS, np.nan) for name in self._scored(event)} if failed[k]
            else {one.name: replace(one, simulated=one.simulated[k]).scores() for one in pairs}
            for k in range(len(sets))
        ]  # fmt: skip

    def _scored(self, event: Event) -> list[str]:
        """The series of which an event has enough observations."""
        return [one.name for one in self.observed if self._within(one, event).sum() >= LEAST]

    def departures(self, sets: Sequence[Sequence[float] | None]) -> np.ndarray:
        """Simulated less observed values of each set in all events that are searched on, (set, observation), in
        standard deviations of their series; NaN for a set that cannot be run."""
        found: list[list[np.ndarray]] = [[] for _ in sets]
        for event in self.plan.event:
            if event.use == "validation":
                continue
            for first in range(0, len(sets), BLOCK):
                some = sets[first : first + BLOCK]
                pairs, failed = self._simulated(some, event)
                for k in range(len(some)):
                    parts = [(one.simulated[k] - one.observed) / (one.observed.std() or 1.0) for one in pairs]
                    found[first + k].append(np.concatenate(parts) * (np.nan if failed[k] else 1.0))
        return np.array([np.concatenate(parts) for parts in found])

    def _simulated(self, sets: Sequence[Sequence[float] | None], event: Event) -> tuple[list[Pairs], np.ndarray]:
        """The series of all sets in an event, beside the observations; and a mask of the sets that could not be run."""
        lanes = [self._lane(values, event) for values in sets]
        shown = next((lane for lane in lanes if isinstance(lane, Model)), None)
        observed = [one for one in self.observed if one.name in self._scored(event)]
        if shown is None:
            return [], np.ones(len(sets), bool)
        wanted = sorted({one.variable for one in self.observed if one.variable} | {*DEFAULT.values(), RAINFALL})
        names = tuple(map(str, range(len(sets))))
        frame = layout_of(shown, solver=solver_of(shown), scenarios=names, variables=_there(shown, wanted))
        builder = DatasetBuilder(frame)
        builder.block(0, len(sets))
        ended = run_lanes(lanes, builder, None, self.cache, BLOCK)
        dataset = builder.dataset()
        if RAINFALL in dataset:
            fallen = float(np.nan_to_num(dataset[RAINFALL].values).max(initial=0.0))
            self.rain[event.name] = max(self.rain.get(event.name, 0.0), fallen)
        return pairs_of(dataset, observed, event.start, event.end), np.asarray(ended.status) != 0

    def _lane(self, values: Sequence[float] | None, event: Event) -> Model | str:
        """The model of a set in the time of an event, or why there is none."""
        try:
            model = self.model if values is None else self.model_of(values)
        except UsageError as error:
            return str(error)
        model = in_time(model, later(event.start, -self.plan.warm_up), event.end, self.plan.every)
        problems = [problem for problem in validate(model, self.cache) if problem.fatal]
        return str(problems[0]) if problems else model

    def objective(self, scores: list[dict[str, dict[str, float]]]) -> float:
        """The mean of a set's objective over series and events; the worst value where one is not a number."""
        values = [one[self.plan.objective] for of_event in scores for one in of_event.values()]
        mean = float(np.mean(values)) if values else np.nan
        return mean if np.isfinite(mean) else -self.sign * np.inf


def _there(model: Model, wanted: list[str]) -> list[str]:
    """The variables that the model's results have."""
    known = {variable.name for variable in (*layout_of(model).series, *layout_of(model).summaries)}
    return [name for name in wanted if name in known]


def anchored(model: Model) -> Model:
    """The model with every time series at dates, since times that count from the start would move with it."""
    start = since_epoch(model.options.start)
    series = {
        name: one if one.dated or one.file else replace(one, dated=True, times=tuple(start + t for t in one.times))
        for name, one in model.series.items()
    }
    return replace(model, series=series)


def in_time(model: Model, start: datetime, end: datetime, every: float | None) -> Model:
    """The model with another start, end and report step."""
    step = every or model.options.report_step
    return replace(model, options=replace(model.options, start=start, end=end, report_start=None, report_step=step))
