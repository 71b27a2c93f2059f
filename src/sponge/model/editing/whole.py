# SPDX-License-Identifier: Apache-2.0
"""What an edited Model must be as a whole: records that count elements still fit, and everything lies in a zone.

``now`` is a function from a space and a name of the old model to its name in the new one, None where it is gone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from typing import Any

from sponge.base.errors import Problem, UsageError
from sponge.model.editing.followers import Now, followed
from sponge.model.editing.map_places import MapPlaces
from sponge.model.editing.rows import EditedRows
from sponge.model.tables import SINGLE, SPACES

TOLD = 10  # elements named one by one
FILES = {  # records that count elements -> spaces of these
    "hot_start": ("node", "link", "subcatchment", "pollutant", "land_use"),
    "runoff_record": ("subcatchment", "pollutant"),
}  # fmt: skip


def made_of(edited: EditedRows, places: MapPlaces, notes: Iterable[Problem]) -> Any:
    """The new Model."""
    base, now = edited.base, names_now(edited)
    fields = followed(base, now) | {name: _finished(edited, name) for name in edited.changed}
    for table, drawn in places.drawn.items():
        fields[table] = fields[table] | drawn
    for order, space in (("node_order", "node"), ("link_order", "link")):
        fields[order] = tuple(new for name in getattr(base, order) if (new := now(space, name)))
    fields["problems"] = (*base.problems, *notes, *unfed(base, now))
    if base.stations is None:
        fields.pop("stations", None)
    made = replace(base, **fields)
    refuse_files(base, made, now)
    return made if made.zoning is None else replace(made, zoning=zoned(made, places.zones))


def _finished(edited: EditedRows, table: str) -> Any:
    """A table as the Model holds it."""
    rows, content = edited.tables[table], getattr(edited.base, table)
    if table in SINGLE:
        return rows[0]
    if content is not None and not isinstance(content, dict):
        return tuple(rows.values())
    return {row.name: row for row in rows.values()}


def names_now(edited: EditedRows) -> Now:
    """A function from what was called so to its name now: itself where it was replaced, None where it is gone."""
    known: dict[str, dict[str, str | None]] = {}

    def names_of(space: str) -> dict[str, str | None]:
        touched = [table for table in SPACES[space] if table in edited.changed]
        before = chain.from_iterable(getattr(edited.base, table) for table in touched)
        rows = [pair for table in touched for pair in edited.tables[table].items()]
        new = {row.name for key, row in rows if not isinstance(key, str)}
        found: dict[str, str | None] = {name: name if name in new else None for name in before}
        return found | {key: row.name for key, row in rows if isinstance(key, str)}

    def now(space: str, name: str) -> str | None:
        if space not in known:
            known[space] = names_of(space)
        return known[space].get(name, name)

    return now


def unfed(base: Any, now: Any) -> list[Problem]:
    """Warnings of inflows of interface files that went with their nodes."""
    flows = {**base.interface_inflows, **(base.rdii_record.flows if base.rdii_record else {})}
    gone = [name for name in flows if now("node", name) is None]
    return [Problem(f"inflows of node '{name}' in an interface file went with it", fatal=False) for name in gone]


def refuse_files(base: Any, made: Any, now: Any) -> None:
    """A hot start file and the like count elements: they fit as long as none comes or goes."""
    for record, spaces in FILES.items():
        if getattr(made, record) is None:
            continue
        for space in spaces:
            before = [now(space, name) for name in _in_order(base, space)]
            if before != _in_order(made, space):
                what = record.removesuffix("_record").replace("_", " ")
                raise UsageError(
                    f"the model reads a {what} file, which counts its {space.replace('_', ' ')}s: none can be "
                    f"added or removed; take it out first: dataclasses.replace(model, files=(), {record}=None)"
                )


def _in_order(model: Any, space: str) -> list[str]:
    order = {"node": "node_order", "link": "link_order"}.get(space)
    return list(getattr(model, order) if order else getattr(model, SPACES[space][0]))


def zoned(made: Any, zones: dict[tuple[str, str], str]) -> Any:
    """The zones of all elements; a link without one lies in its upper node's."""
    new: dict[str, dict[str, str]] = {"subcatchment": {}, "node": {}, "link": {}}
    for (space, name), zone in zones.items():
        new[space][name] = zone
    zoning = made.zoning
    subcatchments, nodes = zoning.subcatchments | new["subcatchment"], zoning.nodes | new["node"]
    lost = [f"subcatchment '{name}'" for name in made.subcatchments if name not in subcatchments]
    lost += [f"node '{name}'" for name in made.node_order if name not in nodes]
    if lost:
        raise UsageError(f"the model has zones: say in which lies {', '.join(lost[:TOLD])}: add(..., zone=...)")
    links = zoning.links | new["link"]
    links |= {name: nodes[made.link(name).up] for name in made.link_order if name not in links}
    return replace(zoning, subcatchments=subcatchments, nodes=nodes, links=links)
