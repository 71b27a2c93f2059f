# SPDX-License-Identifier: Apache-2.0
"""Flow over an embankment crowned by a road.

Discharge coefficients and submergence factors of Figure 10 in FHWA/RD-86/108 (1986), as the HDS-5 manual uses them:
Q = kt Cr L h**1.5, head in feet and Cr in ft^0.5/s.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from sponge.base.compiler import kernel
from sponge.base.constants import FOOT

NO_SURFACE, PAVED, GRAVEL = range(3)

# head [ft] -> Cr while head/width <= 0.15
LOW_PAVED = np.array([[0.0, 0.2, 0.7, 4.0], [2.85, 2.95, 3.03, 3.05]])
LOW_GRAVEL = np.array([[0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0], [2.5, 2.7, 2.8, 2.9, 2.98, 3.02, 3.03, 3.05]])
# head/width -> Cr above
HIGH_PAVED = np.array([[0.15, 0.25], [3.05, 3.10]])
HIGH_GRAVEL = np.array([[0.15, 0.30], [2.95, 3.10]])
# tailwater/head -> submergence factor
SUBMERGED_PAVED = np.array(
    [[0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 1.0], [1.0, 0.98, 0.92, 0.85, 0.8, 0.7, 0.6, 0.5, 0.4]]
)
SUBMERGED_GRAVEL = np.array([
    [0.75, 0.8, 0.83, 0.86, 0.89, 0.9, 0.92, 0.94, 0.96, 0.98, 0.99, 1.0],
    [1.0, 0.985, 0.97, 0.93, 0.9, 0.87, 0.8, 0.7, 0.6, 0.5, 0.4, 0.24],
])


@kernel
def between(table, x):
    """y at x of a (2, row) table and dy/dx, straight between rows, constant beyond both ends."""
    last = table.shape[1] - 1
    if x <= table[0, 0]:
        return table[1, 0], 0.0
    for i in range(1, last + 1):
        if x <= table[0, i]:
            run, rise = table[0, i] - table[0, i - 1], table[1, i] - table[1, i - 1]
            return table[1, i - 1] + (x - table[0, i - 1]) / run * rise, rise / run
    return table[1, last], 0.0


@kernel
def roadway_coefficient(surface, width, upper, lower):
    """Discharge coefficient [m^0.5/s] with submergence, for heads [m] above a road `width` [m] across.

    Its slopes with the upper and the lower head [m^-0.5/s] come with it.
    """
    slender, factor, fall, ratio = upper / width <= 0.15, 1.0, 0.0, max(lower, 0.0) / upper
    scale = FOOT if slender else width
    if surface == PAVED:
        free, rise = between(LOW_PAVED, upper / FOOT) if slender else between(HIGH_PAVED, upper / width)
        if lower > 0.0:
            factor, fall = between(SUBMERGED_PAVED, ratio)
    else:
        free, rise = between(LOW_GRAVEL, upper / FOOT) if slender else between(HIGH_GRAVEL, upper / width)
        if lower > 0.0:
            factor, fall = between(SUBMERGED_GRAVEL, ratio)
    root = sqrt(FOOT)
    slope_up = (rise / scale * factor - free * fall * ratio / upper) * root
    return free * factor * root, slope_up, free * fall / upper * root
