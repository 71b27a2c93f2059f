# SPDX-License-Identifier: Apache-2.0
"""The tables of a Model while it is edited: a table is copied when it is first changed, rows are found by name."""

from __future__ import annotations

from typing import Any

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError
from sponge.model.editing.row_types import refuse_types
from sponge.model.tables import EDITED_ONLY, LISTED, NAMED, SPACE_OF, SPACES, TABLE_OF

Key = Any  # of a row within an editor: its name or number in the model, or a number of its own where it is new
Place = tuple[str, Key]  # table, key


class EditedRows:
    """Rows by table and key, and places by name; ``base`` is the Model as it was."""

    def __init__(self, base: Any):
        self.base = base
        self.tables: dict[str, dict[Key, Any]] = {}
        self.changed: set[str] = set()  # those of them that differ from the model's
        self._names: dict[str, dict[str, Place]] = {}  # space -> name in capitals -> where it stands

    def rows(self, table: str) -> dict[Key, Any]:
        """The rows of a table by key, which may be changed."""
        if table not in self.tables:
            content = getattr(self.base, table)
            if content is None or isinstance(content, dict):
                self.tables[table] = dict(content or {})
            else:
                rows = content if isinstance(content, tuple) else (content,)
                self.tables[table] = dict(enumerate(rows))
        return self.tables[table]

    def seen(self, table: str) -> dict[Key, Any]:
        """The same, of a table that is only looked at."""
        content = getattr(self.base, table)
        return content if table not in self.tables and isinstance(content, dict) else self.rows(table)

    def row(self, place: Place) -> Any:
        """The row at a place."""
        return self.seen(place[0])[place[1]]

    def names_in(self, space: str) -> dict[str, Place]:
        """Name in capitals -> place of everything in a space of names."""
        if space not in self._names:
            self._names[space] = {
                row.name.upper(): (table, key) for table in SPACES[space] for key, row in self.seen(table).items()
            }
        return self._names[space]

    def by_name(self, table: str) -> dict[str, Any]:
        """The rows of a table by their names."""
        return {row.name: row for row in self.seen(table).values()}

    def has(self, space: str, name: str) -> bool:
        """Is there something of this name?"""
        return name.upper() in self.names_in(space)

    def place(self, space: str, name: str) -> Place:
        """Where it stands; UsageError where there is none."""
        place = self.names_in(space).get(name.upper())
        if place is None:
            near = suggestion(name, [row.name for t in SPACES[space] for row in self.seen(t).values()])
            raise UsageError(f"there is no {space.replace('_', ' ')} '{name}'{near}")
        return place

    def told(self, place: Place) -> str:
        """A row in words."""
        row = self.row(place)
        owner = getattr(row, "name", "") or getattr(row, "node", "") or getattr(row, "link", "")
        owner = owner or getattr(row, "subcatchment", "") or " ".join(getattr(row, "tokens", ())[:2])
        listed = next((one for one, (field, _) in (LISTED | EDITED_ONLY).items() if field == place[0]), "")
        return f"{(listed or kind_of(place[0])).replace('_', ' ')} {owner}".strip()

    def put(self, place: Place, row: Any) -> None:
        """A row at its place, known to those that look for its name."""
        table, key = place
        rows, space = self.rows(table), SPACE_OF.get(table)
        if space:
            names = self.names_in(space)
            if key in rows:
                names.pop(rows[key].name.upper(), None)
            names[row.name.upper()] = place
        rows[key] = row
        self.changed.add(table)

    def take(self, place: Place) -> Any:
        """A row out of its table."""
        table, key = place
        self.changed.add(table)
        row = self.rows(table).pop(key)
        if table in SPACE_OF:
            self.names_in(SPACE_OF[table]).pop(row.name.upper(), None)
        return row


def table_of(row: Any) -> str:
    """The table that rows of this type stand in; UsageError where they are none of a model's."""
    table = TABLE_OF.get(type(row))
    if table is None:
        known = ", ".join(sorted(kind.__name__ for kind in TABLE_OF))
        raise UsageError(f"a {type(row).__name__} is no row of a model; these are: {known}")
    refuse_types(row)
    return table


def space_of(table: str) -> str:
    """The space in which the names of a table are one of a kind; UsageError where there is no such table."""
    if table not in NAMED:
        raise UsageError(f"there is no table of names '{table}'{suggestion(table, NAMED)}")
    return SPACE_OF[NAMED[table][0]]


def kind_of(table: str) -> str:
    """What a row of a table is called."""
    return next((one for one, fields in NAMED.items() if fields == (table,)), table).replace("_", " ")
