# SPDX-License-Identifier: Apache-2.0
"""Infiltration of a group of subcatchments in a runoff step: their soils side by side, whichever their lane."""

from __future__ import annotations

from sponge.base.compiler import WIDE, inlined, kernel, load, load_wide, put, store, store_wide
from sponge.engine.hydrology.subcatchment_steps import moving_lanes
from sponge.engine.hydrology.tables import (
    FACTOR,
    INFLOW,
    PARAMETER,
    PERVIOUS,
    PONDED,
    RAIN,
    RECOVERY,
    SOAKED,
    SOIL_RATE,
    SOIL_STATE,
    SOIL_STEP,
    SURFACES,
)
from sponge.physics.infiltration import NONE, PARAMETERS, SOIL_STATES, STATES, infiltrate

RATE = SOAKED * SURFACES + PERVIOUS  # row of what infiltrates
COMING = INFLOW * SURFACES + PERVIOUS  # row of what reaches the pervious surface


@inlined
def show_soil(hydrology, state, s, place, lanes):
    """Lay a soil and its parameters beside those of the group."""
    for k in range(PARAMETERS):
        store(state.work, PARAMETER + k, place, load(hydrology.soil, s, k, lanes))
    for k in range(STATES[hydrology.method[s]]):
        store(state.work, SOIL_STATE + k, place, load(state.soil, s, k, lanes))


@inlined
def keep_soil(hydrology, state, s, place, lanes):
    """Take a soil back to where it belongs."""
    moving, _ = moving_lanes(state.step, hydrology.area, s, lanes)
    there = moving & (load(hydrology.fraction, s, PERVIOUS, lanes) > 0.0)
    store(state.work, RATE, place, load(state.work, SOIL_RATE, place, lanes))
    for k in range(STATES[hydrology.method[s]]):
        put(state.soil, s, k, there, load(state.work, SOIL_STATE + k, place, lanes))


@inlined
def five_rows(work, row, first):
    """Five rows of the work from one on."""
    return (
        load_wide(work, row, first), load_wide(work, row + 1, first), load_wide(work, row + 2, first),
        load_wide(work, row + 3, first), load_wide(work, row + 4, first),
    )  # fmt: skip


@kernel
def soak_wide(method, work, used):
    """A step by one method in the first ``used`` places of the work; moves the soils on."""
    for first in range(0, used, WIDE):
        soil = (*five_rows(work, SOIL_STATE, first), load_wide(work, SOIL_STATE + 5, first))
        rate, later = infiltrate(
            method, five_rows(work, PARAMETER, first), soil, load_wide(work, RAIN, first),
            load_wide(work, COMING, first), load_wide(work, PONDED, first), load_wide(work, FACTOR, first),
            load_wide(work, RECOVERY, first), load_wide(work, SOIL_STEP, first),
        )  # fmt: skip
        store_wide(work, SOIL_RATE, first, rate)
        for k in range(SOIL_STATES):
            store_wide(work, SOIL_STATE + k, first, later[k])


@kernel
def soak_group(hydrology, state, first, here, lanes):
    """What infiltrates under the pervious surfaces of ``here`` subcatchments from ``first`` on [m/s], into the work."""
    for method in range(NONE + 1, len(STATES)):
        found = False
        for place in range(here):
            if hydrology.method[first + place] == method:
                found = True
                show_soil(hydrology, state, first + place, place, lanes)
        if not found:
            continue
        soak_wide(method, state.work, here * len(lanes))
        for place in range(here):
            if hydrology.method[first + place] == method:
                keep_soil(hydrology, state, first + place, place, lanes)
