# SPDX-License-Identifier: Apache-2.0
"""Operations on the bits of numbers, of which elementary functions are made; for numbers and lanes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import types

from sponge.base.compiler.interpreted import as_number
from sponge.base.compiler.kernels import operation
from sponge.base.compiler.lane_types import WORD, Vector

FRACTION_BITS = 52
BIAS = 1023
ONE_BITS = BIAS << FRACTION_BITS
FRACTION = (1 << FRACTION_BITS) - 1
SIGN_AND_EXPONENT = 0xFFF


def _like(value: Any, kind: ir.Type, constant: Any) -> Any:
    """A constant of the element type, in the shape of a value."""
    if isinstance(value.type, ir.VectorType):
        return ir.Constant(ir.VectorType(kind, value.type.count), [constant] * value.type.count)
    return ir.Constant(kind, constant)


def _as(value: Any, kind: ir.Type) -> ir.Type:
    return ir.VectorType(kind, value.type.count) if isinstance(value.type, ir.VectorType) else kind


def _of_numbers(*args: Any) -> Any:
    """The signature of a function from numbers or lanes to the same."""
    if not all(isinstance(a, (Vector, types.Float)) for a in args):
        return None
    kind = next((a for a in args if isinstance(a, Vector)), types.float64)
    return kind(*(kind,) * len(args))


def _one(build: Callable) -> Callable:
    """An intrinsic of one argument."""

    def typed(_: Any, x: Any) -> Any:
        sig = _of_numbers(x)
        return (sig, lambda context, builder, sig, args: build(builder, *args)) if sig else None

    return typed


@_one
def _two_to(builder: Any, n: Any) -> Any:
    whole = builder.fptosi(n, _as(n, WORD))
    bits = builder.shl(builder.add(whole, _like(n, WORD, BIAS)), _like(n, WORD, FRACTION_BITS))
    return builder.bitcast(bits, n.type)


@_one
def _exponent_of(builder: Any, x: Any) -> Any:
    bits = builder.lshr(builder.bitcast(x, _as(x, WORD)), _like(x, WORD, FRACTION_BITS))
    return builder.sitofp(builder.sub(bits, _like(x, WORD, BIAS)), x.type)


@_one
def _mantissa_of(builder: Any, x: Any) -> Any:
    bits = builder.and_(builder.bitcast(x, _as(x, WORD)), _like(x, WORD, FRACTION))
    return builder.bitcast(builder.or_(bits, _like(x, WORD, ONE_BITS)), x.type)


def _bit_line(_: Any, x: Any, slope: Any, offset: Any) -> Any:
    def build(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        x, slope, offset = args
        bits = builder.sitofp(builder.bitcast(x, _as(x, WORD)), x.type)
        line = builder.fadd(builder.fmul(bits, slope), offset)
        return builder.bitcast(builder.fptosi(line, _as(x, WORD)), x.type)

    sig = _of_numbers(x, slope, offset)
    return (sig, build) if sig else None


@operation(_two_to)
def two_to(n: Any) -> Any:
    """2^n of whole n within -1022 and 1023."""
    return ((as_number(n).astype(np.int64) + BIAS) << FRACTION_BITS).view(np.float64)


@operation(_exponent_of)
def exponent_of(x: Any) -> Any:
    """n of x = m 2^n with m within 1 and 2; x positive and not subnormal."""
    bits = (as_number(x).view(np.int64) >> FRACTION_BITS) & SIGN_AND_EXPONENT
    return (bits - BIAS).astype(np.float64)


@operation(_mantissa_of)
def mantissa_of(x: Any) -> Any:
    """m of x = m 2^n with m within 1 and 2; x positive and not subnormal."""
    return ((as_number(x).view(np.int64) & FRACTION) | ONE_BITS).view(np.float64)


@operation(_bit_line)
def bit_line(x: Any, slope: Any, offset: Any) -> Any:
    """The number whose bits, as a whole number, are a line of those of x: roughly a power of x."""
    line = as_number(x).view(np.int64).astype(np.float64) * slope + offset
    return line.astype(np.int64).view(np.float64)
