# SPDX-License-Identifier: Apache-2.0
"""Numbers side by side whatever lane and element they belong to: for work that does not ask whose it is.

A kernel that has the same equation to solve for many elements puts what it needs of them into the rows of a scratch
array and lets ``WIDE`` of them go together, elements of one lane as well as lanes of one element.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.np.arrayobj import make_array

from sponge.base.compiler.interpreted import lanes_of
from sponge.base.compiler.kernels import operation
from sponge.base.compiler.lane_types import BYTE, DOUBLE, WORD, Vector

WIDE = 16  # two registers, so that one computes while the other waits


def row_places(lanes: int, elements: int) -> int:
    """Elements that a row of a scratch array (row, element, lane) needs room for, with ``elements`` in use."""
    return -(-(-(-elements * lanes // WIDE) * WIDE) // lanes)


def _place(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    data = make_array(sig.args[0])(context, builder, args[0])
    row, first = (context.cast(builder, args[i], sig.args[i], types.int64) for i in (1, 2))
    offset = builder.mul(row, builder.extract_value(data.strides, 0))
    offset = builder.add(offset, builder.mul(first, ir.Constant(WORD, 8)))
    start = builder.gep(builder.bitcast(data.data, BYTE.as_pointer()), [offset])
    return builder.bitcast(start, ir.VectorType(DOUBLE, WIDE).as_pointer())


def _load_wide(_: Any, array: Any, row: Any, first: Any) -> Any:
    def build(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.load(_place(context, builder, sig, args), align=8)

    return (Vector(WIDE)(array, row, first), build) if isinstance(array, types.Array) and array.ndim == 3 else None


@operation(_load_wide)
def load_wide(array: Any, row: Any, first: Any) -> Any:
    """WIDE numbers of ``array[row]`` of (row, element, lane) numbers, without gaps, from its number ``first``."""
    return lanes_of(array[row].reshape(-1)[first : first + WIDE])


def _store_wide(_: Any, array: Any, row: Any, first: Any, values: Any) -> Any:
    def build(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        builder.store(args[3], _place(context, builder, sig, args), align=8)
        return context.get_dummy_value()

    if not isinstance(array, types.Array) or array.ndim != 3:
        return None
    return types.none(array, row, first, Vector(WIDE)), build


@operation(_store_wide)
def store_wide(array: Any, row: Any, first: Any, values: Any) -> None:
    """The reverse of ``load_wide``."""
    array[row].reshape(-1)[first : first + WIDE] = values
