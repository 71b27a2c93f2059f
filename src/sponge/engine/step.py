# SPDX-License-Identifier: Apache-2.0
"""The phases of one routing step of all lanes but for the routing itself, which a solver puts between them."""

from __future__ import annotations

import numpy as np

from sponge.base.compiler import any_lane, flags, kernel, load, merged, put
from sponge.engine.accounts.counting import count_step
from sponge.engine.accounts.groups import group_peaks
from sponge.engine.accounts.ledger import (
    DRY_WEATHER,
    EVAPORATION,
    EXTERNAL,
    FLOODING,
    OUTFLOW,
    SEEPAGE,
    add_part_of_step,
    end_step,
    remove_outflows,
    step_error,
)
from sponge.engine.accounts.statistics import link_statistics, node_statistics
from sponge.engine.accounts.volume_sums import add_volumes
from sponge.engine.clock import (
    NOT_FINITE,
    between_events,
    set_rule_spans,
    set_step,
    step_between_events,
)
from sponge.engine.controls import evaluate_controls
from sponge.engine.inflows import add_inflows
from sponge.engine.inlets.capture import capture_inlet_flows, returned_overflow
from sponge.engine.network import OUTFALL
from sponge.engine.nodes import storage_losses
from sponge.engine.processes import after_flows, process_inflows
from sponge.engine.reporting.averages import add_to_means
from sponge.engine.reporting.periods import COUNT, MOVES
from sponge.engine.reporting.results_row import write_row
from sponge.engine.runoff import run_runoff, runoff_inflows
from sponge.engine.structures.pump_switches import pump_targets
from sponge.engine.structures.settings import move_settings

TINY_FLOW = 1e-6 * 0.3048**3


@merged
def time_to_reach(periods, k):
    """The k-th time [s] that every lane is to reach; none where they are to stay."""
    return periods.time[k] if periods.asked[MOVES] else -np.inf


@kernel
def lanes_to_move(network, state, until, lanes):
    """Mark the lanes that have not reached ``until`` [s]; returns how many.

    The longest step that they may take is the fixed one, until the solver says less.
    """
    clock, moving = state.clock, 0
    for lane in range(len(lanes)):
        clock.active[lane] = 1 if clock.time[lane] < until and clock.health[lane] == 0 else 0
        moving += clock.active[lane]
        clock.longest_step[lane] = network.settings.routing_step
    return moving


@kernel
def choose_steps(network, state, until, lanes):
    """The next step of each lane that moves into ``clock.dt``, and where it ends into ``clock.reached``."""
    settings, clock = network.settings, state.clock
    for lane in range(len(lanes)):
        if clock.active[lane] == 0:
            continue
        if settings.routed == 0:
            step = min(settings.wet_step, settings.report_step)
        elif network.links.kind.size == 0:
            step = settings.routing_step
        else:
            stop = min(state.hydrology.time[lane], until) if settings.runoff else until
            step = step_between_events(network.events, clock, lane, settings.routing_step, stop)
            if step == 0.0:
                step = clock.longest_step[lane]
                clock.stepped[lane] = 1
        set_step(settings, clock, lane, step)
        clock.steps[lane] += 1.0
        clock.reached[lane] = clock.time[lane] + clock.dt[lane]


@merged
def set_links(network, state, lanes):
    """Pump switches, control rules and the move of settings to their targets; then the clock goes on."""
    settings = network.settings
    clock = state.clock
    pump_targets(network.links, network.structures, state.nodes, state.links, clock.active, lanes)
    for lane in range(len(lanes)):
        due = settings.rule_step == 0.0 or abs(clock.time[lane] - clock.rule_time[lane]) < 1e-3
        clock.rules_due[lane] = 1 if clock.active[lane] and due else 0
        set_rule_spans(settings, clock, lane)
    spans = clock.rule_elapsed, clock.rule_before, clock.rule_after
    evaluate_controls(
        network.controls, state.controls, state.hydrology.gage_rain, state.hydrology.gage_past, state.nodes,
        state.links, settings.start, clock.time, spans, clock.rules_due, lanes,
    )
    move_settings(
        network.links, network.structures, state.links, clock.time, clock.dt, clock.changed, clock.active, lanes
    )
    for lane in range(len(lanes)):
        if clock.active[lane]:
            clock.time_old[lane] = clock.time[lane]
            clock.inflow_time[lane] = clock.time[lane] + network.facts.inflow_time * clock.dt[lane]
            clock.time[lane] += clock.dt[lane]
            due = clock.rule_time[lane] + settings.rule_step
            if settings.rule_step > 0.0 and abs(clock.time[lane] - due) < 1e-3:
                clock.rule_time[lane] = due


@merged
def gather_inflows(network, state, lanes):
    """The step's lateral inflows, storage losses and street inlet captures."""
    clock = state.clock
    rate = state.ledger.rate
    nodes = state.nodes
    active = clock.in_event
    for i in range(network.nodes.kind.size):
        moving = flags(clock.active, lanes)
        put(nodes.lateral_old, i, moving, load(nodes.lateral, i, lanes))
        put(nodes.lateral, i, moving, 0.0)
        put(nodes.from_land_old, i, moving & flags(clock.routed_last, lanes), load(nodes.from_land, i, lanes))
        put(nodes.from_land, i, moving, 0.0)
    storage_losses(
        network.nodes, network.storages, nodes, state.storages, state.hydrology.evaporation_rate,
        state.hydrology.conductivity_factor, state.hydrology.recovery, clock.dt, rate, EVAPORATION, SEEPAGE,
        active, lanes,
    )
    add_inflows(
        network.inflows, network.settings.start, clock.inflow_time, nodes.lateral, nodes.forced_inflow, rate[EXTERNAL],
        rate[OUTFLOW], rate[DRY_WEATHER], state.volumes.given_rate, state.volumes.by_user, active, lanes,
    )
    if network.settings.runoff:
        runoff_inflows(network, state, active, lanes)
    process_inflows(network, state, lanes)
    capture_inlet_flows(network.inlets, state.inlets, nodes, state.links, clock.time, clock.dt, active)


@kernel
def inflow_changed(network, state, lane):
    """Has a lateral inflow or an outlet's flow changed by more than the tolerance?"""
    nodes = state.nodes
    tolerance = network.settings.lateral_flow_tolerance
    for i in range(network.nodes.kind.size):
        if differs(nodes.lateral_old[i, lane], nodes.lateral[i, lane], tolerance):
            return True
        if network.nodes.kind[i] == OUTFALL or network.nodes.degree[i] == 0:
            if differs(nodes.inflow_old[i, lane], nodes.inflow[i, lane], tolerance):
                return True
    return False


@kernel
def differs(old, new, tolerance):
    """Is the relative change of a flow above the tolerance?"""
    if abs(old) > TINY_FLOW:
        return abs(new / old - 1.0) > tolerance
    return abs(new) > TINY_FLOW and tolerance < 1.0


@merged
def before_routing(network, state, lanes):
    """All that comes before flows are routed; leaves in ``clock.routed`` the lanes to route."""
    settings = network.settings
    clock = state.clock
    run_runoff(network, state, clock.reached, clock.active, lanes)
    add_part_of_step(network.facts, state.ledger, 0, clock.dt, clock.active, lanes)
    add_volumes(network, state, lanes)
    set_links(network, state, lanes)
    for lane in range(len(lanes)):
        clock.in_event[lane] = 0
        if clock.active[lane]:
            clock.step_error[lane] = step_error(state.ledger, lane)
            clock.between[lane] = between_events(network.events, clock, lane, clock.time_old[lane] + 0.001)
            clock.in_event[lane] = 1 - clock.between[lane]
            for k in range(state.ledger.rate.shape[0]):
                state.ledger.rate[k, lane] = 0.0
    gather_inflows(network, state, lanes)
    for lane in range(len(lanes)):
        clock.steady[lane] = 0
        if settings.skip_steady and clock.in_event[lane] and clock.time_old[lane] > 0.0:
            if clock.changed[lane] == 0 and abs(clock.step_error[lane]) <= settings.system_flow_tolerance:
                if not inflow_changed(network, state, lane):
                    clock.steady[lane] = 1
                    clock.steady_steps[lane] += 1.0
        clock.routed[lane] = 0 if clock.steady[lane] else clock.in_event[lane]


@kernel
def keep_old_state(network, state, until, lanes):
    """The new state of the last step becomes the old one of this; water above full depth is to leave.

    Fields that reports alone interpolate are copied in the last step before ``until`` [s] only, or in every step where
    means are reported.
    """
    links, clock = state.links, state.clock
    moving, dt = flags(clock.routed, lanes), load(clock.dt, lanes)
    reported = moving & (load(clock.time, lanes) >= (-np.inf if network.settings.averages else until))
    compared = moving if network.settings.skip_steady else reported
    keep_nodes(network.facts, network.nodes, state.nodes, dt, moving, compared, lanes)
    for j in range(network.links.kind.size):
        put(links.flow_old, j, moving, load(links.flow, j, lanes))
        put(links.depth_old, j, moving, load(links.depth, j, lanes))
        if any_lane(reported):
            put(links.volume_old, j, reported, load(links.volume, j, lanes))


@kernel
def keep_nodes(facts, nodes, state, dt, moving, compared, lanes):
    """The nodes' part of ``keep_old_state``."""
    for i in range(nodes.kind.size):
        volume, inflow = load(state.volume, i, lanes), load(state.inflow, i, lanes)
        put(state.depth_old, i, moving, load(state.depth, i, lanes))
        put(state.volume_old, i, moving, volume)
        anew = facts.land_anew * (load(state.from_land, i, lanes) - load(state.from_land_old, i, lanes))
        put(state.net_inflow_old, i, moving, inflow - load(state.outflow, i, lanes) + anew)
        if any_lane(compared):
            put(state.inflow_old, i, compared, inflow)
        excess = volume - load(nodes.full_volume, i, lanes)
        put(state.overflow, i, moving, max(excess, 0.0) / dt)


@merged
def after_routing(network, state, lanes):
    """The ledger and the statistics at a step's end, and pollutants through the network."""
    settings, clock = network.settings, state.clock
    after_flows(network, state, lanes)
    remove_outflows(network, state, clock.in_event, lanes)
    for lane in range(len(lanes)):
        if clock.in_event[lane]:
            returned = returned_overflow(network.inlets, network.nodes.full_volume, state.nodes, lane)
            state.ledger.rate[FLOODING, lane] -= returned
    end_step(network.facts, state, clock.in_event, lanes)
    for lane in range(len(lanes)):
        counts = clock.in_event[lane] == 1 and clock.time[lane] >= settings.statistics_start
        clock.counted[lane] = clock.dt[lane] if counts else 0.0
        if clock.active[lane]:
            clock.routed_last[lane] = clock.routed[lane]
    if settings.counts:
        count_step(network, state, lanes)
    node_statistics(
        network.facts, network.nodes, state.nodes, state.node_stats, clock.time, clock.counted, lanes
    )
    link_statistics(
        network.facts, network.nodes, network.links, network.conduits, network.structures.pumps, network.watched,
        state.nodes, state.links, state.conduits, state.link_stats, clock.time, clock.counted, lanes,
    )
    group_peaks(network, state, clock.counted, lanes)
    add_part_of_step(network.facts, state.ledger, 1, clock.dt, clock.active, lanes)
    if settings.averages:
        add_to_means(network, state, flags(clock.active, lanes), lanes)
    for lane in range(len(lanes)):
        total = 0.0
        for k in range(state.ledger.rate.shape[0]):
            total += state.ledger.rate[k, lane]
        if not abs(total) < 1e300:
            clock.health[lane] |= NOT_FINITE


@kernel
def advance_runoff(network, state, periods, lanes):
    """Take every lane to the first step that reaches each time of ``periods`` where nothing is routed."""
    clock = state.clock
    for k in range(periods.asked[COUNT]):
        until = time_to_reach(periods, k)
        while lanes_to_move(network, state, until, lanes) > 0:
            choose_steps(network, state, until, lanes)
            run_runoff(network, state, clock.reached, clock.active, lanes)
            for lane in range(len(lanes)):
                clock.counted[lane] = 0.0
                if clock.active[lane]:
                    clock.time_old[lane] = clock.time[lane]
                    clock.time[lane] += clock.dt[lane]
                    if clock.time[lane] >= network.settings.statistics_start:
                        clock.counted[lane] = clock.dt[lane]
            group_peaks(network, state, clock.counted, lanes)
        write_row(network, state, periods, k, lanes)
