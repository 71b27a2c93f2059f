# SPDX-License-Identifier: Apache-2.0
"""The netCDF-4 file: written aside in whole chunks, renamed when it is finished."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from math import prod
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from sponge.base.errors import UsageError
from sponge.io.aside import check_folder, hidden
from sponge.results import layout as lay
from sponge.results.actions import listed_actions
from sponge.results.layout import Layout
from sponge.results.registry import Variable
from sponge.results.summaries import summary_values
from sponge.results.writers.chunks import TableRows, chunk_rows, chunk_scenarios, rows_of, tables_of, time_bounds
from sponge.results.writers.netcdf4 import NetCDF4
from sponge.results.writers.stream import CarefulFile

STRINGS = h5py.string_dtype()


def check_output(path: Path, overwrite: bool) -> None:
    """Refuse an output that exists, or whose folder does not take files, before anything is computed."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder: give the name of a file")
    if path.exists() and not overwrite:
        raise UsageError(f"{path} exists: give --overwrite to replace it, or another name with --output")
    check_folder(path)


def partial_name(path: Path) -> Path:
    """NAME.partial.nc, numbered where an earlier one is there."""
    found = path.with_name(f"{path.stem}.partial{path.suffix}")
    number = 2
    while found.exists():
        found = path.with_name(f"{path.stem}.partial-{number}{path.suffix}")
        number += 1
    return found


class RowWriter:
    """Takes the engine's rows into the variables of a file or store that is laid out as a Layout says."""

    file: Any  # NetCDF4, or what has its methods
    bare = False  # True of a part of a later file, which itself has what is the same in all parts

    def __init__(self, layout: Layout):
        self.layout = layout
        self.times: list[float] = []
        self.written = dict.fromkeys(tables_of(layout), 0)
        self.first_lane, self.lanes = 0, 1
        self.buffers: dict[str, TableRows] = {}

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Around everything that touches the file."""
        yield

    # --- filling it ---

    def block(self, first_lane: int, lanes: int) -> None:
        """The next rows are of these scenarios, from the first period on."""
        self._flush_all()
        self.first_lane, self.lanes = first_lane, lanes
        self.times = []
        self.written = dict.fromkeys(self.written, 0)
        self.buffers = {
            table: TableRows(self.layout, table, lanes, self._chunk_rows(table)) for table in self.written
        }

    def extend(self, times: Sequence[float], rows: Any) -> None:
        """Some reporting periods that end at ``times``, s since the start."""
        self.times.extend(times)
        rows = self.layout.widened(rows)
        for table, buffer in self.buffers.items():
            for _ in buffer.add(rows_of(rows, table)):
                self._flush(table)

    def summarise(self, summary: dict[str, np.ndarray], status: int | np.ndarray = 0) -> None:
        """The summaries of the block's scenarios."""
        self._flush_all()
        listed = listed_actions(self.layout.actions, self.layout.moment_attributes, summary)
        summary = self.layout.widened_summary(summary)
        with self.guarded():
            self._put_list(listed)
            for variable in self.layout.summaries:
                values = summary_values(variable, summary, self.layout, self.lanes)
                if values is not None:
                    self._put(self.file.variables[variable.name], values)
            self._put(self.file.variables["status"], np.broadcast_to(np.asarray(status, np.int16), (self.lanes,)))

    def _put_list(self, listed: dict[str, Any]) -> None:
        """Variables whose length is known only now."""
        for name, (dims, values, attributes) in listed.items():
            for dim in dims:
                self.file.dimension(dim, len(values))
            dtype = STRINGS if values.dtype == object else values.dtype
            self.file.variable(name, dims, dtype, attributes)[...] = values

    def _put(self, target: Any, values: np.ndarray) -> None:
        """Values (lane, ...) into a variable without time."""
        if self.layout.scenarios is None:
            target[...] = values[0]
        else:
            target[self.first_lane : self.first_lane + self.lanes] = values

    def _flush_all(self) -> None:
        for table in self.buffers:
            self._flush(table)

    def _flush(self, table: str) -> None:
        buffer, first = self.buffers[table], self.written[table]
        if not buffer.count:
            return
        last = first + buffer.count
        with self.guarded():
            if last > self.file.sizes["time"]:
                self.file.resize("time", last)
            block = buffer.take()
            for k, variable in enumerate(buffer.variables):
                self._put_rows(self.file.variables[variable.name], variable, first, last, block[:, k])
        self.written[table] = last

    def _put_rows(self, target: Any, variable: Variable, first: int, last: int, values: np.ndarray) -> None:
        """Values (row, element, lane) of one series."""
        if not variable.dims:
            values = values[:, 0]
        if self.layout.scenarios is None:
            target[first:last] = values[..., 0]
        else:
            target[self.first_lane : self.first_lane + self.lanes, first:last] = np.moveaxis(values, -1, 0)

    # --- its frame ---

    def _chunk_rows(self, table: str) -> int:
        return chunk_rows(prod(self.layout.sizes_of(table)), self.layout.expected_rows)

    def _chunk_lanes(self, values: int) -> int:
        """Scenarios in a chunk that holds so many values of each."""
        return 1

    def _define(self) -> None:
        file, layout = self.file, self.layout
        scenario = ("scenario",) if layout.scenarios is not None else ()
        if layout.scenarios is not None:
            file.dimension("scenario", len(layout.scenarios))
        file.dimension("time", layout.expected_rows, unlimited=True)
        for dim, names in layout.names.items():
            file.dimension(dim, len(names))
        file.variable("time", ("time",), "float64", lay.time_attributes(layout))
        if layout.averaged:
            file.dimension("bounds", 2)
            file.variable("time_bounds", ("time", "bounds"), "float64", {})
        if not self.bare:
            self._define_coordinates()
        for variable in layout.series:
            self._define_series(variable, scenario)
        for variable in layout.summaries:
            attributes = self._attributes(variable)
            file.variable(variable.name, scenario + variable.dims, variable.dtype, attributes, fill=np.nan)
        file.variable("status", scenario, "int16", lay.status_attributes())
        for name, text in layout.attributes.items():
            file.attribute(name, text)

    def _attributes(self, variable: Variable) -> dict[str, Any]:
        return {} if self.bare else lay.variable_attributes(variable, self.layout)

    def _define_coordinates(self) -> None:
        layout = self.layout
        labels = layout.names | ({"scenario": layout.scenarios} if layout.scenarios is not None else {})
        for dim, names in labels.items():
            self._coordinate(dim, dim, np.array(names, object), lay.label_attributes(dim))
        for name, coordinate in layout.coordinates.items():
            self._coordinate(name, coordinate.dim, coordinate.values, coordinate.attributes)
        for name, shape in layout.geometry.items():
            for dim, size in zip(shape.dims, shape.values.shape, strict=True):
                if dim not in self.file.sizes:
                    self.file.dimension(dim, size)
            made = self.file.variable(name, shape.dims, shape.values.dtype, shape.attributes, fill=shape.fill)
            made[...] = shape.values

    def _coordinate(self, name: str, dim: str, values: np.ndarray, attributes: dict[str, Any]) -> None:
        """Strings or numbers by element."""
        dtype = STRINGS if values.dtype == object else values.dtype
        fill = np.nan if values.dtype.kind == "f" else None
        self.file.variable(name, (dim,), dtype, attributes, fill=fill)[:] = values

    def _define_series(self, variable: Variable, scenario: tuple[str, ...]) -> None:
        chunks = (self._chunk_rows(variable.table), *self.layout.sizes_of(variable.table))
        self.file.variable(
            variable.name, (*scenario, "time", *variable.dims), "float32", self._attributes(variable), fill=np.nan,
            chunks=(self._chunk_lanes(prod(chunks)),) * len(scenario) + chunks,
        )  # fmt: skip


class NetCDFWriter(RowWriter):
    """Takes the engine's rows and leaves a finished file, a partial one, or none.

    Until then it is written beside its place, or in a ``folder`` on the same disk.
    """

    def __init__(
        self, path: Path, layout: Layout, overwrite: bool = False, bare: bool = False, folder: Path | None = None
    ):
        check_output(path, overwrite)
        super().__init__(layout)
        self.path, self.overwrite, self.bare = path, overwrite, bare
        beside = hidden(path, f"{os.getpid()}-{id(self):x}.tmp")
        self.aside = folder / beside.name if folder else beside
        with self.guarded():
            self.stream = CarefulFile(self.aside)
            self.file = NetCDF4(self.stream, bare)
            self._define()
        self.block(0, 1)

    def _chunk_lanes(self, values: int) -> int:
        """One in a part: parts are put together chunk by chunk, and nothing else reads them."""
        return 1 if self.bare else chunk_scenarios(values, len(self.layout.scenarios or ("",)))

    # --- ending it ---

    def finish(self) -> Path:
        """Rename the file to its own name."""
        self._close()
        if self.path.exists() and not self.overwrite:  # someone else was here meanwhile
            kept = partial_name(self.path)
            os.replace(self.aside, kept)
            raise UsageError(f"{self.path} came into being during the run: the results are in {kept}")
        os.replace(self.aside, self.path)
        return self.path

    def keep_partial(self) -> Path | None:
        """Leave what is finished as NAME.partial.nc; None where no period is finished."""
        if not self.times:
            self.abandon()
            return None
        self._close()
        kept = partial_name(self.path)
        os.replace(self.aside, kept)
        return kept

    def abandon(self) -> None:
        """Leave nothing behind."""
        for opened in ("file", "stream"):
            with suppress(Exception):
                getattr(self, opened).close()
        self.aside.unlink(missing_ok=True)
        self.times = []

    def _close(self) -> None:
        self._flush_all()
        with self.guarded():
            if self.file.sizes["time"] != len(self.times):
                self.file.resize("time", len(self.times))
            times = np.array(self.times)
            self.file.variables["time"][:] = times
            if self.layout.averaged:
                self.file.variables["time_bounds"][:] = time_bounds(times, self.layout.report_step)
            self.file.attribute(*lay.ended())
            self.file.close()
            self.stream.settle()
        with self.guarded():
            self.stream.close()

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """A full disk or a lost folder is the user's to know, without half a file."""
        failure: Exception | None = None
        try:
            yield
        except (OSError, RuntimeError, ValueError) as error:
            failure = error
        except BaseException:  # Ctrl-C in the middle of a write: the file cannot be trusted
            self.abandon()
            raise
        failure = getattr(getattr(self, "stream", None), "error", None) or failure
        if failure:
            self.abandon()
            raise UsageError(f"cannot write {self.path}: {_reason(failure)}") from failure


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno)
    return (str(error).splitlines() or [type(error).__name__])[0]
