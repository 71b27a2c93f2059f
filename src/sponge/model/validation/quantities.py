# SPDX-License-Identifier: Apache-2.0
"""Every number of a model: finite, and within what its field can hold; and rows where they are looked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import is_dataclass
from functools import cache
from itertools import combinations
from typing import Any

from sponge.model.kinds import LINK_TABLES, NODE_TABLES
from sponge.model.quantities import (
    ANY,
    FULL,
    GREATEST,
    LEAST,
    Quantity,
    inner_fields,
    number_fields,
    out_of_bounds,
    quantity_of,
)
from sponge.model.tables import LISTED, NAMED, SINGLE, rows_of
from sponge.model.usual import HINT, Usual, usual_fields
from sponge.model.validation.findings import SECTIONS, Findings, noun

TABLES = tuple(dict.fromkeys([t for tables in NAMED.values() for t in tables] + [t for t, _ in LISTED.values()]))
# numbers that cannot be and have one meaning all the same: their own checks warn of them
EXCUSED = {
    ("Subcatchment", "impervious_without_storage"), ("Evaporation", "monthly"), ("Evaporation", "pan"),
    ("Adjustments", "rainfall"), ("Adjustments", "evaporation"), ("Adjustments", "conductivity"), ("Options", "other"),
    ("Aquifer", "moisture"), ("TimeSeries", "values"),
    # of masses in times to a power: what the file has is looked at where it is read
    ("Buildup", "rate"), ("Washoff", "coefficient"),
}  # fmt: skip


@cache
def quantities_in(table: str) -> Callable[[Findings], None]:
    """A check of the numbers of one table."""

    def check(found: Findings) -> None:
        rows = rows_of(getattr(found.model, table))
        for owner, words in _wrong([(row, row) for row in rows]):
            name = getattr(owner, "name", "") or getattr(owner, "node", "") or getattr(owner, "link", "")
            found.bad(f"{noun(table)} {name!r}: {words}", SECTIONS[table], getattr(owner, "line", 0))
        for words, owners in _unusual([(row, row) for row in rows]):
            _tell_unusual(found, table, words, owners)

    return check


def check_single_rows(found: Findings) -> None:
    """The numbers of options, evaporation, temperature and adjustments."""
    for table in SINGLE:
        row = getattr(found.model, table)
        for _, words in _wrong([(row, row)]):
            found.bad(words, table.upper())
        for words, _ in _unusual([(row, row)]):
            found.warn(words, table.upper(), hint=HINT)


def _wrong(rows: list[tuple[Any, Any]]) -> Iterable[tuple[Any, str]]:
    """(owner, what is wrong) of rows of (owner, row): itself or what stands inside it."""
    by_kind: dict[Any, list[tuple[Any, Any]]] = defaultdict(list)
    for owner, row in rows:
        by_kind[row.__class__].append((owner, row))
    for kind, same in by_kind.items():
        for name, quantity in number_fields(kind):
            if (kind.__name__, name) not in EXCUSED:
                for k, words in _wrong_in([getattr(row, name) for _, row in same], name, quantity):
                    yield same[k][0], words
        for name in inner_fields(kind):
            inner = [(owner, getattr(row, name)) for owner, row in same]
            yield from _wrong([(owner, row) for owner, row in inner if is_dataclass(row)])


def _wrong_in(values: list[Any], name: str, quantity: Quantity) -> Iterable[tuple[int, str]]:
    """(place, what is wrong) of the values of one field, numbers or tuples of them; None says nothing.

    A model has millions, next to all of them sound: those are passed over first.
    """
    low, high = max(quantity.low, -GREATEST), FULL if quantity.is_fraction else min(quantity.high, GREATEST)
    odd = [
        k for k, v in enumerate(values)
        if v.__class__ is tuple or (v is not None and not (low <= v <= high and (v == 0.0 or abs(v) >= LEAST)))
    ]  # fmt: skip
    for k in odd:
        for value in values[k] if isinstance(values[k], tuple) else (values[k],):
            words = "" if value is None else out_of_bounds(float(value), name, quantity)
            if words:
                yield k, words


Owners = list[tuple[Any, float]]  # rows of the model, each with its number
NAMED_AT_ONCE = 3


def _unusual(rows: list[tuple[Any, Any]]) -> Iterable[tuple[str, Owners]]:
    """(what is not usual, where) of rows of (owner, row): itself or what stands inside it."""
    by_kind: dict[Any, list[tuple[Any, Any]]] = defaultdict(list)
    for owner, row in rows:
        by_kind[row.__class__].append((owner, row))
    for kind, same in by_kind.items():
        for name, usual in usual_fields(kind):
            low, high = usual
            values = [getattr(row, name) for _, row in same]
            # next to all are usual: those are passed over first
            odd = [k for k, v in enumerate(values) if v.__class__ is tuple or not (v is None or low <= v <= high)]
            refused = None if (kind.__name__, name) in EXCUSED else quantity_of(kind, name)
            owners = [(same[k][0], worst) for k in odd if (worst := _worst(values[k], usual, refused)) is not None]
            if owners:
                yield _not_usual(kind, name, owners[0][1], usual), owners
        for name in inner_fields(kind):
            inner = [(owner, getattr(row, name)) for owner, row in same]
            yield from _unusual([(owner, row) for owner, row in inner if is_dataclass(row)])


def _worst(value: Any, usual: Usual, quantity: Quantity | None) -> float | None:
    """A number, or the first of several, that is not usual though it can be; None where there is none."""
    for number in value if isinstance(value, tuple) else (value,):
        if not usual.holds(number) and not out_of_bounds(float(number), "", quantity or ANY):
            return float(number)
    return None


def _not_usual(kind: type, field: str, value: float, usual: Usual) -> str:
    quantity = quantity_of(kind, field)
    units = quantity.units if quantity is not None and len(quantity.units) == 1 else ("1",)
    return usual.telling(field.replace("_", " "), value, units[0] if units != ("1",) else "")


def _tell_unusual(found: Findings, table: str, words: str, owners: Owners) -> None:
    """One warning for all rows of a table, by the first of them."""
    names = [str(getattr(owner, "name", "") or getattr(owner, "node", "") or getattr(owner, "link", ""))
             for owner, _ in owners[:NAMED_AT_ONCE]]  # fmt: skip
    first, *others = (repr(name) for name in names)
    rest = len(owners) - len(names)
    more = [*others, *([f"{rest} more"] if rest else [])]
    also = f"; so have {', '.join(more)}" if more else ""
    found.warn(f"{noun(table)} {first}: {words}{also}", SECTIONS[table], getattr(owners[0][0], "line", 0), HINT)


def check_names(found: Findings) -> None:
    """Rows under names that are not their own; nodes, and links, of two kinds under one name."""
    model = found.model
    for table in TABLES:
        rows = getattr(model, table)
        if isinstance(rows, dict):
            for key, row in rows.items():
                if key != row.name:
                    message = f"{noun(table)} {row.name!r} stands under the name {key!r}"
                    found.bad(message, SECTIONS[table], row.line, "give both the same name")
    for tables in (NODE_TABLES, LINK_TABLES):
        for first, second in combinations(tables, 2):
            rows = getattr(model, second)
            for name in getattr(model, first).keys() & rows.keys():
                message = f"there is {article(noun(first))} of this name too"
                found.bad_element(second, rows[name], message, "give one of them another name")


def article(word: str) -> str:
    """A noun with its article."""
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
