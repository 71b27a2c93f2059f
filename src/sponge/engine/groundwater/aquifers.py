# SPDX-License-Identifier: Apache-2.0
"""Groundwater of every subcatchment that has it: after the surfaces in a runoff step, and into the nodes."""

from __future__ import annotations

import numpy as np

from sponge.base.arrays import sum_by_lane
from sponge.base.compiler import any_lane, flags, inlined, kernel, load, put, store, where
from sponge.engine.accounts.continuity import continuity_error
from sponge.engine.accounts.ledger import GROUNDWATER, land_share
from sponge.engine.groundwater.aquifer_step import Conditions, fluxes, step_zones
from sponge.engine.groundwater.tables import Groundwater, GroundwaterState, new_groundwater_state
from sponge.engine.hydrology.handover import add_from_land, spans_of_land
from sponge.engine.hydrology.subcatchment_steps import share_over
from sponge.engine.reporting.rows import SUBCATCHMENT_ROW, SYSTEM_ROW
from sponge.physics.groundwater.exchange import exchange_to_come, exchange_within, middle_exchange
from sponge.physics.groundwater.zones import moisture_of

__all__ = [
    "Groundwater", "GroundwaterState", "groundwater_inflows", "limit_infiltration", "move_groundwater",
    "new_groundwater_state", "passed_by_node", "report_groundwater", "summarise_groundwater",
]  # fmt: skip


@kernel
def is_simulated(p, g, lane):
    """Has this ground a depth, and a surface that lets water in?"""
    return p.depth[g, lane] > 0.0 and p.pervious[g, lane] > 0.0 and p.area[g, lane] > 0.0


@kernel
def limit_infiltration(network, state, lanes):
    """No more soaks in than the pores without water can hold: sets ``hydrology.max_infiltration``."""
    groundwater, own, hydrology = network.processes.groundwater, state.processes.groundwater, state.hydrology
    p = groundwater.ground
    for g in range(groundwater.node.size):
        for lane in range(len(lanes)):
            dt = hydrology.step.length[lane]
            if dt > 0.0 and is_simulated(p, g, lane):
                room = own.void[g, lane] / (dt * p.pervious[g, lane])
                hydrology.max_infiltration[groundwater.subcatchment[g], lane] = room


@kernel
def conditions(groundwater, nodes, node_state, hydrology, g, lane, level, void):
    """What stays the same in a step."""
    p, s, n = groundwater.ground, groundwater.subcatchment[g], groundwater.node[g]
    dt, depth, porosity = hydrology.step.length[lane], p.depth[g, lane], p.porosity[g, lane]
    infiltration = hydrology.rate.infiltrated[s, lane]
    potential = hydrology.evaporation_rate[lane] * p.pervious[g, lane]
    available = max(potential - hydrology.rate.evaporated_pervious[s, lane], 0.0) if infiltration <= 0.0 else 0.0
    fraction = p.upper_fraction[g, lane] * groundwater.monthly[g, int(hydrology.step.month[lane]), lane]
    moisture = moisture_of(level, void, depth, porosity)
    drainable = max(0.0, (depth - level) * (moisture - p.capacity[g, lane])) / dt
    stored = (node_state.inflow[n, lane] + node_state.volume[n, lane] / dt) / p.area[g, lane]
    surface = p.surface_depth[g, lane] if p.surface_depth[g, lane] > 0.0 else node_state.depth[n, lane]
    surface += nodes.invert[n, lane] - p.bottom[g, lane]
    return Conditions(
        infiltration, potential if infiltration <= 0.0 else 0.0, available, fraction, drainable,
        level * porosity / dt, max(0.0, min(void / dt, stored)), surface, dt,
    )  # fmt: skip


@kernel
def move_groundwater(network, state, lanes):
    """Every aquifer through the runoff step that its subcatchment's surfaces have taken."""
    groundwater, own, hydrology = network.processes.groundwater, state.processes.groundwater, state.hydrology
    p = groundwater.ground
    for g in range(groundwater.node.size):
        for lane in range(len(lanes)):
            dt = hydrology.step.length[lane]
            if dt <= 0.0 or not is_simulated(p, g, lane):
                continue
            level, void, area = own.level[g, lane], own.void[g, lane], p.area[g, lane]
            step = conditions(groundwater, network.nodes, state.nodes, hydrology, g, lane, level, void)
            level, void, out = step_zones(groundwater, own.operand, g, lane, step, level, void)
            own.level[g, lane], own.void[g, lane] = level, void
            _, upper, lower, _, lateral = fluxes(groundwater, own.operand, g, lane, step, level, void)
            own.evaporation[g, lane] = upper + lower
            before, after = own.flow_after[g, lane], lateral * area
            gone = out[3] * area
            middle, passed, held = middle_exchange(before, after, own.held[g, lane] + gone, gone, dt)
            own.flow_before[g, lane], own.flow_middle[g, lane], own.flow_after[g, lane] = before, middle, after
            own.held[g, lane] = held
            own.due[g, lane] += passed
            total = own.sums
            total.infiltration[g, lane] += step.infiltration * dt * area
            total.upper_evaporation[g, lane] += out[0] * area
            total.lower_evaporation[g, lane] += out[1] * area
            total.percolation[g, lane] += out[2] * area
            total.outflow[g, lane] += gone
            total.passed[g, lane] += passed
            total.moisture_time[g, lane] += moisture_of(level, void, p.depth[g, lane], p.porosity[g, lane]) * dt
            total.level_time[g, lane] += (level + p.bottom[g, lane]) * dt
            total.time[g, lane] += dt
            if abs(after) > abs(total.max_flow[g, lane]):
                total.max_flow[g, lane] = after


@inlined
def give_back(groundwater, state, g, moving, volume, lanes):
    """The ground loses again a ``volume`` [m3] that it has taken in and its node had not, as far as it holds it."""
    p = groundwater.ground
    area, porosity, depth = load(p.area, g, lanes), load(p.porosity, g, lanes), load(p.depth, g, lanes)
    void = load(state.void, g, lanes)
    there = moving & (area > 0.0)
    most = max((depth - load(state.level, g, lanes)) * porosity - void, 0.0)
    lost = min(volume / where(there, area, 1.0), most)
    put(state.void, g, there, void + lost)
    put(state.sums.outflow, g, there, load(state.sums.outflow, g, lanes) + lost * area)
    put(state.sums.passed, g, there, load(state.sums.passed, g, lanes) + volume)
    put(state.held, g, there, load(state.held, g, lanes) + (lost * area - volume))


@kernel
def groundwater_inflows(network, state, active, lanes):
    """Add what groundwater brings in a routing step to the nodes' inflows and to the ledger's rates, m3/s.

    A node gives the ground no more than it holds and received in the last step. The ground has taken in more by then:
    it loses the difference again as far as it holds it, and the rest is kept back from its next flows to the node. The
    last step's rates count in what has passed for as long as the solver has them count.
    """
    groundwater, own = network.processes.groundwater, state.processes.groundwater
    clock, nodes, total = state.clock, state.nodes, state.ledger.rate[GROUNDWATER]
    moment, over, length, dt = spans_of_land(state, lanes)
    mean, share, moving = network.settings.mean_from_land, land_share(network.facts), flags(active, lanes)
    again = flags(clock.active, lanes) & (load(state.volumes.half, lanes) > 0.0)
    for g in range(groundwater.node.size):
        node, last = groundwater.node[g], load(own.rate, g, lanes)
        before, middle = load(own.flow_before, g, lanes), load(own.flow_middle, g, lanes)
        after = load(own.flow_after, g, lanes)
        rest = exchange_to_come(over, before, middle, after, length)
        q = (load(own.due, g, lanes) - rest) / dt
        put(own.due, g, flags(clock.active, lanes), rest)
        if mean < 1.0:
            now = exchange_within(moment, before, middle, after)
            q = now + mean * (q - now)
        if any_lane(q < 0.0):
            net = min(load(nodes.lateral_old, node, lanes), 0.0) + max(-last, 0.0)
            has = load(nodes.inflow, node, lanes) + net + load(nodes.volume, node, lanes) / dt
            given = max(q, -max(has, 0.0))
            give_back(groundwater, own, g, moving, (given - q) * dt, lanes)
            q = given
        count_passed(own, g, last, where(again, (1.0 - share) * dt, 0.0), lanes)
        count_passed(own, g, where(moving, q, 0.0), where(moving, share * dt, 0.0), lanes)
        put(own.rate, g, moving, q)
        add_from_land(nodes, node, q, total, moving, lanes)


@inlined
def count_passed(own, g, rate, span, lanes):
    """A flow [m3/s] into the node, or out of it, for a ``span`` [s] into the sums by node."""
    store(own.into_node, g, load(own.into_node, g, lanes) + span * max(rate, 0.0))
    store(own.out_of_node, g, load(own.out_of_node, g, lanes) + span * max(-rate, 0.0))


@kernel
def report_groundwater(network, state, time, lane, out, system):
    """Flow m3/s, water table m and moisture in ``out`` (row, subcatchment, lane); evaporation of the ground added to
    that of ``system`` (row, lane)."""
    groundwater, own, area = network.processes.groundwater, state.processes.groundwater, network.hydrology.area
    p, f = groundwater.ground, share_over(state.hydrology, time, lane)
    total, evaporated = 0.0, 0.0
    for s in range(area.shape[0]):
        total += area[s, lane]
    for g in range(groundwater.node.size):
        s, level, void = groundwater.subcatchment[g], own.level[g, lane], own.void[g, lane]
        flow = (1.0 - f) * own.flow_before[g, lane] + f * own.flow_after[g, lane]
        out[SUBCATCHMENT_ROW.groundwater_flow, s, lane] = flow
        out[SUBCATCHMENT_ROW.groundwater_level, s, lane] = level + p.bottom[g, lane]
        out[SUBCATCHMENT_ROW.soil_moisture, s, lane] = moisture_of(level, void, p.depth[g, lane], p.porosity[g, lane])
        evaporated += own.evaporation[g, lane] * p.area[g, lane]
    if total > 0.0:
        system[SYSTEM_ROW.evaporation, lane] += evaporated / total


def passed_by_node(
    groundwater: Groundwater, state: GroundwaterState, n_nodes: int
) -> tuple[np.ndarray, np.ndarray]:
    """Volumes [m3] that came into nodes and left them, (node, lane)."""
    found = np.zeros((2, n_nodes, state.rate.shape[-1]))
    for g, node in enumerate(groundwater.node):
        found[0, node] += state.into_node[g]
        found[1, node] += state.out_of_node[g]
    return found[0], found[1]


def stored_groundwater(groundwater: Groundwater, void: np.ndarray) -> np.ndarray:
    """Water [m3] in the zones, (groundwater, lane)."""
    p = groundwater.ground
    return (p.porosity * p.depth - void) * p.area


def groundwater_ledger(groundwater: Groundwater, state: GroundwaterState) -> dict[str, np.ndarray]:
    """Volumes [m3] of the whole simulation, each (lane,), and the error of their balance [%]."""
    initial = sum_by_lane(stored_groundwater(groundwater, state.initial_void))
    final = sum_by_lane(stored_groundwater(groundwater, state.void) + state.held)
    moved = state.sums
    sums = {
        "infiltration": moved.infiltration, "upper_evaporation_loss": moved.upper_evaporation,
        "lower_evaporation_loss": moved.lower_evaporation, "deep_percolation": moved.percolation,
        "outflow": moved.passed,
    }  # fmt: skip
    ledger = {f"groundwater_{name}": sum_by_lane(volume) for name, volume in sums.items()}
    ledger |= {"groundwater_initial_storage": initial, "groundwater_final_storage": final}
    inflow = initial + ledger["groundwater_infiltration"]
    outflow = final + sum(ledger[f"groundwater_{name}"] for name in list(sums)[1:])
    return ledger | {"groundwater_continuity_error": continuity_error(inflow, outflow)}


def summarise_groundwater(
    groundwater: Groundwater, state: GroundwaterState, n_subcatchments: int
) -> dict[str, np.ndarray]:
    """Summary of every subcatchment, (subcatchment, lane), NaN where it has no groundwater, and the ledger, (lane,)."""
    p, total = groundwater.ground, state.sums
    with np.errstate(divide="ignore", invalid="ignore"):
        depth = {name: 1000.0 * volume / p.area for name, volume in total._asdict().items()}
        mean_moisture, mean_level = total.moisture_time / total.time, total.level_time / total.time
        moisture = p.porosity - state.void / (p.depth - state.level)
    values = {
        "infiltration_depth": depth["infiltration"],
        "evaporation_depth": depth["upper_evaporation"] + depth["lower_evaporation"],
        "percolation_depth": depth["percolation"],
        "outflow_depth": depth["passed"],
        "max_outflow": total.max_flow,
        "mean_moisture": mean_moisture,
        "mean_level": mean_level,
        "final_moisture": moisture,
        "final_level": state.level + p.bottom,
    }
    found = {}
    for name, value in values.items():
        spread = np.full((n_subcatchments, value.shape[-1]), np.nan)
        spread[groundwater.subcatchment] = value
        found[f"subcatchment_groundwater_{name}"] = spread
    return found | groundwater_ledger(groundwater, state)
