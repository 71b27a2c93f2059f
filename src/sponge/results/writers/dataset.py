# SPDX-License-Identifier: Apache-2.0
"""Results in memory: the same dataset that a file would open as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sponge.results import layout as lay
from sponge.results.actions import listed_actions
from sponge.results.layout import Layout
from sponge.results.open_results import decoded
from sponge.results.summaries import summary_values
from sponge.results.writers.chunks import TableRows, rows_of, tables_of, time_bounds


class DatasetBuilder:
    """Takes the engine's rows and becomes an xarray.Dataset; same use as NetCDFWriter."""

    def __init__(self, layout: Layout):
        self.layout = layout
        self.total = 1 if layout.scenarios is None else len(layout.scenarios)
        self.data: dict[str, np.ndarray] = {}  # (scenario, time, element) or (scenario, element)
        self.status = np.full(self.total, 130, np.int16)
        self.times: list[float] = []
        self.parts: dict[str, list[np.ndarray]] = {}
        self.listed: dict[str, Any] = {}
        self.first_lane, self.lanes = 0, 1
        self.block(0, 1)

    def block(self, first_lane: int, lanes: int) -> None:
        """The next rows are of these scenarios, from the first period on."""
        self.first_lane, self.lanes = first_lane, lanes
        self.times = []
        rows = min(max(self.layout.expected_rows, 1), 512)
        self.buffers = {
            t: TableRows(self.layout, t, lanes, rows) for t in tables_of(self.layout)
        }
        self.parts = {t: [] for t in self.buffers}

    def extend(self, times: Sequence[float], rows: Any) -> None:
        """Some reporting periods that end at ``times``, s since the start."""
        self.times.extend(times)
        rows = self.layout.widened(rows)
        for table, buffer in self.buffers.items():
            for _ in buffer.add(rows_of(rows, table)):
                self.parts[table].append(buffer.take().copy())

    def summarise(self, summary: dict[str, np.ndarray], status: int | np.ndarray = 0) -> None:
        """Close the block: its series and its summaries."""
        lanes = slice(self.first_lane, self.first_lane + self.lanes)
        self.listed = listed_actions(self.layout.actions, self.layout.moment_attributes, summary)
        summary = self.layout.widened_summary(summary)
        for table, buffer in self.buffers.items():
            rows = np.concatenate([*self.parts[table], buffer.take()])
            for k, variable in enumerate(buffer.variables):
                values = np.moveaxis(rows[:, k], -1, 0)
                self._target(variable.name, values.shape[1:], "float32")[lanes] = values
        for variable in self.layout.summaries:
            found = summary_values(variable, summary, self.layout, self.lanes)
            if found is not None:
                self._target(variable.name, found.shape[1:], variable.dtype)[lanes] = found
        self.status[lanes] = status

    def _target(self, name: str, shape: tuple[int, ...], dtype: str) -> np.ndarray:
        if name not in self.data:
            self.data[name] = np.full((self.total, *shape), np.nan, dtype)
        return self.data[name]

    def dataset(self) -> Any:
        """The finished xarray.Dataset."""
        import xarray as xr

        import sponge.results.accessor  # noqa: F401 - registers Dataset.sponge

        layout, times = self.layout, np.array(self.times)
        scenario = () if layout.scenarios is None else ("scenario",)
        found: dict[str, Any] = {"time": ("time", times, lay.time_attributes(layout))}
        if layout.averaged:
            found["time_bounds"] = (("time", "bounds"), time_bounds(times, layout.report_step))
        labels = layout.names | ({"scenario": layout.scenarios} if layout.scenarios is not None else {})
        for dim, names in labels.items():
            found[dim] = (dim, np.array(names, object), lay.label_attributes(dim))
        for name, coordinate in layout.coordinates.items():
            found[name] = (coordinate.dim, coordinate.values, coordinate.attributes)
        for name, drawn in layout.geometry.items():
            filled = {} if drawn.fill is None else {"_FillValue": drawn.values.dtype.type(drawn.fill)}
            found[name] = (drawn.dims, drawn.values, drawn.attributes | filled)
        for variable in (*layout.series, *layout.summaries):
            dims = variable.dims if variable in layout.summaries else ("time", *variable.dims)
            shape = tuple(len(times) if d == "time" else len(layout.names[d]) for d in dims)
            values = self.data.get(variable.name, np.full((self.total, *shape), np.nan, variable.dtype))
            values = values.reshape(self.total, *shape)
            found[variable.name] = (
                (*scenario, *dims), values if scenario else values[0], lay.variable_attributes(variable, layout),
            )  # fmt: skip
        found["status"] = (scenario, self.status if scenario else self.status[0], lay.status_attributes())
        found |= self.listed
        return decoded(xr.Dataset(found, attrs=layout.attributes | dict([lay.ended()])))
