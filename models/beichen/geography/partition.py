"""An outline, lines that divide it, and seeds: one polygon a seed, without gap or overlap.

The dividing lines cut the outline into faces. In each face its seeds share the ground by nearness (Voronoi cells).
All lines are noded together on one grid, so neighbours share their vertices to the bit.
"""

from __future__ import annotations

import numpy as np
import shapely
from shapely import MultiPoint, Point, Polygon

from .tables import TableError

GRID = 0.01  # m, the grid on which all corners lie


def partition(outline: Polygon, dividers: list, seeds: dict[str, tuple[float, float]]) -> dict[str, Polygon]:
    """Polygons by the names of their seeds. A face without a seed goes to the neighbour of the longest shared edge."""
    lines = [outline.boundary, *dividers]
    faces = _faces(lines, outline)
    inside = {name: _containing(faces, point, name) for name, point in seeds.items()}
    for index, face in enumerate(faces):
        names = [name for name, at in inside.items() if at == index]
        if len(names) > 1:
            lines += _voronoi_edges(face, [seeds[name] for name in names])
    return _join(_faces(lines, outline), faces, inside, seeds)


def _faces(lines: list, outline: Polygon) -> list[Polygon]:
    noded = shapely.union_all(lines, grid_size=GRID)
    cells = shapely.get_parts(shapely.polygonize([noded]))
    kept = [cell for cell in cells if outline.contains(cell.representative_point())]
    return sorted(kept, key=lambda cell: cell.representative_point().coords[0])


def _containing(faces: list[Polygon], point, name: str) -> int:
    for index, face in enumerate(faces):
        if face.contains(Point(point)):
            return index
    raise TableError(f"zones.csv, zone {name}: its seed point lies outside the district or on a dividing line")


def _voronoi_edges(face: Polygon, points: list) -> list:
    """Edges that overshoot the face by a metre, so that they cross its boundary wherever the grid puts them."""
    edges = shapely.voronoi_polygons(MultiPoint(points), extend_to=face.buffer(1000.0), only_edges=True)
    return [shapely.intersection(edges, face.buffer(1.0))]


def _join(cells: list[Polygon], faces: list[Polygon], inside: dict[str, int], seeds: dict) -> dict[str, Polygon]:
    """Cells to zones: first those with a seed, then the rest, one at a time, to a neighbour."""
    owner: list[str | None] = [None] * len(cells)
    for name, point in seeds.items():
        cell = _containing(cells, point, name)
        if owner[cell] is not None:
            raise TableError(f"zones.csv, zones {owner[cell]} and {name}: their seed points are one and the same")
        owner[cell] = name
    face_of = [_face(faces, cell) for cell in cells]
    waiting = [index for index, name in enumerate(owner) if name is None]
    while waiting:
        best = max(
            ((*_bond(cells, owner, face_of, inside, index, other), index, other)
             for index in waiting for other in range(len(cells)) if owner[other] is not None),
            key=lambda candidate: candidate[:2],
        )
        owner[best[2]] = owner[best[3]]
        waiting.remove(best[2])
    return {
        name: shapely.union_all([cell for cell, whose in zip(cells, owner) if whose == name]).normalize()
        for name in seeds
    }


def _bond(cells, owner, face_of, inside, index: int, other: int) -> tuple[bool, float]:
    """Same face first, then the length [m] of the shared edge."""
    shared = cells[index].boundary.intersection(cells[other].boundary).length
    return (shared > 0.0 and inside[owner[other]] == face_of[index], round(float(shared), 3))


def _face(faces: list[Polygon], cell: Polygon) -> int:
    point = cell.representative_point()
    return int(np.argmax([face.contains(point) for face in faces]))
