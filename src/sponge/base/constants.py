# SPDX-License-Identifier: Apache-2.0
"""Physical constants and the solver's small numbers, SI.

The values are EPA SWMM 5.2's, converted: agreement begins with the same gravity.
"""

FOOT = 0.3048  # m
INCH = 0.0254  # m
GRAVITY = 32.2 * FOOT  # m/s2, as EPA SWMM has it
SMALL_DEPTH = 1e-4 * FOOT  # m: a depth under this is dry (EPA's FUDGE)
HAIR = 1e-9  # m: depths that differ by less are the same
SMALL_AREA = 1e-4 * FOOT**2  # m2
SMALL_FLOW = 1e-4 * FOOT**3  # m3/s
FLOW_TOLERANCE = 1e-5 * FOOT**3  # m3/s: inflows below it count as none
SECONDS_PER_DAY = 86400.0
MANNING = 1.486 * FOOT ** (1.0 / 3.0)  # Q = MANNING / n A R^(2/3) sqrt(S), with EPA SWMM's rounded constant
