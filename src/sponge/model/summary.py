# SPDX-License-Identifier: Apache-2.0
"""A Model on a line, and as a small table for notebooks."""

from __future__ import annotations

from html import escape
from typing import Any

from sponge.model.kinds import counts_of
from sponge.model.tables import SPACES

PLURALS = {"series": "series", "lid": "LID controls", "lid_use": "LID uses", "groundwater": "groundwater rows"}


def counted(count: int, what: str) -> str:
    """1 junction, 2 junctions, 3 branches."""
    if what in PLURALS:
        return f"{count} {PLURALS[what]}"
    words = what.replace("_", " ")
    if count == 1:
        return f"1 {words}"
    return f"{count} {words}{'es' if words.endswith('ch') else 's'}"


def name_of(model: Any) -> str:
    """What a model is called: its file, or that it was made in Python."""
    return model.path.name if model.path else "made in Python"


def summary_of(model: Any) -> str:
    """File, elements and dates."""
    elements = ", ".join(counted(count, what) for what, count in counts_of(model).items()) or "no elements"
    options = model.options
    return f"{name_of(model)}: {elements}; {options.start:%Y-%m-%d %H:%M} to {options.end:%Y-%m-%d %H:%M}"


def html_of(model: Any) -> str:
    """Title, options and a row a table that holds something."""
    options, counts = model.options, counts_of(model)
    for space, tables in SPACES.items():
        count = sum(len(getattr(model, table)) for table in tables)
        if count and space not in ("node", "link"):
            counts[space] = count
    about = {
        "title": " ".join(model.title), "time": f"{options.start} to {options.end}", "routing": options.routing,
        "flow units": options.flow_units,
        "contents": ", ".join(counted(count, what) for what, count in counts.items()),
    }  # fmt: skip
    rows = "".join(f"<tr><th>{escape(key)}</th><td>{escape(text)}</td></tr>" for key, text in about.items() if text)
    return f"<table><caption>Model {escape(name_of(model))}</caption>{rows}</table>"
