# SPDX-License-Identifier: Apache-2.0
"""Which rows an edit is of, and which names new rows may have."""

from __future__ import annotations

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError
from sponge.model.editing.rows import EditedRows, Place, kind_of
from sponge.model.selectors import Choices, select
from sponge.model.tables import EDITED_ONLY, LISTED, NAMED, SPACE_OF


def chosen(edited: EditedRows, table: str, selector: str) -> list[Place]:
    """Places of the rows of a table, named as in changes, that a name, a pattern, ``tag=`` or ``zone=`` chooses."""
    if table in NAMED:
        return _named(edited, table, selector)
    known = LISTED | EDITED_ONLY
    if table not in known:
        raise UsageError(f"there is no table '{table}'{suggestion(table, [*NAMED, *known])}")
    field, attribute = known[table]
    names = {key: str(getattr(row, attribute)) for key, row in edited.seen(field).items()}
    found = select(edited.base, _told(table, selector), selector, Choices(table, list(names.values()), {}, ""))
    return [(field, key) for key, name in names.items() if name in found]


def _named(edited: EditedRows, table: str, selector: str) -> list[Place]:
    place = edited.names_in(SPACE_OF[NAMED[table][0]]).get(selector.upper())
    if place and place[0] in NAMED[table] and edited.row(place).name == selector:
        return [place]
    places = {edited.seen(t)[key].name: (t, key) for t in NAMED[table] for key in edited.seen(t)}
    rows = {name: edited.row(place) for name, place in places.items()}
    element = next((e for e in ("node", "link") if NAMED[table][0] in NAMED[e]), "")
    element = "subcatchment" if table == "subcatchment" else element
    found = select(edited.base, _told(table, selector), selector, Choices(table, list(rows), rows, element))
    return [place for name, place in places.items() if name in found]


def _told(table: str, selector: str) -> str:
    return f"remove {table}[{selector}]"


def refuse_name(edited: EditedRows, space: str, name: str) -> None:
    """UsageError where a new element cannot have this name."""
    if not name or name != name.strip() or any(c in name for c in '"\r\n') or name[0] in ";[":
        raise UsageError(f"'{name}' cannot be a name: no quotes, no blanks at its ends, no ; or [ at its begin")
    if edited.has(space, name):
        place = edited.names_in(space)[name.upper()]
        there = edited.row(place).name
        raise UsageError(f"there is a {kind_of(place[0])} '{there}' already (names ignore case)")
