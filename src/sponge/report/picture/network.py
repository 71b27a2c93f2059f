# SPDX-License-Identifier: Apache-2.0
"""The network as lines and points: from results that hold geometries, else from nodes and the model's vertices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sponge.model.model import Model

Line = np.ndarray  # (n, 2)
COUNT = "_vertex_count"  # ending of the variables of results that count an element's points


@dataclass(frozen=True)
class NetworkMap:
    """Elements in the order of the results, in the model's own coordinates.

    A node without a place is NaN, a link or subcatchment without one is empty."""

    nodes: tuple[str, ...]
    kinds: tuple[str, ...]  # of nodes
    places: np.ndarray  # (node, 2)
    links: tuple[str, ...]
    lines: tuple[Line, ...]  # of links
    land: dict[str, Line]  # outlines of subcatchments
    bent: bool  # whether bends of links are known, from the results or the model

    @property
    def unplaced(self) -> int:
        """How many nodes have no coordinates."""
        return int(np.isnan(self.places).any(1).sum())


def network_map(dataset: Any, model: Model | None) -> NetworkMap | None:
    """The map of results; None where no link has both its ends on it."""
    if "node" not in dataset.dims or "link_from_node" not in dataset.variables:
        return None
    nodes = texts(dataset, "node")
    places = _places(dataset, nodes, model)
    at = dict(zip(nodes, places))
    links, ends = texts(dataset, "link"), zip(texts(dataset, "link_from_node"), texts(dataset, "link_to_node"))
    bends: Mapping[str, Any] = model.vertices if model else {}
    lines = shapes_in(dataset, "link") or tuple(
        _line(at, up, down, bends.get(name, ())) for name, (up, down) in zip(links, ends)
    )
    if not any(len(line) for line in lines):
        return None
    outlines = dict(zip(texts(dataset, "subcatchment"), shapes_in(dataset, "subcatchment"))) or (
        {name: np.asarray(ring, float) for name, ring in model.polygons.items()} if model else {}
    )
    land = {name: ring for name, ring in outlines.items() if len(ring) > 2}
    bent = model is not None or f"link{COUNT}" in dataset.variables
    return NetworkMap(nodes, texts(dataset, "node_type"), places, links, lines, land, bent)


def shapes_in(dataset: Any, kind: str) -> tuple[Line, ...]:
    """The CF geometries of results by element; none where they hold none."""
    names = [f"{kind}{COUNT}", f"{kind}_vertex_x", f"{kind}_vertex_y"]
    if any(name not in dataset.variables for name in names):
        return ()
    counts, *columns = (np.asarray(dataset[name].values) for name in names)
    lines = np.split(np.stack(columns, 1).astype(float), np.cumsum(counts)[:-1])
    return tuple(line if len(line) > 1 else np.empty((0, 2)) for line in lines)


def texts(dataset: Any, name: str) -> tuple[str, ...]:
    """The values of a variable of names."""
    return tuple(str(value) for value in dataset[name].values) if name in dataset.variables else ()


def _places(dataset: Any, nodes: tuple[str, ...], model: Model | None) -> np.ndarray:
    """Coordinates (node, 2) from the results, else from the model."""
    if {"x", "y"} <= set(dataset.variables):
        return np.stack([np.asarray(dataset[k].values, float) for k in ("x", "y")], 1)
    known = model.coordinates if model else {}
    return np.array([known.get(name, (np.nan, np.nan)) for name in nodes], float).reshape(-1, 2)


def _line(at: dict[str, np.ndarray], up: str, down: str, bends: Any) -> Line:
    """Points of a link from node to node with its bends; empty where an end has no place."""
    nowhere = np.full(2, np.nan)
    line = np.array([at.get(up, nowhere), *bends, at.get(down, nowhere)], float)
    return line if np.isfinite(line).all() else np.empty((0, 2))
