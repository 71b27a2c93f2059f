"""Runoff that is given instead of computed: what a runoff interface file says of every subcatchment."""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.arrays import Shared, TableRef
from sponge.base.kernels import kernel
from sponge.base.tables import Tables, interpolate, last_row_at, step_ahead
from sponge.engine.hydrology_tables import (
    CROSSING,
    CROSSING_RATE,
    EVAPORATED,
    INFILTRATED,
    OUTFLOWS,
    RUNON,
    STEP,
    SURFACES,
    TIME_OLD,
)

FLOW, EVAPORATION, INFILTRATION, VOLUME = range(4)  # rows of RunoffFile.table


class RunoffFile(NamedTuple):
    """Series of every subcatchment, straight between rows; rates hold for the step that ends at a row."""

    subcatchments: Shared  # (subcatchment,) all of them, or none
    table: TableRef  # (4, subcatchment) FLOW m3/s, EVAPORATION and INFILTRATION m/s, VOLUME m3 passed since the start
    tables: Tables  # x s since the start


@kernel
def passed(file, s, lane, time):
    """Volume [m3] of runoff up to a time [s]: the flow's integral."""
    tables, k, total = file.tables, file.table[FLOW, s, lane], file.table[VOLUME, s, lane]
    first, last = tables.start[k], tables.start[k + 1] - 1
    row = min(max(last_row_at(tables, k, time), first), last)
    flow = interpolate(tables, k, time)
    return tables.y[tables.start[total] + row - first] + 0.5 * (tables.y[row] + flow) * (time - tables.x[row])


@kernel
def given_runoff(file, hydrology, state, lanes):
    """Put the file's runoff, evaporation and infiltration in the place of what the surfaces did in this step."""
    now = state.lane
    for s in range(file.subcatchments.size):
        for lane in range(len(lanes)):
            dt, area = now[STEP, lane], hydrology.area[s, lane]
            if dt <= 0.0 or area <= 0.0:
                continue
            begin = now[TIME_OLD, lane]
            for i in range(OUTFLOWS):
                state.left[i, s, lane] = 0.0
                state.left_rate[i, s, lane] = 0.0
            state.left[0, s, lane] = (passed(file, s, lane, begin + dt) - passed(file, s, lane, begin)) / area
            state.left_rate[0, s, lane] = interpolate(file.tables, file.table[FLOW, s, lane], begin + dt) / area
            state.rate[RUNON, s, lane] = 0.0
            state.rate[EVAPORATED, s, lane] = step_ahead(file.tables, file.table[EVAPORATION, s, lane], begin)
            state.rate[INFILTRATED, s, lane] = step_ahead(file.tables, file.table[INFILTRATION, s, lane], begin)
            state.transit[CROSSING, s, lane], state.transit[CROSSING_RATE, s, lane] = 0.0, 0.0
            for i in range(SURFACES):
                state.depth[s, i, lane] = 0.0
