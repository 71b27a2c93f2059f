# SPDX-License-Identifier: Apache-2.0
"""Elementary functions that serve numbers and lanes alike, to the same bits whatever their company.

The compiler's ``exp``, ``log`` and ``pow`` are calls, one a lane. Those here are made of additions, multiplications
and operations on the bits of a number, so that eight lanes cost little more than one. All are good to about a unit in
the last place, but those called near; none raises.
"""

from __future__ import annotations

from math import inf, nan, sqrt

from sponge.base.compiler.bits import BIAS, bit_line, exponent_of, mantissa_of, two_to
from sponge.base.compiler.kernels import inlined, kernel
from sponge.base.compiler.masks import all_lanes, where

ROUND = 1.5 * 2.0**52  # a number to which it is added, and from which it is then taken, becomes the nearest whole one
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # the first with 32 trailing zeros
LEAST = 2.0**-1022  # smaller numbers have fewer than 53 binary digits
LOG_LEAST, LOG_MOST = -745.2, 709.7827128933841  # e^x is 0 below the first and infinite above the second
CUBE_GUESS = 0.050  # GUESS for cube roots, chosen so that the guess errs as far up as down
GUESS = 0.0450  # half of what a straight line through a number's bits exceeds its logarithm by at most


@inlined
def near_inverse_cube_root(x):
    """x^(-1/3) to 2e-7 of x within 1e-290 and 1e290.

    A guess from the bits, then the binomial series of (1 - e)^(-1/3), e = 1 - x y^3.
    """
    y = bit_line(x, -1.0 / 3.0, (4.0 / 3.0) * (BIAS - CUBE_GUESS) * 2.0**52)
    e = 1.0 - x * y * (y * y)
    e2 = e * e
    high = 14.0 / 81.0 + e * (35.0 / 243.0) + e2 * (91.0 / 729.0)
    return y + y * (e * (1.0 / 3.0 + e * (2.0 / 9.0)) + (e * e2) * high)


@inlined
def inverse_cube_root(x):
    """x^(-1/3) of x within 1e-290 and 1e290."""
    y = near_inverse_cube_root(x)
    e = 1.0 - x * y * (y * y)
    return y + y * (e * (1.0 / 3.0 + e * (2.0 / 9.0)))


@inlined
def five_thirds(x):
    """x^(5/3), 0 of all that is not above 1e-150."""
    there = x > 1e-150
    x = where(there, x, 1.0)
    return where(there, x * x * inverse_cube_root(x), 0.0)


@inlined
def two_thirds(x):
    """x^(2/3), 0 of all that is not above 1e-150."""
    there = x > 1e-150
    x = where(there, x, 1.0)
    return where(there, x * inverse_cube_root(x), 0.0)


@inlined
def near_four_thirds(x):
    """x^(4/3) of x >= 0, to 4e-7: of a hydraulic radius, whose roughness is known to per cents."""
    root = x * near_inverse_cube_root(x)
    return root * root


@inlined
def inverse_fifth_root(x):
    """x^(-1/5) of x within 1e-290 and 1e290; as ``inverse_cube_root``."""
    y = bit_line(x, -1.0 / 5.0, (6.0 / 5.0) * (BIAS - GUESS) * 2.0**52)
    for _ in range(3):
        y2 = y * y
        e = 1.0 - x * y * y2 * y2
        y = y + y * e * (0.2 + e * (0.12 + e * (0.088 + e * 0.0704)))
    return y


@inlined
def exponential(x):
    """e^x: 2^n e^r with |r| <= ln(2)/2, and the power series of e^r - 1."""
    least, most = LOG_LEAST, LOG_MOST
    bounded = max(min(x, most), least)
    n = (bounded * 1.4426950408889634 + ROUND) - ROUND
    r = (bounded - n * LN2_HIGH) - n * LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    low = (1.0 / 2.0 + r * (1.0 / 6.0)) + r2 * (1.0 / 24.0 + r * (1.0 / 120.0))
    middle = (1.0 / 720.0 + r * (1.0 / 5040.0)) + r2 * (1.0 / 40320.0 + r * (1.0 / 362880.0))
    high = (1.0 / 3628800.0 + r * (1.0 / 39916800.0)) + r2 * (1.0 / 479001600.0 + r * (1.0 / 6227020800.0))
    value = 1.0 + (r + r2 * (low + r4 * (middle + r4 * high)))
    half = (n * 0.5 + ROUND) - ROUND
    value = value * two_to(half) * two_to(n - half)  # in two steps: 2^n may have no digits left
    value = where(x < least, 0.0, value)
    return where(x <= most, value, where(x > most, inf, x))  # NaN stays


@inlined
def logarithm(x):
    """ln x: n ln 2 + ln m with m within sqrt(1/2) and sqrt(2), and the series of ln m in s = (m - 1)/(m + 1)."""
    small = x < LEAST
    y = where(small, x * 2.0**54, x)
    n, m = exponent_of(y), mantissa_of(y)
    large = m > 1.4142135623730951
    m, n = where(large, 0.5 * m, m), where(large, n + 1.0, n)
    n = where(small, n - 54.0, n)
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    w2 = w * w
    series = (2.0 / 3.0 + z * (2.0 / 5.0)) + w * (2.0 / 7.0 + z * (2.0 / 9.0))
    series = series + w2 * ((2.0 / 11.0 + z * (2.0 / 13.0)) + w * (2.0 / 15.0 + z * (2.0 / 17.0)))
    series = series + w2 * w2 * ((2.0 / 19.0 + z * (2.0 / 21.0)) + w * (2.0 / 23.0))
    half = 0.5 * f * f
    value = n * LN2_HIGH - ((half - (s * (half + z * series) + n * LN2_LOW)) - f)
    value = where(x < inf, value, x)
    return where(x > 0.0, value, where(x == 0.0, -inf, nan))


@kernel
def power(x, y):
    """x^y of x > 0; square roots, the commonest, without a call."""
    root = y == 0.5
    value = sqrt(x)
    if not all_lanes(root):
        value = where(root, value, x**y)
    return value
