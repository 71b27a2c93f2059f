"""Infiltration of a group of subcatchments in a runoff step: their soils side by side, whichever their lane."""

from __future__ import annotations

from sponge.base.compiler import WIDE, any_lane, inlined, kernel, load, load_wide, put, store, store_wide
from sponge.engine.hydrology.subcatchment_steps import moving_lanes, soak
from sponge.engine.hydrology.tables import (
    FACTOR,
    INFLOW,
    PARAMETER,
    PERVIOUS,
    PONDED,
    RECOVERY,
    SOAKED,
    SOIL_RATE,
    SOIL_STATE,
    SOIL_STEP,
    SUPPLY,
    SURFACES,
)
from sponge.physics.infiltration import GREEN_AMPT, HORTON, NONE
from sponge.physics.infiltration.green_ampt import green_ampt_step
from sponge.physics.infiltration.horton import horton_step

RATE = SOAKED * SURFACES + PERVIOUS  # row of what infiltrates


@inlined
def show_soil(hydrology, state, s, place, lanes):
    """Lay a soil and its parameters beside those of the group."""
    for k in range(5):
        store(state.work, PARAMETER + k, place, load(hydrology.soil, s, k, lanes))
        store(state.work, SOIL_STATE + k, place, load(state.soil, s, k, lanes))


@inlined
def keep_soil(hydrology, state, s, place, count, lanes):
    """Take the first ``count`` numbers of a soil back to where they belong."""
    moving, _ = moving_lanes(state.lane, hydrology.area, s, lanes)
    there = moving & (load(hydrology.fraction, s, PERVIOUS, lanes) > 0.0)
    store(state.work, RATE, place, load(state.work, SOIL_RATE, place, lanes))
    for k in range(count):
        put(state.soil, s, k, there, load(state.work, SOIL_STATE + k, place, lanes))


@inlined
def five_rows(work, row, first):
    """Five rows of the work from one on."""
    return (
        load_wide(work, row, first), load_wide(work, row + 1, first), load_wide(work, row + 2, first),
        load_wide(work, row + 3, first), load_wide(work, row + 4, first),
    )  # fmt: skip


@kernel
def soak_horton(work, used):
    """Horton's method in the first ``used`` places; moves the soils on."""
    for first in range(0, used, WIDE):
        rate, t, held = horton_step(
            five_rows(work, PARAMETER, first), load_wide(work, SOIL_STATE, first),
            load_wide(work, SOIL_STATE + 1, first), load_wide(work, SUPPLY, first), load_wide(work, FACTOR, first),
            load_wide(work, RECOVERY, first), load_wide(work, SOIL_STEP, first),
        )  # fmt: skip
        store_wide(work, SOIL_RATE, first, rate)
        store_wide(work, SOIL_STATE, first, t)
        store_wide(work, SOIL_STATE + 1, first, held)


@kernel
def soak_green_ampt(work, used):
    """Green & Ampt's."""
    for first in range(0, used, WIDE):
        rate, later = green_ampt_step(
            five_rows(work, PARAMETER, first), five_rows(work, SOIL_STATE, first), load_wide(work, SUPPLY, first),
            load_wide(work, PONDED, first), load_wide(work, FACTOR, first), load_wide(work, RECOVERY, first),
            load_wide(work, SOIL_STEP, first),
        )  # fmt: skip
        store_wide(work, SOIL_RATE, first, rate)
        for k in range(5):
            store_wide(work, SOIL_STATE + k, first, later[k])


@kernel
def soak_alone(hydrology, state, s, place, lanes):
    """Any method, of one subcatchment: the part of its supply that is rain is known from ``state.precipitation``."""
    work = state.work
    moving, dt = moving_lanes(state.lane, hydrology.area, s, lanes)
    there = moving & (load(hydrology.fraction, s, PERVIOUS, lanes) > 0.0)
    if any_lane(there):
        rain = load(state.precipitation, PERVIOUS, s, lanes)
        rate = soak(
            hydrology.method[s], hydrology.soil, state.soil, s, there, rain,
            load(work, INFLOW * SURFACES + PERVIOUS, place, lanes) - rain, load(work, PONDED, place, lanes),
            load(work, FACTOR, place, lanes), load(work, RECOVERY, place, lanes), dt, lanes,
        )  # fmt: skip
        store(work, RATE, place, rate)


@kernel
def soak_group(hydrology, state, first, here, lanes):
    """What infiltrates under the pervious surfaces of ``here`` subcatchments from ``first`` on [m/s], into the work."""
    for place in range(here):
        method = hydrology.method[first + place]
        if method != HORTON and method != GREEN_AMPT and method != NONE:
            soak_alone(hydrology, state, first + place, place, lanes)
    for method in (HORTON, GREEN_AMPT):
        found = False
        for place in range(here):
            if hydrology.method[first + place] == method:
                found = True
                show_soil(hydrology, state, first + place, place, lanes)
        if not found:
            continue
        if method == HORTON:
            soak_horton(state.work, here * len(lanes))
        else:
            soak_green_ampt(state.work, here * len(lanes))
        for place in range(here):
            if hydrology.method[first + place] == method:
                keep_soil(hydrology, state, first + place, place, 2 if method == HORTON else 5, lanes)
