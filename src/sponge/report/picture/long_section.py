# SPDX-License-Identifier: Apache-2.0
"""A longitudinal section: ground, conduits and the heights of the water along a route."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sponge.base.errors import UsageError
from sponge.model.compile import compile_model
from sponge.model.model import Model
from sponge.results.route import Route

SHORT = 0.01  # share of the whole length at which the ends of a link without length are drawn


@dataclass(frozen=True)
class LongSection:
    """Heights [m] at the nodes of a route, and at both ends of its links in the route's direction."""

    route: Route
    stations: np.ndarray  # (node,) m along the route
    invert: np.ndarray  # (node,)
    ground: np.ndarray  # (node,) invert + full depth; NaN of outfalls
    bottom: np.ndarray  # (link, 2) of conduits; NaN of other links
    top: np.ndarray  # (link, 2)


def long_section(model: Model, route: Route) -> LongSection:
    """The section of a route through the model, with sizes as compiled for the engine."""
    network = compile_model(model)
    nodes, links = network.nodes, network.links
    node_at = {name: k for k, name in enumerate(model.node_order)}
    link_at = {name: k for k, name in enumerate(model.link_order)}
    path = [node_at[name] for name in route.nodes]
    invert, depth = nodes.invert[path], nodes.full_depth[path]
    groundless = [name in model.outfalls for name in route.nodes]
    bottom, top = (np.full((len(route.links), 2), np.nan) for _ in range(2))
    for k, name in enumerate(route.links):
        if name in model.conduits:
            row = link_at[name]
            ends = np.array([links.offset_up[row], links.offset_down[row]])
            walked = ends if links.up[row] == path[k] else ends[::-1]
            bottom[k] = invert[k : k + 2] + walked
            top[k] = bottom[k] + links.full_depth[row]
    return LongSection(
        route, _stations(model, route), invert, np.where(groundless, np.nan, invert + depth), bottom, top
    )


def lengths_of(model: Model) -> dict[str, float]:
    """Lengths of conduits, m."""
    return {name: conduit.length for name, conduit in model.conduits.items()}


def heads_along(run: Any, route: Route) -> np.ndarray:
    """([scenario,] time, node) heads; UsageError where the results have none."""
    if "node_head" not in run:
        raise UsageError(
            "the results hold no heads of nodes over time (node_head), which a profile draws: run the model without "
            "--variables and --zones-only"
        )
    return np.asarray(run["node_head"].sel(node=list(route.nodes)).values, float)


def _stations(model: Model, route: Route) -> np.ndarray:
    lengths = np.array([lengths_of(model).get(name, 0.0) for name in route.links])
    lengths[lengths <= 0.0] = SHORT * lengths.sum() or 1.0
    return np.concatenate([[0.0], np.cumsum(lengths)])
