# SPDX-License-Identifier: Apache-2.0
"""Curves and time series as one pool of (x, y) rows, and their look-ups.

All tables of a model lie one after another; table ``k`` has the rows ``start[k]:start[k + 1]``. x never falls
within a table. Units are SI; a time series has x in seconds since the simulation's start.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sponge.base.arrays import Shared
from sponge.base.compiler import inlined, kernel, where


class Tables(NamedTuple):
    """A pool of curves or series."""

    start: Shared  # (table + 1,) int64, first row of each table
    x: Shared  # (row,)
    y: Shared  # (row,)


def pool(tables: list[tuple[np.ndarray, np.ndarray]]) -> Tables:
    """A pool from (x, y) pairs."""
    start = np.zeros(len(tables) + 1, np.int64)
    np.cumsum([len(x) for x, _ in tables], out=start[1:])
    flat = [np.concatenate([np.asarray(t[i], float) for t in tables] or [np.zeros(0)]) for i in (0, 1)]
    return Tables(start, flat[0], flat[1])


@kernel
def last_row_at(tables, k, x):
    """Row of table k with the largest table x <= x; start[k] - 1 where x lies before the table."""
    low, high = tables.start[k] - 1, tables.start[k + 1]
    while high - low > 1:
        middle = (low + high) // 2
        if tables.x[middle] <= x:
            low = middle
        else:
            high = middle
    return low


@kernel
def interpolate(tables, k, x):
    """y at x, straight between rows, constant beyond both ends; 0 for an empty table."""
    first, last = tables.start[k], tables.start[k + 1] - 1
    if last < first:
        return 0.0
    row = last_row_at(tables, k, x)
    if row < first:
        return tables.y[first]
    if row >= last:
        return tables.y[last]
    dx = tables.x[row + 1] - tables.x[row]
    if dx <= 0.0:
        return tables.y[row]
    return tables.y[row] + (x - tables.x[row]) * (tables.y[row + 1] - tables.y[row]) / dx


@kernel
def interpolated_slope(tables, k, x):
    """dy/dx of ``interpolate``: of the segment that begins at or before x; 0 beyond both ends."""
    row, last = last_row_at(tables, k, x), tables.start[k + 1] - 1
    if row < tables.start[k] or row >= last:
        return 0.0
    dx = tables.x[row + 1] - tables.x[row]
    return (tables.y[row + 1] - tables.y[row]) / dx if dx > 0.0 else 0.0


@kernel
def step_value(tables, k, x):
    """y of the last row whose x is not beyond x: a step function; 0 before the table."""
    row = last_row_at(tables, k, x)
    return tables.y[row] if row >= tables.start[k] else 0.0


@kernel
def step_mean(tables, k, begin, end):
    """Mean of ``step_value`` over what lies from ``begin`` to ``end``."""
    last = tables.start[k + 1] - 1
    row, x, total = last_row_at(tables, k, begin), begin, 0.0
    y = tables.y[row] if row >= tables.start[k] else 0.0
    if row == last or tables.x[row + 1] >= end:
        return y
    while row < last and tables.x[row + 1] < end:
        row += 1
        total += y * (tables.x[row] - x)
        x, y = tables.x[row], tables.y[row]
    return (total + y * (end - x)) / (end - begin)


@kernel
def next_step(tables, k, x):
    """The first x of the table beyond x; infinity after its end."""
    row = last_row_at(tables, k, x) + 1
    return tables.x[row] if row < tables.start[k + 1] else np.inf


@kernel
def step_ahead(tables, k, x):
    """y of the first row whose x lies beyond x, the last row's y beyond the table; 0 for an empty table."""
    first, last = tables.start[k], tables.start[k + 1] - 1
    if last < first:
        return 0.0
    return tables.y[min(last_row_at(tables, k, x) + 1, last)]


@kernel
def extended(tables, k, x):
    """y at x, straight between rows, on the line from the origin before the table and on its last segment beyond.

    A last segment that falls is taken as level; a table that begins at x <= 0 is constant before it.
    """
    first, last = tables.start[k], tables.start[k + 1] - 1
    if last < first:
        return 0.0
    row = last_row_at(tables, k, x)
    if row < first:
        return x / tables.x[first] * tables.y[first] if tables.x[first] > 0.0 else tables.y[first]
    left = max(min(row, last - 1), first)
    dx, dy = tables.x[min(left + 1, last)] - tables.x[left], tables.y[min(left + 1, last)] - tables.y[left]
    slope = dy / dx if dx > 0.0 else 0.0
    if row == last:
        slope = max(slope, 0.0)
    return tables.y[row] + slope * (x - tables.x[row])


# --- of numbers or lanes, for short curves: one table, row after row -----------------------------------------------


@inlined
def segment(tables, k, x, beyond):
    """Of the segment of a curve that holds x: its first x and y, its rise and its run.

    Before the curve and after it the rise is 0, or that of the end segments where ``beyond``. An empty curve is 0.
    """
    first, last = tables.start[k], tables.start[k + 1] - 1
    x0, y0, rise, run = 0.0 * x, 0.0 * x, 0.0 * x, 1.0 + 0.0 * x
    if last >= first:
        x0, y0 = x0 + tables.x[first], y0 + tables.y[first]
    for row in range(first, last):
        width = tables.x[row + 1] - tables.x[row]
        reached = (x >= tables.x[row]) if row > first or not beyond else x == x
        x0, y0 = where(reached, tables.x[row], x0), where(reached, tables.y[row], y0)
        rise = where(reached, tables.y[row + 1] - tables.y[row] if width > 0.0 else 0.0, rise)
        run = where(reached, width if width > 0.0 else 1.0, run)
    if last > first and not beyond:
        after = x >= tables.x[last]
        x0, y0, rise = where(after, tables.x[last], x0), where(after, tables.y[last], y0), where(after, 0.0, rise)
    return x0, y0, rise, run


@inlined
def on_curve(tables, k, x):
    """``interpolate`` of numbers or lanes."""
    x0, y0, rise, run = segment(tables, k, x, False)
    return y0 + (x - x0) * rise / run


@inlined
def curve_and_slope(tables, k, x):
    """``on_curve`` and its dy/dx, which is 0 beyond both ends."""
    x0, y0, rise, run = segment(tables, k, x, False)
    return y0 + (x - x0) * rise / run, rise / run


@inlined
def slope_on_curve(tables, k, x):
    """dy/dx of the segment that holds x, of the end segments beyond both ends; 0 for fewer than two rows."""
    _, _, rise, run = segment(tables, k, x, True)
    return rise / run


@inlined
def step_on_curve(tables, k, x):
    """``step_ahead`` of numbers or lanes."""
    first, last = tables.start[k], tables.start[k + 1] - 1
    y = 0.0 * x
    if last >= first:
        y = y + tables.y[last]
    for row in range(last, first - 1, -1):
        y = where(tables.x[row] <= x, y, tables.y[row])
    return y
