# SPDX-License-Identifier: Apache-2.0
"""Runoff that is given instead of computed: what a runoff interface file says of every subcatchment."""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.arrays import Shared, TableRef
from sponge.base.compiler import kernel
from sponge.base.tables import Tables, interpolate, last_row_at, step_ahead
from sponge.engine.hydrology.tables import OUTFLOWS, SURFACES
from sponge.physics.runoff import middle_flow, passed_within


class RunoffFile(NamedTuple):
    """Series of every subcatchment, straight between rows; rates hold for the step that ends at a row."""

    subcatchments: Shared  # (subcatchment,) all of them, or none
    flow: TableRef  # (subcatchment,) m3/s
    evaporation: TableRef  # (subcatchment,) m/s
    infiltration: TableRef  # (subcatchment,) m/s
    volume: TableRef  # (subcatchment,) m3 passed since the start
    flux: TableRef  # (pollutant, subcatchment) kg/s of the pollutants simulated
    mass: TableRef  # (pollutant, subcatchment) kg passed since the start
    tables: Tables  # x s since the start


@kernel
def passed(tables, k, total, time):
    """What of a flow, table k, has passed up to a time [s]: its integral, which the table ``total`` has by row."""
    first, last = tables.start[k], tables.start[k + 1] - 1
    row = min(max(last_row_at(tables, k, time), first), last)
    flow = interpolate(tables, k, time)
    return tables.y[tables.start[total] + row - first] + 0.5 * (tables.y[row] + flow) * (time - tables.x[row])


@kernel
def given_runoff(network, state, lanes):
    """Put the file's runoff, evaporation and infiltration in the place of what the surfaces did in this step."""
    file, hydrology, own = network.processes.runoff_file, network.hydrology, state.hydrology
    now = own.step
    for s in range(file.subcatchments.size):
        for lane in range(len(lanes)):
            dt, area = now.length[lane], hydrology.area[s, lane]
            if dt <= 0.0 or area <= 0.0:
                continue
            begin = now.time_old[lane]
            for i in range(OUTFLOWS):
                own.left[i, s, lane] = 0.0
                own.left_rate[i, s, lane] = 0.0
            k, total = file.flow[s, lane], file.volume[s, lane]
            volume = passed(file.tables, k, total, begin + dt) - passed(file.tables, k, total, begin)
            own.left[0, s, lane] = volume / area
            own.left_rate[0, s, lane] = interpolate(file.tables, file.flow[s, lane], begin + dt) / area
            own.rate.runon[s, lane] = 0.0
            own.rate.evaporated[s, lane] = step_ahead(file.tables, file.evaporation[s, lane], begin)
            own.rate.infiltrated[s, lane] = step_ahead(file.tables, file.infiltration[s, lane], begin)
            own.transit.crossing[s, lane], own.transit.crossing_rate[s, lane] = 0.0, 0.0
            for i in range(SURFACES):
                own.depth[s, i, lane] = 0.0


@kernel
def given_loads(network, state, lanes):
    """Put the file's pollutants in the place of what would have been washed off in this step; they count as build-up.

    They reach the node as runoff does. What goes to another subcatchment is in the file's runoff of that one.
    """
    file, hydrology, now = network.processes.runoff_file, state.hydrology, state.processes.quality.surface
    for s in range(file.subcatchments.size):
        for lane in range(len(lanes)):
            dt, begin = hydrology.step.length[lane], hydrology.step.time_old[lane]
            if dt <= 0.0:
                continue
            flow = interpolate(file.tables, file.flow[s, lane], begin + dt)
            for p in range(file.flux.shape[0]):
                k, total = file.flux[p, s, lane], file.mass[p, s, lane]
                load = passed(file.tables, k, total, begin + dt) - passed(file.tables, k, total, begin)
                before, after = now.rate.after[p, s, lane], interpolate(file.tables, k, begin + dt)
                mass, left = now.pool[p, s, lane] + load, 0.0
                passed_on = mass
                if network.hydrology.node[s] >= 0:
                    middle, left = middle_flow(before, after, mass, load, dt)
                    now.rate.middle[p, s, lane] = middle
                    passed_on = passed_within(before, middle, after, dt)
                    now.rate.due[p, s, lane] += passed_on
                if network.hydrology.downhill[s] < 0:
                    now.ledger.buildup[p, lane] += load
                    now.ledger.runoff[p, lane] += passed_on
                now.load[p, s, lane] += load
                now.pool[p, s, lane] = left
                now.rate.before[p, s, lane], now.rate.after[p, s, lane] = before, after
                now.concentration_old[p, s, lane] = now.concentration[p, s, lane]
                now.concentration[p, s, lane] = after / flow if flow > 0.0 else 0.0
