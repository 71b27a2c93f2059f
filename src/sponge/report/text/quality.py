# SPDX-License-Identifier: Apache-2.0
"""Water quality in the summary of a run: two ledgers and loads, masses in kg (counts of pollutants in #/L)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sponge.results.layout import Layout
from sponge.results.registry.quality import ROUTING_QUALITY_LEDGER, RUNOFF_QUALITY_LEDGER
from sponge.words import Words
from sponge.words.columns import left

LEDGERS = (
    ("Runoff quality", "runoff_quality", RUNOFF_QUALITY_LEDGER),
    ("Quality routing", "routing_quality", ROUTING_QUALITY_LEDGER),
)
LOADS = (  # title, dimension, variable
    ("Washed off", "subcatchment", "subcatchment_washoff_load"),
    ("Loads of outfalls", "node", "node_outlet_load"),
    ("Loads of links", "link", "link_load"),
)
LISTED = 5  # elements with the largest loads
COLUMNS = 5  # pollutants side by side


def quality_facts(layout: Layout, values: Mapping[str, np.ndarray]) -> dict[str, Any]:
    """Ledgers and the largest loads by pollutant; empty where no pollutants are simulated."""
    names = layout.names.get("pollutant", ())
    if not names:
        return {}
    facts: dict[str, Any] = {"pollutants": dict(zip(names, layout.pollutant_units, strict=True))}
    for _, prefix, terms in LEDGERS:
        found = {n: values.get(f"{prefix}_{n}") for n, _ in (*terms, ("error", ""))}
        rows = {n: row for n, row in found.items() if row is not None}
        facts[prefix] = {n: dict(zip(names, map(float, row), strict=True)) for n, row in rows.items()}
    for _, dim, variable in LOADS:
        if variable in values and dim in layout.names:
            facts[variable] = _largest(layout.names[dim], names, values[variable])
    return facts


def _largest(elements: tuple[str, ...], pollutants: tuple[str, ...], loads: np.ndarray) -> list[dict[str, Any]]:
    """Elements ranked by their largest share of any pollutant's largest load; those without loads are left out."""
    top = loads.max(axis=1, initial=0.0)
    share = (loads / np.where(top > 0.0, top, np.inf)[:, None]).max(axis=0, initial=0.0)
    chosen = [int(i) for i in np.argsort(-share, kind="stable")[:LISTED] if share[i] > 0.0]
    return [
        {"name": elements[i]} | {p: float(loads[k, i]) for k, p in enumerate(pollutants)} for i in chosen
    ]  # fmt: skip


def quality_text(facts: Mapping[str, Any], language: str = "en") -> list[str]:
    """The facts as tables."""
    say = Words(language)
    if not facts:
        return []
    names = list(facts["pollutants"])
    parts = []
    for first in range(0, len(names), COLUMNS):
        chosen = names[first : first + COLUMNS]
        for title, prefix, terms in LEDGERS:
            parts.append(_ledger(say(title), terms, facts[prefix], chosen, facts["pollutants"], say))
        parts += [_loads(say(title), facts[variable], chosen) for title, _, variable in LOADS if facts.get(variable)]
    return [part for part in parts if part]


def _head(title: str, names: list[str]) -> str:
    return left(title, 30) + "".join(f"{name[:13]:>14}" for name in names)


def _cells(numbers: list[float]) -> str:
    return "".join(f"{number:>14.5g}" for number in numbers)


def _ledger(
    title: str, terms: tuple[tuple[str, str], ...], ledger: dict[str, dict[str, float]], names: list[str],
    units: dict[str, str], say: Words,
) -> str:
    """A continuity table with one column for each pollutant."""
    lines = [_head(title, [f"{n} {'#' if units[n] == '#/L' else 'kg'}" for n in names])]
    for name, text in terms:
        row = [ledger.get(name, {}).get(p, 0.0) for p in names]
        if any(row):
            lines.append(f"  {left(_capital(say(text)), 28)}{_cells(row)}")
    if "error" in ledger:
        errors = "".join(f"{ledger['error'][p]:>14.3f}" for p in names)
        lines.append(f"  {left(say('Continuity error (%)'), 28)}{errors}")
    return "\n".join(lines)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _loads(title: str, rows: list[dict[str, Any]], names: list[str]) -> str:
    lines = [_head(title, names)]
    return "\n".join(lines + [f"  {row['name']:<28}{_cells([row[p] for p in names])}" for row in rows])
