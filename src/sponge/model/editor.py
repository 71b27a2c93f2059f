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

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, count
from typing import Any, Generic, TypeVar

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import Problem, UsageError
from sponge.model.edited_whole import refuse_files, unfed, zoned
from sponge.model.followers import followed
from sponge.model.lid import use_name
from sponge.model.references import Reference, references_of
from sponge.model.selectors import Choices, select
from sponge.model.tables import EDITED_ONLY, LISTED, NAMED, SINGLE, SPACE_OF, SPACES, TABLE_OF
from sponge.model.text_references import TEXT_REFERENCES, TextReference

M = TypeVar("M")
Key = Any  # of a row within an editor: its name or number in the model, or a number of its own where it is new
Place = tuple[str, Key]  # table, key
TOLD_OF = ("rules", "groundwater")  # tables whose rows do not go along unseen
TOLD = 10  # dangling references named one by one
MAPS = {"node": "coordinates", "gage": "symbols", "link": "vertices", "subcatchment": "polygons"}  # space -> its map
POINTS = ("coordinates", "symbols")


class Editor(Generic[M]):
    """A Model while it is edited. ``model`` is the new one, once every reference leads somewhere."""

    _base: Any

    def __init__(self, model: M):
        self._base = model
        self._tables: dict[str, dict[Key, Any]] = {}
        self._changed: set[str] = set()  # those of them that differ from the model's
        self._names: dict[str, dict[str, Place]] = {}  # space -> name in capitals -> where it stands
        self._users: dict[tuple[str, str], dict[Place, None]] | None = None  # (space, name in capitals) -> who names it
        self._new: dict[Place, None] = {}  # rows that were added or replaced
        self._lost: dict[tuple[str, str], str] = {}  # (space, name in capitals) -> name, of what was removed
        self._drawn: dict[str, dict[str, Any]] = {}  # map -> name -> point or points
        self._zones: dict[tuple[str, str], str] = {}  # (space, name) -> zone
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
            self._check()
            self._result = self._made()
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
            table = self._table_of(row)
            space = SPACE_OF.get(table)
            if space:
                if table == "lid_uses" and not row.name:
                    row = replace(row, name=use_name(row.subcatchment, row.control, self._by_name(table)))
                self._refuse_name(space, row.name)
            self._put((table, next(self._numbers)), row, new=True)
            if space:
                self._set_place(space, row.name, at, zone)
            elif at is not None or zone:
                raise UsageError(f"a {type(row).__name__} stands nowhere on the map")

    def replace(self, row: Any) -> None:
        """A row in the place of the one of its name: of the same kind, or a node or link of another."""
        table = self._table_of(row)
        space = SPACE_OF.get(table)
        if space is None:
            raise UsageError(f"a {type(row).__name__} has no name of its own: remove the old row and add this one")
        place = self._place(space, row.name)
        if place[0] != table:
            self._take(place)
            place = table, next(self._numbers)
        self._put(place, row, new=True)

    def remove(self, table: str, name: str, *, cascade: bool = False) -> None:
        """Rows of a table, named as in changes (node, conduit, inflow ...), by name, pattern, ``tag=`` or ``zone=``.

        What still names them at the end is refused, or with ``cascade`` goes too: rows that cannot be without (links of
        a node, inflows, rules), and the bare name in others (the curve of a pump).
        """
        for place in self._chosen(table, name):
            self._remove(place, cascade)

    def rename(self, table: str, old: str, new: str) -> None:
        """Another name for one element; whatever names it, follows."""
        space = self._space(table)
        place = self._place(space, old)
        if place[0] not in NAMED[table]:
            raise UsageError(f"there is no {table} '{old}': it is a {self._kind(place[0])}")
        if space == "lid_use":
            raise UsageError("a LID use is called after its subcatchment and control: rename one of these")
        row = self._rows(place[0])[place[1]]
        if row.name == new:
            return
        if row.name.upper() != new.upper():
            self._refuse_name(space, new)
        meant = self._meant(space, row.name)
        self._put(place, replace(row, name=new))
        for user, reference, used in meant:
            self._put(user, self._followed(user, reference.renamed(self._rows(user[0])[user[1]], space, used, new)))
        drawn = self._drawn.get(MAPS.get(space, ""), {})
        if row.name in drawn:
            drawn[new] = drawn.pop(row.name)
        if (space, row.name) in self._zones:
            self._zones[space, new] = self._zones.pop((space, row.name))

    def remove_listed(self, nodes: set[str]) -> None:
        """Everything that is listed of these nodes: inflows, treatments and the like."""
        for table, _ in LISTED.values():
            for key in [key for key, row in self._seen(table).items() if getattr(row, "node", None) in nodes]:
                if table != "inlet_uses":
                    self._take((table, key))

    def users(self, table: str, name: str) -> list[str]:
        """What names an element: ``conduit C1``, ``inflow of J1`` ..."""
        space = self._space(table)
        place = self._place(space, name)
        row = self._rows(place[0])[place[1]]
        return list(dict.fromkeys(self._told(user) for user, _, _ in self._meant(space, row.name)))

    # --- where things are ---

    def _rows(self, table: str) -> dict[Key, Any]:
        """The rows of a table by key, which may be changed."""
        if table not in self._tables:
            content = getattr(self._base, table)
            if content is None or isinstance(content, dict):
                self._tables[table] = dict(content or {})
            else:
                rows = content if isinstance(content, tuple) else (content,)
                self._tables[table] = dict(enumerate(rows))
        return self._tables[table]

    def _seen(self, table: str) -> dict[Key, Any]:
        """The same, of a table that is only looked at."""
        content = getattr(self._base, table)
        return content if table not in self._tables and isinstance(content, dict) else self._rows(table)

    def _names_in(self, space: str) -> dict[str, Place]:
        if space not in self._names:
            self._names[space] = {
                row.name.upper(): (table, key) for table in SPACES[space] for key, row in self._seen(table).items()
            }
        return self._names[space]

    def _by_name(self, table: str) -> dict[str, Any]:
        return {row.name: row for row in self._seen(table).values()}

    def _has(self, space: str, name: str) -> bool:
        return name.upper() in self._names_in(space)

    def _table_of(self, row: Any) -> str:
        table = TABLE_OF.get(type(row))
        if table is None:
            known = ", ".join(sorted(kind.__name__ for kind in TABLE_OF))
            raise UsageError(f"a {type(row).__name__} is no row of a model; these are: {known}")
        return table

    def _space(self, table: str) -> str:
        if table not in NAMED:
            raise UsageError(f"there is no table of names '{table}'{suggestion(table, NAMED)}")
        return SPACE_OF[NAMED[table][0]]

    def _place(self, space: str, name: str) -> Place:
        place = self._names_in(space).get(name.upper())
        if place is None:
            near = suggestion(name, [row.name for t in SPACES[space] for row in self._seen(t).values()])
            raise UsageError(f"there is no {space.replace('_', ' ')} '{name}'{near}")
        return place

    def _chosen(self, table: str, selector: str) -> list[Place]:
        what = f"remove {table}[{selector}]"
        if table in NAMED:
            place = self._names_in(SPACE_OF[NAMED[table][0]]).get(selector.upper())
            if place and place[0] in NAMED[table] and self._seen(place[0])[place[1]].name == selector:
                return [place]
            places = [(t, key) for t in NAMED[table] for key in self._seen(t)]
            by_name = {self._seen(t)[key].name: (t, key) for t, key in places}
            rows = {name: self._seen(t)[key] for name, (t, key) in by_name.items()}
            element = next((e for e in ("node", "link") if NAMED[table][0] in NAMED[e]), "")
            element = "subcatchment" if table == "subcatchment" else element
            chosen = select(self._base, what, selector, Choices(table, list(rows), rows, element))
            return [place for name, place in by_name.items() if name in chosen]
        known = LISTED | EDITED_ONLY
        if table not in known:
            raise UsageError(f"there is no table '{table}'{suggestion(table, [*NAMED, *known])}")
        field, attribute = known[table]
        rows = self._seen(field)
        names = {key: str(getattr(row, attribute)) for key, row in rows.items()}
        chosen = select(self._base, what, selector, Choices(table, list(names.values()), {}, ""))
        return [(field, key) for key, name in names.items() if name in chosen]

    def _refuse_name(self, space: str, name: str) -> None:
        if not name or name != name.strip() or any(c in name for c in '"\r\n') or name[0] in ";[":
            raise UsageError(f"'{name}' cannot be a name: no quotes, no blanks at its ends, no ; or [ at its begin")
        if self._has(space, name):
            table, key = self._names_in(space)[name.upper()]
            there = self._seen(table)[key].name
            raise UsageError(f"there is a {self._kind(table)} '{there}' already (names ignore case)")

    @staticmethod
    def _kind(table: str) -> str:
        return next((one for one, fields in NAMED.items() if fields == (table,)), table).replace("_", " ")

    def _told(self, place: Place) -> str:
        """A row in words."""
        row = self._seen(place[0])[place[1]]
        owner = getattr(row, "name", "") or getattr(row, "node", "") or getattr(row, "link", "")
        owner = owner or getattr(row, "subcatchment", "") or " ".join(getattr(row, "tokens", ())[:2])
        listed = next((one for one, (field, _) in (LISTED | EDITED_ONLY).items() if field == place[0]), "")
        return f"{(listed or self._kind(place[0])).replace('_', ' ')} {owner}".strip()

    # --- who names whom ---

    @staticmethod
    def _references(table: str) -> Iterator[Reference | TextReference]:
        yield from references_of(table)
        yield from (reference for reference in TEXT_REFERENCES if reference.table == table)

    def _uses(self, table: str, row: Any) -> Iterator[tuple[str, str]]:
        """(space, name in capitals) of everything that a row may name."""
        for reference in self._references(table):
            for name, spaces in reference.uses(row):
                yield from ((space, name.upper()) for space in spaces)

    def _index(self) -> dict[tuple[str, str], dict[Place, None]]:
        if self._users is None:
            self._users = {}
            for table in REFERRING:
                for key, row in self._seen(table).items():
                    for use in self._uses(table, row):
                        self._users.setdefault(use, {})[table, key] = None
        return self._users

    def _meant(self, space: str, name: str) -> list[tuple[Place, Reference | TextReference, str]]:
        """Every reference that means this element, and no other of its name: the row, where in it, how it is spelt."""
        found = []
        for place in self._index().get((space, name.upper()), ()):
            for reference, used, spaces in self._named(place, name):
                if space == next((one for one in spaces if self._has(one, name)), ""):
                    found.append((place, reference, used))
        return found

    def _named(self, place: Place, name: str) -> list[tuple[Reference | TextReference, str, tuple[str, ...]]]:
        """Where a row has this name: the reference, how it is spelt, where it is looked up."""
        row = self._seen(place[0])[place[1]]
        return [
            (reference, used, spaces) for reference in self._references(place[0])
            for used, spaces in dict.fromkeys(reference.uses(row)) if used.upper() == name.upper()
        ]  # fmt: skip

    def _followed(self, place: Place, row: Any) -> Any:
        """A row that took over a new name; a LID use is called after what it names."""
        if place[0] != "lid_uses":
            return row
        taken = {one.name: one for key, one in self._seen("lid_uses").items() if key != place[1]}
        return replace(row, name=use_name(row.subcatchment, row.control, taken))

    # --- changing rows ---

    def _put(self, place: Place, row: Any, new: bool = False) -> None:
        """A row at its place, known to those that look for its name, or for who names whom."""
        table, key = place
        rows, space = self._rows(table), SPACE_OF.get(table)
        if self._users is not None:
            if key in rows:
                self._forget(place)
            for use in self._uses(table, row):
                self._users.setdefault(use, {})[place] = None
        if space:
            names = self._names_in(space)
            if key in rows:
                names.pop(rows[key].name.upper(), None)
            names[row.name.upper()] = place
        rows[key] = row
        self._changed.add(table)
        if new:
            self._new[place] = None
        self._result = None

    def _take(self, place: Place) -> Any:
        """A row out of its table."""
        table, key = place
        if self._users is not None:
            self._forget(place)
        self._new.pop(place, None)
        self._changed.add(table)
        self._result = None
        row = self._rows(table).pop(key)
        if table in SPACE_OF:
            self._names_in(SPACE_OF[table]).pop(row.name.upper(), None)
        return row

    def _forget(self, place: Place) -> None:
        assert self._users is not None
        for use in self._uses(place[0], self._rows(place[0])[place[1]]):
            self._users.get(use, {}).pop(place, None)

    def _remove(self, place: Place, cascade: bool) -> None:
        left = [place]
        while left:
            place = left.pop()
            row, space = self._rows(place[0]).get(place[1]), SPACE_OF.get(place[0])
            if row is None:
                continue
            meant = self._meant(space, row.name) if space and cascade else []
            self._take(place)
            if space is None:
                continue
            self._lost[space, row.name.upper()] = row.name
            self._drawn.get(MAPS.get(space, ""), {}).pop(row.name, None)
            for user, reference, used in meant:
                there = self._rows(user[0]).get(user[1])
                without = None if there is None else reference.cleared(there, space, used)
                if without is not None:
                    self._put(user, without)
                elif there is not None:
                    left.append(user)
                    self._note(user, f"it names {space.replace('_', ' ')} '{row.name}'")

    def _note(self, place: Place, why: str) -> None:
        """A warning of what goes along and does more than describe the element that it names."""
        if place[0] in TOLD_OF:
            self._notes.append(Problem(f"{self._told(place)} was removed: {why}", fatal=False))

    # --- the end ---

    def _check(self) -> None:
        """Every name that was removed, and every name in new rows."""
        dangling = []
        for space, name in self._lost.items():
            if self._has(*space):
                continue
            for place in self._index().get(space, ()):
                for _, _, spaces in self._named(place, name):
                    if space[0] in spaces and not any(self._has(one, name) for one in spaces):
                        what = space[0].replace("_", " ")
                        dangling.append(f"{self._told(place)} names {what} '{name}', which is gone")
        for place in self._new:
            row = self._rows(place[0])[place[1]]
            for reference in references_of(place[0]):
                for name, spaces in reference.uses(row):
                    if not any(self._has(space, name) for space in spaces):
                        told = f"{self._told(place)}: {reference.path} names '{name}', and there is no such "
                        dangling.append(told + " or ".join(spaces).replace("_", " "))
        dangling = list(dict.fromkeys(dangling))
        if dangling:
            more = [f"and {len(dangling) - TOLD} more"] if len(dangling) > TOLD else []
            hint = "; remove(..., cascade=True) takes these along" if self._lost else ""
            raise UsageError("references lead nowhere: " + "; ".join([*dangling[:TOLD], *more]) + hint)

    def _made(self) -> M:
        base = self._base
        fields: dict[str, Any] = {name: self._finished(name) for name in self._changed}
        now = self._now_of_all()
        fields = followed(base, now) | fields
        for table, drawn in self._drawn.items():
            fields[table] = fields[table] | drawn
        for order, space in (("node_order", "node"), ("link_order", "link")):
            fields[order] = tuple(new for name in getattr(base, order) if (new := now(space, name)))
        fields["problems"] = (*base.problems, *self._notes, *unfed(base, now))
        if base.stations is None:
            fields.pop("stations", None)
        made = replace(base, **fields)
        refuse_files(base, made, now)
        return made if made.zoning is None else replace(made, zoning=zoned(made, self._zones))

    def _finished(self, table: str) -> Any:
        """A table as the Model holds it."""
        rows, content = self._tables[table], getattr(self._base, table)
        if table in SINGLE:
            return rows[0]
        if content is not None and not isinstance(content, dict):
            return tuple(rows.values())
        return {row.name: row for row in rows.values()}

    def _now_of_all(self) -> Any:
        """A function from what was called so to its name now: itself where it was replaced, None where it is gone."""
        known: dict[str, dict[str, str | None]] = {}

        def names_of(space: str) -> dict[str, str | None]:
            touched = [table for table in SPACES[space] if table in self._changed]
            before = chain.from_iterable(getattr(self._base, table) for table in touched)
            rows = [pair for table in touched for pair in self._tables[table].items()]
            new = {row.name for key, row in rows if not isinstance(key, str)}
            found: dict[str, str | None] = {name: name if name in new else None for name in before}
            return found | {key: row.name for key, row in rows if isinstance(key, str)}

        def now(space: str, name: str) -> str | None:
            if space not in known:
                known[space] = names_of(space)
            return known[space].get(name, name)

        return now

    def _set_place(self, space: str, name: str, at: Any, zone: str) -> None:
        if zone:
            self._zones[space, name] = self._known_zone(space, zone)
        if at is None:
            return
        table = MAPS.get(space)
        if table is None:
            raise UsageError(f"a {space.replace('_', ' ')} stands nowhere on the map")
        try:
            drawn: Any = _point(at) if table in POINTS else tuple(map(_point, at))
        except (TypeError, ValueError):
            shape = "(x, y)" if table in POINTS else "[(x, y), (x, y) ...]"
            raise UsageError(f"{space} '{name}': at is {shape}, not {at!r}") from None
        self._drawn.setdefault(table, {})[name] = drawn

    def _known_zone(self, space: str, zone: str) -> str:
        zoning = self._base.zoning
        if zoning is None:
            raise UsageError("the model has no zones: there is no zones.csv beside it")
        known = (*zoning.secondary, *zoning.others)
        if zone not in known or space not in ("node", "link", "subcatchment"):
            raise UsageError(f"there is no zone '{zone}'{suggestion(zone, known)}")
        return zone


REFERRING = tuple(dict.fromkeys([r.table for r in chain.from_iterable(map(references_of, [
    *TABLE_OF.values(), "evaporation", "temperature", "stations",
]))] + [r.table for r in TEXT_REFERENCES]))  # fmt: skip


def _point(at: Sequence[float]) -> tuple[float, float]:
    x, y = at
    return float(x), float(y)
