# SPDX-License-Identifier: Apache-2.0
"""Snow packs of every subcatchment that has one: snowfall, plowing and melt before the surfaces run off."""

from __future__ import annotations

import numpy as np

from sponge.base.arrays import sum_by_lane
from sponge.base.compiler import kernel
from sponge.base.tables import last_row_at, step_value
from sponge.engine.hydrology.report import runoff_error
from sponge.engine.hydrology.subcatchment_steps import share_over
from sponge.engine.hydrology.tables import (
    AIR_TEMPERATURE,
    IMPERVIOUS_BARE,
    MIDNIGHT,
    MONTH,
    ON_UNITS,
    RUNNING,
    SNOW_TEMPERATURE,
    STEP,
    TIME_OLD,
    YEAR_DAY,
)
from sponge.engine.hydrology.tables import IMPERVIOUS as PAVED
from sponge.engine.hydrology.tables import PERVIOUS as UNPAVED
from sponge.engine.reporting.rows import SUBCATCHMENT_ROW, SYSTEM_ROW
from sponge.engine.snow.tables import (
    AFTER,
    BASE,
    BEFORE,
    CAPACITY,
    COVER_DEPTH,
    DEPTH,
    FRACTION,
    GAMMA,
    IMPERVIOUS,
    MAX_MELT,
    MELTED,
    MIN_MELT,
    OUT,
    PACK,
    PERVIOUS,
    PLOW_DEPTH,
    PLOWABLE,
    RATIO,
    SURFACES,
    TO_IMPERVIOUS,
    TO_PERVIOUS,
    TO_SUBCATCHMENT,
    WEIGHT,
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
    first_midnight = climate.scalar[MIDNIGHT, lane]
    midnight = first_midnight + 86400.0 * ((moment - first_midnight) // 86400.0)
    month_begin = tables.x[last_row_at(tables, climate.table[MONTH, lane], moment)]
    return step_value(tables, climate.table[YEAR_DAY, lane], moment) + (midnight - month_begin) // 86400.0


@kernel
def plow(snow, state, p, lane):
    """Remove the plowable surface's snow of pack p if it is deep enough; what has nowhere to go stays."""
    pack, number, removal = state.pack, snow.number, snow.removal
    fraction, excess = number[p, PLOWABLE, FRACTION, lane], pack[DEPTH, p, PLOWABLE, lane]
    state.melted[p, lane] = 0.0
    if fraction <= 0.0 or excess < removal[p, PLOW_DEPTH, lane]:
        return
    total = 0.0
    for k in range(OUT, TO_SUBCATCHMENT + 1):
        total += removal[p, k, lane]
    share = excess / max(total, 1.0)  # no more than all of it
    out, melted = removal[p, OUT, lane] * share, removal[p, MELTED, lane] * share
    state.removed[p, lane] += out * fraction * snow.area[p, lane]
    state.melted[p, lane] = melted
    left = excess - out - melted
    for k, surface in ((TO_IMPERVIOUS, IMPERVIOUS), (TO_PERVIOUS, PERVIOUS)):
        other = number[p, surface, FRACTION, lane]
        if other > 0.0:
            moved = removal[p, k, lane] * share
            pack[DEPTH, p, surface, lane] += moved * fraction / other
            left -= moved
    q = snow.to[p]
    if q >= 0 and removal[p, TO_SUBCATCHMENT, lane] > 0.0:
        receiving = number[q, PERVIOUS, FRACTION, lane] * snow.area[q, lane]
        if receiving > 0.0:
            moved = removal[p, TO_SUBCATCHMENT, lane] * share
            volume = moved * fraction * snow.area[p, lane]
            pack[DEPTH, q, PERVIOUS, lane] += volume / receiving
            state.received[q, lane] += volume
            state.received[p, lane] -= volume
            left -= moved
    pack[DEPTH, p, PLOWABLE, lane] = max(left, 0.0)


@kernel
def snow_and_plow(snow, state, hydrology, climate, lanes):
    """Snowfall onto every pack, then plowing."""
    for p in range(snow.to.size):
        for lane in range(len(lanes)):
            dt = hydrology.lane[STEP, lane]
            if dt <= 0.0 or snow.area[p, lane] <= 0.0:
                continue
            if hydrology.lane[AIR_TEMPERATURE, lane] <= climate.scalar[SNOW_TEMPERATURE, lane]:
                fallen = hydrology.rain[snow.subcatchment[p], lane] * dt
                for i in range(SURFACES):
                    if snow.number[p, i, FRACTION, lane] > 0.0:
                        state.pack[DEPTH, p, i, lane] += fallen
            plow(snow, state, p, lane)


@kernel
def melt_surface(snow, state, p, i, lane, weather, day, dt):
    """Pack p's surface i through a step of dt [s]; the depth of water [m] that reaches the ground."""
    x, q = state.pack, snow.number
    pack = (
        x[0, p, i, lane], x[1, p, i, lane], x[2, p, i, lane], x[3, p, i, lane], x[4, p, i, lane], x[5, p, i, lane],
        x[6, p, i, lane],
    )  # fmt: skip
    coefficient = melt_coefficient(q[p, i, MIN_MELT, lane], q[p, i, MAX_MELT, lane], day)
    parameters = (coefficient, q[p, i, BASE, lane], q[p, i, CAPACITY, lane], q[p, i, COVER_DEPTH, lane])
    water, later = step_pack(snow.cover, i - 1, lane, pack, weather, parameters, dt)
    for k in range(PACK):
        x[k, p, i, lane] = later[k]
    return water


@kernel
def melt_snow(snow, state, hydrology, climate, lanes):
    """The packs through a runoff step: ``hydrology.precipitation`` becomes melt and rain that gets to the ground.

    LID units lie under the snow of the whole subcatchment and get the mean of its surfaces.
    """
    snow_and_plow(snow, state, hydrology, climate, lanes)
    now, q = hydrology.lane, snow.number
    for p in range(snow.to.size):
        s = snow.subcatchment[p]
        for lane in range(len(lanes)):
            dt = now[STEP, lane]
            if dt <= 0.0 or snow.area[p, lane] <= 0.0:
                continue
            temperature, rain, new = now[AIR_TEMPERATURE, lane], hydrology.rain[s, lane], 0.0
            if temperature <= climate.scalar[SNOW_TEMPERATURE, lane]:
                rain, new = 0.0, rain
            wind = step_value(snow.tables, snow.wind[lane], now[TIME_OLD, lane] + MOMENT)
            melt = rain_melt(rain, temperature, wind, snow.scalar[GAMMA, lane])
            weather = (rain, new, temperature, melt, snow.scalar[WEIGHT, lane], snow.scalar[RATIO, lane])
            day, mean, paved = year_day(climate, lane, now[TIME_OLD, lane]), 0.0, 0.0
            on_units = 0.0
            for i in range(SURFACES):
                fraction = q[p, i, FRACTION, lane]
                if fraction <= 0.0:
                    continue
                water = melt_surface(snow, state, p, i, lane, weather, day, dt)
                water += state.melted[p, lane] if i == PLOWABLE else 0.0
                mean += state.pack[DEPTH, p, i, lane] * fraction
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
            state.mean[BEFORE, p, lane], state.mean[AFTER, p, lane] = state.mean[AFTER, p, lane], mean
            if mean > 0.0:
                now[RUNNING, lane] = 1.0


@kernel
def report_snow(snow, state, hydrology, area, time, lane, out, system):
    """Depth of snow as water, m, in ``out`` (row, subcatchment, lane) and in ``system`` (row, lane)."""
    f = share_over(hydrology, time, lane)
    total, covered = 0.0, 0.0
    for s in range(area.shape[0]):
        total += area[s, lane]
    for p in range(snow.to.size):
        depth = (1.0 - f) * state.mean[BEFORE, p, lane] + f * state.mean[AFTER, p, lane]
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
