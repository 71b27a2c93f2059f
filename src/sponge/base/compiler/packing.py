# SPDX-License-Identifier: Apache-2.0
"""Tables of arrays handed to kernels by one pointer.

Numba passes a NamedTuple by value, seven words an array: for a network of hundreds of arrays that takes minutes to
compile and microseconds a call. ``Packed`` writes the addresses and shapes of all arrays of a table, nested ones too,
into one block of memory, and kernels see the block as a type with the same attributes: ``network.nodes.invert`` is an
array there as it is here. The layout is known when a kernel is compiled, and addresses never change, so the
loads leave the loops. How many lanes there are is part of the type: an index by lane costs no multiplication.

Block: a number takes 8 bytes; an array its address and its shape, 8 bytes each; a nested table its own fields, in
place, and nothing where it is None. The fields of a block (``base.blocks``) have one address and shape in common.
Their distances from it and steps are constants, but for a read-only block with several lanes, which may be narrow:
that has them beside its shape.
"""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

import numpy as np
from numba.core import cgutils, types
from numba.core.typing.templates import AttributeTemplate  # what ``infer_getattr`` takes
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.arrayobj import make_array, populate_array
from numba.np.numpy_support import from_dtype

from sponge.base.arrays import kinds_of
from sponge.base.blocks import blocks_of

WORD = 8


class Field(NamedTuple):
    """Where a field of a table is."""

    kind: types.Type
    offset: int  # bytes from the table's start to the number, the nested table, or the array's address and shape
    width: int = 0  # the last axis where it is that of the lanes
    shift: int = 0  # bytes from the address to the array's first element; of a block with steps, the field's number
    strides: tuple[int, ...] = ()  # bytes; none for a contiguous array and for a block with steps
    steps: bool = False  # the block has its steps behind its shape: between fields, then the array's strides


class TableType(types.Type):
    """The compiler's type of a packed table; two tables of one layout have one type."""

    def __init__(self, label: str, fields: dict[str, Field]):
        self.label, self.fields = label, fields
        digest = hashlib.sha256(repr([(n, str(f[0]), *f[1:]) for n, f in fields.items()]).encode()).hexdigest()[:12]
        super().__init__(name=f"Table_{label}_{digest}")

    def without_last(self, name: str) -> TableType:
        """The type of a table that has None in place of a nested table behind all its other fields."""
        offset = self.fields[name].offset
        if any(field.offset > offset for field in self.fields.values()):
            raise TypeError(f"{self.label}.{name} is not the last field that holds anything")
        return TableType(self.label, {field: kind for field, kind in self.fields.items() if field != name})


register_model(TableType)(models.OpaqueModel)


class Packed:
    """A table for kernels; keeps the arrays that it points to alive.

    It holds addresses, so a copy would work on the arrays of the original, and one in another process on anything.
    """

    def __init__(self, table: Any, writeable: bool):
        words: list[int | float] = []
        self._numba_type_ = _lay_out(table, writeable, words, 0)
        self.table = table
        self._block = np.zeros(len(words) + 1, np.int64)
        for i, word in enumerate(words):
            self._block.view(np.float64 if isinstance(word, float) else np.int64)[i] = word
        self.address = self._block.ctypes.data

    def without_last(self, name: str) -> Packed:
        """The same table in the same place, seen as if it had None in the last of its fields that holds anything."""
        seen = object.__new__(Packed)
        seen.__dict__.update(self.__dict__)
        if name in self._numba_type_.fields:
            seen._numba_type_ = self._numba_type_.without_last(name)
        return seen

    def __reduce__(self) -> Any:
        raise TypeError("a packed table holds addresses and cannot be copied: copy the table, and pack the copy")

    def __getattr__(self, name: str) -> Any:
        """A field of the table, for kernels without the compiler."""
        return getattr(self.__dict__["table"], name)


def _lay_out(table: Any, writeable: bool, words: list[int | float], start: int) -> TableType:
    """Append a table's fields to the words of the block; give its type, with offsets from word ``start``."""
    fields: dict[str, Field] = {}
    kinds = kinds_of(type(table))
    block: dict[str, Field] = {}
    for names in blocks_of(type(table)):
        block |= _lay_out_block(table, names, writeable, words, start)
    for name, value in zip(table._fields, table, strict=True):
        offset = (len(words) - start) * WORD
        if name in block:
            fields[name] = block[name]
        elif hasattr(value, "_fields"):
            fields[name] = Field(_lay_out(value, writeable, words, len(words)), offset)
        elif isinstance(value, np.ndarray):
            if not value.flags.c_contiguous:
                raise TypeError(f"{type(table).__name__}.{name} is not contiguous")
            kind = types.Array(from_dtype(value.dtype), value.ndim, "C", readonly=not writeable)
            words.extend((value.ctypes.data, *value.shape))
            fields[name] = Field(kind, offset, value.shape[-1] if kinds[name] in ("lane", "ref") else 0)
        elif value is not None:
            fields[name] = Field(types.float64 if isinstance(value, float) else types.int64, offset)
            words.append(float(value) if isinstance(value, float) else int(value))
    return TableType(type(table).__name__, fields)


def _lay_out_block(
    table: Any, names: list[str], writeable: bool, words: list[int | float], start: int
) -> dict[str, Field]:
    """Append the one address and shape of the fields of a block, and the steps of one that may be narrow."""
    values, offset = [getattr(table, name) for name in names], (len(words) - start) * WORD
    first, width = values[0], values[0].shape[-1]
    pitch = WORD * (1 if first.strides[-1] == 0 else width)
    strides = (len(names) * pitch, 0 if pitch < WORD * width else WORD)[-first.ndim :]
    words.extend((first.ctypes.data, *first.shape))
    steps = not writeable and width > 1
    if steps:
        words.extend((pitch, *strides))
    fields = {}
    for i, (name, value) in enumerate(zip(names, values, strict=True)):
        steps_differ = any(n > 1 and a != b for n, a, b in zip(value.shape, value.strides, strides, strict=True))
        if steps_differ or (value.size and value.ctypes.data != first.ctypes.data + i * pitch):
            raise TypeError(f"{type(table).__name__}.{name} is not in the table's block (see base.blocks)")
        kind = types.Array(from_dtype(value.dtype), value.ndim, "A", readonly=not writeable)
        fields[name] = Field(kind, offset, width, i if steps else i * pitch, () if steps else strides, steps)
    return fields


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
        return table.fields[name].kind if name in table.fields else None


def _load(builder: Any, block: Any, offset: int, kind: Any) -> Any:
    """A word of the block, which never changes while a kernel runs."""
    place = cgutils.pointer_add(builder, block, offset, kind.as_pointer())
    value = builder.load(place)
    value.set_metadata("invariant.load", builder.module.add_metadata([]))
    return value


@lower_getattr_generic(TableType)
def _field(context: Any, builder: Any, table: TableType, block: Any, name: str) -> Any:
    kind, offset, width, shift, strides, steps = table.fields[name]
    if isinstance(kind, TableType):
        return cgutils.pointer_add(builder, block, offset)
    if not isinstance(kind, types.Array):
        return _load(builder, block, offset, context.get_value_type(kind))
    word = context.get_value_type(types.intp)
    words = kind.ndim * (2 if steps else 1) + steps
    behind = [_load(builder, block, offset + WORD * (1 + i), word) for i in range(words)]
    shape = behind[: kind.ndim]
    if width:
        shape[-1] = context.get_constant(types.intp, width)
    itemsize = context.get_constant(types.intp, kind.dtype.bitwidth // 8)
    distance = context.get_constant(types.intp, shift)
    if steps:
        distance = builder.mul(distance, behind[kind.ndim])
        between = behind[kind.ndim + 1 :]
    else:
        between = [context.get_constant(types.intp, s) for s in strides] or _contiguous(builder, shape, itemsize)
    address = builder.inttoptr(_load(builder, block, offset, word), cgutils.voidptr_t)
    data = builder.bitcast(builder.gep(address, [distance]), context.get_data_type(kind.dtype).as_pointer())
    array = make_array(kind)(context, builder)
    populate_array(array, data=data, shape=shape, strides=between, itemsize=itemsize, meminfo=None)
    return array._getvalue()


def _contiguous(builder: Any, shape: list[Any], itemsize: Any) -> list[Any]:
    """The strides of a contiguous array."""
    strides = [itemsize]
    for size in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], size))
    return strides
