# SPDX-License-Identifier: Apache-2.0
"""How links lie between nodes: ends, offsets, direction, crowns, degrees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sponge.base.constants import FOOT
from sponge.model.elevations import above
from sponge.model.index import Index
from sponge.model.kinds import LINK_KIND
from sponge.model.links import Conduit, Link
from sponge.model.model import Model

MIN_DROP = 0.001 * FOOT  # m: a flatter conduit counts as falling this much


@dataclass(slots=True)
class Topology:
    """Ends of links after conduits of adverse slope are turned round (dynamic wave only). Arrays are (link,)."""

    up: np.ndarray
    down: np.ndarray
    direction: np.ndarray
    offset_up: np.ndarray
    offset_down: np.ndarray
    rise: np.ndarray  # m, of the downstream node's invert over the upstream's


def offsets_of(link: Link) -> tuple[float, float]:
    """Heights [m] of a link's ends above the inverts of its nodes; a negative one counts as zero."""
    if isinstance(link, Conduit):
        sediment = sediment_of(link)
        return above(max(link.offset_up, 0.0), 0.0, sediment), above(max(link.offset_down, 0.0), 0.0, sediment)
    kind = LINK_KIND[type(link)]
    if kind.is_regulator:
        crest = above(getattr(link, kind.offsets[0]), 0.0)
        return crest, crest
    up, down = (getattr(link, name) for name in kind.offsets) if kind.offsets else (0.0, 0.0)
    return up, down


def sediment_of(link: Link) -> float:
    """Depth [m] of what fills the bottom of a conduit: its bed lies so much above its invert."""
    if not isinstance(link, Conduit) or link.section.shape != "FILLED_CIRCULAR":
        return 0.0
    return link.section.geometry[1]


def topology_of(model: Model, index: Index) -> Topology:
    """Ends, offsets and direction of every link."""
    dynamic = model.options.routing == "DYNWAVE"
    n = len(index.links)
    topology = Topology(
        up=np.zeros(n, np.int64),
        down=np.zeros(n, np.int64),
        direction=np.ones(n, np.int64),
        offset_up=np.zeros(n),
        offset_down=np.zeros(n),
        rise=np.zeros(n),
    )
    for name, j in index.links.items():
        link = model.link(name)
        up, down = model.node(link.up), model.node(link.down)
        offset_up, offset_down = offsets_of(link)
        ends = (index.nodes[link.up], index.nodes[link.down])
        if LINK_KIND[type(link)].is_regulator and dynamic:
            offset_up = max(offset_up, above(down.invert, up.invert))
        fall = above(up.invert, down.invert, offset_up - offset_down)
        rise = above(down.invert, up.invert)
        if isinstance(link, Conduit) and dynamic and fall < 0.0 and link.section.shape != "DUMMY":
            ends, topology.direction[j] = ends[::-1], -1
            offset_up, offset_down, rise = offset_down, offset_up, -rise
        topology.up[j], topology.down[j] = ends
        topology.rise[j] = rise
        topology.offset_up[j], topology.offset_down[j] = offset_up, offset_down
    return topology


def degrees(topology: Topology, is_outfall: np.ndarray, dynamic: bool) -> np.ndarray:
    """Number of links that leave each node (node,).

    Under dynamic wave a link counts in the file's direction, one at an outfall for its other end, and the number is
    negative where no link enters: EPA SWMM damps the surcharge of such terminal nodes.
    """
    n_nodes = len(is_outfall)
    if not dynamic:
        return np.bincount(topology.up, minlength=n_nodes).astype(np.int64)
    reverse = topology.direction < 0
    start, end = np.where(reverse, topology.down, topology.up), np.where(reverse, topology.up, topology.down)
    leaving = np.bincount(np.where(is_outfall[start], end, start), minlength=n_nodes)
    entered = np.bincount(np.where(is_outfall[topology.up], topology.up, topology.down), minlength=n_nodes)
    return np.where(entered > 0, leaving, -leaving).astype(np.int64)


def crowns(topology: Topology, nodes: int, heights: np.ndarray) -> np.ndarray:
    """Height [m] of the highest crown of a link above the invert of each node, 0 where there is none.

    The same sum as a node's full depth, so that a node which its links fill is not above their crowns by a rounding.
    """
    crown = np.zeros(nodes)
    np.maximum.at(crown, topology.up, topology.offset_up + heights)
    np.maximum.at(crown, topology.down, topology.offset_down + heights)
    return crown
