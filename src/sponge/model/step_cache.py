# SPDX-License-Identifier: Apache-2.0
"""Steps of checking and compiling that need not be taken again: lanes of a sweep have most of their model in common.

A step is a function of a Model and of what earlier steps made. Its result is kept with everything that it read of them,
and given again where it would read the very same. So a step is asked for its reads by watching it, not by a list that
could be wrong; and a lane compiled after others is, bit for bit, the lane compiled alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, is_dataclass, replace
from itertools import chain
from operator import is_
from types import FunctionType, MethodType
from typing import Any, TypeVar

import numpy as np

from sponge.base.arrays import freeze
from sponge.model.bare_rows import FREE, bare_row, fixed_parts
from sponge.model.model import Model
from sponge.model.read_only import ReadOnly

T = TypeVar("T")
MOST_KEPT = 4  # results of a step: scenarios often go round a few variants


class Watched:
    """Stands for an object in a step and notes the fields that the step reads."""

    def __init__(self, source: Any):
        self.__dict__ |= {"_source": source, "_reads": {}}

    def __getattr__(self, name: str) -> Any:
        found = getattr(type(self._source), name, None)
        if isinstance(found, property):
            return found.fget(self)  # type: ignore[misc]
        if isinstance(found, FunctionType):
            return MethodType(found, self)
        value = getattr(self._source, name)
        self._reads[name] = self.__dict__[name] = value
        return value


def unchanged(before: Any, now: Any) -> bool:
    """Is it the same object, an array or plain value of the same bits, or a tuple or dict of what is unchanged?"""
    if before is now:
        return True
    if type(before) is not type(now):
        return False
    if isinstance(now, tuple):
        return len(before) == len(now) and all(map(unchanged, before, now))
    if isinstance(now, dict):
        return list(before) == list(now) and all(map(unchanged, before.values(), now.values()))
    if isinstance(now, np.ndarray):
        alike = before.dtype == now.dtype and before.shape == now.shape
        return alike and before.tobytes() == now.tobytes()
    return isinstance(now, bool | int | str | float) and repr(before) == repr(now)


@dataclass(frozen=True, slots=True)
class Known:
    """A result and what it was made of: fields read of each source, or the source itself where it has none."""

    reads: tuple[Any, ...]
    result: Any

    def fits(self, sources: tuple[Any, ...]) -> bool:
        """Would the step read the same of these?"""
        for read, source in zip(self.reads, sources, strict=True):
            if isinstance(read, dict) and has_fields(source):
                if not all(unchanged(value, getattr(source, name)) for name, value in read.items()):
                    return False
            elif not unchanged(read, source):
                return False
        return True


def has_fields(source: Any) -> bool:
    """Is it a Model, a table or the like?"""
    return hasattr(source, "_fields") or is_dataclass(source)


class StepCache:
    """What the last lanes needed, for the next ones."""

    def __init__(self) -> None:
        self._kept: dict[Any, deque[Known]] = {}
        self._bare: dict[str, deque[tuple[tuple[str, ...], list[Any], dict[str, Any]]]] = {}
        self._last: Any = (None, None)

    def of(self, step: Callable[..., T], *sources: Any) -> T:
        """The result of a step, arrays read-only: other lanes have it too."""
        kept = self._kept.setdefault(step, deque(maxlen=MOST_KEPT))
        for known in kept:
            if known.fits(sources):
                return known.result
        watched = [Watched(source) if has_fields(source) else source for source in sources]
        result = freeze(step(*watched))
        kept.appendleft(Known(tuple(w._reads if isinstance(w, Watched) else w for w in watched), result))
        return result

    def bare_model(self, model: Model) -> Model:
        """The model without the numbers that scenarios like to vary (``bare_rows``), the same tables where it can."""
        if self._last[0] is model:
            return self._last[1]
        with_tables: dict[str, Any] = {table: self._bare_table(table, getattr(model, table)) for table in FREE}
        self._last = model, replace(model, **with_tables)
        return self._last[1]

    def _bare_table(self, table: str, rows: dict[str, Any]) -> dict[str, Any]:
        names, parts = tuple(rows), fixed_parts(table, rows)
        kept = self._bare.setdefault(table, deque(maxlen=MOST_KEPT))
        for known_names, known_parts, found in kept:
            if known_names == names and all(map(is_, chain(*known_parts), chain(*parts))):
                return found
        kept.appendleft((names, parts, ReadOnly({name: bare_row(table, row) for name, row in rows.items()})))
        return kept[0][2]
