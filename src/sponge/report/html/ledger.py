# SPDX-License-Identifier: Apache-2.0
"""Ledgers of water and of pollutants for the page, of the system and of every zone."""

from __future__ import annotations

from typing import Any

import numpy as np

from sponge.report.html.pack import Pack
from sponge.report.html.scope import Scope
from sponge.report.picture.network import texts
from sponge.report.picture.quantities import Quantity, there
from sponge.results.registry import ROUTING_LEDGER, RUNOFF_LEDGER
from sponge.results.registry.processes import GROUNDWATER_LEDGER
from sponge.results.registry.zones import LEDGER, ZONE_DIMS

VALUES = 2_000_000  # most values of zones on the page; with more, scenarios are left out
SYSTEM = (
    ("Runoff", "runoff", RUNOFF_LEDGER), ("Groundwater", "groundwater", GROUNDWATER_LEDGER),
    ("Flow routing", "routing", ROUTING_LEDGER),
)  # fmt: skip


def ledgers(pack: Pack, scope: Scope) -> dict[str, Any]:
    """The ledgers of the system term by term, and one row for each zone."""
    return {"system": _system(pack, scope), "zones": _zones(pack, scope)}


def _system(pack: Pack, scope: Scope) -> list[dict[str, Any]]:
    dataset, found = scope.dataset, []
    for title, prefix, terms in SYSTEM:
        rows = there(tuple(Quantity(f"{prefix}_{name}", text, "m³") for name, text in terms), dataset)
        values = [np.asarray(scope.summary(row.variable)) for row in rows]
        kept = [k for k, value in enumerate(values) if np.abs(np.nan_to_num(value)).max() > 0.0]
        error = f"{prefix}_continuity_error"
        if kept:
            found.append({
                "title": title, "terms": [rows[k].title for k in kept],
                "variables": [rows[k].variable for k in kept],
                "values": pack.numbers(f"ledger/{prefix}", np.stack([values[k] for k in kept])),
                "error": pack.numbers(f"ledger/{prefix}/error", scope.summary(error)) if error in dataset else "",
            })  # fmt: skip
    return found


def _zones(pack: Pack, scope: Scope) -> list[dict[str, Any]]:
    dataset, found = scope.dataset, []
    for prefix, dim in ZONE_DIMS.items():
        terms = there(tuple(Quantity(f"{prefix}_{name}", text, "m³") for name, text in LEDGER), dataset)
        if not terms or not dataset.sizes.get(dim):
            continue
        room = VALUES // (len(terms) * dataset.sizes[dim])
        chosen = set(scope.ranked[: max(2, room)])
        shown = [k for k, position in enumerate(scope.positions) if position in chosen]
        found.append({
            "dim": dim, "names": list(texts(dataset, dim)), "terms": [t.title for t in terms],
            "variables": [t.variable for t in terms], "scenarios": shown,
            "values": pack.numbers(f"ledger/{dim}", np.stack([scope.summary(t.variable)[shown] for t in terms])),
        })  # fmt: skip
    return found
