# SPDX-License-Identifier: Apache-2.0
"""Rows of the Model to columns of the engine's tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import numpy as np

from sponge.base.arrays import kinds_of
from sponge.model.compile.curves import CurvePool

T = TypeVar("T")


def integers(values: Iterable[int]) -> np.ndarray:
    """An array of codes or indices."""
    return np.array(list(values), np.int64)


def numbers(values: Iterable[float]) -> np.ndarray:
    """An array of numbers."""
    return np.array(list(values), float)


def table_of(table: type[T], rows: Sequence[Any], curves: CurvePool, **given: Any) -> T:
    """A table of one lane, of a NamedTuple's type. A column that is not given is the rows' attribute of its name.

    A reference (TableRef) is the name of a curve there; ``tables`` are the curves. AttributeError where a row has none.
    """
    make = {"shared": integers, "lane": numbers, "ref": lambda names: integers(map(curves.place, names))}
    columns = dict(given)
    for name, kind in kinds_of(table).items():
        if name not in columns and name != "tables":
            columns[name] = make[kind](getattr(row, name) for row in rows)
    return table(**columns, **({"tables": curves.tables()} if "tables" in kinds_of(table) else {}))
