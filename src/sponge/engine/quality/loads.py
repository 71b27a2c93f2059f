# SPDX-License-Identifier: Apache-2.0
"""Pollutants that come to nodes from outside in a routing step: with runoff, direct and dry weather inflows, ..."""

from __future__ import annotations

from sponge.base.compiler import kernel
from sponge.engine.calendar import civil_date, hour_of_day, weekday
from sponge.engine.hydrology.handover import load_from_land, spans_of_land_in
from sponge.engine.inflows import HOURLY, WEEKEND, pattern_factor, series_value
from sponge.engine.network import OUTFALL
from sponge.engine.quality.tables import (
    CONCEN,
    DRY_WEATHER,
    EXTERNAL,
    GROUNDWATER,
    INFLOWS,
    RDII,
    WET_WEATHER,
)


@kernel
def begin_loads(state, active, routed, lanes):
    """The rates of the last step become the old ones; lanes that route nothing have none."""
    lateral, at_once, rate = state.lateral, state.at_once, state.rate
    for p in range(lateral.shape[0]):
        for i in range(lateral.shape[1]):
            for lane in range(len(lanes)):
                if active[lane]:
                    rest = lateral[p, i, lane] - at_once[p, i, lane]
                    state.lateral_old[p, i, lane] = rest if routed[lane] else 0.0
                    lateral[p, i, lane] = at_once[p, i, lane] = 0.0
        for kind in range(INFLOWS):
            for lane in range(len(lanes)):
                if active[lane]:
                    state.rate_old[kind, p, lane] = rate[kind, p, lane] if routed[lane] else 0.0
                    rate[kind, p, lane] = 0.0


@kernel
def add_load(state, kind, p, node, lane, load):
    """A `load` [kg/s] of pollutant p to a node."""
    if load > 0.0:
        state.lateral[p, node, lane] += load
        state.rate[kind, p, lane] += load


@kernel
def add_load_at_once(state, kind, p, node, lane, load, anew):
    """As ``add_load``, of what counts in this step alone by the share ``anew`` (``Facts.land_anew``)."""
    if load > 0.0:
        add_load(state, kind, p, node, lane, load)
        state.at_once[p, node, lane] += anew * load
        state.lateral_old[p, node, lane] += anew * load


@kernel
def patterns_factor(inflows, patterns, w, month, day, hour):
    """Product of the patterns of one dry weather load; a weekend pattern takes the hourly one's place."""
    factor = 1.0
    for kind in range(HOURLY):
        if patterns[w, kind] >= 0:
            factor *= pattern_factor(inflows, patterns[w, kind], month, day, hour)
    weekend = patterns[w, WEEKEND] >= 0 and (day == 0 or day == 6)
    hourly = patterns[w, WEEKEND] if weekend else patterns[w, HOURLY]
    return factor * pattern_factor(inflows, hourly, month, day, hour) if hourly >= 0 else factor


@kernel
def direct_loads(network, loads, state, given, outlet_rate, time, month, day, hour, lane):
    """Concentrations of direct inflows (and of what flows in at an outfall), and masses that come by themselves."""
    for d in range(len(loads.d_node)):
        node, value = loads.d_node[d], loads.d_baseline[d, lane]
        if loads.d_pattern[d] >= 0:
            value *= pattern_factor(network.inflows, loads.d_pattern[d], month, day, hour)
        if loads.d_series[d, lane] >= 0:
            value += loads.d_scale[d, lane] * series_value(loads.tables, loads.d_series[d, lane], time)
        if loads.d_kind[d] == CONCEN:
            flow = given[loads.d_row[d], lane] if loads.d_row[d] >= 0 else 0.0
            if network.nodes.kind[node] == OUTFALL:
                flow += outlet_rate[1, node, lane]
            value *= max(flow, 0.0)
        add_load(state, EXTERNAL, loads.d_pollutant[d], node, lane, value)


@kernel
def other_loads(network, loads, state, given, time, month, day, hour, lane):
    """Concentrations of dry weather flows and of interface inflows."""
    for w in range(len(loads.w_node)):
        flow = given[loads.w_row[w], lane]
        if flow > 0.0:
            factor = patterns_factor(network.inflows, loads.w_patterns, w, month, day, hour)
            load = flow * factor * loads.w_average[w, lane]
            add_load(state, DRY_WEATHER, loads.w_pollutant[w], loads.w_node[w], lane, load)
    for f in range(len(loads.f_node)):
        flow = given[loads.f_row[f], lane]
        if flow > 0.0:
            load = flow * series_value(loads.tables, loads.f_series[f, lane], time)
            add_load(state, EXTERNAL, loads.f_pollutant[f], loads.f_node[f], lane, load)


@kernel
def runoff_loads(network, state, lane):
    """What runoff brings in a routing step, as its flow; it brings nothing where nothing is routed."""
    hydrology, quality = network.hydrology, state.processes.quality
    spans, mean, anew = spans_of_land_in(state, lane), network.settings.mean_from_land, network.facts.land_anew
    rates = quality.surface.rate
    for s in range(hydrology.node.shape[0]):
        if hydrology.node[s] < 0:
            continue
        for p in range(rates.after.shape[0]):
            load = load_from_land(rates, p, s, spans, mean, lane)
            if state.clock.in_event[lane]:
                add_load_at_once(quality.transport, WET_WEATHER, p, hydrology.node[s], lane, load, anew)


@kernel
def gather_loads(network, state, active, lanes):
    """All loads of a routing step at its start, in the lanes ``active``, after their flows are known.

    Loads that come with groundwater or sewer infiltration are added by ``groundwater_loads`` and ``rdii_loads``.
    """
    quality, transport = network.processes.quality, state.processes.quality.transport
    begin_loads(transport, state.clock.active, active, lanes)
    start, given = network.settings.start, state.volumes.given_rate
    for lane in range(len(lanes)):
        if network.settings.runoff and state.clock.active[lane]:
            runoff_loads(network, state, lane)
        if not active[lane]:
            continue
        time = state.clock.inflow_time[lane]
        now = time + 0.001
        month, day, hour = civil_date(start + now)[1], weekday(start + now), hour_of_day(start + now)
        direct_loads(
            network, quality.loads, transport, given, state.volumes.outlet_rate, now, month, day, hour, lane
        )
        other_loads(network, quality.loads, transport, given, now, month, day, hour, lane)


@kernel
def loads_of_sources(state, nodes, flow, concentration, kind, anew, active, lanes):
    """Loads of sources of flow (source, lane) [m3/s] into ``nodes`` (source,), all with one ``concentration``
    (pollutant, lane) [kg/m3]: groundwater, rainfall dependent inflow and infiltration. ``anew`` as in
    ``add_load_at_once``."""
    for i in range(nodes.size):
        for lane in range(len(lanes)):
            if active[lane]:
                for p in range(concentration.shape[0]):
                    load = flow[i, lane] * concentration[p, lane]
                    add_load_at_once(state, kind, p, nodes[i], lane, load, anew)


@kernel
def groundwater_loads(network, state, active, lanes):
    """Loads that come to nodes with groundwater."""
    loads_of_sources(
        state.processes.quality.transport, network.processes.groundwater.node, state.processes.groundwater.rate,
        network.processes.quality.pollutants.groundwater, GROUNDWATER, network.facts.land_anew, active, lanes,
    )  # fmt: skip


@kernel
def rdii_loads(network, state, active, lanes):
    """Loads that come to nodes with rainfall dependent inflow and infiltration."""
    loads_of_sources(
        state.processes.quality.transport, network.processes.rdii.node, state.processes.rdii.rate,
        network.processes.quality.pollutants.rdii, RDII, network.facts.land_anew, active, lanes,
    )  # fmt: skip
