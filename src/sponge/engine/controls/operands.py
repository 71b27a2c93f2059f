# SPDX-License-Identifier: Apache-2.0
"""Reading the network and the clock for control rules."""

from __future__ import annotations

import math

from sponge.base.compiler import inlined, kernel, load, store, where
from sponge.base.constants import SECONDS_PER_DAY
from sponge.base.tables import interpolate
from sponge.engine.calendar import civil_date, is_leap, weekday
from sponge.engine.controls.operators import operate
from sponge.engine.controls.tables import (
    CLOCK_TIME,
    COMMON_DAY,
    CONSTANT,
    DATE,
    DAY_OF_WEEK,
    FIRST_OPERATOR,
    GAGE_PAST_RAIN,
    LINK_DEPTH,
    LINK_FLOW,
    LINK_SETTING,
    LINK_STATUS,
    LINK_VELOCITY,
    MISSING,
    MONTH,
    NODE_DEPTH,
    NODE_INFLOW,
    NODE_VOLUME,
    TIME,
    TIME_CLOSED,
    TIME_OPEN,
)  # fmt: skip

MILLISECOND = 0.001  # s: rules look at the clock this much after a step's start, so that "TIME > 1" holds at 1:00
SERIAL_DAY_OF_1970 = 25569.0  # days from 1899-12-30 to 1970-01-01
COMMON_YEAR, LEAP_DAY = 2001, 59.5  # days of the year by month and day: 29 February is between the 59th and the 60th
MIN_DEPTH = 0.01 * 0.3048  # m: shallower water has no velocity
MIN_AREA = 1e-4 * 0.3048**2  # m2


@kernel
def day_of_year(year, month, day):
    """1..366 (Meeus, Astronomical Algorithms, ch. 7)."""
    return 275 * month // 9 - (1 if is_leap(year) else 2) * ((month + 9) // 12) + day - 30


@kernel
def calendar(kind, date):
    """A part of a date [days since 1970-01-01], as rules write it."""
    day = math.floor(date)
    seconds = day * SECONDS_PER_DAY
    if kind == DATE:
        return day + SERIAL_DAY_OF_1970
    if kind == CLOCK_TIME:
        return date - day
    if kind == DAY_OF_WEEK:
        return weekday(seconds) + 1.0  # Sunday = 1
    year, month, day_of_month = civil_date(seconds)
    if kind == COMMON_DAY:
        leap_day = month == 2 and day_of_month == 29
        return LEAP_DAY if leap_day else float(day_of_year(COMMON_YEAR, month, day_of_month))
    return float(month) if kind == MONTH else float(day_of_year(year, month, day_of_month))


@kernel
def velocity(tables, table, flow, depth):
    """Mean velocity [m/s] of a flow [m3/s] over the area [m2] at a depth [m]."""
    if depth <= MIN_DEPTH:
        return 0.0
    area = interpolate(tables, table, depth)
    return flow / area if area > MIN_AREA else 0.0


@kernel
def time_in_position(want_open, setting, time, last_set):
    """Days since a link was opened (or closed), MISSING while it is not; times in s."""
    return (time - last_set + MILLISECOND) / SECONDS_PER_DAY if (setting > 0.0) == want_open else MISSING


@kernel
def past_rain(gage_past, gage, hours, lane):
    """Rain [m] of the last full hours."""
    depth = 0.0
    for hour in range(1, hours + 1):
        depth += gage_past[gage, hour, lane]
    return depth


@inlined
def network_value(kind, k, node_state, link_state, gage_rain, lanes):
    """What an operand of the first kinds reads in lanes, SI."""
    if kind == NODE_DEPTH:
        return load(node_state.depth, k, lanes)
    if kind == NODE_VOLUME:
        return load(node_state.volume, k, lanes)
    if kind == NODE_INFLOW:
        return load(node_state.lateral, k, lanes)
    if kind == LINK_FLOW:
        return load(link_state.flow, k, lanes)
    if kind == LINK_DEPTH:
        return load(link_state.depth, k, lanes)
    if kind == LINK_SETTING:
        return load(link_state.setting, k, lanes)
    if kind == LINK_STATUS:
        return where(load(link_state.setting, k, lanes) > 0.0, 1.0, 0.0)
    return load(gage_rain, k, lanes)


@kernel
def other_value(operands, i, link_state, gage_past, start, time, lane):
    """What an operand of the kinds after CONSTANT reads in a lane at a time [s], but for operators."""
    kind, k = operands.kind[i], operands.index[i]
    date = (start + time + MILLISECOND) / SECONDS_PER_DAY
    if kind == LINK_VELOCITY:
        return velocity(operands.tables, operands.area[i, lane], link_state.flow[k, lane], link_state.depth[k, lane])
    if kind == TIME_OPEN or kind == TIME_CLOSED:
        return time_in_position(
            kind == TIME_OPEN, link_state.setting[k, lane], time, link_state.time_last_set[k, lane]
        )
    if kind == GAGE_PAST_RAIN:
        return past_rain(gage_past, k, operands.other[i], lane)
    if kind == TIME:
        return (time + MILLISECOND) / SECONDS_PER_DAY
    return calendar(kind, date)


@kernel
def read_operands(operands, value, gage_rain, gage_past, node_state, link_state, start, time, lanes):
    """Bring every operand of every lane up to date at its ``time`` [s] (lane,) after the start [s since 1970-01-01].

    Constants are in ``value`` from the start.

    Lanes at rest are read too: it changes nothing, their operands are read anew before they are used.
    """
    for i in range(len(operands.kind)):
        kind, k, other = operands.kind[i], operands.index[i], operands.other[i]
        if kind == CONSTANT:
            continue
        if kind < CONSTANT:
            x = network_value(kind, k, node_state, link_state, gage_rain, lanes)
            x = load(operands.factor, i, lanes) * x + load(operands.offset, i, lanes)
            store(value, i, x)
            continue
        for lane in range(len(lanes)):
            if kind >= FIRST_OPERATOR:
                x = operate(kind - FIRST_OPERATOR, value[k, lane], value[other, lane])
            else:
                x = other_value(operands, i, link_state, gage_past, start, time[lane], lane)
            value[i, lane] = operands.factor[i, lane] * x + operands.offset[i, lane]
