# SPDX-License-Identifier: Apache-2.0
"""What was run, and on which assumptions: the page's first tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sponge.base.errors import ModelError, UsageError
from sponge.io.source_table import KINDS, TABLE, counts, read_sources
from sponge.report.html.bilingual import Markup, both, say
from sponge.report.html.scope import Scope
from sponge.report.picture import titles

OPTIONS = (  # options shown first
    ("routing", "Routing"), ("infiltration", "Infiltration"), ("surcharge_method", "Surcharge method"),
    ("allow_ponding", "Ponding at nodes"), ("routing_step", "Routing step, s"), ("wet_step", "Wet step, s"),
    ("dry_step", "Dry step, s"), ("report_step", "Report step, s"),
)  # fmt: skip
MADE_BY = ("sponge_version", "solver", "compat")
DIMENSIONS = (
    ("primary_zone", "Primary zones"), ("secondary_zone", "Control zones"), ("station", "Stations"),
    ("subcatchment", "Subcatchments"), ("node", "Nodes"), ("link", "Links"), ("pollutant", "Pollutants"),
)  # fmt: skip


def title_of(dataset: Any) -> Markup:
    """The title of the run or sweep; in Chinese where its file has one."""
    return both(*(titles.title_of(dataset, language) for language in ("en", "zh")))


def facts_of_run(scope: Scope) -> list[tuple[Markup, Any]]:
    """Rows of name and value that describe the run or sweep."""
    attributes, dataset = scope.dataset.attrs, scope.dataset
    options, said = options_of(dataset), titles.sweep_file(dataset)
    rows: list[tuple[Markup, Any]] = [
        (say("Model"), attributes.get("model", "")),
        (say("Model's sha256"), str(attributes.get("model_sha256", ""))[:16] + " …"),
        (say("Simulated from, to"), f"{_date(attributes, 'start')} – {_date(attributes, 'end')}"),
        (say("Sponge, solver, compatibility"), ", ".join(str(attributes.get(k, "")) for k in MADE_BY)),
        (say("Made on"), attributes.get("date_created", "")),
        (say("Command"), str(attributes.get("history", "")).splitlines()[-1:][0] if attributes.get("history") else ""),
    ]  # fmt: skip
    rows += [(say(title), dataset.sizes[dim]) for dim, title in DIMENSIONS if dataset.sizes.get(dim)]  # noqa: RUF100
    rows += [(say(title), _option(options[name])) for name, title in OPTIONS if name in options]
    if scope.is_sweep:
        rows.append((say("Scenarios"), f"{scope.count} ({said.get('method', attributes.get('method', ''))})"))
        rows.append((say("Scenarios' file"), attributes.get("scenarios_file", "")))
    for key, title in (("source", "Source"), ("notes", "Notes")):
        if said.get(key):
            rows.append((say(title), str(said[key])))
    changes = str(attributes.get("changes", "none"))
    if changes != "none":
        rows.append((say("Changes of the model"), changes))
    return [(name, value) for name, value in rows if value not in ("", None)]


def _option(value: Any) -> Any:
    return say("yes" if value else "no") if isinstance(value, bool) else str(value)


def options_of(dataset: Any) -> dict[str, Any]:
    """The resolved options of the run."""
    try:
        return json.loads(dataset.attrs.get("model_options", "{}"))
    except ValueError:
        return {}


def sources_of(folder: Path | None) -> list[tuple[str, int, float]]:
    """Kind of source, number of values, share in %: where the model's values come from, if a table beside it tells."""
    if folder is None or not (folder / TABLE).is_file():
        return []
    try:
        total = counts(read_sources(folder))
    except (UsageError, ModelError):
        return []
    whole = sum(total.values()) or 1
    return [(KINDS.get(kind, kind), n, 100.0 * n / whole) for kind, n in total.items() if n]


def _date(attributes: dict[str, Any], end: str) -> str:
    return str(attributes.get(f"time_coverage_{end}", "")).replace("T", " ")[:16]
