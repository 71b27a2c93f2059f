# SPDX-License-Identifier: Apache-2.0
"""[TAGS]: a word for an object, kept with it."""

from __future__ import annotations

from sponge.io.inp.row import Row
from sponge.io.inp.section import Output, Section
from sponge.io.inp.text import Lines, columns, quoted
from sponge.model.kinds import LINK_TABLES, NODE_TABLES
from sponge.model.model import Model

TAG_KINDS = {"NODE": "node", "LINK": "link", "SUBCATCH": "subcatchment", "GAGE": "gage"}
TABLES = {"Gage": ("gages",), "Subcatch": ("subcatchments",), "Node": NODE_TABLES, "Link": LINK_TABLES}


def read_tag(row: Row) -> None:
    """Node|Link|Subcatch|Gage Name Tag."""
    kind = next((kind for word, kind in TAG_KINDS.items() if row.name.upper().startswith(word)), None)
    if kind is None or len(row) < 3:
        row.warn("a kind of object, a name and a tag are expected: row ignored")
        return
    row.context.tags[kind, row.item(1).upper()] = " ".join(row.tokens[2:])


def write_tags(model: Model, _: Output) -> Lines:
    """A row a tagged object."""
    return [
        columns(kind, quoted(element.name), element.tag)
        for kind, tables in TABLES.items()
        for table in tables
        for element in getattr(model, table).values()
        if element.tag
    ]


TAGS = Section(name="TAGS", heading="[TAG", read=read_tag, write=write_tags, early=True)
