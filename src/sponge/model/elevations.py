# SPDX-License-Identifier: Apache-2.0
"""Differences of elevations.

397.1 - 397.0 is not 0.1: what rounding leaves of a difference must not decide which way a level conduit lies, or
whether a crest stands above the water behind it. Differences are taken to the nanometre, once; nothing else sees
elevations.
"""

from __future__ import annotations

DIGITS = 9  # of a metre; five digits of a foot fit


def above(upper: float, lower: float, offset: float = 0.0) -> float:
    """How much `upper` lies above `lower`, plus an offset [m]."""
    return round(float(upper) - float(lower) + float(offset), DIGITS)
