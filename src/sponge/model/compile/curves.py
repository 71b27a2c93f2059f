# SPDX-License-Identifier: Apache-2.0
"""Curves of a Model gathered into a pool, each once."""

from __future__ import annotations

import numpy as np

from sponge.base.tables import Tables, pool
from sponge.model.model import Model


class CurvePool:
    """Collects the curves that one kind of element uses."""

    def __init__(self, model: Model):
        self._model = model
        self._places: dict[str, int] = {}
        self._tables: list[tuple[np.ndarray, np.ndarray]] = []

    def place(self, name: str) -> int:
        """Index of a curve by name; -1 for no name."""
        if not name:
            return -1
        if name not in self._places:
            points = np.array(self._model.curves[name].points, float).reshape(-1, 2)
            self._places[name] = self.add(points[:, 0], points[:, 1])
        return self._places[name]

    def add(self, x: np.ndarray, y: np.ndarray) -> int:
        """Index of a table that belongs to no name."""
        self._tables.append((x, y))
        return len(self._tables) - 1

    def tables(self) -> Tables:
        """The pool."""
        return pool(self._tables)
