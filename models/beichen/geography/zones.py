"""The five primary and 57 secondary control zones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from shapely import LineString, Polygon

from .checks import check_tables
from .partition import partition
from .projection import to_plane
from .rivers import outline, rivers
from .tables import read

AREA_KM2 = 478.48  # the district; FACTS section 2, pub [S2, S31]
DIVIDERS = ("YDH", "YDXH", "BYH", "YJYH", "RING")  # no zone lies on both sides of one of these
HECTARE_PARTS = 10_000  # areas are whole units of 100 m2 = 1e-4 km2


@dataclass(frozen=True)
class Primary:
    primary: str
    name_zh: str
    name_en: str
    bounded_by: str
    source: str


@dataclass(frozen=True)
class Zone:
    """A secondary control zone; ``polygon`` in the plane [m], ``area`` [m2] of all zones adds up to the district's."""

    zone: str
    name_zh: str
    name_en: str
    primary: str
    town: str
    lon: float
    lat: float
    x: float
    y: float
    ground: float  # m above Huanghai datum
    sewer: str  # separate | combined | mixed | none
    era: str  # old | new | rural
    combined_area: str
    renewal: str
    lead_area: str
    gap: bool
    receiver: str
    area: float
    polygon: Polygon

    @property
    def area_km2(self) -> float:
        return round(self.area / 1e6, 4)


@cache
def load_primary_zones() -> dict[str, Primary]:
    return {row["primary"]: Primary(**row) for row in read("primary_zones")}


@cache
def zone_polygons() -> dict[str, Polygon]:
    """Polygons [m] of the zones: no gap, no overlap, neighbours share their vertices."""
    check_tables()
    rows = read("zones")
    seeds = dict(zip((row["zone"] for row in rows), _seeds(rows)))
    return partition(outline(), [_longer(rivers()[name].shape) for name in DIVIDERS], seeds)


@cache
def load_zones() -> dict[str, Zone]:
    """All zones by id, in the order of ``zones.csv``."""
    rows = read("zones")
    areas = _areas({name: polygon.area for name, polygon in zone_polygons().items()})
    return {row["zone"]: _zone(row, seed, areas[row["zone"]]) for row, seed in zip(rows, _seeds(rows))}


def _seeds(rows) -> list[tuple[float, float]]:
    return [tuple(point) for point in to_plane([(float(row["lon"]), float(row["lat"])) for row in rows]).tolist()]


def _zone(row: dict[str, str], seed: tuple[float, float], area: float) -> Zone:
    text = {key: row[key] for key in (
        "zone", "name_zh", "name_en", "primary", "town", "sewer", "era", "combined_area", "renewal", "lead_area",
        "receiver")}
    return Zone(
        **text, lon=float(row["lon"]), lat=float(row["lat"]), x=seed[0], y=seed[1], ground=float(row["ground_m"]),
        gap=row["gap"] == "1", area=area, polygon=zone_polygons()[row["zone"]],
    )


def _longer(line: LineString, by: float = 30.0) -> LineString:
    """The line with both ends drawn out by `by` [m], so that it meets the outline and the other dividers."""
    points = np.asarray(line.coords)
    first, last = points[0] - points[1], points[-1] - points[-2]
    return LineString([
        points[0] + first / np.hypot(*first) * by, *points, points[-1] + last / np.hypot(*last) * by,
    ])


def _areas(drawn: dict[str, float]) -> dict[str, float]:
    """Areas [m2] in whole units of 100 m2, scaled to the district's area, the largest remainders rounded up."""
    units = round(AREA_KM2 * HECTARE_PARTS)
    exact = {name: area / sum(drawn.values()) * units for name, area in drawn.items()}
    whole = {name: int(value) for name, value in exact.items()}
    rest = units - sum(whole.values())
    for name in sorted(exact, key=lambda name: (whole[name] - exact[name], name))[:rest]:
        whole[name] += 1
    return {name: count * 1e6 / HECTARE_PARTS for name, count in whole.items()}


