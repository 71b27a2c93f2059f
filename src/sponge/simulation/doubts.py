# SPDX-License-Identifier: Apache-2.0
"""When a continuity error is told, and what may help."""

from __future__ import annotations

DOUBTFUL = 5.0  # %, a continuity error above it is told
REMEDIES = {"picard": "a shorter ROUTING_STEP or --solver implicit may help"}


def doubt_of_continuity(solver: str, error: float) -> str:
    """What to tell of a routing continuity error [%]; nothing where it is small."""
    if abs(error) <= DOUBTFUL:
        return ""
    found = f"the continuity error of routing is {error:.3g} %: do not trust these results"
    return f"{found}; {REMEDIES[solver]}" if solver in REMEDIES else found
