"""Elementary functions that serve numbers and lanes alike, to the same bits whatever their company.

The compiler's ``exp``, ``log`` and ``pow`` are calls, one a lane. Those here are made of additions, multiplications
and operations on the bits of a number, so that eight lanes cost little more than one. All are good to about a unit in
the last place, but those called near; none raises.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import AbstractTemplate, infer_global, signature

from sponge.base.compiler.kernels import inlined, kernel
from sponge.base.compiler.vectors import WORD, Mask, Vector, where

FRACTION_BITS = 52
BIAS = 1023
ONE_BITS = BIAS << FRACTION_BITS
FRACTION = (1 << FRACTION_BITS) - 1
ROUND = 1.5 * 2.0**52  # added and taken away, leaves the nearest whole number
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # the first with 32 trailing zeros
LEAST = 2.0**-1022  # the least number that has all its digits
LOG_LEAST, LOG_MOST = -745.2, 709.7827128933841  # exp of less is 0, of more infinite
CUBE_GUESS = 0.050  # as GUESS, with the errors of a cube root even either way
GUESS = 0.0450  # by how much a straight line through a number's bits is above its logarithm, halved


def two_to(n: Any) -> Any:
    """2^n of whole n within -1022 and 1023."""
    return math.ldexp(1.0, int(n))


def exponent_of(x: Any) -> Any:
    """n of x = m 2^n with m within 1 and 2; x positive and not subnormal."""
    return float(math.frexp(x)[1] - 1)


def mantissa_of(x: Any) -> Any:
    """m of x = m 2^n with m within 1 and 2; x positive and not subnormal."""
    return 2.0 * math.frexp(x)[0]


def bit_line(x: Any, slope: Any, offset: Any) -> Any:
    """The number whose bits, as a whole number, are a line of those of x: roughly a power of x."""
    bits = int(float(struct.unpack("<q", struct.pack("<d", x))[0]) * slope + offset)
    return struct.unpack("<d", struct.pack("<q", bits))[0]


def _like(value: Any, kind: ir.Type, constant: Any) -> Any:
    """A constant of the element type, in the shape of a value."""
    if isinstance(value.type, ir.VectorType):
        return ir.Constant(ir.VectorType(kind, value.type.count), [constant] * value.type.count)
    return ir.Constant(kind, constant)


def _as(value: Any, kind: ir.Type) -> ir.Type:
    return ir.VectorType(kind, value.type.count) if isinstance(value.type, ir.VectorType) else kind


def _build_two_to(builder: Any, n: Any) -> Any:
    whole = builder.fptosi(n, _as(n, WORD))
    bits = builder.shl(builder.add(whole, _like(n, WORD, BIAS)), _like(n, WORD, FRACTION_BITS))
    return builder.bitcast(bits, n.type)


def _build_exponent(builder: Any, x: Any) -> Any:
    bits = builder.lshr(builder.bitcast(x, _as(x, WORD)), _like(x, WORD, FRACTION_BITS))
    return builder.sitofp(builder.sub(bits, _like(x, WORD, BIAS)), x.type)


def _build_mantissa(builder: Any, x: Any) -> Any:
    bits = builder.and_(builder.bitcast(x, _as(x, WORD)), _like(x, WORD, FRACTION))
    return builder.bitcast(builder.or_(bits, _like(x, WORD, ONE_BITS)), x.type)


def _build_bit_line(builder: Any, x: Any, slope: Any, offset: Any) -> Any:
    bits = builder.sitofp(builder.bitcast(x, _as(x, WORD)), x.type)
    line = builder.fadd(builder.fmul(bits, slope), offset)
    return builder.bitcast(builder.fptosi(line, _as(x, WORD)), x.type)


def _primitive(function: Callable, count: int, build: Callable) -> None:
    """Compile a function of numbers or lanes from what builds its instructions."""

    class Template(AbstractTemplate):
        key = function

        def generic(self, args: tuple, kws: dict) -> Any:
            if len(args) != count or kws:
                return None
            kind = next((a for a in args if isinstance(a, Vector)), types.float64)
            return signature(kind, *(kind,) * count)

    infer_global(function)(Template)

    @lower_builtin(function, *(types.Float,) * count)
    @lower_builtin(function, *(Vector,) * count)
    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return build(builder, *args)


_primitive(two_to, 1, _build_two_to)
_primitive(exponent_of, 1, _build_exponent)
_primitive(mantissa_of, 1, _build_mantissa)
_primitive(bit_line, 3, _build_bit_line)


@inlined
def near_inverse_cube_root(x):
    """x^(-1/3) to 2e-7 of x within 1e-290 and 1e290.

    A guess from the bits, then the binomial series of (1 - e)^(-1/3), e = 1 - x y^3.
    """
    y = bit_line(x, -1.0 / 3.0, (4.0 / 3.0) * (BIAS - CUBE_GUESS) * 2.0**52)
    e = 1.0 - x * y * (y * y)
    e2 = e * e
    high = 14.0 / 81.0 + e * (35.0 / 243.0) + e2 * (91.0 / 729.0)
    return y + y * (e * (1.0 / 3.0 + e * (2.0 / 9.0)) + (e * e2) * high)


@inlined
def inverse_cube_root(x):
    """x^(-1/3) of x within 1e-290 and 1e290."""
    y = near_inverse_cube_root(x)
    e = 1.0 - x * y * (y * y)
    return y + y * (e * (1.0 / 3.0 + e * (2.0 / 9.0)))


@inlined
def five_thirds(x):
    """x^(5/3), 0 of all that is not above 1e-150."""
    there = x > 1e-150
    x = where(there, x, 1.0)
    return where(there, x * x * inverse_cube_root(x), 0.0)


@inlined
def two_thirds(x):
    """x^(2/3), 0 of all that is not above 1e-150."""
    there = x > 1e-150
    x = where(there, x, 1.0)
    return where(there, x * inverse_cube_root(x), 0.0)


@inlined
def near_four_thirds(x):
    """x^(4/3) of x >= 0, to 4e-7: of a hydraulic radius, whose roughness is known to per cents."""
    root = x * near_inverse_cube_root(x)
    return root * root


@inlined
def inverse_fifth_root(x):
    """x^(-1/5) of x within 1e-290 and 1e290; as ``inverse_cube_root``."""
    y = bit_line(x, -1.0 / 5.0, (6.0 / 5.0) * (BIAS - GUESS) * 2.0**52)
    for _ in range(3):
        y2 = y * y
        e = 1.0 - x * y * y2 * y2
        y = y + y * e * (0.2 + e * (0.12 + e * (0.088 + e * 0.0704)))
    return y


@inlined
def exponential(x):
    """e^x: 2^n e^r with |r| <= ln(2)/2, and the power series of e^r - 1."""
    least, most = LOG_LEAST, LOG_MOST
    bounded = max(min(x, most), least)
    n = (bounded * 1.4426950408889634 + ROUND) - ROUND
    r = (bounded - n * LN2_HIGH) - n * LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    low = (1.0 / 2.0 + r * (1.0 / 6.0)) + r2 * (1.0 / 24.0 + r * (1.0 / 120.0))
    middle = (1.0 / 720.0 + r * (1.0 / 5040.0)) + r2 * (1.0 / 40320.0 + r * (1.0 / 362880.0))
    high = (1.0 / 3628800.0 + r * (1.0 / 39916800.0)) + r2 * (1.0 / 479001600.0 + r * (1.0 / 6227020800.0))
    value = 1.0 + (r + r2 * (low + r4 * (middle + r4 * high)))
    half = (n * 0.5 + ROUND) - ROUND
    value = value * two_to(half) * two_to(n - half)  # in two steps: 2^n may have no digits left
    value = where(x < least, 0.0, value)
    return where(x <= most, value, where(x > most, math.inf, x))  # NaN stays


@inlined
def logarithm(x):
    """ln x: n ln 2 + ln m with m within sqrt(1/2) and sqrt(2), and the series of ln m in s = (m - 1)/(m + 1)."""
    small = x < LEAST
    y = where(small, x * 2.0**54, x)
    n, m = exponent_of(y), mantissa_of(y)
    large = m > 1.4142135623730951
    m, n = where(large, 0.5 * m, m), where(large, n + 1.0, n)
    n = where(small, n - 54.0, n)
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    w2 = w * w
    series = (2.0 / 3.0 + z * (2.0 / 5.0)) + w * (2.0 / 7.0 + z * (2.0 / 9.0))
    series = series + w2 * ((2.0 / 11.0 + z * (2.0 / 13.0)) + w * (2.0 / 15.0 + z * (2.0 / 17.0)))
    series = series + w2 * w2 * ((2.0 / 19.0 + z * (2.0 / 21.0)) + w * (2.0 / 23.0))
    half = 0.5 * f * f
    value = n * LN2_HIGH - ((half - (s * (half + z * series) + n * LN2_LOW)) - f)
    value = where(x < math.inf, value, x)
    return where(x > 0.0, value, where(x == 0.0, -math.inf, math.nan))


@kernel
def power(x, y):
    """x^y of x > 0; square roots, the commonest, without a call."""
    root = y == 0.5
    value = math.sqrt(x)
    if not all_lanes(root):
        value = where(root, value, x**y)
    return value


def all_lanes(mask: Any) -> bool:
    """Does it hold in every lane?"""
    return bool(mask)


@infer_global(all_lanes)
class _AllLanes(AbstractTemplate):
    key = all_lanes

    def generic(self, args: tuple, kws: dict) -> Any:
        return signature(types.boolean, *args) if isinstance(args[0], (Mask, types.Boolean)) else None


@lower_builtin(all_lanes, types.Boolean)
def _lower_truth(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return args[0]


@lower_builtin(all_lanes, Mask)
def _lower_all(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    bits = builder.bitcast(args[0], ir.IntType(sig.args[0].width))
    return builder.icmp_unsigned("==", bits, ir.Constant(bits.type, -1))
