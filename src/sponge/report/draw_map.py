"""The map: zones by colour, rivers, stations, names."""

from __future__ import annotations

from typing import Any

import numpy as np

from sponge.report import palette
from sponge.report.content import Content
from sponge.report.fonts import text_of
from sponge.report.map_data import MapData
from sponge.report.outline import middle_of_all, outline

MARKERS = {  # kind of station -> marker, size [pt2], colour, what the legend says
    "pump_station": ("^", 26, palette.INK, "Pumping station"),
    "first_flush_tank": ("s", 9, "#e0a030", "First-flush storage"),
    "green_storage": ("o", 20, "#3f9b57", "Green-space storage"),
    "treatment_plant": ("D", 24, "#7b4fa0", "Treatment plant"),
}
HALO = 2.6  # pt, of white behind text


def draw_map(axes: Any, content: Content, data: MapData, colours: Any, limits: tuple[float, float]) -> None:
    """Everything on the map's axes, in kilometres."""
    _frame(axes, data)
    _zones(axes, content, data, colours, limits)
    _rivers(axes, data)
    _primary(axes, data)
    _worst(axes, content, data)
    _stations(axes, data)
    names = {**data.names_zh, **content.names_zh}
    primary_labels(axes, data, names)
    _river_labels(axes, data, names)


def kinds_drawn(data: MapData) -> list[str]:
    """Kinds of station that the map shows, in the legend's order."""
    there = {station.kind for station in data.stations}
    return [kind for kind in MARKERS if kind in there]


def _frame(axes: Any, data: MapData) -> None:
    points = np.concatenate([ring for rings in data.zones.values() for ring in rings])
    low, high = points.min(0), points.max(0)
    margin = 0.03 * (high - low).max()
    axes.set(xlim=(low[0] - margin, high[0] + margin), ylim=(low[1] - margin, high[1] + margin), aspect="equal")
    axes.axis("off")


def _path(rings: tuple[np.ndarray, ...]) -> Any:
    from matplotlib.path import Path

    return Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))


def _zones(axes: Any, content: Content, data: MapData, colours: Any, limits: tuple[float, float]) -> None:
    from matplotlib.collections import PathCollection

    shares = dict(zip(content.zones, content.capture))
    low, high = limits
    for known in (False, True):
        names = [name for name in data.zones if np.isfinite(shares.get(name, np.nan)) == known]
        faces = [colours((shares[n] - low) / (high - low)) for n in names] if known else palette.MISSING
        paths = [_path(data.zones[n]) for n in names]
        axes.add_collection(
            PathCollection(paths, facecolors=faces, edgecolors="white", linewidths=0.6, zorder=1), autolim=False
        )


def _rivers(axes: Any, data: MapData) -> None:
    """A white bank on both sides keeps a river visible on any colour."""
    from matplotlib.collections import LineCollection

    lines = [line for parts in data.rivers.values() for line in parts]
    for width, colour in ((3.0, "white"), (1.5, palette.RIVER)):
        axes.add_collection(
            LineCollection(lines, colors=colour, linewidths=width, capstyle="round", joinstyle="round", zorder=2)
        )


def _primary(axes: Any, data: MapData) -> None:
    from matplotlib.collections import LineCollection

    for primary in groups(data):
        edges = outline(data.zones[z] for z in data.zones if data.primary.get(z) == primary)
        axes.add_collection(
            LineCollection(edges, colors=palette.INK, linewidths=0.9, capstyle="round", zorder=1.5, alpha=0.75)
        )


def groups(data: MapData) -> list[str]:
    """Primary zones, in the order of the file."""
    return [primary for primary in dict.fromkeys(data.primary.values()) if primary]


def _worst(axes: Any, content: Content, data: MapData) -> None:
    if content.worst.zone in data.zones:
        from matplotlib.patches import PathPatch

        path = _path(data.zones[content.worst.zone])
        for width, colour in ((3.4, "white"), (1.8, palette.BASE)):
            axes.add_patch(PathPatch(path, fill=False, edgecolor=colour, linewidth=width, zorder=4))


def _stations(axes: Any, data: MapData) -> None:
    for kind in kinds_drawn(data):
        marker, size, colour, _ = MARKERS[kind]
        places = np.array([s.place for s in data.stations if s.kind == kind])
        axes.scatter(*places.T, s=size, marker=marker, c=colour, edgecolors="white", linewidths=0.7, zorder=5)


def halo() -> list[Any]:
    """A white rim that keeps text readable on any colour."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=HALO, foreground="white", alpha=0.9)]


def primary_labels(axes: Any, data: MapData, names: dict[str, str]) -> None:
    """Names of the primary zones, each in the middle of its own."""
    for primary in groups(data):
        x, y = middle_of_all(data.zones[z] for z in data.zones if data.primary.get(z) == primary)
        axes.text(
            x, y, text_of(primary, names.get(primary, "")), ha="center", va="center", fontsize=10, weight="bold",
            color=palette.INK, path_effects=halo(), zorder=7,
        )  # fmt: skip


def _river_labels(axes: Any, data: MapData, names: dict[str, str]) -> None:
    """Names along the rivers, upright, where a stretch is long enough."""
    for river, lines in data.rivers.items():
        line = max(lines, key=lambda part: np.hypot(*np.diff(part, axis=0).T).sum())
        lengths = np.hypot(*np.diff(line, axis=0).T)
        k = int(lengths.argmax())
        (x0, y0), (x1, y1) = line[k], line[k + 1]
        angle = (np.degrees(np.arctan2(y1 - y0, x1 - x0)) + 90.0) % 180.0 - 90.0
        axes.text(
            (x0 + x1) / 2, (y0 + y1) / 2, text_of(river, names.get(river, "")), rotation=angle, ha="center",
            va="bottom", rotation_mode="anchor", fontsize=6.5, style="italic", color="#2d6da3", path_effects=halo(),
            zorder=6,
        )  # fmt: skip
