# SPDX-License-Identifier: Apache-2.0
"""A hyetograph of the user's own, from CSV."""

from __future__ import annotations

from math import gcd
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from sponge.base.errors import UsageError
from sponge.base.toml_keys import Duration
from sponge.rain.columns import RainTable, read_rows
from sponge.rain.hyetograph import Hyetograph
from sponge.rain.storm import Rain, steps_of

MILLISECOND = 1e-3


class Csv(Rain):
    """Rows that follow each other: each value holds from its time to the next row's."""

    title: ClassVar[str] = "an own hyetograph from a CSV file"

    kind: Literal["csv"] = "csv"
    file: str = Field(min_length=1, description="columns time and depth, intensity or cumulative, units in the header")
    step: Duration | None = Field(None, description="unless given, the longest step that fits all rows")

    def unscaled(self, folder: Path) -> Hyetograph:
        """The rain of the file, first row first."""
        path = folder / self.file
        rows = read_rows(path)
        edges, cumulative = mass_curve(rows, path)
        edges = edges - edges[0]
        step = self.step or common_step(edges)
        at = np.minimum(step * np.arange(steps_of(edges[-1], step) + 1), edges[-1])
        depths = np.diff(np.interp(at, edges, cumulative))
        return Hyetograph(step, depths, path.stem, {"file": self.file, "quantity": rows.quantity})


def mass_curve(rows: RainTable, path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Edges (m,) [s] and cumulative depth at them (m,) [m]. The last row lasts as long as the one before it."""
    if len(rows.times) < 2:
        raise UsageError(f"{path}:{rows.lines[0]}: one row: a second must tell how long the first lasts")
    if rows.quantity == "cumulative":
        falls = np.nonzero(np.diff(rows.values) < 0.0)[0]
        if len(falls):
            raise UsageError(f"{path}:{rows.lines[falls[0] + 1]}: the cumulative depth falls")
        return rows.times, rows.values - rows.values[0]
    lengths = np.diff(rows.times)
    lengths = np.append(lengths, lengths[-1])
    depths = rows.values * lengths if rows.quantity == "intensity" else rows.values
    edges = np.append(rows.times, rows.times[-1] + lengths[-1])
    return edges, np.concatenate(([0.0], np.cumsum(depths)))


def common_step(edges: np.ndarray) -> float:
    """The longest step [s], in whole milliseconds, that meets every edge."""
    ticks = np.round(np.diff(edges) / MILLISECOND).astype(np.int64)
    return max(gcd(*(int(t) for t in np.unique(ticks))), 1) * MILLISECOND
