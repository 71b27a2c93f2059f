"""The continuity error: what a balance of everything that came and went has left over."""

from __future__ import annotations

import numpy as np

from sponge.base.constants import FOOT

NEGLIGIBLE = FOOT**3  # m3: EPA SWMM takes less than a cubic foot for the rounding of sums


def continuity_error(
    came: np.ndarray, went: np.ndarray, negligible: float | np.ndarray = NEGLIGIBLE
) -> np.ndarray:
    """Per cent of what came, stored water at the start among it and at the end among what ``went``, as EPA SWMM states
    it: of what went where nothing came. 0 where no more than ``negligible`` is amiss."""
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.where(came > 0.0, 100.0 * (1.0 - went / came), 100.0 * (came / went - 1.0))
    return np.where(np.abs(came - went) <= negligible, 0.0, error)
