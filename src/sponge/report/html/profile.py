# SPDX-License-Identifier: Apache-2.0
"""Longitudinal sections for the page: the ones asked for, or the main one through the worst node."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sponge.base.errors import UsageError
from sponge.model.model import Model
from sponge.report.html.pack import Pack
from sponge.report.html.scope import Scope
from sponge.report.html.series import shown_rows
from sponge.report.picture.long_section import LongSection, heads_along, lengths_of, long_section
from sponge.report.picture.network import texts
from sponge.report.picture.route import asked_route, main_stem
from sponge.results.route import Route

VALUES = 900_000  # most water levels on the page; with more, scenarios are left out
WORST = ("node_flooding_volume", "node_hours_surcharged", "node_max_total_inflow")  # the first with values picks
LONGEST = 80  # links of the main route at most


def profiles(
    pack: Pack, scope: Scope, model: Model | None, why: str, asked: Sequence[str]
) -> tuple[list[dict[str, Any]], list[str]]:
    """Sections and notes; UsageError where one that was asked for cannot be drawn."""
    try:
        if "node" not in scope.dataset.dims or "node_head" not in scope.dataset:
            heads_along(scope.dataset, Route((), (), ()))
        if model is None:
            raise UsageError(f"a profile needs the model's sizes: {why}")
        lengths = lengths_of(model)
        routes = [asked_route(scope.dataset, text, lengths) for text in asked] or _main(scope)
        return [_profile(pack, scope, long_section(model, route), k) for k, route in enumerate(routes)], []
    except UsageError as error:
        if asked:
            raise
        return [], [f"no profile: {error}"]


def _main(scope: Scope) -> list[Route]:
    """The main route through the node with most flooding in the base scenario, or else by the next of WORST."""
    run = scope.run(scope.positions[scope.base], *WORST, "link_max_flow")
    if "link_max_flow" not in run:
        return []
    told = (np.nan_to_num(run[name].values) for name in WORST if name in run)
    worst = next((values for values in told if values.max() > 0.0), None)
    if worst is None:
        return []
    node = texts(scope.dataset, "node")[int(worst.argmax())]
    route = main_stem(scope.dataset, node, run["link_max_flow"].values)
    if len(route.links) > LONGEST:
        first = min(max(0, route.nodes.index(node) - LONGEST // 2), len(route.links) - LONGEST)
        cut = slice(first, first + LONGEST)
        route = Route(route.nodes[first : first + LONGEST + 1], route.links[cut], route.backwards[cut])
    return [route] if route.links else []


def _profile(pack: Pack, scope: Scope, section: LongSection, number: int) -> dict[str, Any]:
    route, rows = section.route, shown_rows(scope)
    room = VALUES // max(1, len(route.nodes) * (rows.stop - rows.start))
    scenarios = set(scope.ranked[: max(2, room)])
    chosen = [k for k in scope.positions if k in scenarios]
    heads = np.stack([heads_along(scope.run(k, "node_head").isel(time=rows), route) for k in chosen])
    return {
        "nodes": list(route.nodes), "links": list(route.links), "at": _rounded(section.stations),
        "invert": _rounded(section.invert), "ground": _rounded(section.ground), "bottom": _rounded(section.bottom),
        "top": _rounded(section.top), "scenarios": [scope.positions.index(k) for k in chosen],
        "heads": pack.series(f"profile/{number}", np.swapaxes(heads, 1, 2)),
        "peaks": pack.numbers(f"profile/{number}/peaks", _peaks(scope, chosen, route, heads)),
        "changed": scope.is_sweep,
    }  # fmt: skip


def _peaks(scope: Scope, chosen: list[int], route: Route, heads: np.ndarray) -> np.ndarray:
    """(scenario, node) the highest heads of the whole run, of any step where the results have them."""
    if "node_max_head" not in scope.dataset:
        return heads.max(1)
    nodes = list(route.nodes)
    return np.stack([scope.run(k, "node_max_head")["node_max_head"].sel(node=nodes).values for k in chosen])


def _rounded(values: np.ndarray) -> list[Any]:
    """Millimetres; null where there is no value."""
    return [_rounded(v) if np.ndim(v) else round(float(v), 3) if np.isfinite(v) else None for v in values]
