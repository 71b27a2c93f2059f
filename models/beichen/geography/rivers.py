"""Rivers, the reservoir, the ring road and the outline of the district."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from shapely import LineString, Polygon

from .projection import to_plane
from .tables import read


@dataclass(frozen=True)
class River:
    """A river, a reservoir or the ring road; ``shape`` in the plane [m], rivers drawn downstream."""

    river: str
    name_zh: str
    name_en: str
    kind: str  # river | reservoir | road
    order: str  # 1 | city | 2: who manages it; empty for the road
    shape: LineString | Polygon
    lonlat: tuple[tuple[float, float], ...]
    source: str

    @property
    def length(self) -> float:
        """Length [m] of the line; the shore's length for a reservoir."""
        return self.shape.length


@cache
def rivers() -> dict[str, River]:
    """Every line of ``rivers.csv`` with the points of ``river_points.csv``, by its id."""
    points: dict[str, list[tuple[int, float, float]]] = {}
    for row in read("river_points"):
        points.setdefault(row["river"], []).append((int(row["point"]), float(row["lon"]), float(row["lat"])))
    found = {}
    for row in read("rivers"):
        lonlat = tuple((lon, lat) for _, lon, lat in sorted(points[row["river"]]))
        shape = (Polygon if row["kind"] == "reservoir" else LineString)(to_plane(lonlat))
        found[row["river"]] = River(
            row["river"], row["name_zh"], row["name_en"], row["kind"], row["order"], shape, lonlat, row["source"]
        )
    return found


@cache
def outline() -> Polygon:
    """The district [m], from ``outline.csv``."""
    return Polygon(to_plane([(float(row["lon"]), float(row["lat"])) for row in read("outline")]))
