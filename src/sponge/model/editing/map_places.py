# SPDX-License-Identifier: Apache-2.0
"""Where edited elements stand: on the map, and in which zone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError

MAPS = {"node": "coordinates", "gage": "symbols", "link": "vertices", "subcatchment": "polygons"}  # space -> its map
POINTS = ("coordinates", "symbols")


class MapPlaces:
    """What edits said of places; the rest stays where it was."""

    def __init__(self, zoning: Any):
        self._zoning = zoning
        self.drawn: dict[str, dict[str, Any]] = {}  # map -> name -> point or points
        self.zones: dict[tuple[str, str], str] = {}  # (space, name) -> zone

    def set(self, space: str, name: str, at: Any, zone: str) -> None:
        """Put an element on the map and into a zone, each where it is given."""
        if zone:
            self.zones[space, name] = self._known(space, zone)
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
        self.drawn.setdefault(table, {})[name] = drawn

    def _known(self, space: str, zone: str) -> str:
        if self._zoning is None:
            raise UsageError("the model has no zones: there is no zones.csv beside it")
        known = (*self._zoning.secondary, *self._zoning.others)
        if zone not in known or space not in ("node", "link", "subcatchment"):
            raise UsageError(f"there is no zone '{zone}'{suggestion(zone, known)}")
        return zone

    def rename(self, space: str, old: str, new: str) -> None:
        """An element has another name."""
        drawn = self.drawn.get(MAPS.get(space, ""), {})
        if old in drawn:
            drawn[new] = drawn.pop(old)
        if (space, old) in self.zones:
            self.zones[space, new] = self.zones.pop((space, old))

    def drop(self, space: str, name: str) -> None:
        """An element is gone."""
        self.drawn.get(MAPS.get(space, ""), {}).pop(name, None)


def _point(at: Sequence[float]) -> tuple[float, float]:
    x, y = at
    return float(x), float(y)
