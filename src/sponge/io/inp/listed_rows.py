# SPDX-License-Identifier: Apache-2.0
"""Rows that are the fields of a node or link one after another, as the record of its kind lists them."""

from __future__ import annotations

from typing import Any

from sponge.base.units import Units
from sponge.io.inp.elements import put_node
from sponge.io.inp.link_rows import offset_text, put_link, read_offset
from sponge.io.inp.row import Row
from sponge.io.inp.text import num, quoted, yes_no
from sponge.model.elements import Item, Kind
from sponge.model.links import LinkKind
from sponge.model.model import Model


def titles_of(kind: Kind) -> list[str]:
    """What stands before the items of a row."""
    return ["Name", "From", "To"] if isinstance(kind, LinkKind) else ["Name"]


def usage_of(kind: Kind) -> str:
    """A row in words, in parentheses what may be left out."""
    needed = [item.title for item in kind.items if item.default is None]
    optional = [item.title for item in kind.items if item.default is not None]
    return " ".join([*titles_of(kind), *needed]) + (f" ({' '.join(optional)})" if optional else "")


def read_listed(row: Row, kind: Kind) -> None:
    """A row of a kind whose record lists its items."""
    first = len(titles_of(kind))
    row.need(first + sum(item.default is None for item in kind.items), usage_of(kind))
    fields = {item.field: _read(row, i, kind, item) for i, item in enumerate(kind.items, first)}
    if isinstance(kind, LinkKind):
        put_link(row, kind.row, fields)
    else:
        put_node(row, kind, fields)


def _read(row: Row, i: int, kind: Kind, item: Item) -> float | bool | str:
    if isinstance(kind, LinkKind) and item.field in kind.offsets:
        return read_offset(row, i, item.what)
    if item.words:
        return row.word(i, item.words, item.what)
    if isinstance(item.default, bool):
        return row.flag(i, item.what, item.default)
    scale = getattr(row.context.units, item.dimension) if item.dimension else 1.0
    if item.default is None:
        return row.number(i, item.what, low=item.low) * scale
    return row.number(i, item.what, item.default, low=item.low) * scale


def write_listed(model: Model, element: Any, units: Units, kind: Kind) -> list[str]:
    """The items of a row, without its name."""
    if not isinstance(kind, LinkKind):
        return [_text(getattr(element, item.field), item, units) for item in kind.items]
    ends = dict(zip(kind.offsets, (element.up, element.down), strict=False))
    return [quoted(element.up), quoted(element.down)] + [
        offset_text(model, getattr(element, item.field), ends[item.field], units) if item.field in ends
        else _text(getattr(element, item.field), item, units)
        for item in kind.items
    ]  # fmt: skip


def _text(value: Any, item: Item, units: Units) -> str:
    if item.words:
        return value
    if isinstance(item.default, bool):
        return yes_no(value)
    return num(value, getattr(units, item.dimension) if item.dimension else 1.0)
