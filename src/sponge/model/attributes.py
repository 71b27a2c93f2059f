# SPDX-License-Identifier: Apache-2.0
"""Every parameter that changes can reach: table, attribute, unit, range and what is usual, made from the rows' classes.

    python -m sponge.model.attributes docs/attributes.md

writes the page's table anew between its markers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from math import inf
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from sponge.base.marked_text import between
from sponge.model import elements as el
from sponge.model.changes import changeable, extra_attributes
from sponge.model.choices import words_of
from sponge.model.options import Options
from sponge.model.quantities import Quantity, quantity_of
from sponge.model.tables import LISTED, NAMED, SINGLE, TABLE_OF
from sponge.model.usual import NONE, Usual, usual_of
from sponge.physics.infiltration import METHODS
from sponge.physics.infiltration.method import Method

BEGIN, END = "<!-- attributes (made from the model) -->", "<!-- end of attributes -->"
HEAD = "| table | attribute | kind | unit | range | usual |\n|---|---|---|---|---|---|\n"
ROWS = {table: kind for kind, table in TABLE_OF.items()}
SINGLE_ROWS = {
    "options": Options, "evaporation": el.Evaporation, "temperature": el.Temperature, "adjustments": el.Adjustments,
}  # fmt: skip
GROUPS = ("node", "link")  # tables of several kinds, whose attributes are those of their kinds
BY_KIND = "as its kind says"


@dataclass(frozen=True, slots=True)
class Attribute:
    """What a change may set: ``table[...].path``."""

    table: str
    path: str
    kind: str  # number, numbers, yes or no, word, date
    unit: str = ""
    range: str = ""
    usual: str = ""  # beyond it a number is warned of


def attributes() -> list[Attribute]:
    """All of them, table by table."""
    found: list[Attribute] = []
    for table in (*NAMED, *LISTED, *SINGLE):
        if table not in GROUPS:
            found += _of(table, _row_of(table), "")
    return found


def _row_of(table: str) -> type:
    if table in SINGLE_ROWS:
        return SINGLE_ROWS[table]
    return ROWS[NAMED[table][0] if table in NAMED else LISTED[table][0]]


def _of(table: str, kind: type, before: str) -> Iterator[Attribute]:
    """The attributes of a class of rows, and of the rows within."""
    hints = get_type_hints(kind)
    for field in fields(kind):
        if field.name not in changeable(kind):
            continue
        path = f"{before}{field.name}"
        inner = _rows_in(hints[field.name])
        if inner:
            for one in inner:
                own = f"{path}." if len(inner) == 1 else f"{path}({one.__name__})."
                yield from _of(table, one, own)
        elif words := words_of(kind, field.name):
            yield Attribute(table, path, "word", "", ", ".join(filter(None, words)))
        elif what := _kind_of(hints[field.name]):
            usual = usual_of(kind, field.name) if what in ("number", "numbers") else NONE
            yield _attribute(table, path, what, quantity_of(kind, field.name), usual)
    for name in extra_attributes(kind) if not before else ():
        if kind is el.Curve:
            yield Attribute(table, name, "numbers", BY_KIND, "")
        else:
            yield _attribute(table, name, "number", quantity_of(kind, name))


def _rows_in(hint: Any) -> list[type]:
    """The classes of rows that may stand in a field."""
    options = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    if Method in options:
        return list(METHODS)
    return [one for one in options if isinstance(one, type) and is_dataclass(one)]


def _kind_of(hint: Any) -> str:
    options = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    if get_origin(hint) is tuple:
        return "numbers" if set(get_args(hint)) <= {float, int, ...} else ""
    for kind, word in ((bool, "yes or no"), (datetime, "date"), (str, "word"), (float, "number"), (int, "number")):
        if kind in options:
            return word
    return ""


def _attribute(table: str, path: str, kind: str, quantity: Quantity | None, usual: Usual = NONE) -> Attribute:
    if kind not in ("number", "numbers") or quantity is None:
        return Attribute(table, path, kind)
    units = " or ".join(quantity.units) if len(quantity.units) < 4 else "as its use says"
    known = f"{usual.low:.4g} to {usual.high:.4g}" if usual is not NONE else ""
    return Attribute(table, path, kind, units or "depends", range_of(quantity), known)


def range_of(quantity: Quantity) -> str:
    """The bounds in words."""
    if quantity.high < inf:
        return f"{quantity.low:g} to {quantity.high:g}"
    return f"{quantity.low:g} or more" if quantity.low > -inf else "any"


def page_of(text: str) -> str:
    """The page with its table made anew."""
    rows = (f"| {a.table} | `{a.path}` | {a.kind} | {a.unit} | {a.range} | {a.usual} |\n" for a in attributes())
    return between(text, BEGIN, END, HEAD + "".join(rows))


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(page_of(page.read_text(encoding="utf-8")), encoding="utf-8")
