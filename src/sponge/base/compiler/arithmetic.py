# SPDX-License-Identifier: Apache-2.0
"""Python's own operators and functions for lanes: every lane by itself and strictly by IEEE rules.

So a lane's bits do not depend on its company, and the compiler is told the vectors: nothing depends on what it would
find out by itself. Numba's internal templates serve here: its public ``overload`` makes a function of every operator
and width, to be compiled, linked and inlined at each of tens of thousands of places.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import lower_builtin

from sponge.base.compiler.lane_types import HALF, Mask, Vector, common_type


def _operation(function: Any, count: int, build: Callable, kind: type = Vector, result: type | None = None) -> None:
    """Let ``function`` of ``count`` arguments work lane by lane: ``build(builder, *values)``."""
    plain = types.Boolean if kind is Mask else types.Number

    class Template(AbstractTemplate):
        key = function

        def generic(self, args: tuple, kws: dict) -> Any:
            lanes = common_type(args, kind, plain) if len(args) == count and not kws else None
            return signature((result or kind)(lanes.width), *(lanes,) * count) if lanes else None

    infer_global(function)(Template)

    @lower_builtin(function, *(kind,) * count)
    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return build(builder, *args)


def _choose(relation: str) -> Callable:
    """min and max as Numba has them for numbers: the second where it stands in the relation to the first."""
    return lambda builder, a, b: builder.select(builder.fcmp_ordered(relation, b, a), b, a)


def of_llvm(name: str) -> Callable:
    """A function of one vector that LLVM has."""

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
_operation(abs, 1, of_llvm("llvm.fabs"))
_operation(math.sqrt, 1, of_llvm("llvm.sqrt"))
_operation(min, 2, _choose("<"))
_operation(max, 2, _choose(">"))
_operation(operator.and_, 2, lambda b, x, y: b.and_(x, y), kind=Mask)
_operation(operator.or_, 2, lambda b, x, y: b.or_(x, y), kind=Mask)


def _one_by_one(function: Any, count: int) -> None:
    """Let a function that has no vector form work by calling it for every lane."""

    class Template(AbstractTemplate):
        key = function

        def generic(self, args: tuple, kws: dict) -> Any:
            lanes = common_type(args, Vector, types.Number) if len(args) == count and not kws else None
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
            at = ir.Constant(HALF, i)
            result = builder.insert_element(result, call(builder, [builder.extract_element(a, at) for a in args]), at)
        return result


_one_by_one(math.acos, 1)
_one_by_one(operator.pow, 2)
