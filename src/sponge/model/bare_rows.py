# SPDX-License-Identifier: Apache-2.0
"""Rows without the numbers that scenarios like to vary and that one step of compiling alone needs.

Most steps of checking and compiling have no use for them: given rows that lack them, they find the tables of two lanes
equal that differ in nothing else. A step that reads one all the same fails (AttributeError), so none can miss a change.
"""

from __future__ import annotations

from functools import cache
from operator import attrgetter
from typing import Any

from sponge.model.changes import attributes_of, copy_of

FREE = {  # table -> attributes
    "conduits": ("roughness",),
    "subcatchments": (
        "impervious", "width", "slope", "roughness_impervious", "roughness_pervious", "storage_impervious",
        "storage_pervious", "impervious_without_storage", "routed", "infiltration",
    ),
}  # fmt: skip


@cache
def fixed_names(table: str, kind: type) -> tuple[str, ...]:
    """The attributes of a row that stay."""
    return tuple(name for name in attributes_of(kind) if name not in FREE[table])


def fixed_parts(table: str, rows: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What stays of each row."""
    if not rows:
        return []
    kind: Any = type(next(iter(rows.values())))
    read = attrgetter(*fixed_names(table, kind))
    return [read(row) for row in rows.values()]


def bare_row(table: str, row: Any) -> Any:
    """A row without the free attributes."""
    new = copy_of(row)
    for name in FREE[table]:
        object.__delattr__(new, name)
    return new
