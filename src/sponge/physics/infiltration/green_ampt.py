# SPDX-License-Identifier: Apache-2.0
"""Green & Ampt's infiltration in the form of Mein & Larson, with a draining upper zone between storms.

Green & Ampt (1911), Mein & Larson (1973), EPA SWMM Reference Manual I, 4.4: under a ponded surface the wetting front
takes in F(t) with

    dF/dt = K (1 + (S + d) D / F)

K conductivity, S suction head, d ponded depth, D moisture deficit. Before ponding all water enters, until F reaches
F_s = K (S + d) D / (supply - K). An upper zone of depth L = 4 sqrt(K) (inches, inches an hour) loses DRAINAGE L of its
water a second; NEW_STORM / L after the last supply above K a new storm begins, with the deficit that is then there.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from sponge.base.compiler import any_lane, inlined, logarithm, no, where
from sponge.base.constants import FOOT, INCH
from sponge.physics.infiltration.method import DEPTH, NUMBER, RATE, TIME, Method, SoilState, parameter

DRY = 1e-10 * FOOT  # m/s
DRAINAGE = 1.0 / (90000.0 * FOOT)  # 1/(m s): upper zone depth -> part of the zone's water drained a second
NEW_STORM = 5400.0 * FOOT  # m s: upper zone depth -> time without heavy rain that ends a storm


@inlined
def ponded_infiltration(cumulative, conductivity, suction_deficit, dt, asked):
    """Depth [m] entering a ponded soil in `dt` [s]; exact in time. Solved where it is ``asked`` for.

    Green & Ampt (1911):  F1 - F0 - S ln((F1 + S)/(F0 + S)) = K dt, S the suction head times the deficit.
    Convex in F1 and started from an upper bound, so Newton falls monotonically.
    """
    Kdt, sucks = conductivity * dt, suction_deficit > 0.0
    S = where(sucks, suction_deficit, 1.0)
    F0 = where(asked, cumulative, 0.0)
    F1 = F0 + Kdt + sqrt(2.0 * S * max(Kdt, 0.0))
    still = F1 <= 0.0
    F1, moving = where(still, 1.0, F1), asked & sucks & no(still)
    for _ in range(20):
        if not any_lane(moving):
            break
        change = (F1 - F0 - S * logarithm((F1 + S) / (F0 + S)) - Kdt) * (F1 + S) / F1
        F1 = where(moving, F1 - change, F1)
        moving = moving & no(abs(change) <= 1e-12 * F1)
    return where(sucks, where(still, 0.0, max(F1 - F0, Kdt)), Kdt)


@inlined
def fill_zone(infiltrated, upper, capacity):
    """Water [m] in the upper zone after `infiltrated` [m] more."""
    return min(upper + infiltrated, capacity)


@inlined
def drained(full_deficit, soil, zone, capacity, recovery, dt, asked):
    """Deficit, F and water in the upper zone after a dry step: the zone drains, and a new storm may begin."""
    deficit, F, upper, rest = soil
    asked = asked & (upper > 0.0)
    if any_lane(asked):
        loss = DRAINAGE * zone * recovery * capacity * dt
        left = upper - loss
        empty, anew = asked & (left <= 0.0), asked & (left > 0.0) & (rest <= 0.0)
        F, upper = where(asked, where(empty | anew, 0.0, F - loss), F), where(asked, max(left, 0.0), upper)
        deficit = where(empty, full_deficit, deficit)
        if any_lane(anew):
            deficit = where(anew, (capacity - upper) / zone, deficit)
    return deficit, F, upper


@inlined
def soaked(parameters, soil, supply, depth, conductivity, capacity, dt, asked):
    """Rate [m/s], F, upper zone and whether the surface is ponded after a step with more water than the soil conducts,
    or on a surface that is ponded: all enters until F reaches what ponds, then what the equation says."""
    deficit, F, upper, was = soil
    suction_deficit, more = (parameters[0] + depth) * deficit, asked & no(was)
    to_pond = where(more, conductivity * suction_deficit / where(more, supply - conductivity, 1.0), F)
    more = more & no(F > to_pond)
    ponds = no(more & (F + supply * dt < to_pond))
    begun = where(more, to_pond, F)
    first = begun - F  # what enters before the surface ponds
    span = where(more, max(0.0, dt - first / where(more, supply, 1.0)), dt)
    entered = ponded_infiltration(begun, conductivity, suction_deficit, span, asked & ponds)
    short = no(more) & (entered > supply * dt)
    entered = where(more, min(entered, supply * span) + first, min(entered, supply * dt))
    entered = where(ponds, entered, supply * dt)
    rate = where(ponds, entered / dt, supply)
    return rate, F + entered, fill_zone(entered, upper, capacity), where(ponds & no(short), 1.0, 0.0)


@inlined
def green_ampt_step(parameters, soil, rain, inflow, depth, factor, recovery, dt):
    """Rate [m/s] and soil after a step of dt [s]; arguments as in the package's docstring."""
    supply = inflow + depth / dt
    conductivity, zone = parameters[1] * factor, parameters[3] * sqrt(factor)
    capacity = parameters[2] * zone
    deficit, F, upper, ponded, rest, unused = soil
    rest, was, dry = rest - dt, ponded > 0.0, supply < DRY
    heavy = no(dry) & (was | (supply > conductivity))
    light, rate = no(dry | heavy), 0.0 * dt
    resting, before = dry & no(was), (deficit, F, upper, rest)
    if any_lane(resting):
        deficit, F, upper = drained(parameters[2], before, zone, capacity, recovery, dt, resting)
    if any_lane(light):
        rate, F = where(light, supply, rate), where(light, F + supply * dt, F)
        upper, ponded = where(light, fill_zone(supply * dt, upper, capacity), upper), where(light, 0.0, ponded)
        anew = light & (parameters[4] == 0.0) & (rest <= 0.0)
        if any_lane(anew):
            deficit, F = where(anew, (capacity - upper) / zone, deficit), where(anew, 0.0, F)
    if any_lane(heavy):
        entering, later, higher, wet = soaked(
            parameters, (deficit, F, upper, was), supply, depth, conductivity, capacity, dt, heavy
        )
        rate, F, upper = where(heavy, entering, rate), where(heavy, later, F), where(heavy, higher, upper)
        ponded, rest = where(heavy, wet, ponded), where(heavy, NEW_STORM / zone / recovery, rest)
    return rate, (deficit, F, upper, ponded, rest, unused)


@dataclass(frozen=True, slots=True)
class GreenAmpt(Method):
    """Green & Ampt's; numbers: S m, K m/s, largest deficit, depth of the upper zone m, 1 for the modified form."""

    suction: float = parameter(DEPTH, "suction head at the wetting front, S")
    conductivity: float = parameter(RATE, "saturated hydraulic conductivity, K")
    initial_deficit: float = parameter(NUMBER, "moisture deficit of the dry soil, part of its volume")

    keyword = "GREEN_AMPT"
    title = "Green-Ampt infiltration"
    states = (
        SoilState("deficit", NUMBER), SoilState("infiltrated in this storm", DEPTH),
        SoilState("water in the upper zone", DEPTH), SoilState("ponded", NUMBER),
        SoilState("time to a new storm", TIME),
    )  # fmt: skip
    step = staticmethod(green_ampt_step)

    def problem(self) -> str:
        """A soil without conductivity, or with an impossible deficit."""
        well = self.suction >= 0.0 and self.conductivity > 0.0 and 0.0 <= self.initial_deficit <= 1.0
        return "" if well else f"{self.keyword} needs suction >= 0, conductivity > 0 and a deficit from 0 to 1"

    def numbers(self) -> tuple[float, ...]:
        """S, K, largest deficit, depth of the upper zone, and the plain form."""
        upper_zone = 4.0 * sqrt(self.conductivity * 3600.0 / INCH) * INCH
        return self.suction, self.conductivity, self.initial_deficit, upper_zone, 0.0

    def dry_soil(self) -> tuple[float, ...]:
        """The whole deficit, nothing infiltrated."""
        return (self.initial_deficit,)


@dataclass(frozen=True, slots=True)
class ModifiedGreenAmpt(GreenAmpt):
    """The form that keeps its deficit under light rain: no new storm begins while it lasts."""

    keyword = "MODIFIED_GREEN_AMPT"

    def numbers(self) -> tuple[float, ...]:
        """As of the plain form, marked as modified."""
        return (*GreenAmpt.numbers(self)[:4], 1.0)
