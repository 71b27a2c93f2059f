"""Tables of arrays handed to kernels by one pointer.

Numba passes a NamedTuple by value, seven words an array: for a network of hundreds of arrays that takes minutes to
compile and microseconds a call. ``Packed`` writes the addresses and shapes of all arrays of a table, nested ones too,
into one block of memory, and kernels see the block as a type with the same attributes: ``network.nodes.invert`` is an
array there as it is here. The layout is known when a kernel is compiled, and addresses never change, so the
loads leave the loops. How many lanes there are is part of the type: an index by lane costs no multiplication.

Block: a number takes 8 bytes; an array its address and its shape, 8 bytes each; a nested table its own fields, in
place.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numba.core import cgutils, types
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import NativeValue, models, register_model, typeof_impl, unbox
from numba.np.arrayobj import make_array, populate_array
from numba.np.numpy_support import from_dtype

from sponge.base.arrays import kinds_of

WORD = 8


class TableType(types.Type):
    """The compiler's type of a packed table; two tables of one layout have one type."""

    def __init__(self, label: str, fields: tuple[tuple[str, types.Type, int, int], ...]):
        self.fields = {name: (kind, offset, width) for name, kind, offset, width in fields}
        digest = hashlib.sha256(repr([(n, str(k), *rest) for n, k, *rest in fields]).encode()).hexdigest()[:12]
        super().__init__(name=f"Table_{label}_{digest}")


register_model(TableType)(models.OpaqueModel)


class Packed:
    """A table for kernels; keeps the arrays that it points to alive."""

    def __init__(self, table: Any, writeable: bool):
        words: list[int | float] = []
        self._numba_type_ = _lay_out(table, writeable, words, 0)
        self.table = table
        self._block = np.zeros(len(words) + 1, np.int64)
        for i, word in enumerate(words):
            self._block.view(np.float64 if isinstance(word, float) else np.int64)[i] = word
        self.address = self._block.ctypes.data


def _lay_out(table: Any, writeable: bool, words: list[int | float], start: int) -> TableType:
    """Append a table's fields to the words of the block; give its type, with offsets from word ``start``."""
    fields = []
    kinds_by_name = kinds_of(type(table))
    for name, value in zip(table._fields, table, strict=True):
        offset, width = (len(words) - start) * WORD, 0
        kind: types.Type
        if hasattr(value, "_fields"):
            kind = _lay_out(value, writeable, words, len(words))
        elif isinstance(value, np.ndarray):
            if not value.flags.c_contiguous:
                raise TypeError(f"{type(table).__name__}.{name} is not contiguous")
            kind = types.Array(from_dtype(value.dtype), value.ndim, "C", readonly=not writeable)
            words.extend((value.ctypes.data, *value.shape))
            width = value.shape[-1] if kinds_by_name[name] in ("lane", "ref") else 0
        else:
            kind = types.float64 if isinstance(value, float) else types.int64
            words.append(float(value) if isinstance(value, float) else int(value))
        fields.append((name, kind, offset, width))
    return TableType(type(table).__name__, tuple(fields))


@typeof_impl.register(Packed)
def _type_of(value: Packed, _: Any) -> TableType:
    return value._numba_type_


@unbox(TableType)
def _pointer_of(_: TableType, value: Any, c: Any) -> NativeValue:
    number = c.pyapi.object_getattr_string(value, "address")
    pointer = c.pyapi.long_as_voidptr(number)
    c.pyapi.decref(number)
    return NativeValue(pointer, is_error=cgutils.is_not_null(c.builder, c.pyapi.err_occurred()))


@infer_getattr
class _TableAttributes(AttributeTemplate):
    key = TableType

    def generic_resolve(self, table: TableType, name: str) -> types.Type | None:
        return table.fields[name][0] if name in table.fields else None


def _load(builder: Any, block: Any, offset: int, kind: Any) -> Any:
    """A word of the block, which never changes while a kernel runs."""
    place = cgutils.pointer_add(builder, block, offset, kind.as_pointer())
    value = builder.load(place)
    value.set_metadata("invariant.load", builder.module.add_metadata([]))
    return value


@lower_getattr_generic(TableType)
def _field(context: Any, builder: Any, table: TableType, block: Any, name: str) -> Any:
    kind, offset, width = table.fields[name]
    if isinstance(kind, TableType):
        return cgutils.pointer_add(builder, block, offset)
    if not isinstance(kind, types.Array):
        return _load(builder, block, offset, context.get_value_type(kind))
    word = context.get_value_type(types.intp)
    shape = [_load(builder, block, offset + WORD * (1 + i), word) for i in range(kind.ndim)]
    if width:
        shape[-1] = context.get_constant(types.intp, width)
    itemsize = context.get_constant(types.intp, kind.dtype.bitwidth // 8)
    strides = [itemsize]
    for size in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], size))
    array = make_array(kind)(context, builder)
    data = builder.inttoptr(_load(builder, block, offset, word), context.get_data_type(kind.dtype).as_pointer())
    populate_array(array, data=data, shape=shape, strides=strides, itemsize=itemsize, meminfo=None)
    return array._getvalue()
