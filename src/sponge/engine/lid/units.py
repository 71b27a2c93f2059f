"""LID units through a runoff step: what they treat, hold and pass on.

Water that a unit treats is what left the surfaces within the step, so that none is made or lost. Its surface outflow
goes the subcatchment's way or returns to the pervious surface, one step later; its drain goes its own way.
"""

from __future__ import annotations

from sponge.base.compiler.kernels import inlined, kernel
from sponge.base.compiler.vectors import PART, any_lane, lanewise, load, no, numbers, put, where
from sponge.base.constants import FOOT
from sponge.engine.accounts.ledger import WET_WEATHER
from sponge.engine.hydrology.subcatchment_steps import (
    add,
    evaporation_now,
    factor_of,
    moving_lanes,
    passed_on,
    soak,
)
from sponge.engine.hydrology.tables import (
    CONDUCTIVITY,
    EVAPORATED,
    EVAPORATED_PERVIOUS,
    IMPERVIOUS,
    IMPERVIOUS_BARE,
    INFILTRATED,
    MAX_RUNOFF,
    MONTH_NOW,
    PERVIOUS,
    RUNNING,
    RUNON,
    STEP,
    SURFACES,
    TIME_OLD,
    WET,
)
from sponge.engine.lid.tables import (
    AFTER,
    BEFORE,
    DRAIN,
    DRAIN_SUM,
    DRAINING,
    EVAPORATION,
    EVAPORATION_SUM,
    EXFILTRATION,
    EXFILTRATION_SUM,
    FROM_IMPERVIOUS,
    FROM_PERVIOUS,
    INFILTRATION,
    INFLOW,
    INFLOW_SUM,
    MIDDLE,
    NATIVE,
    OUTFLOW,
    OUTFLOW_SUM,
    PAVEMENT,
    PAVEMENT_PERCOLATION,
    PONDED,
    REACHING,
    REGENERATES,
    ROUTED_SUM,
    SOIL,
    SOIL_PERCOLATION,
    STORAGE,
    SURFACE,
    TREATED,
    WAITING,
    WAITING_RATE,
)
from sponge.physics.infiltration import NONE
from sponge.physics.lid import BARREL, Demand, Levels, Unit, unit_step
from sponge.physics.lid.layers import curve_factor, drain_flow, drain_head, unclogged
from sponge.physics.runoff import middle_flow, part_of_step

LID_OUTFLOW = SURFACES  # row of HydrologyState.left
DRY_RATE = 2.3e-8 * FOOT  # m/s: a unit in which less moves is dry, and steps may be long
DRY_RAIN = 2.31481e-8 * FOOT  # m/s
SMALL_RUNOFF = 2.31481e-8 * FOOT  # m/s, reported as none


@inlined
def uncovered(hydrology, s, part, lanes):
    """Part of a subcatchment that lies under no unit."""
    fraction = hydrology.fraction
    return (
        load(fraction, s, IMPERVIOUS_BARE, part, lanes) + load(fraction, s, IMPERVIOUS, part, lanes)
        + load(fraction, s, PERVIOUS, part, lanes)
    )  # fmt: skip


@kernel
def water_lids(network, state, lanes):
    """At a step's start: drains and returned water arrive, and runon goes to what lies under no unit."""
    hydrology, now, lids, units = network.hydrology, state.hydrology, network.extra.lids, state.extra.lids
    for u in range(lids.kind.size):
        k = lids.drain_subcatchment[u]
        if k < 0:
            continue
        for part in range(0, len(lanes), PART):
            moving, dt = moving_lanes(now.lane, hydrology.area, k, part, lanes)
            stored, flow = load(units.unrouted, u, part, lanes), load(units.flow, AFTER, u, part, lanes)
            volume = passed_on(stored, flow, dt, load(hydrology.step, WET, part, lanes))
            put(units.unrouted, u, part, moving, stored - volume)
            add(now.rate, RUNON, k, part, moving, volume / (dt * load(hydrology.area, k, part, lanes)), lanes)
    for s in range(lids.units.size):
        if lids.units[s] > 0:
            for part in range(0, len(lanes), PART):
                water_surfaces(hydrology, now, units, s, part, lanes)


@inlined
def water_surfaces(hydrology, now, units, s, part, lanes):
    """What units return reaches the pervious surface, and runon only what lies under no unit."""
    moving, dt = moving_lanes(now.lane, hydrology.area, s, part, lanes)
    land = uncovered(hydrology, s, part, lanes)
    there = moving & (land > 0.0)
    runon = load(now.rate, RUNON, s, part, lanes)
    if any_lane(there & (runon != 0.0)):
        more = runon * (1.0 / land - 1.0)
        for i in range(SURFACES):
            add(now.precipitation, i, s, part, there, more, lanes)
    stored, rate = load(units.returned, WAITING, s, part, lanes), load(units.returned, WAITING_RATE, s, part, lanes)
    if any_lane(there & ((stored != 0.0) | (rate != 0.0))):
        share = load(hydrology.fraction, s, PERVIOUS, part, lanes)
        volume = passed_on(stored, rate, dt, load(hydrology.step, WET, part, lanes))
        pervious = there & (share > 0.0)
        put(units.returned, WAITING, s, part, pervious, stored - volume)
        add(now.precipitation, PERVIOUS, s, part, pervious, volume / (dt * share), lanes)
        put(units.returned, WAITING_RATE, s, part, there, 0.0)


@inlined
def native_infiltration(hydrology, now, units, s, part, moving, dt, lanes):
    """Rate [m/s] at which the native soil of a subcatchment takes water: that of its pervious surface.

    Where there is none, what its soil would take of the rain, the runon and the water that stands on the units.
    """
    share = load(hydrology.fraction, s, PERVIOUS, part, lanes)
    pervious = share > 0.0
    rate = load(now.rate, INFILTRATED, s, part, lanes) / where(pervious, share, 1.0)
    bare = moving & no(pervious)
    if any_lane(bare):
        covered = load(hydrology.area, s, part, lanes) * (1.0 - uncovered(hydrology, s, part, lanes))
        ponded = load(units.scratch, PONDED, s, part, lanes)
        depth = where(covered > 0.0, ponded / where(covered > 0.0, covered, 1.0), 0.0)
        rain = load(now.rain, s, part, lanes)
        taken = soak(
            hydrology.method[s], hydrology.soil, now.soil, s, part, bare, rain,
            rain + load(now.rate, RUNON, s, part, lanes), depth, conductivity_now(hydrology, now, s, part, lanes),
            load(now.recovery, part, lanes), dt, lanes,
        )  # fmt: skip
        rate = where(pervious, rate, taken)
    return rate


@inlined
def conductivity_now(hydrology, now, s, part, lanes):
    """This month's factor of a subcatchment's hydraulic conductivity."""
    return factor_of(
        hydrology.monthly, hydrology.pattern[s, CONDUCTIVITY], load(now.lane, MONTH_NOW, part, lanes),
        numbers(part, lanes), load(now.conductivity_factor, part, lanes),
    )  # fmt: skip


@kernel
def run_lids(network, state, lanes):
    """When the surfaces have run off: every unit through the step, and what leaves it."""
    hydrology, now, lids, units = network.hydrology, state.hydrology, network.extra.lids, state.extra.lids
    for s in range(lids.units.size):
        if lids.units[s] == 0:
            continue
        for part in range(0, len(lanes), PART):
            moving, dt = moving_lanes(now.lane, hydrology.area, s, part, lanes)
            treat(hydrology, now, lids, units, s, part, moving, dt, lanes)
            native = native_infiltration(hydrology, now, units, s, part, moving, dt, lanes)
            put(units.scratch, NATIVE, s, part, moving, native)
            put(units.scratch, PONDED, s, part, moving, 0.0)
            put(units.scratch, DRAINING, s, part, moving, 0.0)
            put(now.left, LID_OUTFLOW, s, part, moving, 0.0)
            put(now.left_rate, LID_OUTFLOW, s, part, moving, 0.0)
    for u in range(lids.kind.size):
        for part in range(0, len(lanes), PART):
            run_unit(network, state, u, lids.subcatchment[u], part, lanes)


@inlined
def treat(hydrology, now, lids, units, s, part, moving, dt, lanes):
    """Take what units treat out of what left the surfaces, and let it reach them: at the rate at the step's end.

    What the mean over the step is more or less follows one step later, as for all water that passes on.
    """
    for k in range(2):
        share = load(lids.treated_pervious if k == FROM_PERVIOUS else lids.treated_impervious, s, part, lanes)
        treats = moving & (share > 0.0)
        if not any_lane(treats):
            continue
        first, last = (PERVIOUS, PERVIOUS) if k == FROM_PERVIOUS else (IMPERVIOUS_BARE, IMPERVIOUS)
        taken, rate = 0.0 * dt, 0.0 * dt
        for i in range(first, last + 1):
            left, left_rate = load(now.left, i, s, part, lanes), load(now.left_rate, i, s, part, lanes)
            taken, rate = taken + share * left, rate + share * left_rate
            if any_lane(treats & ((left != 0.0) | (left_rate != 0.0))):
                put(now.left, i, s, part, treats, left * (1.0 - share))
                put(now.left_rate, i, s, part, treats, left_rate * (1.0 - share))
        before = load(units.treating, k, s, part, lanes)
        if not any_lane(treats & ((taken != 0.0) | (rate != 0.0) | (before != 0.0))):
            put(units.scratch, REACHING + k, s, part, treats, 0.0)
            continue
        stored = before + taken
        reaching = passed_on(stored, rate, dt, load(hydrology.step, WET, part, lanes))
        put(units.treating, k, s, part, treats, stored - reaching)
        put(units.scratch, REACHING + k, s, part, treats, reaching / share)


@inlined
def unit_of(d, u, part, lanes):
    """One unit's design as numbers."""
    return Unit(
        load(d.surface_depth, u, part, lanes), load(d.surface_void, u, part, lanes),
        load(d.surface_coefficient, u, part, lanes), load(d.spills, u, part, lanes),
        load(d.pavement_depth, u, part, lanes), load(d.pavement_void, u, part, lanes),
        load(d.pervious, u, part, lanes), load(d.soil_depth, u, part, lanes), load(d.porosity, u, part, lanes),
        load(d.field_capacity, u, part, lanes), load(d.wilting_point, u, part, lanes),
        load(d.conductivity, u, part, lanes), load(d.conductivity_slope, u, part, lanes),
        load(d.storage_depth, u, part, lanes), load(d.storage_void, u, part, lanes),
        load(d.drain_offset, u, part, lanes), load(d.mat_coefficient, u, part, lanes),
        load(d.capacity, u, part, lanes), load(d.bottom_width, u, part, lanes), load(d.side_slope, u, part, lanes),
        load(d.length, u, part, lanes),
    )  # fmt: skip


@inlined
def permeability_now(design, units, u, part, moving, time, lanes):
    """Permeability [m/s] of a pavement that clogs, and that is cleaned at times."""
    permeability, clogging = load(design.permeability, u, part, lanes), load(design.pavement_clogging, u, part, lanes)
    if any_lane(clogging > 0.0):
        interval = load(design.regeneration_interval, u, part, lanes)
        treated, due = load(units.clogging, TREATED, u, part, lanes), load(units.clogging, REGENERATES, u, part, lanes)
        cleaned = moving & (clogging > 0.0) & (interval > 0.0) & (time >= due)
        treated = where(cleaned, treated * (1.0 - load(design.regeneration, u, part, lanes)), treated)
        put(units.clogging, TREATED, u, part, cleaned, treated)
        put(units.clogging, REGENERATES, u, part, cleaned, due + interval)
        permeability = permeability * unclogged(treated, clogging)
    return permeability


@inlined
def drain_now(lids, units, unit, levels, u, part, lanes):
    """Flow [m/s] that a unit's drain would carry; a barrel's opens only some time after rain."""
    design = lids.design
    coefficient = load(design.drain_coefficient, u, part, lanes)
    carries, flow = coefficient > 0.0, 0.0 * coefficient
    if lids.kind[u] == BARREL:
        carries = carries & (load(units.dry_time, u, part, lanes) >= load(design.drain_delay, u, part, lanes))
    if any_lane(carries):
        head = drain_head(unit, levels)
        flow = drain_flow(
            head, unit.drain_offset, coefficient, load(design.drain_exponent, u, part, lanes),
            load(design.open_head, u, part, lanes), load(design.closed_head, u, part, lanes),
            load(units.rate, DRAIN, u, part, lanes),
        )  # fmt: skip
        flow = where(carries, flow, 0.0)
        if lids.tables.x.size > 0 and any_lane(flow > 0.0):
            curve = load(lids.drain_curve, u, part, lanes)
            flow = flow * lanewise(flow > 0.0, curve_factor, lids.tables, curve, head - unit.drain_offset)
    return flow


@inlined
def inflow_now(hydrology, now, lids, units, u, s, part, dt, lanes):
    """What a unit receives, and the rain that a covered one sheds [m/s over it].

    Treated runoff, rain where it is open, and runon where all land is under units.
    """
    design = lids.design
    treated = load(units.scratch, REACHING + FROM_IMPERVIOUS, s, part, lanes) * load(
        design.from_impervious, u, part, lanes
    )
    treated = treated + load(units.scratch, REACHING + FROM_PERVIOUS, s, part, lanes) * load(
        design.from_pervious, u, part, lanes
    )
    area, rain = load(design.area, u, part, lanes), load(now.rain, s, part, lanes)
    inflow = treated * load(hydrology.area, s, part, lanes) / (area * dt)
    covered = load(design.covered, u, part, lanes) > 0.0
    inflow = inflow + where(covered, 0.0, rain)
    runon = where(uncovered(hydrology, s, part, lanes) <= 0.0, load(now.rate, RUNON, s, part, lanes), 0.0)
    return inflow + runon, where(covered, rain, 0.0)


@inlined
def demand_now(hydrology, now, lids, units, unit, levels, u, s, part, moving, inflow, dt, lanes):
    """What the step brings to a unit and what its surroundings would take."""
    design = lids.design
    infiltration = load(units.scratch, NATIVE, s, part, lanes)
    if lids.own_soil[u] != NONE:
        hidden = levels.surface * (1.0 - unit.surface_void) / dt  # plants stand where the depth says water
        infiltration = soak(
            lids.own_soil[u], lids.soil, units.soil, u, part, moving, 0.0 * dt, inflow - hidden, levels.surface,
            conductivity_now(hydrology, now, s, part, lanes), load(now.recovery, part, lanes), dt, lanes,
        )  # fmt: skip
    seepage = load(design.seepage, u, part, lanes) * unclogged(
        load(units.sum, INFLOW_SUM, u, part, lanes), load(design.storage_clogging, u, part, lanes)
    )
    permeability = permeability_now(design, units, u, part, moving, load(now.lane, TIME_OLD, part, lanes), lanes)
    return Demand(
        inflow, evaporation_now(hydrology, now, s, part, lanes), infiltration, permeability,
        min(seepage, load(now.max_infiltration, s, part, lanes)), drain_now(lids, units, unit, levels, u, part, lanes),
    )  # fmt: skip


@inlined
def run_unit(network, state, u, s, part, lanes):
    """One unit of subcatchment s through a step."""
    hydrology, now, lids, units = network.hydrology, state.hydrology, network.extra.lids, state.extra.lids
    moving, dt = moving_lanes(now.lane, hydrology.area, s, part, lanes)
    area, level, rain = load(lids.design.area, u, part, lanes), units.level, load(now.rain, s, part, lanes)
    moving = moving & (area > 0.0)
    if not any_lane(moving):
        return
    inflow, shed = inflow_now(hydrology, now, lids, units, u, s, part, dt, lanes)
    unit = unit_of(lids.design, u, part, lanes)
    levels = Levels(
        load(level, SURFACE, u, part, lanes), load(level, PAVEMENT, u, part, lanes), load(level, SOIL, u, part, lanes),
        load(level, STORAGE, u, part, lanes),
    )  # fmt: skip
    demand = demand_now(hydrology, now, lids, units, unit, levels, u, s, part, moving, inflow, dt, lanes)
    levels, fluxes, rate = unit_step(lids.kind[u], unit, levels, demand, dt)
    put(level, SURFACE, u, part, moving, levels.surface)
    put(level, PAVEMENT, u, part, moving, levels.pavement)
    put(level, SOIL, u, part, moving, levels.soil)
    put(level, STORAGE, u, part, moving, levels.storage)
    evaporation = (
        fluxes.surface_evaporation + fluxes.pavement_evaporation + fluxes.soil_evaporation + fluxes.storage_evaporation
    )
    arrived = inflow + shed
    keep_unit(units, u, part, moving, arrived, evaporation, fluxes, rate + shed, fluxes.outflow + shed, dt, lanes)
    clogs = moving & (load(lids.design.pavement_clogging, u, part, lanes) > 0.0)
    add(units.clogging, TREATED, u, part, clogs, inflow * dt, lanes)
    add(units.scratch, PONDED, s, part, moving, levels.surface * unit.surface_void * area, lanes)
    dry_time = load(units.dry_time, u, part, lanes) + dt
    put(units.dry_time, u, part, moving, where(rain > DRY_RAIN, 0.0, dry_time))
    outflow = fluxes.outflow + shed
    hand_on(hydrology, now, lids, units, u, s, part, moving, outflow, rate + shed, fluxes.drain, dt, lanes)
    share = area / load(hydrology.area, s, part, lanes)
    add(now.rate, EVAPORATED, s, part, moving, evaporation * share, lanes)
    if lids.on_soil[u] == 1:
        add(now.rate, EVAPORATED_PERVIOUS, s, part, moving, evaporation * share, lanes)
    add(now.rate, INFILTRATED, s, part, moving, fluxes.exfiltration * share, lanes)
    most = max(max(inflow, fluxes.outflow), max(fluxes.drain, fluxes.exfiltration))
    put(now.lane, RUNNING, part, moving & (most >= DRY_RATE), 1.0)  # evaporation alone needs no short steps


@inlined
def keep_unit(units, u, part, moving, inflow, evaporation, fluxes, rate, outflow, dt, lanes):
    """The step's rates for reports, and the sums."""
    kept, total = units.rate, units.sum
    put(kept, INFLOW, u, part, moving, inflow)
    put(kept, EVAPORATION, u, part, moving, evaporation)
    put(kept, INFILTRATION, u, part, moving, fluxes.infiltration)
    put(kept, PAVEMENT_PERCOLATION, u, part, moving, fluxes.pavement_percolation)
    put(kept, SOIL_PERCOLATION, u, part, moving, fluxes.soil_percolation)
    put(kept, EXFILTRATION, u, part, moving, fluxes.exfiltration)
    put(kept, OUTFLOW, u, part, moving, rate)
    put(kept, DRAIN, u, part, moving, fluxes.drain)
    add(total, INFLOW_SUM, u, part, moving, inflow * dt, lanes)
    add(total, EVAPORATION_SUM, u, part, moving, evaporation * dt, lanes)
    add(total, EXFILTRATION_SUM, u, part, moving, fluxes.exfiltration * dt, lanes)
    add(total, OUTFLOW_SUM, u, part, moving, outflow * dt, lanes)
    add(total, DRAIN_SUM, u, part, moving, fluxes.drain * dt, lanes)


@inlined
def hand_on(hydrology, now, lids, units, u, s, part, moving, outflow, rate, drain, dt, lanes):
    """Send on what ran off a unit's surface (mean ``outflow``, ``rate`` at the end) and through its drain, m/s."""
    design, area = lids.design, load(lids.design.area, u, part, lanes)
    share = area / load(hydrology.area, s, part, lanes)
    returns, drain_returns = (
        load(design.returns, u, part, lanes) > 0.0, load(design.returns_drain, u, part, lanes) > 0.0
    )  # fmt: skip
    add(now.left, LID_OUTFLOW, s, part, moving & no(returns), outflow * dt * share, lanes)
    add(now.left_rate, LID_OUTFLOW, s, part, moving & no(returns), rate * share, lanes)
    if any_lane(returns | drain_returns):
        flow = where(returns, outflow, 0.0) + where(drain_returns, drain, 0.0)
        add(units.returned, WAITING, s, part, moving, flow * dt * share, lanes)
        flow = where(returns, rate, 0.0) + where(drain_returns, drain, 0.0)
        add(units.returned, WAITING_RATE, s, part, moving, flow * share, lanes)
    drain = where(drain_returns, 0.0, drain)
    send_drain(lids, units, u, s, part, moving, drain, area, dt, lanes)


@inlined
def send_drain(lids, units, u, s, part, moving, drain, area, dt, lanes):
    """What a unit's drain carries [m/s] goes on its way; a drain that rests is left alone."""
    flow = units.flow
    before, after = load(flow, AFTER, u, part, lanes), drain * area
    volume = load(units.unrouted, u, part, lanes) + drain * area * dt
    rests = (before == 0.0) & (after == 0.0) & (volume == 0.0) & (load(flow, BEFORE, u, part, lanes) == 0.0)
    if not any_lane(moving & no(rests & (load(flow, MIDDLE, u, part, lanes) == 0.0))):
        return
    if lids.drain_node[u] >= 0:
        middle, volume = middle_flow(before, after, volume, dt)
        put(units.flow, MIDDLE, u, part, moving, middle)
    elif lids.drain_subcatchment[u] < 0:
        volume = 0.0 * volume
    put(units.unrouted, u, part, moving, volume)
    put(units.flow, BEFORE, u, part, moving, before)
    put(units.flow, AFTER, u, part, moving, after)
    add(units.sum, ROUTED_SUM, u, part, moving, drain * dt, lanes)
    add(units.scratch, DRAINING, s, part, moving, after, lanes)


@kernel
def peak_with_drains(network, state, lanes):
    """A subcatchment's largest runoff counts what its drains carry."""
    now, lids, units = state.hydrology, network.extra.lids, state.extra.lids
    for s in range(lids.units.size):
        if lids.units[s] == 0:
            continue
        for part in range(0, len(lanes), PART):
            peak = load(now.runoff, AFTER, s, part, lanes) + load(units.scratch, DRAINING, s, part, lanes)
            peak = max(load(now.sum, MAX_RUNOFF, s, part, lanes), peak)
            put(now.sum, MAX_RUNOFF, s, part, load(now.lane, STEP, part, lanes) > 0.0, peak)


@kernel
def drains_at(network, state, active, lanes):
    """Add what the drains bring at the step's beginning to the nodes' inflows and to the wet weather inflow."""
    now, lids, units, clock = state.hydrology, network.extra.lids, state.extra.lids, state.clock
    for u in range(lids.kind.size):
        node = lids.drain_node[u]
        if node < 0:
            continue
        for lane in range(len(lanes)):
            if not active[lane]:
                continue
            f = part_of_step(clock.time_old[lane], now.lane[TIME_OLD, lane], now.time[lane])
            middle = units.flow[MIDDLE, u, lane]
            end = units.flow[BEFORE if f < 0.5 else AFTER, u, lane]
            flow = middle + (end - middle) * abs(2.0 * f - 1.0)
            state.nodes.lateral[node, lane] += flow
            state.ledger.rate[WET_WEATHER, lane] += flow


@kernel
def report_drains(network, state, time, lane, subcatchment, system):
    """Add the drains' flow at ``time`` [s] to the reported runoff of their subcatchments."""
    hydrology, now, lids, units = network.hydrology, state.hydrology, network.extra.lids, state.extra.lids
    f = part_of_step(time, now.lane[TIME_OLD, lane], now.time[lane])
    for u in range(lids.kind.size):
        flow = (1.0 - f) * units.flow[BEFORE, u, lane] + f * units.flow[AFTER, u, lane]
        s = lids.subcatchment[u]
        if subcatchment[4, s, lane] > 0.0 or flow >= SMALL_RUNOFF * hydrology.area[s, lane]:
            subcatchment[4, s, lane] += flow
            system[4, lane] += flow
