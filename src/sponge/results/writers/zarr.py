# SPDX-License-Identifier: Apache-2.0
"""Results as a zarr store (format 3), filled region by region: blocks of scenarios, from any process or machine.

Laid out as the netCDF file is, in chunks of a block of scenarios, so that no two blocks share a chunk.
"""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from errno import ENOENT
from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.errors import UsageError
from sponge.base.libraries import library
from sponge.io.aside import check_folder
from sponge.results.layout import Layout, ended
from sponge.results.writers.chunks import time_bounds
from sponge.results.writers.netcdf_file import RowWriter

UNFINISHED = 130  # status of scenarios that were never written
METADATA = "zarr.json"


def zarr_library() -> Any:
    """The library; UsageError where it is not installed."""
    zarr = library("zarr", "zarr", "a zarr store needs")
    if int(zarr.__version__.split(".")[0]) < 3:
        raise UsageError(f"zarr stores need zarr 3, not {zarr.__version__}: pip install 'sponge-stormwater[zarr]'")
    return zarr


def check_store(path: Path, overwrite: bool) -> None:
    """Refuse a store that exists, or whose folder does not take files, before anything is computed."""
    zarr_library()
    if path.exists() and not overwrite:
        raise UsageError(f"{path} exists: give --overwrite to replace it, or another name with --output")
    if path.is_dir() and not (path / METADATA).is_file():
        raise UsageError(f"{path} is a folder that is no zarr store: it is not replaced")
    check_folder(path)


class ZarrStore:
    """A group of arrays with the methods of NetCDF4."""

    def __init__(self, group: Any, chunk_lanes: int = 1):
        self.group, self.chunk_lanes = group, chunk_lanes
        self.sizes: dict[str, int] = {}
        self.variables: dict[str, Any] = {}

    def dimension(self, name: str, size: int, unlimited: bool = False) -> None:
        """Name a dimension."""
        self.sizes[name] = size

    def variable(
        self,
        name: str,
        dims: tuple[str, ...],
        dtype: Any,
        attributes: Mapping[str, Any],
        *,
        fill: float | None = None,
        chunks: tuple[int, ...] | None = None,
    ) -> Any:
        """Make a variable; along scenarios no chunk is of two blocks."""
        shape = tuple(self.sizes[dim] for dim in dims)
        chunks = chunks or tuple(self.chunk_lanes if dim == "scenario" else self.sizes[dim] for dim in dims)
        kind: Any = str if getattr(dtype, "kind", "") == "O" else np.dtype(dtype)
        self.variables[name] = self.group.create_array(
            name, shape=shape, dtype=kind, chunks=tuple(max(min(c, n), 1) for c, n in zip(chunks, shape, strict=True)),
            fill_value=("" if kind is str else 0) if fill is None else fill, dimension_names=dims,
            attributes=({"_FillValue": fill} if isinstance(fill, int) else {})  # what has no number, to readers
            | {key: _plain(value) for key, value in attributes.items()},
        )  # fmt: skip
        return self.variables[name]

    def attribute(self, name: str, text: str) -> None:
        """A global attribute."""
        self.group.attrs[name] = text


def _plain(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else value


class NewStore(RowWriter):
    """Lays a new store out, without results."""

    def __init__(self, path: Path, layout: Layout, chunk_lanes: int):
        super().__init__(layout)
        self.chunk_lanes = min(chunk_lanes, len(layout.scenarios or ("",)))
        with failing_as_usage(path):
            self.file = ZarrStore(zarr_library().open_group(path, mode="w-", zarr_format=3), self.chunk_lanes)
            self._define()
            self.file.variables["status"][...] = UNFINISHED

    def _chunk_lanes(self, values: int) -> int:
        """Of a whole block."""
        return self.chunk_lanes


def create_store(path: Path, layout: Layout, chunk_lanes: int, times: np.ndarray) -> None:
    """A new store that has a place for everything; complete under its name, or not there."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    shutil.rmtree(aside, ignore_errors=True)
    store = NewStore(aside, layout, chunk_lanes)
    with failing_as_usage(path):
        store.file.variables["time"][:] = times
        if layout.averaged:
            store.file.variables["time_bounds"][:] = time_bounds(times, layout.report_step)
        os.replace(aside, path)


class ZarrRegion(RowWriter):
    """Takes the rows of one block of scenarios into a store that is laid out."""

    def __init__(self, path: Path, layout: Layout, first: int):
        super().__init__(layout)
        self.path = path
        with self.guarded():
            group = zarr_library().open_group(path, mode="r+")
            self.file = ZarrStore(group)
            self.file.variables = {name: group[name] for name in names_by_region(layout)}
            self.file.sizes = {"time": layout.expected_rows}
        self.block(first, len(layout.scenarios or ("",)))

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """A full disk or a lost folder is the user's to know: a store that was given up is not begun anew by one who
        still writes to it."""
        with failing_as_usage(self.path):
            if not (self.path / METADATA).is_file():
                raise FileNotFoundError(ENOENT, "the store is gone")
            yield


# --- files of a store -------------------------------------------------------------------------------------------------


def names_by_region(layout: Layout) -> list[str]:
    """The variables that regions fill; all others are the frame's."""
    return [v.name for v in (*layout.series, *layout.summaries)] + ["status"]


def region_files(path: Path, layout: Layout, block: int) -> list[Path]:
    """The files that hold what one block of scenarios has written."""
    places = [path / name / "c" / str(block) for name in names_by_region(layout)]
    return [file for place in places for file in ([place] if place.is_file() else _files_below(place))]


def frame_files(path: Path, layout: Layout) -> list[Path]:
    """The files that were laid out before the first block: metadata, names, coordinates, times."""
    chunks = [path / name / "c" for name in names_by_region(layout)]
    return [file for file in _files_below(path) if not any(chunk in file.parents for chunk in chunks)]


def _files_below(path: Path) -> list[Path]:
    return sorted(file for file in path.rglob("*") if file.is_file() and file.suffix != ".partial")


def renew_frame(path: Path, layout: Layout, chunk_lanes: int, times: np.ndarray) -> None:
    """Lay a store out anew around the regions that it holds."""
    new = path.with_name(f".{path.name}.frame")
    shutil.rmtree(new, ignore_errors=True)
    create_store(new, layout, chunk_lanes, times)
    try:
        with failing_as_usage(path):
            for file in frame_files(path, layout):
                file.unlink()
            for file in frame_files(new, layout):
                place = path / file.relative_to(new)
                place.parent.mkdir(parents=True, exist_ok=True)
                os.replace(file, place)
    finally:
        shutil.rmtree(new, ignore_errors=True)


@contextmanager
def failing_as_usage(path: Path) -> Iterator[None]:
    """A file that cannot be written is told as such."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error


def finish_store(path: Path, target: Path, overwrite: bool) -> None:
    """Give a store that is complete its own name."""
    old = target.with_name(f".{target.name}.{os.getpid()}.old")
    with failing_as_usage(target):
        ZarrStore(zarr_library().open_group(path, mode="r+")).attribute(*ended())
        with warnings.catch_warnings():  # that consolidated metadata are no part of format 3 yet: xarray looks for them
            warnings.simplefilter("ignore")
            zarr_library().consolidate_metadata(path)
        if target.exists():
            if not overwrite:
                raise UsageError(f"{target} came into being during the run: the results are in {path}")
            os.replace(target, old)
        os.replace(path, target)
    shutil.rmtree(old, ignore_errors=True)
