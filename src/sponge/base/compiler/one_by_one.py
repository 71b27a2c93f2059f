# SPDX-License-Identifier: Apache-2.0
"""Lanes one after another: for physics that has no vector form."""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cache
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types

from sponge.base.compiler.interpreted import Lanes, lanes_of
from sponge.base.compiler.kernels import operation
from sponge.base.compiler.lane_types import BYTE, DOUBLE, HALF, PLAIN, WORD, Mask, Vector, lanes_type, width_of
from sponge.base.compiler.memory import tuple_type


def _lanewise(context: Any, mask: Any, function: Any, *args: Any) -> Any:
    if not isinstance(mask, (Mask, types.Boolean)) or not isinstance(function, types.Dispatcher):
        return None
    width, one_lane = width_of(mask), tuple(PLAIN.get(type(a), a) for a in args)
    called = function.get_call_type(context, one_lane, {})
    several = isinstance(called.return_type, types.BaseTuple)
    returned = tuple(called.return_type) if several else (called.return_type,)
    kind = lanes_type(Vector, width)

    def build(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        holds, _, values = values
        values = cgutils.unpack_tuple(builder, values)
        call = context.get_function(function, called)
        for library in getattr(call, "libs", ()):
            context.active_code_library.add_linking_library(library)
        buffers = [
            _buffer(builder, value, a) if type(a) in PLAIN else None for a, value in zip(args, values, strict=True)
        ]
        results = [cgutils.alloca_once(builder, DOUBLE, size=ir.Constant(HALF, width)) for _ in returned]
        with cgutils.for_range(builder, ir.Constant(WORD, width), intp=WORD) as loop:
            of_lane = holds if width == 1 else builder.extract_element(holds, builder.trunc(loop.index, HALF))
            for place in results:
                builder.store(ir.Constant(DOUBLE, 0.0), builder.gep(place, [loop.index]))
            with builder.if_then(of_lane):
                found = call(builder, [
                    builder.load(builder.gep(buffer, [loop.index])) if buffer else value
                    for buffer, value in zip(buffers, values, strict=True)
                ])  # fmt: skip
                for i, (place, result) in enumerate(zip(results, returned, strict=True)):
                    number = builder.extract_value(found, i) if several else found
                    number = context.cast(builder, number, result, types.float64)
                    builder.store(number, builder.gep(place, [loop.index]))
        lanes = [_whole_buffer(builder, place, width) for place in results]
        return context.make_tuple(builder, sig.return_type, lanes) if several else lanes[0]

    result = types.UniTuple(kind, len(returned)) if several else kind
    return result(mask, function, tuple_type(args)), build


def _buffer(builder: Any, value: Any, kind: Any) -> Any:
    """A vector laid out in memory, an element a lane; truths take a byte."""
    if isinstance(kind, Mask):
        value = builder.zext(value, ir.VectorType(BYTE, kind.width))
    place = cgutils.alloca_once(builder, value.type)
    builder.store(value, place)
    return builder.bitcast(place, value.type.element.as_pointer())


def _whole_buffer(builder: Any, place: Any, width: int) -> Any:
    if width == 1:
        return builder.load(place)
    return builder.load(builder.bitcast(place, ir.VectorType(DOUBLE, width).as_pointer()), align=8)


@operation(_lanewise)
def lanewise(mask: Any, function: Any, *args: Any) -> Any:
    """``function(*args)`` called with the numbers of one lane after another where the mask holds, zeros elsewhere.

    Tables and plain numbers among the arguments go to every call; the function returns a number or a tuple of numbers.
    """
    if not isinstance(mask, Lanes):
        return function(*args) if mask else _nothing(function)
    found = [
        function(*(a[lane] if isinstance(a, Lanes) else a for a in args)) if holds else _nothing(function)
        for lane, holds in enumerate(mask)
    ]
    if isinstance(found[0], tuple):
        return tuple(lanes_of(np.array(column, float)) for column in zip(*found, strict=True))
    return lanes_of(np.array(found, float))


@cache
def _nothing(function: Any) -> Any:
    """Zeros in the form that a kernel returns. Its text tells it: to run it might change the state."""
    source = ast.parse(textwrap.dedent(inspect.getsource(function)))
    value = next(node.value for node in ast.walk(source) if isinstance(node, ast.Return))
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        called = inspect.unwrap(function).__globals__.get(value.func.id)
        return _nothing(called) if inspect.isfunction(called) else 0.0
    return (0.0,) * len(value.elts) if isinstance(value, ast.Tuple) else 0.0
