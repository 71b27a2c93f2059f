# SPDX-License-Identifier: Apache-2.0
"""The unsaturated upper zone: percolation to the water table, and evaporation from both zones."""

from __future__ import annotations

from math import exp

from sponge.base.compiler import kernel


@kernel
def unsaturated_conductivity(moisture, porosity, conductivity, slope):
    """K [m/s] = Ks exp(slope (theta - phi)): conductivity at a moisture (Reference Manual I, eq. 5-5)."""
    return conductivity * exp(slope * (moisture - porosity))


@kernel
def percolation(moisture, capacity, conductivity, tension_slope, depth):
    """Rate [m/s] from the upper zone to the lower one; none at or under field capacity.

    K (1 + 2 tension_slope (theta - theta_fc) / depth): Darcy's law with the mean gradient of head over the upper
    zone's ``depth`` [m]; conductivity [m/s] at the moisture, tension_slope [m] (Reference Manual I, eq. 5-6).
    """
    if depth <= 0.0 or moisture <= capacity:
        return 0.0
    return conductivity * (1.0 + 2.0 * tension_slope * (moisture - capacity) / depth)


@kernel
def evaporation(moisture, wilting_point, depth, fraction, reach, potential, available):
    """Rates [m/s] of evaporation from the upper and the lower zone (Reference Manual I, eq. 5-8 and 5-9).

    The upper zone, above its wilting point, gives its fraction of the potential rate; the lower one shares the rest by
    how much of ``reach`` [m under the ground] is saturated under the upper zone's ``depth`` [m]. Together no more than
    what is ``available``.
    """
    fraction = min(fraction, 1.0)
    upper = min(fraction * potential, available) if moisture > wilting_point else 0.0
    if reach <= 0.0:
        return upper, 0.0
    saturated = min(max((reach - depth) / reach, 0.0), 1.0)
    return upper, min(saturated * (1.0 - fraction) * potential, available - upper)
