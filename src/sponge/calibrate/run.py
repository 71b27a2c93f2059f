# SPDX-License-Identifier: Apache-2.0
"""A calibration from its file to what was found, shown on all events."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sponge.base.errors import UsageError
from sponge.calibrate.schema import Calibration
from sponge.calibrate.search import Tell, Trace, search
from sponge.calibrate.trials import Trials
from sponge.io.aside import check_folder
from sponge.sweep.file_problems import checked
from sponge.sweep.tomlfile import override, read_toml

FEW = 2  # events of each use that a calibration should have


@dataclass(frozen=True)
class Found:
    """What a calibration found."""

    trace: Trace
    values: dict[str, float]  # by parameter
    changes: list[str]  # that make the model so
    before: dict[str, dict[str, dict[str, float]]]  # event -> series -> scores of the model as it is
    after: dict[str, dict[str, dict[str, float]]]
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
    return Found(trace, values, changes, scores[0], scores[1], _notes(plan, values))


def _notes(plan: Calibration, values: dict[str, float]) -> list[str]:
    """What to mind of a result."""
    notes = []
    for use in ("calibration", "validation"):
        count = sum(event.use == use for event in plan.event)
        if count < FEW:
            notes.append(f"{count} event{'' if count == 1 else 's'} of {use}: two or more tell whether parameters hold")
    for parameter in plan.parameter:
        share = (values[parameter.name] - parameter.low) / (parameter.high - parameter.low)
        if min(share, 1.0 - share) < 0.01:
            notes.append(f"{parameter.name} is at its bound: {values[parameter.name]:.4g}")
    return notes
