# SPDX-License-Identifier: Apache-2.0
"""The map: [COORDINATES], [VERTICES], [POLYGONS] and [SYMBOLS], and what is kept as it stands."""

from __future__ import annotations

from functools import partial

from sponge.io.inp.context import Context
from sponge.io.inp.numbers import to_number
from sponge.io.inp.row import Row
from sponge.io.inp.section import Built, Output, Section
from sponge.io.inp.text import Lines, columns, num, quoted
from sponge.model.elements import KeptRow
from sponge.model.model import Model

NAMED = {  # table -> kinds of object whose names it may bear
    "coordinates": ("node",),
    "vertices": ("link",),
    "polygons": ("subcatchment", "node"),
    "symbols": ("gage",),
}


def read_point(row: Row, table: str) -> None:
    """Name X Y. EPA SWMM does not read these sections, so nothing in them is fatal."""
    x, y = (to_number(row.item(i, "?")) for i in (1, 2))
    if x is None or y is None:
        row.warn("a name and two coordinates are expected: row ignored")
        return
    name = row.name
    for kind in NAMED[table]:
        name = row.context.names[kind].get(name.upper(), name)
    row.context.table(table).setdefault(name, []).append((x, y))


def write_points(model: Model, _: Output, table: str) -> Lines:
    """Name, x, y."""
    return [columns(quoted(name), num(x), num(y)) for name, (x, y) in getattr(model, table).items()]


def build_points(context: Context, _: Built, table: str) -> Built:
    """One point an object: its last."""
    return {table: {name: points[-1] for name, points in context.table(table).items()}}


def write_polylines(model: Model, _: Output, table: str) -> Lines:
    """Name, x, y for every point of each."""
    lines = getattr(model, table)
    return [columns(quoted(name), num(x), num(y)) for name, points in lines.items() for x, y in points]


def build_polylines(context: Context, _: Built, table: str) -> Built:
    """All points of an object."""
    return {table: {name: tuple(points) for name, points in context.table(table).items()}}


def read_kept(row: Row) -> None:
    """Keep a row as it stands."""
    kept = KeptRow(tuple(row.tokens), row.line, row.text.strip())
    row.context.table(row.section)[row.line] = kept


def write_kept(model: Model, _: Output, name: str) -> Lines:
    """Rows as they stood."""
    return [r.text or columns(*map(quoted, r.tokens)) for r in model.other.get(name, ())]


def build_kept(context: Context, built: Built, name: str) -> Built:
    """The rows, beside those of other sections that are kept."""
    found = {name: tuple(context.table(name).values())} if context.table(name) else {}
    return {"other": {**built.get("other", {}), **found}}


def _kept(name: str, heading: str) -> Section:
    return Section(
        name=name, heading=heading, read=read_kept, write=partial(write_kept, name=name),
        build=partial(build_kept, name=name), any_length=True,
    )  # fmt: skip


def _points(table: str, heading: str) -> Section:
    return Section(
        name=table.upper(), heading=heading, read=partial(read_point, table=table),
        write=partial(write_points, table=table), build=partial(build_points, table=table),
    )  # fmt: skip


def _polylines(table: str, heading: str) -> Section:
    return Section(
        name=table.upper(), heading=heading, read=partial(read_point, table=table),
        write=partial(write_polylines, table=table), build=partial(build_polylines, table=table),
    )  # fmt: skip


SECTIONS = (
    _kept("MAP", "[MAP"), _kept("LABELS", "[LABEL"), _kept("BACKDROP", "[BACKDROP"), _kept("PROFILES", "[PROFILE"),
    _points("coordinates", "[COORDINATE"), _polylines("vertices", "[VERTICES"), _polylines("polygons", "[POLYGON"),
    _points("symbols", "[SYMBOL"),
)  # fmt: skip
