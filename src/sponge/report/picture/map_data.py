# SPDX-License-Identifier: Apache-2.0
"""What a map needs beside the results: polygons, rivers, stations, and the Chinese names."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.errors import UsageError
from sponge.base.regular_file import regular_bytes
from sponge.io.inp.read import read_inp
from sponge.report.picture.geojson import Shape, read_geojson
from sponge.report.picture.projection import Plane, degrees_of, plane_of

ZONES, RIVERS, STATIONS, ZONE_NAMES = "zones.geojson", "rivers.geojson", "station_names.csv", "zone_names.csv"
Places = dict[str, tuple[float, float]]  # of nodes, as the model has them
NEAR = 0.1  # of the map's size: stations may lie this far outside it


@dataclass(frozen=True)
class Station:
    """A station or storage on the map."""

    name: str
    kind: str
    place: tuple[float, float]  # km


@dataclass(frozen=True)
class Water:
    """A river as lines, a reservoir as rings, or a road."""

    name: str
    kind: str
    main: bool  # of the first order
    parts: tuple[np.ndarray, ...]  # km


@dataclass(frozen=True)
class MapData:
    """All in kilometres on one plane."""

    zones: dict[str, tuple[np.ndarray, ...]]  # rings
    waters: tuple[Water, ...]  # rivers, and what else lies on the map
    stations: tuple[Station, ...]
    primary: dict[str, str]  # of zones
    names_zh: dict[str, str]
    names_en: dict[str, str]
    synthetic: bool
    notes: tuple[str, ...] = field(default=())


def find_folder(model: Path | None, results: Path, recorded: str = "") -> Path:
    """The folder with zones.geojson: that of the model given, or near the results and the current folder."""
    if model is not None:
        if not model.exists():
            raise UsageError(f"there is no model {model}")
        folder = model if model.is_dir() else model.parent
        if not (folder / ZONES).is_file():
            raise UsageError(f"{folder} has no {ZONES}: a map needs the zones' polygons there")
        return folder
    stem = Path(recorded).stem
    places = [results.parent, Path(), *([Path("models") / stem, Path(stem)] if stem else [])]
    for folder in places:
        if (folder / ZONES).is_file():
            return folder
    looked = ", ".join(dict.fromkeys(str(p.resolve()) for p in places))
    raise UsageError(f"no {ZONES} found in {looked}: give the model or its folder with --model")


def read_map(folder: Path, nodes: Places | None = None, inp: str = "") -> MapData:
    """The map of a model's folder; ``nodes`` are coordinates by name, read from the model ``inp`` where missing."""
    shapes = read_geojson(folder / ZONES)
    named = {str(s.properties.get("zone", "")): s for s in shapes if s.parts}
    if "" in named or not named:
        raise UsageError(f"{folder / ZONES}: every feature needs the property zone and a polygon")
    plane = plane_of([part for s in named.values() for part in s.parts])
    zones = _on(plane, named)
    rivers = read_geojson(folder / RIVERS) if (folder / RIVERS).is_file() else []
    stations, notes = _stations(folder, nodes or partial(model_nodes, folder, inp), plane, zones)
    named_shapes = [*named.items(), *((_name(s), s) for s in rivers)]
    return MapData(
        zones, tuple(_water(s, plane) for s in rivers), stations,
        {name: str(s.properties.get("primary") or "") for name, s in named.items()},
        _texts(named_shapes, "name_zh") | _tabled(folder), _texts(named_shapes, "name_en"),
        any(s.properties.get("synthetic") for s in shapes), notes,
    )  # fmt: skip


def node_places(dataset: Any) -> Places | None:
    """Coordinates of nodes in the results; None where they hold none."""
    if not {"node", "x", "y"} <= set(dataset.variables):
        return None
    columns = (dataset[name].values for name in ("node", "x", "y"))
    return {str(name): (float(x), float(y)) for name, x, y in zip(*columns)}


def _on(plane: Plane, shapes: dict[str, Shape]) -> dict[str, tuple[np.ndarray, ...]]:
    return {name: tuple(plane(part) for part in shape.parts) for name, shape in shapes.items()}


def _water(shape: Shape, plane: Plane) -> Water:
    kind = str(shape.properties.get("kind") or "river")
    main = str(shape.properties.get("order", "1")) == "1"
    return Water(_name(shape), kind, main, tuple(plane(part) for part in shape.parts))


def _name(shape: Shape) -> str:
    return next((str(shape.properties[k]) for k in ("river", "name", "zone") if shape.properties.get(k)), "")


def _texts(shapes: list[tuple[str, Shape]], key: str) -> dict[str, str]:
    """Names of zones, of their primary zones and of rivers in one language, as the features have them."""
    found = {name: str(s.properties[key]) for name, s in shapes if s.properties.get(key)}
    return found | {
        str(s.properties["primary"]): str(s.properties[f"primary_{key}"])
        for _, s in shapes if s.properties.get("primary") and s.properties.get(f"primary_{key}")
    }  # fmt: skip


def _tabled(folder: Path) -> dict[str, str]:
    """Chinese names from zone_names.csv."""
    rows = _rows(folder / ZONE_NAMES) if (folder / ZONE_NAMES).is_file() else []
    return {row["zone"]: row["name_zh"] for row in rows if row.get("zone") and row.get("name_zh")}


def _stations(
    folder: Path, nodes: Places | Callable[[], Places], plane: Plane, zones: dict[str, tuple[np.ndarray, ...]]
) -> tuple[tuple[Station, ...], tuple[str, ...]]:
    """Stations that have a place, and notes on the others."""
    if not (folder / STATIONS).is_file():
        return (), ()
    rows = _rows(folder / STATIONS)
    nodes = nodes() if callable(nodes) else nodes
    known = [row for row in rows if row.get("node") in nodes and np.isfinite(nodes[row["node"]]).all()]
    if not known:
        return (), (f"no station of {STATIONS} has a node with coordinates: the map shows none",)
    degrees = degrees_of(np.array([nodes[row["node"]] for row in known], float), plane.longitude)
    places = plane(degrees)
    inside = _near(places, zones)
    found = tuple(
        Station(row.get("station", ""), row.get("kind", ""), (float(x), float(y)))
        for row, (x, y), near in zip(known, places, inside) if near
    )  # fmt: skip
    lost = len(rows) - len(found)
    return found, (f"{lost} stations have no place on the map and are left out",) if lost else ()


def _near(places: np.ndarray, zones: dict[str, tuple[np.ndarray, ...]]) -> np.ndarray:
    """A mask of the places on the map or close to it; others have coordinates of another system."""
    points = np.concatenate([ring for rings in zones.values() for ring in rings])
    low, high = points.min(0), points.max(0)
    return np.all((places >= low - NEAR * (high - low)) & (places <= high + NEAR * (high - low)), 1)


def model_nodes(folder: Path, name: str = "") -> Places:
    """Coordinates from the model of this name in the folder, or from the only one; else none."""
    models = [folder / name] if name and (folder / name).is_file() else sorted(folder.glob("*.inp"))
    if len(models) != 1:
        return {}
    return dict(read_inp(models[0]).coordinates)


def _rows(path: Path) -> list[dict[str, str]]:
    """A table as dictionaries; lines that begin with # are remarks."""
    try:
        lines = regular_bytes(path).decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {path}: {error}") from error
    rows = csv.DictReader(line for line in lines if line.strip() and not line.startswith("#"))
    return [{k: (v or "").strip() for k, v in row.items() if isinstance(k, str) and isinstance(v, str)} for row in rows]
