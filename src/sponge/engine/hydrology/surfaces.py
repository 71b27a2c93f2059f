# SPDX-License-Identifier: Apache-2.0
"""The three surfaces of every subcatchment through a runoff step.

A group of subcatchments first offers its soils what comes (``offer_to_soil``, ``soils``), and its surfaces take the
rest (``fill_surfaces``). Then all surfaces from which water runs are integrated side by side, whichever lane or
subcatchment they belong to, and what left them is known (``drain_surfaces``).
"""

from __future__ import annotations

from sponge.base.compiler import (
    WIDE,
    any_lane,
    inlined,
    kernel,
    load,
    load_wide,
    no,
    numbers,
    put,
    store,
    store_wide,
    where,
)
from sponge.engine.hydrology.soils import soak_group
from sponge.engine.hydrology.subcatchment_steps import add_in_row, evaporation_now, factor_of, moving_lanes, passed_on
from sponge.engine.hydrology.tables import (
    AWAKE,
    CONDUCTIVITY,
    DRIVEN,
    FACTOR,
    HELD,
    IMPERVIOUS,
    IMPERVIOUS_BARE,
    INFLOW,
    INTEGRATED,
    NET,
    PERVIOUS,
    PONDED,
    RAIN,
    RECOVERY,
    ROUGHNESS,
    SOAKED,
    SOIL_STEP,
    SPAN,
    STORAGE,
    SURFACES,
)
from sponge.physics.runoff import fill_storage, net_inflow, reservoir_depth, settled


@inlined
def row_of_work(kind, surface):
    """Row of ``HydrologyState.work``."""
    return kind * SURFACES + surface


@inlined
def crossing_now(hydrology, state, s, dt, lanes):
    """What crosses to another surface in this step [m over the subcatchment], and where it is to the pervious one."""
    crossing = passed_on(
        load(state.transit.crossing, s, lanes), load(state.transit.crossing_rate, s, lanes), dt,
        load(hydrology.steps.wet, lanes), load(hydrology.steps.ahead, lanes),
    )  # fmt: skip
    return crossing, load(hydrology.crosses, s, IMPERVIOUS_BARE, lanes) > 0.0


@inlined
def runon_of(hydrology, state, s, i, there, share, dt, lanes):
    """Runon of a surface [m/s over it]: from uphill, and what crosses from the subcatchment's other surface."""
    runon = load(state.rate.runon, s, lanes)
    if i != IMPERVIOUS_BARE:
        crossing, to_pervious = crossing_now(hydrology, state, s, dt, lanes)
        receives = there & (to_pervious if i == PERVIOUS else no(to_pervious))
        runon = runon + where(receives, crossing / (dt * share), 0.0)
    return runon


@inlined
def awake_now(hydrology, state, s, moving, inflow, lanes):
    """Where anything happens on a subcatchment's surfaces in this step; ``inflow`` is that of the pervious one."""
    falls = load(state.precipitation, IMPERVIOUS_BARE, s, lanes) != 0.0
    falls = falls | (load(state.precipitation, IMPERVIOUS, s, lanes) != 0.0) | (inflow != 0.0)
    falls = falls | (load(state.rate.runon, s, lanes) != 0.0)
    return moving & (falls | (load(state.resting, s, lanes) == 0.0))


@inlined
def offer_to_soil(hydrology, state, s, place, lanes):
    """The pervious surface: this month's storage and coefficient, and what its soil is offered."""
    work, monthly, pattern = state.work, hydrology.monthly, hydrology.pattern
    moving, dt = moving_lanes(state.step, hydrology.area, s, lanes)
    share = load(hydrology.fraction, s, PERVIOUS, lanes)
    there, depth = moving & (share > 0.0), load(state.depth, s, PERVIOUS, lanes)
    month, lane = load(state.step.month, lanes), numbers(lanes)
    storage = load(hydrology.storage, s, PERVIOUS, lanes)
    coefficient = load(hydrology.coefficient, s, PERVIOUS, lanes)
    if pattern[s, STORAGE] >= 0:
        storage = storage * factor_of(monthly, pattern[s, STORAGE], month, lane, 1.0)
    if pattern[s, ROUGHNESS] >= 0:
        roughness = factor_of(monthly, pattern[s, ROUGHNESS], month, lane, 1.0)
        coefficient = where(roughness > 0.0, coefficient / roughness, min(coefficient, 0.0))
    factor = load(state.conductivity_factor, lanes)
    factor = factor_of(monthly, pattern[s, CONDUCTIVITY], month, lane, factor)
    rain = load(state.precipitation, PERVIOUS, s, lanes)
    inflow = rain + runon_of(hydrology, state, s, PERVIOUS, there, share, dt, lanes)
    store(work, row_of_work(HELD, PERVIOUS), place, storage)
    store(work, row_of_work(DRIVEN, PERVIOUS), place, coefficient)
    store(work, row_of_work(INFLOW, PERVIOUS), place, inflow)
    store(work, row_of_work(SOAKED, PERVIOUS), place, 0.0 * dt)
    awake = awake_now(hydrology, state, s, moving, inflow, lanes)
    store(work, AWAKE, place, where(awake, 1.0, 0.0 * dt))
    store(work, RAIN, place, rain)
    store(work, PONDED, place, depth)
    store(work, FACTOR, place, factor)
    store(work, RECOVERY, place, load(state.recovery, lanes))
    store(work, SOIL_STEP, place, dt)


@inlined
def fill_surfaces(hydrology, state, s, place, lanes):
    """What reaches and leaves a subcatchment's surfaces from above and below, and how far they fill."""
    work = state.work
    moving, dt = moving_lanes(state.step, hydrology.area, s, lanes)
    if not any_lane(load(work, AWAKE, place, lanes) > 0.0):
        for i in range(SURFACES):
            store(work, row_of_work(SPAN, i), place, 0.0 * dt)
        return
    evaporation = evaporation_now(hydrology, state, s, lanes)
    for i in range(SURFACES):
        share = load(hydrology.fraction, s, i, lanes)
        there, depth = moving & (share > 0.0), load(state.depth, s, i, lanes)
        span = 0.0 * dt
        if i == PERVIOUS:
            inflow = load(work, row_of_work(INFLOW, i), place, lanes)
            infiltration = load(work, row_of_work(SOAKED, i), place, lanes)
            infiltration = min(infiltration, load(state.max_infiltration, s, lanes))
            store(work, row_of_work(SOAKED, i), place, infiltration)
        else:
            inflow, infiltration = load(state.precipitation, i, s, lanes), 0.0 * dt
            inflow = inflow + runon_of(hydrology, state, s, i, there, share, dt, lanes)
            store(work, row_of_work(INFLOW, i), place, inflow)
        if any_lane(there & ((depth > 0.0) | (inflow > 0.0))):
            storage = load(hydrology.storage, s, i, lanes)
            coefficient = load(hydrology.coefficient, s, i, lanes)
            if i == PERVIOUS:
                storage = load(work, row_of_work(HELD, i), place, lanes)
                coefficient = load(work, row_of_work(DRIVEN, i), place, lanes)
            net, gone = net_inflow(depth, inflow, min(depth / dt, evaporation), infiltration, dt)
            start, _, span, _ = fill_storage(depth, net, gone, storage, coefficient, dt)
            span = where(there, span, 0.0)
            store(work, row_of_work(INTEGRATED, i), place, start)
            store(work, row_of_work(NET, i), place, net)
            store(work, row_of_work(HELD, i), place, storage)
            store(work, row_of_work(DRIVEN, i), place, coefficient)
        store(work, row_of_work(SPAN, i), place, span)


@kernel
def integrate(work, used):
    """The depth of all surfaces in the first ``used`` places of the work rows, where there is a time to integrate."""
    for i in range(SURFACES):
        for first in range(0, used, WIDE):
            span = load_wide(work, row_of_work(SPAN, i), first)
            if any_lane(span > 0.0):
                depth = reservoir_depth(
                    load_wide(work, row_of_work(INTEGRATED, i), first), load_wide(work, row_of_work(NET, i), first),
                    load_wide(work, row_of_work(HELD, i), first), load_wide(work, row_of_work(DRIVEN, i), first), span,
                )  # fmt: skip
                store_wide(work, row_of_work(INTEGRATED, i), first, depth)


@inlined
def drain_surfaces(hydrology, state, s, place, lanes):
    """What left a subcatchment's surfaces, and what stays on them."""
    work, transit = state.work, state.transit
    moving, dt = moving_lanes(state.step, hydrology.area, s, lanes)
    if not any_lane(load(work, AWAKE, place, lanes) > 0.0):
        put(state.rate.evaporated_pervious, s, moving, 0.0)  # other processes may have added to them
        put(state.rate.evaporated, s, moving, 0.0)
        put(state.rate.infiltrated, s, moving, 0.0)
        return
    evaporation = evaporation_now(hydrology, state, s, lanes)
    crossing, _ = crossing_now(hydrology, state, s, dt, lanes)
    evaporated, infiltrated, crossed, crossing_rate, drawn = 0.0 * dt, 0.0 * dt, 0.0 * dt, 0.0 * dt, 0.0 * dt
    busy = no(moving)
    for i in range(SURFACES):
        share = load(hydrology.fraction, s, i, lanes)
        there = moving & (share > 0.0)
        depth, flow, lost, drawn = load(state.depth, s, i, lanes), 0.0 * dt, 0.0 * dt, 0.0 * dt
        inflow, infiltration = load(work, row_of_work(INFLOW, i), place, lanes), 0.0 * dt
        if i == PERVIOUS:
            infiltration = load(work, row_of_work(SOAKED, i), place, lanes)
        if any_lane(there & ((depth > 0.0) | (inflow > 0.0))):
            depth, flow, lost, drawn = settled(
                depth, inflow, min(depth / dt, evaporation), infiltration,
                load(work, row_of_work(HELD, i), place, lanes), load(work, row_of_work(DRIVEN, i), place, lanes), dt,
                load(work, row_of_work(INTEGRATED, i), place, lanes),
            )  # fmt: skip
            put(state.depth, s, i, there, depth)
        crosses = load(hydrology.crosses, s, i, lanes)
        drawn = where(there, drawn, 0.0)
        evaporated = evaporated + where(there, share * drawn, 0.0)
        infiltrated = infiltrated + where(there, share * infiltration, 0.0)
        crossing_rate = crossing_rate + where(there, share * crosses * flow, 0.0)
        crossed = crossed + where(there, share * crosses * lost, 0.0)
        busy = busy | (there & ((depth != 0.0) | (flow != 0.0) | (lost != 0.0)))
        if state.ran_off.shape[1] > 0:
            area = load(hydrology.area, s, lanes)
            add_in_row(state.ran_off, 1 if i == PERVIOUS else 0, s, there, share * lost * area, lanes)
        put(state.left_rate, i, s, there, share * (1.0 - crosses) * flow)
        put(state.left, i, s, there, share * (1.0 - crosses) * lost)
    on_the_way = load(transit.crossing, s, lanes) + (crossed - crossing)
    busy = busy | (on_the_way != 0.0) | (crossing_rate != 0.0) | (evaporated != 0.0) | (infiltrated != 0.0)
    put(state.resting, s, moving, where(busy, 0.0, 1.0))
    put(transit.crossing, s, moving, on_the_way)
    put(transit.crossing_rate, s, moving, crossing_rate)
    put(state.rate.evaporated_pervious, s, moving, load(hydrology.fraction, s, PERVIOUS, lanes) * drawn)
    put(state.rate.evaporated, s, moving, evaporated)
    put(state.rate.infiltrated, s, moving, infiltrated)


@kernel
def run_off(hydrology, state, lanes):
    """The three surfaces of every subcatchment through one step, and what leaves them."""
    count, group = hydrology.area.shape[0], max(1, WIDE // len(lanes))
    for first in range(0, count, group):
        here = min(group, count - first)
        for place in range(here):
            offer_to_soil(hydrology, state, first + place, place, lanes)
        soak_group(hydrology, state, first, here, lanes)
        for place in range(here):
            fill_surfaces(hydrology, state, first + place, place, lanes)
        integrate(state.work, here * len(lanes))
        for place in range(here):
            drain_surfaces(hydrology, state, first + place, place, lanes)
