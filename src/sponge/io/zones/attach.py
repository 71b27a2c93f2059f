# SPDX-License-Identifier: Apache-2.0
"""A model with the zones and stations of the tables beside it: zones.csv, stations.csv and the names of both."""

from __future__ import annotations

from dataclasses import replace

from sponge.base.errors import Problem
from sponge.io.zones.stations import stations_of
from sponge.io.zones.table import read_table
from sponge.io.zones.zoning import named, zoning_of
from sponge.model.model import Model

COLUMNS = {
    "zones.csv": ("kind", "name", "secondary", "primary"),
    "stations.csv": ("station", "link", "role"),
    "zone_names.csv": ("zone", "level", "name_zh"),
    "station_names.csv": ("station", "kind", "name_zh", "node", "zone"),
}


def attach_zones(model: Model) -> tuple[Model, list[Problem]]:
    """The model with its zones and stations, and what is wrong with their tables; as it is where it has none."""
    tables = {name: read_table(model.folder / name, columns) for name, columns in COLUMNS.items()}
    zoning = stations = None
    if tables["zones.csv"] is not None:
        zoning = zoning_of(model, tables["zones.csv"])
    if zoning is not None and tables["zone_names.csv"] is not None:
        zoning = named(zoning, tables["zone_names.csv"])
    if tables["stations.csv"] is not None or tables["station_names.csv"] is not None:
        stations = stations_of(model, zoning, tables["stations.csv"], tables["station_names.csv"])
    problems = [problem for table in tables.values() if table is not None for problem in table.problems]
    warnings = tuple(problem for problem in problems if not problem.fatal)
    model = replace(model, zoning=zoning, stations=stations, problems=model.problems + warnings)
    return model, problems
