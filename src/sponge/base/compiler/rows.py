"""Numbers side by side whatever lane and element they belong to: for work that does not ask whose it is.

A kernel that has the same equation to solve for many elements puts what it needs of them into the rows of a scratch
array and lets ``WIDE`` of them go together, elements of one lane as well as lanes of one element.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.np.arrayobj import make_array

from sponge.base.compiler.vectors import DOUBLE, WORD, Vector

WIDE = 16  # two registers, so that one computes while the other waits


def row_places(lanes: int, elements: int) -> int:
    """Elements that a row of a scratch array (row, element, lane) needs room for, with ``elements`` in use."""
    return -(-(-(-elements * lanes // WIDE) * WIDE) // lanes)


def load_wide(array: Any, row: Any, first: Any) -> Any:
    """WIDE numbers of ``array[row]`` of (row, element, lane) numbers, without gaps, from its number ``first``."""
    raise NotImplementedError


def store_wide(array: Any, row: Any, first: Any, values: Any) -> None:
    """The reverse of ``load_wide``."""
    raise NotImplementedError


@infer_global(load_wide)
class _LoadWide(AbstractTemplate):
    key = load_wide

    def generic(self, args: tuple, kws: dict) -> Any:
        return signature(Vector(WIDE), *args) if isinstance(args[0], types.Array) and args[0].ndim == 3 else None


@infer_global(store_wide)
class _StoreWide(AbstractTemplate):
    key = store_wide

    def generic(self, args: tuple, kws: dict) -> Any:
        array, row, first, _ = args
        return signature(types.none, array, row, first, Vector(WIDE)) if array.ndim == 3 else None


def _place(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    data = make_array(sig.args[0])(context, builder, args[0])
    row, first = (context.cast(builder, args[i], sig.args[i], types.int64) for i in (1, 2))
    offset = builder.mul(row, builder.extract_value(data.strides, 0))
    offset = builder.add(offset, builder.mul(first, ir.Constant(WORD, 8)))
    start = builder.gep(builder.bitcast(data.data, cgutils.voidptr_t), [offset])
    return builder.bitcast(start, ir.VectorType(DOUBLE, WIDE).as_pointer())


@lower_builtin(load_wide, types.Array, types.Integer, types.Integer)
def _lower_load(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.load(_place(context, builder, sig, args), align=8)


@lower_builtin(store_wide, types.Array, types.Integer, types.Integer, types.Any)
def _lower_store(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    builder.store(args[3], _place(context, builder, sig, args), align=8)
    return context.get_dummy_value()
