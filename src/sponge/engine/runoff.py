# SPDX-License-Identifier: Apache-2.0
"""Rain to runoff: every subcatchment of every lane, a runoff step at a time.

The rate that a subcatchment reports is the one at the step's end. What it passes on is the volume that left its
surfaces within the step, so that no water is made or lost: to a node as a flow that starts and ends at the reported
rates and has that volume, to another subcatchment or surface one step later.
"""

from __future__ import annotations

from sponge.base.compiler import any_lane, flags, inlined, kernel, load, no, put, spread, where
from sponge.engine.accounts.ledger import WET_WEATHER
from sponge.engine.hydrology.handover import add_between_events, add_from_land, brings, spans_of_land, taken_from_land
from sponge.engine.hydrology.subcatchment_steps import add, passed_on, receive
from sponge.engine.hydrology.surfaces import run_off
from sponge.engine.hydrology.tables import FALLS, OUTFLOWS
from sponge.engine.hydrology.weather import begin_steps
from sponge.engine.processes import after_runoff, after_surfaces, before_surfaces
from sponge.physics.runoff import middle_flow, passed_within


@kernel
def spread_runon(area, downhill, steps, now, received, runoff, transit, rate, total, lanes):
    """What each subcatchment receives in this step [m/s]: from outfalls (`received` m3), from subcatchments uphill.

    What reaches one without area goes through it, and on.
    """
    for s in range(area.shape[0]):
        dt, size = load(now.length, lanes), load(area, s, lanes)
        brought = load(received, s, lanes)
        taken = (dt > 0.0) & (brought != 0.0)
        put(rate.runon, s, dt > 0.0, 0.0)
        put(transit.through, s, dt > 0.0, 0.0)
        if any_lane(taken):
            receive(rate, transit, s, taken, brought, dt, size, lanes)
            put(now.outfall_runon, taken, load(now.outfall_runon, lanes) + brought)
            put(received, s, taken, 0.0)
    for s in range(area.shape[0]):
        k = downhill[s]
        if k < 0:
            continue
        dt, size = load(now.length, lanes), load(area, k, lanes)
        moving, stored = dt > 0.0, load(transit.unrouted, s, lanes)
        rate_before = load(runoff.after, s, lanes)
        volume = passed_on(stored, rate_before, dt, load(steps.wet, lanes), load(steps.ahead, lanes))
        put(transit.unrouted, s, moving, stored - volume)
        receive(rate, transit, k, moving, volume, dt, size, lanes)
        add(total.passed, s, moving, volume, lanes)


@kernel
def precipitate(hydrology, state, lanes):
    """What falls on each surface in this step: the gage's rain, with what its catch misses where it snows."""
    now = state.step
    for s in range(hydrology.area.shape[0]):
        gage = hydrology.gage[s]
        moving, rain = load(now.length, lanes) > 0.0, spread(0.0, lanes)
        if gage >= 0:
            cold = load(now.air_temperature, lanes)
            snows = cold <= load(hydrology.climate.snow_temperature, lanes)
            rain = load(state.gage_rain, gage, lanes)
            rain = where(snows, rain * load(hydrology.gages.snow_catch, gage, lanes), rain)
        put(state.rain, s, moving, rain)
        for i in range(FALLS):
            put(state.precipitation, i, s, moving, rain)


@kernel
def move_on(hydrology, state, lanes):
    """What left the surfaces goes on its way to the node or the subcatchment downhill; the sums of the step."""
    for s in range(hydrology.area.shape[0]):
        dt, area = load(state.step.length, lanes), load(hydrology.area, s, lanes)
        moving = dt > 0.0
        dt = where(moving, dt, 1.0)
        through = load(state.transit.through, s, lanes)
        rate, left = spread(0.0, lanes), spread(0.0, lanes)
        for i in range(OUTFLOWS):
            rate = rate + load(state.left_rate, i, s, lanes)
            left = left + load(state.left, i, s, lanes)
        transit, runoff = state.transit, state.runoff
        runs = rate + load(transit.crossing_rate, s, lanes) + through > 0.0
        put(state.step.running, moving & runs, 1.0)
        before, after = load(runoff.after, s, lanes), rate * area + through / dt
        left = left * area + through
        volume = load(transit.unrouted, s, lanes) + left
        if hydrology.node[s] >= 0:
            middle, volume = middle_flow(before, after, volume, left, dt)
            middle, volume = straightened(hydrology, before, middle, after, volume, lanes)
            passed = passed_within(before, middle, after, dt)
            put(runoff.middle, s, moving, middle)
            add(runoff.due, s, moving, passed, lanes)
            add(state.sums.passed, s, moving, passed, lanes)
        elif hydrology.downhill[s] < 0:
            add(state.sums.passed, s, moving, volume, lanes)
            volume = spread(0.0, lanes)
        put(transit.unrouted, s, moving, volume)
        put(runoff.before, s, moving, before)
        put(runoff.after, s, moving, after)
        add_sums(state, s, moving, area, left, after, dt, lanes)


@inlined
def straightened(hydrology, before, middle, after, volume, lanes):
    """The flow half way through a step and the volume left, where the model has a share of the flow to nodes go
    straight from that at the step's begin to that at its end, as in EPA SWMM.

    The straight line's volume is not the one that left the surfaces: the difference is made or lost, and shows in the
    runoff ledger.
    """
    straight = load(hydrology.steps.straight, lanes)
    if not any_lane(straight > 0.0):
        return middle, volume
    return middle + straight * (0.5 * (before + after) - middle), (1.0 - straight) * volume


@inlined
def add_sums(state, s, moving, area, left, after, dt, lanes):
    """A step's volumes [m3] of a subcatchment, of which ``left`` it, and the largest runoff."""
    total, rate, grown = state.sums, state.rate, dt * area
    add(total.rain, s, moving, load(state.rain, s, lanes) * grown, lanes)
    received = load(rate.runon, s, lanes) * grown + load(state.transit.through, s, lanes)
    add(total.runon, s, moving, received, lanes)
    add(total.evaporation, s, moving, load(rate.evaporated, s, lanes) * grown, lanes)
    add(total.infiltration, s, moving, load(rate.infiltrated, s, lanes) * grown, lanes)
    add(total.runoff, s, moving, left, lanes)
    if any_lane(after > 0.0):
        put(total.max_runoff, s, moving, max(load(total.max_runoff, s, lanes), after))


@kernel
def run_runoff(network, state, until, active, lanes):
    """Runoff steps in every active lane until its runoff is known to ``until`` [s]; also keeps the weather."""
    hydrology, now = network.hydrology, state.hydrology
    while begin_steps(hydrology, now, until, active, lanes) > 0:
        spread_runon(
            hydrology.area, hydrology.downhill, hydrology.steps, now.step, now.outfall_volume, now.runoff, now.transit,
            now.rate, now.sums, lanes,
        )  # fmt: skip
        precipitate(hydrology, now, lanes)
        before_surfaces(network, state, lanes)
        run_off(hydrology, now, lanes)
        after_surfaces(network, state, lanes)
        move_on(hydrology, now, lanes)
        after_runoff(network, state, lanes)


@kernel
def runoff_inflows(network, state, active, lanes):
    """Add what the land brings in a routing step to the nodes' inflows and to the wet weather inflow, m3/s."""
    hydrology, rates, mean = network.hydrology, state.hydrology.runoff, network.settings.mean_from_land
    spans, wet_weather = spans_of_land(state, lanes), state.ledger.rate[WET_WEATHER]
    moving, routed = flags(state.clock.active, lanes), flags(active, lanes)
    for s in range(hydrology.area.shape[0]):
        if hydrology.node[s] >= 0 and any_lane(brings(rates, s, lanes)):
            flow, passed = taken_from_land(rates, s, spans, mean, moving, lanes)
            add_from_land(state.nodes, hydrology.node[s], flow, wet_weather, routed, lanes)
            add_between_events(state.volumes.unrouted, hydrology.node[s], passed, moving & no(routed), lanes)
