"""Lanes side by side in vector registers: a number a lane, handled by kernels as one value.

    depth = load(node_state.depth, i, lanes)
    store(node_state.volume, i, where(depth > full, full_volume, depth * area))

``load`` takes the lanes of a row of an array (element, lane); the result is added, compared and so on like a number,
every lane by itself and strictly by IEEE rules, so that a lane's bits do not depend on its company. A comparison gives
a mask; ``where`` chooses by it, ``any_lane`` asks whether it holds anywhere, ``put`` stores where it holds. The
compiler is told the vectors: nothing depends on what it would find out by itself.

Physics written with ``where``, ``min``, ``max``, ``abs``, ``sqrt`` and ``&`` in place of branches serves numbers and
lanes alike.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_builtin, lower_cast
from numba.core.typeconv import Conversion
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import models, register_model
from numba.np.arrayobj import make_array

COLUMNS = 8  # of tables that are read by rows
DOUBLE, SINGLE, BIT, WORD = ir.DoubleType(), ir.FloatType(), ir.IntType(1), ir.IntType(64)


class Vector(types.Type):
    """A number a lane."""

    def __init__(self, width: int):
        self.width = width
        super().__init__(name=f"{type(self).__name__}({width})")

    def can_convert_from(self, _: Any, other: types.Type) -> Conversion | None:
        """A plain number stands for the same in every lane."""
        return Conversion.safe if isinstance(other, types.Number) else None

    def unify(self, _: Any, other: types.Type) -> types.Type | None:
        """Where one branch gives a number and another lanes, the result is lanes."""
        return self if isinstance(other, types.Number) else None


class Mask(types.Type):
    """True or false a lane."""

    def __init__(self, width: int):
        self.width = width
        super().__init__(name=f"Mask({width})")

    def can_convert_from(self, _: Any, other: types.Type) -> Conversion | None:
        """A plain truth stands for the same in every lane."""
        return Conversion.safe if isinstance(other, types.Boolean) else None

    def unify(self, _: Any, other: types.Type) -> types.Type | None:
        """As for lanes."""
        return self if isinstance(other, types.Boolean) else None


class Indices(types.Type):
    """A whole number a lane."""

    def __init__(self, width: int):
        self.width = width
        super().__init__(name=f"Indices({width})")


def _model(element: ir.Type) -> type:
    class VectorModel(models.PrimitiveModel):
        def __init__(self, dmm: Any, fe_type: Any):
            super().__init__(dmm, fe_type, ir.VectorType(element, fe_type.width))

    return VectorModel


register_model(Vector)(_model(DOUBLE))
register_model(Mask)(_model(BIT))
register_model(Indices)(_model(WORD))


def _spread(builder: Any, value: Any, width: int) -> Any:
    """The same value in every lane."""
    if width == 1:
        return value
    kind = ir.VectorType(value.type, width)
    if isinstance(value, ir.Constant):
        return ir.Constant(kind, [value.constant] * width)
    one = builder.insert_element(ir.Constant(kind, ir.Undefined), value, ir.Constant(ir.IntType(32), 0))
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), width), [0] * width)
    return builder.shuffle_vector(one, ir.Constant(kind, ir.Undefined), zeros)


@lower_cast(types.Number, Vector)
def _number_to_lanes(context: Any, builder: Any, fromty: Any, toty: Any, value: Any) -> Any:
    return _spread(builder, context.cast(builder, value, fromty, types.float64), toty.width)


@lower_cast(types.Boolean, Mask)
def _truth_to_mask(context: Any, builder: Any, fromty: Any, toty: Any, value: Any) -> Any:
    return _spread(builder, context.cast(builder, value, fromty, types.boolean), toty.width)


def _widest(args: tuple[types.Type, ...], kind: type, plain: type) -> types.Type | None:
    """The lanes among the arguments, if there are any and all others are the same or plain."""
    found = next((a for a in args if isinstance(a, kind)), None)
    return found if found and all(a == found or isinstance(a, plain) for a in args) else None


def _operation(function: Any, count: int, build: Callable, kind: type = Vector, result: type | None = None) -> None:
    """Let ``function`` of ``count`` arguments work lane by lane: ``build(builder, *values)``."""
    plain = types.Boolean if kind is Mask else types.Number

    class Template(AbstractTemplate):
        key = function

        def generic(self, args: tuple, kws: dict) -> Any:
            lanes = _widest(args, kind, plain) if len(args) == count and not kws else None
            return signature((result or kind)(lanes.width), *(lanes,) * count) if lanes else None

    infer_global(function)(Template)

    @lower_builtin(function, *(kind,) * count)
    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return build(builder, *args)


def _choose(relation: str) -> Callable:
    """min and max as Numba has them for numbers: the second where it stands in the relation to the first."""
    return lambda builder, a, b: builder.select(builder.fcmp_ordered(relation, b, a), b, a)


def _intrinsic(name: str) -> Callable:
    def build(builder: Any, value: Any) -> Any:
        kind = ir.FunctionType(value.type, [value.type])
        function = cgutils.get_or_insert_function(builder.module, kind, f"{name}.v{value.type.count}f64")
        return builder.call(function, [value])

    return build


for _symbol, _function in (("fadd", operator.add), ("fsub", operator.sub), ("fmul", operator.mul),
                           ("fdiv", operator.truediv), ("fadd", operator.iadd)):  # fmt: skip
    _operation(_function, 2, lambda builder, a, b, symbol=_symbol: getattr(builder, symbol)(a, b))
for _symbol, _function in (("<", operator.lt), ("<=", operator.le), (">", operator.gt), (">=", operator.ge),
                           ("==", operator.eq)):  # fmt: skip
    _operation(_function, 2, lambda b, x, y, s=_symbol: b.fcmp_ordered(s, x, y), result=Mask)
_operation(operator.ne, 2, lambda b, x, y: b.fcmp_unordered("!=", x, y), result=Mask)
_operation(operator.neg, 1, lambda b, x: b.fneg(x))
_operation(abs, 1, _intrinsic("llvm.fabs"))
_operation(math.sqrt, 1, _intrinsic("llvm.sqrt"))
_operation(min, 2, _choose("<"))
_operation(max, 2, _choose(">"))
_operation(operator.and_, 2, lambda b, x, y: b.and_(x, y), kind=Mask)
_operation(operator.or_, 2, lambda b, x, y: b.or_(x, y), kind=Mask)


def _one_by_one(function: Any, count: int) -> None:
    """Let a function that has no vector form work by calling it for every lane."""

    class Template(AbstractTemplate):
        key = function

        def generic(self, args: tuple, kws: dict) -> Any:
            lanes = _widest(args, Vector, types.Number) if len(args) == count and not kws else None
            return signature(lanes, *(lanes,) * count) if lanes else None

    infer_global(function)(Template)

    @lower_builtin(function, *(Vector,) * count)
    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        scalar = context.typing_context.resolve_function_type(
            context.typing_context.resolve_value_type(function), (types.float64,) * count, {}
        )
        call = context.get_function(function, scalar)
        result = ir.Constant(args[0].type, ir.Undefined)
        for i in range(sig.return_type.width):
            at = ir.Constant(ir.IntType(32), i)
            result = builder.insert_element(result, call(builder, [builder.extract_element(a, at) for a in args]), at)
        return result


_one_by_one(math.exp, 1)
_one_by_one(math.acos, 1)
_one_by_one(operator.pow, 2)


def where(condition: Any, yes: Any, no: Any) -> Any:
    """``yes`` where the condition holds, else ``no``; both are computed."""
    return yes if condition else no


@infer_global(where)
class _Where(AbstractTemplate):
    key = where

    def generic(self, args: tuple, kws: dict) -> Any:
        if len(args) != 3 or kws:
            return None
        condition, *values = args
        for kind, plain in ((Vector, types.Number), (Mask, types.Boolean)):
            lanes = _widest(tuple(values), kind, plain)
            if lanes is None and isinstance(condition, Mask) and all(isinstance(v, plain) for v in values):
                lanes = kind(condition.width)
            if lanes is not None:
                return signature(lanes, condition, lanes, lanes)
        if isinstance(condition, types.Boolean):
            common = self.context.unify_types(*values)
            return signature(common, condition, common, common) if common else None
        return None


@lower_builtin(where, Mask, types.Any, types.Any)
@lower_builtin(where, types.Boolean, types.Any, types.Any)
def _lower_where(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.select(*args)


def any_lane(mask: Any) -> bool:
    """Does it hold in any lane?"""
    return bool(mask)


@infer_global(any_lane)
class _AnyLane(AbstractTemplate):
    key = any_lane

    def generic(self, args: tuple, kws: dict) -> Any:
        return signature(types.boolean, *args) if isinstance(args[0], (Mask, types.Boolean)) else None


@lower_builtin(any_lane, types.Boolean)
def _lower_truth(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return args[0]


@lower_builtin(any_lane, Mask)
def _lower_any(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    width = sig.args[0].width
    bits = builder.bitcast(args[0], ir.IntType(width))
    return builder.icmp_unsigned("!=", bits, ir.Constant(bits.type, 0))


def no(condition: Any) -> Any:
    """Where it does not hold."""
    return not condition


_operation(no, 1, lambda b, x: b.not_(x), kind=Mask)


@infer_global(no)
class _No(AbstractTemplate):
    key = no

    def generic(self, args: tuple, kws: dict) -> Any:
        return signature(types.boolean, types.boolean) if args == (types.boolean,) else None


@lower_builtin(no, types.Boolean)
def _lower_no(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.not_(args[0])


def load(array: Any, *place: Any) -> Any:
    """``load(array, i, lanes)``: row ``i`` of (element, lane) numbers, ``load(array, lanes)`` of (lane,) ones.

    ``lanes`` says which: a tuple of zeros, one a lane of the block, gives all of them; the number of one lane gives
    its plain number. Whole numbers become Indices.
    """
    raise NotImplementedError


def store(array: Any, *place: Any) -> None:
    """``store(array, i, values)`` or ``store(array, values)``: the reverse of ``load`` of all lanes.

    The array may have half the precision.
    """
    raise NotImplementedError


def fetch(array: Any, i: Any, lanes: Any) -> None:
    """Ask for a row of an array (element, lane) ahead of its use; past the array's end nothing happens."""
    raise NotImplementedError


def put(array: Any, *place: Any) -> None:
    """``put(array, i, mask, values)``: store in the lanes where the mask holds."""
    raise NotImplementedError


def flags(array: Any, *place: Any) -> Any:
    """``flags(array, i, lanes)``, ``flags(array, lanes)``: where the numbers are not zero, as a mask."""
    raise NotImplementedError


def spread(value: Any, lanes: Any) -> Any:
    """A number in every lane."""
    raise NotImplementedError


def numbers(lanes: Any) -> Any:
    """Which lanes these are."""
    raise NotImplementedError


def all_alike(indices: Any) -> bool:
    """Is a whole number the same in every lane?"""
    raise NotImplementedError


def first_of(indices: Any) -> int:
    """The first lane's whole number."""
    raise NotImplementedError


def word_of(mask: Any) -> Any:
    """A mask as a whole number with a bit a lane, the first lane's lowest."""
    return int(mask)


def mask_of(word: Any, lanes: Any) -> Any:
    """The mask of a whole number with a bit a lane; ``lanes`` gives the width."""
    return bool(word & 1)


def cell(table: Any, k: Any, row: Any, column: Any) -> Any:
    """``table[k, row, column]`` of a (table, row, column) array; of lanes ``k`` is Indices, ``row`` whole numbers."""
    return table[k, row, column]


def row_from(x: Any) -> Any:
    """The number of a row that was kept among the state's numbers."""
    return int(x)


def row_of(table: Any, k: Any, row: Any) -> Any:
    """``table[k, row]`` of a (table, row, 8) array, its eight columns as a tuple; lanes as in ``cell``."""
    return tuple(table[k, row])


def whole(x: Any) -> Any:
    """x >= 0 without its fraction: a row of a table. In lanes whole numbers stay numbers, and NaN gives 0."""
    return int(x)


def _width(lanes: types.Type) -> int:
    return len(lanes) if isinstance(lanes, types.BaseTuple) else 1


def _lanes_type(kind: type, width: int) -> types.Type:
    """One lane alone is a plain number."""
    plain = {Vector: types.float64, Mask: types.boolean, Indices: types.int64}
    return kind(width) if width > 1 else plain[kind]


def _width_of(kind: types.Type) -> int:
    return getattr(kind, "width", 1)


def _of_array(array: types.Type, width: int) -> types.Type:
    return _lanes_type(Vector if isinstance(array.dtype, types.Float) else Indices, width)


def _places(array: types.Type, place: list) -> bool:
    """Are these the places of a row of lanes?"""
    return isinstance(array, types.Array) and array.ndim == len(place) + 1 and all(
        isinstance(i, types.Integer) for i in place
    )


@infer_global(load)
class _Load(AbstractTemplate):
    key = load

    def generic(self, args: tuple, kws: dict) -> Any:
        array, *place, lanes = args
        return signature(_of_array(array, _width(lanes)), *args) if _places(array, place) else None


@infer_global(flags)
class _Flags(AbstractTemplate):
    key = flags

    def generic(self, args: tuple, kws: dict) -> Any:
        array, *place, lanes = args
        return signature(_lanes_type(Mask, _width(lanes)), *args) if _places(array, place) else None


@infer_global(store)
class _Store(AbstractTemplate):
    key = store

    def generic(self, args: tuple, kws: dict) -> Any:
        array, *place, values = args
        if not _places(array, place):
            return None
        if isinstance(values, (Vector, Indices)):
            return signature(types.none, *args)
        return signature(types.none, array, *place, array.dtype)


@infer_global(fetch)
class _Fetch(AbstractTemplate):
    key = fetch

    def generic(self, args: tuple, kws: dict) -> Any:
        return signature(types.none, *args)


@lower_builtin(fetch, types.Array, types.Integer, types.Any)
def _lower_fetch(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    i32 = ir.IntType(32)
    pointer = ir.IntType(8).as_pointer()
    kind = ir.FunctionType(ir.VoidType(), [pointer, i32, i32, i32])
    function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
    zero = context.get_constant(types.int64, 0)
    first = _pointer(context, builder, sig.args[0], args[0], (args[1], zero), (sig.args[1], types.int64), 1)
    for line in range(0, len(sig.args[2]) * 8, 64):
        place = builder.gep(builder.bitcast(first, pointer), [ir.Constant(WORD, line)])
        builder.call(function, [place, ir.Constant(i32, 0), ir.Constant(i32, 3), ir.Constant(i32, 1)])
    return context.get_dummy_value()


@infer_global(put)
class _Put(AbstractTemplate):
    key = put

    def generic(self, args: tuple, kws: dict) -> Any:
        array, *place, mask, _ = args
        if not isinstance(mask, (Mask, types.Boolean)) or not _places(array, place):
            return None
        return signature(types.none, array, *place, mask, _lanes_type(Vector, _width_of(mask)))


def _pointer(context: Any, builder: Any, array_type: Any, array: Any, place: Any, kinds: Any, width: int) -> Any:
    """Where the lanes of a place begin, or that of a lane whose number ends the place. Places are never negative."""
    data = make_array(array_type)(context, builder, array)
    strides = [builder.extract_value(data.strides, i) for i in range(array_type.ndim)]
    offset = ir.Constant(WORD, 0)
    for index, kind, stride in zip(place, kinds, strides):
        index = context.cast(builder, index, kind, types.int64)
        offset = builder.add(offset, builder.mul(index, stride))
    start = builder.gep(builder.bitcast(data.data, ir.IntType(8).as_pointer()), [offset])
    element = WORD
    if isinstance(array_type.dtype, types.Float):
        element = DOUBLE if array_type.dtype.bitwidth == 64 else SINGLE
    return builder.bitcast(start, (ir.VectorType(element, width) if width > 1 else element).as_pointer())


def _read(context: Any, builder: Any, sig: Any, args: Any, width: int) -> Any:
    """Lanes of a place; where a narrow block (``base.blocks``) holds one number for all, that number in each."""
    array, last = sig.args[0], len(args) - isinstance(sig.args[-1], types.BaseTuple)
    pointer = _pointer(context, builder, array, args[0], args[1:last], sig.args[1:last], width)
    values = builder.load(pointer, align=8)
    if array.layout != "A" or array.mutable or width == 1:
        return values
    step = builder.extract_value(make_array(array)(context, builder, args[0]).strides, array.ndim - 1)
    narrow = builder.icmp_signed("==", step, ir.Constant(WORD, 0))
    first = builder.load(builder.bitcast(pointer, values.type.element.as_pointer()), align=8)
    return builder.select(_spread(builder, narrow, width), _spread(builder, first, width), values)


@lower_builtin(load, types.Array, types.VarArg(types.Any))
def _lower_load(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return _read(context, builder, sig, args, _width_of(sig.return_type))


@lower_builtin(flags, types.Array, types.VarArg(types.Any))
def _lower_flags(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    width = _width_of(sig.return_type)
    values = _read(context, builder, sig, args, width)
    if isinstance(sig.args[0].dtype, types.Float):
        return builder.fcmp_unordered("!=", values, _spread(builder, ir.Constant(DOUBLE, 0.0), width))
    return builder.icmp_signed("!=", values, _spread(builder, ir.Constant(WORD, 0), width))


@lower_builtin(store, types.Array, types.VarArg(types.Any))
def _lower_store(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    ndim = sig.args[0].ndim
    width = _width_of(sig.args[-1])
    pointer = _pointer(context, builder, sig.args[0], args[0], args[1:ndim], sig.args[1:ndim], width)
    kind = pointer.type.pointee
    values = builder.fptrunc(args[-1], kind) if args[-1].type != kind else args[-1]
    builder.store(values, pointer, align=4 if SINGLE in (kind, getattr(kind, "element", None)) else 8)
    return context.get_dummy_value()


@lower_builtin(put, types.Array, types.VarArg(types.Any))
def _lower_put(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    ndim = sig.args[0].ndim
    width = _width_of(sig.args[-1])
    pointer = _pointer(context, builder, sig.args[0], args[0], args[1:ndim], sig.args[1:ndim], width)
    builder.store(builder.select(args[-2], args[-1], builder.load(pointer, align=8)), pointer, align=8)
    return context.get_dummy_value()


@infer_global(spread)
class _Spread(AbstractTemplate):
    key = spread

    def generic(self, args: tuple, kws: dict) -> Any:
        value, lanes = args
        kind = _lanes_type(Vector, _width(lanes))
        return signature(kind, types.float64, lanes) if isinstance(value, types.Number) else None


@lower_builtin(spread, types.Float, types.Any)
def _lower_spread(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return _spread(builder, args[0], _width_of(sig.return_type))


@infer_global(numbers)
class _Numbers(AbstractTemplate):
    key = numbers

    def generic(self, args: tuple, kws: dict) -> Any:
        return signature(_lanes_type(Indices, _width(args[0])), *args)


@lower_builtin(numbers, types.BaseTuple)
def _lower_numbers(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    width = _width_of(sig.return_type)
    return ir.Constant(ir.VectorType(WORD, width), list(range(width))) if width > 1 else ir.Constant(WORD, 0)


@lower_builtin(numbers, types.Integer)
def _lower_number(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return context.cast(builder, args[0], sig.args[0], types.int64)


@infer_global(all_alike)
class _AllAlike(AbstractTemplate):
    key = all_alike

    def generic(self, args: tuple, kws: dict) -> Any:
        return signature(types.boolean, *args) if isinstance(args[0], (Indices, types.Integer)) else None


@lower_builtin(all_alike, types.Integer)
def _lower_one_alike(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return ir.Constant(BIT, 1)


@lower_builtin(all_alike, Indices)
def _lower_all_alike(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    width = sig.args[0].width
    first = builder.extract_element(args[0], ir.Constant(ir.IntType(32), 0))
    same = builder.icmp_signed("==", args[0], _spread(builder, first, width))
    bits = builder.bitcast(same, ir.IntType(width))
    return builder.icmp_unsigned("==", bits, ir.Constant(bits.type, -1))


@infer_global(first_of)
class _FirstOf(AbstractTemplate):
    key = first_of

    def generic(self, args: tuple, kws: dict) -> Any:
        return signature(types.int64, *args) if isinstance(args[0], (Indices, types.Integer)) else None


@lower_builtin(first_of, types.Integer)
def _lower_only(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return context.cast(builder, args[0], sig.args[0], types.int64)


@lower_builtin(first_of, Indices)
def _lower_first(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.extract_element(args[0], ir.Constant(ir.IntType(32), 0))


@infer_global(word_of)
class _WordOf(AbstractTemplate):
    key = word_of

    def generic(self, args: tuple, kws: dict) -> Any:
        return signature(types.int64, *args)


@lower_builtin(word_of, types.Boolean)
@lower_builtin(word_of, Mask)
def _lower_word_of(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.zext(builder.bitcast(args[0], ir.IntType(_width_of(sig.args[0]))), WORD)


@infer_global(mask_of)
class _MaskOf(AbstractTemplate):
    key = mask_of

    def generic(self, args: tuple, kws: dict) -> Any:
        return signature(_lanes_type(Mask, _width(args[1])), types.int64, args[1])


@lower_builtin(mask_of, types.Integer, types.Any)
def _lower_mask_of(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    width = _width_of(sig.return_type)
    kind = ir.VectorType(BIT, width) if width > 1 else BIT
    return builder.bitcast(builder.trunc(args[0], ir.IntType(width)), kind)


@infer_global(cell)
class _Cell(AbstractTemplate):
    key = cell

    def generic(self, args: tuple, kws: dict) -> Any:
        if len(args) != 4 or kws or not isinstance(args[0], types.Array):
            return None
        return signature(Vector(args[1].width) if isinstance(args[1], Indices) else args[0].dtype, *args)


def _cell_pointer(context: Any, builder: Any, sig: Any, args: Any) -> tuple[Any, list[Any]]:
    """Where a table's column begins, and its strides over tables and rows."""
    data = make_array(sig.args[0])(context, builder, args[0])
    strides = [builder.extract_value(data.strides, i) for i in range(3)]
    column = context.cast(builder, args[3], sig.args[3], types.int64)
    start = builder.bitcast(data.data, ir.IntType(8).as_pointer())
    return builder.gep(start, [builder.mul(column, strides[2])]), strides


@lower_builtin(cell, types.Array, types.Integer, types.Integer, types.Integer)
def _lower_cell(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    start, strides = _cell_pointer(context, builder, sig, args)
    k, row = (context.cast(builder, args[i], sig.args[i], types.int64) for i in (1, 2))
    offset = builder.add(builder.mul(k, strides[0]), builder.mul(row, strides[1]))
    return builder.load(builder.bitcast(builder.gep(start, [offset]), DOUBLE.as_pointer()))


@lower_builtin(cell, types.Array, Indices, Vector, types.Integer)
def _lower_cells(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    width = sig.return_type.width
    start, strides = _cell_pointer(context, builder, sig, args)
    row = builder.fptosi(args[2], ir.VectorType(ir.IntType(32), width))
    row = builder.sext(row, ir.VectorType(WORD, width))
    across, down = (_spread(builder, strides[i], width) for i in (0, 1))
    offset = builder.add(builder.mul(args[1], across), builder.mul(row, down))
    result = ir.Constant(ir.VectorType(DOUBLE, width), ir.Undefined)
    for i in range(width):
        at = ir.Constant(ir.IntType(32), i)
        place = builder.bitcast(builder.gep(start, [builder.extract_element(offset, at)]), DOUBLE.as_pointer())
        result = builder.insert_element(result, builder.load(place), at)
    return result


@infer_global(row_of)
class _RowOf(AbstractTemplate):
    key = row_of

    def generic(self, args: tuple, kws: dict) -> Any:
        if len(args) != 3 or kws or not isinstance(args[0], types.Array):
            return None
        kind = Vector(args[1].width) if isinstance(args[1], Indices) else args[0].dtype
        return signature(types.UniTuple(kind, COLUMNS), *args)


@lower_builtin(row_of, types.Array, types.Integer, types.Integer)
def _lower_row(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    place = (*args[1:], context.get_constant(types.int64, 0))
    pointer = _pointer(context, builder, sig.args[0], args[0], place, (*sig.args[1:], types.int64), 1)
    columns = [builder.load(builder.gep(pointer, [ir.Constant(WORD, i)])) for i in range(COLUMNS)]
    return context.make_tuple(builder, sig.return_type, columns)


@lower_builtin(row_of, types.Array, Indices, Vector)
def _lower_rows(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """Eight rows, one a lane, read whole and turned into eight columns."""
    width = sig.args[1].width
    data = make_array(sig.args[0])(context, builder, args[0])
    start = builder.bitcast(data.data, ir.IntType(8).as_pointer())
    row = builder.sext(builder.fptosi(args[2], ir.VectorType(ir.IntType(32), width)), args[1].type)
    row = builder.add(row, builder.mul(args[1], _spread(builder, builder.extract_value(data.shape, 1), width)))
    offset = builder.mul(row, ir.Constant(args[1].type, [8 * COLUMNS] * width))
    rows = []
    for i in range(width):
        place = builder.gep(start, [builder.extract_element(offset, ir.Constant(ir.IntType(32), i))])
        rows.append(builder.load(builder.bitcast(place, ir.VectorType(DOUBLE, COLUMNS).as_pointer()), align=8))
    columns = _turned(builder, rows[:COLUMNS])
    if width > COLUMNS:
        joined = ir.Constant(ir.VectorType(ir.IntType(32), width), list(range(width)))
        later = _turned(builder, rows[COLUMNS:])
        columns = [builder.shuffle_vector(a, b, joined) for a, b in zip(columns, later, strict=True)]
    return context.make_tuple(builder, sig.return_type, columns)


def _turned(builder: Any, rows: list[Any]) -> list[Any]:
    """The columns of a square matrix: its pairs of rows exchanged at distances of 1, 2 and 4."""
    size, distance = len(rows), 1
    while distance < size:
        low = [j if j & distance == 0 else size + j - distance for j in range(size)]
        high = [j + distance if j & distance == 0 else size + j for j in range(size)]
        masks = [ir.Constant(ir.VectorType(ir.IntType(32), size), m) for m in (low, high)]
        rows = [
            builder.shuffle_vector(rows[i & ~distance], rows[i | distance], masks[1 if i & distance else 0])
            for i in range(size)
        ]
        distance *= 2
    return rows


@infer_global(row_from)
class _RowFrom(AbstractTemplate):
    key = row_from

    def generic(self, args: tuple, kws: dict) -> Any:
        return signature(args[0] if isinstance(args[0], Vector) else types.int64, *args)


@lower_builtin(row_from, types.Float)
def _lower_row_number(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.fptosi(args[0], WORD)


@lower_builtin(row_from, Vector)
def _lower_row_numbers(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return args[0]


@infer_global(whole)
class _Whole(AbstractTemplate):
    key = whole

    def generic(self, args: tuple, kws: dict) -> Any:
        if len(args) != 1 or kws or not isinstance(args[0], (Vector, types.Float)):
            return None
        return signature(args[0] if isinstance(args[0], Vector) else types.int64, *args)


@lower_builtin(whole, types.Float)
def _lower_whole(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.fptosi(args[0], WORD)


@lower_builtin(whole, Vector)
def _lower_wholes(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    floor = _intrinsic("llvm.floor")(builder, args[0])
    zero = ir.Constant(floor.type, [0.0] * floor.type.count)
    return builder.select(builder.fcmp_ordered(">=", floor, zero), floor, zero)


def lanewise(mask: Any, function: Any, *args: Any) -> Any:
    """``function(*args)`` called with the numbers of one lane after another where the mask holds, zeros elsewhere.

    For physics that has no vector form. Tables and plain numbers among the arguments go to every call; the function
    returns a number or a tuple of numbers.
    """
    raise NotImplementedError


PLAIN = {Vector: types.float64, Mask: types.boolean, Indices: types.int64}


def _one_lane(args: Any) -> tuple:
    """The types of the arguments of one lane."""
    return tuple(PLAIN.get(type(a), a) for a in args)


def _results(kind: types.Type) -> tuple:
    return tuple(kind) if isinstance(kind, types.BaseTuple) else (kind,)


@infer_global(lanewise)
class _Lanewise(AbstractTemplate):
    key = lanewise

    def generic(self, args: tuple, kws: dict) -> Any:
        mask, function, *rest = args
        returned = function.get_call_type(self.context, _one_lane(rest), {}).return_type
        kind = _lanes_type(Vector, _width_of(mask))
        lanes = types.UniTuple(kind, len(returned)) if isinstance(returned, types.BaseTuple) else kind
        return signature(lanes, *args)


@lower_builtin(lanewise, types.Any, types.Dispatcher, types.VarArg(types.Any))
def _lower_lanewise(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kinds, values, width = sig.args[2:], args[2:], _width_of(sig.args[0])
    call_sig = sig.args[1].get_call_type(context.typing_context, _one_lane(kinds), {})
    call = context.get_function(sig.args[1], call_sig)
    for library in getattr(call, "libs", ()):
        context.active_code_library.add_linking_library(library)
    returned = _results(call_sig.return_type)
    buffers = [
        _buffer(context, builder, value, width) if type(kind) in PLAIN else None
        for kind, value in zip(kinds, values, strict=True)
    ]
    results = [cgutils.alloca_once(builder, DOUBLE, size=ir.Constant(ir.IntType(32), width)) for _ in returned]
    with cgutils.for_range(builder, ir.Constant(WORD, width), intp=WORD) as loop:
        holds = args[0]
        if width > 1:
            holds = builder.extract_element(holds, builder.trunc(loop.index, ir.IntType(32)))
        for place in results:
            builder.store(ir.Constant(DOUBLE, 0.0), builder.gep(place, [loop.index]))
        with builder.if_then(holds):
            of_lane = [
                builder.load(builder.gep(buffer, [loop.index])) if buffer else value
                for buffer, value in zip(buffers, values, strict=True)
            ]
            found = call(builder, of_lane)
            for i, (place, kind) in enumerate(zip(results, returned, strict=True)):
                number = builder.extract_value(found, i) if isinstance(call_sig.return_type, types.BaseTuple) else found
                builder.store(context.cast(builder, number, kind, types.float64), builder.gep(place, [loop.index]))
    lanes = [_whole_buffer(builder, place, width) for place in results]
    if isinstance(sig.return_type, types.BaseTuple):
        return context.make_tuple(builder, sig.return_type, lanes)
    return lanes[0]


def _buffer(context: Any, builder: Any, value: Any, width: int) -> Any:
    """A vector laid out in memory, an element a lane; truths take a byte."""
    if value.type.element == BIT:
        value = builder.zext(value, ir.VectorType(ir.IntType(8), width))
    place = cgutils.alloca_once(builder, value.type)
    builder.store(value, place)
    return builder.bitcast(place, value.type.element.as_pointer())


def _whole_buffer(builder: Any, place: Any, width: int) -> Any:
    if width == 1:
        return builder.load(place)
    return builder.load(builder.bitcast(place, ir.VectorType(DOUBLE, width).as_pointer()), align=8)
