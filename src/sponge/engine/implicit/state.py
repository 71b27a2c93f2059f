# SPDX-License-Identifier: Apache-2.0
"""What the implicit solver changes beside the State."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, Shared, zeros_table
from sponge.base.blocks import in_blocks
from sponge.engine.implicit.elimination import Elimination
from sponge.engine.implicit.section import ROOF, STORED, TOP, TOP_SLOPE
from sponge.engine.implicit.settings import Prepared
from sponge.engine.network import STORAGE
from sponge.physics.conduits.slot import slot_area, slot_width
from sponge.physics.sections.lookup import (
    AREA,
    AREA_SLOPE,
    DEPTH_ROWS,
    LINE_SCALE,
    ROOT_ROWS,
    ROOT_SCALE,
    SPLIT,
    Y,
)


@in_blocks()
class ConduitEnds(NamedTuple):
    """A barrel of each conduit at the end of the last step, each (conduit, lane)."""

    flow: PerLane  # m3/s
    flow_rate: PerLane  # m3/s2, of its change in the last step
    area: PerLane  # m2, in the middle
    depth_up: PerLane  # m, at the upstream end, of a free fall too
    depth_down: PerLane  # m
    stored_up: PerLane  # m2, of the water there: the integral of the surface's width
    stored_down: PerLane  # m2
    stored: PerLane  # m2, of half of both depths
    top_up: PerLane  # m, that width
    top_down: PerLane  # m
    top: PerLane  # m
    owed: PerLane  # m3, that stands in its half at an outfall and has not come


@in_blocks()
class NodeMemory(NamedTuple):
    """Of nodes, each (node, lane)."""

    rate: PerLane  # m/s, of the depth in the last step
    carried: PerLane  # m3, that the last step's balance made too much
    spilled: PerLane  # m3/s, over its rim in the last step
    roof: PerLane  # m, the highest crown of its closed conduits
    street: PerLane  # m, the lowest bed of its open conduits, if it is above; infinite without any. Next to nothing is
    # stored between both; they are 0 where there is no such gap
    top: PerLane  # m, above which next to nothing is stored
    stage: PerLane  # m, of the water outside an outfall above its invert; far below where nothing stands there


class Work(NamedTuple):
    """Scratch of one lane's step, which the next lane overwrites."""

    matrix: Shared  # (entry,)
    change: Shared  # (pivot,) m, of the heads
    last_change: Shared  # (node,) m, in the iteration before
    last_balance: Shared  # (node,) m3, before it
    throughput: Shared  # (node,) m3, what moves through in the step
    balance: Shared  # (node,) m3, stored less what came
    begun: Shared  # (node,) m, depth when the step began
    flow: Shared  # (link,) m3/s, all barrels, of the iterate
    passed: Shared  # (link,) m3, in the routing step so far
    to_outfall: Shared  # (link,) m3, that reached its outfall
    barrel: Shared  # (conduit,) m3/s, of the iterate
    seen: Shared  # (conduit,) m3/s, of the iterate that weights of inertia are taken from
    area: Shared  # (conduit,) m2
    weight: Shared  # (conduit,) of inertia
    depth_up: Shared  # (conduit,) m
    depth_down: Shared  # (conduit,) m
    stored_up: Shared  # (conduit,) m2, of what stands there, and so on: as in ``ConduitEnds``
    stored_down: Shared  # (conduit,) m2
    stored: Shared  # (conduit,) m2
    top_up: Shared  # (conduit,) m
    top_down: Shared  # (conduit,) m
    top: Shared  # (conduit,) m
    rows: Shared  # (conduit, 8): added to balances [m3] of both nodes, to what passes them, and to the Jacobian [m2]
    settled: Shared  # (conduit,) 1 where the flow agrees with that which inertia's weight follows from
    head_up: Shared  # (conduit,) m, depths of both nodes for which ``rows`` holds
    head_down: Shared  # (conduit,) m
    gained: Shared  # (conduit,) m3 a barrel, in the downstream half, of an outfall's conduit at that end
    share_up: Shared  # (conduit,) of what a half loses, what its own node is given; the other is given the rest
    share_down: Shared  # (conduit,)
    fills_up: Shared  # (conduit,) likewise where the half gains, by the iterate
    fills_down: Shared  # (conduit,)
    lost: Shared  # (conduit,) m3/s, all barrels, evaporation and seepage
    lost_up: Shared  # (conduit,) share of it that leaves the upstream node
    law: Shared  # (link,) m3/s, flow at the heads where a step's laws were made straight lines
    law_up: Shared  # (link,) m2/s, its slope with the upstream head
    law_down: Shared  # (link,) m2/s
    end_up: Shared  # (conduit,) m, depths of ends there
    end_down: Shared  # (conduit,) m
    end_up1: Shared  # (conduit,) slope of the upstream depth with the upstream head
    end_up2: Shared  # (conduit,) and with the downstream one
    end_down1: Shared  # (conduit,)
    end_down2: Shared  # (conduit,)
    excess: Shared  # (node,) m3, that has left over the rim in the routing step


class ImplicitState(NamedTuple):
    """What the next step goes on from, and scratch."""

    conduits: ConduitEnds
    nodes: NodeMemory
    work: Work
    step: PerLane  # (lane,) s, that the next step may take
    last_step: PerLane  # (lane,) s, that the last one took
    stuck: PerLane  # (lane,) s, carried on without heads and not made good since
    alone: PerLane  # (lane,) scratch: 1 for one lane


def new_implicit_state(network: Any, state: Any, settings: Prepared) -> ImplicitState:
    """From depths and flows at the start; the volumes of conduits become those that this solver conserves."""
    lanes = state.clock.time.size
    n_nodes, n_links, n_conduits = network.nodes.kind.size, network.links.kind.size, network.conduits.link.size
    of_nodes = ("change", "last_change", "last_balance", "throughput", "balance", "begun", "excess")
    sizes = dict.fromkeys(of_nodes, n_nodes)
    of_links = ("flow", "passed", "to_outfall", "law", "law_up", "law_down")
    sizes |= dict.fromkeys(of_links, n_links) | {"matrix": entries_of(settings.elimination)}
    shapes: dict[str, Any] = sizes | {"rows": (n_conduits, 8)}
    own = ImplicitState(
        conduits=zeros_table(ConduitEnds, n_conduits, lanes),
        nodes=zeros_table(NodeMemory, n_nodes, lanes),
        work=Work(*(np.zeros(shapes.get(name, n_conduits)) for name in Work._fields)),
        step=np.full(lanes, float(network.settings.routing_step)),
        last_step=np.zeros(lanes),
        stuck=np.zeros(lanes),
        alone=np.zeros(lanes, np.int64),
    )
    begin(network, state, settings, own)
    set_gaps(network, own.nodes)
    return own


def set_gaps(network: Any, memory: NodeMemory) -> None:
    """Between which depths nodes store next to nothing."""
    links, conduits, nodes = network.links, network.conduits, network.nodes
    memory.roof[:], memory.street[:] = 0.0, np.inf
    for node, offset in ((links.up, links.offset_up), (links.down, links.offset_down)):
        at, bed = node[conduits.link], offset[conduits.link]
        closed = conduits.is_open == 0
        np.maximum.at(memory.roof, at[closed], (bed + conduits.full_depth)[closed])
        np.minimum.at(memory.street, at[~closed], bed[~closed])
    storage = (nodes.kind == STORAGE)[:, None]
    none = storage | (memory.street <= memory.roof) | (memory.roof <= 0.0)
    memory.roof[:], memory.street[:] = np.where(none, 0.0, memory.roof), np.where(none, 0.0, memory.street)
    crown = np.where(storage | (nodes.crown <= 0.0), nodes.full_depth, nodes.crown)
    memory.top[:] = np.minimum(crown, nodes.full_depth)


def begin(network: Any, state: Any, settings: Prepared, own: ImplicitState) -> None:
    """Ends of conduits from the depths of nodes, and their volumes."""
    links, conduits, nodes = network.links, network.conduits, state.nodes
    link = conduits.link
    if not link.size:
        return
    full = conduits.full_depth
    up = np.maximum(nodes.depth[links.up[link]] - links.offset_up[link], 0.0)
    down = np.maximum(nodes.depth[links.down[link]] - links.offset_down[link], 0.0)
    depths = up, down, 0.5 * (up + down)
    (one, top1), (two, top2), (middle, top) = (standing_on(conduits, settings, y) for y in depths)
    barrels = conduits.barrels[:, None]
    volume = 0.25 * conduits.modified_length * (one + 2.0 * middle + two) * barrels
    own.conduits.depth_up[:], own.conduits.depth_down[:] = up, down
    own.conduits.stored_up[:], own.conduits.stored_down[:], own.conduits.stored[:] = one, two, middle
    own.conduits.top_up[:], own.conduits.top_down[:], own.conduits.top[:] = top1, top2, top
    own.conduits.flow[:] = state.links.flow[link] / barrels
    own.conduits.area[:] = areas_at(conduits, np.minimum(0.5 * (up + down), full))
    state.ledger.initial_storage[:] += (volume - state.links.volume[link]).sum(axis=0)
    state.links.volume[link] = state.links.volume_old[link] = state.volumes.initial_link[link] = volume
    state.conduits.upper[:] = state.volumes.initial_upper[:] = 0.5 * volume


def rows_at(ratio: np.ndarray) -> np.ndarray:
    """``depth_row`` of an array."""
    low = np.minimum((np.sqrt(ratio) * ROOT_SCALE).astype(np.int64), ROOT_ROWS - 1)
    high = np.minimum(ROOT_ROWS + (np.maximum(ratio - SPLIT, 0.0) * LINE_SCALE).astype(np.int64), DEPTH_ROWS - 1)
    return np.where(ratio < SPLIT, low, high)


def standing_on(conduits: Any, settings: Prepared, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """``section.standing`` of an array (conduit, lane)."""
    inside = np.minimum(y / conduits.full_depth, 1.0)
    k, row = np.asarray(conduits.section), rows_at(inside)
    d = inside - conduits.sections.depth[k, row, Y]
    area, width, slope = (settings.sections[k, row, column] for column in (STORED, TOP, TOP_SLOPE))
    top, is_open = width + d * slope, conduits.is_open[:, None] != 0
    over = np.maximum(y / conduits.full_depth - 1.0, 0.0)
    eased = np.minimum(over, ROOF)
    above, narrowed = eased * (1.0 - 0.5 * eased / ROOF) * top, top * (1.0 - eased / ROOF)
    if settings.slot:
        above = np.vectorize(lambda ratio: slot_area(ratio, 1.0, 1.0), otypes=[float])(1.0 + over)
        slot = np.vectorize(lambda ratio: slot_width(ratio, 1.0, 1.0), otypes=[float])(1.0 + over)
        narrowed = np.where(over > 0.0, slot, top)
    area = area + d * (width + 0.5 * d * slope) + np.where(is_open, over * top, above)
    return (
        area * conduits.full_depth * conduits.max_width,
        np.where(is_open, top, narrowed) * conduits.max_width,
    )


def areas_at(conduits: Any, y: np.ndarray) -> np.ndarray:
    """Areas [m2] at depths y [m], (conduit, lane)."""
    ratio = y / conduits.full_depth
    k, row = np.asarray(conduits.section), rows_at(ratio)
    table = conduits.sections.depth
    return (table[k, row, AREA] + (ratio - table[k, row, Y]) * table[k, row, AREA_SLOPE]) * conduits.full_area


def entries_of(elimination: Elimination) -> int:
    """Numbers in the matrix of Newton's steps."""
    return elimination.node.size + 2 * elimination.later.size
