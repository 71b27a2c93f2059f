# SPDX-License-Identifier: Apache-2.0
"""What a model says of water quality, SI: masses kg (or counts), concentrations kg/m3 (or counts/m3), times s.

One row an object or pair of objects. ``per`` tells what build-up is normalised by: AREA (a m2) or CURB (a m of curb).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from sponge.model.elements import Element

CONCENTRATIONS = {"MG/L": 1e-3, "UG/L": 1e-6, "#/L": 1000.0}  # units of pollutants -> kg/m3, counts/m3
BUILDUPS = ("NONE", "POW", "EXP", "SAT", "EXT")
WASHOFFS = ("NONE", "EXP", "RC", "EMC")
PROCESS = ("HRT", "DT", "FLOW", "DEPTH", "AREA")  # words of treatment expressions; a name counts by its beginning


@dataclass(frozen=True, slots=True)
class Pollutant(Element):
    """[POLLUTANTS]. ``units`` are those that the file gives concentrations in: MG/L, UG/L or #/L."""

    units: str = "MG/L"
    rain: float = 0.0  # kg/m3
    groundwater: float = 0.0  # kg/m3
    rdii: float = 0.0  # kg/m3
    decay: float = 0.0  # 1/s, negative = growth
    snow_only: bool = False  # builds up only under snow
    co_pollutant: str = ""
    co_fraction: float = 0.0  # of the co-pollutant's wash-off, mass by mass (or count by mass)
    dry_weather: float = 0.0  # kg/m3
    initial: float = 0.0  # kg/m3 in the network at the start

    @property
    def unit(self) -> float:
        """kg/m3 (or counts/m3) in one of its units."""
        return CONCENTRATIONS[self.units]


@dataclass(frozen=True, slots=True)
class LandUse(Element):
    """[LANDUSES] with its street sweeping."""

    sweep_interval: float = 0.0  # s, 0 = never swept
    sweep_availability: float = 0.0  # part of the build-up that sweeping can reach
    since_swept: float = 0.0  # s from the last sweeping to the start


@dataclass(frozen=True, slots=True)
class Joint:
    """What two things have in common: those that its first two fields name."""

    line: int = field(default=0, kw_only=True, compare=False)

    @property
    def name(self) -> str:
        """How changes select it: LANDUSE/POLLUTANT, SUBCATCHMENT/LANDUSE, NODE/POLLUTANT and the like."""
        first, second = (field.name for field in fields(self)[1:3])
        return f"{getattr(self, first)}/{getattr(self, second)}"


@dataclass(frozen=True, slots=True)
class Pair(Joint):
    """What one land use does with one pollutant."""

    land_use: str
    pollutant: str


@dataclass(frozen=True, slots=True)
class Buildup(Pair):
    """[BUILDUP]. B is the mass by m2 or m of curb, t the time of build-up:

    POW  B = min(maximum, rate t^exponent)     rate in kg/(m2 s^exponent)
    EXP  B = maximum (1 - exp(-rate t))        rate in 1/s
    SAT  B = maximum t / (half_time + t)
    EXT  dB/dt = scale * series, up to the maximum; the series is in kg/(m2 s) or kg/(m s)
    """

    kind: str = "NONE"
    maximum: float = 0.0  # kg/m2 or kg/m
    rate: float = 0.0  # 1/s, of EXP; kg/(m2 s^exponent) of POW
    exponent: float = 0.0  # of time, of POW
    half_time: float = 0.0  # s
    scale: float = 1.0  # factor on the series, of EXT
    series: str = ""
    per: str = "AREA"


@dataclass(frozen=True, slots=True)
class Washoff(Pair):
    """[WASHOFF]. B is what lies on the land use, q its runoff [m/s], Q the same as a flow [m3/s]:

    EXP  dB/dt = -coefficient q^exponent B     coefficient in 1/s (m/s)^-exponent
    RC   load = coefficient Q^exponent         in kg/s
    EMC  concentration = coefficient           in kg/m3
    """

    kind: str = "NONE"
    coefficient: float = 0.0  # unit by kind, above
    exponent: float = 0.0  # of runoff
    sweeping: float = 0.0  # part that sweeping removes of what it reaches
    removal: float = 0.0  # part that best practices remove


@dataclass(frozen=True, slots=True)
class Coverage(Joint):
    """[COVERAGES]: the part of a subcatchment that a land use covers."""

    subcatchment: str
    land_use: str
    fraction: float = 0.0  # of the subcatchment


@dataclass(frozen=True, slots=True)
class Loading(Joint):
    """[LOADINGS]: what lies on a subcatchment at the start."""

    subcatchment: str
    pollutant: str
    mass: float = 0.0  # kg/m2


@dataclass(frozen=True, slots=True)
class AtNode(Joint):
    """What a node has of one pollutant."""

    node: str
    pollutant: str


@dataclass(frozen=True, slots=True)
class Treatment(AtNode):
    """[TREATMENT]: ``R = ...`` is the part removed, ``C = ...`` the concentration that leaves. The expression is in
    the file's units, as it was written."""

    expression: str = ""


@dataclass(frozen=True, slots=True)
class PollutantInflow(AtNode):
    """[INFLOWS] of a pollutant: baseline*pattern + scale*series.

    A CONCEN is that of the node's direct inflow [kg/m3], a MASS comes by itself [kg/s]; ``units_factor`` makes the
    file's own units of mass mg/s (or counts/s).
    """

    kind: str = "CONCEN"  # CONCEN, MASS
    series: str = ""
    units_factor: float = 1.0  # mg/s (counts/s) a unit of the file
    scale: float = 1.0  # factor on the series
    baseline: float = 0.0  # kg/m3 or kg/s, by kind
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class PollutantDryWeather(AtNode):
    """[DWF] of a pollutant: the concentration of the node's dry weather flow."""

    average: float = 0.0  # kg/m3
    patterns: tuple[str, ...] = ()
