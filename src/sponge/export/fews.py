# SPDX-License-Identifier: Apache-2.0
"""Series as CF time series of stations (discrete sampling geometry), one file for each class of element.

Delft-FEWS imports them as NETCDF-CF_TIMESERIES, and every reader of CF reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.errors import UsageError
from sponge.base.libraries import library
from sponge.export.gpkg.shapes import crs_of, shapes_of
from sponge.export.tables.choice import Choice
from sponge.export.tables.files import named
from sponge.export.tables.table import BLOCK, Table, tables_of
from sponge.io.aside import aside
from sponge.results.writers.chunks import chunk_rows
from sponge.results.writers.netcdf4 import NetCDF4

DEGREES = (("lon", "longitude", "degrees_east"), ("lat", "latitude", "degrees_north"))
WHOLE = "system"  # the station of variables of no element
KEPT = ("title", "institution", "source", "history", "references", "comment", "date_created", "model", "model_sha256")


def files(source: Any, path: Path, **options: Any) -> list[Path]:
    """The names of all files."""
    return [named(path, dim) for dim in _chosen(source, **options)]


def write(source: Any, path: Path, **options: Any) -> tuple[str, ...]:
    """Write one file for each class of element, with the chosen series or all; returns notes for the user."""
    system = crs_of(source.data, options.get("crs", ""))
    places = {dim: {n: shape.representative_point() for n, shape in shapes.by_name.items()}
              for dim, shapes in shapes_of(source.data, source.name, zones=False).items()}  # fmt: skip
    for dim, tables in _chosen(source, **options).items():
        with aside(named(path, dim)) as part:
            file = NetCDF4(str(part))
            _write(file, source.data, dim, tables, places.get(dim, {}), system)
            file.close()
    if not system and places:
        return ("nothing says in which reference system the map is, so that stations have no longitude: give --crs",)
    return ()


def _chosen(
    source: Any, elements: Sequence[str] = (), variables: Sequence[str] = (), crs: str = ""
) -> dict[str, list[Table]]:
    """Tables of series by class of element."""
    if "scenario" in source.data.dims:
        raise UsageError("stations have one series a variable: choose a scenario with --scenario NAME")
    found: dict[str, list[Table]] = {}
    choice = Choice(tuple(elements), tuple(variables))
    for table in tables_of(source.data, choice, series=True):
        if "time" in table.dims:
            found.setdefault(table.dims[-1] if table.dims[-1] != "time" else WHOLE, []).append(table)
    if not found:
        raise UsageError("none of the variables chosen is a series")
    return found


def _write(file: NetCDF4, data: Any, dim: str, tables: list[Table], places: dict[str, Any], system: str) -> None:
    picked = tables[0].places.get(dim, np.arange(0))
    names = [str(name) for name in data[dim].values[picked]] if dim != WHOLE else [WHOLE]
    _attributes(file, data)
    file.dimension("time", data.sizes["time"])
    file.dimension("stations", len(names))
    times = data["time"]
    about = {"standard_name": "time", "long_name": str(times.attrs["long_name"]), "axis": "T"}
    start = np.datetime64(data.attrs["time_coverage_start"], "ms")
    about["units"] = f"seconds since {str(start.astype('datetime64[s]')).replace('T', ' ')}"
    about |= {"calendar": "standard", "units_metadata": "leap_seconds: none"}
    seconds = (times.values.astype("datetime64[ms]") - start) / np.timedelta64(1, "s")
    file.variable("time", ("time",), "float64", about)[:] = seconds
    _stations(file, names)
    located = _located(file, [places.get(name) for name in names], system)
    for name, attributes, values in _series(data, tables):
        attributes["coordinates"] = f"station_id{located}"
        chunks = (chunk_rows(len(names), data.sizes["time"]), len(names))
        made = file.variable(name, ("time", "stations"), "float32", attributes, fill=np.nan, chunks=chunks)
        for first, block in values:
            made[first : first + len(block)] = block.reshape(len(block), -1)


def _attributes(file: NetCDF4, data: Any) -> None:
    file.attribute("Conventions", "CF-1.11")
    file.attribute("featureType", "timeSeries")
    for name in KEPT:
        if name in data.attrs:
            file.attribute(name, str(data.attrs[name]))


def _stations(file: NetCDF4, names: list[str]) -> None:
    """Write names as arrays of characters, which readers in Java and Fortran take."""
    texts = np.array([name.encode() for name in names])
    letters = texts.view("S1").reshape(len(names), -1)
    file.dimension("name_length", letters.shape[1])
    about = {"cf_role": "timeseries_id", "long_name": "name of the element"}
    file.variable("station_id", ("stations", "name_length"), "S1", about)[:] = letters


def _located(file: NetCDF4, points: list[Any], system: str) -> str:
    """Write where stations are, on the map and by longitude and latitude; returns the names of these variables."""
    if not any(points):
        return ""
    on_map = np.array([(p.x, p.y) if p else (np.nan, np.nan) for p in points])
    found: list[tuple[str, np.ndarray, dict[str, Any]]] = []
    if system:
        pyproj = library("pyproj", "geo")
        to_degrees = pyproj.Transformer.from_crs(system, "EPSG:4326", always_xy=True)
        x, y = to_degrees.transform(*on_map.T)
        degrees = np.where(np.isfinite(on_map).all(axis=1)[:, None], np.column_stack([x, y]), np.nan)
        for k, (name, long, unit) in enumerate(DEGREES):
            found.append((name, degrees[:, k], {"standard_name": long, "long_name": long, "units": unit}))
    for k, name in enumerate("xy"):
        found.append((name, on_map[:, k], {"long_name": f"{name} coordinate on the model's map"}))
    for name, values, attributes in found:
        file.variable(name, ("stations",), "float64", attributes, fill=np.nan)[:] = values
    return "".join(f" {name}" for name, *_ in found)


def _series(data: Any, tables: list[Table]) -> Iterator[tuple[str, dict[str, Any], Iterator[tuple[int, np.ndarray]]]]:
    """Name, attributes and blocks of every series; concentrations have one for each pollutant."""
    for table in tables:
        for column in table.columns:
            attributes = {"long_name": column.meaning, "units": column.unit.text}
            for key in ("standard_name", "cell_methods"):
                if key in data[column.name].attrs:
                    attributes[key] = str(data[column.name].attrs[key])
            if "pollutant" not in table.dims:
                yield column.name, attributes, _blocks(data[column.name], table)
                continue
            meaning = data[column.name].attrs["long_name"]
            for k, pollutant in enumerate(map(str, data["pollutant"].values)):
                one = {"long_name": f"{meaning}, {pollutant}", "units": str(data["pollutant_units"].values[k])}
                blocks = _blocks(data[column.name].isel(pollutant=k), table)
                yield f"{column.name}_{_word(pollutant)}", attributes | one, blocks


def _blocks(variable: Any, table: Table) -> Iterator[tuple[int, np.ndarray]]:
    """Rows of a few times at a time, of the chosen elements."""
    whole = max(1, prod(variable.sizes[dim] for dim in variable.dims if dim != "time"))
    step = max(1, BLOCK // whole)
    for first in range(0, variable.sizes["time"], step):
        values = variable.isel(time=slice(first, first + step)).values
        if variable.ndim > 1:
            values = values[..., table.places[variable.dims[-1]]]
        yield first, values


def _word(name: str) -> str:
    """A name with the characters that names of variables may have."""
    return "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in name)
