# SPDX-License-Identifier: Apache-2.0
"""Rows of the engine gathered until a whole chunk of the file is full."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any

import numpy as np

from sponge.results.layout import Layout
from sponge.results.registry import Variable
from sponge.results.registry.variable import FURTHER_TABLES, QUALITY_TABLES, ROWS_OF, TABLES, WIDER_TABLES

CHUNK_BYTES = 1 << 20  # well under the 4 MB of the design: rows of a whole chunk of every series are held in memory
LEAST_BYTES = 1 << 16  # of a chunk, over as many scenarios as it takes: a read costs about as much whatever it brings
MAX_CHUNK_ROWS = 4096


def chunk_rows(elements: int, expected_rows: int) -> int:
    """Reporting periods in a chunk of (time, element) float32."""
    fitting = CHUNK_BYTES // (4 * max(elements, 1))
    return int(max(1, min(MAX_CHUNK_ROWS, max(expected_rows, 1), fitting)))


def chunk_scenarios(values: int, scenarios: int) -> int:
    """Scenarios in a chunk that holds so many values of each."""
    return max(1, min(scenarios, ceil(LEAST_BYTES / (4 * max(values, 1)))))


class TableRows:
    """Rows of one table (subcatchment, node, link, system, ...), scaled to the file's units: the variables wanted.

    ``values`` is (row, variable, element, lane) float32, elements by one or two dimensions; system variables have one.
    """

    def __init__(self, layout: Layout, table: str, lanes: int, rows: int):
        self.variables: tuple[Variable, ...] = layout.series_of(table)
        self.table, sizes = table, layout.sizes_of(table) or (1,)
        self.picked: slice | list[int] = [v.row for v in self.variables]
        if self.picked == list(range(len(ROWS_OF[table]))):
            self.picked = slice(None)  # all of them, as they stand
        factors = np.array([v.factor for v in self.variables], np.float64)
        self.factors = factors.reshape(-1, *(1,) * (len(sizes) + 1)) * layout.scale_of(table)
        self.scaled = [k for k, factor in enumerate(self.factors) if np.any(factor != 1.0)]
        self.values = np.empty((rows, len(self.variables), *sizes, lanes), np.float32)
        self.count = 0

    def add(self, rows: np.ndarray) -> Iterator[None]:
        """Take rows (row, variable[, element], lane); comes back whenever the block is full, to have it taken."""
        shaped = rows if rows.ndim > 3 else rows[:, :, None, :]
        shaped, at = shaped[:, self.picked, ..., : self.values.shape[-1]], 0
        while at < len(shaped):
            more = min(len(shaped) - at, len(self.values) - self.count)
            self.values[self.count : self.count + more] = shaped[at : at + more]
            self.count, at = self.count + more, at + more
            if self.count == len(self.values):
                yield

    def take(self) -> np.ndarray:
        """The rows held, in the units of the file, and forget them."""
        held = self.values[: self.count]
        self.count = 0
        for k in self.scaled:
            np.multiply(held[:, k], self.factors[k], out=held[:, k], casting="same_kind")
        return held


def tables_of(layout: Layout) -> list[str]:
    """The tables that have series to be written."""
    return [t for t in (*TABLES, *QUALITY_TABLES, *FURTHER_TABLES, *WIDER_TABLES) if layout.series_of(t)]


def rows_of(rows: Any, table: str) -> np.ndarray:
    """One table's part of rows of the engine."""
    return getattr(rows, table)


def time_bounds(times: np.ndarray, step: float) -> np.ndarray:
    """(time, 2) begin and end of each period of ``step`` [s]; each begins where the one before ended."""
    if not len(times):
        return np.zeros((0, 2))
    return np.column_stack([np.concatenate([[max(times[0] - step, 0.0)], times[:-1]]), times])
