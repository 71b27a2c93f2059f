"""Rain to runoff: every subcatchment of every lane, a runoff step at a time.

The rate that a subcatchment reports is the one at the step's end. What it passes on is the volume that left its
surfaces within the step, so that no water is made or lost: to a node as a flow that starts and ends at the reported
rates and has that volume, to another subcatchment or surface one step later.
"""

from __future__ import annotations

from sponge.base.kernels import kernel
from sponge.base.vectors import PART, flags, load, put, where
from sponge.engine.extra import after_runoff, after_surfaces, before_surfaces
from sponge.engine.hydrology_report import report_subcatchments, summarise_runoff
from sponge.engine.hydrology_tables import (
    AFTER,
    AIR_TEMPERATURE,
    BEFORE,
    CONDUCTIVITY,
    CROSSING,
    CROSSING_RATE,
    DRY_ONLY,
    EVAPORATED,
    EVAPORATED_PERVIOUS,
    EVAPORATION_SUM,
    IMPERVIOUS,
    IMPERVIOUS_BARE,
    INFILTRATED,
    INFILTRATION_SUM,
    MAX_RUNOFF,
    MIDDLE,
    MONTH_NOW,
    OUTFALL_RUNON,
    OUTFLOWS,
    PERVIOUS,
    RAIN_SUM,
    ROUGHNESS,
    RUNNING,
    RUNOFF_SUM,
    RUNON,
    RUNON_SUM,
    SNOW_TEMPERATURE,
    STEP,
    STORAGE,
    SURFACES,
    TIME_OLD,
    UNROUTED,
    WET,
    Climate,
    Gages,
    Hydrology,
    HydrologyState,
    new_hydrology_state,
)
from sponge.engine.hydrology_weather import begin_steps
from sponge.engine.runoff_parts import factor_of, passed_on, soak
from sponge.physics.runoff import middle_flow, surface_runoff

__all__ = [
    "Climate", "Gages", "Hydrology", "HydrologyState", "new_hydrology_state", "report_subcatchments", "run_runoff",
    "runoff_at", "summarise_runoff",
]  # fmt: skip


@kernel
def spread_runon(area, downhill, steps, now, received, runoff, transit, rate, lanes):
    """What each subcatchment receives in this step [m/s]: from outfalls (`received` m3), from subcatchments uphill."""
    for s in range(area.shape[0]):
        for lane in range(len(lanes)):
            if now[STEP, lane] <= 0.0:
                continue
            rate[RUNON, s, lane] = 0.0
            if area[s, lane] > 0.0:
                rate[RUNON, s, lane] = received[s, lane] / (now[STEP, lane] * area[s, lane])
                now[OUTFALL_RUNON, lane] += received[s, lane]
                received[s, lane] = 0.0
    for s in range(area.shape[0]):
        k = downhill[s]
        if k < 0:
            continue
        for lane in range(len(lanes)):
            dt = now[STEP, lane]
            if dt > 0.0 and area[k, lane] > 0.0:
                volume = passed_on(transit[UNROUTED, s, lane], runoff[AFTER, s, lane], dt, steps[WET, lane])
                transit[UNROUTED, s, lane] -= volume
                rate[RUNON, k, lane] += volume / (dt * area[k, lane])


@kernel
def precipitate(hydrology, state, lanes):
    """What falls on each surface in this step: the gage's rain, with what its catch misses where it snows."""
    now = state.lane
    for s in range(hydrology.area.shape[0]):
        gage = hydrology.gage[s]
        for lane in range(len(lanes)):
            if now[STEP, lane] <= 0.0:
                continue
            rain = state.gage_rain[gage, lane] if gage >= 0 else 0.0
            if rain > 0.0 and now[AIR_TEMPERATURE, lane] <= hydrology.climate.scalar[SNOW_TEMPERATURE, lane]:
                rain *= hydrology.gages.snow_catch[gage, lane]
            state.rain[s, lane] = rain
            for i in range(SURFACES):
                state.precipitation[i, s, lane] = rain


@kernel
def run_off(hydrology, state, lanes):
    """The three surfaces of every subcatchment through one step, and what leaves them."""
    now, monthly, transit = state.lane, hydrology.monthly, state.transit
    for s in range(hydrology.area.shape[0]):
        for lane in range(len(lanes)):
            dt, area = now[STEP, lane], hydrology.area[s, lane]
            if dt <= 0.0 or area <= 0.0:
                continue
            evaporation = state.evaporation_rate[lane]
            if state.rain[s, lane] > 0.0 and hydrology.climate.scalar[DRY_ONLY, lane] > 0.0:
                evaporation = 0.0
            crossing = passed_on(
                transit[CROSSING, s, lane], transit[CROSSING_RATE, s, lane], dt, hydrology.step[WET, lane]
            )
            receiver = PERVIOUS if hydrology.crosses[s, IMPERVIOUS_BARE, lane] > 0.0 else IMPERVIOUS
            evaporated, infiltrated, crossed, crossing_rate, drawn = 0.0, 0.0, 0.0, 0.0, 0.0
            for i in range(SURFACES):
                part = hydrology.fraction[s, i, lane]
                if part <= 0.0:
                    continue
                rain = state.precipitation[i, s, lane]
                depth, runon, infiltration = state.depth[s, i, lane], state.rate[RUNON, s, lane], 0.0
                storage, coefficient = hydrology.storage[s, i, lane], hydrology.coefficient[s, i, lane]
                if i == receiver:
                    runon += crossing / (dt * part)
                if i == PERVIOUS:
                    month, pattern = int(now[MONTH_NOW, lane]), hydrology.pattern
                    storage *= factor_of(monthly, pattern[s, STORAGE], month, lane, 1.0)
                    roughness = factor_of(monthly, pattern[s, ROUGHNESS], month, lane, 1.0)
                    coefficient = coefficient / roughness if roughness > 0.0 else min(coefficient, 0.0)
                    factor = state.conductivity_factor[lane]
                    factor = factor_of(monthly, pattern[s, CONDUCTIVITY], month, lane, factor)
                    infiltration = soak(
                        hydrology.method[s], hydrology.soil, state.soil, s, lane, rain, runon, depth, factor,
                        state.recovery[lane], dt,
                    )  # fmt: skip
                    infiltration = min(infiltration, state.max_infiltration[s, lane])
                depth, flow, lost, drawn = surface_runoff(
                    depth, rain + runon, min(depth / dt, evaporation), infiltration, storage, coefficient, dt
                )
                state.depth[s, i, lane] = depth
                crosses = hydrology.crosses[s, i, lane]
                evaporated += part * drawn
                infiltrated += part * infiltration
                state.left_rate[i, s, lane] = part * (1.0 - crosses) * flow
                state.left[i, s, lane] = part * (1.0 - crosses) * lost
                crossing_rate += part * crosses * flow
                crossed += part * crosses * lost
            transit[CROSSING, s, lane] += crossed - crossing
            transit[CROSSING_RATE, s, lane] = crossing_rate
            state.rate[EVAPORATED_PERVIOUS, s, lane] = hydrology.fraction[s, PERVIOUS, lane] * drawn
            state.rate[EVAPORATED, s, lane], state.rate[INFILTRATED, s, lane] = evaporated, infiltrated


@kernel
def move_on(hydrology, state, lanes):
    """What left the surfaces goes on its way to the node or the subcatchment downhill; the sums of the step."""
    now, transit, total = state.lane, state.transit, state.sum
    for s in range(hydrology.area.shape[0]):
        for lane in range(len(lanes)):
            dt, area = now[STEP, lane], hydrology.area[s, lane]
            if dt <= 0.0 or area <= 0.0:
                continue
            rate, left = 0.0, 0.0
            for i in range(OUTFLOWS):
                rate += state.left_rate[i, s, lane]
                left += state.left[i, s, lane]
            if rate + transit[CROSSING_RATE, s, lane] > 0.0:
                now[RUNNING, lane] = 1.0
            before, after = state.runoff[AFTER, s, lane], rate * area
            volume = transit[UNROUTED, s, lane] + left * area
            if hydrology.node[s] >= 0:
                state.runoff[MIDDLE, s, lane], volume = middle_flow(before, after, volume, dt)
            elif hydrology.downhill[s] < 0:
                volume = 0.0
            transit[UNROUTED, s, lane] = volume
            state.runoff[BEFORE, s, lane], state.runoff[AFTER, s, lane] = before, after
            total[RAIN_SUM, s, lane] += state.rain[s, lane] * dt * area
            total[RUNON_SUM, s, lane] += state.rate[RUNON, s, lane] * dt * area
            total[EVAPORATION_SUM, s, lane] += state.rate[EVAPORATED, s, lane] * dt * area
            total[INFILTRATION_SUM, s, lane] += state.rate[INFILTRATED, s, lane] * dt * area
            total[RUNOFF_SUM, s, lane] += left * area
            total[MAX_RUNOFF, s, lane] = max(total[MAX_RUNOFF, s, lane], after)


@kernel
def run_runoff(network, state, until, active, lanes):
    """Runoff steps in every active lane until its runoff is known to ``until`` [s]; also keeps the weather."""
    hydrology, now = network.hydrology, state.hydrology
    while begin_steps(hydrology, now, until, active, lanes) > 0:
        spread_runon(
            hydrology.area, hydrology.downhill, hydrology.step, now.lane, now.outfall_volume, now.runoff, now.transit,
            now.rate, lanes,
        )  # fmt: skip
        precipitate(hydrology, now, lanes)
        before_surfaces(network, state, lanes)
        run_off(hydrology, now, lanes)
        after_surfaces(network, state, lanes)
        move_on(hydrology, now, lanes)
        after_runoff(network, state, lanes)


@kernel
def runoff_at(hydrology, state, time, lateral, total, active, lanes):
    """Add the runoff at ``time`` [s] to the nodes' inflows ``lateral`` (node, lane) and to ``total`` (lane,), m3/s."""
    runoff, now = state.runoff, state.lane
    for s in range(hydrology.area.shape[0]):
        node = hydrology.node[s]
        if node < 0:
            continue
        for part in range(0, len(lanes), PART):
            begun = load(now, TIME_OLD, part, lanes)
            span = load(state.time, part, lanes) - begun
            f = min(max((load(time, part, lanes) - begun) / span, 0.0), 1.0)
            f = where(span > 0.0, f, 1.0)
            middle = load(runoff, MIDDLE, s, part, lanes)
            end = where(f < 0.5, load(runoff, BEFORE, s, part, lanes), load(runoff, AFTER, s, part, lanes))
            flow = middle + (end - middle) * abs(2.0 * f - 1.0)
            moving = flags(active, part, lanes)
            put(lateral, node, part, moving, load(lateral, node, part, lanes) + flow)
            put(total, part, moving, load(total, part, lanes) + flow)
