# SPDX-License-Identifier: Apache-2.0
"""Snow packs of every subcatchment that has one: snowfall, plowing and melt before the surfaces run off."""

from __future__ import annotations

import numpy as np

from sponge.base.arrays import sum_by_lane
from sponge.base.compiler import kernel
from sponge.base.tables import last_row_at, step_value
from sponge.engine.hydrology.report import runoff_error
from sponge.engine.hydrology.subcatchment_steps import share_over
from sponge.engine.hydrology.tables import IMPERVIOUS as PAVED
from sponge.engine.hydrology.tables import IMPERVIOUS_BARE, ON_UNITS
from sponge.engine.hydrology.tables import PERVIOUS as UNPAVED
from sponge.engine.reporting.rows import SUBCATCHMENT_ROW, SYSTEM_ROW
from sponge.engine.snow.tables import (
    IMPERVIOUS,
    PERVIOUS,
    PLOWABLE,
    SURFACES,
    Snow,
    SnowState,
    new_snow_state,
    snow_volume,
)
from sponge.physics.snow.melt import melt_coefficient, rain_melt
from sponge.physics.snow.pack import step_pack

__all__ = ["Snow", "SnowState", "melt_snow", "new_snow_state", "report_snow", "snow_by_subcatchment", "snow_ledger"]

MOMENT = 0.001  # s after a step's start at which the calendar is read


@kernel
def year_day(climate, lane, time):
    """Day of the year at a time [s]."""
    tables, moment = climate.tables, time + MOMENT
    first_midnight = climate.midnight[lane]
    midnight = first_midnight + 86400.0 * ((moment - first_midnight) // 86400.0)
    month_begin = tables.x[last_row_at(tables, climate.month[lane], moment)]
    return step_value(tables, climate.year_day[lane], moment) + (midnight - month_begin) // 86400.0


@kernel
def plow(snow, state, p, lane):
    """Remove the plowable surface's snow of pack p if it is deep enough; what has nowhere to go stays."""
    pack, number, removal = state.pack, snow.number, snow.removal
    fraction, excess = number.fraction[p, PLOWABLE, lane], pack.depth[p, PLOWABLE, lane]
    state.melted[p, lane] = 0.0
    if fraction <= 0.0 or excess < removal.plow_depth[p, lane]:
        return
    total = removal.out[p, lane] + removal.to_impervious[p, lane] + removal.to_pervious[p, lane]
    total = total + removal.melted[p, lane] + removal.to_subcatchment[p, lane]
    share = excess / max(total, 1.0)  # no more than all of it
    out, melted = removal.out[p, lane] * share, removal.melted[p, lane] * share
    state.removed[p, lane] += out * fraction * snow.area[p, lane]
    state.melted[p, lane] = melted
    left = excess - out - melted
    for surface in (IMPERVIOUS, PERVIOUS):
        other = number.fraction[p, surface, lane]
        if other > 0.0:
            part = removal.to_pervious[p, lane] if surface == PERVIOUS else removal.to_impervious[p, lane]
            moved = part * share
            pack.depth[p, surface, lane] += moved * fraction / other
            left -= moved
    q = snow.to[p]
    if q >= 0 and removal.to_subcatchment[p, lane] > 0.0:
        receiving = number.fraction[q, PERVIOUS, lane] * snow.area[q, lane]
        if receiving > 0.0:
            moved = removal.to_subcatchment[p, lane] * share
            volume = moved * fraction * snow.area[p, lane]
            pack.depth[q, PERVIOUS, lane] += volume / receiving
            state.received[q, lane] += volume
            state.received[p, lane] -= volume
            left -= moved
    pack.depth[p, PLOWABLE, lane] = max(left, 0.0)


@kernel
def snow_and_plow(snow, state, hydrology, climate, lanes):
    """Snowfall onto every pack, then plowing."""
    for p in range(snow.to.size):
        for lane in range(len(lanes)):
            dt = hydrology.step.length[lane]
            if dt <= 0.0 or snow.area[p, lane] <= 0.0:
                continue
            if hydrology.step.air_temperature[lane] <= climate.snow_temperature[lane]:
                fallen = hydrology.rain[snow.subcatchment[p], lane] * dt
                for i in range(SURFACES):
                    if snow.number.fraction[p, i, lane] > 0.0:
                        state.pack.depth[p, i, lane] += fallen
            plow(snow, state, p, lane)


@kernel
def melt_surface(snow, state, p, i, lane, weather, day, dt):
    """Pack p's surface i through a step of dt [s]; the depth of water [m] that reaches the ground."""
    x, q = state.pack, snow.number
    pack = (
        x.depth[p, i, lane], x.water[p, i, lane], x.cold[p, i, lane], x.antecedent[p, i, lane],
        x.cover_start[p, i, lane], x.cover_least[p, i, lane], x.cover_held[p, i, lane],
    )  # fmt: skip
    coefficient = melt_coefficient(q.min_melt[p, i, lane], q.max_melt[p, i, lane], day)
    parameters = (coefficient, q.base[p, i, lane], q.capacity[p, i, lane], q.cover_depth[p, i, lane])
    water, later = step_pack(snow.cover, i - 1, lane, pack, weather, parameters, dt)
    x.depth[p, i, lane], x.water[p, i, lane], x.cold[p, i, lane] = later[0], later[1], later[2]
    x.antecedent[p, i, lane], x.cover_start[p, i, lane] = later[3], later[4]
    x.cover_least[p, i, lane], x.cover_held[p, i, lane] = later[5], later[6]
    return water


@kernel
def melt_snow(network, state, lanes):
    """The packs through a runoff step: ``hydrology.precipitation`` becomes melt and rain that gets to the ground.

    LID units lie under the snow of the whole subcatchment and get the mean of its surfaces.
    """
    snow, own, hydrology = network.processes.snow, state.processes.snow, state.hydrology
    climate = network.hydrology.climate
    snow_and_plow(snow, own, hydrology, climate, lanes)
    now, q = hydrology.step, snow.number
    for p in range(snow.to.size):
        s = snow.subcatchment[p]
        for lane in range(len(lanes)):
            dt = now.length[lane]
            if dt <= 0.0 or snow.area[p, lane] <= 0.0:
                continue
            temperature, rain, new = now.air_temperature[lane], hydrology.rain[s, lane], 0.0
            if temperature <= climate.snow_temperature[lane]:
                rain, new = 0.0, rain
            wind = step_value(snow.tables, snow.wind[lane], now.time_old[lane] + MOMENT)
            melt = rain_melt(rain, temperature, wind, snow.gamma[lane])
            weather = (rain, new, temperature, melt, snow.weight[lane], snow.ratio[lane])
            day, mean, paved = year_day(climate, lane, now.time_old[lane]), 0.0, 0.0
            on_units = 0.0
            for i in range(SURFACES):
                fraction = q.fraction[p, i, lane]
                if fraction <= 0.0:
                    continue
                water = melt_surface(snow, own, p, i, lane, weather, day, dt)
                water += own.melted[p, lane] if i == PLOWABLE else 0.0
                mean += own.pack.depth[p, i, lane] * fraction
                on_units += water / dt * fraction
                if i == PERVIOUS:
                    hydrology.precipitation[UNPAVED, s, lane] = water / dt
                else:
                    paved += water / dt * fraction
            if snow.impervious[p, lane] > 0.0:
                paved /= snow.impervious[p, lane]
                hydrology.precipitation[IMPERVIOUS_BARE, s, lane] = paved
                hydrology.precipitation[PAVED, s, lane] = paved
            hydrology.precipitation[ON_UNITS, s, lane] = on_units
            own.mean_before[p, lane], own.mean_after[p, lane] = own.mean_after[p, lane], mean
            if mean > 0.0:
                now.running[lane] = 1.0


@kernel
def report_snow(network, state, time, lane, out, system):
    """Depth of snow as water, m, in ``out`` (row, subcatchment, lane) and in ``system`` (row, lane)."""
    snow, own, area = network.processes.snow, state.processes.snow, network.hydrology.area
    f = share_over(state.hydrology, time, lane)
    total, covered = 0.0, 0.0
    for s in range(area.shape[0]):
        total += area[s, lane]
    for p in range(snow.to.size):
        depth = (1.0 - f) * own.mean_before[p, lane] + f * own.mean_after[p, lane]
        out[SUBCATCHMENT_ROW.snow_depth, snow.subcatchment[p], lane] = depth
        covered += depth * snow.area[p, lane]
    system[SYSTEM_ROW.snow_depth, lane] = covered / total if total > 0.0 else 0.0


def snow_by_subcatchment(snow: Snow, state: SnowState, n_subcatchments: int) -> tuple[np.ndarray, np.ndarray]:
    """Volumes [m3] by which the packs have grown of their own, and that were taken away, (subcatchment, lane)."""
    found = np.zeros((2, n_subcatchments, state.removed.shape[-1]))
    found[0, snow.subcatchment] = snow_volume(snow, state) - state.initial - state.received
    found[1, snow.subcatchment] = state.removed
    return found[0], found[1]


def snow_ledger(snow: Snow, state: SnowState, runoff: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The snow's terms of the runoff ledger, m3, each (lane,), and the error of all of it with ``runoff``'s [%]."""
    terms = {
        "runoff_initial_snow": sum_by_lane(state.initial),
        "runoff_snow_removed": sum_by_lane(state.removed),
        "runoff_final_snow": sum_by_lane(snow_volume(snow, state)),
    }
    rest = {name: value for name, value in runoff.items() if name != "runoff_continuity_error"}
    return terms | {"runoff_continuity_error": runoff_error(rest | terms)}
