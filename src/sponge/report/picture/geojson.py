# SPDX-License-Identifier: Apache-2.0
"""Polygons, lines and points of a GeoJSON file, longitude and latitude in degrees."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.errors import UsageError
from sponge.base.regular_file import regular_bytes

PARTS = {  # geometry type -> how deep its coordinates are nested above a list of points
    "Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3,
}  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """One feature: its properties, and its rings or lines as (n, 2) arrays of longitude and latitude."""

    properties: dict[str, Any]
    parts: tuple[np.ndarray, ...]


def read_geojson(path: Path) -> list[Shape]:
    """The features of a file; UsageError that names the file and the feature where it is not understood."""
    try:
        collection = json.loads(regular_bytes(path).decode("utf-8"))
        features = collection["features"]
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(f"{path} is no GeoJSON FeatureCollection: {error}") from error
    found = []
    for number, feature in enumerate(features, 1):
        try:
            found.append(_shape(feature))
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise UsageError(f"{path}: feature {number} is not understood: {error}") from error
    return found


def _shape(feature: dict[str, Any]) -> Shape:
    geometry = feature["geometry"]
    kind = geometry["type"]
    if kind not in PARTS:
        raise ValueError(f"geometry {kind}")
    parts = [np.asarray(part, float)[:, :2] for part in _lists(geometry["coordinates"], PARTS[kind])]
    for part in parts:
        if not (np.abs(part) <= (180.0, 90.0)).all():
            raise ValueError("coordinates are no longitude and latitude in degrees")
    return Shape(dict(feature.get("properties") or {}), tuple(parts))


def _lists(coordinates: Any, depth: int) -> list[Any]:
    """Flat list of lists of points."""
    if depth == 0:
        return [[coordinates]]
    if depth == 1:
        return [coordinates]
    return [part for group in coordinates for part in _lists(group, depth - 1)]
