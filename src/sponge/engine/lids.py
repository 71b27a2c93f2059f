"""LID units through a runoff step: what they treat, hold and pass on.

Water that a unit treats is what left the surfaces within the step, so that none is made or lost. Its surface outflow
goes the subcatchment's way or returns to the pervious surface, one step later; its drain goes its own way.
"""

from __future__ import annotations

from sponge.base.constants import FOOT
from sponge.base.kernels import inlined, kernel
from sponge.engine.hydrology_tables import (
    CONDUCTIVITY,
    DRY_ONLY,
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
from sponge.engine.ledger import WET_WEATHER
from sponge.engine.lid_tables import (
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
from sponge.engine.runoff_parts import factor_of, passed_on, soak
from sponge.physics.infiltration.green_ampt import green_ampt_infiltration
from sponge.physics.lid import BARREL, Demand, Levels, Unit, unit_step
from sponge.physics.lid.layers import drain_flow, drain_head, unclogged
from sponge.physics.runoff import middle_flow

LID_OUTFLOW = SURFACES  # row of HydrologyState.left
DRY_RATE = 2.3e-8 * FOOT  # m/s: a unit in which less moves is dry, and steps may be long
DRY_RAIN = 2.31481e-8 * FOOT  # m/s
SMALL_RUNOFF = 2.31481e-8 * FOOT  # m/s, reported as none


@inlined
def uncovered(hydrology, s, lane):
    """Part of a subcatchment that lies under no unit."""
    return (
        hydrology.fraction[s, IMPERVIOUS_BARE, lane] + hydrology.fraction[s, IMPERVIOUS, lane]
        + hydrology.fraction[s, PERVIOUS, lane]
    )  # fmt: skip


@kernel
def water_lids(network, state, lanes):
    """At a step's start: drains and returned water arrive, and runon goes to what lies under no unit."""
    hydrology, now, lids, units = network.hydrology, state.hydrology, network.extra.lids, state.extra.lids
    for u in range(lids.kind.size):
        k = lids.drain_subcatchment[u]
        if k < 0:
            continue
        for lane in range(len(lanes)):
            dt = now.lane[STEP, lane]
            if dt > 0.0 and hydrology.area[k, lane] > 0.0:
                volume = passed_on(units.unrouted[u, lane], units.flow[AFTER, u, lane], dt, hydrology.step[WET, lane])
                units.unrouted[u, lane] -= volume
                now.rate[RUNON, k, lane] += volume / (dt * hydrology.area[k, lane])
    for s in range(lids.units.size):
        if lids.units[s] == 0:
            continue
        for lane in range(len(lanes)):
            dt, land = now.lane[STEP, lane], uncovered(hydrology, s, lane)
            if dt <= 0.0 or hydrology.area[s, lane] <= 0.0 or land <= 0.0:
                continue
            more = now.rate[RUNON, s, lane] * (1.0 / land - 1.0)
            for i in range(SURFACES):
                now.precipitation[i, s, lane] += more
            part = hydrology.fraction[s, PERVIOUS, lane]
            if part > 0.0:
                volume = passed_on(
                    units.returned[WAITING, s, lane], units.returned[WAITING_RATE, s, lane], dt,
                    hydrology.step[WET, lane],
                )  # fmt: skip
                units.returned[WAITING, s, lane] -= volume
                now.precipitation[PERVIOUS, s, lane] += volume / (dt * part)
            units.returned[WAITING_RATE, s, lane] = 0.0


@kernel
def native_infiltration(network, state, s, lane, dt):
    """Rate [m/s] at which the native soil of a subcatchment takes water: that of its pervious surface.

    Where there is none, what its soil would take of the rain, the runon and the water that stands on the units.
    """
    hydrology, now, units = network.hydrology, state.hydrology, state.extra.lids
    part = hydrology.fraction[s, PERVIOUS, lane]
    if part > 0.0:
        return now.rate[INFILTRATED, s, lane] / part
    covered = hydrology.area[s, lane] * (1.0 - uncovered(hydrology, s, lane))
    depth = units.scratch[PONDED, s, lane] / covered if covered > 0.0 else 0.0
    return soak(
        hydrology.method[s], hydrology.soil, now.soil, s, lane, now.rain[s, lane], now.rate[RUNON, s, lane], depth,
        conductivity_now(hydrology, now, s, lane), now.recovery[lane], dt,
    )  # fmt: skip


@inlined
def conductivity_now(hydrology, now, s, lane):
    """This month's factor of a subcatchment's hydraulic conductivity."""
    return factor_of(
        hydrology.monthly, hydrology.pattern[s, CONDUCTIVITY], int(now.lane[MONTH_NOW, lane]), lane,
        now.conductivity_factor[lane],
    )  # fmt: skip


@kernel
def run_lids(network, state, lanes):
    """When the surfaces have run off: every unit through the step, and what leaves it."""
    hydrology, now, lids, units = network.hydrology, state.hydrology, network.extra.lids, state.extra.lids
    for s in range(lids.units.size):
        if lids.units[s] == 0:
            continue
        for lane in range(len(lanes)):
            dt = now.lane[STEP, lane]
            if dt > 0.0 and hydrology.area[s, lane] > 0.0:
                treat(hydrology, now, lids, units, s, lane, dt)
                units.scratch[NATIVE, s, lane] = native_infiltration(network, state, s, lane, dt)
                units.scratch[PONDED, s, lane], units.scratch[DRAINING, s, lane] = 0.0, 0.0
                now.left[LID_OUTFLOW, s, lane], now.left_rate[LID_OUTFLOW, s, lane] = 0.0, 0.0
    for u in range(lids.kind.size):
        s = lids.subcatchment[u]
        for lane in range(len(lanes)):
            dt = now.lane[STEP, lane]
            if dt > 0.0 and lids.design.area[u, lane] > 0.0 and hydrology.area[s, lane] > 0.0:
                run_unit(network, state, u, s, lane, dt)


@kernel
def treat(hydrology, now, lids, units, s, lane, dt):
    """Take what units treat out of what left the surfaces, and let it reach them: at the rate at the step's end.

    What the mean over the step is more or less follows one step later, as for all water that passes on.
    """
    for k in range(2):
        share = lids.treated_pervious[s, lane] if k == FROM_PERVIOUS else lids.treated_impervious[s, lane]
        if share <= 0.0:
            continue
        first, last = (PERVIOUS, PERVIOUS) if k == FROM_PERVIOUS else (IMPERVIOUS_BARE, IMPERVIOUS)
        taken, rate = 0.0, 0.0
        for i in range(first, last + 1):
            taken += share * now.left[i, s, lane]
            rate += share * now.left_rate[i, s, lane]
            now.left[i, s, lane] *= 1.0 - share
            now.left_rate[i, s, lane] *= 1.0 - share
        stored = units.treating[k, s, lane] + taken
        reaching = passed_on(stored, rate, dt, hydrology.step[WET, lane])
        units.treating[k, s, lane] = stored - reaching
        units.scratch[REACHING + k, s, lane] = reaching / share


@inlined
def unit_of(d, u, lane):
    """One unit's design as numbers."""
    return Unit(
        d.surface_depth[u, lane], d.surface_void[u, lane], d.surface_coefficient[u, lane], d.spills[u, lane],
        d.pavement_depth[u, lane], d.pavement_void[u, lane], d.pervious[u, lane], d.soil_depth[u, lane],
        d.porosity[u, lane], d.field_capacity[u, lane], d.wilting_point[u, lane], d.conductivity[u, lane],
        d.conductivity_slope[u, lane], d.storage_depth[u, lane], d.storage_void[u, lane], d.drain_offset[u, lane],
        d.mat_coefficient[u, lane], d.capacity[u, lane], d.bottom_width[u, lane], d.side_slope[u, lane],
        d.length[u, lane],
    )  # fmt: skip


@inlined
def infiltrate_own(lids, units, u, lane, inflow, depth, void, factor, recovery, dt):
    """Rate [m/s] at which water enters a unit's own soil; moves on the soil's state."""
    soil, state = lids.soil, units.soil
    parameters = soil[u, 0, lane], soil[u, 1, lane], soil[u, 2, lane], soil[u, 3, lane], soil[u, 4, lane]
    now = (
        state[u, 0, lane], state[u, 1, lane], state[u, 2, lane], state[u, 3, lane], state[u, 4, lane],
        state[u, 5, lane],
    )  # fmt: skip
    hidden = depth * (1.0 - void) / dt  # plants stand where the depth says water
    rate, later = green_ampt_infiltration(parameters, now, inflow, -hidden, depth, factor, recovery, dt)
    for k in range(6):
        state[u, k, lane] = later[k]
    return rate


@inlined
def permeability_now(design, units, u, lane, time):
    """Permeability [m/s] of a pavement that clogs, and that is cleaned at times."""
    clogging, interval = design.pavement_clogging[u, lane], design.regeneration_interval[u, lane]
    if clogging <= 0.0:
        return design.permeability[u, lane]
    if interval > 0.0 and time >= units.clogging[REGENERATES, u, lane]:
        units.clogging[TREATED, u, lane] *= 1.0 - design.regeneration[u, lane]
        units.clogging[REGENERATES, u, lane] += interval
    return design.permeability[u, lane] * unclogged(units.clogging[TREATED, u, lane], clogging)


@inlined
def drain_now(lids, units, unit, levels, u, lane):
    """Flow [m/s] that a unit's drain would carry; a barrel's opens only some time after rain."""
    design = lids.design
    if design.drain_coefficient[u, lane] <= 0.0:
        return 0.0
    if lids.kind[u] == BARREL and units.dry_time[u, lane] < design.drain_delay[u, lane]:
        return 0.0
    return drain_flow(
        drain_head(unit, levels), unit.drain_offset, design.drain_coefficient[u, lane],
        design.drain_exponent[u, lane], design.open_head[u, lane], design.closed_head[u, lane],
        units.rate[DRAIN, u, lane], lids.tables, lids.drain_curve[u, lane],
    )  # fmt: skip


@inlined
def run_unit(network, state, u, s, lane, dt):
    """One unit of subcatchment s through a step."""
    hydrology, now, lids, units = network.hydrology, state.hydrology, network.extra.lids, state.extra.lids
    design, kind = lids.design, lids.kind[u]
    area = design.area[u, lane]
    treated = units.scratch[REACHING + FROM_IMPERVIOUS, s, lane] * design.from_impervious[u, lane]
    treated += units.scratch[REACHING + FROM_PERVIOUS, s, lane] * design.from_pervious[u, lane]
    inflow, shed = treated * hydrology.area[s, lane] / (area * dt), 0.0
    if design.covered[u, lane] > 0.0:
        shed = now.rain[s, lane]
    else:
        inflow += now.rain[s, lane]
    if uncovered(hydrology, s, lane) <= 0.0:
        inflow += now.rate[RUNON, s, lane]
    evaporation = now.evaporation_rate[lane]
    if now.rain[s, lane] > 0.0 and hydrology.climate.scalar[DRY_ONLY, lane] > 0.0:
        evaporation = 0.0
    unit, level = unit_of(design, u, lane), units.level
    levels = Levels(
        level[SURFACE, u, lane], level[PAVEMENT, u, lane], level[SOIL, u, lane], level[STORAGE, u, lane]
    )
    infiltration = units.scratch[NATIVE, s, lane]
    if lids.own_soil[u] == 1:
        factor = conductivity_now(hydrology, now, s, lane)
        infiltration = infiltrate_own(
            lids, units, u, lane, inflow, levels.surface, unit.surface_void, factor, now.recovery[lane], dt
        )
    seepage = design.seepage[u, lane] * unclogged(units.sum[INFLOW_SUM, u, lane], design.storage_clogging[u, lane])
    permeability = permeability_now(design, units, u, lane, now.lane[TIME_OLD, lane])
    demand = Demand(
        inflow, evaporation, infiltration, permeability, min(seepage, now.max_infiltration[s, lane]),
        drain_now(lids, units, unit, levels, u, lane),
    )  # fmt: skip
    levels, fluxes, rate = unit_step(kind, unit, levels, demand, dt)
    level[SURFACE, u, lane], level[PAVEMENT, u, lane] = levels.surface, levels.pavement
    level[SOIL, u, lane], level[STORAGE, u, lane] = levels.soil, levels.storage
    keep_unit(units, u, lane, inflow + shed, fluxes, rate + shed, fluxes.outflow + shed, dt)
    units.clogging[TREATED, u, lane] += inflow * dt
    units.scratch[PONDED, s, lane] += levels.surface * unit.surface_void * area
    raining = now.rain[s, lane] > DRY_RAIN
    units.dry_time[u, lane] = 0.0 if raining else units.dry_time[u, lane] + dt
    hand_on(network, state, u, s, lane, fluxes.outflow + shed, rate + shed, fluxes.drain, dt)
    lost = units.rate[EVAPORATION, u, lane]
    now.rate[EVAPORATED, s, lane] += lost * area / hydrology.area[s, lane]
    if lids.on_soil[u] == 1:
        now.rate[EVAPORATED_PERVIOUS, s, lane] += lost * area / hydrology.area[s, lane]
    now.rate[INFILTRATED, s, lane] += fluxes.exfiltration * area / hydrology.area[s, lane]
    if max(inflow, fluxes.outflow, fluxes.drain, fluxes.exfiltration) >= DRY_RATE:
        now.lane[RUNNING, lane] = 1.0  # water that only evaporates needs no short steps


@inlined
def keep_unit(units, u, lane, inflow, fluxes, rate, outflow, dt):
    """The step's rates for reports, and the sums."""
    evaporation = (
        fluxes.surface_evaporation + fluxes.pavement_evaporation + fluxes.soil_evaporation + fluxes.storage_evaporation
    )
    kept, total = units.rate, units.sum
    kept[INFLOW, u, lane], kept[EVAPORATION, u, lane] = inflow, evaporation
    kept[INFILTRATION, u, lane] = fluxes.infiltration
    kept[PAVEMENT_PERCOLATION, u, lane] = fluxes.pavement_percolation
    kept[SOIL_PERCOLATION, u, lane] = fluxes.soil_percolation
    kept[EXFILTRATION, u, lane] = fluxes.exfiltration
    kept[OUTFLOW, u, lane], kept[DRAIN, u, lane] = rate, fluxes.drain
    total[INFLOW_SUM, u, lane] += inflow * dt
    total[EVAPORATION_SUM, u, lane] += evaporation * dt
    total[EXFILTRATION_SUM, u, lane] += fluxes.exfiltration * dt
    total[OUTFLOW_SUM, u, lane] += outflow * dt
    total[DRAIN_SUM, u, lane] += fluxes.drain * dt


@inlined
def hand_on(network, state, u, s, lane, outflow, rate, drain, dt):
    """Send on what ran off a unit's surface (mean ``outflow``, ``rate`` at the end) and through its drain, m/s."""
    hydrology, now, lids, units = network.hydrology, state.hydrology, network.extra.lids, state.extra.lids
    design, area = lids.design, lids.design.area[u, lane]
    part = area / hydrology.area[s, lane]
    if design.returns[u, lane] > 0.0:
        units.returned[WAITING, s, lane] += outflow * dt * part
        units.returned[WAITING_RATE, s, lane] += rate * part
    else:
        now.left[LID_OUTFLOW, s, lane] += outflow * dt * part
        now.left_rate[LID_OUTFLOW, s, lane] += rate * part
    if design.returns_drain[u, lane] > 0.0:
        units.returned[WAITING, s, lane] += drain * dt * part
        units.returned[WAITING_RATE, s, lane] += drain * part
        drain = 0.0
    before, after = units.flow[AFTER, u, lane], drain * area
    volume = units.unrouted[u, lane] + drain * area * dt
    if lids.drain_node[u] >= 0:
        units.flow[MIDDLE, u, lane], volume = middle_flow(before, after, volume, dt)
    elif lids.drain_subcatchment[u] < 0:
        volume = 0.0
    units.unrouted[u, lane] = volume
    units.flow[BEFORE, u, lane], units.flow[AFTER, u, lane] = before, after
    units.sum[ROUTED_SUM, u, lane] += drain * dt
    units.scratch[DRAINING, s, lane] += after


@kernel
def peak_with_drains(network, state, lanes):
    """A subcatchment's largest runoff counts what its drains carry."""
    now, lids, units = state.hydrology, network.extra.lids, state.extra.lids
    for s in range(lids.units.size):
        if lids.units[s] == 0:
            continue
        for lane in range(len(lanes)):
            if now.lane[STEP, lane] > 0.0:
                peak = now.runoff[AFTER, s, lane] + units.scratch[DRAINING, s, lane]
                now.sum[MAX_RUNOFF, s, lane] = max(now.sum[MAX_RUNOFF, s, lane], peak)


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
            begun, f = now.lane[TIME_OLD, lane], 1.0
            span = now.time[lane] - begun
            if span > 0.0:
                f = min(max((clock.time_old[lane] - begun) / span, 0.0), 1.0)
            middle = units.flow[MIDDLE, u, lane]
            end = units.flow[BEFORE if f < 0.5 else AFTER, u, lane]
            flow = middle + (end - middle) * abs(2.0 * f - 1.0)
            state.nodes.lateral[node, lane] += flow
            state.ledger.rate[WET_WEATHER, lane] += flow


@kernel
def report_drains(network, state, time, lane, subcatchment, system):
    """Add the drains' flow at ``time`` [s] to the reported runoff of their subcatchments."""
    hydrology, now, lids, units = network.hydrology, state.hydrology, network.extra.lids, state.extra.lids
    begun, f = now.lane[TIME_OLD, lane], 1.0
    span = now.time[lane] - begun
    if span > 0.0:
        f = min(max((time - begun) / span, 0.0), 1.0)
    for u in range(lids.kind.size):
        flow = (1.0 - f) * units.flow[BEFORE, u, lane] + f * units.flow[AFTER, u, lane]
        s = lids.subcatchment[u]
        if subcatchment[4, s, lane] > 0.0 or flow >= SMALL_RUNOFF * hydrology.area[s, lane]:
            subcatchment[4, s, lane] += flow
            system[4, lane] += flow
