# SPDX-License-Identifier: Apache-2.0
"""Weighted sums over elements as one sparse matrix: many rows, the few elements that each needs.

The product adds the entries of a row one after another, lane by lane: a lane's sum has the same bits in any company.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Fetch = Callable[[str], np.ndarray]  # source -> (element, lane)


class WeightedSums:
    """Rows are added to first, then used: ``add`` what each row sums, ``of`` the sums of (element, lane) arrays."""

    def __init__(self, rows: int):
        self.rows = rows
        self._entries: list[tuple[int, str, int, float]] = []
        self._matrix: Any = None
        self._columns: list[tuple[str, slice, slice | np.ndarray]] = []  # source, its columns, their elements
        self._values = np.zeros((0, 0))

    def add(self, row: int, source: str, element: int, weight: float = 1.0) -> None:
        """Row ``row`` also adds ``weight`` times this element of this source."""
        self._entries.append((row, source, element, weight))

    def close(self) -> WeightedSums:
        """Make the matrix; nothing can be added any more."""
        from scipy.sparse import csr_array

        elements: dict[str, dict[int, int]] = {}
        for _, source, element, _ in self._entries:
            elements.setdefault(source, {}).setdefault(element, 0)
        place, count = {}, 0
        for source, found in elements.items():
            place[source] = dict(zip(found, range(count, count + len(found)), strict=True))
            chosen = np.array(list(found), np.int64)
            inner = slice(len(found)) if np.array_equal(chosen, np.arange(len(found))) else chosen
            self._columns.append((source, slice(count, count + len(found)), inner))
            count += len(found)
        row = np.array([e[0] for e in self._entries], np.int64)
        column = np.array([place[e[1]][e[2]] for e in self._entries], np.int64)
        weight = np.array([e[3] for e in self._entries], float)
        self._matrix = csr_array((weight, (row, column)), shape=(self.rows, count))
        self._entries = []
        return self

    def of(self, fetch: Fetch, lanes: int) -> np.ndarray:
        """The sums (row, lane)."""
        if self._values.shape != (self._matrix.shape[1], lanes):
            self._values = np.empty((self._matrix.shape[1], lanes))
        for source, columns, elements in self._columns:
            self._values[columns] = fetch(source)[elements]
        return self._matrix @ self._values
