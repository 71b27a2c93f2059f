# SPDX-License-Identifier: Apache-2.0
"""What nodes do by themselves: hold water, lose it, and stand against an outfall's level."""

from __future__ import annotations

from math import isnan
from typing import NamedTuple

import numpy as np

from sponge.base.arrays import PerLane
from sponge.base.compiler import any_lane, flags, inlined, kernel, lanewise, load, numbers, put, spread, where
from sponge.engine.network import CONDUIT
from sponge.physics.infiltration import SOIL_STATES
from sponge.physics.nodes.exfiltration import exfiltration
from sponge.physics.nodes.outfall import FREE, NORMAL, free_outfall_depth, outfall_stage, staged_outfall_depth
from sponge.physics.nodes.storage import Storages, soil_areas, storage_areas
from sponge.physics.sections.lookup import FLOW, critical_depth, critical_flow_scale, depth_row, normal_depth_ratio


class StorageState(NamedTuple):
    """What changes in the soil around storage units, and what they lose."""

    bottom: PerLane  # (6, storage, lane) soil state under the bottom, as in physics.infiltration
    bank: PerLane  # (6, storage, lane) of the sloping banks
    evaporation: PerLane  # (storage, lane) m3/s
    exfiltration: PerLane  # (storage, lane) m3/s


def new_storage_state(storages: Storages, lanes: int) -> StorageState:
    """Soils at their full deficit."""
    n = storages.node.size
    soils, losses = (SOIL_STATES, n, lanes), (n, lanes)
    state = StorageState(np.zeros(soils), np.zeros(soils), np.zeros(losses), np.zeros(losses))
    for soil in (state.bottom, state.bank):
        soil[0] = storages.losses.deficit
    return state


@inlined
def max_outflow(full_volume, inflow, volume_old, dt, flow):
    """`flow` [m3/s] out of a node, no more than what it holds and receives in `dt` [s]; numbers or lanes."""
    return max(where(full_volume > 0.0, min(flow, inflow + volume_old / dt), flow), 0.0)


@kernel
def soil_of(soils, i, lane):
    """The state of one soil."""
    return (
        soils[0, i, lane], soils[1, i, lane], soils[2, i, lane], soils[3, i, lane], soils[4, i, lane], soils[5, i, lane]
    )


@kernel
def leak(losses, storage_state, i, lane, depth, area, conductivity_factor, recovery_factor, dt):
    """Exfiltration [m3/s] of storage i in a lane; moves on the state of its soils."""
    rate, bottom, bank = exfiltration(
        losses, i, lane, depth, area, soil_of(storage_state.bottom, i, lane), soil_of(storage_state.bank, i, lane),
        conductivity_factor, recovery_factor, dt,
    )  # fmt: skip
    for k in range(SOIL_STATES):
        storage_state.bottom[k, i, lane] = bottom[k]
        storage_state.bank[k, i, lane] = bank[k]
    return rate


@kernel
def storage_losses(
    nodes, storages, node_state, storage_state, evaporation_rate, conductivity_factor, recovery_factor, dt,
    rate, evaporated_row, exfiltrated_row, active, lanes,
):
    """What each storage unit loses in a step of ``dt`` (lane,) from its present depth, no more than it holds.

    ``evaporation_rate`` [m/s], ``conductivity_factor`` and ``recovery_factor`` are (lane,); the lost flows [m3/s] go
    to ``node_state.losses`` and are added to two rows of ``rate`` (row, lane).
    """
    losses = storages.losses
    moving, tau = flags(active, lanes), load(dt, lanes)
    for i in range(storages.node.size):
        node = storages.node[i]
        air = load(evaporation_rate, lanes) * load(losses.evaporation_factor, i, lanes)
        leaks = load(losses.conductivity, i, lanes) > 0.0
        evaporation = exfiltrating = spread(0.0, lanes)
        if any_lane(moving & ((air > 0.0) | leaks)):
            depth, volume = load(node_state.depth, node, lanes), load(node_state.volume, node, lanes)
            area = storage_areas(storages, i, depth, lanes)
            evaporation = where((air > 0.0) | leaks, max(air, 0.0) * area, 0.0)
            if any_lane(moving & leaks):
                exfiltrating = lanewise(
                    moving & leaks, leak, losses, storage_state, i, numbers(lanes), depth,
                    soil_areas(storages, i, depth, area, lanes),
                    load(conductivity_factor, lanes), load(recovery_factor, lanes), tau,
                )
            lost = (evaporation + exfiltrating) * tau
            share = where(lost > volume, volume / lost, 1.0)
            evaporation, exfiltrating = evaporation * share, exfiltrating * share
        put(storage_state.evaporation, i, moving, evaporation)
        put(storage_state.exfiltration, i, moving, exfiltrating)
        put(node_state.losses, node, moving, evaporation + exfiltrating)
        put(rate, evaporated_row, moving, load(rate, evaporated_row, lanes) + evaporation)
        put(rate, exfiltrated_row, moving, load(rate, exfiltrated_row, lanes) + exfiltrating)


@kernel
def free_depths(conduits, c, lane, flow):
    """Normal and critical depth [m] of a conduit's `flow` [m3/s], all barrels."""
    k, flow = conduits.section[c, lane], abs(flow) / conduits.barrels[c]
    full_depth, full_area = conduits.full_depth[c, lane], conduits.full_area[c, lane]
    normal = normal_depth_ratio(conduits.sections, k, flow / conduits.full_flow[c, lane]) * full_depth
    return normal, critical_depth(conduits.sections, k, flow, full_depth, full_area, conduits.max_width[c, lane])


@kernel
def surely_deeper(conduits, c, lane, flow, depth):
    """Is a depth [m] at a conduit's end surely above the critical one of its `flow` [m3/s]? Spares the search."""
    full_depth = conduits.full_depth[c, lane]
    if depth <= 0.0 or depth >= full_depth:
        return depth > 0.0
    k, row = conduits.section[c, lane], depth_row(depth / full_depth)
    scale = critical_flow_scale(conduits.full_area[c, lane], conduits.max_width[c, lane])
    return abs(flow) / conduits.barrels[c] < 0.98 * conduits.sections.depth[k, row, FLOW] * scale


@kernel
def set_outfall_depths(nodes, links, conduits, outfalls, time, node_state, link_state, active, lanes):
    """Depth at each outfall that a link joins, from that link's flow and the level outside.

    ``time`` [s] (lane,) is the end of the step: the level is that of the new heads. A level that the user has set
    (``node_state.forced_stage``, NaN for none) takes the place of the model's, as for a FIXED outfall.
    """
    for i in range(outfalls.node.size):
        node, j, kind = outfalls.node[i], outfalls.link[i], outfalls.kind[i]
        if j < 0:
            continue
        conduit = links.index[j] if links.kind[j] == CONDUIT and links.is_dummy[j] == 0 else -1
        for lane in range(len(lanes)):
            if not active[lane]:
                continue
            offset = links.offset_down[j, lane] if links.down[j] == node else links.offset_up[j, lane]
            forced, sediment = node_state.forced_stage[node, lane], outfalls.sediment[i, lane]
            staged = not isnan(forced) or (kind != FREE and kind != NORMAL)
            stage = 0.0
            if staged:
                stage = outfall_stage(outfalls, i, lane, time[lane]) if isnan(forced) else forced
                stage -= nodes.invert[node, lane]
            normal = critical = 0.0
            flow = link_state.flow[j, lane]
            if conduit >= 0 and not (staged and surely_deeper(conduits, conduit, lane, flow, stage - offset)):
                normal, critical = free_depths(conduits, conduit, lane, flow)
            if staged:
                depth = staged_outfall_depth(stage, offset, sediment, min(normal, critical))
            else:
                depth = free_outfall_depth(offset, sediment, normal, normal if kind == NORMAL else critical)
            node_state.depth[node, lane] = depth
