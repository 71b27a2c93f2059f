# SPDX-License-Identifier: Apache-2.0
"""When a continuity error is told, and what may help."""

from __future__ import annotations

from sponge.engine.solvers import solver_named

DOUBTFUL = 5.0  # %, a continuity error above it is told


def doubt_of_continuity(solver: str, error: float) -> str:
    """What to tell of a routing continuity error [%]; nothing where it is small."""
    if abs(error) <= DOUBTFUL:
        return ""
    found = f"the continuity error of routing is {error:.3g} %: do not trust these results"
    return "; ".join(filter(None, [found, solver_named(solver).remedy]))
