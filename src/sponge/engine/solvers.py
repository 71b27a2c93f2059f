"""The solvers there are: one line each."""

from __future__ import annotations

from sponge.base.errors import UsageError
from sponge.engine.kinematic.solver import KINEMATIC, STEADY
from sponge.engine.picard.solver import PICARD
from sponge.engine.solver import Solver

SOLVERS: dict[str, Solver] = {solver.name: solver for solver in (PICARD, KINEMATIC, STEADY)}
DEFAULT = PICARD.name
AWAITED = ("implicit",)  # names kept for solvers to come


def solver_for(routing: str, name: str = DEFAULT) -> Solver:
    """The solver called ``name`` if it serves this FLOW_ROUTING; in the default's place the one that does.

    UsageError where a solver that was asked for does not serve it.
    """
    solver = SOLVERS[name]
    if routing in solver.routings:
        return solver
    serving = [other for other in SOLVERS.values() if routing in other.routings]
    if name != DEFAULT:
        raise UsageError(f"the solver '{name}' does not route {routing}: use {' or '.join(s.name for s in serving)}")
    return serving[0]
