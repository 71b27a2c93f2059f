# SPDX-License-Identifier: Apache-2.0
"""How far results can be trusted: continuity errors, steps that converged, runs that ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sponge.report.html.scope import Scope
from sponge.report.picture.network import texts
from sponge.results.registry import STATUS

GOOD, FAIR = 1.0, 5.0  # %, limits of a continuity error
STEPS, MANY_STEPS = "steps_not_converged", 5.0  # %: more of them ask for a look, and alone do not make a run doubtful
MEASURES = {  # variable -> what it is called
    "runoff_continuity_error": "Continuity error of runoff",
    "groundwater_continuity_error": "Continuity error of groundwater",
    "routing_continuity_error": "Continuity error of flow routing",
    "quality_continuity_error": "Continuity error of quality routing",
    STEPS: "Steps not converged",
}
NONE = np.empty(0)
NODES = {
    "node_routing_residual": "Nodes where most water was made or lost in routing",
    "node_withdrawal_shortfall": "Withdrawals for which there was no water",
}
LEAST = 0.5  # m3: less is not listed
NAMED = 5  # elements and scenarios listed at most


@dataclass(frozen=True)
class Measure:
    """A measure of trust over all scenarios, in %."""

    title: str
    variable: str
    worst: float
    where: str  # the scenario
    median: float  # of the sizes of all scenarios
    grade: str  # good, fair, poor


def measures(scope: Scope) -> list[Measure]:
    """The measures of trust that the results hold."""
    found = []
    for variable, title in MEASURES.items():
        values = np.atleast_1d(np.asarray(scope.dataset[variable].values, float)) if variable in scope.dataset else NONE
        if np.isfinite(values).any():  # a process that a model lacks, such as groundwater, has no error
            sizes = np.where(np.isnan(values), np.inf, np.abs(values))
            if scope.is_sweep and "status" in scope.dataset:
                sizes = np.where(scope.dataset["status"].values == 0, sizes, -1.0)  # failed scenarios are listed apart
            worst = int(sizes.argmax())
            names = texts(scope.dataset, "scenario") if scope.is_sweep else ("",)
            median = float(np.median(sizes[sizes >= 0.0])) if (sizes >= 0.0).any() else np.nan
            found.append(
                Measure(title, variable, float(values[worst]), names[worst], median, grade_of(variable, sizes[worst]))
            )
    return found


def grade_of(variable: str, size: float) -> str:
    """good, fair or poor; an error that is NaN is poor."""
    if variable == STEPS:
        return "good" if size <= MANY_STEPS else "fair"
    return "good" if size <= GOOD else "fair" if size <= FAIR else "poor"


def overall(found: list[Measure], scope: Scope) -> str:
    """The worst grade of all measures.

    It is poor where a single run has not ended well, and at best fair where scenarios of a sweep have not."""
    failed = {"fair" if scope.is_sweep else "poor"} if ended_badly(scope) else set()
    grades = {measure.grade for measure in found} | failed
    return next(grade for grade in ("poor", "fair", "good") if grade in grades or grade == "good")


def ended_badly(scope: Scope) -> list[tuple[str, str]]:
    """Scenarios that did not end well, and how they ended; a single run has an empty name."""
    if "status" not in scope.dataset:
        return []
    codes = np.atleast_1d(scope.dataset["status"].values)
    names = texts(scope.dataset, "scenario") if scope.is_sweep else ("",)
    return [(name, STATUS.get(int(code), str(code)).replace("_", " ")) for name, code in zip(names, codes) if code]


def worst_nodes(scope: Scope, variable: str) -> list[tuple[str, float, str]]:
    """Nodes with the largest absolute value of a variable: name, value, scenario."""
    if variable not in scope.dataset:
        return []
    values = np.nan_to_num(scope.summary(variable))
    sizes = np.abs(values)
    nodes, names = texts(scope.dataset, "node"), scope.names
    ranked = np.argsort(-sizes.max(0), kind="stable")[:NAMED]
    at = sizes.argmax(0)
    return [(nodes[k], float(values[at[k], k]), names[at[k]]) for k in ranked if sizes[at[k], k] > LEAST]


def facts(found: list[Measure], scope: Scope) -> dict[str, Any]:
    """The measures as plain values for machines."""
    return {m.variable: {"worst": m.worst, "scenario": m.where, "median": m.median, "grade": m.grade} for m in found}
