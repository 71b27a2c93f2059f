# SPDX-License-Identifier: Apache-2.0
"""Means over reporting periods, which results hold in place of moments where the model says REPORT_AVERAGES."""

from __future__ import annotations

from sponge.base.compiler import any_lane, flags, kernel, load, put, spread, store, where
from sponge.engine.network import CONDUIT
from sponge.engine.reporting.element_results import link_result, node_result, put_rows
from sponge.engine.reporting.rows import LINK_ROW, NODE_ROW


@kernel
def add_to_means(network, state, moved, lanes):
    """The part of the last step that lies in the period being averaged into the sums of REPORT_AVERAGES, of the lanes
    that ``moved``.

    What changes in a step changes evenly, so its mean over a part is its value in the middle of it. A step that was not
    routed counts with the state that it left.
    """
    clock = state.clock
    begun, ended, close = load(clock.time_old, lanes), load(clock.time, lanes), load(clock.next_report, lanes)
    first, last = max(begun, close - network.settings.report_step), min(ended, close)
    counted, span = moved & (last > first), last - first
    if not any_lane(counted):
        return
    middle = (0.5 * (first + last) - begun) / where(ended > begun, ended - begun, 1.0)
    f = where(flags(clock.routed_last, lanes), middle, 1.0)
    put(state.averaged_time, counted, load(state.averaged_time, lanes) + span)
    for i in range(network.nodes.kind.size):
        put_rows(state.latest_node, i, node_result(network, state, i, f, lanes))
        for k in range(len(NODE_ROW)):
            summed = load(state.node_sums, k, i, lanes)
            put(state.node_sums, k, i, counted, summed + span * load(state.latest_node, k, i, lanes))
    for j in range(network.links.kind.size):
        put_rows(state.latest_link, j, link_result(network, state, j, f, lanes))
        for k in range(len(LINK_ROW)):
            summed = load(state.link_sums, k, j, lanes)
            put(state.link_sums, k, j, counted, summed + span * load(state.latest_link, k, j, lanes))


@kernel
def take_means(sums, out, elements, span, lanes):
    """Means of (row, element, lane) sums over a ``span`` [s], and the sums back to zero."""
    for row in range(sums.shape[0]):
        for i in range(elements):
            store(out, row, i, load(sums, row, i, lanes) / span)
            store(sums, row, i, spread(0.0, lanes))


@kernel
def write_means(network, state, node, link, lanes):
    """Means of the period into (row, element, lane) arrays, and the sums back to zero; settings are not averaged."""
    summed = load(state.averaged_time, lanes)
    span = where(summed > 0.0, summed, 1.0)
    store(state.averaged_time, spread(0.0, lanes))
    take_means(state.node_sums, node, network.nodes.kind.size, span, lanes)
    take_means(state.link_sums, link, network.links.kind.size, span, lanes)
    for j in range(network.links.kind.size):
        if network.links.kind[j] != CONDUIT:
            store(link, LINK_ROW.capacity, j, load(state.links.setting, j, lanes))
