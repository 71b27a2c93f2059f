# SPDX-License-Identifier: Apache-2.0
"""What routing from upstream to downstream needs beside the Network and the State."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, Shared
from sponge.base.blocks import in_blocks
from sponge.engine.downstream import downstream_order
from sponge.engine.network import STORAGE


class KinematicSettings(NamedTuple):
    """Plain numbers, the same in every lane."""

    steady: int  # 1 = steady flow, 0 = kinematic wave
    carried: float  # share of what a box cannot place that its next step makes good


class Kinematic(NamedTuple):
    """The order in which links are routed."""

    steady: int
    carried: float
    order: Shared  # (link,) links from upstream to downstream
    storage_outlets: Shared  # (link,) at the first of the links that leave a storage unit, how many leave it; else 0
    is_terminal: Shared  # (node,) 1 for a storage unit that no link leaves


@in_blocks()
class ConduitEnds(NamedTuple):
    """The downstream ends of conduits, each (conduit, lane); a barrel."""

    area_down: PerLane  # m2
    flow_down: PerLane  # m3/s
    owed: PerLane  # m3, that stands in the areas at both ends without having entered; below zero what they leave out


def in_order(settings: KinematicSettings, network: Any) -> Kinematic:
    """The order of a network's links."""
    nodes, links, n_nodes = network.nodes, network.links, network.nodes.kind.size
    order = downstream_order(links.up, links.down, n_nodes, frozenset(network.dividers.link.tolist()))
    outlets = np.zeros(len(order), np.int64)
    for position, j in enumerate(order):
        node = links.up[j]
        if nodes.kind[node] == STORAGE and (position == 0 or links.up[order[position - 1]] != node):
            outlets[position] = int(np.sum(links.up == node))
    leaves = np.bincount(links.up, minlength=n_nodes)
    terminal = ((nodes.kind == STORAGE) & (leaves == 0)).astype(np.int64)
    return Kinematic(settings.steady, settings.carried, np.array(order, np.int64), outlets, terminal)


def ends_at_start(_: Any, state: Any, __: Kinematic) -> ConduitEnds:
    """Conduits begin with uniform flow: downstream as upstream."""
    now = state.conduits
    return ConduitEnds(now.area.copy(), now.flow_up.copy(), np.zeros_like(now.area))
