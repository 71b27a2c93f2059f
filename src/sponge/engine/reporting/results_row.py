# SPDX-License-Identifier: Apache-2.0
"""Results at a reporting time: every lane's state, interpolated between its last two steps, or the period's means.

The rows of the tables are named in ``engine.reporting.rows``.
"""

from __future__ import annotations

from sponge.base.compiler import inlined, kernel, load, spread, store, where
from sponge.engine.accounts.ledger import DRY_WEATHER, EXTERNAL, FLOODING, GROUNDWATER, OUTFLOW, RDII
from sponge.engine.hydrology.report import report_subcatchments
from sponge.engine.processes import report_processes
from sponge.engine.reporting.averages import add_to_means, write_means
from sponge.engine.reporting.element_results import link_result, node_result, put_rows
from sponge.engine.reporting.periods import NOTHING, PERIOD, WRITES
from sponge.engine.reporting.rows import LINK_ROW, NODE_ROW, SYSTEM_ROW


@kernel
def write_row(network, state, periods, k, lanes):
    """Write what is asked for at the k-th time of ``periods``: nothing, the results of all lanes at that time, or where
    the model says so the means of the period that ends with it."""
    asked = periods.asked[WRITES]
    if asked == NOTHING:
        return
    for lane in range(len(lanes)):
        periods.health[k, lane] = state.clock.health[lane]
    time, subcatchment = periods.time[k], periods.subcatchment[k]
    write_moment(network, state, time, subcatchment, periods.node[k], periods.link[k], periods.system[k], lanes)
    report_processes(network, state, periods, k, lanes)
    total_inflow(periods.system[k])
    if asked == PERIOD and network.settings.averages:
        write_means(network, state, periods.node[k], periods.link[k], lanes)
        for lane in range(len(lanes)):
            state.clock.next_report[lane] = time + network.settings.report_step
        add_to_means(network, state, load(state.clock.time, lanes) > time, lanes)


@kernel
def write_moment(network, state, time, subcatchment, node, link, system, lanes):
    """Write the results of all lanes at ``time`` [s] into (row, element, lane) arrays and ``system`` (row, lane)."""
    system[:] = 0.0
    if network.hydrology.area.shape[0] > 0:
        report_subcatchments(network.hydrology, state.hydrology, time, subcatchment, system, lanes)
    begun = load(state.clock.time_old, lanes)
    span = load(state.clock.time, lanes) - begun
    f = where(span > 0.0, (time - begun) / where(span > 0.0, span, 1.0), 1.0)
    stored = spread(0.0, lanes)
    for i in range(network.nodes.kind.size):
        result = node_result(network, state, i, f, lanes)
        put_rows(node, i, result)
        stored += result[NODE_ROW.volume]
    for j in range(network.links.kind.size):
        result = link_result(network, state, j, f, lanes)
        put_rows(link, j, result)
        stored += result[LINK_ROW.volume]
    store(system, SYSTEM_ROW.storage, stored)
    rate = state.ledger.rate
    for lane in range(len(lanes)):
        system[SYSTEM_ROW.dry_weather_inflow, lane] = rate[DRY_WEATHER, lane]
        system[SYSTEM_ROW.groundwater_inflow, lane] = rate[GROUNDWATER, lane]
        system[SYSTEM_ROW.rdii_inflow, lane] = rate[RDII, lane]
        system[SYSTEM_ROW.direct_inflow, lane] = rate[EXTERNAL, lane]
        system[SYSTEM_ROW.flooding, lane] = rate[FLOODING, lane]
        system[SYSTEM_ROW.outflow, lane] = rate[OUTFLOW, lane]


@inlined
def total_inflow(system):
    """Lateral inflow of the whole system, the sum of its parts, once the runoff has all that drains bring."""
    for lane in range(system.shape[1]):
        system[SYSTEM_ROW.lateral_inflow, lane] = (
            system[SYSTEM_ROW.runoff, lane] + system[SYSTEM_ROW.dry_weather_inflow, lane]
            + system[SYSTEM_ROW.groundwater_inflow, lane] + system[SYSTEM_ROW.rdii_inflow, lane]
            + system[SYSTEM_ROW.direct_inflow, lane]
        )  # fmt: skip
