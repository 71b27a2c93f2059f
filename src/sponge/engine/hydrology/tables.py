# SPDX-License-Identifier: Apache-2.0
"""Subcatchments, rain gages and climate: what a model fixes, and what changes.

Shapes are those of one lane; ``PerLane`` and ``TableRef`` fields gain a last lane axis (see base.arrays). Times are s
since the simulation's start. Numbers of one kind lie in the rows of one array, under the names given here: few arrays
make kernels compile fast.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, Shared, TableRef
from sponge.base.compiler import WIDE, row_places
from sponge.base.tables import Tables
from sponge.physics.infiltration import PARAMETERS, SOIL_STATES

# surfaces of a subcatchment; IMPERVIOUS_BARE has no depression storage
IMPERVIOUS_BARE, IMPERVIOUS, PERVIOUS = range(3)
SURFACES = 3
OUTFLOWS = 4  # what goes to a subcatchment's outlet: from its surfaces, and from its LID units
# HydrologyState.precipitation: the surfaces, and what falls or melts on LID units
ON_UNITS = SURFACES
FALLS = 4
# Hydrology.pattern: what a monthly pattern changes on the pervious surface
ROUGHNESS, STORAGE, CONDUCTIVITY = range(3)
# Hydrology.step, s, but for AHEAD and STRAIGHT
WET, DRY, DURATION, AHEAD, STRAIGHT = range(5)
# Climate.table
MONTH, YEAR_DAY, EVAPORATION, TEMPERATURE, LOW, HIGH = range(6)
# Climate.scalar
ENDS_STEPS, DRY_ONLY, TAN_LATITUDE, LONGITUDE_HOURS, SNOW_TEMPERATURE, MIDNIGHT, LEAST_RISE = range(7)
# Climate.monthly
RECOVERY_FACTOR, CONDUCTIVITY_FACTOR, TEMPERATURE_CHANGE = range(3)
# HydrologyState.lane
TIME_OLD, STEP, RUNNING, MONTH_NOW, AIR_TEMPERATURE, OUTFALL_RUNON = range(6)
# HydrologyState.runoff, m3/s
BEFORE, MIDDLE, AFTER = range(3)
# HydrologyState.transit
UNROUTED, CROSSING, CROSSING_RATE, THROUGH = range(4)
# HydrologyState.rate, m/s
RUNON, EVAPORATED, INFILTRATED, EVAPORATED_PERVIOUS = range(4)
# HydrologyState.sum, m3, and the largest runoff, m3/s; RUNOFF left the subcatchment, PASSED arrived where it went
RAIN_SUM, RUNON_SUM, EVAPORATION_SUM, INFILTRATION_SUM, RUNOFF_SUM, MAX_RUNOFF, PASSED_SUM = range(7)

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

    table: TableRef  # (6,) steps of MONTH (0..11), of the YEAR_DAY on which it begins and of potential EVAPORATION
    # (m/s); TEMPERATURE series (degC) or -1; daily LOW and HIGH (degC) with a row a day, or -1
    scalar: PerLane  # (7,) ENDS_STEPS 1 where a runoff step ends when evaporation changes; DRY_ONLY 1 = none from a
    # subcatchment in rain; TAN_LATITUDE; LONGITUDE_HOURS; SNOW_TEMPERATURE at and below which it snows (degC), -inf
    # without snow; MIDNIGHT before the start (s, zero or negative); LEAST_RISE from a day's lowest to
    # its highest temperature (h)
    monthly: PerLane  # (3, 12) factors of soil drying and hydraulic conductivity, K added to the TEMPERATURE series
    tables: Tables


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
    # (5,) WET and DRY runoff step, DURATION of the simulation, s; AHEAD as ``passed_on`` has it; STRAIGHT: share of the
    # straight line in what enters nodes (``straightened``)
    step: PerLane
    gages: Gages
    climate: Climate


class HydrologyState(NamedTuple):
    """What changes, and what has been summed."""

    time: PerLane  # (lane,) s, to which runoff is known
    evaporation_rate: PerLane  # (lane,) m/s, potential
    conductivity_factor: PerLane  # (lane,) of hydraulic conductivity, this month
    recovery: PerLane  # (lane,) factor of soil drying, this month
    lane: PerLane  # (6, lane) TIME_OLD and STEP of the last runoff step, s; RUNNING 1 where something ran off in it;
    # MONTH_NOW 0..11; AIR_TEMPERATURE degC; OUTFALL_RUNON m3, all that outfalls brought
    gage_rain: PerLane  # (gage, lane) m/s
    gage_past: PerLane  # (gage, PAST_HOURS + 1, lane) m, of the hour that runs and of each full hour before it
    depth: PerLane  # (subcatchment, surface, lane) m
    soil: PerLane  # (subcatchment, soil state, lane)
    runoff: PerLane  # (3, subcatchment, lane) m3/s BEFORE and AFTER the last step, and in the MIDDLE such that the
    # volume that enters the node is what ran off
    transit: PerLane  # (4, subcatchment, lane) m3 UNROUTED to the node or subcatchment; m over the subcatchment
    # CROSSING between its surfaces, and its rate m/s; m3 THROUGH it in the step where it has no area
    rate: PerLane  # (4, subcatchment, lane) m/s of the last step
    rain: PerLane  # (subcatchment, lane) m/s that falls, as rain or snow
    precipitation: PerLane  # (FALLS, subcatchment, lane) m/s of water that reaches surfaces and LID units from above
    max_infiltration: PerLane  # (subcatchment, lane) m/s that the ground under the pervious surface can take
    left: PerLane  # (4, subcatchment, lane) m over the subcatchment that went to the outlet in the last step
    left_rate: PerLane  # (4, subcatchment, lane) m/s, its rate at the step's end
    outfall_volume: PerLane  # (subcatchment, lane) m3 received from outfalls, not yet spread
    sum: PerLane  # (7, subcatchment, lane)
    resting: PerLane  # (subcatchment, lane) 1 where the last step left all its surfaces dry, and nothing moved
    work: PerLane  # (WORK_ROWS, place, lane) what a group of subcatchments' surfaces and soils take in and hold


def group_size(lanes: int) -> int:
    """Subcatchments whose surfaces run off together."""
    return max(1, WIDE // lanes)


def new_hydrology_state(hydrology: Hydrology, lanes: int) -> HydrologyState:
    """The state at the start: dry surfaces, soils as given."""
    n, gages = hydrology.gage.shape[0], hydrology.gages.used.shape[0]
    shapes = {
        "time": (), "evaporation_rate": (), "conductivity_factor": (), "recovery": (), "lane": (6,),
        "gage_rain": (gages,), "gage_past": (gages, PAST_HOURS + 1), "depth": (n, SURFACES), "soil": (n, SOIL_STATES),
        "runoff": (3, n), "transit": (4, n), "rate": (4, n), "rain": (n,),
        "precipitation": (FALLS, n), "max_infiltration": (n,), "left": (OUTFLOWS, n), "left_rate": (OUTFLOWS, n),
        "outfall_volume": (n,), "sum": (7, n), "resting": (n,),
        "work": (WORK_ROWS, row_places(lanes, group_size(lanes))),
    }  # fmt: skip
    state = HydrologyState(*(np.zeros((*shapes[name], lanes)) for name in HydrologyState._fields))
    state.soil[:] = hydrology.initial_soil
    state.max_infiltration[:] = np.inf
    state.recovery[:] = 1.0
    state.conductivity_factor[:] = 1.0
    return state
