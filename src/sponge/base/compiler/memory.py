# SPDX-License-Identifier: Apache-2.0
"""Lanes as values: between arrays (element, lane) and registers.

    depth = load(node_state.depth, i, lanes)
    store(node_state.volume, i, where(depth > full, full_volume, depth * area))

``load`` takes the lanes of a row; the result is added, compared and so on like a number, every lane by itself. A
comparison gives a mask; ``where`` chooses by it, ``any_lane`` asks whether it holds anywhere, ``put`` stores where it
holds. ``lanes`` says which lanes: a tuple of zeros, one a lane of the block, means all of them; the number of one lane
means its plain number.

A lane alone can have its elements side by side in their place: ``SIDE_BY_SIDE`` stands for ``lanes`` then, and ``i`` is
Indices. ``load`` gathers a number of each of these elements and ``store`` and ``put`` scatter them, the last first: an
element that is given twice ends as the first of them has it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.np.arrayobj import make_array

from sponge.base.compiler.interpreted import Lanes, lanes_of
from sponge.base.compiler.kernels import operation
from sponge.base.compiler.lane_types import (
    BYTE,
    DOUBLE,
    HALF,
    SINGLE,
    WORD,
    Indices,
    Mask,
    Vector,
    in_every_lane,
    lanes_in,
    lanes_type,
    width_of,
)

SIDE_BY_SIDE = (False,) * 8


def is_row(array: Any, place: tuple) -> bool:
    """Are these the places of a row of lanes?"""
    return (
        isinstance(array, types.Array)
        and array.ndim == len(place) + 1
        and all(isinstance(i, types.Integer) for i in place)
    )


def are_elements(array: Any, place: tuple) -> bool:
    """Is this the place of elements side by side?"""
    return isinstance(array, types.Array) and array.ndim == 2 and len(place) == 1 and isinstance(place[0], Indices)


def are_side_by_side(lanes: Any) -> bool:
    """Does ``lanes`` stand for elements of the one lane that there is?"""
    return isinstance(lanes, types.UniTuple) and isinstance(lanes.dtype, types.Boolean)


def tuple_type(kinds: tuple) -> Any:
    """The type of an operation's further arguments."""
    return types.BaseTuple.from_types(kinds)


def element_of(array: Any) -> ir.Type:
    """What an array is made of."""
    if isinstance(array.dtype, types.Float):
        return DOUBLE if array.dtype.bitwidth == 64 else SINGLE
    return WORD


def pointer_to(context: Any, builder: Any, kind: Any, array: Any, place: Any, kinds: Any, width: int = 1) -> Any:
    """Where the lanes of a place begin, or that of a lane whose number ends the place. Places are never negative."""
    data = make_array(kind)(context, builder, array)
    strides = [builder.extract_value(data.strides, i) for i in range(kind.ndim)]
    offset = ir.Constant(WORD, 0)
    for index, index_kind, stride in zip(place, kinds, strides):
        index = context.cast(builder, index, index_kind, types.int64)
        offset = builder.add(offset, builder.mul(index, stride))
    start = builder.gep(builder.bitcast(data.data, BYTE.as_pointer()), [offset])
    element = element_of(kind)
    return builder.bitcast(start, (ir.VectorType(element, width) if width > 1 else element).as_pointer())


def _elements(context: Any, builder: Any, kind: Any, array: Any, indices: Any) -> list[Any]:
    """Where the elements of an array begin whose numbers stand side by side."""
    data = make_array(kind)(context, builder, array)
    start = builder.bitcast(data.data, BYTE.as_pointer())
    stride = in_every_lane(builder, builder.extract_value(data.strides, 0), indices.type.count)
    offsets, pointer = builder.mul(indices, stride), element_of(kind).as_pointer()
    places = [builder.extract_element(offsets, ir.Constant(HALF, k)) for k in range(indices.type.count)]
    return [builder.bitcast(builder.gep(start, [place]), pointer) for place in places]


def _gathered(builder: Any, elements: list[Any]) -> Any:
    """The numbers at these places, side by side."""
    values = ir.Constant(ir.VectorType(elements[0].type.pointee, len(elements)), ir.Undefined)
    for k, place in enumerate(elements):
        values = builder.insert_element(values, builder.load(place), ir.Constant(HALF, k))
    return values


def _scatter(builder: Any, elements: list[Any], values: Any) -> None:
    """Store numbers at these places, the last first."""
    for k, place in reversed(list(enumerate(elements))):
        builder.store(builder.extract_element(values, ir.Constant(HALF, k)), place)


def _read(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """Lanes of a place; where a narrow block (``base.blocks``) holds one number for all, that number in each."""
    array, kinds = sig.args
    place, width = cgutils.unpack_tuple(builder, args[1]), lanes_in(kinds[-1])
    if are_elements(array, tuple(kinds)[:-1]):
        return _gathered(builder, _elements(context, builder, array, args[0], place[0]))
    if are_side_by_side(kinds[-1]):
        pointer = pointer_to(context, builder, array, args[0], place[:-1], tuple(kinds)[:-1])
        return in_every_lane(builder, builder.load(pointer), width)
    if isinstance(kinds[-1], types.BaseTuple):
        place, kinds = place[:-1], kinds[:-1]
    pointer = pointer_to(context, builder, array, args[0], place, kinds, width)
    values = builder.load(pointer, align=8)
    if array.layout != "A" or array.mutable or width == 1:
        return values
    step = builder.extract_value(make_array(array)(context, builder, args[0]).strides, array.ndim - 1)
    narrow = builder.icmp_signed("==", step, ir.Constant(WORD, 0))
    first = builder.load(builder.bitcast(pointer, element_of(array).as_pointer()), align=8)
    return builder.select(in_every_lane(builder, narrow, width), in_every_lane(builder, first, width), values)


def _load(_: Any, array: Any, *place: Any) -> Any:
    if not (is_row(array, place[:-1]) or are_elements(array, place[:-1])):
        return None
    kind = Vector if isinstance(array.dtype, types.Float) else Indices
    return lanes_type(kind, lanes_in(place[-1]))(array, tuple_type(place)), _read


def _flags(_: Any, array: Any, *place: Any) -> Any:
    def build(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        values = _read(context, builder, sig, args)
        if isinstance(array.dtype, types.Float):
            return builder.fcmp_unordered("!=", values, in_every_lane(builder, ir.Constant(DOUBLE, 0.0), width))
        return builder.icmp_signed("!=", values, in_every_lane(builder, ir.Constant(WORD, 0), width))

    if not (is_row(array, place[:-1]) or are_elements(array, place[:-1])):
        return None
    width = lanes_in(place[-1])
    return lanes_type(Mask, width)(array, tuple_type(place)), build


def _store(_: Any, array: Any, *place: Any) -> Any:
    def build(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        *rows, values = cgutils.unpack_tuple(builder, args[1])
        if are_elements(array, place[:-1]):
            _scatter(builder, _elements(context, builder, array, args[0], rows[0]), values)
            return context.get_dummy_value()
        pointer = pointer_to(context, builder, array, args[0], rows, place, width_of(kind))
        single = element_of(array) == SINGLE
        if single and isinstance(kind, Vector):
            values = builder.fptrunc(values, ir.VectorType(SINGLE, kind.width))
        builder.store(values, pointer, align=4 if single else 8)
        return context.get_dummy_value()

    if not (is_row(array, place[:-1]) or are_elements(array, place[:-1])):
        return None
    kind = place[-1] if isinstance(place[-1], (Vector, Indices)) else array.dtype
    return types.none(array, tuple_type((*place[:-1], kind))), build


def _put(_: Any, array: Any, *place: Any) -> Any:
    def build(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        *rows, holds, values = cgutils.unpack_tuple(builder, args[1])
        if are_elements(array, place[:-2]):
            elements = _elements(context, builder, array, args[0], rows[0])
            _scatter(builder, elements, builder.select(holds, values, _gathered(builder, elements)))
            return context.get_dummy_value()
        pointer = pointer_to(context, builder, array, args[0], rows, place, width_of(mask))
        builder.store(builder.select(holds, values, builder.load(pointer, align=8)), pointer, align=8)
        return context.get_dummy_value()

    mask = place[-2]
    if not isinstance(mask, (Mask, types.Boolean)) or not (
        is_row(array, place[:-2]) or are_elements(array, place[:-2])
    ):
        return None
    return types.none(array, tuple_type((*place[:-1], lanes_type(Vector, width_of(mask))))), build


def _fetch(_: Any, array: Any, i: Any, lanes: Any) -> Any:
    def build(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        pointer = BYTE.as_pointer()
        kind = ir.FunctionType(ir.VoidType(), [pointer, HALF, HALF, HALF])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        first = builder.bitcast(pointer_to(context, builder, array, args[0], args[1:2], (i,)), pointer)
        for line in range(0, lanes_in(lanes) * 8, 64):
            place = builder.gep(first, [ir.Constant(WORD, line)])
            builder.call(function, [place, ir.Constant(HALF, 0), ir.Constant(HALF, 3), ir.Constant(HALF, 1)])
        return context.get_dummy_value()

    return types.none(array, i, lanes), build


def _row(array: np.ndarray, place: tuple, values: Any) -> np.ndarray:
    """The row of an array that takes values."""
    row = array[place]
    if row.size > 1 and not isinstance(values, Lanes):
        raise TypeError(f"a plain number for {row.size} lanes: say spread(number, lanes)")
    return row


@operation(_load)
def load(array: Any, *place: Any) -> Any:
    """``load(array, i, lanes)``: row ``i`` of (element, lane) numbers, ``load(array, lanes)`` of (lane,) ones.

    Whole numbers become Indices.
    """
    *rows, lanes = place
    if not isinstance(lanes, tuple):
        return array[(*rows, lanes)]
    row = array[tuple(rows)]
    if lanes[0] is False:
        return lanes_of(np.broadcast_to(row[..., 0], len(lanes)))
    return lanes_of(row) if len(lanes) > 1 else row[0]


@operation(_flags)
def flags(array: Any, *place: Any) -> Any:
    """``flags(array, i, lanes)``, ``flags(array, lanes)``: where the numbers are not zero, as a mask."""
    return load(array, *place) != 0


@operation(_store)
def store(array: Any, *place: Any) -> None:
    """``store(array, i, values)`` or ``store(array, values)``: the reverse of ``load`` of all lanes.

    The array may have half the precision.
    """
    *rows, values = place
    if rows and isinstance(rows[0], Lanes):
        array[rows[0][::-1], 0] = values[::-1]
    else:
        _row(array, tuple(rows), values)[...] = values


@operation(_put)
def put(array: Any, *place: Any) -> None:
    """``put(array, i, mask, values)``: store in the lanes where the mask holds."""
    *rows, mask, values = place
    if rows and isinstance(rows[0], Lanes):
        store(array, rows[0], np.where(mask, values, array[rows[0], 0]).view(Lanes))
    else:
        row = _row(array, tuple(rows), mask)
        row[...] = np.where(mask, values, row)


@operation(_fetch)
def fetch(array: Any, i: Any, lanes: Any) -> None:
    """Ask for a row of an array (element, lane) ahead of its use; past the array's end nothing happens."""
