# SPDX-License-Identifier: Apache-2.0
"""Every number of a model: finite, and within what its field can hold; and rows where they are looked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import is_dataclass
from functools import cache
from typing import Any

import numpy as np

from sponge.model.changes import LISTED, NAMED, SINGLE
from sponge.model.kinds import LINK_TABLES, NODE_TABLES
from sponge.model.model import Model
from sponge.model.quantities import FULL, GREATEST, Quantity, inner_fields, number_fields, out_of_bounds
from sponge.model.validation.findings import SECTIONS, Findings, noun

TABLES = tuple(dict.fromkeys([t for tables in NAMED.values() for t in tables] + [t for t, _ in LISTED.values()]))
# numbers that cannot be and have one meaning all the same: their own checks warn of them
EXCUSED = {
    ("Subcatchment", "impervious_without_storage"), ("Evaporation", "monthly"), ("Evaporation", "pan"),
    ("Adjustments", "rainfall"), ("Adjustments", "evaporation"), ("Adjustments", "conductivity"), ("Options", "other"),
    ("Aquifer", "moisture"), ("TimeSeries", "values"),
}  # fmt: skip


@cache
def quantities_in(table: str) -> Callable[[Findings], None]:
    """A check of the numbers of one table."""

    def check(found: Findings) -> None:
        content = getattr(found.model, table)
        rows = list(content.values() if isinstance(content, dict) else content)
        for owner, words in _wrong([(row, row) for row in rows]):
            name = getattr(owner, "name", "") or getattr(owner, "node", "") or getattr(owner, "link", "")
            found.bad(f"{noun(table)} {name!r}: {words}", SECTIONS[table], getattr(owner, "line", 0))

    return check


def check_single_rows(found: Findings) -> None:
    """The numbers of options, evaporation, temperature and adjustments."""
    for table in SINGLE:
        row = getattr(found.model, table)
        for _, words in _wrong([(row, row)]):
            found.bad(words, table.upper())


def _wrong(rows: list[tuple[Any, Any]]) -> Iterable[tuple[Any, str]]:
    """(owner, what is wrong) of rows of (owner, row): itself or what stands inside it."""
    by_kind: dict[Any, list[tuple[Any, Any]]] = defaultdict(list)
    for owner, row in rows:
        by_kind[row.__class__].append((owner, row))
    for kind, same in by_kind.items():
        for name, quantity in number_fields(kind):
            if (kind.__name__, name) not in EXCUSED:
                yield from _wrong_in([(owner, getattr(row, name)) for owner, row in same], name, quantity)
        for name in inner_fields(kind):
            inner = [(owner, getattr(row, name)) for owner, row in same]
            yield from _wrong([(owner, row) for owner, row in inner if is_dataclass(row)])


def _wrong_in(values: list[tuple[Any, Any]], name: str, quantity: Quantity) -> Iterable[tuple[Any, str]]:
    """(owner, what is wrong) of the values of one field; None says nothing."""
    pairs = [(owner, v) for owner, value in values for v in (value if isinstance(value, tuple) else (value,))]
    pairs = [(owner, value) for owner, value in pairs if value is not None]
    numbers = np.array([value for _, value in pairs], float)
    low, high = max(quantity.low, -GREATEST), FULL if quantity.is_fraction else min(quantity.high, GREATEST)
    for i in np.flatnonzero(~((numbers >= low) & (numbers <= high))).tolist():
        words = out_of_bounds(float(numbers[i]), name, quantity)
        if words:
            yield pairs[i][0], words


def check_names(found: Findings) -> None:
    """Rows under names that are not their own; nodes and links that the order lacks, which would not be simulated."""
    model = found.model
    for table in TABLES:
        rows = getattr(model, table)
        if isinstance(rows, dict):
            for key, row in rows.items():
                if key != row.name:
                    message = f"{noun(table)} {row.name!r} stands under the name {key!r}"
                    found.bad(message, SECTIONS[table], row.line, "give both the same name")
    for order, tables in (("node_order", NODE_TABLES), ("link_order", LINK_TABLES)):
        _check_order(found, model, order, tables)


def _check_order(found: Findings, model: Model, order: str, tables: tuple[str, ...]) -> None:
    listed = getattr(model, order)
    if not listed:
        return
    there = {name: table for table in tables for name in getattr(model, table)}
    for name in there.keys() - set(listed):
        row, table = getattr(model, there[name])[name], there[name]
        hint = f"Model.{order} says in which order they are simulated and written"
        found.bad_element(table, row, f"it is not in {order}, and so would not be simulated", hint)
    for name in set(listed) - there.keys():
        found.bad(f"{order} names {name!r}, which is not there", hint="take it out of the order too")
