# SPDX-License-Identifier: Apache-2.0
"""What Picard iterations change beside the state that all share."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, Shared, zeros_table
from sponge.base.blocks import in_blocks
from sponge.base.compiler import SIDE_BY_SIDE
from sponge.engine.network import OUTFALL, STORAGE
from sponge.engine.picard.resting import nodes_asked
from sponge.engine.picard.settings import PicardSettings


@in_blocks(apart=("asked", "share"))
class NodeSums(NamedTuple):
    """Of nodes, each (node, lane)."""

    surface_area: PerLane  # m2, being summed
    surface_area_old: PerLane  # m2, last free-surface value
    filled: PerLane  # m3, of storage units, that their own conduits took up in this step before they were full
    sum_dqdh: PerLane  # m2/s, being summed
    depth_rate: PerLane  # m/s, |dy/dt|
    found: PerLane  # m, depth that the present net inflow gives, to which iterations go halfway
    asked: PerLane  # m3/s that conduits are to lose at the node
    share: PerLane  # part of these losses and of withdrawals for which there was water


@in_blocks()
class LinkIterate(NamedTuple):
    """Of links, each (link, lane)."""

    dqdh: PerLane  # m2/s, EPA SWMM's dQ/dH
    velocity: PerLane  # m/s, of the flow that the momentum equation went by; where steps are of variable length
    width: PerLane  # m, of the surface in a conduit's middle; likewise
    flow_class: PerLane  # code of engine.network, of a pump where it runs on its curve
    equivalent_surface: PerLane  # m2, free surface that an orifice stands for; a closed one keeps its last


@in_blocks()
class ConduitIterate(NamedTuple):
    """Of conduits, each (conduit, lane); a barrel."""

    area_old: PerLane  # m2, of the last step
    flow_old: PerLane  # m3/s, of the last step
    normal_row: PerLane  # of the section's tables, where normal and critical depth were last found
    critical_row: PerLane


class Unsettled(NamedTuple):
    """What need not be computed: words with a bit a lane, the first lane's lowest."""

    converged: Shared  # (node,) its last two depths differ by no more than the tolerance; never at an outfall
    bypassed: Shared  # (link,) keeps its flow
    resting: Shared  # (node,) all that flows to and from it keeps its flow, and its own surface stays
    asked: Shared  # (node,) -1 where it may not rest: each iteration asks for its surface or volume
    crossed: Shared  # (node,) its pond came or went in the last iteration
    plain: Shared  # (node,) neither surcharged nor flooded now nor in what it goes halfway to
    flooded: Shared  # (node,) its water rose above its rim in the last iteration
    dry: Shared  # (conduit,) had no water when it was computed last
    busy: Shared  # (conduit,) the first so many conduits at whose ends not both nodes rest
    at_work: Shared  # (structure,) links, the first so many of which are not closed and still


class Abreast(NamedTuple):
    """Which elements of a lane that is alone go side by side: those that are computed by the same plain branches."""

    conduits: Shared  # (conduit,) sorted by what they are like
    conduit_kind: Shared  # (conduit,) a number that those have in common that are alike
    nodes: Shared  # (node,) without outfalls, sorted; then those that have no company
    node_kind: Shared  # (node,) likewise, -1 where it has no company
    places: Shared  # (4, element) that go now: conduit, link, upper and lower node; or the node


class PicardState(NamedTuple):
    """Scratch of the iterations, and what the next step goes on from."""

    nodes: NodeSums
    links: LinkIterate
    conduits: ConduitIterate
    unsettled: Unsettled
    abreast: Abreast
    iterating: PerLane  # (lane,) 1 where the step's flows and heads have not yet converged
    converged: PerLane  # (lane,) 1 where all heads have converged in this iteration


def new_picard_state(network: Any, state: Any, _: PicardSettings) -> PicardState:
    """Nothing has been computed yet, nothing has settled."""
    lanes, nodes, links = state.clock.time.size, network.nodes.kind.size, network.links.kind.size
    return PicardState(
        nodes=zeros_table(NodeSums, nodes, lanes),
        links=zeros_table(LinkIterate, links, lanes),
        conduits=zeros_table(ConduitIterate, network.conduits.link.size, lanes),
        unsettled=_unsettled(network),
        abreast=_abreast(network),
        iterating=np.zeros(lanes, np.int64),
        converged=np.zeros(lanes, np.int64),
    )


def _unsettled(network: Any) -> Unsettled:
    nodes, links = network.nodes.kind.size, network.links.kind.size
    structures, conduits = network.structures.link.size, network.conduits.link.size
    words = {"bypassed": links, "at_work": structures, "busy": conduits, "dry": conduits}
    made = {name: np.zeros(words.get(name, nodes), np.int64) for name in Unsettled._fields}
    return Unsettled(**made | {"asked": nodes_asked(network)})


def _abreast(network: Any) -> Abreast:
    nodes, links, conduits = network.nodes, network.links, network.conduits
    j = conduits.link
    traits = [
        conduits.barrels, conduits.is_open, conduits.culvert, conduits.culvert_end, conduits.has_losses,
        conduits.is_force_main, conduits.straight[:, 0], links.flap_gate[j], links.direction[j],
    ]  # fmt: skip
    for end in (links.up[j], links.down[j]):
        traits += [nodes.kind[end] == OUTFALL, network.outfall_gate[end]]
    _, kind = np.unique(np.stack(traits, axis=1).astype(np.int64), axis=0, return_inverse=True)
    kind = kind.reshape(-1)
    single = (nodes.kind == STORAGE) | (nodes_asked(network) != 0)
    node_kind = np.where(single, -1, np.where(nodes.degree < 0, 1, 0))
    order = np.argsort(np.where(single, 2, node_kind), kind="stable")
    return Abreast(
        conduits=np.argsort(kind, kind="stable"),
        conduit_kind=kind,
        nodes=order[nodes.kind[order] != OUTFALL],
        node_kind=node_kind,
        places=np.zeros((4, len(SIDE_BY_SIDE)), np.int64),
    )
