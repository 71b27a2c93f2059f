# SPDX-License-Identifier: Apache-2.0
"""Names on the map: primary zones in their middle, rivers along their course, none over another."""

from __future__ import annotations

from typing import Any

import numpy as np

from sponge.report.picture import palette
from sponge.report.picture.fonts import text_of
from sponge.report.picture.map_data import MapData, Water
from sponge.report.picture.outline import middle_of_all
from sponge.words import Words

HALO = 2.4  # pt, of white behind text
ALONG = np.linspace(0.08, 0.92, 29)  # where on a river its name is tried
CROOKED = 0.12  # share of a name's length that a river may bend under it
REACH, STEP, FAR = 5.0, 0.25, 0.04  # km tried around a zone's middle, in steps; cost of a km, in shares covered
STATION = 0.35  # km around a station without names

Box = tuple[float, float, float, float]


def write_names(axes: Any, names_zh: dict[str, str], data: MapData, say: Words) -> None:
    """Write all names, in Chinese where that is the language; what finds no free place stays unnamed."""
    zh, en = {**data.names_zh, **names_zh} if say.language != "en" else {}, data.names_en
    taken = [(x - STATION, y - STATION, x + STATION, y + STATION) for x, y in (s.place for s in data.stations)]
    for primary in groups(data):
        zones = [data.zones[z] for z in data.zones if data.primary.get(z) == primary]
        text = _text(axes, text_of(primary, zh.get(primary, ""), en.get(primary, "")), 10.5, weight="bold")
        _settle(axes, text, _around(middle_of_all(zones), zones), taken)
    for water in sorted(data.waters, key=lambda w: (not w.main, -max(map(_length, w.parts)))):
        name = text_of(water.name, zh.get(water.name, ""), en.get(water.name, ""))
        if name and water.kind == "river":
            _along(axes, _text(axes, name, 7, style="italic", color=palette.RIVER_NAME), water, taken)


def groups(data: MapData) -> list[str]:
    """Primary zones, in the order of the file."""
    return [primary for primary in dict.fromkeys(data.primary.values()) if primary]


def _text(axes: Any, words: str, size: float, **look: Any) -> Any:
    """A text with a white rim, which keeps it readable on any colour."""
    from matplotlib.patheffects import withStroke

    rim = [withStroke(linewidth=HALO, foreground="white", alpha=0.92)]
    look = {"color": palette.INK, "ha": "center", "va": "center", "path_effects": rim, "zorder": 7} | look
    return axes.text(0, 0, words, fontsize=size, rotation_mode="anchor", **look)


def _around(centre: np.ndarray, zones: list[tuple[np.ndarray, ...]]) -> np.ndarray:
    """Places (n, 2) in these zones, the centre first, then outwards; the centre alone where no other lies in them."""
    from matplotlib.path import Path

    steps = np.arange(-REACH, REACH + STEP, STEP)
    places = centre + np.stack(np.meshgrid(steps, steps), -1).reshape(-1, 2)
    inside = np.any([Path(max(rings, key=len)).contains_points(places) for rings in zones], 0)
    found = places[inside]
    return np.concatenate([centre[None], found[np.argsort(np.hypot(*(found - centre).T), kind="stable")]])


def _settle(axes: Any, text: Any, places: np.ndarray, taken: list[Box]) -> None:
    """Put the text where it covers little and is near the first place."""
    wide, high = size_of(axes, text)
    boxes = [(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2) for x, y in places.tolist()]
    covers = [sum(overlap(box, other) for other in taken) / (wide * high) for box in boxes]
    costs = np.array(covers) + FAR * np.hypot(*(places - places[0]).T)
    best = int(costs.argmin())
    text.set_position(tuple(places[best]))
    taken.append(boxes[best])


def _along(axes: Any, text: Any, water: Water, taken: list[Box]) -> None:
    """Put the text along the straightest free stretch of a river; it is removed where there is none."""
    wide, high = size_of(axes, text)
    line = max(water.parts, key=_length)
    best, least = None, CROOKED * wide
    for share in ALONG if _length(line) > 1.2 * wide else ():
        place, angle, bend = stretch(line, share, wide)
        beside = np.array([-np.sin(angle), np.cos(angle)]) * 0.75 * high
        for side in (1.0, -1.0):
            box = _rotated(place + side * beside, angle, wide, high)
            if bend < least and not any(overlap(box, t) for t in taken) and _inside(axes, box):
                best, least = (place + side * beside, angle, box), bend
    if best is None:
        text.remove()
        return
    text.set_position(best[0])
    text.set_rotation(np.degrees(best[1]))
    taken.append(best[2])


def stretch(line: np.ndarray, share: float, wide: float) -> tuple[np.ndarray, float, float]:
    """Middle, direction [rad, upright] and bend [km] of the piece of a line, ``wide`` long, about a share of it."""
    at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    begin = float(np.clip(share * at[-1] - wide / 2, 0.0, max(at[-1] - wide, 0.0)))
    places = np.linspace(begin, min(begin + wide, at[-1]), 9)
    piece = np.stack([np.interp(places, at, line[:, k]) for k in (0, 1)], 1)
    chord = piece[-1] - piece[0]
    normal = np.array([-chord[1], chord[0]]) / max(float(np.hypot(*chord)), 1e-9)
    offsets = (piece - piece[0]) @ normal
    angle = (np.arctan2(chord[1], chord[0]) + np.pi / 2) % np.pi - np.pi / 2
    middle_of_band = piece[0] + chord / 2 + normal * (offsets.max() + offsets.min()) / 2
    return middle_of_band, float(angle), float(np.ptp(offsets))


def size_of(axes: Any, text: Any) -> tuple[float, float]:
    """Width and height of a level text [km]."""
    box = text.get_window_extent(axes.figure.canvas.get_renderer())
    (x0, y0), (x1, y1) = axes.transData.inverted().transform([(box.x0, box.y0), (box.x1, box.y1)])
    return float(x1 - x0), float(y1 - y0)


def overlap(a: Box, b: Box) -> float:
    """Area that two boxes share."""
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))


def _rotated(place: np.ndarray, angle: float, wide: float, high: float) -> Box:
    x = (abs(np.cos(angle)) * wide + abs(np.sin(angle)) * high) / 2
    y = (abs(np.sin(angle)) * wide + abs(np.cos(angle)) * high) / 2
    return float(place[0] - x), float(place[1] - y), float(place[0] + x), float(place[1] + y)


def _inside(axes: Any, box: Box) -> bool:
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    return box[0] > x0 and box[2] < x1 and box[1] > y0 and box[3] < y1


def _length(line: np.ndarray) -> float:
    return float(np.hypot(*np.diff(line, axis=0).T).sum())
