# SPDX-License-Identifier: Apache-2.0
"""Groundwater of every subcatchment that has it: after the surfaces in a runoff step, and into the nodes."""

from __future__ import annotations

import numpy as np

from sponge.base.arrays import sum_by_lane
from sponge.base.compiler import any_lane, flags, inlined, kernel, load, put, store, where
from sponge.engine.accounts.continuity import continuity_error
from sponge.engine.groundwater.aquifer_step import fluxes, step_zones
from sponge.engine.groundwater.tables import (
    AFTER,
    AREA,
    BEFORE,
    BOTTOM,
    CAPACITY,
    DEPTH,
    INFILTRATION,
    LEVEL_TIME,
    LOWER_EVAPORATION,
    MAX_FLOW,
    MIDDLE,
    MOISTURE_TIME,
    OUTFLOW,
    PASSED,
    PERCOLATION,
    PERVIOUS,
    POROSITY,
    SURFACE_DEPTH,
    TIME,
    UPPER_EVAPORATION,
    UPPER_FRACTION,
    Groundwater,
    GroundwaterState,
    new_groundwater_state,
)
from sponge.engine.hydrology.subcatchment_steps import share_over, shares_over
from sponge.engine.hydrology.tables import EVAPORATED_PERVIOUS, INFILTRATED, MONTH_NOW, STEP
from sponge.engine.reporting.rows import SUBCATCHMENT_ROW, SYSTEM_ROW
from sponge.physics.groundwater.exchange import exchange_within, middle_exchange
from sponge.physics.groundwater.zones import moisture_of

__all__ = [
    "Groundwater", "GroundwaterState", "groundwater_inflows", "limit_infiltration", "move_groundwater",
    "new_groundwater_state", "passed_by_node", "report_groundwater", "summarise_groundwater",
]  # fmt: skip


@kernel
def is_simulated(p, g, lane):
    """Has this ground a depth, and a surface that lets water in?"""
    return p[g, DEPTH, lane] > 0.0 and p[g, PERVIOUS, lane] > 0.0 and p[g, AREA, lane] > 0.0


@kernel
def limit_infiltration(groundwater, state, hydrology, lanes):
    """No more soaks in than the pores without water can hold: sets ``hydrology.max_infiltration``."""
    p = groundwater.number
    for g in range(groundwater.node.size):
        for lane in range(len(lanes)):
            dt = hydrology.lane[STEP, lane]
            if dt > 0.0 and is_simulated(p, g, lane):
                room = state.void[g, lane] / (dt * p[g, PERVIOUS, lane])
                hydrology.max_infiltration[groundwater.subcatchment[g], lane] = room


@kernel
def conditions(groundwater, nodes, node_state, hydrology, g, lane, level, void):
    """What stays the same in a step, in the order of ``groundwater_step``: rates over the subcatchment's area."""
    p, s, n = groundwater.number, groundwater.subcatchment[g], groundwater.node[g]
    dt, depth, porosity = hydrology.lane[STEP, lane], p[g, DEPTH, lane], p[g, POROSITY, lane]
    infiltration = hydrology.rate[INFILTRATED, s, lane]
    potential = hydrology.evaporation_rate[lane] * p[g, PERVIOUS, lane]
    available = max(potential - hydrology.rate[EVAPORATED_PERVIOUS, s, lane], 0.0) if infiltration <= 0.0 else 0.0
    fraction = p[g, UPPER_FRACTION, lane] * groundwater.monthly[g, int(hydrology.lane[MONTH_NOW, lane]), lane]
    moisture = moisture_of(level, void, depth, porosity)
    drainable = max(0.0, (depth - level) * (moisture - p[g, CAPACITY, lane])) / dt
    stored = (node_state.inflow[n, lane] + node_state.volume[n, lane] / dt) / p[g, AREA, lane]
    surface = p[g, SURFACE_DEPTH, lane] if p[g, SURFACE_DEPTH, lane] > 0.0 else node_state.depth[n, lane]
    surface += nodes.invert[n, lane] - p[g, BOTTOM, lane]
    return (
        infiltration, potential if infiltration <= 0.0 else 0.0, available, fraction, drainable,
        level * porosity / dt, max(0.0, min(void / dt, stored)), surface, dt,
    )  # fmt: skip


@kernel
def move_groundwater(groundwater, state, hydrology, nodes, node_state, lanes):
    """Every aquifer through the runoff step that its subcatchment's surfaces have taken."""
    p = groundwater.number
    for g in range(groundwater.node.size):
        for lane in range(len(lanes)):
            dt = hydrology.lane[STEP, lane]
            if dt <= 0.0 or not is_simulated(p, g, lane):
                continue
            level, void, area = state.level[g, lane], state.void[g, lane], p[g, AREA, lane]
            step = conditions(groundwater, nodes, node_state, hydrology, g, lane, level, void)
            level, void, out = step_zones(groundwater, state.operand, g, lane, step, level, void)
            state.level[g, lane], state.void[g, lane] = level, void
            _, upper, lower, _, lateral = fluxes(groundwater, state.operand, g, lane, step, level, void)
            state.evaporation[g, lane] = upper + lower
            before, after = state.flow[AFTER, g, lane], lateral * area
            gone = out[3] * area
            middle, passed, held = middle_exchange(before, after, state.held[g, lane] + gone, gone, dt)
            state.flow[BEFORE, g, lane], state.flow[MIDDLE, g, lane], state.flow[AFTER, g, lane] = before, middle, after
            state.held[g, lane] = held
            total = state.sum
            total[INFILTRATION, g, lane] += step[0] * dt * area
            total[UPPER_EVAPORATION, g, lane] += out[0] * area
            total[LOWER_EVAPORATION, g, lane] += out[1] * area
            total[PERCOLATION, g, lane] += out[2] * area
            total[OUTFLOW, g, lane] += gone
            total[PASSED, g, lane] += passed
            total[MOISTURE_TIME, g, lane] += moisture_of(level, void, p[g, DEPTH, lane], p[g, POROSITY, lane]) * dt
            total[LEVEL_TIME, g, lane] += (level + p[g, BOTTOM, lane]) * dt
            total[TIME, g, lane] += dt
            if abs(after) > abs(total[MAX_FLOW, g, lane]):
                total[MAX_FLOW, g, lane] = after


@inlined
def give_back(groundwater, state, g, moving, volume, lanes):
    """A volume [m3] that the ground has counted on and its node has not: the ground loses it again, if it has it."""
    p = groundwater.number
    area, porosity, depth = load(p, g, AREA, lanes), load(p, g, POROSITY, lanes), load(p, g, DEPTH, lanes)
    void = load(state.void, g, lanes)
    there = moving & (area > 0.0)
    most = max((depth - load(state.level, g, lanes)) * porosity - void, 0.0)
    lost = min(volume / where(there, area, 1.0), most)
    put(state.void, g, there, void + lost)
    put(state.sum, OUTFLOW, g, there, load(state.sum, OUTFLOW, g, lanes) + lost * area)
    put(state.sum, PASSED, g, there, load(state.sum, PASSED, g, lanes) + volume)
    put(state.held, g, there, load(state.held, g, lanes) + (lost * area - volume))


@kernel
def groundwater_inflows(groundwater, state, hydrology, clock, weight, nodes, total, active, lanes):
    """Add groundwater at the start of a routing step to the nodes' inflows and to ``total`` (lane,), m3/s.

    A node gives no more than it holds and received last; what it lacks the ground gives back, as far as it holds it,
    and the rest it owes. The last step's rates count for ``weight`` (lane,) [s] in what has passed.
    """
    flow = state.flow
    for g in range(groundwater.node.size):
        node = groundwater.node[g]
        f = shares_over(hydrology, load(clock.inflow_time, lanes), lanes)
        q = exchange_within(f, load(flow, BEFORE, g, lanes), load(flow, MIDDLE, g, lanes), load(flow, AFTER, g, lanes))
        last, count = load(state.rate, g, lanes), load(weight, lanes)
        store(state.passed, 0, g, load(state.passed, 0, g, lanes) + count * max(last, 0.0))
        store(state.passed, 1, g, load(state.passed, 1, g, lanes) + count * max(-last, 0.0))
        moving = flags(active, lanes)
        if any_lane(q < 0.0):
            dt = load(clock.dt, lanes)
            net = min(load(nodes.lateral_old, node, lanes), 0.0) + max(-last, 0.0)
            has = load(nodes.inflow, node, lanes) + net + load(nodes.volume, node, lanes) / dt
            given = max(q, -max(has, 0.0))
            give_back(groundwater, state, g, moving, (given - q) * dt, lanes)
            q = given
        put(state.rate, g, moving, q)
        put(nodes.lateral, node, moving, load(nodes.lateral, node, lanes) + q)
        put(total, moving, load(total, lanes) + q)


@kernel
def report_groundwater(groundwater, state, hydrology, area, time, lane, out, system):
    """Flow m3/s, water table m and moisture in ``out`` (row, subcatchment, lane); evaporation of the ground added to
    that of ``system`` (row, lane). ``area`` (subcatchment, lane)."""
    p, f = groundwater.number, share_over(hydrology, time, lane)
    total, evaporated = 0.0, 0.0
    for s in range(area.shape[0]):
        total += area[s, lane]
    for g in range(groundwater.node.size):
        s, level, void = groundwater.subcatchment[g], state.level[g, lane], state.void[g, lane]
        flow = (1.0 - f) * state.flow[BEFORE, g, lane] + f * state.flow[AFTER, g, lane]
        out[SUBCATCHMENT_ROW.groundwater_flow, s, lane] = flow
        out[SUBCATCHMENT_ROW.groundwater_level, s, lane] = level + p[g, BOTTOM, lane]
        out[SUBCATCHMENT_ROW.soil_moisture, s, lane] = moisture_of(level, void, p[g, DEPTH, lane], p[g, POROSITY, lane])
        evaporated += state.evaporation[g, lane] * p[g, AREA, lane]
    if total > 0.0:
        system[SYSTEM_ROW.evaporation, lane] += evaporated / total


def passed_by_node(
    groundwater: Groundwater, state: GroundwaterState, half: np.ndarray, n_nodes: int
) -> tuple[np.ndarray, np.ndarray]:
    """Volumes [m3] that came into nodes and left them, (node, lane); ``half`` (lane,) [s] of the last step at its
    rates."""
    into = state.passed[0] + half * np.maximum(state.rate, 0.0)
    out = state.passed[1] + half * np.maximum(-state.rate, 0.0)
    found = np.zeros((2, n_nodes, state.rate.shape[-1]))
    for g, node in enumerate(groundwater.node):
        found[0, node] += into[g]
        found[1, node] += out[g]
    return found[0], found[1]


def stored_groundwater(groundwater: Groundwater, void: np.ndarray) -> np.ndarray:
    """Water [m3] in the zones, (groundwater, lane)."""
    p = groundwater.number
    return (p[:, POROSITY] * p[:, DEPTH] - void) * p[:, AREA]


def groundwater_ledger(groundwater: Groundwater, state: GroundwaterState) -> dict[str, np.ndarray]:
    """Volumes [m3] of the whole simulation, each (lane,), and the error of their balance [%]."""
    initial = sum_by_lane(stored_groundwater(groundwater, state.initial_void))
    final = sum_by_lane(stored_groundwater(groundwater, state.void) + state.held)
    sums = {
        "infiltration": INFILTRATION, "upper_evaporation_loss": UPPER_EVAPORATION,
        "lower_evaporation_loss": LOWER_EVAPORATION, "deep_percolation": PERCOLATION, "outflow": PASSED,
    }  # fmt: skip
    ledger = {f"groundwater_{name}": sum_by_lane(state.sum[row]) for name, row in sums.items()}
    ledger |= {"groundwater_initial_storage": initial, "groundwater_final_storage": final}
    inflow = initial + ledger["groundwater_infiltration"]
    outflow = final + sum(ledger[f"groundwater_{name}"] for name in list(sums)[1:])
    return ledger | {"groundwater_continuity_error": continuity_error(inflow, outflow)}


def summarise_groundwater(
    groundwater: Groundwater, state: GroundwaterState, n_subcatchments: int
) -> dict[str, np.ndarray]:
    """Summary of every subcatchment, (subcatchment, lane), NaN where it has no groundwater, and the ledger, (lane,)."""
    p, total = groundwater.number, state.sum
    with np.errstate(divide="ignore", invalid="ignore"):
        depth, mean = 1000.0 * total / p[:, AREA], total / total[TIME]
        moisture = p[:, POROSITY] - state.void / (p[:, DEPTH] - state.level)
    values = {
        "infiltration_depth": depth[INFILTRATION],
        "evaporation_depth": depth[UPPER_EVAPORATION] + depth[LOWER_EVAPORATION],
        "percolation_depth": depth[PERCOLATION],
        "outflow_depth": depth[PASSED],
        "max_outflow": total[MAX_FLOW],
        "mean_moisture": mean[MOISTURE_TIME],
        "mean_level": mean[LEVEL_TIME],
        "final_moisture": moisture,
        "final_level": state.level + p[:, BOTTOM],
    }
    found = {}
    for name, value in values.items():
        spread = np.full((n_subcatchments, value.shape[-1]), np.nan)
        spread[groundwater.subcatchment] = value
        found[f"subcatchment_groundwater_{name}"] = spread
    return found | groundwater_ledger(groundwater, state)
