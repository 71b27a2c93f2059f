# SPDX-License-Identifier: Apache-2.0
"""The map of the network for the page: nodes, links and land, with every indicator of every scenario."""

from __future__ import annotations

from typing import Any

import numpy as np

from sponge.model.model import Model
from sponge.report.html.pack import Pack
from sponge.report.html.scope import Scope
from sponge.report.picture.network import network_map, texts
from sponge.report.picture.quantities import CUT_SHORT, LAND_MAP, LINK_MAP, NODE_MAP, Quantity, there

VALUES = 2_500_000  # most values on the map; with more, scenarios are left out


def network_layers(pack: Pack, scope: Scope, model: Model | None) -> tuple[dict[str, Any], list[str]]:
    """The layers that the page draws, and notes; empty where no element has a place or a value."""
    dataset = scope.dataset
    found = network_map(dataset, model)
    if found is None:
        return {}, ["no map of the network: neither the results nor a model beside them have coordinates of its nodes"]
    layers = {"node": (NODE_MAP, found.nodes), "link": (LINK_MAP, found.links)}
    if found.land:
        layers["subcatchment"] = (LAND_MAP, texts(dataset, "subcatchment"))
    size = sum(len(there(q, dataset)) * len(names) for q, names in layers.values())
    scenarios = scope.ranked[: max(2, VALUES // max(size, 1))]
    shown = [k for k, position in enumerate(scope.positions) if position in set(scenarios)]
    quantities = [
        entry for dim, (of, _) in layers.items() for q in there(of, dataset)
        if (entry := _layer(pack, scope, shown, dim, q))
    ]  # fmt: skip
    if not quantities:
        return {}, ["no map of the network: the results hold no summaries of nodes or links"]
    notes = [f"{found.unplaced} nodes have no coordinates and are not on the map"] if found.unplaced else []
    land = [_line(found.land.get(name, np.empty((0, 2)))) for name in texts(dataset, "subcatchment")]
    return {
        "nodes": list(found.nodes), "kinds": list(found.kinds), "places": _line(found.places),
        "links": list(found.links), "lines": [_line(line) for line in found.lines],
        "link_kinds": list(texts(dataset, "link_type")),
        "land_names": list(texts(dataset, "subcatchment")) if found.land else [],
        "land": land if found.land else [], "scenarios": shown, "quantities": quantities,
        "straight": not found.bent,
    }, notes  # fmt: skip


def _layer(pack: Pack, scope: Scope, shown: list[int], dim: str, q: Quantity) -> dict[str, Any] | None:
    """One indicator as a layer; None where it has no value anywhere."""
    values = q.factor * scope.summary(q.variable)[shown]
    if not np.isfinite(values).any():
        return None
    flag = CUT_SHORT.get(q.variable, "")
    return {
        "dim": dim, "title": q.title, "unit": q.unit, "variable": q.variable,
        "definition": q.definition(scope.dataset), "values": pack.numbers(f"map/{q.variable}", values),
        "cut": pack.numbers(f"cut/{q.variable}", scope.summary(flag)[shown]) if flag in scope.dataset else "",
    }  # fmt: skip


def _line(points: np.ndarray) -> list[list[float | None]]:
    """Points of a line, rounded to five digits of the map's size; null where there is no place."""
    finite = points[np.isfinite(points)]
    digits = 2 - int(np.floor(np.log10(max(np.ptp(finite), 1e-6)))) + 2 if len(finite) else 3
    return [[round(x, digits) if np.isfinite(x) else None for x in row] for row in points.tolist()]
