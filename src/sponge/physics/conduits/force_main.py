# SPDX-License-Identifier: Apache-2.0
"""Friction of pressurised force mains, by Hazen-Williams or Darcy-Weisbach.

The factors below are made once for a conduit; ``stretch`` is the ratio by which it is lengthened for the solver's
sake, which friction must not notice.
"""

from __future__ import annotations

from math import log10, sqrt

from sponge.base.compiler import kernel
from sponge.base.constants import FOOT, GRAVITY

HAZEN_WILLIAMS, DARCY_WEISBACH = 0, 1  # as in engine.network
VISCOSITY = 1.1e-5 * FOOT**2  # m2/s, of water at 20 degC
HAZEN_WILLIAMS_US = 1.318  # V = 1.318 C R^0.63 S^0.54 in feet


@kernel
def darcy_weisbach_factor(roughness, radius, reynolds):
    """Friction factor f from roughness height [m] and hydraulic radius [m].

    Swamee & Jain (1976) for turbulent flow, 64/Re for laminar flow, a straight line between Re 2000 and 4000.
    """
    reynolds = max(reynolds, 10.0)
    if reynolds <= 2000.0:
        return 64.0 / reynolds
    turbulent = max(reynolds, 4000.0)
    term = roughness / (14.8 * radius)
    if turbulent < 1.0e10:
        term += 5.74 / turbulent**0.9
    f = 0.25 / log10(term) ** 2
    if reynolds < 4000.0:
        f = 0.032 + (f - 0.032) * (reynolds - 2000.0) / 2000.0
    return f


def equivalent_roughness(equation: int, friction: float, diameter: float, slope: float) -> float:
    """Manning's n that gives the same flow in the full pipe, fully turbulent."""
    feet = diameter / FOOT
    if equation == HAZEN_WILLIAMS:
        return 1.067 / friction * (feet / abs(slope)) ** 0.04
    return sqrt(darcy_weisbach_factor(friction, 0.25 * diameter, 1.0e12) / 185.0) * feet ** (1.0 / 6.0)


def friction_constant(equation: int, friction: float, stretch: float) -> float:
    """The part of the friction slope that does not change with flow, for ``force_main_friction_slope``."""
    if equation == HAZEN_WILLIAMS:
        resistance = (HAZEN_WILLIAMS_US * friction * stretch**0.54) ** 1.852
        return GRAVITY / FOOT / resistance * FOOT ** (1.1667 - 0.852)
    return 0.125 / stretch


@kernel
def force_main_friction_slope(equation, constant, friction, velocity, radius, full_depth):
    """g S_f / V [1/s] at velocity [m/s] and hydraulic radius [m]; times dt it is the momentum equation's friction.

    ``friction`` is Hazen and Williams' C or the roughness height [m].
    """
    if equation == HAZEN_WILLIAMS:
        return constant * velocity**0.852 / radius**1.1667
    f = darcy_weisbach_factor(friction, radius, 4.0 * radius * velocity / VISCOSITY)
    return f * constant * velocity / radius
