# SPDX-License-Identifier: Apache-2.0
"""How well observations determine parameters, around the set that was found.

Every parameter is moved a little, and the change of everything simulated that was observed, in standard deviations of
the observations, gives the sensitivities J (observation, parameter) over the whole way between the bounds. A parameter
without any acts on nothing that was observed. Parameters whose columns are nearly a combination of each other are told
only together: the collinearity index of Brun, Reichert & Kuensch (2001, Water Resources Research 37(4)), the inverse
root of the smallest eigenvalue of the normalised J'J, is then above 10 to 15. Of the others the standard error is that
of linear regression, s2 (J'J)^-1 with s2 from the residuals, as if errors of observations were independent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sponge.calibrate.trials import Trials

STEP = 0.02  # of the way between the bounds, by which a parameter is moved
LEAST_EFFECT = 0.01  # standard deviations of the observations, from one bound to the other
COLLINEAR = 15.0  # collinearity index from which on parameters are determined only together
MEMBER = 0.3  # least share that a parameter has in the direction that is not determined, to be named


@dataclass(frozen=True)
class Sensitivity:
    """How well the observations of the calibration's events determine each parameter."""

    errors: dict[str, float]  # standard error, in the parameter's unit; NaN where it is not determined
    idle: tuple[str, ...]  # parameters that act on nothing that was observed
    alike: tuple[str, ...]  # parameters that are determined only together
    collinearity: float  # of those that act; NaN where fewer than two do

    def notes(self) -> list[str]:
        """Notes on the sensitivity."""
        found = [f"{name} acts on nothing that was observed: any value fits as well" for name in self.idle]
        if self.alike:
            found.append(
                f"{' and '.join(self.alike)} act alike on these observations, which tell only their combination "
                f"(collinearity {self.collinearity:.3g})"
            )
        return found


def sensitivity_of(trials: Trials, best: tuple[float, ...]) -> Sensitivity:
    """The sensitivity around a set of values; all NaN where a neighbour of it cannot be run."""
    parameters = trials.plan.parameter
    names = [parameter.name for parameter in parameters]
    span = np.array([parameter.high - parameter.low for parameter in parameters])
    share = (np.array(best) - [parameter.low for parameter in parameters]) / span
    steps = np.where(share > 0.5, -STEP, STEP)
    moved = np.array(best) + np.diag(steps * span)
    rows = trials.departures([best, *map(tuple, moved.tolist())])
    jacobian = (rows[1:] - rows[0]).T / steps
    unknown = dict.fromkeys(names, np.nan)
    if not np.isfinite(jacobian).all() or not jacobian.size:
        return Sensitivity(unknown, (), (), np.nan)
    effect = np.sqrt((jacobian**2).mean(axis=0))
    acts = np.flatnonzero(effect >= LEAST_EFFECT)
    idle = tuple(names[k] for k in range(len(names)) if k not in acts)
    if not acts.size:
        return Sensitivity(unknown, idle, (), np.nan)
    columns = jacobian[:, acts]
    unit = columns / np.linalg.norm(columns, axis=0)
    values, vectors = np.linalg.eigh(unit.T @ unit)
    index = 1.0 / np.sqrt(max(values[0], 1e-12))
    alike = np.abs(vectors[:, 0]) > MEMBER if acts.size > 1 and index > COLLINEAR else np.zeros(acts.size, bool)
    variance = float(rows[0] @ rows[0]) / max(len(rows[0]) - len(names), 1)
    errors = np.sqrt(variance * np.diag(np.linalg.pinv(columns.T @ columns))) * span[acts]
    told = {names[k]: float(error) for k, error, vague in zip(acts, errors, alike, strict=True) if not vague}
    together = tuple(names[k] for k, vague in zip(acts, alike, strict=True) if vague)
    return Sensitivity(unknown | told, idle, together, index if acts.size > 1 else np.nan)
