"""[TAGS], the map, and the sections kept as they stand."""

from __future__ import annotations

from sponge.io.inp.writer.text import Lines, num, quoted, row
from sponge.model.model import Model, Row

TAGGED = {
    "Gage": ("gages",), "Subcatch": ("subcatchments",), "Node": ("junctions", "outfalls", "storages", "dividers"),
    "Link": ("conduits", "pumps", "orifices", "weirs", "outlets"),
}  # fmt: skip


def tags_section(model: Model) -> Lines:
    """A row a tagged object."""
    return [
        row(kind, quoted(element.name), element.tag)
        for kind, tables in TAGGED.items()
        for table in tables
        for element in getattr(model, table).values()
        if element.tag
    ]


def points_section(points: dict[str, tuple[float, float]]) -> Lines:
    """Name, x, y."""
    return [row(quoted(name), num(x), num(y)) for name, (x, y) in points.items()]


def polylines_section(lines: dict[str, tuple[tuple[float, float], ...]]) -> Lines:
    """Name, x, y for every point of each."""
    return [row(quoted(name), num(x), num(y)) for name, points in lines.items() for x, y in points]


def kept_lines(rows: tuple[Row, ...]) -> Lines:
    """Rows as they stood."""
    return [r.text or row(*map(quoted, r.tokens)) for r in rows]
