"""Green & Ampt's infiltration in the form of Mein & Larson, with a draining upper zone between storms.

Green & Ampt (1911), Mein & Larson (1973), EPA SWMM Reference Manual I, 4.4: under a ponded surface the wetting front
takes in F(t) with

    dF/dt = K (1 + (S + d) D / F)

K conductivity, S suction head, d ponded depth, D moisture deficit. Before ponding all water enters, until F reaches
F_s = K (S + d) D / (supply - K). An upper zone of depth L = 4 sqrt(K) (inches, inches an hour) loses DRAINAGE L of its
water a second; NEW_STORM / L after the last supply above K a new storm begins, with the deficit that is then there.

Soil states: deficit, F [m] of this storm, water in the upper zone [m], ponded (0 or 1), time to a new storm [s].
"""

from __future__ import annotations

from math import log, sqrt

from sponge.base.constants import FOOT, INCH
from sponge.base.kernels import kernel

DRY = 1e-10 * FOOT  # m/s
DRAINAGE = 1.0 / (90000.0 * FOOT)  # 1/(m s): upper zone depth -> part of the zone's water drained a second
NEW_STORM = 5400.0 * FOOT  # m s: upper zone depth -> time without heavy rain that ends a storm


def parameters(suction: float, conductivity: float, deficit: float, modified: bool) -> tuple:
    """(S m, K m/s, largest deficit, depth of the upper zone m, 1 for the modified form)."""
    upper_zone = 4.0 * sqrt(conductivity * 3600.0 / INCH) * INCH
    return suction, conductivity, deficit, upper_zone, float(modified)


def initial_soil(parameters: tuple[float, ...]) -> tuple[float, ...]:
    """Dry: the whole deficit, nothing infiltrated."""
    return parameters[2], 0.0, 0.0, 0.0, 0.0, 0.0


@kernel
def ponded_infiltration(cumulative, conductivity, suction_deficit, dt):
    """Depth [m] entering a ponded soil in `dt` [s]; exact in time.

    Green & Ampt (1911):  F1 - F0 - S ln((F1 + S)/(F0 + S)) = K dt, S the suction head times the deficit.
    Convex in F1 and started from an upper bound, so Newton falls monotonically.
    """
    F0, S, Kdt = cumulative, suction_deficit, conductivity * dt
    if S <= 0.0:
        return Kdt
    F1 = F0 + Kdt + sqrt(2.0 * S * Kdt)
    if F1 <= 0.0:
        return 0.0
    for _ in range(20):
        change = (F1 - F0 - S * log((F1 + S) / (F0 + S)) - Kdt) * (F1 + S) / F1
        F1 -= change
        if abs(change) <= 1e-12 * F1:
            break
    return max(F1 - F0, Kdt)


@kernel
def fill_zone(infiltrated, upper, capacity):
    """Water [m] in the upper zone after `infiltrated` [m] more."""
    return min(upper + infiltrated, capacity)


@kernel
def saturated(parameters, soil, supply, depth, conductivity, zone, capacity, recovery, dt):
    """Rate [m/s] and soil of a step that begins with a saturated surface."""
    deficit, F, upper, ponded, rest = soil[0], soil[1], soil[2], 1.0, soil[4]
    if supply < DRY:
        return 0.0, (deficit, F, upper, ponded, rest, soil[5])
    rest = NEW_STORM / zone / recovery
    entered = ponded_infiltration(F, conductivity, (parameters[0] + depth) * deficit, dt)
    if entered > supply * dt:
        entered, ponded = supply * dt, 0.0
    return entered / dt, (deficit, F + entered, fill_zone(entered, upper, capacity), ponded, rest, soil[5])


@kernel
def drained(parameters, soil, zone, capacity, recovery, dt):
    """Soil after a dry step: the upper zone drains, and a new storm may begin."""
    deficit, F, upper, rest = soil[0], soil[1], soil[2], soil[4]
    if upper <= 0.0:
        return soil
    loss = DRAINAGE * zone * recovery * capacity * dt
    F, upper = F - loss, upper - loss
    if upper <= 0.0:
        return parameters[2], 0.0, 0.0, soil[3], rest, soil[5]
    if rest <= 0.0:
        deficit, F = (capacity - upper) / zone, 0.0
    return deficit, F, upper, soil[3], rest, soil[5]


@kernel
def unsaturated(parameters, soil, supply, depth, conductivity, zone, capacity, recovery, dt):
    """Rate [m/s] and soil of a step that begins with an unsaturated surface."""
    deficit, F, upper, rest = soil[0], soil[1], soil[2], soil[4]
    if supply < DRY:
        return 0.0, drained(parameters, soil, zone, capacity, recovery, dt)
    if supply <= conductivity:
        F, upper = F + supply * dt, fill_zone(supply * dt, upper, capacity)
        if parameters[4] == 0.0 and rest <= 0.0:
            deficit, F = (capacity - upper) / zone, 0.0
        return supply, (deficit, F, upper, 0.0, rest, soil[5])
    rest = NEW_STORM / zone / recovery
    suction_deficit = (parameters[0] + depth) * deficit
    to_pond = conductivity * suction_deficit / (supply - conductivity)
    if F > to_pond:
        return saturated(parameters, soil, supply, depth, conductivity, zone, capacity, recovery, dt)
    if F + supply * dt < to_pond:
        upper = fill_zone(supply * dt, upper, capacity)
        return supply, (deficit, F + supply * dt, upper, 0.0, rest, soil[5])
    ponded_time = max(0.0, dt - (to_pond - F) / supply)
    entered = min(ponded_infiltration(to_pond, conductivity, suction_deficit, ponded_time), supply * ponded_time)
    entered += to_pond - F
    return entered / dt, (deficit, F + entered, fill_zone(entered, upper, capacity), 1.0, rest, soil[5])


@kernel
def green_ampt_infiltration(parameters, soil, rain, runon, depth, factor, recovery, dt):
    """Rate [m/s] and soil after a step of dt [s]; arguments as in the package's docstring."""
    conductivity, zone = parameters[1] * factor, parameters[3] * sqrt(factor)
    capacity = parameters[2] * zone
    supply = rain + runon + depth / dt
    soil = (soil[0], soil[1], soil[2], soil[3], soil[4] - dt, soil[5])
    if soil[3] > 0.0:
        return saturated(parameters, soil, supply, depth, conductivity, zone, capacity, recovery, dt)
    return unsaturated(parameters, soil, supply, depth, conductivity, zone, capacity, recovery, dt)
