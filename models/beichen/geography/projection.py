"""Longitude and latitude to the plane and back.

CGCS2000 / 3-degree Gauss-Kruger CM 117E (EPSG:4548): its meridian runs through the district, so lengths are true to
2 parts in 100,000. CGCS2000 and WGS 84 agree within centimetres, so GeoJSON takes the same degrees.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from pyproj import Transformer

PLANE = "EPSG:4548"
DEGREES = "EPSG:4490"  # CGCS2000


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def to_plane(points) -> np.ndarray:
    """Easting and northing [m], (n, 2), of (lon, lat) [degrees], to the millimetre."""
    lon, lat = np.asarray(points, float).reshape(-1, 2).T
    return np.round(np.column_stack(_transformer(DEGREES, PLANE).transform(lon, lat)), 3)


def to_lonlat(points) -> np.ndarray:
    """Longitude and latitude [degrees], (n, 2), of easting and northing [m], to a millionth of a degree (0.1 m)."""
    x, y = np.asarray(points, float).reshape(-1, 2).T
    return np.round(np.column_stack(_transformer(PLANE, DEGREES).transform(x, y)), 6)
