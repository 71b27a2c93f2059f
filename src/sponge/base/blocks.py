# SPDX-License-Identifier: Apache-2.0
"""Where the per-lane fields of a table lie in memory: side by side, an element's numbers next to each other.

A loop that reads twenty fields of an element then follows one stream through memory instead of twenty, reaches all
of them from one address, and the compiler knows that no field overlaps another. A block is (element, field, lane).

A read-only block in which all lanes are equal is held once, (element, field): scenarios vary few of the numbers that
they could vary, and a wide block waits for memory. Fields that scenarios often vary lie ``apart``, in a second block,
so that the first one stays narrow.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from sponge.base.arrays import kinds_of

T = TypeVar("T")
CACHE_LINE = 64  # bytes
PADDING = 16  # numbers behind a narrow block: kernels read all lanes from any place

_APART: dict[type, tuple[str, ...]] = {}


def in_blocks(apart: tuple[str, ...] = ()) -> Callable[[type[T]], type[T]]:
    """Let the per-lane fields of a table, all of one shape, lie in a block, those ``apart`` in a second one."""

    def mark(table: type[T]) -> type[T]:
        _APART[table] = apart
        return table

    return mark


def blocks_of(table: type) -> list[list[str]]:
    """The fields of each block of a table; none for a table that has no blocks."""
    if table not in _APART:
        return []
    apart = _APART[table]
    fields = [name for name, kind in kinds_of(table).items() if kind in ("lane", "ref")]
    return [group for group in ([f for f in fields if f not in apart], list(apart)) if group]


def side_by_side(table: Any, *, once: bool = False) -> Any:
    """The same table, its fields as views of its blocks; with ``once`` narrow where all lanes are equal."""
    if not hasattr(table, "_fields"):
        return table
    parts = {name: side_by_side(value, once=once) for name, value in zip(table._fields, table, strict=True)}
    for names in blocks_of(type(table)):
        values = [parts[name] for name in names]
        narrow = once and values[0].shape[-1] > 1 and all(map(_alike, values))
        parts |= zip(names, _block([v[..., :1] for v in values], values[0].shape) if narrow else _block(values))
    return type(table)(**parts)


def _alike(values: np.ndarray) -> bool:
    """Are all lanes equal to the bit?"""
    bits = np.ascontiguousarray(values).view(np.int64)
    return bool((bits == bits[..., :1]).all())


def _block(values: list[np.ndarray], shape: tuple[int, ...] | None = None) -> list[np.ndarray]:
    """Views of a new block that holds the values, which begins with a cache line; spread to a shape."""
    *rows, lanes = values[0].shape
    size = int(np.prod(rows, dtype=np.int64)) * len(values) * lanes
    room = np.zeros(size + CACHE_LINE // 8 + PADDING)
    first = -room.ctypes.data % CACHE_LINE // 8
    block = room[first : first + size].reshape(*rows, len(values), lanes)
    views = []
    for i, value in enumerate(values):
        view = block[..., i, :].view(value.dtype)
        view[...] = value
        views.append(np.broadcast_to(view, shape) if shape else view)
    return views
