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
    """What ``came`` less what ``went``, in per cent of what came, or of what went where nothing came.

    As EPA SWMM states it, water stored at the start counts as having come, at the end as having gone. 0 where next to
    nothing came or went; NaN where either is NaN.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.where(came > 0.0, 100.0 * (1.0 - went / came), 100.0 * (came / went - 1.0))
    little = np.maximum(np.abs(came), np.abs(went)) <= negligible
    rounded = np.abs(came - went) <= ROUNDING * np.abs(came)
    return np.where(little | rounded, 0.0, error)
