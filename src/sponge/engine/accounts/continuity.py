# SPDX-License-Identifier: Apache-2.0
"""The continuity error: what a balance of everything that came and went has left over."""

from __future__ import annotations

import numpy as np

from sponge.base.constants import FOOT

NEGLIGIBLE = FOOT**3  # m3: where less than a cubic foot came, less than that amiss is nothing (as for EPA SWMM)
ROUNDING = 1e-9  # of what came, the rounding of sums


def continuity_error(
    came: np.ndarray, went: np.ndarray, negligible: float | np.ndarray = NEGLIGIBLE
) -> np.ndarray:
    """Per cent of what came, stored water at the start among it and at the end among what ``went``, as EPA SWMM states
    it: of what went where nothing came. 0 where next to nothing came or went; not a number where either is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.where(came > 0.0, 100.0 * (1.0 - went / came), 100.0 * (came / went - 1.0))
    little = np.maximum(np.abs(came), np.abs(went)) <= negligible
    rounded = np.abs(came - went) <= ROUNDING * np.abs(came)
    return np.where(little | rounded, 0.0, error)
