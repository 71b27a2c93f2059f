"""What runoff takes along from a land use.

EPA SWMM Reference Manual III (2016), 4.2: of the build-up B, with the runoff q (a depth a time) and Q (the same as a
flow from the land use),

    exponential  dB/dt = -k q^n B
    rating       load = k Q^n
    event mean   concentration = k
"""

from __future__ import annotations

from math import exp

from sponge.base.kernels import kernel

NONE, EXPONENTIAL, RATING, EVENT_MEAN = range(4)


@kernel
def washed_off(kind, coefficient, exponent, buildup, runoff, volume, area):
    """Mass [kg] in a `volume` [m3] of runoff that leaves a land use of `area` [m2] while it runs off at `runoff` [m/s].

    Exponential wash-off is exact for a constant runoff: B falls by exp(-k q^(n - 1) d) while a depth d leaves.
    `coefficient` k in 1/s (m/s)^-n, kg/s (m3/s)^-n or kg/m3; `buildup` in kg counts for the first alone.
    """
    if kind == NONE or runoff <= 0.0 or volume <= 0.0 or area <= 0.0:
        return 0.0
    if kind == EXPONENTIAL:
        return buildup * (1.0 - exp(-coefficient * runoff ** (exponent - 1.0) * volume / area))
    if kind == RATING:
        return coefficient * (runoff * area) ** (exponent - 1.0) * volume
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
