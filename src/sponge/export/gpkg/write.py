# SPDX-License-Identifier: Apache-2.0
"""The GeoPackage: layers by pyogrio, and beside them the meaning of columns and styles for QGIS."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.errors import UsageError
from sponge.base.libraries import library
from sponge.export.gpkg.about import describe
from sponge.export.gpkg.shapes import Shapes, crs_of, shapes_of
from sponge.export.moments import places_of
from sponge.export.tables.choice import Choice
from sponge.export.tables.table import Table, tables_of
from sponge.io.aside import aside
from sponge.io.stamp import made_at

LAYERS = {"secondary_zone": "zone"}  # layers with another name than their dimension
PLACED = ("node", "link", "subcatchment", "secondary_zone", "primary_zone")
GEOMETRY = "geom"


def write(
    source: Any, path: Path, *, elements: Sequence[str] = (), variables: Sequence[str] = (), units: str = "si",
    at: Sequence[str] = (), crs: str = "",
) -> tuple[str, ...]:  # fmt: skip
    """Write for each class of element a layer with its summaries and one with its series at the times ``at``.

    Returns notes for the user."""
    pyogrio = library("pyogrio", "geo")
    data = source.data
    system = crs_of(data, crs)
    if at:
        data = data.isel(time=places_of(data, at))
    tables = tables_of(data, Choice(tuple(elements), tuple(variables)), units == "model", series=bool(at))
    shapes = shapes_of(data, source.name)
    if not shapes:
        raise UsageError(f"{source.name} holds no map: its model has no coordinates, or was run before results had one")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{made_at().isoformat()}.000Z"})  # of the layers' last change
    with aside(path) as part:
        for table in tables:
            for frame in table.frames():
                dim = table.dims[-1] if table.dims else ""
                _append(part, layer_of(table), frame, dim, shapes.get(dim), system)
        describe(part, {layer_of(table): table for table in tables}, set(shapes))
    return tuple(_notes(data, tables, shapes, system))


def layer_of(table: Table) -> str:
    """The name of a table's layer: node, node_at, zone, ..."""
    name = table.name.replace("_series", "_at")
    for dim, layer in LAYERS.items():
        name = name.replace(dim, layer)
    return name


def _append(path: Path, layer: str, frame: Any, dim: str, shapes: Shapes | None, system: str) -> None:
    """Append rows to a layer, each with the shape of its element."""
    geometry, kind, crs = None, None, None
    if shapes is not None:
        found = np.array([shapes.by_name.get(str(name)) for name in frame[dim]], object)
        geometry, kind, crs = library("shapely", "geo").to_wkb(found), shapes.kind, shapes.crs or system or None
    columns = [frame[name].to_numpy() for name in frame.columns]
    columns = [v.astype("datetime64[ms]") if v.dtype.kind == "M" else v for v in columns]
    missing = [np.isnat(v) if v.dtype.kind == "M" else None for v in columns]
    options = {"layer_options": {"GEOMETRY_NAME": GEOMETRY}} if kind else {}
    with warnings.catch_warnings():  # of a missing reference system: a note tells of it
        warnings.simplefilter("ignore")
        library("pyogrio.raw", "geo").write(
            path, geometry, columns, np.array(frame.columns, object), missing, layer=layer, driver="GPKG",
            geometry_type=kind, crs=crs, append=path.exists(), **options,
        )  # fmt: skip


def _notes(data: Any, tables: list[Table], shapes: dict[str, Shapes], system: str) -> list[str]:
    found = []
    if not system:
        found.append("nothing says in which reference system the map is: give --crs EPSG:..., or a row CRS in [MAP]")
    found += [shape.note for shape in shapes.values() if shape.note]
    for dim in dict.fromkeys(table.dims[-1] for table in tables if table.dims):
        if dim in PLACED:
            missing = data.sizes[dim] - (len(shapes[dim].by_name) if dim in shapes else 0)
            kind = dim.replace("_", " ")
            found += [f"{missing} of {data.sizes[dim]} {kind}s have no place on the map"] if missing else []
    return found
