# SPDX-License-Identifier: Apache-2.0
"""What gathers on a land use in dry weather, by m2 or by m of curb.

EPA SWMM Reference Manual III (2016), 3.3, with the time t of build-up, the largest build-up B1 and

    power        B = min(B1, r t^n)
    exponential  B = B1 (1 - exp(-r t))
    saturation   B = B1 t / (h + t)
    external     dB/dt as given, up to B1

A build-up is taken on from the time that would have brought it, so that it does not depend on the steps taken.
"""

from __future__ import annotations

from math import exp

from sponge.base.compiler import kernel

NONE, POWER, EXPONENTIAL, SATURATION, EXTERNAL = range(5)


@kernel
def power(buildup, largest, rate, exponent, dt):
    """B [kg/m2 or kg/m] after `dt` [s]; `rate` in the same by s^`exponent`."""
    if rate <= 0.0 or exponent <= 0.0:
        return buildup
    time = (buildup / rate) ** (1.0 / exponent) if buildup > 0.0 else 0.0
    return rate * (time + dt) ** exponent


@kernel
def saturation(buildup, largest, half_time, dt):
    """B after `dt` [s]; half of the largest is reached after `half_time` [s]."""
    if buildup >= largest:
        return largest
    time = buildup * half_time / (largest - buildup)
    return largest * (time + dt) / (half_time + time + dt)


@kernel
def buildup_after(kind, buildup, largest, rate, exponent, half_time, given, dt):
    """Build-up [kg/m2, kg/m, or counts] after `dt` [s] from what is there; never less than that.

    `rate` [1/s, or kg/m2/s^n], `exponent` and `half_time` [s] belong to the kinds above, `given` [kg/m2/s] to the
    external one.
    """
    new = buildup
    if kind == POWER:
        new = power(buildup, largest, rate, exponent, dt)
    elif kind == EXPONENTIAL:
        new = largest - (largest - buildup) * exp(-rate * dt)
    elif kind == SATURATION:
        new = saturation(buildup, largest, half_time, dt)
    elif kind == EXTERNAL:
        new = buildup + given * dt
    return max(min(new, largest), buildup)


@kernel
def left_by_sweeping(buildup, availability, efficiency):
    """What a sweeper leaves: it reaches a part of the build-up, and removes a part of that."""
    return buildup * max(0.0, 1.0 - availability * efficiency)
