# SPDX-License-Identifier: Apache-2.0
"""Who names whom in a Model while it is edited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from sponge.model.editing.rows import EditedRows, Place
from sponge.model.lid import use_name
from sponge.model.references import Reference, references_of
from sponge.model.tables import TABLE_OF
from sponge.model.text_references import TEXT_REFERENCES, TextReference

AnyReference = Reference | TextReference
REFERRING = tuple(dict.fromkeys([r.table for r in chain.from_iterable(map(references_of, [
    *TABLE_OF.values(), "evaporation", "temperature", "stations",
]))] + [r.table for r in TEXT_REFERENCES]))  # fmt: skip


class RowsAndUsers(EditedRows):
    """Edited rows, with an index of the names that they give, which is made when it is first asked for."""

    def __init__(self, base: Any):
        super().__init__(base)
        self._users: dict[tuple[str, str], dict[Place, None]] | None = None  # (space, name in capitals) -> who names it

    def put(self, place: Place, row: Any) -> None:
        """A row at its place, known to those that look for its name, or for who names whom."""
        if self._users is not None:
            if place[1] in self.rows(place[0]):
                self._forget(place)
            for use in _uses(place[0], row):
                self._users.setdefault(use, {})[place] = None
        super().put(place, row)

    def take(self, place: Place) -> Any:
        """A row out of its table."""
        if self._users is not None:
            self._forget(place)
        return super().take(place)

    def _forget(self, place: Place) -> None:
        assert self._users is not None
        for use in _uses(place[0], self.row(place)):
            self._users.get(use, {}).pop(place, None)

    def users(self, space: str, name: str) -> list[Place]:
        """Rows that may name an element of this name."""
        if self._users is None:
            self._users = {}
            for table in REFERRING:
                for key, row in self.seen(table).items():
                    for use in _uses(table, row):
                        self._users.setdefault(use, {})[table, key] = None
        return list(self._users.get((space, name.upper()), ()))

    def meant(self, space: str, name: str) -> list[tuple[Place, AnyReference, str]]:
        """Every reference that means this element, and no other of its name: the row, where in it, how it is spelt."""
        found = []
        for place in self.users(space, name):
            for reference, used, spaces in self.named(place, name):
                if space == next((one for one in spaces if self.has(one, name)), ""):
                    found.append((place, reference, used))
        return found

    def named(self, place: Place, name: str) -> list[tuple[AnyReference, str, tuple[str, ...]]]:
        """Where a row has this name: the reference, how it is spelt, where it is looked up."""
        row = self.row(place)
        return [
            (reference, used, spaces) for reference in _references(place[0])
            for used, spaces in dict.fromkeys(reference.uses(row)) if used.upper() == name.upper()
        ]  # fmt: skip

    def followed(self, place: Place, row: Any) -> Any:
        """A row that took over a new name; a LID use is called after what it names."""
        if place[0] != "lid_uses":
            return row
        taken = {one.name: one for key, one in self.seen("lid_uses").items() if key != place[1]}
        return replace(row, name=use_name(row.subcatchment, row.control, taken))


def _references(table: str) -> Iterator[AnyReference]:
    yield from references_of(table)
    yield from (reference for reference in TEXT_REFERENCES if reference.table == table)


def _uses(table: str, row: Any) -> Iterator[tuple[str, str]]:
    """(space, name in capitals) of everything that a row may name."""
    for reference in _references(table):
        for name, spaces in reference.uses(row):
            yield from ((space, name.upper()) for space in spaces)
