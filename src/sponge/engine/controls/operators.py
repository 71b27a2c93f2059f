# SPDX-License-Identifier: Apache-2.0
"""Operators and functions of control expressions."""

from __future__ import annotations

import math

from sponge.base.compiler import kernel


@kernel
def power(a, b):
    """a^b; 0 where it is none that is real, and of a zero base whatever the exponent (EPA SWMM's 0^0 and 0^-1)."""
    return a**b if a > 0.0 or (a < 0.0 and b == math.floor(b)) else 0.0


@kernel
def operate(operator, a, b):
    """Result of an operator (a place in OPERATORS); where mathematics has none, what EPA SWMM takes."""
    if operator < 6:
        if operator == 0:
            return a + b
        if operator == 1:
            return a - b
        if operator == 2:
            return a * b
        if operator == 3:
            return a / b
        if operator == 4:
            return power(a, b)
        return -a
    if operator < 12:
        if operator == 6:
            return math.cos(a)
        if operator == 7:
            return math.sin(a)
        if operator == 8:
            return math.tan(a)
        if operator == 9:
            return 0.0 if a == 0.0 else 1.0 / math.tan(a)
        if operator == 10:
            return abs(a)
        return -1.0 if a < 0.0 else (1.0 if a > 0.0 else 0.0)
    if operator < 19:
        if operator == 12:
            return math.sqrt(max(a, 0.0))
        if operator == 13:
            return 0.0 if a <= 0.0 else math.log(a)
        if operator == 14:
            return math.exp(a)
        if operator == 15:
            return math.asin(a) if abs(a) <= 1.0 else math.nan
        if operator == 16:
            return math.acos(a) if abs(a) <= 1.0 else math.nan
        if operator == 17:
            return math.atan(a)
        return 0.5 * math.pi - math.atan(a)
    if operator < 23:
        grow, decay = math.exp(a), math.exp(-a)
        if operator == 19:
            return (grow - decay) / 2.0
        if operator == 20:
            return (grow + decay) / 2.0
        if operator == 21:
            return (grow - decay) / (grow + decay)
        return (grow + decay) / (grow - decay)
    if operator == 23:
        return 0.0 if a == 0.0 else (math.log10(a) if a > 0.0 else math.nan)
    if operator == 24:
        return 1.0 if a > 0.0 else 0.0
    if operator == 25:
        return 0.0 if a != a else a
    return power(max(a, 0.0), b)
