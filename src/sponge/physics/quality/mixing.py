# SPDX-License-Identifier: Apache-2.0
"""A completely mixed body of water, and first-order decay.

EPA SWMM Reference Manual III (2016), 5.2: dm/dt = inflow - c Q - k m with m = c V. Over a step the concentration with
which water leaves is that of all that was there and came:

    c = (m + inflow) / (V + Qin dt)

What leaves is taken from the mass, so that none is made or lost, whatever the step.
"""

from __future__ import annotations

from math import exp

from sponge.base.compiler import kernel

TINY = 1e-9  # m3: less water carries nothing
SETTLING = 3600.0  # s in which water that the flows do not account for finds its place
MOST = 0.02  # of what flows on, that may be added or held back for it


@kernel
def remaining(decay, dt):
    """The part that first-order decay [1/s] leaves after `dt` [s]; more than one for growth."""
    return exp(-decay * dt)


@kernel
def concentration_in(mass, water, outflow):
    """Concentration [kg/m3] of a `mass` [kg] in the `water` [m3] of which an `outflow` [m3] is to leave.

    Where more flows out than is there, the mass is spread over all of it.
    """
    volume = max(water, outflow)
    return max(mass, 0.0) / volume if volume > TINY else 0.0


@kernel
def settled(water, volume, outflow, dt):
    """Water [m3] to be sent on (or held back) beside the `outflow` [m3] of a step of `dt` [s].

    The flows of a step leave `water` [m3]; the hydraulics say that it is `volume` [m3]. The difference, what their
    iterations or their simplifications miss, goes slowly and only with what flows, so that no concentration runs away.
    """
    difference = (water - volume) * min(dt / SETTLING, 1.0)
    return min(max(difference, -MOST * outflow), MOST * outflow)


@kernel
def first_in_first(came, gone, held):
    """Of a volume `gone` [m3] from a body that `held` some and into which some `came`: the volume [m3] that has just
    come, and the part of what was held that leaves; what has come leaves first."""
    fresh = min(came, gone)
    old = gone - fresh
    if held > TINY:
        return fresh, min(old / held, 1.0)
    return fresh, 1.0 if old > TINY else 0.0
