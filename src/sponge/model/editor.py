# SPDX-License-Identifier: Apache-2.0
"""Many edits of a Model as one: each table is copied once, an edit costs what it touches, the end checks the whole.

    with model.edit() as e:
        e.add(Junction("J9", invert=3.2, max_depth=2.0), at=(120.0, 80.0))
        e.add(Conduit("C9", up="J9", down="J1", length=40.0, roughness=0.013, section=circle))
        e.rename("node", "J1", "MH-17")
        e.remove("conduit", "tag=old", cascade=True)
    model = e.model
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any, Generic, TypeVar

from sponge.base.errors import Problem, UsageError
from sponge.model.editing.choice import chosen, refuse_name
from sponge.model.editing.dangling import refuse_dangling
from sponge.model.editing.map_places import MapPlaces
from sponge.model.editing.rows import Place, kind_of, space_of, table_of
from sponge.model.editing.users import RowsAndUsers
from sponge.model.editing.whole import made_of
from sponge.model.lid import use_name
from sponge.model.tables import LISTED, NAMED, SPACE_OF
from sponge.model.text_references import names_variable

M = TypeVar("M")
TOLD_OF = ("rules", "groundwater")  # tables whose rows do not go along unseen


class Editor(Generic[M]):
    """A Model while it is edited. ``model`` is the new one, once every reference leads somewhere."""

    def __init__(self, model: M):
        self._rows = RowsAndUsers(model)
        self._places = MapPlaces(getattr(model, "zoning", None))
        self._new: dict[Place, None] = {}  # rows that were added or replaced
        self._lost: dict[tuple[str, str], str] = {}  # (space, name in capitals) -> name, of what was removed
        self._notes: list[Problem] = []
        self._numbers = count(-1, -1)
        self._result: M | None = None

    def __enter__(self) -> Editor[M]:
        return self

    def __exit__(self, kind: type | None, *_: object) -> None:
        if kind is None:
            self.finish()

    @property
    def model(self) -> M:
        """The edited model; UsageError where a reference leads nowhere."""
        return self.finish()

    def finish(self) -> M:
        """The same, made and checked now: the end of a ``with`` block does."""
        if self._result is None:
            refuse_dangling(self._rows, self._lost, self._new)
            self._result = made_of(self._rows, self._places, self._notes)
        assert self._result is not None
        return self._result

    # --- edits ---

    def add(self, *rows: Any, at: Any = None, zone: str = "") -> None:
        """New rows: elements, or what is listed of them (an inflow, a rule ...).

        ``at`` is where the one row stands on the map: a point of a node or gage, points of a link or subcatchment;
        ``zone`` its zone, where the model has zones (a link lies in its upper node's without).
        """
        if (at is not None or zone) and len(rows) != 1:
            raise UsageError("at and zone are of one row: add the others by themselves")
        for row in rows:
            table = table_of(row)
            space = SPACE_OF.get(table)
            if space:
                if table == "lid_uses" and not row.name:
                    row = replace(row, name=use_name(row.subcatchment, row.control, self._rows.by_name(table)))
                refuse_name(self._rows, space, row.name)
            self._put_new((table, next(self._numbers)), row)
            if space:
                self._places.set(space, row.name, at, zone)
            elif at is not None or zone:
                raise UsageError(f"a {type(row).__name__} stands nowhere on the map")

    def replace(self, row: Any) -> None:
        """A row in the place of the one of its name: of the same kind, or a node or link of another."""
        table = table_of(row)
        space = SPACE_OF.get(table)
        if space is None:
            raise UsageError(f"a {type(row).__name__} has no name of its own: remove the old row and add this one")
        place = self._rows.place(space, row.name)
        if place[0] != table:
            self._take(place)
            place = table, next(self._numbers)
        self._put_new(place, row)

    def remove(self, table: str, name: str, *, cascade: bool = False) -> None:
        """Rows of a table, named as in changes (node, conduit, inflow ...), by name, pattern, ``tag=`` or ``zone=``.

        What still names them at the end is refused, or with ``cascade`` goes too: rows that cannot be without (links of
        a node, inflows, rules), and the bare name in others (the curve of a pump).
        """
        for place in chosen(self._rows, table, name):
            self._remove(place, cascade)

    def rename(self, table: str, old: str, new: str) -> None:
        """Another name for one element; whatever names it, follows."""
        rows, space = self._rows, space_of(table)
        place = rows.place(space, old)
        if place[0] not in NAMED[table]:
            raise UsageError(f"there is no {table} '{old}': it is a {kind_of(place[0])}")
        if space == "lid_use":
            raise UsageError("a LID use is called after its subcatchment and control: rename one of these")
        row = rows.row(place)
        if row.name == new:
            return
        if row.name.upper() != new.upper():
            refuse_name(rows, space, new)
        meant = rows.meant(space, row.name)
        self._put(place, replace(row, name=new))
        for user, reference, used in meant:
            self._put(user, rows.followed(user, reference.renamed(rows.row(user), space, used, new)))
        self._places.rename(space, row.name, new)

    def remove_listed(self, nodes: set[str]) -> None:
        """Everything that is listed of these nodes: inflows, treatments and the like."""
        for table, _ in LISTED.values():
            for key in [key for key, row in self._rows.seen(table).items() if getattr(row, "node", None) in nodes]:
                if table != "inlet_uses":
                    self._take((table, key))

    def users(self, table: str, name: str) -> list[str]:
        """What names an element: ``conduit C1``, ``inflow of J1`` ..."""
        rows, space = self._rows, space_of(table)
        meant = rows.meant(space, rows.row(rows.place(space, name)).name)
        return list(dict.fromkeys(rows.told(user) for user, _, _ in meant))

    # --- changing rows ---

    def _put(self, place: Place, row: Any) -> None:
        self._rows.put(place, row)
        self._result = None

    def _put_new(self, place: Place, row: Any) -> None:
        self._put(place, row)
        self._new[place] = None

    def _take(self, place: Place) -> None:
        self._new.pop(place, None)
        self._rows.take(place)
        self._result = None

    def _remove(self, place: Place, cascade: bool) -> None:
        rows, left = self._rows, [place]
        while left:
            place = left.pop()
            row, space = rows.rows(place[0]).get(place[1]), SPACE_OF.get(place[0])
            if row is None:
                continue
            meant = rows.meant(space, row.name) if space and cascade else []
            self._take(place)
            if place[0] == "rule_variables":
                left += self._users_of_variable(row.tokens[1])
            if space is None:
                continue
            self._lost[space, row.name.upper()] = row.name
            self._places.drop(space, row.name)
            for user, reference, used in meant:
                there = rows.rows(user[0]).get(user[1])
                without = None if there is None else reference.cleared(there, space, used)
                if without is not None:
                    self._put(user, without)
                elif there is not None:
                    left.append(user)
                    self._note(user, f"it names {space.replace('_', ' ')} '{row.name}'")

    def _users_of_variable(self, name: str) -> list[Place]:
        """Rules and expressions that name a variable of the control rules which is gone; they go along."""
        places = [(table, key) for table in ("rule_variables", "rules") for key in self._rows.seen(table)]
        users = [place for place in places if names_variable(self._rows.row(place), name)]
        for user in users:
            self._note(user, f"it names variable '{name}'")
        return users

    def _note(self, place: Place, why: str) -> None:
        """A warning of what goes along and does more than describe the element that it names."""
        if place[0] in TOLD_OF:
            self._notes.append(Problem(f"{self._rows.told(place)} was removed: {why}", fatal=False))
