# SPDX-License-Identifier: Apache-2.0
"""What runoff takes along from a land use.

EPA SWMM Reference Manual III (2016), 4.2: of the build-up B, with the runoff q (a depth a time) and Q (the same as a
flow from the land use),

    exponential  dB/dt = -k q^n B
    rating       load = k Q^n
    event mean   concentration = k

Over a step q^n is weighted between its ends by the theta method with theta = 2/3 (Galerkin's): EPA SWMM takes the end
alone, the mean of both ends lets fast wash-off swing.
"""

from __future__ import annotations

from math import exp

from sponge.base.compiler import kernel

NONE, EXPONENTIAL, RATING, EVENT_MEAN = range(4)


@kernel
def mean_power(begin, end, exponent):
    """The mean of q^n over that of q while q goes from `begin` to `end` (one of them above 0), with one third of the
    former and two thirds of the latter."""
    first = begin**exponent if begin > 0.0 else 0.0
    last = end**exponent if end > 0.0 else 0.0
    return (first + 2.0 * last) / (begin + 2.0 * end)


@kernel
def washed_off(kind, coefficient, exponent, buildup, begin, end, volume, area):
    """Mass [kg] in a `volume` [m3] of runoff that leaves a land use of `area` [m2] in a step with a runoff of `begin`
    [m/s] at its begin and `end` [m/s] at its end.

    Exponential wash-off is exact for a constant runoff: B falls by exp(-k q^(n - 1) d) while a depth d leaves.
    `coefficient` k in 1/s (m/s)^-n, kg/s (m3/s)^-n or kg/m3; `buildup` in kg counts for the first alone.
    """
    if kind == NONE or begin + end <= 0.0 or volume <= 0.0 or area <= 0.0:
        return 0.0
    if kind == EXPONENTIAL:
        return buildup * (1.0 - exp(-coefficient * mean_power(begin, end, exponent) * volume / area))
    if kind == RATING:
        return coefficient * area ** (exponent - 1.0) * mean_power(begin, end, exponent) * volume
    return coefficient * volume


@kernel
def washoff_concentration(kind, coefficient, exponent, buildup, runoff, area):
    """Concentration [kg/m3] in the `runoff` [m/s] of a moment; arguments as above."""
    if kind == NONE or runoff <= 0.0 or area <= 0.0:
        return 0.0
    if kind == EXPONENTIAL:
        return coefficient * runoff ** (exponent - 1.0) * buildup / area
    if kind == RATING:
        return coefficient * (runoff * area) ** (exponent - 1.0)
    return coefficient
