# SPDX-License-Identifier: Apache-2.0
"""LID units through a runoff step: what they treat, hold and pass on.

Water that a unit treats is what left the surfaces within the step, so that none is made or lost. Its surface outflow
goes the subcatchment's way or returns to the pervious surface, one step later; its drain goes its own way.
"""

from __future__ import annotations

from sponge.base.compiler import any_lane, flags, inlined, kernel, lanewise, load, no, numbers, put, where
from sponge.base.constants import FOOT
from sponge.engine.accounts.ledger import WET_WEATHER
from sponge.engine.hydrology.handover import add_between_events, add_from_land, spans_of_land, taken_from_land
from sponge.engine.hydrology.subcatchment_steps import (
    add,
    add_in_row,
    evaporation_now,
    factor_of,
    moving_lanes,
    passed_on,
    receive,
    share_over,
    soak,
)
from sponge.engine.hydrology.tables import CONDUCTIVITY, IMPERVIOUS, IMPERVIOUS_BARE, ON_UNITS, PERVIOUS, SURFACES
from sponge.engine.reporting.rows import LID_ROW, SUBCATCHMENT_ROW, SYSTEM_ROW
from sponge.physics.infiltration import NONE
from sponge.physics.lid import BARREL, Demand, Levels, LidUnit, unit_step
from sponge.physics.lid.drain import curve_factor, drain_flow, drain_head
from sponge.physics.lid.layers import unclogged
from sponge.physics.runoff import middle_flow, passed_within

LID_OUTFLOW = SURFACES  # row of HydrologyState.left
DRY_RATE = 2.3e-8 * FOOT  # m/s: a unit in which less moves is dry, and steps may be long
DRY_RAIN = 2.31481e-8 * FOOT  # m/s
SMALL_RUNOFF = 2.31481e-8 * FOOT  # m/s, reported as none


@inlined
def uncovered(hydrology, s, lanes):
    """Part of a subcatchment that lies under no unit."""
    fraction = hydrology.fraction
    return (
        load(fraction, s, IMPERVIOUS_BARE, lanes) + load(fraction, s, IMPERVIOUS, lanes)
        + load(fraction, s, PERVIOUS, lanes)
    )  # fmt: skip


@kernel
def water_lids(network, state, lanes):
    """At a step's start: drains and returned water arrive, and runon goes to what lies under no unit."""
    hydrology, now, lids, units = network.hydrology, state.hydrology, network.processes.lids, state.processes.lids
    for u in range(lids.kind.size):
        k = lids.drain_subcatchment[u]
        if k < 0:
            continue
        dt, area = load(now.step.length, lanes), load(hydrology.area, k, lanes)
        moving = dt > 0.0
        stored, flow = load(units.unrouted, u, lanes), load(units.flow.after, u, lanes)
        volume = passed_on(stored, flow, dt, load(hydrology.steps.wet, lanes), load(hydrology.steps.ahead, lanes))
        put(units.unrouted, u, moving, stored - volume)
        receive(now.rate, now.transit, k, moving, volume, dt, area, lanes)
        note_passed(lids, units, u, moving, volume, lanes)
    for s in range(lids.units.size):
        if lids.units[s] > 0:
            water_surfaces(hydrology, now, units, s, lanes)


@inlined
def note_passed(lids, units, u, moving, volume, lanes):
    """A volume [m3] has arrived where a unit's drain leads."""
    area = load(lids.design.area, u, lanes)
    there = moving & (area > 0.0)
    add(units.sums.passed, u, there, volume / where(there, area, 1.0), lanes)


@inlined
def water_surfaces(hydrology, now, units, s, lanes):
    """What units return reaches the pervious surface, and runon only what lies under no unit."""
    moving, dt = moving_lanes(now.step, hydrology.area, s, lanes)
    land = uncovered(hydrology, s, lanes)
    there = moving & (land > 0.0)
    runon = load(now.rate.runon, s, lanes)
    if any_lane(there & (runon != 0.0)):
        more = runon * (1.0 / land - 1.0)
        for i in range(SURFACES):
            add_in_row(now.precipitation, i, s, there, more, lanes)
    stored, rate = load(units.waiting, s, lanes), load(units.waiting_rate, s, lanes)
    if any_lane(there & ((stored != 0.0) | (rate != 0.0))):
        share = load(hydrology.fraction, s, PERVIOUS, lanes)
        volume = passed_on(stored, rate, dt, load(hydrology.steps.wet, lanes), load(hydrology.steps.ahead, lanes))
        pervious = there & (share > 0.0)
        put(units.waiting, s, pervious, stored - volume)
        add_in_row(now.precipitation, PERVIOUS, s, pervious, volume / (dt * share), lanes)
        put(units.waiting_rate, s, there, 0.0)


@inlined
def native_infiltration(hydrology, now, units, s, moving, dt, lanes):
    """Rate [m/s] at which the native soil of a subcatchment takes water: that of its pervious surface.

    Where there is none, what its soil would take of the rain, the runon and the water that stands on the units.
    """
    share = load(hydrology.fraction, s, PERVIOUS, lanes)
    pervious = share > 0.0
    rate = load(now.rate.infiltrated, s, lanes) / where(pervious, share, 1.0)
    bare = moving & no(pervious)
    if any_lane(bare):
        covered = load(hydrology.area, s, lanes) * (1.0 - uncovered(hydrology, s, lanes))
        ponded = load(units.ponded, s, lanes)
        depth = where(covered > 0.0, ponded / where(covered > 0.0, covered, 1.0), 0.0)
        rain = load(now.precipitation, ON_UNITS, s, lanes)
        taken = soak(
            hydrology.method[s], hydrology.soil, now.soil, s, bare, rain, rain + load(now.rate.runon, s, lanes), depth,
            conductivity_now(hydrology, now, s, lanes), load(now.recovery, lanes), dt, lanes,
        )  # fmt: skip
        rate = where(pervious, rate, taken)
    return rate


@inlined
def conductivity_now(hydrology, now, s, lanes):
    """This month's factor of a subcatchment's hydraulic conductivity."""
    return factor_of(
        hydrology.monthly, hydrology.pattern[s, CONDUCTIVITY], load(now.step.month, lanes), numbers(lanes),
        load(now.conductivity_factor, lanes),
    )  # fmt: skip


@kernel
def run_lids(network, state, lanes):
    """When the surfaces have run off: every unit through the step, and what leaves it."""
    hydrology, now, lids, units = network.hydrology, state.hydrology, network.processes.lids, state.processes.lids
    for s in range(lids.units.size):
        if lids.units[s] == 0:
            continue
        moving, dt = moving_lanes(now.step, hydrology.area, s, lanes)
        bring_runoff(hydrology, now, lids, units, s, moving, dt, lanes)
        native = native_infiltration(hydrology, now, units, s, moving, dt, lanes)
        put(units.native, s, moving, native)
        put(units.ponded, s, moving, 0.0)
        put(units.draining, s, moving, 0.0)
        put(now.left, LID_OUTFLOW, s, moving, 0.0)
        put(now.left_rate, LID_OUTFLOW, s, moving, 0.0)
    for u in range(lids.kind.size):
        run_unit(network, state, u, lids.subcatchment[u], lanes)


@inlined
def bring_runoff(hydrology, now, lids, units, s, moving, dt, lanes):
    """What units treat is taken out of what left the surfaces, and reaches them."""
    impervious, pervious = load(lids.treated_impervious, s, lanes), load(lids.treated_pervious, s, lanes)
    take_from(
        hydrology, now, impervious, units.treating_impervious, units.reaching_impervious, IMPERVIOUS_BARE, IMPERVIOUS,
        s, moving, dt, lanes,
    )  # fmt: skip
    take_from(
        hydrology, now, pervious, units.treating_pervious, units.reaching_pervious, PERVIOUS, PERVIOUS, s, moving, dt,
        lanes,
    )  # fmt: skip


@kernel
def take_from(hydrology, now, share, treating, reaching, first, last, s, moving, dt, lanes):
    """A ``share`` of what left the surfaces ``first`` to ``last`` goes to the units: at the rate at the step's end.

    What the mean over the step is more or less follows one step later, as for all water that passes on.
    """
    treats = moving & (share > 0.0)
    if not any_lane(treats):
        return
    taken, rate = 0.0 * dt, 0.0 * dt
    for i in range(first, last + 1):
        left, left_rate = load(now.left, i, s, lanes), load(now.left_rate, i, s, lanes)
        taken, rate = taken + share * left, rate + share * left_rate
        if any_lane(treats & ((left != 0.0) | (left_rate != 0.0))):
            put(now.left, i, s, treats, left * (1.0 - share))
            put(now.left_rate, i, s, treats, left_rate * (1.0 - share))
    before = load(treating, s, lanes)
    if not any_lane(treats & ((taken != 0.0) | (rate != 0.0) | (before != 0.0))):
        put(reaching, s, treats, 0.0)
        return
    stored = before + taken
    moved = passed_on(stored, rate, dt, load(hydrology.steps.wet, lanes), load(hydrology.steps.ahead, lanes))
    put(treating, s, treats, stored - moved)
    put(reaching, s, treats, moved / share)


@inlined
def unit_of(d, u, lanes):
    """One unit's design as numbers."""
    return LidUnit(
        load(d.surface_depth, u, lanes), load(d.surface_void, u, lanes), load(d.surface_coefficient, u, lanes),
        load(d.spills, u, lanes), load(d.pavement_depth, u, lanes), load(d.pavement_void, u, lanes),
        load(d.pervious, u, lanes), load(d.soil_depth, u, lanes), load(d.porosity, u, lanes),
        load(d.field_capacity, u, lanes), load(d.wilting_point, u, lanes), load(d.conductivity, u, lanes),
        load(d.conductivity_slope, u, lanes), load(d.storage_depth, u, lanes), load(d.storage_void, u, lanes),
        load(d.drain_offset, u, lanes), load(d.mat_coefficient, u, lanes), load(d.capacity, u, lanes),
        load(d.bottom_width, u, lanes), load(d.side_slope, u, lanes), load(d.length, u, lanes),
    )  # fmt: skip


@inlined
def permeability_now(design, units, u, moving, time, lanes):
    """Permeability [m/s] of a pavement that clogs, and that is cleaned at times."""
    permeability, clogging = load(design.permeability, u, lanes), load(design.pavement_clogging, u, lanes)
    if any_lane(clogging > 0.0):
        interval = load(design.regeneration_interval, u, lanes)
        treated, due = load(units.clogged_by, u, lanes), load(units.cleaned_next, u, lanes)
        cleaned = moving & (clogging > 0.0) & (interval > 0.0) & (time >= due)
        treated = where(cleaned, treated * (1.0 - load(design.regeneration, u, lanes)), treated)
        put(units.clogged_by, u, cleaned, treated)
        put(units.cleaned_next, u, cleaned, due + interval)
        permeability = permeability * unclogged(treated, clogging)
    return permeability


@inlined
def drain_now(lids, units, unit, levels, u, lanes):
    """Flow [m/s] that a unit's drain would carry; a barrel's opens only some time after rain."""
    design = lids.design
    coefficient = load(design.drain_coefficient, u, lanes)
    carries, flow = coefficient > 0.0, 0.0 * coefficient
    if lids.kind[u] == BARREL:
        carries = carries & (load(units.dry_time, u, lanes) >= load(design.drain_delay, u, lanes))
    if any_lane(carries):
        head = drain_head(unit, levels)
        flow = drain_flow(
            head, unit.drain_offset, coefficient, load(design.drain_exponent, u, lanes),
            load(design.open_head, u, lanes), load(design.closed_head, u, lanes), load(units.rate.drain, u, lanes),
        )  # fmt: skip
        flow = where(carries, flow, 0.0)
        if lids.tables.x.size > 0 and any_lane(flow > 0.0):
            curve = load(lids.drain_curve, u, lanes)
            flow = flow * lanewise(flow > 0.0, curve_factor, lids.tables, curve, head - unit.drain_offset)
    return flow


@inlined
def inflow_now(hydrology, now, lids, units, u, s, dt, lanes):
    """What a unit receives, and the rain that a covered one sheds [m/s over it].

    Treated runoff, rain where it is open, and runon where all land is under units.
    """
    design = lids.design
    treated = load(units.reaching_impervious, s, lanes) * load(design.from_impervious, u, lanes)
    treated = treated + load(units.reaching_pervious, s, lanes) * load(design.from_pervious, u, lanes)
    area, rain = load(design.area, u, lanes), load(now.precipitation, ON_UNITS, s, lanes)
    inflow = treated * load(hydrology.area, s, lanes) / (area * dt)
    covered = load(design.covered, u, lanes) > 0.0
    inflow = inflow + where(covered, 0.0, rain)
    runon = where(uncovered(hydrology, s, lanes) <= 0.0, load(now.rate.runon, s, lanes), 0.0)
    return inflow + runon, where(covered, rain, 0.0)


@inlined
def demand_now(hydrology, now, lids, units, unit, levels, u, s, moving, inflow, dt, lanes):
    """What the step brings to a unit and what its surroundings would take."""
    design = lids.design
    infiltration = load(units.native, s, lanes)
    if lids.own_soil[u] != NONE:
        hidden = levels.surface * (1.0 - unit.surface_void) / dt  # plants take up a part of the ponded depth
        infiltration = soak(
            lids.own_soil[u], lids.soil, units.soil, u, moving, 0.0 * dt, inflow - hidden, levels.surface,
            conductivity_now(hydrology, now, s, lanes), load(now.recovery, lanes), dt, lanes,
        )  # fmt: skip
    seepage = load(design.seepage, u, lanes) * unclogged(
        load(units.sums.inflow, u, lanes), load(design.storage_clogging, u, lanes)
    )
    permeability = permeability_now(design, units, u, moving, load(now.step.time_old, lanes), lanes)
    return Demand(
        inflow, evaporation_now(hydrology, now, s, lanes), infiltration, permeability,
        min(seepage, load(now.max_infiltration, s, lanes)), drain_now(lids, units, unit, levels, u, lanes),
    )  # fmt: skip


@inlined
def run_unit(network, state, u, s, lanes):
    """One unit of subcatchment s through a step."""
    hydrology, now, lids, units = network.hydrology, state.hydrology, network.processes.lids, state.processes.lids
    moving, dt = moving_lanes(now.step, hydrology.area, s, lanes)
    area, level, rain = load(lids.design.area, u, lanes), units.level, load(now.precipitation, ON_UNITS, s, lanes)
    moving = moving & (area > 0.0)
    if not any_lane(moving):
        return
    inflow, shed = inflow_now(hydrology, now, lids, units, u, s, dt, lanes)
    unit = unit_of(lids.design, u, lanes)
    levels = Levels(
        load(level.surface, u, lanes), load(level.pavement, u, lanes), load(level.soil, u, lanes),
        load(level.storage, u, lanes),
    )  # fmt: skip
    demand = demand_now(hydrology, now, lids, units, unit, levels, u, s, moving, inflow, dt, lanes)
    levels, fluxes, rate = unit_step(lids.kind[u], unit, levels, demand, dt)
    put(level.surface, u, moving, levels.surface)
    put(level.pavement, u, moving, levels.pavement)
    put(level.soil, u, moving, levels.soil)
    put(level.storage, u, moving, levels.storage)
    evaporation = (
        fluxes.surface_evaporation + fluxes.pavement_evaporation + fluxes.soil_evaporation + fluxes.storage_evaporation
    )
    arrived = inflow + shed
    keep_unit(units, u, moving, arrived, evaporation, fluxes, rate + shed, fluxes.outflow + shed, dt, lanes)
    clogs = moving & (load(lids.design.pavement_clogging, u, lanes) > 0.0)
    add(units.clogged_by, u, clogs, inflow * dt, lanes)
    add(units.ponded, s, moving, levels.surface * unit.surface_void * area, lanes)
    dry_time = load(units.dry_time, u, lanes) + dt
    put(units.dry_time, u, moving, where(rain > DRY_RAIN, 0.0, dry_time))
    outflow = fluxes.outflow + shed
    send_from_unit(hydrology, now, lids, units, u, s, moving, outflow, rate + shed, fluxes.drain, dt, lanes)
    share = area / load(hydrology.area, s, lanes)
    add(now.rate.evaporated, s, moving, evaporation * share, lanes)
    if lids.on_soil[u] == 1:
        add(now.rate.evaporated_pervious, s, moving, evaporation * share, lanes)
    add(now.rate.infiltrated, s, moving, fluxes.exfiltration * share, lanes)
    most = max(max(inflow, fluxes.outflow), max(fluxes.drain, fluxes.exfiltration))
    put(now.step.running, moving & (most >= DRY_RATE), 1.0)  # evaporation alone needs no short steps


@inlined
def keep_unit(units, u, moving, inflow, evaporation, fluxes, rate, outflow, dt, lanes):
    """The step's rates for reports, and the sums."""
    kept, total = units.rate, units.sums
    put(kept.inflow, u, moving, inflow)
    put(kept.evaporation, u, moving, evaporation)
    put(kept.infiltration, u, moving, fluxes.infiltration)
    put(kept.pavement_percolation, u, moving, fluxes.pavement_percolation)
    put(kept.soil_percolation, u, moving, fluxes.soil_percolation)
    put(kept.exfiltration, u, moving, fluxes.exfiltration)
    put(kept.outflow, u, moving, rate)
    put(kept.drain, u, moving, fluxes.drain)
    add(total.inflow, u, moving, inflow * dt, lanes)
    add(total.evaporation, u, moving, evaporation * dt, lanes)
    add(total.exfiltration, u, moving, fluxes.exfiltration * dt, lanes)
    add(total.outflow, u, moving, outflow * dt, lanes)
    add(total.drain, u, moving, fluxes.drain * dt, lanes)


@inlined
def send_from_unit(hydrology, now, lids, units, u, s, moving, outflow, rate, drain, dt, lanes):
    """Send on what ran off a unit's surface (mean ``outflow``, ``rate`` at the end) and through its drain, m/s."""
    design, area = lids.design, load(lids.design.area, u, lanes)
    share = area / load(hydrology.area, s, lanes)
    returns, drain_returns = load(design.returns, u, lanes) > 0.0, load(design.returns_drain, u, lanes) > 0.0
    add_in_row(now.left, LID_OUTFLOW, s, moving & no(returns), outflow * dt * share, lanes)
    add_in_row(now.left_rate, LID_OUTFLOW, s, moving & no(returns), rate * share, lanes)
    if any_lane(returns | drain_returns):
        flow = where(returns, outflow, 0.0) + where(drain_returns, drain, 0.0)
        add(units.waiting, s, moving, flow * dt * share, lanes)
        flow = where(returns, rate, 0.0) + where(drain_returns, drain, 0.0)
        add(units.waiting_rate, s, moving, flow * share, lanes)
    drain = where(drain_returns, 0.0, drain)
    send_drain(lids, units, u, s, moving, drain, area, dt, lanes)


@inlined
def send_drain(lids, units, u, s, moving, drain, area, dt, lanes):
    """What a unit's drain carries [m/s] goes on its way; a drain that rests is left alone."""
    flow = units.flow
    before, after = load(flow.after, u, lanes), drain * area
    volume = load(units.unrouted, u, lanes) + drain * area * dt
    rests = (before == 0.0) & (after == 0.0) & (volume == 0.0) & (load(flow.before, u, lanes) == 0.0)
    if not any_lane(moving & no(rests & (load(flow.middle, u, lanes) == 0.0))):
        return
    if lids.drain_node[u] >= 0:
        middle, volume = middle_flow(before, after, volume, drain * area * dt, dt)
        passed = passed_within(before, middle, after, dt)
        put(units.flow.middle, u, moving, middle)
        add(units.flow.due, u, moving, passed, lanes)
        note_passed(lids, units, u, moving, passed, lanes)
    elif lids.drain_subcatchment[u] < 0:
        note_passed(lids, units, u, moving, volume, lanes)
        volume = 0.0 * volume
    put(units.unrouted, u, moving, volume)
    put(units.flow.before, u, moving, before)
    put(units.flow.after, u, moving, after)
    add(units.sums.routed, u, moving, drain * dt, lanes)
    add(units.draining, s, moving, after, lanes)


@kernel
def peak_with_drains(network, state, lanes):
    """A subcatchment's largest runoff counts what its drains carry."""
    now, lids, units = state.hydrology, network.processes.lids, state.processes.lids
    for s in range(lids.units.size):
        if lids.units[s] == 0:
            continue
        peak = load(now.runoff.after, s, lanes) + load(units.draining, s, lanes)
        peak = max(load(now.sums.max_runoff, s, lanes), peak)
        put(now.sums.max_runoff, s, load(now.step.length, lanes) > 0.0, peak)


@kernel
def drain_inflows(network, state, active, lanes):
    """Add what the drains bring in a routing step to the nodes' inflows and to the wet weather inflow."""
    lids, flow, mean = network.processes.lids, state.processes.lids.flow, network.settings.mean_from_land
    spans, wet_weather = spans_of_land(state, lanes), state.ledger.rate[WET_WEATHER]
    moving, routed = flags(state.clock.active, lanes), flags(active, lanes)
    for u in range(lids.kind.size):
        if lids.drain_node[u] >= 0:
            rate, passed = taken_from_land(flow, u, spans, mean, moving, lanes)
            add_from_land(state.nodes, lids.drain_node[u], rate, wet_weather, routed, lanes)
            add_between_events(state.volumes.unrouted, lids.drain_node[u], passed, moving & no(routed), lanes)


@kernel
def report_drains(network, state, time, lane, subcatchment, system):
    """Add the drains' flow at ``time`` [s] to the reported runoff of their subcatchments."""
    hydrology, now, lids, units = network.hydrology, state.hydrology, network.processes.lids, state.processes.lids
    f = share_over(now, time, lane)
    for u in range(lids.kind.size):
        flow = (1.0 - f) * units.flow.before[u, lane] + f * units.flow.after[u, lane]
        s = lids.subcatchment[u]
        if subcatchment[SUBCATCHMENT_ROW.runoff, s, lane] > 0.0 or flow >= SMALL_RUNOFF * hydrology.area[s, lane]:
            subcatchment[SUBCATCHMENT_ROW.runoff, s, lane] += flow
            system[SYSTEM_ROW.runoff, lane] += flow * lids.in_system[u, lane]


@kernel
def report_details(network, state, out, lanes):
    """The last step's rates and the levels after it of the units reported into ``out`` (row, unit, lane)."""
    lids, units = network.processes.lids, state.processes.lids
    rate, level = units.rate, units.level
    for k in range(lids.reported.size):
        u = lids.reported[k]
        for lane in range(len(lanes)):
            out[LID_ROW.inflow, k, lane] = rate.inflow[u, lane]
            out[LID_ROW.evaporation, k, lane] = rate.evaporation[u, lane]
            out[LID_ROW.infiltration, k, lane] = rate.infiltration[u, lane]
            out[LID_ROW.pavement_percolation, k, lane] = rate.pavement_percolation[u, lane]
            out[LID_ROW.soil_percolation, k, lane] = rate.soil_percolation[u, lane]
            out[LID_ROW.exfiltration, k, lane] = rate.exfiltration[u, lane]
            out[LID_ROW.outflow, k, lane] = rate.outflow[u, lane]
            out[LID_ROW.drain, k, lane] = rate.drain[u, lane]
            out[LID_ROW.surface_depth, k, lane] = level.surface[u, lane]
            out[LID_ROW.pavement_depth, k, lane] = level.pavement[u, lane]
            out[LID_ROW.soil_moisture, k, lane] = level.soil[u, lane]
            out[LID_ROW.storage_depth, k, lane] = level.storage[u, lane]


@kernel
def drains_of_groups(network, state, lanes):
    """What the drains of LID units bring to each group, where the runoff of their subcatchments goes."""
    groups, drains = network.groups, state.peaks.drains
    for g in range(drains.shape[0]):
        for lane in range(len(lanes)):
            drains[g, lane] = 0.0
        for e in range(groups.first_drain[g], groups.first_drain[g + 1]):
            for lane in range(len(lanes)):
                drains[g, lane] += state.processes.lids.flow.after[groups.drain[e], lane]
