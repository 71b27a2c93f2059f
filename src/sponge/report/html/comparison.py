# SPDX-License-Identifier: Apache-2.0
"""Comparison of a sweep's scenarios for the page: scatter, tornado bars of indicators, effect and cost of measures."""

from __future__ import annotations

from typing import Any

import numpy as np

from sponge.base.errors import UsageError
from sponge.report.html.scope import Scope
from sponge.report.picture.sweep_figures import TITLES, columns_of, tornado
from sponge.report.text.sweep_table import COLUMNS

MOST_BARS = 40
FEWEST = 3  # scenarios worth a scatter
DIGITS = 5


def comparison(scope: Scope, assessment: dict[str, Any] | None) -> dict[str, Any] | None:
    """Numbers of the scatter, bars and costs; None for a single run and for sweeps of too few scenarios."""
    if not scope.is_sweep or len(scope.positions) < FEWEST:
        return None
    rows = list(scope.positions)
    numbers = [
        {"name": c.name, "title": c.title, "values": _short(c.values[rows])}
        for c in columns_of(scope.dataset).values() if len(np.unique(c.values[np.isfinite(c.values)])) > 1
    ]  # fmt: skip
    return {"numbers": numbers, "bars": _bars(scope), "costs": _costs(assessment)} if len(numbers) > 1 else None


def _bars(scope: Scope) -> list[dict[str, Any]]:
    """For each indicator the longest bars of its tornado, longest first."""
    found = []
    for key in COLUMNS:
        try:
            bars, what = tornado(scope.dataset, key)
        except UsageError:  # the results lack the indicator, or it depends on nothing
            continue
        ranked = sorted(((n, v) for n, v in bars.items() if v), key=lambda bar: -abs(bar[1]))[:MOST_BARS]
        if ranked:
            found.append({"title": TITLES[key], "definition": what, "names": [name for name, _ in ranked],
                          "values": _short(np.array([value for _, value in ranked]))})  # fmt: skip
    return found


def _costs(assessment: dict[str, Any] | None) -> list[dict[str, Any]]:
    """For each storm the measures with a cost, the most effective for its cost first, with running sums."""
    table = next((t for t in (assessment or {}).get("tables", ()) if t["id"] == "measures"), None)
    if table is None:
        return []
    at = {column["id"]: k for k, column in enumerate(table["columns"])}
    found: dict[str, list[tuple[str, float, float]]] = {}
    for row in table["rows"]:
        cost, gain = row[at["cost"]], row[at["flooded"]]
        if cost is not None and gain is not None:
            found.setdefault(row[at["rain"]], []).append((row[at["measures"]], cost, gain))
    return [{"rain": rain, **_summed(measures)} for rain, measures in found.items()]


def _summed(measures: list[tuple[str, float, float]]) -> dict[str, Any]:
    ranked = sorted(measures, key=lambda one: -one[2] / one[1])
    cost, gain = (np.cumsum([one[k] for one in ranked]) for k in (1, 2))
    return {"names": [one[0] for one in ranked], "cost": _short(cost), "gain": _short(gain)}


def _short(values: np.ndarray) -> list[float | None]:
    """Five digits are enough for a drawing; None where there is no number."""
    return [float(f"{v:.{DIGITS}g}") if np.isfinite(v) else None for v in values]
