# SPDX-License-Identifier: Apache-2.0
"""Where elements lie, as mesh viewers and GIS read it: the network and the subcatchments as UGRID meshes; links,
subcatchments and zones as CF geometries.

Points stand once in every file: those of a mesh are the geometries' own. Rings are anticlockwise and closed, as CF has
them; the faces of the mesh leave the closing point out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from sponge.model.model import Model
from sponge.results.map_crs import axis_attributes, crs_attributes, crs_text

Points = Sequence[tuple[float, float]]
NETWORK, LAND, CRS = "network", "subcatchment_mesh", "crs"
MESHES = (NETWORK, LAND)  # readers of UGRID look for these among a dataset's variables
NO_NODE = -1  # beyond the corners of a face


@dataclass(frozen=True)
class Geometry:
    """A variable of the map: dimensions, numbers, attributes."""

    dims: tuple[str, ...]
    values: np.ndarray
    attributes: dict[str, Any]
    fill: int | None = None


def geometry_of(model: Model, names: dict[str, tuple[str, ...]]) -> dict[str, Geometry]:
    """The map of the elements that results have; nothing of what has no coordinates."""
    found: dict[str, Geometry] = {}
    if "subcatchment" in names:
        rings = [_ring(model.polygons.get(name, ())) for name in names["subcatchment"]]
        if all(rings):
            found |= _faces(rings)  # first of the meshes: some readers of UGRID take no other
        parts: list[tuple[Points, ...]] = [(ring,) if ring else () for ring in rings]
        found |= _geometries(model, "subcatchment", "subcatchment", "polygon", parts)
    if "node" in names and any(name in model.coordinates for name in names["node"]):
        found |= _network(model, names)
    if "link" in names:
        lines = [_line(model, name) for name in names["link"]]
        found |= _geometries(model, "link", "link", "line", [(line,) if len(line) > 1 else () for line in lines])
    if "secondary_zone" in names:
        found |= _zones(model, names["secondary_zone"])
    if found and (text := crs_text(model)):
        found[CRS] = Geometry((), np.array(0, np.int32), crs_attributes(text))
        if NETWORK not in found:  # no node has the x and y that a grid mapping is of
            for axis in "xy":
                points = next(name for name in found if name.endswith(f"_vertex_{axis}"))
                found[points].attributes.update(axis_attributes(model, axis))
    return found


def middles_of(model: Model, dim: str, names: Sequence[str]) -> np.ndarray:
    """Where links are half way along, and the centroids of subcatchments, (element, 2); NaN of what is not on the map.

    CDO takes no values of elements that have no place, and readers of UGRID show labels there.
    """
    if dim == "link":
        lines = [_line(model, name) for name in names]
        return np.array([half_way(np.array(line)) if len(line) > 1 else (np.nan, np.nan) for line in lines])
    rings = [_ring(model.polygons.get(name, ())) for name in names]
    return np.array([centroid(np.array(ring)) if ring else (np.nan, np.nan) for ring in rings])


def attributes_of(table: str, geometry: dict[str, Geometry]) -> dict[str, str]:
    """What says of a variable where its elements lie."""
    meshes = {"node": (NETWORK, "node"), "link": (NETWORK, "edge"), "subcatchment": (LAND, "face")}
    found = {}
    element = table.removesuffix("_quality")
    if element in meshes and meshes[element][0] in geometry:
        found = dict(zip(("mesh", "location"), meshes[element], strict=True))
    shapes = f"{element.replace('secondary_', '')}_geometry"
    if shapes in geometry:
        found["geometry"] = shapes
    return found | ({"grid_mapping": CRS} if found and CRS in geometry else {})


# --- meshes -------------------------------------------------------------------------------------------------------


def _network(model: Model, names: dict[str, tuple[str, ...]]) -> dict[str, Geometry]:
    """Nodes, and links as the edges between them."""
    topology: dict[str, Any] = {
        "cf_role": "mesh_topology", "topology_dimension": np.int32(1), "long_name": "drainage network",
        "node_coordinates": "x y", "node_dimension": "node",
    }  # fmt: skip
    found = {}
    if "link" in names:
        at = {name: k for k, name in enumerate(names["node"])}
        ends = [[at[model.link(name).up], at[model.link(name).down]] for name in names["link"]]
        about = {"cf_role": "edge_node_connectivity", "start_index": np.int32(0)}
        about |= {"long_name": "nodes that the link comes from and goes to, by number"}
        found["link_nodes"] = Geometry(("link", "link_end"), np.array(ends, np.int32).reshape(-1, 2), about)
        topology |= {"edge_node_connectivity": "link_nodes", "edge_dimension": "link"}
        topology["edge_coordinates"] = "link_x link_y"
    return {NETWORK: Geometry((), np.array(0, np.int32), topology)} | found


def _faces(rings: list[Points]) -> dict[str, Geometry]:
    """Subcatchments as the faces of a mesh, each with corners of its own."""
    sizes = [len(ring) - 1 for ring in rings]
    faces = np.full((len(rings), max(sizes)), NO_NODE, np.int32)
    first = 0
    for row, size in enumerate(sizes):
        faces[row, :size] = np.arange(first, first + size)
        first += size + 1
    topology = {
        "cf_role": "mesh_topology", "topology_dimension": np.int32(2), "long_name": "subcatchments",
        "node_coordinates": "subcatchment_vertex_x subcatchment_vertex_y", "node_dimension": "subcatchment_vertex",
        "face_node_connectivity": "subcatchment_nodes", "face_dimension": "subcatchment",
        "face_coordinates": "subcatchment_x subcatchment_y",
    }  # fmt: skip
    about = {"cf_role": "face_node_connectivity", "start_index": np.int32(0)}
    about |= {"long_name": "corners of the subcatchment, by number"}
    return {
        LAND: Geometry((), np.array(0, np.int32), topology),
        "subcatchment_nodes": Geometry(("subcatchment", "subcatchment_corner"), faces, about, fill=NO_NODE),
    }


# --- geometries ---------------------------------------------------------------------------------------------------


def _geometries(
    model: Model, prefix: str, dim: str, kind: str, shapes: list[tuple[Points, ...]], parted: bool = False
) -> dict[str, Geometry]:
    """The container, counts and points of shapes, each of some lines or rings; nothing where no shape has any."""
    parts = list(chain.from_iterable(shapes))
    if not parts:
        return {}
    points = np.array(list(chain.from_iterable(parts)), float)
    names = [f"{prefix}_vertex_x", f"{prefix}_vertex_y"]
    container = {
        "geometry_type": kind, "long_name": f"{kind}s of the {dim.replace('_', ' ')}s",
        "node_count": f"{prefix}_vertex_count", "node_coordinates": " ".join(names),
    }  # fmt: skip
    counts = np.array([sum(map(len, shape)) for shape in shapes], np.int32)
    about = {"long_name": f"number of points of the {dim.replace('_', ' ')}"}
    found = {f"{prefix}_vertex_count": Geometry((dim,), counts, about)}
    if parted:
        container["part_node_count"] = f"{prefix}_part_vertex_count"
        sizes = np.array(list(map(len, parts)), np.int32)
        about = {"long_name": "number of points of each part, one after another"}
        found[f"{prefix}_part_vertex_count"] = Geometry((f"{prefix}_part",), sizes, about)
    for k, name in enumerate(names):
        about = {"long_name": f"{'xy'[k]} coordinates of the {dim.replace('_', ' ')}s' points", "axis": "XY"[k]}
        units = {"units": axis_attributes(model, "xy"[k])["units"]}  # with a grid mapping one x bears the standard name
        found[name] = Geometry((f"{prefix}_vertex",), points[:, k], about | units)
    return {f"{prefix}_geometry": Geometry((), np.array(0, np.int32), container)} | found


def _line(model: Model, name: str) -> Points:
    """From node to node over the vertices, without what has no coordinates."""
    link = model.link(name)
    ends = [model.coordinates.get(node) for node in (link.up, link.down)]
    points = [ends[0], *model.vertices.get(name, ()), ends[1]]
    return [point for point in points if point is not None]


def _ring(points: Points) -> Points:
    """Anticlockwise and closed; empty where it has no area to show."""
    ring = list(points[:-1] if len(points) > 1 and points[0] == points[-1] else points)
    if len(ring) < 3:
        return ()
    x, y = np.array(ring).T
    if np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)) < 0.0:
        ring.reverse()
    return [*ring, ring[0]]


def half_way(line: np.ndarray) -> np.ndarray:
    """The point (2,) in the middle of a line (point, 2)."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    return np.array([np.interp(along[-1] / 2.0, along, line[:, k]) for k in range(2)])


def centroid(ring: np.ndarray) -> np.ndarray:
    """That (2,) of a closed ring (point, 2); the mean of its corners where it has no area."""
    corners = ring - ring[0]  # coordinates of a country are large beside the ring
    a, b = corners[:-1], corners[1:]
    cross = a[:, 0] * b[:, 1] - b[:, 0] * a[:, 1]
    if not cross.sum() > 0.0:
        return ring[:-1].mean(0)
    return ring[0] + ((a + b) * cross[:, None]).sum(0) / (3.0 * cross.sum())


def _zones(model: Model, zones: tuple[str, ...]) -> dict[str, Geometry]:
    """Each zone of the rings of its subcatchments."""
    rings: dict[str, list[Points]] = {zone: [] for zone in zones}
    for name, zone in model.zoning.subcatchments.items() if model.zoning is not None else ():
        ring = _ring(model.polygons.get(name, ()))
        if zone in rings and ring:
            rings[zone].append(ring)
    return _geometries(model, "zone", "secondary_zone", "polygon", list(map(tuple, rings.values())), parted=True)


