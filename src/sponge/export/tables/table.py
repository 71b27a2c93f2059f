# SPDX-License-Identifier: Apache-2.0
"""Results as tables: rows by scenario, time and element, a column a variable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from sponge.base.errors import UsageError
from sponge.export.tables.choice import FURTHER, NO_ELEMENTS, Choice
from sponge.io.model_units import Unit, flow_units_of, model_unit

OF_SHAPES = "_vertex_count"  # what counts the points of an element's shape says nothing of the element
BLOCK = 1 << 20  # values of a table that are held at once
OWN, COUNTS = "pollutant_units", "L-1"  # the units of concentrations; that of pollutants which are counted


@dataclass(frozen=True)
class Column:
    """A variable of a table, in the unit that it is shown in."""

    name: str
    unit: Unit
    meaning: str

    @property
    def title(self) -> str:
        """Name and unit, for a reader of the file alone."""
        return f"{self.name} [{self.unit.text}]" if self.unit.text not in ("", "1") else self.name


@dataclass(frozen=True)
class Table:
    """Variables of the same dimensions; ``places`` are the chosen elements by dimension."""

    name: str
    data: Any
    dims: tuple[str, ...]  # of a row: scenario, time, pollutant, element
    columns: tuple[Column, ...]
    places: dict[str, np.ndarray]

    @property
    def rows(self) -> int:
        """How many there are."""
        return prod(self._sizes(self.dims))

    @cached_property
    def about(self) -> tuple[Column, ...]:
        """Columns that tell of a row's scenario and element; a table of series has the names alone, and the units of
        pollutants."""
        names = [n for n, v in self.data.coords.items() if n not in self.dims and v.dims and {*v.dims} <= {*self.dims}]
        if "time" in self.dims:
            names = [name for name in names if name == OWN]
        names = [name for name in names if not str(name).endswith(OF_SHAPES)]
        return tuple(_column(str(name), self.data[name], Unit) for name in names)

    @property
    def titles(self) -> dict[str, str]:
        """Of the columns, with their units."""
        return {column.name: column.title for column in (*self.about, *self.columns)}

    def frames(self) -> Iterator[Any]:
        """The rows as pandas frames, a scenario and some times after another; at least one, maybe empty."""
        outer = [dim for dim in ("scenario", "time") if dim in self.dims]
        inner = self.dims[len(outer) :]
        whole = max(1, prod(self.data.sizes[dim] for dim in inner)) * max(1, len(self.columns))
        times = max(1, BLOCK // whole)
        scenarios: list[int | None] = [*range(self.data.sizes["scenario"])] if "scenario" in outer else [None]
        last = self.data.sizes["time"] if "time" in outer else 1
        if "scenario" in outer and "time" not in outer:  # summaries are small: all scenarios at once
            yield self._frame({})
            return
        for scenario in scenarios:
            for first in range(0, max(last, 1), times):
                at: dict[str, slice] = {"time": slice(first, first + times)} if "time" in outer else {}
                if scenario is not None:
                    at["scenario"] = slice(scenario, scenario + 1)
                yield self._frame(at)

    def _frame(self, at: dict[str, slice]) -> Any:
        import pandas as pd

        part = self.data[[c.name for c in self.columns]].isel(at).load()
        part = part.isel({dim: self.places[dim] for dim in self.dims if dim in self.places})
        sizes = tuple(part.sizes[dim] for dim in self.dims)
        found: dict[str, Any] = {}
        for axis, dim in enumerate(self.dims):
            found[dim] = _along(part[dim].values, axis, sizes)
        for column in self.about:
            v = part[column.name]
            shape = tuple(n if dim in v.dims else 1 for dim, n in zip(self.dims, sizes, strict=True))
            found[column.name] = np.broadcast_to(v.values.reshape(shape), sizes).ravel()
        counted = found.get(OWN, np.array("")) == COUNTS
        for column in self.columns:
            values = part[column.name].transpose(*self.dims).values.ravel()
            shown = column.unit.of(values)
            mass = self.data[column.name].attrs.get("units") == "kg"
            found[column.name] = np.where(counted, values, shown) if mass and counted.any() else shown
        return pd.DataFrame(found)

    def _sizes(self, dims: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(len(self.places[dim]) if dim in self.places else self.data.sizes[dim] for dim in dims)


def tables_of(data: Any, choice: Choice, model_units: bool = False, series: bool | None = None) -> list[Table]:
    """The tables of what is chosen: ``node`` of summaries, ``node_series``, ``node_quality`` by pollutant, ``system``
    of the whole; UsageError where nothing is left. ``series``: of all elements or of none, whatever is chosen."""
    flow_units = flow_units_of(data) if model_units else ""
    places = choice.places(data)
    groups: dict[tuple[str, ...], list[Column]] = {}
    for name in choice.names(data):
        dims = tuple(map(str, data[name].dims))
        elements = [dim for dim in dims if dim not in NO_ELEMENTS]
        chosen = all(dim in places for dim in elements) and (elements or choice.variables or not choice.elements)
        timed = choice.has_series(dims) if series is None else series
        if chosen and ("time" not in dims or timed):
            unit = (lambda u: model_unit(u, flow_units)) if model_units else Unit
            groups.setdefault(dims, []).append(_column(name, data[name], unit))
    if not groups:
        raise UsageError("the results have no variable that is of the elements and of the names chosen")
    order = list(dict.fromkeys(_name(dims).removesuffix("_series") for dims in groups))
    found = [Table(_name(dims), data, dims, tuple(columns), places) for dims, columns in groups.items()]
    return sorted(found, key=lambda table: (order.index(table.name.removesuffix("_series")), "time" in table.dims))


def _name(dims: tuple[str, ...]) -> str:
    elements = [dim for dim in dims if dim not in NO_ELEMENTS]
    by = [dim for dim in dims if dim in FURTHER]
    words = [*elements, *(FURTHER[dim] for dim in by)] if elements else by or ["system"]
    return "_".join([*words, *(["series"] if "time" in dims else [])])


def _column(name: str, variable: Any, unit: Any) -> Column:
    units = str(variable.attrs.get("units", ""))
    meaning = str(variable.attrs.get("long_name", ""))
    if name.endswith("_concentration") and units == "1":
        meaning += f", in the unit that {OWN} tells"
    if "pollutant" in variable.dims and units == "kg":
        meaning += f"; a count where {OWN} is {COUNTS}"
    return Column(name, unit(units), meaning)


def _along(values: np.ndarray, axis: int, sizes: tuple[int, ...]) -> np.ndarray:
    """Labels of one dimension for every row."""
    return np.tile(np.repeat(values, prod(sizes[axis + 1 :])), prod(sizes[:axis]))
