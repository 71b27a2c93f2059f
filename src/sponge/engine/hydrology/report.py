# SPDX-License-Identifier: Apache-2.0
"""What a run tells of its subcatchments: results at a reporting time, sums and the runoff ledger."""

from __future__ import annotations

import numpy as np

from sponge.base.arrays import sum_by_lane
from sponge.base.compiler import inlined, kernel, lanewise, load, mask_of, spread, store, where
from sponge.base.constants import FOOT
from sponge.base.tables import step_value
from sponge.engine.accounts.continuity import continuity_error
from sponge.engine.hydrology.subcatchment_steps import shares_over
from sponge.engine.hydrology.tables import Hydrology, HydrologyState, RunoffSums
from sponge.engine.hydrology.weather import EARLY
from sponge.engine.reporting.rows import SUBCATCHMENT_ROW, SYSTEM_ROW

RUNOFF_INFLOWS = ("runoff_rainfall", "runoff_runon", "runoff_initial_snow", "runoff_initial_lid_storage")
SMALL_RUNOFF = 2.31481e-8 * FOOT  # m/s, 0.001 inches an hour: reported as none


@inlined
def rain_of_gage(gages, gage, time, lanes):
    """Rain [m/s] of a gage that begins with ``time`` [s]; none without a gage."""
    if gage < 0:
        return spread(0.0, lanes)
    series = load(gages.rain, gage, lanes)
    return lanewise(mask_of(-1, lanes), step_value, gages.tables, series, time + EARLY)


@kernel
def report_subcatchments(hydrology, state, time, out, system, lanes):
    """Write the results at ``time`` [s] into ``out`` (row, subcatchment, lane) and ``system`` (row, lane), SI.

    What snow and groundwater tell of subcatchments is none until they add it; of ``system`` only the rows of the
    weather and of the surfaces are written here.
    """
    f = shares_over(state, time, lanes)
    none = spread(0.0, lanes)
    total, rain_sum, evaporated, infiltrated, runoff_sum = none, none, none, none, none
    gage, rain = -1, none
    for s in range(hydrology.area.shape[0]):
        area = load(hydrology.area, s, lanes)
        if hydrology.gage[s] != gage:
            gage = hydrology.gage[s]
            rain = rain_of_gage(hydrology.gages, gage, time, lanes)
        runoff = (1.0 - f) * load(state.runoff.before, s, lanes) + f * load(state.runoff.after, s, lanes)
        runoff = where(runoff < SMALL_RUNOFF * area, 0.0, runoff)
        evaporation = load(state.rate.evaporated, s, lanes)
        infiltration = load(state.rate.infiltrated, s, lanes)
        store(out, SUBCATCHMENT_ROW.rainfall, s, rain)
        store(out, SUBCATCHMENT_ROW.snow_depth, s, none)
        store(out, SUBCATCHMENT_ROW.evaporation, s, evaporation)
        store(out, SUBCATCHMENT_ROW.infiltration, s, infiltration)
        store(out, SUBCATCHMENT_ROW.runoff, s, runoff)
        store(out, SUBCATCHMENT_ROW.groundwater_flow, s, none)
        store(out, SUBCATCHMENT_ROW.groundwater_level, s, none)
        store(out, SUBCATCHMENT_ROW.soil_moisture, s, none)
        total += area
        rain_sum += rain * area
        evaporated += evaporation * area
        infiltrated += infiltration * area
        runoff_sum += runoff * load(hydrology.in_system, s, lanes)
    total = where(total > 0.0, total, 1.0)
    store(system, SYSTEM_ROW.temperature, load(state.step.air_temperature, lanes))
    store(system, SYSTEM_ROW.rainfall, rain_sum / total)
    store(system, SYSTEM_ROW.infiltration, infiltrated / total)
    store(system, SYSTEM_ROW.runoff, runoff_sum)
    store(system, SYSTEM_ROW.evaporation, evaporated / total)
    store(system, SYSTEM_ROW.pet, load(state.evaporation_rate, lanes))


def surface_storage(hydrology: Hydrology, state: HydrologyState) -> np.ndarray:
    """Water [m3] on the subcatchments and on its way from them, (lane,)."""
    ponded = (state.depth * hydrology.fraction).sum(axis=1) + state.transit.crossing
    return sum_by_lane(ponded * hydrology.area + state.transit.unrouted)


def runoff_ledger(
    hydrology: Hydrology, state: HydrologyState, lids: dict[str, np.ndarray] | None = None
) -> dict[str, np.ndarray]:
    """Volumes [m3] of the whole simulation, each (lane,), and the error of their balance [%].

    ``lids`` are those of LID units by subcatchment (``lid.summary.lid_ledger``), None without units.
    """
    lids = lids or dict.fromkeys(("initially", "finally", "passed"), np.zeros((1, state.time.shape[-1])))
    leaves = (hydrology.downhill < 0)[:, None]
    ledger = {
        "runoff_initial_lid_storage": sum_by_lane(lids["initially"]),
        "runoff_rainfall": sum_by_lane(state.sums.rain),
        "runoff_runon": state.step.outfall_runon.copy(),
        "runoff_evaporation_loss": sum_by_lane(state.sums.evaporation),
        "runoff_infiltration_loss": sum_by_lane(state.sums.infiltration),
        "runoff_surface_runoff": sum_by_lane(state.sums.passed * leaves),
        "runoff_lid_drainage": sum_by_lane(lids["passed"]),
        "runoff_final_storage": surface_storage(hydrology, state) + sum_by_lane(lids["finally"]),
    }
    return ledger | {"runoff_continuity_error": runoff_error(ledger)}


def runoff_error(ledger: dict[str, np.ndarray]) -> np.ndarray:
    """Error [%] of the balance of a ledger's terms, those of other processes than runoff among them."""
    inflow = sum(value for name, value in ledger.items() if name in RUNOFF_INFLOWS)
    outflow = sum(value for name, value in ledger.items() if name not in RUNOFF_INFLOWS)
    return continuity_error(np.asarray(inflow), np.asarray(outflow))


def summarise_runoff(
    hydrology: Hydrology, state: HydrologyState, lids: dict[str, np.ndarray] | None = None
) -> dict[str, np.ndarray]:
    """Summary of every subcatchment, (subcatchment, lane), depths in mm, and the runoff ledger, (lane,).

    What the drains of LID units carry counts as runoff of their subcatchment.
    """
    drained = lids["drained"] if lids else 0.0
    ran_off = state.sums.runoff + drained
    millimetres = 1000.0 / np.where(hydrology.area > 0.0, hydrology.area, np.inf)
    depth = RunoffSums(*(volume * millimetres for volume in state.sums))
    received = state.sums.rain + state.sums.runon
    return {
        "subcatchment_rainfall_depth": depth.rain,
        "subcatchment_runon_depth": depth.runon,
        "subcatchment_evaporation_depth": depth.evaporation,
        "subcatchment_infiltration_depth": depth.infiltration,
        "subcatchment_runoff_depth": ran_off * millimetres,
        "subcatchment_runoff_coefficient": ran_off / np.where(received > 0.0, received, np.inf),
        "subcatchment_max_runoff": state.sums.max_runoff.copy(),
    } | runoff_ledger(hydrology, state, lids)
