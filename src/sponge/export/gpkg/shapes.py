# SPDX-License-Identifier: Apache-2.0
"""The shapes of elements as GIS has them, by name, from the map that results hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.errors import UsageError
from sponge.base.libraries import library
from sponge.report.picture.geojson import read_geojson
from sponge.report.picture.map_data import ZONES, find_folder
from sponge.results.geometry import CRS, centroid, half_way

DEGREES = "EPSG:4326"  # of GeoJSON


@dataclass(frozen=True)
class Shapes:
    """Shapes of one dimension: their kind, and a shape by name for elements that have one."""

    kind: str  # Point, LineString, Polygon, MultiPolygon
    by_name: dict[str, Any] = field(default_factory=dict)
    crs: str = ""  # where it is not that of the model
    note: str = ""  # where they are from, if not from the results


def shapes_of(data: Any, file: str, zones: bool = True) -> dict[str, Shapes]:
    """Shapes by dimension; those of zones, if wanted, are from ``zones.geojson`` near the results, else united from
    subcatchments."""
    found: dict[str, Shapes] = {}
    if "x" in data.variables:
        places = zip(data["node"].values, data["x"].values, data["y"].values, strict=True)
        shapely = library("shapely", "geo")
        points = {str(n): shapely.Point(x, y) for n, x, y in places if np.isfinite((x, y)).all()}
        found |= {"node": Shapes("Point", points)} if points else {}
    for dim, prefix, kind in (("link", "link", "LineString"), ("subcatchment", "subcatchment", "Polygon")):
        if f"{prefix}_geometry" in data.variables:
            parts = _parts(data, prefix, dim)
            _refuse_strangers(data, prefix, parts)
            found[dim] = Shapes(kind, {name: _shape(kind, rings[0]) for name, rings in parts.items() if rings})
    return found | (_zones(data, file) if zones else {})


def crs_of(data: Any, given: str = "") -> str:
    """The reference system that was given, or else that of the results; empty where there is none.

    UsageError for a text that names none."""
    attributes = data[CRS].attrs if CRS in data.variables else {}
    told = given or str(attributes.get("crs_wkt", "") or attributes.get("spatial_ref", ""))
    if told:
        pyproj = library("pyproj", "geo")
        try:
            pyproj.CRS.from_user_input(told)
        except pyproj.exceptions.CRSError as error:
            raise UsageError(f"'{told}' is no reference system that pyproj knows: --crs EPSG:32650, say") from error
    return told


def _parts(data: Any, prefix: str, dim: str) -> dict[str, list[np.ndarray]]:
    """The lines or rings of each element, (n, 2)."""
    container = data[f"{prefix}_geometry"].attrs
    points = np.column_stack([data[name].values for name in container["node_coordinates"].split()])
    counts = data[container["node_count"]].values
    sizes = data[container["part_node_count"]].values if "part_node_count" in container else counts[counts > 0]
    parts = np.split(points, np.cumsum(sizes)[:-1]) if len(sizes) else []
    found: dict[str, list[np.ndarray]] = {}
    k = 0
    for name, count in zip(data[dim].values, counts, strict=True):
        rings: list[np.ndarray] = []
        while sum(map(len, rings)) < count:
            rings.append(parts[k])
            k += 1
        found[str(name)] = rings
    return found


def _refuse_strangers(data: Any, prefix: str, parts: dict[str, list[np.ndarray]]) -> None:
    """UsageError where elements were taken out or put in another order, which their points know nothing of."""
    if f"{prefix}_x" not in data.coords:
        return
    middle = half_way if prefix == "link" else centroid
    found = np.array([middle(rings[0]) if rings else (np.nan, np.nan) for rings in parts.values()])
    said = np.column_stack([data[f"{prefix}_x"].values, data[f"{prefix}_y"].values])
    if not np.allclose(found.reshape(-1, 2), said, rtol=1e-9, equal_nan=True):
        raise UsageError(
            f"these results are a part of a run's, or in another order: the shapes of each {prefix} are no longer its "
            "own; export the file that the run wrote"
        )


def _shape(kind: str, points: np.ndarray) -> Any:
    shapely = library("shapely", "geo")
    return shapely.LineString(points) if kind == "LineString" else shapely.Polygon(points)


def _zones(data: Any, file: str) -> dict[str, Shapes]:
    """Shapes of the zones of both levels."""
    if "secondary_zone" not in data.dims:
        return {}
    shapely = library("shapely", "geo")
    try:
        folder = find_folder(None, Path(file), str(data.attrs.get("model", "")))
        polygons = {str(s.properties.get("zone", "")): _united(s.parts) for s in read_geojson(folder / ZONES)}
        crs, note = DEGREES, f"zones are drawn as {folder / ZONES} has them"
    except UsageError:
        if "zone_geometry" not in data.variables:
            return {}
        rings = _parts(data, "zone", "secondary_zone")
        polygons, crs = {name: _united(parts) for name, parts in rings.items() if parts}, ""
        note = ""
    names = [str(name) for name in data["secondary_zone"].values]
    found = {"secondary_zone": Shapes("MultiPolygon", {n: polygons[n] for n in names if n in polygons}, crs, note)}
    if "zone_primary" in data.variables and "primary_zone" in data.dims:
        groups: dict[str, list[Any]] = {}
        for name, primary in zip(names, data["zone_primary"].values, strict=True):
            groups.setdefault(str(primary), []).extend([polygons[name]] if name in polygons else [])
        whole = {name: _many(shapely.union_all(some)) for name, some in groups.items() if some}
        found["primary_zone"] = Shapes("MultiPolygon", whole, crs)
    return found


def _united(rings: Sequence[np.ndarray]) -> Any:
    """Rings that lie side by side, united to one shape; a ring within another is a hole."""
    shapely = library("shapely", "geo")
    whole = shapely.Polygon()
    for ring in rings:
        part = shapely.make_valid(shapely.Polygon(ring))
        whole = whole.difference(part) if whole.contains(part) else whole.union(part)
    return _many(whole)


def _many(shape: Any) -> Any:
    """The polygons of a shape as one MultiPolygon."""
    shapely = library("shapely", "geo")
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])
