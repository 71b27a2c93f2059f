# SPDX-License-Identifier: Apache-2.0
"""The map: zones by colour, rivers, stations, names."""

from __future__ import annotations

from typing import Any

import numpy as np

from sponge.report.picture import palette
from sponge.report.picture.draw_names import groups, write_names
from sponge.report.picture.map_data import MapData
from sponge.report.picture.outline import outline
from sponge.report.picture.overview import Overview
from sponge.words import Words

MARKERS = {  # kind of station -> marker, size [pt2], colour, what the legend says
    "pump_station": ("^", 26, palette.INK, "Pumping station"),
    "first_flush_tank": ("s", 9, "#e0a030", "First-flush storage"),
    "green_storage": ("o", 20, "#3f9b57", "Green-space storage"),
    "treatment_plant": ("D", 24, "#7b4fa0", "Treatment plant"),
}
FOOT = 5.0  # margins beneath the map: room for the scale bar


def draw_map(
    axes: Any, overview: Overview, data: MapData, colours: Any, limits: tuple[float, float], say: Words
) -> None:
    """Draw zones, rivers, stations and names on the map's axes, in kilometres."""
    draw_values(axes, dict(zip(overview.zones, overview.capture)), data, overview.names_zh, colours, limits, say)
    _worst(axes, overview, data)


def draw_values(
    axes: Any, values: dict[str, float], data: MapData, names_zh: dict[str, str], colours: Any,
    limits: tuple[float, float], say: Words,
) -> None:  # fmt: skip
    """Draw zones coloured by a value of each, rivers, stations and names."""
    _frame(axes, data)
    _zones(axes, values, data, colours, limits)
    _rivers(axes, data)
    _primary(axes, data)
    _stations(axes, data)
    write_names(axes, names_zh, data, say)


def kinds_drawn(data: MapData) -> list[str]:
    """Kinds of station that the map shows, in the legend's order."""
    there = {station.kind for station in data.stations}
    return [kind for kind in MARKERS if kind in there]


def _frame(axes: Any, data: MapData) -> None:
    points = np.concatenate([ring for rings in data.zones.values() for ring in rings])
    low, high = points.min(0), points.max(0)
    margin = 0.015 * (high - low).max()
    axes.set(xlim=(low[0] - margin, high[0] + margin), ylim=(low[1] - FOOT * margin, high[1] + margin), aspect="equal")
    axes.axis("off")


def _path(rings: tuple[np.ndarray, ...]) -> Any:
    from matplotlib.path import Path

    return Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))


def _zones(
    axes: Any, shares: dict[str, float], data: MapData, colours: Any, limits: tuple[float, float]
) -> None:
    from matplotlib.collections import PathCollection

    low, high = limits
    for known in (False, True):
        names = [name for name in data.zones if np.isfinite(shares.get(name, np.nan)) == known]
        faces = [colours((shares[n] - low) / (high - low or 1.0)) for n in names] if known else palette.MISSING
        paths = [_path(data.zones[n]) for n in names]
        axes.add_collection(
            PathCollection(paths, facecolors=faces, edgecolors="white", linewidths=0.6, zorder=1), autolim=False
        )


def _rivers(axes: Any, data: MapData) -> None:
    """Draw rivers with a white rim, which keeps them visible on any colour."""
    from matplotlib.collections import LineCollection, PolyCollection

    for water in data.waters:
        if water.kind == "reservoir":
            axes.add_collection(PolyCollection(
                water.parts, facecolors=palette.RIVER, edgecolors="white", linewidths=0.7, zorder=2.2,
            ))  # fmt: skip
            continue
        road = water.kind == "road"
        wide = 1.0 if road else 1.9 if water.main else 1.1
        colour = palette.SOFT if road else palette.RIVER
        for width, shade, order in ((wide + 1.3, "white", 2.0), (wide, colour, 2.1)):
            dashes = {"linestyles": (0, (3.0, 1.6))} if road and shade == colour else {}
            axes.add_collection(LineCollection(
                water.parts, colors=shade, linewidths=width, capstyle="butt" if dashes else "round",
                joinstyle="round", zorder=order, **dashes,
            ))  # fmt: skip


def _primary(axes: Any, data: MapData) -> None:
    from matplotlib.collections import LineCollection

    for primary in groups(data):
        edges = outline(data.zones[z] for z in data.zones if data.primary.get(z) == primary)
        axes.add_collection(
            LineCollection(edges, colors=palette.INK, linewidths=0.9, capstyle="round", zorder=1.5, alpha=0.75)
        )


def _worst(axes: Any, overview: Overview, data: MapData) -> None:
    if overview.worst.zone in data.zones:
        from matplotlib.patches import PathPatch

        path = _path(data.zones[overview.worst.zone])
        for width, colour in ((3.4, "white"), (1.8, palette.BASE)):
            axes.add_patch(PathPatch(path, fill=False, edgecolor=colour, linewidth=width, zorder=4))


def _stations(axes: Any, data: MapData) -> None:
    for kind in kinds_drawn(data):
        marker, size, colour, _ = MARKERS[kind]
        places = np.array([s.place for s in data.stations if s.kind == kind])
        axes.scatter(*places.T, s=size, marker=marker, c=colour, edgecolors="white", linewidths=0.7, zorder=5)
