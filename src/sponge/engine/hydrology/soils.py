"""Infiltration of a group of subcatchments in a runoff step: their soils side by side, whichever their lane."""

from __future__ import annotations

from sponge.base.compiler.kernels import inlined, kernel
from sponge.base.compiler.rows import WIDE, load_wide, store_wide
from sponge.base.compiler.vectors import PART, any_lane, load, put, store
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
def show_soil(hydrology, state, s, place, part, lanes):
    """Lay a soil and its parameters beside those of the group."""
    for k in range(5):
        store(state.work, PARAMETER + k, place, part, load(hydrology.soil, s, k, part, lanes))
        store(state.work, SOIL_STATE + k, place, part, load(state.soil, s, k, part, lanes))


@inlined
def keep_soil(hydrology, state, s, place, part, count, lanes):
    """Take the first ``count`` numbers of a soil back to where they belong."""
    moving, _ = moving_lanes(state.lane, hydrology.area, s, part, lanes)
    there = moving & (load(hydrology.fraction, s, PERVIOUS, part, lanes) > 0.0)
    store(state.work, RATE, place, part, load(state.work, SOIL_RATE, place, part, lanes))
    for k in range(count):
        put(state.soil, s, k, part, there, load(state.work, SOIL_STATE + k, place, part, lanes))


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
def soak_alone(hydrology, state, s, place, part, lanes):
    """Any method, of one subcatchment: the part of its supply that is rain is known from ``state.precipitation``."""
    work = state.work
    moving, dt = moving_lanes(state.lane, hydrology.area, s, part, lanes)
    there = moving & (load(hydrology.fraction, s, PERVIOUS, part, lanes) > 0.0)
    if any_lane(there):
        rain = load(state.precipitation, PERVIOUS, s, part, lanes)
        rate = soak(
            hydrology.method[s], hydrology.soil, state.soil, s, part, there, rain,
            load(work, INFLOW * SURFACES + PERVIOUS, place, part, lanes) - rain, load(work, PONDED, place, part, lanes),
            load(work, FACTOR, place, part, lanes), load(work, RECOVERY, place, part, lanes), dt, lanes,
        )  # fmt: skip
        store(work, RATE, place, part, rate)


@kernel
def soak_group(hydrology, state, first, here, lanes):
    """What infiltrates under the pervious surfaces of ``here`` subcatchments from ``first`` on [m/s], into the work."""
    for place in range(here):
        method = hydrology.method[first + place]
        if method != HORTON and method != GREEN_AMPT and method != NONE:
            for part in range(0, len(lanes), PART):
                soak_alone(hydrology, state, first + place, place, part, lanes)
    for method in (HORTON, GREEN_AMPT):
        found = False
        for place in range(here):
            if hydrology.method[first + place] == method:
                found = True
                for part in range(0, len(lanes), PART):
                    show_soil(hydrology, state, first + place, place, part, lanes)
        if not found:
            continue
        if method == HORTON:
            soak_horton(state.work, here * len(lanes))
        else:
            soak_green_ampt(state.work, here * len(lanes))
        for place in range(here):
            if hydrology.method[first + place] == method:
                for part in range(0, len(lanes), PART):
                    keep_soil(hydrology, state, first + place, place, part, 2 if method == HORTON else 5, lanes)
