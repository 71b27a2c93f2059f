# SPDX-License-Identifier: Apache-2.0
"""A calibration, from its file to the values found and their scores on all events."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.errors import UsageError
from sponge.calibrate.schema import Calibration
from sponge.calibrate.search import Tell, Trace, search
from sponge.calibrate.sensitivity import Sensitivity, sensitivity_of
from sponge.calibrate.trials import Trials
from sponge.io.aside import check_folder
from sponge.sweep.file_problems import checked
from sponge.sweep.tomlfile import override, read_toml

FEW = 2  # events of each use; a calibration with fewer is noted
FAR = 50.0  # ratio of simulated to observed peaks beyond which the unit is likely wrong


@dataclass(frozen=True)
class Found:
    """The outcome of a calibration."""

    trace: Trace
    values: dict[str, float]  # by parameter
    changes: list[str]  # changes that give the model these values
    before: dict[str, dict[str, dict[str, float]]]  # event -> series -> scores of the model as it is
    after: dict[str, dict[str, dict[str, float]]]
    sensitivity: Sensitivity  # how well observations determine each parameter
    notes: list[str]


def calibrate(
    path: Path, output: Path, *, settings: tuple[str, ...] = (), resume: bool = False, overwrite: bool = False,
    tell: Tell | None = None,
) -> Found:  # fmt: skip
    """Run the calibration of a TOML file; the trace goes to ``output`` (.nc)."""
    plan = checked(Calibration, override(read_toml(path), settings), str(path))
    if output.suffix != ".nc":
        raise UsageError(f"{output}: a trace is written as .nc")
    if output.exists() and not (resume or overwrite):
        raise UsageError(f"{output} exists: --resume goes on from it, --overwrite begins anew")
    check_folder(output)
    trials = Trials(plan, path.parent)
    trace = Trace(plan, [event.name for event in plan.event if event.use == "calibration"], trials.series)
    if resume and output.exists():
        trace.read(output)
    search(trials, trace, output, tell)
    best = trace.sets[trace.best]
    pairs = list(zip(plan.parameter, best, strict=True))
    scores: list[dict[str, Any]] = [{}, {}]
    for event in plan.event:
        for of_model, found in zip(scores, trials.run([None, best], event), strict=True):
            of_model[event.name] = found
    changes = [line for parameter, value in pairs for line in parameter.changes(value)]
    values = {parameter.name: value for parameter, value in pairs}
    sensitivity = sensitivity_of(trials, best)
    notes = [*_notes(plan, values), *sensitivity.notes(), *_notes_of_data(trials, scores[0])]
    return Found(trace, values, changes, scores[0], scores[1], sensitivity, notes)


def _notes_of_data(trials: Trials, before: dict[str, dict[str, dict[str, float]]]) -> list[str]:
    """Notes on observations and rain that look wrong."""
    dry = [event.name for event in trials.plan.event if trials.rain.get(event.name) == 0.0]
    notes = [f"no rain falls in event '{name}' or its warm-up: do the gages reach to its dates?" for name in dry]
    units = {observed.name: observed.unit for observed in trials.observed}
    for name, unit in units.items():
        errors = np.array([series[name]["peak_error"] for series in before.values() if name in series])
        ratios = 1.0 + errors[np.isfinite(errors)] / 100.0  # simulated over observed peak
        if ratios.size and (ratios.max() < 1.0 / FAR or ratios.min() > FAR):
            said = f"[{unit}]" if unit else "none, so that of the results is taken"
            notes.append(
                f"{name}: the model as it is has {np.median(ratios):.2g} of the observed peaks: is their unit right "
                f"(the heading says {said})?"
            )
    return notes


def _notes(plan: Calibration, values: dict[str, float]) -> list[str]:
    """Notes on a result."""
    notes = []
    for use in ("calibration", "validation"):
        count = sum(event.use == use for event in plan.event)
        if count < FEW:
            notes.append(f"{count} event{'' if count == 1 else 's'} of {use}: two or more tell whether parameters hold")
    for parameter in plan.parameter:
        share = (values[parameter.name] - parameter.low) / (parameter.high - parameter.low)
        if min(share, 1.0 - share) < 0.02:
            notes.append(f"{parameter.name} is at its bound: {values[parameter.name]:.4g}")
    return notes
