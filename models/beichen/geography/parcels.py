"""Parcels: under each zone, one piece of ground for each land use (the plan's third level)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from scipy.stats import qmc

from .checks import LAND_USES
from .tables import read
from .zones import Zone, load_zones

SHORT = ("RO", "RN", "CO", "IN", "RD", "GR", "FA", "WA")
SMALLEST_SHARE = 0.01


@dataclass(frozen=True)
class Parcel:
    """All ground of one land use in one zone: many small plots, one subcatchment with the flow length of a plot."""

    parcel: str  # ZONE_XX, XX the land use's two letters
    zone: str
    land_use: str
    x: float
    y: float
    area: float  # m2
    impervious: float  # share of the area
    connected: float  # share of the impervious part that drains to the sewer, not onto green
    slope: float  # m/m
    width: float  # m
    n_impervious: float
    n_pervious: float
    storage_impervious: float  # m
    storage_pervious: float  # m
    suction: float  # m
    conductivity: float  # m/s
    initial_deficit: float


@cache
def defaults() -> dict[str, dict[str, str]]:
    """Rows of ``parcels.csv`` by land use."""
    return {row["land_use"]: row for row in read("parcels")}


@cache
def parcels() -> dict[str, Parcel]:
    """Every land use with a share of 1 % or more of its zone; the shares of the others go to the rest in proportion."""
    shares = {row["zone"]: np.array([float(row[use]) for use in LAND_USES]) for row in read("land_use")}
    found: dict[str, Parcel] = {}
    for zone in load_zones().values():
        found.update(_of_zone(zone, shares[zone.zone]))
    return found


def _of_zone(zone: Zone, shares: np.ndarray) -> dict[str, Parcel]:
    kept = np.flatnonzero(shares >= SMALLEST_SHARE - 1e-9)
    areas = np.round(zone.area * shares[kept] / shares[kept].sum(), 1)
    areas[np.argmax(areas)] += zone.area - areas.sum()
    found = {}
    for use, area, place in zip(kept, areas, _places(zone, len(kept))):
        parcel = _parcel(zone.zone, int(use), round(float(area), 1), place)
        found[parcel.parcel] = parcel
    return found


def _parcel(zone: str, use: int, area: float, place: tuple[float, float]) -> Parcel:
    row = {key: float(value) for key, value in defaults()[LAND_USES[use]].items()
           if key not in ("land_use",) and not key.startswith("source")}
    return Parcel(
        f"{zone}_{SHORT[use]}", zone, LAND_USES[use], *place, area, row["impervious"], row["connected"],
        row["slope_percent"] / 100.0, round(area / row["flow_length_m"], 1), row["n_impervious"], row["n_pervious"],
        row["storage_impervious_mm"] / 1000.0, row["storage_pervious_mm"] / 1000.0, row["suction_mm"] / 1000.0,
        row["conductivity_mm_h"] / 3.6e6, row["initial_deficit"],
    )


def _places(zone: Zone, count: int) -> list[tuple[float, float]]:
    """`count` points [m] inside the zone, far from each other, the first near its seed.

    Greedy: each next point is that of a Halton sequence over the zone which lies farthest from those taken.
    """
    inner = zone.polygon.buffer(-0.12 * np.sqrt(zone.polygon.area))
    inner = zone.polygon if inner.is_empty else inner
    west, south, east, north = inner.bounds
    points = qmc.scale(qmc.Halton(2, scramble=False).random(1024), [west, south], [east, north])
    points = points[shapely.contains_xy(inner, points)]
    taken = [int(np.argmin(np.hypot(*(points - (zone.x, zone.y)).T)))]
    while len(taken) < count:
        distance = np.min([np.hypot(*(points - points[index]).T) for index in taken], axis=0)
        taken.append(int(np.argmax(np.round(distance, 3))))
    return [(float(x), float(y)) for x, y in np.round(points[taken], 1)]
