# SPDX-License-Identifier: Apache-2.0
"""Lateral inflows at nodes: direct, dry weather and from interface files."""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.arrays import PerLane, Shared, TableRef
from sponge.base.compiler import kernel
from sponge.base.constants import FLOW_TOLERANCE
from sponge.base.tables import Tables, last_row_at
from sponge.engine.calendar import civil_date, hour_of_day, weekday

MONTHLY, DAILY, HOURLY, WEEKEND = range(4)


class Inflows(NamedTuple):
    """Direct inflows (``d_``), dry weather inflows (``w_``), interface inflows (``f_``) and the patterns they use."""

    d_node: Shared  # (direct,)
    d_pattern: Shared  # (direct,) row in patterns, -1 = none
    d_scale: PerLane  # (direct,) m3/s a unit of the series
    d_baseline: PerLane  # (direct,) m3/s
    d_series: TableRef  # (direct,)
    w_node: Shared  # (dry,)
    w_patterns: Shared  # (dry, 4) rows in patterns by kind: monthly, daily, hourly, weekend
    w_average: PerLane  # (dry,) m3/s
    f_node: Shared  # (interface,)
    f_series: TableRef  # (interface,) m3/s, straight between rows
    pattern_kind: Shared  # (pattern,)
    pattern_factors: Shared  # (pattern, 24)
    tables: Tables  # series: x s since the start


@kernel
def series_value(tables, k, time):
    """Value of a series at a time, straight between rows, 0 outside its span."""
    first, last = tables.start[k], tables.start[k + 1] - 1
    row = last_row_at(tables, k, time)
    if row < first or row > last:
        return 0.0
    if row == last:
        return tables.y[row] if tables.x[row] == time else 0.0
    dx = tables.x[row + 1] - tables.x[row]
    if dx <= 0.0:
        return tables.y[row]
    return tables.y[row] + (time - tables.x[row]) / dx * (tables.y[row + 1] - tables.y[row])


@kernel
def pattern_factor(inflows, p, month, day, hour):
    """Factor of pattern p in a month (1-12), on a weekday (0 = Sunday), in an hour; 1 where it does not apply."""
    kind = inflows.pattern_kind[p]
    if kind == MONTHLY:
        return inflows.pattern_factors[p, month - 1]
    if kind == DAILY:
        return inflows.pattern_factors[p, day]
    if kind == HOURLY or day == 0 or day == 6:
        return inflows.pattern_factors[p, hour]
    return 1.0


@kernel
def dry_weather_factor(inflows, w, month, day, hour):
    """Product of the patterns of one dry weather inflow; a weekend pattern takes the hourly one's place."""
    factor = 1.0
    patterns = inflows.w_patterns
    if patterns[w, MONTHLY] >= 0:
        factor *= pattern_factor(inflows, patterns[w, MONTHLY], month, day, hour)
    if patterns[w, DAILY] >= 0:
        factor *= pattern_factor(inflows, patterns[w, DAILY], month, day, hour)
    weekend = patterns[w, WEEKEND] >= 0 and (day == 0 or day == 6)
    hourly = patterns[w, WEEKEND] if weekend else patterns[w, HOURLY]
    if hourly >= 0:
        factor *= pattern_factor(inflows, hourly, month, day, hour)
    return factor


@kernel
def add_inflows(inflows, start, time, lateral, forced, direct, negative, dry, rate, by_user, active, lanes):
    """Add inflows at ``time`` (lane,) to ``lateral`` (node, lane) and to the step's sums (lane,) by kind.

    ``start`` is the simulation's start in s since 1970. Withdrawals count as ``negative``. ``rate`` (given, lane)
    keeps each: direct, dry weather, interface inflows, then ``forced`` by node; ``by_user`` (lane,) becomes 1 where
    ``forced`` gives anything.
    """
    n_direct, n_dry, n_interface = inflows.d_node.size, inflows.w_node.size, inflows.f_node.size
    first = n_direct + n_dry + n_interface
    for i in range(forced.shape[0]):
        given = 0
        for lane in range(len(lanes)):
            given += 1 if active[lane] and (forced[i, lane] != 0.0 or rate[first + i, lane] != 0.0) else 0
        if given == 0:
            continue
        for lane in range(len(lanes)):
            if active[lane]:
                q = forced[i, lane]
                rate[first + i, lane] = q
                by_user[lane] = 1.0
                lateral[i, lane] += q
                direct[lane] += max(q, 0.0)
                negative[lane] += max(-q, 0.0)
    for lane in range(len(lanes)):
        if not active[lane]:
            continue
        now = time[lane] + 0.001
        _, month, _ = civil_date(start + now)
        day = weekday(start + now)
        hour = hour_of_day(start + now)
        for d in range(inflows.d_node.size):
            q = inflows.d_baseline[d, lane]
            if inflows.d_pattern[d] >= 0:
                q *= pattern_factor(inflows, inflows.d_pattern[d], month, day, hour)
            if inflows.d_series[d, lane] >= 0:
                q += inflows.d_scale[d, lane] * series_value(inflows.tables, inflows.d_series[d, lane], now)
            q = q if abs(q) >= FLOW_TOLERANCE else 0.0
            rate[d, lane] = q
            if q != 0.0:
                lateral[inflows.d_node[d], lane] += q
                direct[lane] += max(q, 0.0)
                negative[lane] += max(-q, 0.0)
        for w in range(inflows.w_node.size):
            q = inflows.w_average[w, lane] * dry_weather_factor(inflows, w, month, day, hour)
            q = q if abs(q) >= FLOW_TOLERANCE else 0.0
            rate[n_direct + w, lane] = q
            if q != 0.0:
                lateral[inflows.w_node[w], lane] += q
                dry[lane] += q
        for f in range(inflows.f_node.size):
            q = series_value(inflows.tables, inflows.f_series[f, lane], now)
            q = q if abs(q) >= FLOW_TOLERANCE else 0.0
            rate[n_direct + n_dry + f, lane] = q
            if q != 0.0:
                lateral[inflows.f_node[f], lane] += q
                direct[lane] += q
