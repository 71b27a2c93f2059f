# SPDX-License-Identifier: Apache-2.0
"""All solvers, a line each, and how a run finds its own."""

from __future__ import annotations

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError
from sponge.engine.implicit.solver import IMPLICIT
from sponge.engine.kinematic.solver import KINEMATIC, STEADY
from sponge.engine.picard.solver import PICARD
from sponge.engine.solver import Solver

KNOWN: tuple[Solver, ...] = (
    PICARD,
    IMPLICIT,
    KINEMATIC,
    STEADY,
)
SOLVERS: dict[str, Solver] = {solver.name: solver for solver in KNOWN}
DEFAULT = PICARD.name  # of the dynamic wave; a model with another FLOW_ROUTING takes the solver that serves that
AUTO = "auto"  # the solver that suits the model: today the default, whatever the model


def check_solver_name(name: str) -> None:
    """UsageError where there is no solver of this name and it is not ``auto``."""
    if name != AUTO:
        solver_named(name)


def solver_named(name: str) -> Solver:
    """The solver of this name; UsageError where there is none."""
    if name not in SOLVERS:
        raise UsageError(f"there is no solver '{name}'{suggestion(name, [*SOLVERS, AUTO])}")
    return SOLVERS[name]


def solver_for(routing: str, name: str = DEFAULT) -> Solver:
    """The solver of this name for a FLOW_ROUTING; in the default's place the one that serves it.

    UsageError where a solver that was asked for does not.
    """
    solver = solver_named(DEFAULT if name == AUTO else name)
    if routing in solver.routings:
        return solver
    serving = [other for other in SOLVERS.values() if routing in other.routings]
    if not serving:
        raise UsageError(f"there is no flow routing '{routing}'")
    if name not in (DEFAULT, AUTO):
        raise UsageError(f"the solver '{name}' does not route {routing}: use {' or '.join(s.name for s in serving)}")
    return serving[0]
