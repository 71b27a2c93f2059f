"""Zones and rivers as GeoJSON (RFC 7946): longitude and latitude, outer rings counter-clockwise."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from shapely import Polygon

from .projection import to_lonlat
from .rivers import rivers
from .zones import load_primary_zones, load_zones


def write_geojson(path: str | Path) -> None:
    """The 57 zones as polygons."""
    primaries = load_primary_zones()
    features = [
        _feature("Polygon", [_ring(zone.polygon)], {
            "zone": zone.zone, "name_zh": zone.name_zh, "name_en": zone.name_en, "primary": zone.primary,
            "primary_name_zh": primaries[zone.primary].name_zh, "area_km2": zone.area_km2, "sewer": zone.sewer,
            "synthetic": True,
        })
        for zone in load_zones().values()
    ]
    _write(path, features)


def write_rivers_geojson(path: str | Path) -> None:
    """Rivers and the ring road as lines, the reservoir as a polygon."""
    features = []
    for river in rivers().values():
        properties = {"river": river.river, "name_zh": river.name_zh, "name_en": river.name_en, "kind": river.kind,
                      "order": river.order, "synthetic": True}
        if river.kind == "reservoir":
            features.append(_feature("Polygon", [_ring(river.shape)], properties))
        else:
            features.append(_feature("LineString", [list(point) for point in river.lonlat], properties))
    _write(path, features)


def _ring(polygon: Polygon) -> list[list[float]]:
    points = np.asarray(polygon.exterior.coords)
    ring = points if polygon.exterior.is_ccw else points[::-1]
    return to_lonlat(ring).tolist()


def _feature(kind: str, coordinates: list, properties: dict) -> dict:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def _write(path: str | Path, features: list[dict]) -> None:
    """One feature a line, so that a change shows as a line in a diff."""
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    Path(path).write_text(f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n', encoding="utf-8")
