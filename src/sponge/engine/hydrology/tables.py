# SPDX-License-Identifier: Apache-2.0
"""Subcatchments, rain gages and climate: what a model fixes, and what changes.

Shapes are those of one lane; ``PerLane`` and ``TableRef`` fields gain a last lane axis (see base.arrays). Times are s
since the simulation's start. What a loop goes through by number (surfaces, what leaves by them, scratch) lies in the
rows of one array, under the names given here; everything else is a field.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, Shared, TableRef, zeros_of
from sponge.base.compiler import WIDE, row_places
from sponge.base.tables import Tables
from sponge.physics.infiltration import PARAMETERS, SOIL_STATES

# surfaces of a subcatchment; IMPERVIOUS_BARE has no depression storage
IMPERVIOUS_BARE, IMPERVIOUS, PERVIOUS = range(3)
SURFACES = 3
PAVED_AND_PERVIOUS = 2  # rows of ``HydrologyState.ran_off``
OUTFLOWS = 4  # what goes to a subcatchment's outlet: from its surfaces, and from its LID units
# HydrologyState.precipitation: the surfaces, and what falls or melts on LID units
ON_UNITS = SURFACES
FALLS = 4
# Hydrology.pattern: what a monthly pattern changes on the pervious surface
ROUGHNESS, STORAGE, CONDUCTIVITY = range(3)
# HydrologyState.work: first a row of each a surface, then those of the soil under the pervious one
INTEGRATED, NET, INFLOW, SOAKED, HELD, DRIVEN, SPAN = range(7)
RAIN, PONDED, FACTOR, RECOVERY, SOIL_STEP, PARAMETER = 21, 22, 23, 24, 25, 26
SOIL_STATE = PARAMETER + PARAMETERS
SOIL_RATE = SOIL_STATE + SOIL_STATES
AWAKE = SOIL_RATE + 1
WORK_ROWS = AWAKE + 1

PAST_HOURS = 48  # hours of rain that control rules may ask for


class Gages(NamedTuple):
    """Rain gages."""

    used: Shared  # (gage,) 1 where a subcatchment has it
    rain: TableRef  # (gage,) steps of intensity, m/s
    snow_catch: PerLane  # (gage,) factor on what falls as snow
    tables: Tables


class Climate(NamedTuple):
    """The weather that all subcatchments share."""

    month: TableRef  # () steps of the month, 0..11
    year_day: TableRef  # () steps of the day of the year on which the month begins
    evaporation: TableRef  # () steps of potential evaporation, m/s
    temperature: TableRef  # () series, degC, or -1
    low: TableRef  # () daily lowest temperature, degC, a row a day, or -1
    high: TableRef  # () daily highest
    ends_steps: PerLane  # () 1 where a runoff step ends when evaporation changes
    dry_only: PerLane  # () 1 = no evaporation from a subcatchment in rain
    tan_latitude: PerLane  # ()
    longitude_hours: PerLane  # ()
    snow_temperature: PerLane  # () degC at and below which it snows, -inf without snow
    midnight: PerLane  # () s, the one before the start, zero or negative
    least_rise: PerLane  # () h from a day's lowest to its highest temperature
    recovery_factor: PerLane  # (12,) of soil drying
    conductivity_factor: PerLane  # (12,) of hydraulic conductivity
    temperature_change: PerLane  # (12,) K added to the temperature series
    tables: Tables


class RunoffSteps(NamedTuple):
    """How long runoff steps are."""

    wet: PerLane  # () s
    dry: PerLane  # () s
    duration: PerLane  # () s, of the simulation
    ahead: PerLane  # () as ``passed_on`` has it
    straight: PerLane  # () share of the straight line in what enters nodes (``straightened``)


class Hydrology(NamedTuple):
    """Subcatchments, their gages and the climate."""

    gage: Shared  # (subcatchment,) -1 = none
    node: Shared  # (subcatchment,) node that receives the runoff, or -1
    downhill: Shared  # (subcatchment,) subcatchment that receives the runoff, or -1
    method: Shared  # (subcatchment,) code of the infiltration method
    pattern: Shared  # (subcatchment, 3) rows of ``monthly`` for ROUGHNESS, STORAGE, CONDUCTIVITY, or -1
    in_system: PerLane  # (subcatchment,) how much of its runoff counts in the system's
    area: PerLane  # (subcatchment,) m2
    fraction: PerLane  # (subcatchment, surface) of the area
    coefficient: PerLane  # (subcatchment, surface) of overland flow, m^(-2/3)/s
    storage: PerLane  # (subcatchment, surface) depression storage, m
    crosses: PerLane  # (subcatchment, surface) part of its runoff that crosses the pervious or the impervious surface
    soil: PerLane  # (subcatchment, parameter)
    initial_soil: PerLane  # (subcatchment, soil state)
    monthly: PerLane  # (pattern, 12) factors
    steps: RunoffSteps
    gages: Gages
    climate: Climate


class StepRates(NamedTuple):
    """A rate at a runoff step's start and end, and in its middle such that the volume is the one that moved."""

    before: PerLane
    middle: PerLane
    after: PerLane
    due: PerLane  # m3 or kg that have passed in all steps so far and that no routing step has taken yet


class RunoffStep(NamedTuple):
    """The last runoff step; each (lane,)."""

    time_old: PerLane  # s, its start
    length: PerLane  # s
    running: PerLane  # 1 where something ran off in it
    month: PerLane  # 0..11
    air_temperature: PerLane  # degC
    outfall_runon: PerLane  # m3, all that outfalls brought since the start


class Transit(NamedTuple):
    """Water on its way; each (subcatchment, lane)."""

    unrouted: PerLane  # m3 on its way to the node or subcatchment
    crossing: PerLane  # m over the subcatchment, between its surfaces
    crossing_rate: PerLane  # m/s, the rate at which it last left them
    through: PerLane  # m3 through it in the step, where it has no area


class LandRates(NamedTuple):
    """Means of the last step, m/s over the subcatchment; each (subcatchment, lane)."""

    runon: PerLane
    evaporated: PerLane
    infiltrated: PerLane
    evaporated_pervious: PerLane


class RunoffSums(NamedTuple):
    """Volumes since the start, m3; each (subcatchment, lane)."""

    rain: PerLane
    runon: PerLane
    evaporation: PerLane
    infiltration: PerLane
    runoff: PerLane  # left the subcatchment
    max_runoff: PerLane  # m3/s, the largest
    passed: PerLane  # arrived where it went


class HydrologyState(NamedTuple):
    """What changes, and what has been summed."""

    time: PerLane  # (lane,) s, to which runoff is known
    evaporation_rate: PerLane  # (lane,) m/s, potential
    conductivity_factor: PerLane  # (lane,) of hydraulic conductivity, this month
    recovery: PerLane  # (lane,) factor of soil drying, this month
    step: RunoffStep
    gage_rain: PerLane  # (gage, lane) m/s
    gage_past: PerLane  # (gage, PAST_HOURS + 1, lane) m, of the hour that runs and of each full hour before it
    depth: PerLane  # (subcatchment, surface, lane) m
    soil: PerLane  # (subcatchment, soil state, lane)
    runoff: StepRates  # (subcatchment, lane) m3/s
    transit: Transit
    rate: LandRates
    rain: PerLane  # (subcatchment, lane) m/s that falls, as rain or snow
    precipitation: PerLane  # (FALLS, subcatchment, lane) m/s of water that reaches surfaces and LID units from above
    max_infiltration: PerLane  # (subcatchment, lane) m/s that the ground under the pervious surface can take
    left: PerLane  # (4, subcatchment, lane) m over the subcatchment that went to the outlet in the last step
    left_rate: PerLane  # (4, subcatchment, lane) m/s, its rate at the step's end
    outfall_volume: PerLane  # (subcatchment, lane) m3 received from outfalls, not yet spread
    sums: RunoffSums
    ran_off: PerLane  # (PAVED_AND_PERVIOUS, subcatchment, lane) m3 off these surfaces; no rows where nobody asks
    resting: PerLane  # (subcatchment, lane) 1 where the last step left all its surfaces dry, and nothing moved
    work: PerLane  # (WORK_ROWS, place, lane) what a group of subcatchments' surfaces and soils take in and hold


def group_size(lanes: int) -> int:
    """Subcatchments whose surfaces run off together."""
    return max(1, WIDE // lanes)


def new_hydrology_state(hydrology: Hydrology, lanes: int, counts: int = 1) -> HydrologyState:
    """The state at the start: dry surfaces, soils as given. With ``counts`` runoff is told by surface too."""
    n, gages = hydrology.gage.shape[0], hydrology.gages.used.shape[0]
    shapes = {
        "time": (), "evaporation_rate": (), "conductivity_factor": (), "recovery": (),
        "gage_rain": (gages,), "gage_past": (gages, PAST_HOURS + 1), "depth": (n, SURFACES), "soil": (n, SOIL_STATES),
        "rain": (n,),
        "precipitation": (FALLS, n), "max_infiltration": (n,), "left": (OUTFLOWS, n), "left_rate": (OUTFLOWS, n),
        "outfall_volume": (n,), "ran_off": (PAVED_AND_PERVIOUS, n if counts else 0), "resting": (n,),
        "work": (WORK_ROWS, row_places(lanes, group_size(lanes))),
    }  # fmt: skip
    arrays = {name: np.zeros((*shape, lanes)) for name, shape in shapes.items()}
    state = HydrologyState(
        **arrays, step=zeros_of(RunoffStep, lanes), runoff=zeros_of(StepRates, n, lanes),
        transit=zeros_of(Transit, n, lanes), rate=zeros_of(LandRates, n, lanes), sums=zeros_of(RunoffSums, n, lanes),
    )  # fmt: skip
    state.soil[:] = hydrology.initial_soil
    state.max_infiltration[:] = np.inf
    state.recovery[:] = 1.0
    state.conductivity_factor[:] = 1.0
    return state
