# SPDX-License-Identifier: Apache-2.0
"""All links of a Model as one table, whatever their kind."""

from __future__ import annotations

import numpy as np

from sponge.engine.network import Conduits, Links
from sponge.model.compile.codes import LINK_CODE
from sponge.model.compile.columns import integers, numbers
from sponge.model.compile.structures import initial_setting, structure_size
from sponge.model.compile.topology import Topology
from sponge.model.index import Index
from sponge.model.links import LINK_KINDS, Conduit, Link
from sponge.model.model import Model


def places_of(model: Model, index: Index) -> np.ndarray:
    """Row of each link in the table of its kind, (link,); -1 for a dummy conduit, which has none."""
    place = {name: i for kind in LINK_KINDS for i, name in enumerate(kind.rows(model))}
    channels = [name for name in index.links if name in model.conduits and not is_dummy(model.conduits[name])]
    place |= dict.fromkeys(model.conduits, -1) | {name: i for i, name in enumerate(channels)}
    return integers(place[name] for name in index.links)


def is_dummy(link: Link) -> bool:
    """A conduit that only passes flow on."""
    return isinstance(link, Conduit) and link.section.shape == "DUMMY"


def compile_links(model: Model, index: Index, topology: Topology) -> Links:
    """Links of one lane, conduits without their sizes."""
    rows = [model.link(name) for name in index.links]
    sizes = np.array([structure_size(model, name) for name in index.links], float).reshape(-1, 3)
    return Links(
        kind=integers(LINK_CODE[type(row)] for row in rows),
        index=places_of(model, index),
        up=topology.up,
        down=topology.down,
        direction=topology.direction,
        flap_gate=integers(getattr(row, "flap_gate", False) for row in rows),
        is_dummy=integers(is_dummy(row) for row in rows),
        offset_up=topology.offset_up,
        offset_down=topology.offset_down,
        rise=topology.rise,
        full_depth=sizes[:, 0].copy(),
        full_area=sizes[:, 1].copy(),
        full_flow=sizes[:, 2].copy(),
        initial_flow=topology.direction * numbers(getattr(row, "initial_flow", 0.0) for row in rows),
        max_flow=numbers(getattr(row, "max_flow", 0.0) for row in rows),
        initial_setting=numbers(initial_setting(row) for row in rows),
    )


def with_sizes(links: Links, conduits: Conduits) -> Links:
    """The links with the sizes of their conduits."""
    sizes = {name: getattr(links, name).copy() for name in ("full_depth", "full_area", "full_flow")}
    for name, values in sizes.items():
        values[conduits.link] = getattr(conduits, name)
    return links._replace(**sizes)
