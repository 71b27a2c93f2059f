# SPDX-License-Identifier: Apache-2.0
"""Numbers of companion files: whether they can be meant."""

from __future__ import annotations

from math import inf

import numpy as np

GREATEST = 1e30  # in any unit: the product of two overflows what results are kept in (float32)


def sound(values: np.ndarray, low: float = -inf, high: float = inf) -> bool:
    """Are all finite, and none below or above what it can be?"""
    return bool(np.all(np.isfinite(values) & (values >= low) & (values <= high)))
