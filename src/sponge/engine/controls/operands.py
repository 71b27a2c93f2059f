"""Reading the network and the clock for control rules."""

from __future__ import annotations

import math

from sponge.base.constants import SECONDS_PER_DAY
from sponge.base.kernels import kernel
from sponge.base.tables import interpolate
from sponge.engine.calendar import civil_date, weekday
from sponge.engine.controls.operators import operate
from sponge.engine.controls.tables import (
    CLOCK_TIME,
    CONSTANT,
    DATE,
    DAY_OF_WEEK,
    FIRST_OPERATOR,
    GAGE_PAST_RAIN,
    LINK_DEPTH,
    LINK_FLOW,
    LINK_SETTING,
    LINK_VELOCITY,
    MISSING,
    MONTH,
    TIME,
    TIME_CLOSED,
    TIME_OPEN,
)  # fmt: skip

MILLISECOND = 0.001  # s: rules look at the clock this much after a step's start, so that "TIME > 1" holds at 1:00
SERIAL_DAY_OF_1970 = 25569.0  # days from 1899-12-30 to 1970-01-01
MIN_DEPTH = 0.01 * 0.3048  # m: shallower water has no velocity
MIN_AREA = 1e-4 * 0.3048**2  # m2


@kernel
def day_of_year(year, month, day):
    """1..366 (Meeus, Astronomical Algorithms, ch. 7)."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 275 * month // 9 - (1 if leap else 2) * ((month + 9) // 12) + day - 30


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
    return float(month) if kind == MONTH else float(day_of_year(year, month, day_of_month))


@kernel
def velocity(tables, table, flow, depth):
    """Mean velocity [m/s] of a flow [m3/s] over the area [m2] at a depth [m]."""
    if depth <= MIN_DEPTH:
        return 0.0
    area = interpolate(tables, table, depth)
    return flow / area if area > MIN_AREA else 0.0


@kernel
def time_in_position(want_open, setting, date, set_date):
    """Days since a link was opened (or closed), MISSING while it is not."""
    return date - set_date if (setting > 0.0) == want_open else MISSING


@kernel
def past_rain(gage_past, gage, hours, lane):
    """Rain [m] of the last full hours."""
    depth = 0.0
    for hour in range(1, hours + 1):
        depth += gage_past[gage, hour, lane]
    return depth


@kernel
def read_operands(operands, value, sources, set_at, gage_past, start, time, lane):
    """Bring every operand of a lane up to date at a time [s] after the start [s since 1970-01-01].

    sources: the arrays (element, lane) that the first operand kinds read; set_at (link, lane) s: last switched.
    """
    date = (start + time + MILLISECOND) / SECONDS_PER_DAY
    flow, depth, setting = sources[LINK_FLOW], sources[LINK_DEPTH], sources[LINK_SETTING]
    for i in range(len(operands.kind)):
        kind, k, other = operands.kind[i], operands.index[i], operands.other[i]
        x = 0.0
        if kind < CONSTANT:
            x = sources[kind][k, lane]
        elif kind == LINK_VELOCITY:
            x = velocity(operands.tables, operands.area[i, lane], flow[k, lane], depth[k, lane])
        elif kind == TIME_OPEN or kind == TIME_CLOSED:
            set_date = (start + set_at[k, lane] + MILLISECOND) / SECONDS_PER_DAY
            x = time_in_position(kind == TIME_OPEN, setting[k, lane], date, set_date)
        elif kind == GAGE_PAST_RAIN:
            x = past_rain(gage_past, k, other, lane)
        elif kind == TIME:
            x = (time + MILLISECOND) / SECONDS_PER_DAY
        elif kind >= FIRST_OPERATOR:
            x = operate(kind - FIRST_OPERATOR, value[k, lane], value[other, lane])
        elif kind > CONSTANT:
            x = calendar(kind, date)
        value[i, lane] = operands.factor[i, lane] * x + operands.offset[i, lane]
