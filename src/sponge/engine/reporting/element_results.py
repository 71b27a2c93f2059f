# SPDX-License-Identifier: Apache-2.0
"""What results say of a node or a link at a moment of the last step: its state between the step's two ends.

The scale of a lane's link is +1 or -1, so that flows come out along the direction the file gives.
"""

from __future__ import annotations

from sponge.base.compiler import inlined, load, spread, store, where
from sponge.base.constants import FOOT, SMALL_AREA
from sponge.engine.network import CONDUIT, PUMP
from sponge.physics.sections.lookup import area_ratio


@inlined
def between(old, new, i, f, lanes):
    """A row of two states at the fraction f of the step between them."""
    return (1.0 - f) * load(old, i, lanes) + f * load(new, i, lanes)


@inlined
def fullness(network, state, j, depth, flow, lanes):
    """Velocity [m/s] and filled share of the area of a conduit; no velocity and the setting of another link."""
    links, conduits = network.links, network.conduits
    velocity = spread(0.0, lanes)
    if links.kind[j] != CONDUIT:
        return velocity, load(state.links.setting, j, lanes)
    if links.is_dummy[j] == 1:
        return velocity, spread(0.0, lanes)
    c = links.index[j]
    ratio = min(depth / load(conduits.full_depth, c, lanes), 1.0)
    capacity = area_ratio(conduits.sections, load(conduits.section, c, lanes), ratio)
    area = capacity * load(conduits.full_area, c, lanes)
    wet = (depth > 0.01 * FOOT) & (area > SMALL_AREA)
    return where(wet, flow / conduits.barrels[c] / where(wet, area, 1.0), 0.0), capacity


@inlined
def link_result(network, state, j, f, lanes):
    """Flow, depth, velocity, volume and capacity of link j at the fraction f of the last step."""
    links, now = network.links, state.links
    depth, flow = between(now.depth_old, now.depth, j, f, lanes), between(now.flow_old, now.flow, j, f, lanes)
    velocity, capacity = fullness(network, state, j, depth, flow, lanes)
    if links.kind[j] == PUMP:
        old, new = load(now.flow_old, j, lanes), load(now.flow, j, lanes)
        flow = where(old * new == 0.0, where(f >= 1.0 - f, new, old), flow)
    direction = links.direction[j]
    volume = between(now.volume_old, now.volume, j, f, lanes)
    return flow * direction, depth, velocity * direction, volume, capacity


@inlined
def node_result(network, state, i, f, lanes):
    """Depth, head, volume, lateral inflow, total inflow and flooding of node i."""
    now = state.nodes
    depth = between(now.depth_old, now.depth, i, f, lanes)
    return (
        depth, depth + load(network.nodes.invert, i, lanes), between(now.volume_old, now.volume, i, f, lanes),
        between(now.lateral_old, now.lateral, i, f, lanes), between(now.inflow_old, now.inflow, i, f, lanes),
        load(now.overflow, i, lanes),
    )  # fmt: skip


@inlined
def put_rows(out, i, result):
    """Write what ``link_result`` or ``node_result`` gives into (row, element, lane) numbers."""
    for row in range(len(result)):
        store(out, row, i, result[row])
