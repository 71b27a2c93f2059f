# SPDX-License-Identifier: Apache-2.0
"""Pollutants through LID units in a runoff step: what they take in, keep, let seep away and pass on.

As in EPA SWMM (Rossman & Huber 2016, EPA SWMM Reference Manual III, chapter 6) all that runs off a subcatchment, and
the rain on its units, has one concentration before the units treat it, and what leaves a unit has that of what flows
in; the drain removes a part of it. There what units hold has no concentration; here the mass is kept. What leaves a
unit in a step is first what has flowed in, then what it held, completely mixed. So a unit gives back what it took and
no more. Evaporation leaves the pollutants.
"""

from __future__ import annotations

from sponge.base.compiler import kernel
from sponge.engine.hydrology.handover import load_from_land, spans_of_land_in
from sponge.engine.hydrology.tables import IMPERVIOUS, IMPERVIOUS_BARE, ON_UNITS, PERVIOUS, SURFACES
from sponge.engine.quality.loads import add_load_at_once
from sponge.engine.quality.tables import WET_WEATHER as WET_WEATHER_LOAD
from sponge.physics.quality.mixing import first_in_first
from sponge.physics.runoff import middle_flow, passed_within


@kernel
def start_lid_loads(network, state, lanes):
    """The water that units hold at the start, and that can leave them by flowing; it is clean."""
    lids, units, now = network.processes.lids, state.processes.lids, state.processes.lid_loads
    for u in range(lids.kind.size):
        for lane in range(len(lanes)):
            bound = lids.design.wilting_point[u, lane] * lids.design.soil_depth[u, lane]
            now.water[u, lane] = max(units.initial[u, lane] - bound, 0.0) * lids.design.area[u, lane]


@kernel
def note_before_units(network, state, lanes):
    """What has left the surfaces of each subcatchment in this step, before its units take a part of it."""
    lids, hydrology, now = network.processes.lids, state.hydrology, state.processes.lid_loads
    fraction, before = network.hydrology.fraction, state.processes.quality.surface.before
    for s in range(lids.units.size):
        if lids.units[s] == 0:
            continue
        for lane in range(len(lanes)):
            if hydrology.step.length[lane] > 0.0:
                paved = hydrology.left[IMPERVIOUS_BARE, s, lane] + hydrology.left[IMPERVIOUS, s, lane]
                now.ran_impervious[s, lane] = paved
                now.ran_pervious[s, lane] = hydrology.left[PERVIOUS, s, lane]
                hard = fraction[s, IMPERVIOUS_BARE, lane] + fraction[s, IMPERVIOUS, lane]
                before.land[s, lane] = hard + fraction[s, PERVIOUS, lane]


@kernel
def moved_share(before, added, after):
    """The part of what was on the way before a step that has moved on in it; volumes of water on the way."""
    moved = before + added - after
    if moved <= 0.0:
        return 0.0
    return moved / before if moved < before else 1.0


@kernel
def pass_from_units(network, state, lanes):
    """What reached other land in this step on its way from units: from drains, and back to the pervious surface."""
    hydrology, lids, units = state.hydrology, network.processes.lids, state.processes.lids
    now, surface, design = state.processes.lid_loads, state.processes.quality.surface, network.processes.lids.design
    for s in range(lids.units.size):
        for e in range(network.processes.lid_loads.first[s], network.processes.lid_loads.first[s + 1]):
            u = network.processes.lid_loads.unit[e]
            k = lids.drain_subcatchment[u]
            for lane in range(len(lanes)):
                dt, area = hydrology.step.length[lane], design.area[u, lane]
                if k < 0 or dt <= 0.0 or area <= 0.0:
                    continue
                drained = units.rate.drain[u, lane] * dt * area * (1.0 - design.returns_drain[u, lane])
                share = moved_share(now.unrouted[u, lane], drained, units.unrouted[u, lane])
                for p in range(now.pool.shape[0]):
                    mass = now.pool[p, u, lane] * share
                    now.pool[p, u, lane] -= mass
                    surface.runon[p, k, lane] += mass
    for s in range(lids.units.size):
        if lids.units[s] == 0:
            continue
        for lane in range(len(lanes)):
            dt, area = hydrology.step.length[lane], network.hydrology.area[s, lane]
            if dt <= 0.0 or area <= 0.0:
                continue
            added = 0.0
            for e in range(network.processes.lid_loads.first[s], network.processes.lid_loads.first[s + 1]):
                u = network.processes.lid_loads.unit[e]
                ran_off = (units.sums.outflow[u, lane] - now.outflow[u, lane]) * design.returns[u, lane]
                drained = units.rate.drain[u, lane] * dt * design.returns_drain[u, lane]
                added += (ran_off + drained) * design.area[u, lane] / area
            share = moved_share(now.waiting[s, lane], added, units.waiting[s, lane])
            now.waiting[s, lane] = units.waiting[s, lane]
            for p in range(now.back.shape[0]):
                mass = now.back[p, s, lane] * share
                now.back[p, s, lane] -= mass
                surface.runon[p, s, lane] += mass
                if surface.before.land[s, lane] <= 0.0:  # units take what comes
                    now.runon[p, s, lane] = surface.runon[p, s, lane]
                    surface.runon[p, s, lane] = 0.0


@kernel
def mix_before_units(network, state, s, lane, dt):
    """Concentrations of all that runs off subcatchment s and falls on its units, before they treat it."""
    hydrology, now, surface = state.hydrology, state.processes.lid_loads, state.processes.quality.surface
    area, before = network.hydrology.area[s, lane], surface.before
    under, received = 1.0 - before.land[s, lane], 0.0
    if before.land[s, lane] <= 0.0:
        received = hydrology.rate.runon[s, lane]
    rain = hydrology.precipitation[ON_UNITS, s, lane] * under
    volume = before.volume_left[s, lane] + (rain + received) * dt
    flow = before.rate_left[s, lane] + rain + received
    for p in range(now.held.shape[0]):
        falls = network.processes.quality.pollutants.rain[p, lane] * rain
        surface.ledger.deposition[p, lane] += falls * dt * area
        mass = surface.washed[p, lane] / area + falls * dt + now.runon[p, s, lane] / area
        end = surface.final[p, lane] * before.rate_left[s, lane] + falls + now.runon[p, s, lane] / (area * dt)
        now.runon[p, s, lane] = 0.0
        if volume <= 0.0:
            surface.ledger.dried[p, lane] += mass * area
        now.mean[p, lane] = mass / volume if volume > 0.0 else 0.0
        now.end[p, lane] = end / flow if flow > 0.0 else 0.0


@kernel
def through_unit(network, state, u, s, lane, dt):
    """The pollutants of one unit through a step; what leaves it is added up for its subcatchment."""
    hydrology, lids = state.hydrology, network.processes.lids
    units, now = state.processes.lids, state.processes.lid_loads
    design, surface, area = lids.design, state.processes.quality.surface, lids.design.area[u, lane]
    treated = now.ran_impervious[s, lane] * design.from_impervious[u, lane]
    treated += now.ran_pervious[s, lane] * design.from_pervious[u, lane]
    came = treated * network.hydrology.area[s, lane] + hydrology.precipitation[ON_UNITS, s, lane] * dt * area
    if surface.before.land[s, lane] <= 0.0:
        came += hydrology.rate.runon[s, lane] * dt * area
    ran_off = (units.sums.outflow[u, lane] - now.outflow[u, lane]) * area
    now.outflow[u, lane] = units.sums.outflow[u, lane]
    drained, soaked = units.rate.drain[u, lane] * dt * area, units.rate.exfiltration[u, lane] * dt * area
    gone, held = ran_off + drained + soaked, now.water[u, lane]
    fresh, share = first_in_first(came, gone, held)
    now.water[u, lane] = max(held + came - gone - units.rate.evaporation[u, lane] * dt * area, 0.0)
    carries = drained > 0.0 and design.returns_drain[u, lane] <= 0.0
    for p in range(now.held.shape[0]):
        old = now.held[p, u, lane] * share
        mass = now.mean[p, lane] * fresh + old
        now.held[p, u, lane] += now.mean[p, lane] * came - mass
        mean = mass / gone if gone > 0.0 else 0.0
        end = (now.end[p, lane] * fresh + old) / gone if gone > 0.0 else 0.0
        surface.ledger.into_ground[p, lane] += mean * soaked
        removal = network.processes.lid_loads.removal[p, u, lane]
        surface.ledger.removed[p, lane] += mean * drained * removal
        by_drain = mean * drained * (1.0 - removal)
        if design.returns[u, lane] > 0.0:
            now.back[p, s, lane] += mean * ran_off
        else:
            now.by_surface[p, lane] += mean * ran_off
            now.by_surface_rate[p, lane] += end * units.rate.outflow[u, lane] * area
        if not carries:
            now.back[p, s, lane] += by_drain
            by_drain, end = 0.0, 0.0
        send_from_drain(network, state, u, s, p, lane, by_drain, end * (1.0 - removal), dt)
    now.unrouted[u, lane] = units.unrouted[u, lane]


@kernel
def send_from_drain(network, state, u, s, p, lane, load, end, dt):
    """A `load` [kg] goes the drain's way, of which the concentration [kg/m3] is `end` at the step's end."""
    lids, units, now = network.processes.lids, state.processes.lids, state.processes.lid_loads
    surface = state.processes.quality.surface
    surface.load[p, s, lane] += load
    before, after = now.rate.after[p, u, lane], end * units.flow.after[u, lane]
    mass = left = now.pool[p, u, lane] + load
    if lids.drain_node[u] >= 0:
        middle, left = middle_flow(before, after, mass, load, dt)
        passed = passed_within(before, middle, after, dt)
        now.rate.middle[p, u, lane] = middle
        now.rate.due[p, u, lane] += passed
        surface.ledger.runoff[p, lane] += passed
    elif lids.drain_subcatchment[u] < 0:
        surface.ledger.runoff[p, lane] += mass
        left = 0.0
    now.pool[p, u, lane] = left
    now.rate.before[p, u, lane], now.rate.after[p, u, lane] = before, after
    now.by_drain_rate[p, lane] += after


@kernel
def load_units(network, state, s, lane, dt):
    """What was washed off subcatchment s goes in part through its units: ``washed`` [kg] and ``final`` [kg/m3] become
    those of what runs off it beside them and from their surfaces."""
    lids, loads, now = network.processes.lids, network.processes.lid_loads, state.processes.lid_loads
    surface, hydrology, area = state.processes.quality.surface, state.hydrology, network.hydrology.area[s, lane]
    if lids.units[s] == 0:
        return
    mix_before_units(network, state, s, lane, dt)
    for p in range(now.held.shape[0]):
        now.by_surface[p, lane] = now.by_surface_rate[p, lane] = now.by_drain_rate[p, lane] = 0.0
    treated = 0.0
    for e in range(loads.first[s], loads.first[s + 1]):
        u = loads.unit[e]
        if lids.design.area[u, lane] > 0.0:
            treated += now.ran_impervious[s, lane] * lids.design.from_impervious[u, lane]
            treated += now.ran_pervious[s, lane] * lids.design.from_pervious[u, lane]
            through_unit(network, state, u, s, lane, dt)
    rate, beside = 0.0, 0.0
    for k in range(hydrology.left_rate.shape[0]):
        rate += hydrology.left_rate[k, s, lane]
        beside += hydrology.left_rate[k, s, lane] if k < SURFACES else 0.0
    for p in range(now.held.shape[0]):
        past = now.mean[p, lane] * (surface.before.volume_left[s, lane] - treated) * area
        surface.washed[p, lane] = past + now.by_surface[p, lane]
        end = now.end[p, lane] * beside * area + now.by_surface_rate[p, lane]
        surface.final[p, lane] = end / (rate * area) if rate > 0.0 else 0.0


@kernel
def blend_with_drains(network, state, s, lane):
    """The concentration of a subcatchment's runoff counts what its drains carry, as its flow does."""
    now, surface = state.processes.lid_loads, state.processes.quality.surface
    if network.processes.lids.units[s] == 0:
        return
    flow = state.hydrology.runoff.after[s, lane]
    total = flow + state.processes.lids.draining[s, lane]
    for p in range(now.held.shape[0]):
        if total > 0.0:
            mass = surface.final[p, lane] * flow + now.by_drain_rate[p, lane]
            surface.concentration[p, s, lane] = mass / total


@kernel
def loads_of_drains(network, state, active, lanes):
    """What the drains bring to nodes in a routing step, as their flow."""
    lids, rates, anew = network.processes.lids, state.processes.lid_loads.rate, network.facts.land_anew
    for lane in range(len(lanes)):
        if not state.clock.active[lane]:
            continue
        spans, mean = spans_of_land_in(state, lane), network.settings.mean_from_land
        for u in range(lids.kind.size):
            if lids.drain_node[u] < 0:
                continue
            for p in range(rates.after.shape[0]):
                load = load_from_land(rates, p, u, spans, mean, lane)
                if active[lane]:
                    add_load_at_once(
                        state.processes.quality.transport, WET_WEATHER_LOAD, p, lids.drain_node[u], lane, load, anew
                    )
