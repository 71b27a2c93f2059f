# SPDX-License-Identifier: Apache-2.0
"""The zones' polygons with every indicator that is told by zone, as GeoJSON and GeoPackage."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.errors import UsageError

LAYER, CRS = "zones", "EPSG:4326"


def zones_with_indicators(found: Mapping[str, Any], zones: Path) -> dict[str, Any]:
    """The GeoJSON of the zones: each feature keeps its properties and gains every indicator's value under its id;
    where the run's end cut some zone's value short, ID_cut_short says of which."""
    try:
        collection = json.loads(zones.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{zones} is no GeoJSON: {error}") from None
    told = [i for i in found["indicators"] if i["by_zone"]]
    try:
        places = {str(f["properties"].get("zone", "")) for f in collection["features"] if f["geometry"]["type"]}
    except (KeyError, TypeError, AttributeError):
        raise UsageError(f"{zones} is no GeoJSON: features with properties and a geometry are missing") from None
    if told and not places & {zone for i in told for zone in i["by_zone"]}:
        raise UsageError(f"no zone of the results is in {zones}: its features name none of them as property 'zone'")
    told = [i for i in told if places & i["by_zone"].keys()]  # rivers are no control zones
    for feature in collection["features"]:
        zone = str(feature["properties"].get("zone", ""))
        feature["properties"] |= {i["id"]: i["by_zone"].get(zone) for i in told}
        feature["properties"] |= {f"{i['id']}_cut_short": zone in i["cut_short"] for i in told if i["cut_short"]}
    return collection


def write_geojson(found: Mapping[str, Any], zones: Path, path: Path) -> None:
    """Write the zones with their indicators as GeoJSON."""
    text = json.dumps(zones_with_indicators(found, zones), ensure_ascii=False)
    path.write_text(text, encoding="utf-8")


def write_geopackage(found: Mapping[str, Any], zones: Path, path: Path) -> None:
    """Write them as a GeoPackage with the layer ``zones``, in degrees (WGS 84) as GeoJSON has them."""
    import shapely
    from pyogrio.raw import write

    features = zones_with_indicators(found, zones)["features"]
    names = list(dict.fromkeys(name for feature in features for name in feature["properties"]))
    columns = [_column([feature["properties"].get(name) for feature in features]) for name in names]
    geometry = shapely.to_wkb(np.array([shapely.geometry.shape(f["geometry"]) for f in features], object))
    kinds = {feature["geometry"]["type"] for feature in features}
    kind = kinds.pop() if len(kinds) == 1 else "Unknown"
    write(path, geometry, columns, names, layer=LAYER, driver="GPKG", geometry_type=kind, crs=CRS)


def _column(values: list[Any]) -> np.ndarray:
    if all(isinstance(v, int | float) or v is None for v in values) and any(v is not None for v in values):
        return np.array([np.nan if v is None else float(v) for v in values])
    return np.array(["" if v is None else str(v) for v in values], object)
