# SPDX-License-Identifier: Apache-2.0
"""The weather of each lane, and its next runoff step."""

from __future__ import annotations

import numpy as np

from sponge.base.compiler import kernel
from sponge.base.tables import interpolate, last_row_at, next_step, step_value
from sponge.engine.hydrology.tables import PAST_HOURS
from sponge.physics.climate import temperature_at

NO_TEMPERATURE = (70.0 - 32.0) / 1.8  # degC, where a model has none
EARLY = 1.0  # s: rain that begins within a second has begun (EPA SWMM)
SMALL_TIME = 0.001  # s


@kernel
def air_temperature(climate, lane, time, month):
    """Temperature [degC] of a lane at a time [s]."""
    tables, series = climate.tables, climate.temperature[lane]
    if series >= 0:
        return interpolate(tables, series, time) + climate.temperature_change[month, lane]
    low, high = climate.low[lane], climate.high[lane]
    if low < 0:
        return NO_TEMPERATURE
    row = max(last_row_at(tables, low, time) - tables.start[low], 0)
    lowest, highest = tables.y[tables.start[low] + row], tables.y[tables.start[high] + row]
    last_highest = tables.y[tables.start[high] + max(row - 1, 0)]
    first_midnight = climate.midnight[lane]
    midnight = first_midnight + 86400.0 * ((time - first_midnight) // 86400.0)
    month_begin = tables.x[last_row_at(tables, climate.month[lane], time)]
    day = step_value(tables, climate.year_day[lane], time) + (midnight - month_begin) // 86400.0
    return temperature_at(
        (time - midnight) / 3600.0, lowest, highest, last_highest, day, climate.tan_latitude[lane],
        climate.longitude_hours[lane], climate.least_rise[lane],
    )  # fmt: skip


@kernel
def limited(step, until_change):
    """A step that does not pass a change in the weather; a change within half a second has happened."""
    change = (until_change + 0.5) // 1.0 if until_change < 1e9 else until_change
    return change if 0.0 < change < step else step


@kernel
def rain_now(gages, gage_rain, lane, time):
    """Set the rain [m/s] at every gage of a lane; whether it rains, and the time [s] at which that changes next."""
    raining, change = False, np.inf
    for g in range(gages.used.size):
        k = gages.rain[g, lane]
        rain = step_value(gages.tables, k, time + EARLY)
        gage_rain[g, lane] = rain
        if gages.used[g]:
            raining = raining or rain > 0.0
            change = min(change, next_step(gages.tables, k, time + EARLY))
    return raining, change


@kernel
def has_users(gages):
    """Whether anything looks at a gage."""
    for g in range(gages.used.size):
        if gages.used[g]:
            return True
    return False


@kernel
def begin_hour(gage_past, g, lane):
    """The hour that runs becomes the first full hour of a gage's past."""
    for hour in range(PAST_HOURS, 0, -1):
        gage_past[g, hour, lane] = gage_past[g, hour - 1, lane]
    gage_past[g, 0, lane] = 0.0


@kernel
def remember_rain(gage_rain, gage_past, lane, time, step):
    """Add a step's rain to every gage's sums by hours since the simulation's start."""
    for g in range(gage_rain.shape[0]):
        left, begun = step, time % 3600.0
        if begun == 0.0 and time > 0.0:
            begin_hour(gage_past, g, lane)
        while True:
            part = min(left, 3600.0 - begun)
            gage_past[g, 0, lane] += part * gage_rain[g, lane]
            left, begun = left - part, 0.0
            if left <= 0.0:
                break
            begin_hour(gage_past, g, lane)


@kernel
def begin_steps(hydrology, state, until, active, lanes):
    """Give every active lane that has not reached ``until`` its weather and its step; the number of them.

    A step is the wet or the dry one, and ends with the next change of rain or evaporation at the latest. Without
    subcatchments there are steps only where rules look at a gage, and none goes beyond ``until``.
    """
    climate, now = hydrology.climate, state.step
    moving, watched = 0, has_users(hydrology.gages)
    for lane in range(len(lanes)):
        now.length[lane] = 0.0
        time = state.time[lane]
        if not active[lane] or time >= until[lane]:
            continue
        moment = time + SMALL_TIME
        month = int(step_value(climate.tables, climate.month[lane], moment))
        now.month[lane] = month
        state.recovery[lane] = climate.recovery_factor[month, lane]
        now.air_temperature[lane] = air_temperature(climate, lane, moment, month)
        state.conductivity_factor[lane] = climate.conductivity_factor[month, lane]
        state.evaporation_rate[lane] = step_value(climate.tables, climate.evaporation[lane], moment)
        if hydrology.gage.size == 0 and not watched:
            now.time_old[lane], state.time[lane] = time, until[lane]
            continue
        if time >= hydrology.steps.duration[lane]:
            continue
        raining, change = rain_now(hydrology.gages, state.gage_rain, lane, time)
        wet = raining or now.running[lane] > 0.0
        step = limited(hydrology.steps.wet[lane] if wet else hydrology.steps.dry[lane], change - time)
        if climate.ends_steps[lane] > 0.0:
            step = limited(step, next_step(climate.tables, climate.evaporation[lane], moment) - time)
        step = min(step, hydrology.steps.duration[lane] - time)
        if hydrology.gage.size == 0:
            step = min(step, until[lane] - time)
        remember_rain(state.gage_rain, state.gage_past, lane, time, step)
        now.length[lane], now.time_old[lane], now.running[lane] = step, time, 0.0
        state.time[lane] = time + step
        moving += 1
    return moving
