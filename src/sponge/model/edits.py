# SPDX-License-Identifier: Apache-2.0
"""What a Model offers to whoever edits it; each gives a new Model, which shares what was not touched."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self, TypeVar

from sponge.model.editor import Editor
from sponge.model.json_text import from_json, to_json
from sponge.model.merging import merged
from sponge.model.splitting import split
from sponge.model.subsets import upstream

M = TypeVar("M", bound="Edits")


class Edits:
    """Edits of a Model (``Editor`` says what each does); many at once go into one ``edit``."""

    def edit(self: M) -> Editor[M]:
        """``with model.edit() as e:`` takes any number of edits; the new model is ``e.model``."""
        return Editor(self)

    def add(self: M, *rows: Any, at: Any = None, zone: str = "") -> M:
        """With new rows: ``model.add(Junction("J9", invert=3.2), at=(120, 80))``."""
        with self.edit() as e:
            e.add(*rows, at=at, zone=zone)
        return e.model

    def replace(self: M, row: Any) -> M:
        """With a row in the place of the one of its name; a node or link may become one of another kind."""
        with self.edit() as e:
            e.replace(row)
        return e.model

    def remove(self: M, table: str, name: str, *, cascade: bool = False) -> M:
        """Without rows of a table: ``model.remove("conduit", "C9")``; ``cascade`` takes along what names them."""
        with self.edit() as e:
            e.remove(table, name, cascade=cascade)
        return e.model

    def rename(self: M, table: str, old: str, new: str) -> M:
        """With another name of an element; whatever names it, follows: ``model.rename("node", "J1", "MH-17")``."""
        with self.edit() as e:
            e.rename(table, old, new)
        return e.model

    def users(self, table: str, name: str) -> list[str]:
        """What names an element: links of a node, inflows, rules ..."""
        return self.edit().users(table, name)

    def split_conduit(self: M, name: str, at: float, node: Any, conduit: str = "") -> M:
        """With a conduit parted at ``at`` [m] from its upper end by a junction (a name, or a Junction)."""
        return split(self, name, at, node, conduit)

    def subset(self: M, *, upstream_of: str | Iterable[str]) -> M:
        """What drains to these nodes; the links that leave them end in free outfalls."""
        return upstream(self, [upstream_of] if isinstance(upstream_of, str) else list(upstream_of))

    def merge(self: M, other: M, prefix: str = "") -> M:
        """With another model beside it; ``prefix`` goes before the other's names."""
        return merged(self, other, prefix)

    def to_json(self, indent: int | None = None) -> str:
        """All of the Model as JSON, SI units, companions that were read included."""
        return to_json(self, indent)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The Model of a text that ``to_json`` made; UsageError where it is none."""
        found = from_json(text, cls)
        assert isinstance(found, cls)
        return found
