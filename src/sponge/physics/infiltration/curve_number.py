# SPDX-License-Identifier: Apache-2.0
"""Infiltration that makes a storm's excess the SCS curve number's.

SCS National Engineering Handbook, section 4 (1985); EPA SWMM Reference Manual I, 4.5: of a storm's rain P the soil
takes F = P - P^2 / (P + S), S = 25.4 mm (1000 / CN - 10) when dry (depression storage stands for the initial
abstraction). S shrinks by what enters and recovers with the drying time; a pause of 0.06 drying times ends a storm,
whether water stands on the ground in it or not.
"""

from __future__ import annotations

from dataclasses import dataclass

from sponge.base.compiler import inlined, no, where
from sponge.base.constants import FOOT, INCH
from sponge.physics.infiltration.method import DEPTH, DRYING_TIME, NUMBER, RATE, TIME, Method, SoilState, parameter

DRY = 1e-10 * FOOT  # m/s
PONDED = 0.004167 * FOOT  # m: water deeper than this infiltrates after the rain
STORM_PAUSE = 0.06  # of the drying time


@inlined
def curve_number_step(parameters, soil, rain, inflow, depth, factor, recovery, dt):
    """Rate [m/s] and soil after a step of dt [s]; arguments as in the package's docstring."""
    dry_capacity, regeneration, pause, ponded_counts = parameters[0], parameters[1], parameters[2], parameters[3]
    capacity, P, F, dry_time, begun, last = soil
    depth = depth + (inflow - rain) * dt
    rains, takes = rain > DRY, capacity > 0.0
    soaks = no(rains) & takes & (depth > PONDED)
    anew = rains & (dry_time >= pause)
    P, F, begun = where(anew, 0.0, P), where(anew, 0.0, F), where(anew, capacity, begun)
    dry_time = where(rains, 0.0, dry_time + dt * where(soaks, ponded_counts, 1.0))
    P = where(rains, P + rain * dt, P)
    of_storm = max(0.0, (P * (1.0 - P / where(rains, P + begun, 1.0)) - F) / dt)
    rate = where(rains & takes, of_storm, where(soaks, min(last, capacity / dt), 0.0))
    enters = rate > 0.0
    rate = where(enters, max(0.0, min(rate, rain + depth / dt)), 0.0)
    F = where(enters, F + rate * dt, F)
    dried = min(dry_capacity, capacity + regeneration * dry_capacity * dt * recovery)
    capacity = where(enters, max(0.0, capacity - rate * dt), dried)
    return rate, (capacity, P, F, dry_time, begun, rate)


@dataclass(frozen=True, slots=True)
class CurveNumber(Method):
    """The SCS curve number; numbers: S of the dry soil m, its recovery 1/s, pause between storms s, and
    how much of the time under standing water is a pause."""

    curve_number: float = parameter(NUMBER, "curve number CN, taken within 10 and 99")
    conductivity: float = parameter(RATE, "an obsolete column, kept for writing")
    drying_time: float = parameter(DRYING_TIME, "time in which a saturated soil dries")

    keyword = "CURVE_NUMBER"
    title = "curve numbers"
    states = (
        SoilState("capacity S", DEPTH), SoilState("rain of this storm P", DEPTH),
        SoilState("infiltrated in this storm F", DEPTH), SoilState("dry time", TIME),
        SoilState("S at the storm's start", DEPTH), SoilState("last rate", RATE),
    )  # fmt: skip
    step = staticmethod(curve_number_step)

    def problem(self) -> str:
        """A soil that does not dry."""
        return "" if self.drying_time > 0.0 else f"{self.keyword} needs a drying time greater than 0"

    def numbers(self) -> tuple[float, ...]:
        """S of the dry soil, recovery, pause, and that time under standing water belongs to a pause."""
        return self._dry_capacity(), 1.0 / self.drying_time, STORM_PAUSE * self.drying_time, 1.0

    def dry_soil(self) -> tuple[float, ...]:
        """The whole capacity."""
        return self._dry_capacity(), 0.0, 0.0, 0.0, self._dry_capacity()

    def _dry_capacity(self) -> float:
        return (1000.0 / min(max(self.curve_number, 10.0), 99.0) - 10.0) * INCH
