# SPDX-License-Identifier: Apache-2.0
"""The table of scenarios, one row each, as a sweep prints it at its end."""

from __future__ import annotations

from typing import Any

from sponge.report.html.bilingual import Markup, both, in_both, say
from sponge.report.html.scope import MOST, Scope
from sponge.report.picture.sweep_figures import TITLES
from sponge.report.text.sweep_table import COLUMNS, cell_text, scenario_rows

WORST = {"worst_zones": "Worst zones by flooding, m³", "worst_nodes": "Worst nodes by flooding, m³"}


def scenario_table(scope: Scope, measures: dict[str, str]) -> dict[str, Any]:
    """Columns and rows for the page; none for a single run."""
    if not scope.is_sweep:
        return {"scenarios": [], "scenario_columns": [], "worst_title": "", "more_scenarios": False}
    rows = [row for k, row in enumerate(scenario_rows(scope.dataset)) if k in set(scope.positions)]
    used = [key for key in COLUMNS if any(row[key] is not None for row in rows)]
    worst = next(key for key in rows[0] if key.startswith("worst_"))
    return {
        "scenarios": [
            {"name": row["scenario"], "zh": in_both(row["scenario"], measures)[1],
             "cells": [cell_text(key, row[key]) for key in used], "worst": _worst(row[worst])}
            for row in rows
        ],
        "scenario_columns": [TITLES[key] for key in used],
        "worst_title": say(WORST[worst]),
        "more_scenarios": scope.count - len(scope.failed) > MOST,
    }  # fmt: skip


def _worst(places: list[dict[str, Any]]) -> Markup:
    """The worst places by name, in Chinese too where they have such names, with the volume flooded."""
    english = [f"{p['name']} {p['flooded']:,.0f}" for p in places]
    chinese = [f"{p.get('name_zh') or ''} {p['name']} {p['flooded']:,.0f}".strip() for p in places]
    return both(", ".join(english), "，".join(chinese))
