# SPDX-License-Identifier: Apache-2.0
"""Counting of a step, where anybody asks for it (``Settings.counts``).

Definitions are those of EPA SWMM's report (SWMM 5 User's Manual, section 9.3 and appendix C): what is counted as which
is said in docs/export.md.
"""

from __future__ import annotations

from sponge.base.compiler import any_lane, inlined, kernel, load, merged, put, spread, store, where
from sponge.base.constants import FOOT
from sponge.engine.accounts.counts import INLET_CONTROL, INTERVALS, NORMAL_FLOW
from sponge.engine.accounts.statistics import MIN_PUMP_FLOW, add_time, raise_peak
from sponge.engine.network import OUTFALL, PUMP, SUBCRITICAL, SUPERCRITICAL
from sponge.physics.links.pump import (
    ABOVE_CURVE,
    BELOW_CURVE,
    DEPTH,
    IDEAL,
    OFF_CURVE,
    STEP_DEPTH,
    STEP_VOLUME,
    VARIABLE_SPEED,
    curve_class,
    curve_head,
)

LEAST_TURN = 0.001 * FOOT**3  # m3/s: smaller changes of flow are no turns
NEARLY_ALL = 1.0 - 1e-9  # of the full area: a conduit is full


@inlined
def add_sum(total, i, amount, lanes):
    """Add an amount, which is 0 in lanes that do not count."""
    store(total, i, load(total, i, lanes) + amount)


@kernel
def count_nodes(network, state, lanes):
    """Means, times of peaks, outflows; before the statistics of the same step, whose peaks are still those before."""
    now, peaks, counts, clock = state.nodes, state.node_stats, state.counts.nodes, state.clock
    out = spread(0.0, lanes)
    for i in range(network.nodes.kind.size):
        span, time = load(clock.counted, lanes), load(clock.time, lanes)
        counted, inflow = span > 0.0, load(now.inflow, i, lanes)
        add_sum(counts.depth_time, i, span * load(now.depth, i, lanes), lanes)
        add_sum(counts.volume_time, i, span * load(now.volume, i, lanes), lanes)
        lateral = load(now.lateral, i, lanes)
        further = counted & (abs(lateral) > abs(load(counts.max_lateral, i, lanes)))
        if any_lane(further):
            put(counts.max_lateral, i, further, lateral)
        higher = counted & (inflow > load(peaks.max_inflow, i, lanes))
        if any_lane(higher):
            put(counts.time_max_inflow, i, higher, time)
        raise_peak(counts.max_outflow, i, counted, load(now.outflow, i, lanes), lanes)
        add_time(counts.time_flowing, i, counted & (inflow >= MIN_PUMP_FLOW), span, lanes)
        if network.nodes.kind[i] == OUTFALL:
            out = out + inflow
        else:
            floods = counted & (load(now.overflow, i, lanes) > load(peaks.max_flooding, i, lanes))
            if any_lane(floods):
                put(counts.time_max_flooding, i, floods, time)
    largest = load(state.counts.steps.max_outflow, lanes)
    store(state.counts.steps.max_outflow, where(load(clock.counted, lanes) > 0.0, max(largest, out), largest))


@kernel
def count_links(network, state, lanes):
    """Depths and turns of flow."""
    now, counts = state.links, state.counts.links
    for j in range(network.links.kind.size):
        counted = load(state.clock.counted, lanes) > 0.0
        raise_peak(counts.max_depth, j, counted, load(now.depth, j, lanes), lanes)
        change = load(now.flow, j, lanes) - load(now.flow_old, j, lanes)
        turn = where(change > 0.0, 1.0, where(change < 0.0, -1.0, 0.0 * change))
        turned = counted & (abs(change) > LEAST_TURN) & (turn * load(counts.turn, j, lanes) < 0.0)
        add_time(counts.turns, j, turned, spread(1.0, lanes), lanes)
        put(counts.turn, j, counted, turn)
        if network.links.kind[j] == PUMP:
            count_pump(network, state, j, lanes)


@kernel
def count_pump(network, state, j, lanes):
    """The least flow of pump j, and how long it ran beside its curve."""
    k, counts = network.links.index[j], state.counts.pumps
    for lane in range(len(lanes)):
        span, flow = state.clock.counted[lane], abs(state.links.flow[j, lane])
        if span <= 0.0 or flow <= MIN_PUMP_FLOW:
            continue
        if counts.min_flow[k, lane] == 0.0 or flow < counts.min_flow[k, lane]:
            counts.min_flow[k, lane] = flow
        place = place_on_curve(network, state, j, k, lane)
        if place == BELOW_CURVE:
            counts.time_low[k, lane] += span
        elif place == ABOVE_CURVE:
            counts.time_high[k, lane] += span


@kernel
def place_on_curve(network, state, j, k, lane):
    """Where pump k, which is link j, runs on its curve: 0 on it, 1 beside or above it, 2 below it."""
    pumps, now, n1, n2 = network.structures.pumps, state.nodes, network.links.up[j], network.links.down[j]
    kind, curve = pumps.kind[k], pumps.curve[k, lane]
    if kind == IDEAL:
        return 0.0
    if kind == STEP_VOLUME:
        x = now.volume[n1, lane]
    elif kind == STEP_DEPTH or kind == DEPTH:
        x = now.depth[n1, lane]
    else:
        lift = now.depth[n2, lane] + network.links.rise[j, lane] - now.depth[n1, lane]
        x = curve_head(lift, state.links.setting[j, lane] if kind == VARIABLE_SPEED else 1.0)
    place = curve_class(pumps.tables, curve, x)
    return place if kind == DEPTH else min(place, 1.0 * OFF_CURVE)


@kernel
def count_conduits(network, state, lanes):
    """How conduits flowed, and how long they were full."""
    links, conduits, now, counts = network.links, network.conduits, state.conduits, state.counts.conduits
    for c in range(conduits.link.size):
        j, span = conduits.link[c], load(state.clock.counted, lanes)
        ends, counted = load(now.full_ends, c, lanes), span > 0.0
        up, full = counted & ((ends == 1.0) | (ends == 3.0)), load(conduits.full_flow, c, lanes)
        add_time(counts.full_up, c, up, span, lanes)
        add_time(counts.full_down, c, counted & (ends >= 2.0), span, lanes)
        flow = abs(load(state.links.flow, j, lanes))
        above = counted & (full > 0.0) & (flow >= full * float(conduits.barrels[c]))
        add_time(counts.above_full_flow, c, above, span, lanes)
        limited = counted & (ends == 3.0)
        if network.facts.has_heads:
            limited = counted & (load(now.area, c, lanes) >= NEARLY_ALL * load(conduits.full_area, c, lanes))
        if network.facts.has_heads and any_lane(limited):
            drop = load(state.nodes.depth, links.up[j], lanes) - load(state.nodes.depth, links.down[j], lanes)
            drop = drop - load(links.rise, j, lanes)
            steep = drop > abs(load(conduits.slope, c, lanes)) * load(conduits.length, c, lanes)
            limited = limited & steep
        add_time(counts.limited, c, limited, span, lanes)
        if network.facts.has_heads:
            count_class(state.counts.in_class, counts.flow_class, c, state.clock.counted, lanes)


@kernel
def count_class(in_class, flow_class, c, span, lanes):
    """The class of conduit c, and what its flow is held to."""
    for lane in range(len(lanes)):
        if span[lane] > 0.0:
            code = int(flow_class[c, lane])
            in_class[code & 7, c, lane] += span[lane]
            if code & 8 != 0:
                in_class[NORMAL_FLOW, c, lane] += span[lane]
            if code >= 16:
                in_class[INLET_CONTROL, c, lane] += span[lane]


@kernel
def count_steps(network, state, lanes):
    """How long the step was; the first has no choice."""
    clock, counts, intervals = state.clock, state.counts.steps, state.counts.in_interval
    for lane in range(len(lanes)):
        counts.span[lane] += clock.counted[lane]
        if clock.in_event[lane] == 0:
            continue
        step = clock.dt[lane]
        if clock.steady[lane]:
            counts.steady[lane] += step
            continue
        counts.number[lane] += 1.0
        counts.routed[lane] += step
        counts.longest[lane] = max(counts.longest[lane], step)
        if clock.time_old[lane] > 0.0:
            if counts.shortest[lane] == 0.0 or step < counts.shortest[lane]:
                counts.shortest[lane] = step
            for k in range(INTERVALS):
                if step >= network.step_bounds[k]:
                    intervals[k, lane] += 1.0
                    break


@kernel
def count_step(network, state, lanes):
    """Everything that is counted of a step, before its statistics."""
    count_steps(network, state, lanes)
    count_nodes(network, state, lanes)
    count_links(network, state, lanes)
    count_conduits(network, state, lanes)


@merged
def forget_critical(state, lanes):
    """Nothing sets the next step yet."""
    for lane in range(len(lanes)):
        state.counts.steps.critical[lane] = -1.0


@kernel
def count_critical(network, state, lanes):
    """The link or node that set a lane's step."""
    clock, counts, n_links = state.clock, state.counts, network.links.kind.size
    for lane in range(len(lanes)):
        k = int(counts.steps.critical[lane])
        if k < 0 or clock.active[lane] == 0 or clock.stepped[lane] == 0:
            continue
        counts.steps.critical[lane] = -1.0
        if k < n_links:
            counts.links.critical[k, lane] += 1.0
        else:
            counts.nodes.critical[k - n_links, lane] += 1.0


@inlined
def noted(critical, where_less, element):
    """Note the element in the lanes where it allows a shorter step than all before."""
    if any_lane(where_less):
        put(critical, where_less, float(element))


@inlined
def class_code(kind, flowing, froude, held):
    """Flow class of a conduit, supercritical where Froude's number is above 1, and what its flow is held to."""
    fast = flowing & (kind == SUBCRITICAL) & (froude > 1.0)
    return where(fast, 1.0 * SUPERCRITICAL, 1.0 * kind) + where(flowing, held, 0.0 * held)
