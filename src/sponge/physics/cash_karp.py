# SPDX-License-Identifier: Apache-2.0
"""Coefficients of the embedded Runge-Kutta pair of orders 5 and 4 of Cash & Karp (1990).

A step of h from slope k1: slope i is taken AT a part of the step, from the state plus h times the sum of the slopes
before it by SLOPE_i; the CHANGE over the step is h times a sum of slopes 1, 3, 4 and 6, its ERROR one of 1, 3, 4, 5, 6.
"""

from __future__ import annotations

AT_2, AT_3, AT_4, AT_5, AT_6 = 0.2, 0.3, 0.6, 1.0, 0.875
SLOPE_2 = (0.2,)
SLOPE_3 = (0.075, 0.225)
SLOPE_4 = (0.3, -0.9, 1.2)
SLOPE_5 = (-11.0 / 54.0, 2.5, -70.0 / 27.0, 35.0 / 27.0)
SLOPE_6 = (1631.0 / 55296.0, 175.0 / 512.0, 575.0 / 13824.0, 44275.0 / 110592.0, 253.0 / 4096.0)
CHANGE = (37.0 / 378.0, 250.0 / 621.0, 125.0 / 594.0, 512.0 / 1771.0)
ERROR = (
    37.0 / 378.0 - 2825.0 / 27648.0, 250.0 / 621.0 - 18575.0 / 48384.0, 125.0 / 594.0 - 13525.0 / 55296.0,
    -277.0 / 14336.0, 512.0 / 1771.0 - 0.25,
)  # fmt: skip
