# SPDX-License-Identifier: Apache-2.0
"""Pollutants on the land: build-up, sweeping and wash-off in every runoff step.

What runoff takes along in a step leaves with the water of that step. Where the water is still on its way to the node
or the subcatchment downhill (see ``engine.hydrology``), its pollutants are too, so that none is made or lost.
"""

from __future__ import annotations

from sponge.base.compiler import kernel, only_with
from sponge.base.constants import FOOT
from sponge.engine.calendar import civil_date, is_leap
from sponge.engine.controls.operands import day_of_year
from sponge.engine.hydrology.tables import OUTFLOWS, SURFACES
from sponge.engine.inflows import series_value
from sponge.engine.lid import loads as lid_loads
from sponge.engine.snow.tables import PLOWABLE
from sponge.physics.quality.buildup import EXTERNAL, NONE, buildup_after, left_by_sweeping
from sponge.physics.quality.washoff import washed_off, washoff_concentration
from sponge.physics.runoff import middle_flow, passed_within

LEAST_RUNOFF = 2.31481e-8 * FOOT  # m/s, 0.001 inches an hour: less is none
LEAST_SNOW = 0.001 * FOOT / 12.0  # m: less is none


@kernel
def grown(surface, land, p, cover, buildup, time, dt, lane):
    """Build-up [kg] of pollutant p on a cover after `dt` [s]."""
    kind = surface.buildup_kind[land, p]
    size = surface.cover.curb[cover, lane] if surface.per_curb[land, p] else surface.cover.area[cover, lane]
    if kind == NONE or size <= 0.0:
        return buildup
    given = 0.0
    if kind == EXTERNAL:
        given = surface.buildup.scale[land, p, lane]
        given *= series_value(surface.tables, surface.series[land, p, lane], time)
    return size * buildup_after(
        kind, buildup / size, surface.buildup.maximum[land, p, lane], surface.buildup.rate[land, p, lane],
        surface.buildup.exponent[land, p, lane], surface.buildup.half_time[land, p, lane], given, dt,
    )


@kernel
def start_surface(network, state, lanes):
    """What lies on the land at the start: what the model says, or what built up in the dry time before."""
    quality, own = network.processes.quality, state.processes.quality.surface
    surface, pollutants = quality.surface, len(quality.pollutants.co_pollutant)
    for s in range(len(surface.first_cover) - 1):
        for cover in range(surface.first_cover[s], surface.first_cover[s + 1]):
            land = surface.land[cover]
            for lane in range(len(lanes)):
                own.last_swept[cover, lane] = -surface.sweeping.since[land, lane]
                for p in range(pollutants):
                    mass = surface.loading[p, s, lane] * surface.cover.area[cover, lane]
                    if mass <= 0.0 and surface.buildup_kind[land, p] != EXTERNAL:
                        mass = grown(surface, land, p, cover, 0.0, 0.0, surface.dry_time[0, lane], lane)
                    own.buildup[p, cover, lane] = mass
                    own.ledger.initial_load[p, lane] += mass


@kernel
def is_season(season, moment):
    """Are streets swept at a moment [s since 1970-01-01]?"""
    year, month, day_of_month = civil_date(moment)
    day = float(day_of_year(year, month, day_of_month))
    if is_leap(year) and day >= 60.0:
        day -= season[2] * (0.5 if day == 60.0 else 1.0)
    if season[0] <= season[1]:
        return season[0] <= day <= season[1]
    return day <= season[1] or day >= season[0]


@kernel
def left_volume(hydrology, area, s, lane):
    """Water [m3] that left a subcatchment's surfaces in the last step, or went through one without area."""
    total = 0.0
    for k in range(OUTFLOWS):
        total += hydrology.left[k, s, lane]
    return total * area + hydrology.transit.through[s, lane]


@kernel
def pass_downhill(network, hydrology, state, lanes):
    """What the water took along that reached each subcatchment in this step: from those uphill, and from outfalls."""
    area, downhill = network.hydrology.area, network.hydrology.downhill
    for p in range(state.pool.shape[0]):
        for s in range(state.pool.shape[1]):
            for lane in range(len(lanes)):
                if hydrology.step.length[lane] > 0.0:
                    mass = state.outfall[p, s, lane]
                    state.runon[p, s, lane] = mass
                    state.ledger.deposition[p, lane] += mass
                    state.outfall[p, s, lane] = 0.0
        for s in range(state.pool.shape[1]):
            k = downhill[s]
            if k < 0:
                continue
            for lane in range(len(lanes)):
                if hydrology.step.length[lane] <= 0.0:
                    continue
                before = state.unrouted[s, lane]
                moved = before + left_volume(hydrology, area[s, lane], s, lane) - hydrology.transit.unrouted[s, lane]
                if moved > 0.0:
                    mass = state.pool[p, s, lane] * (moved / before if moved < before else 1.0)
                    state.pool[p, s, lane] -= mass
                    state.runon[p, k, lane] += mass


@kernel
def gather_buildup(quality, state, s, lane, snow, time, dt):
    """Dry weather: everything builds up, what does so only under `snow` [m] with it."""
    surface = quality.surface
    for cover in range(surface.first_cover[s], surface.first_cover[s + 1]):
        land = surface.land[cover]
        for p in range(state.buildup.shape[0]):
            if quality.pollutants.snow_only[p] and snow < LEAST_SNOW:
                continue
            before = state.buildup[p, cover, lane]
            after = max(grown(surface, land, p, cover, before, time, dt, lane), before)
            state.buildup[p, cover, lane] = after
            state.ledger.buildup[p, lane] += after - before


@kernel
def sweep(surface, state, s, lane, time):
    """Street sweeping of the land uses whose interval has passed at a `time` [s]."""
    for cover in range(surface.first_cover[s], surface.first_cover[s + 1]):
        land = surface.land[cover]
        interval = surface.sweeping.interval[land, lane]
        if interval <= 0.0 or time - state.last_swept[cover, lane] < interval:
            continue
        state.last_swept[cover, lane] = time
        for p in range(state.buildup.shape[0]):
            before = state.buildup[p, cover, lane]
            after = left_by_sweeping(
                before, surface.sweeping.availability[land, lane], surface.washoff.sweeping[land, p, lane]
            )
            state.buildup[p, cover, lane] = after
            state.ledger.swept[p, lane] += before - after


@kernel
def wash_off(quality, state, s, lane, runoff, final, volume):
    """What a mean `runoff` [m/s] washes off all land uses into the `volume` [m3] that leaves, into ``state.washed``
    [kg]; the concentration [kg/m3] in the `final` runoff of the step into ``state.final``.

    What is washed off without having built up counts as built up. A co-pollutant adds to those after it.
    """
    surface, ledger, begin = quality.surface, state.ledger, max(2.0 * runoff - final, 0.0)
    for cover in range(surface.first_cover[s], surface.first_cover[s + 1]):
        land, share = surface.land[cover], surface.cover.fraction[cover, lane]
        if share <= 0.0:
            continue
        for p in range(state.washed.shape[0]):
            there = state.buildup[p, cover, lane]
            load = washed_off(
                surface.washoff_kind[land, p], surface.washoff.coefficient[land, p, lane],
                surface.washoff.exponent[land, p, lane], there, begin, final, volume * share,
                surface.cover.area[cover, lane],
            )
            if surface.buildup_kind[land, p] != NONE:
                load = min(load, there)
            else:
                ledger.buildup[p, lane] += max(load - there, 0.0)
            state.buildup[p, cover, lane] = max(there - load, 0.0)
            removal = surface.washoff.removal[land, p, lane]
            ledger.removed[p, lane] += load * removal
            state.washed[p, lane] += load * (1.0 - removal)
            state.final[p, lane] += share * (1.0 - removal) * final_concentration(
                surface, state.buildup[p, cover, lane], land, p, cover, final, lane
            )
    for p in range(state.washed.shape[0]):
        k = quality.pollutants.co_pollutant[p]
        if k >= 0:
            load = quality.pollutants.co_fraction[p, lane] * state.washed[k, lane]
            ledger.buildup[p, lane] += load
            state.washed[p, lane] += load
            state.final[p, lane] += quality.pollutants.co_fraction[p, lane] * state.final[k, lane]


@kernel
def final_concentration(surface, buildup, land, p, cover, runoff, lane):
    """Concentration [kg/m3] of pollutant p in the `runoff` [m/s] of a cover with what is left of its `buildup` [kg]."""
    if surface.buildup_kind[land, p] != NONE and buildup <= 0.0:
        return 0.0
    return washoff_concentration(
        surface.washoff_kind[land, p], surface.washoff.coefficient[land, p, lane],
        surface.washoff.exponent[land, p, lane], buildup, runoff, surface.cover.area[cover, lane],
    )


@kernel
def mean_removal(surface, s, p, lane):
    """The part that best practices remove of a pollutant, over a subcatchment's land uses."""
    total = 0.0
    for cover in range(surface.first_cover[s], surface.first_cover[s + 1]):
        total += surface.cover.fraction[cover, lane] * surface.washoff.removal[surface.land[cover], p, lane]
    return total


@kernel
def mix_ponded(quality, state, s, lane, rain, water, infiltration, volume):
    """Rain and runon mix with what stands on a subcatchment; a part of it infiltrates, a part leaves.

    `water` [m3] is all that was there in the step, `rain`, `infiltration` and the `volume` that leaves parts of it.
    Evaporation leaves the pollutants; what lies there when all water is gone stays for good.
    """
    in_rain, ledger = quality.pollutants.rain, state.ledger
    for p in range(state.ponded.shape[0]):
        fallen = in_rain[p, lane] * rain
        ledger.deposition[p, lane] += fallen
        mass = state.ponded[p, s, lane] + fallen + state.runon[p, s, lane]
        if water <= 0.0:
            ledger.dried[p, lane] += mass
            state.ponded[p, s, lane] = 0.0
            continue
        soaked = mass * min(infiltration / water, 1.0)
        left = min(mass * (volume / water), mass - soaked)
        removal = mean_removal(quality.surface, s, p, lane)
        ledger.into_ground[p, lane] += soaked
        ledger.removed[p, lane] += left * removal
        state.ponded[p, s, lane] = mass - soaked - left
        state.washed[p, lane] += left * (1.0 - removal)
        state.final[p, lane] += mass / water * (1.0 - removal)


@kernel
def take_through(hydrology, state, s, lane):
    """What reached a subcatchment without area goes through it with the water."""
    water = hydrology.transit.through[s, lane]
    for p in range(state.washed.shape[0]):
        mass = state.runon[p, s, lane]
        state.washed[p, lane] = mass
        state.final[p, lane] = mass / water if water > 0.0 else 0.0


@kernel
def send_on(network, hydrology, state, s, lane, dt, area):
    """What was washed off goes on its way with the water that left the surfaces in this step.

    To a node it goes along straight lines from the rate at the step's begin over a middle one to that at its end, such
    that all of it arrives, as water does.
    """
    state.unrouted[s, lane] = hydrology.transit.unrouted[s, lane]
    flow = hydrology.runoff.after[s, lane]
    for p in range(state.pool.shape[0]):
        load, c = state.washed[p, lane], state.final[p, lane] if flow > LEAST_RUNOFF * area else 0.0
        state.load[p, s, lane] += load
        state.concentration_old[p, s, lane] = state.concentration[p, s, lane]
        state.concentration[p, s, lane] = c
        mass = state.pool[p, s, lane] + load
        before, after, left = state.rate.after[p, s, lane], state.final[p, lane] * flow, mass
        if network.hydrology.node[s] >= 0:
            middle, left = middle_flow(before, after, mass, load, dt)
            passed = passed_within(before, middle, after, dt)
            state.rate.middle[p, s, lane] = middle
            state.rate.due[p, s, lane] += passed
            state.ledger.runoff[p, lane] += passed
        elif network.hydrology.downhill[s] < 0:
            state.ledger.runoff[p, lane] += mass
            left = 0.0
        state.pool[p, s, lane] = left
        state.rate.before[p, s, lane], state.rate.after[p, s, lane] = before, after


@kernel
def note_surfaces(network, state, lanes):
    """What the surfaces have done in a step, before LID units take a part of what left them."""
    hydrology, before = state.hydrology, state.processes.quality.surface.before
    for s in range(before.land.shape[0]):
        for lane in range(len(lanes)):
            if hydrology.step.length[lane] <= 0.0:
                continue
            volume, rate = 0.0, hydrology.transit.crossing_rate[s, lane]
            for i in range(SURFACES):
                volume += hydrology.left[i, s, lane]
                rate += hydrology.left_rate[i, s, lane]
            before.volume_left[s, lane], before.rate_left[s, lane] = volume, rate
            before.soaked[s, lane] = hydrology.rate.infiltrated[s, lane]
            before.evaporated[s, lane] = hydrology.rate.evaporated[s, lane]
            before.land[s, lane] = 1.0


load_units = only_with("processes.lid_loads")(lid_loads.load_units)
blend_with_drains = only_with("processes.lid_loads")(lid_loads.blend_with_drains)
pass_from_units = only_with("processes.lid_loads")(lid_loads.pass_from_units)


@kernel
def see_snow(network, state, lanes):
    """The snow on each subcatchment at the end of the step that has just been taken."""
    snow, packs, own = network.processes.snow, state.processes.snow, state.processes.quality.surface
    for k in range(snow.to.size):
        s = snow.subcatchment[k]
        for lane in range(len(lanes)):
            own.snow[s, lane] = packs.mean_after[k, lane]
            own.snow_on_streets[s, lane] = packs.pack.depth[k, PLOWABLE, lane]


@kernel
def run_surface_quality(network, state, lanes):
    """The runoff step that has just been taken, for the pollutants of every subcatchment."""
    quality, hydrology, land = network.processes.quality, state.hydrology, state.processes.quality.surface
    pass_downhill(network, hydrology, land, lanes)
    pass_from_units(network, state, lanes)
    now, start, before = hydrology.step, network.settings.start, land.before
    for s in range(land.pool.shape[1]):
        for lane in range(len(lanes)):
            dt, area = now.length[lane], network.hydrology.area[s, lane]
            if dt <= 0.0:
                continue
            if area <= 0.0:
                take_through(hydrology, land, s, lane)
                send_on(network, hydrology, land, s, lane, dt, area)
                continue
            time, snow = now.time_old[lane], land.snow[s, lane]
            volume, rate = before.volume_left[s, lane] * area, before.rate_left[s, lane]
            standing = hydrology.transit.crossing[s, lane]
            for i in range(SURFACES):
                standing += hydrology.depth[s, i, lane] * network.hydrology.fraction[s, i, lane]
            if rate < LEAST_RUNOFF:
                gather_buildup(quality, land, s, lane, snow, time + dt, dt)
            dry = hydrology.rain[s, lane] <= LEAST_RUNOFF and land.snow_on_streets[s, lane] <= LEAST_SNOW
            if dry and is_season(quality.surface.season, start + time):
                sweep(quality.surface, land, s, lane, time)
            for p in range(land.washed.shape[0]):
                land.washed[p, lane] = land.final[p, lane] = 0.0
            mean = 0.5 * (land.runoff[s, lane] + rate)
            if mean >= LEAST_RUNOFF:
                wash_off(quality, land, s, lane, mean, rate, volume)
            land.runoff[s, lane] = rate
            infiltrated = before.soaked[s, lane] * dt * area
            evaporated = before.evaporated[s, lane] * dt * area
            water = standing * area + infiltrated + evaporated + volume
            rain = hydrology.rain[s, lane] * dt * area * before.land[s, lane]
            mix_ponded(quality, land, s, lane, rain, water, infiltrated, volume)
            load_units(network, state, s, lane, dt)
            send_on(network, hydrology, land, s, lane, dt, area)
            blend_with_drains(network, state, s, lane)
