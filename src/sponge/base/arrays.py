# SPDX-License-Identifier: Apache-2.0
"""Tables of arrays: what varies by lane, what does not, and how lanes are put side by side.

A table is a NamedTuple whose fields are annotated with one of three kinds:

``Shared``    the same in every lane: topology, codes. Shape ``(element, ...)`` whatever the number of lanes.
``PerLane``   a number that a scenario may vary. ``(element,)`` when built for one lane,
              ``(element, lane)`` in a Network.
``TableRef``  an index into a pool of tables (curves, series, sections). Stacked like ``PerLane``; -1 means none.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar, get_type_hints

import numpy as np

T = TypeVar("T")
Shared = Annotated[np.ndarray, "shared"]
PerLane = Annotated[np.ndarray, "lane"]
TableRef = Annotated[np.ndarray, "ref"]


def zeros_of(table: type[T], *shape: int) -> T:
    """A table whose fields all have one shape, filled with zeros."""
    return table(*(np.zeros(shape) for _ in table._fields))  # type: ignore[attr-defined]


class LaneMismatch(ValueError):
    """Two lanes differ in something that every lane must share."""


POOLS = ("tables", "sections")


def same_tables(a: Any, b: Any) -> bool:
    """Are two pools equal, array by array?"""
    return a is b or all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


def merge_pools(pools: list[Any]) -> tuple[Any, list[int]]:
    """One pool that holds all, each distinct one once, and by how much each lane's references move."""
    kept: list[Any] = []
    shifts = []
    for new in pools:
        at = next((i for i, old in enumerate(kept) if same_tables(old, new)), len(kept))
        if at == len(kept):
            kept.append(new)
        shifts.append(sum(pool_length(p) for p in kept[:at]))
    return concatenate_pools(kept), shifts


def pool_length(pool: Any) -> int:
    """How many tables a pool holds."""
    return len(pool.start) - 1 if "start" in pool._fields else len(pool[0])


def concatenate_pools(pools: list[Any]) -> Any:
    """Pools one after another; row offsets (``start``) move along."""
    if len(pools) == 1:
        return pools[0]
    columns = []
    for name in pools[0]._fields:
        values = [getattr(p, name) for p in pools]
        if name == "start":
            ends = np.cumsum([0] + [v[-1] for v in values[:-1]])
            parts = [v[:-1] + end for v, end in zip(values, ends, strict=True)]
            columns.append(np.concatenate([*parts, values[-1][-1:] + ends[-1]]))
        else:
            columns.append(np.concatenate(values))
    return type(pools[0])(*columns)


_KINDS: dict[type, dict[str, str]] = {}


def kinds_of(table: type) -> dict[str, str]:
    """Field name -> 'shared', 'lane', 'ref' or 'table' (a nested NamedTuple)."""
    if table not in _KINDS:
        hints = get_type_hints(table, include_extras=True).items()
        _KINDS[table] = {k: hint.__metadata__[0] if hasattr(hint, "__metadata__") else "table" for k, hint in hints}
    return _KINDS[table]


def stack_lanes(lanes: list[Any]) -> Any:
    """One table with a lane axis, last, from tables of one lane each; None where the lanes have none.

    Pools of tables (the nested fields ``tables`` and ``sections``) are merged, and the references beside it are
    shifted: a ``TableRef`` called ``section`` or ``*_section`` points into the field ``sections``, every other one
    into the field ``tables``. Raises LaneMismatch where a shared field differs.
    """
    first = lanes[0]
    if not hasattr(first, "_fields"):
        if any(hasattr(lane, "_fields") for lane in lanes):
            raise LaneMismatch(f"{type(lanes[-1]).__name__} is not there in every lane")
        return first
    if any(lane is None for lane in lanes):
        raise LaneMismatch(f"{type(first).__name__} is not there in every lane")
    kinds = kinds_of(type(first))
    merged: dict[str, Any] = {}
    shifts: dict[str, list[int]] = {}
    for name, kind in kinds.items():
        values = [getattr(lane, name) for lane in lanes]
        if kind == "table" and name in POOLS:
            merged[name], shifts[name] = merge_pools(values)
        elif kind == "table":
            merged[name] = stack_lanes(values)
    columns = []
    for name, kind in kinds.items():
        values = [getattr(lane, name) for lane in lanes]
        if kind == "table":
            columns.append(merged[name])
        elif kind == "shared":
            if any(v is not values[0] and not np.array_equal(v, values[0]) for v in values[1:]):
                raise LaneMismatch(f"{type(first).__name__}.{name} differs between lanes")
            columns.append(np.ascontiguousarray(values[0]))
        else:
            if kind == "ref":
                shift = shifts["sections" if name.endswith("section") else "tables"]
                values = [np.where(v >= 0, v + by, v) for v, by in zip(values, shift, strict=True)]
            columns.append(np.ascontiguousarray(np.stack(values, axis=-1)))
    return type(first)(*columns)


def lane_fields(table: type) -> list[str]:
    """The fields of a table that have a lane axis."""
    return [name for name, kind in kinds_of(table).items() if kind in ("lane", "ref")]


def sum_by_lane(values: np.ndarray) -> np.ndarray:
    """Sum over all axes but the last; each lane in the same order whatever its company, so to the same bits."""
    return np.array([np.ascontiguousarray(values[..., lane]).sum() for lane in range(values.shape[-1])], float)


def freeze(table: Any) -> Any:
    """The same table with read-only arrays: a kernel that writes to it does not compile."""
    if hasattr(table, "_fields"):
        return type(table)(*(freeze(value) for value in table))
    if isinstance(table, np.ndarray):
        view = table.view()
        view.flags.writeable = False
        return view
    return table


def zeros_table(table: Any, *shape: int) -> Any:
    """A table of zero arrays."""
    return table(*(np.zeros(shape) for _ in table._fields))


def copy_table(table: Any) -> Any:
    """A deep copy of a table of arrays."""
    if hasattr(table, "_fields"):
        return type(table)(*(copy_table(value) for value in table))
    return None if table is None else np.copy(table)


def overwrite(target: Any, source: Any) -> None:
    """Write the arrays of one table into those of another of the same shape, bit for bit."""
    if hasattr(target, "_fields"):
        for a, b in zip(target, source, strict=True):
            overwrite(a, b)
    elif target is not None:
        target[...] = source
