# SPDX-License-Identifier: Apache-2.0
"""Rows of tables (table, row, column): a table and a row a lane."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import types
from numba.np.arrayobj import make_array

from sponge.base.compiler.arithmetic import of_llvm
from sponge.base.compiler.interpreted import Lanes, lanes_of
from sponge.base.compiler.kernels import operation
from sponge.base.compiler.lane_types import BYTE, DOUBLE, HALF, WORD, Indices, Vector, in_every_lane
from sponge.base.compiler.memory import pointer_to

COLUMNS = 8  # of tables that are read by rows


def _of_lanes(table: Any, k: Any, row: Any) -> bool | None:
    """Is it a place of lanes in a table, or of a number? None if neither."""
    if isinstance(table, types.Array) and table.ndim == 3:
        if isinstance(k, Indices) and isinstance(row, Vector):
            return True
        if isinstance(k, types.Integer) and isinstance(row, types.Integer):
            return False
    return None


def _whole_rows(builder: Any, row: Any, width: int) -> Any:
    """Rows kept as numbers, as 64-bit ones."""
    return builder.sext(builder.fptosi(row, ir.VectorType(HALF, width)), ir.VectorType(WORD, width))


def _cell(_: Any, table: Any, k: Any, row: Any, column: Any) -> Any:
    def build(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        data = make_array(table)(context, builder, args[0])
        across, down, along = (builder.extract_value(data.strides, i) for i in range(3))
        column_number = context.cast(builder, args[3], column, types.int64)
        start = builder.bitcast(data.data, BYTE.as_pointer())
        start = builder.gep(start, [builder.mul(column_number, along)])
        if not lanes:
            first, second = (context.cast(builder, args[i], (k, row)[i - 1], types.int64) for i in (1, 2))
            offset = builder.add(builder.mul(first, across), builder.mul(second, down))
            return builder.load(builder.bitcast(builder.gep(start, [offset]), DOUBLE.as_pointer()))
        rows = _whole_rows(builder, args[2], k.width)
        across, down = (in_every_lane(builder, stride, k.width) for stride in (across, down))
        offset = builder.add(builder.mul(args[1], across), builder.mul(rows, down))
        result = ir.Constant(ir.VectorType(DOUBLE, k.width), ir.Undefined)
        for i in range(k.width):
            at = ir.Constant(HALF, i)
            place = builder.bitcast(builder.gep(start, [builder.extract_element(offset, at)]), DOUBLE.as_pointer())
            result = builder.insert_element(result, builder.load(place), at)
        return result

    lanes = _of_lanes(table, k, row)
    if lanes is None:
        return None
    return (Vector(k.width) if lanes else table.dtype)(table, k, row, column), build


@operation(_cell)
def cell(table: Any, k: Any, row: Any, column: Any) -> Any:
    """``table[k, row, column]`` of a (table, row, column) array; of lanes ``k`` is Indices, ``row`` whole numbers."""
    found = table[k, _row_number(row), column]
    return lanes_of(found) if isinstance(k, Lanes) else found


def _row_number(row: Any) -> Any:
    return np.asarray(row).astype(np.int64)


def _row_of(_: Any, table: Any, k: Any, row: Any) -> Any:
    def build(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        if lanes:
            columns = _columns(context, builder, table, args, k.width)
        else:
            pointer = pointer_to(context, builder, table, args[0], args[1:], (k, row))
            columns = [builder.load(builder.gep(pointer, [ir.Constant(WORD, i)])) for i in range(COLUMNS)]
        return context.make_tuple(builder, sig.return_type, columns)

    lanes = _of_lanes(table, k, row)
    if lanes is None:
        return None
    return types.UniTuple(Vector(k.width) if lanes else table.dtype, COLUMNS)(table, k, row), build


def _columns(context: Any, builder: Any, table: Any, args: Any, width: int) -> list[Any]:
    """Eight rows, one a lane, read whole and turned into eight columns."""
    data = make_array(table)(context, builder, args[0])
    start = builder.bitcast(data.data, BYTE.as_pointer())
    rows_of_table = in_every_lane(builder, builder.extract_value(data.shape, 1), width)
    row = builder.add(_whole_rows(builder, args[2], width), builder.mul(args[1], rows_of_table))
    offset = builder.mul(row, ir.Constant(args[1].type, [8 * COLUMNS] * width))
    rows = []
    for i in range(width):
        place = builder.gep(start, [builder.extract_element(offset, ir.Constant(HALF, i))])
        rows.append(builder.load(builder.bitcast(place, ir.VectorType(DOUBLE, COLUMNS).as_pointer()), align=8))
    columns = _turned(builder, rows[:COLUMNS])
    if width > COLUMNS:
        joined = ir.Constant(ir.VectorType(HALF, width), list(range(width)))
        later = _turned(builder, rows[COLUMNS:])
        columns = [builder.shuffle_vector(a, b, joined) for a, b in zip(columns, later, strict=True)]
    return columns


def _turned(builder: Any, rows: list[Any]) -> list[Any]:
    """The columns of a square matrix: its pairs of rows exchanged at distances of 1, 2 and 4."""
    size, distance = len(rows), 1
    while distance < size:
        low = [j if j & distance == 0 else size + j - distance for j in range(size)]
        high = [j + distance if j & distance == 0 else size + j for j in range(size)]
        masks = [ir.Constant(ir.VectorType(HALF, size), m) for m in (low, high)]
        rows = [
            builder.shuffle_vector(rows[i & ~distance], rows[i | distance], masks[1 if i & distance else 0])
            for i in range(size)
        ]
        distance *= 2
    return rows


@operation(_row_of)
def row_of(table: Any, k: Any, row: Any) -> Any:
    """``table[k, row]`` of a (table, row, 8) array, its eight columns as a tuple; lanes as in ``cell``."""
    found = table[k, _row_number(row)]
    return tuple(lanes_of(column) for column in found.T) if isinstance(k, Lanes) else tuple(found)


def _row_from(_: Any, x: Any) -> Any:
    def build(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return args[0] if isinstance(x, Vector) else builder.fptosi(args[0], WORD)

    return ((x if isinstance(x, Vector) else types.int64)(x), build) if isinstance(x, (Vector, types.Float)) else None


@operation(_row_from)
def row_from(x: Any) -> Any:
    """The number of a row that was kept among the state's numbers."""
    return x if isinstance(x, Lanes) else int(x)


def _whole(_: Any, x: Any) -> Any:
    def build(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        if not isinstance(x, Vector):
            return builder.fptosi(args[0], WORD)
        floor = of_llvm("llvm.floor")(builder, args[0])
        zero = ir.Constant(floor.type, [0.0] * x.width)
        return builder.select(builder.fcmp_ordered(">=", floor, zero), floor, zero)

    return ((x if isinstance(x, Vector) else types.int64)(x), build) if isinstance(x, (Vector, types.Float)) else None


@operation(_whole)
def whole(x: Any) -> Any:
    """x >= 0 without its fraction: a row of a table. In lanes whole numbers stay numbers, and NaN gives 0."""
    if isinstance(x, Lanes):
        return lanes_of(np.where(np.floor(x) >= 0.0, np.floor(x), 0.0))
    return int(x) if np.isfinite(x) else 0
