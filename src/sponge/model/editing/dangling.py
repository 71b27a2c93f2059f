# SPDX-License-Identifier: Apache-2.0
"""Names in an edited Model that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sponge.base.errors import UsageError
from sponge.model.editing.rows import Place
from sponge.model.editing.users import RowsAndUsers
from sponge.model.references import references_of

TOLD = 10  # references named one by one


def refuse_dangling(edited: RowsAndUsers, lost: Mapping[tuple[str, str], str], new: Iterable[Place]) -> None:
    """UsageError where something names what is ``lost``, (space, name in capitals) -> name, or a ``new`` row names
    what is not there."""
    dangling = list(dict.fromkeys([*_of_lost(edited, lost), *_of_new(edited, new)]))
    if dangling:
        more = [f"and {len(dangling) - TOLD} more"] if len(dangling) > TOLD else []
        hint = "; remove(..., cascade=True) takes these along" if lost else ""
        raise UsageError("references lead nowhere: " + "; ".join([*dangling[:TOLD], *more]) + hint)


def _of_lost(edited: RowsAndUsers, lost: Mapping[tuple[str, str], str]) -> Iterator[str]:
    for (space, upper), name in lost.items():
        if edited.has(space, upper):
            continue
        for place in edited.users(space, upper):
            for _, _, spaces in edited.named(place, name):
                if space in spaces and not any(edited.has(one, name) for one in spaces):
                    yield f"{edited.told(place)} names {space.replace('_', ' ')} '{name}', which is gone"


def _of_new(edited: RowsAndUsers, new: Iterable[Place]) -> Iterator[str]:
    for place in new:
        for reference in references_of(place[0]):
            for name, spaces in reference.uses(edited.row(place)):
                if not any(edited.has(space, name) for space in spaces):
                    told = f"{edited.told(place)}: {reference.path} names '{name}', and there is no such "
                    yield told + " or ".join(spaces).replace("_", " ")
