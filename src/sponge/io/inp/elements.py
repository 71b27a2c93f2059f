# SPDX-License-Identifier: Apache-2.0
"""The sections of nodes and of links: an element a row, written in the order of all nodes or links."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sponge.base.units import Units
from sponge.io.inp.row import Row
from sponge.io.inp.section import Output
from sponge.io.inp.text import Lines, columns, quoted, with_comment
from sponge.model.elements import Kind
from sponge.model.model import Model

Items = Callable[[Model, Any, Units], list[str]]  # of an element's row, without its name


def write_elements(model: Model, out: Output, kind: Kind, items: Items) -> Lines:
    """The rows of the elements that are to be written here."""
    lines: Lines = []
    for element in (getattr(model, kind.table)[name] for name in out.names):
        lines += with_comment(element.comment, columns(quoted(element.name), *items(model, element, out.units)))
    return lines


def put_node(row: Row, kind: Kind, fields: dict[str, Any]) -> None:
    """Add a node to its table, unless its row is wrong."""
    context = row.context
    if row.failed:
        return
    name = row.own("node")
    context.table(kind.table)[name] = kind.row(
        name, **fields, tag=context.tags.get(("node", name.upper()), ""), line=row.line, comment=row.comment
    )
