# SPDX-License-Identifier: Apache-2.0
"""Lanes made of a plain number, their own numbers, and whole numbers that may be the same in all."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import types

from sponge.base.compiler.interpreted import Lanes, lanes_of
from sponge.base.compiler.kernels import operation
from sponge.base.compiler.lane_types import BIT, HALF, WORD, Indices, Vector, in_every_lane, lanes_in, lanes_type


def _spread(_: Any, value: Any, lanes: Any) -> Any:
    width = lanes_in(lanes)

    def build(_: Any, builder: Any, sig: Any, args: Any) -> Any:
        return in_every_lane(builder, args[0], width)

    return (lanes_type(Vector, width)(types.float64, lanes), build) if isinstance(value, types.Number) else None


@operation(_spread)
def spread(value: Any, lanes: Any) -> Any:
    """A number in every lane."""
    if isinstance(lanes, tuple) and len(lanes) > 1:
        return lanes_of(np.full(len(lanes), float(value)))
    return np.float64(value)


def _numbers(_: Any, lanes: Any) -> Any:
    width = lanes_in(lanes)

    def build(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        if not isinstance(lanes, types.BaseTuple):
            return context.cast(builder, args[0], lanes, types.int64)
        return ir.Constant(ir.VectorType(WORD, width), list(range(width))) if width > 1 else ir.Constant(WORD, 0)

    return lanes_type(Indices, width)(lanes), build


@operation(_numbers)
def numbers(lanes: Any) -> Any:
    """Which lanes these are."""
    if not isinstance(lanes, tuple):
        return lanes
    return lanes_of(np.arange(len(lanes))) if len(lanes) > 1 else 0


def _all_alike(_: Any, indices: Any) -> Any:
    def build(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        if not isinstance(indices, Indices):
            return ir.Constant(BIT, 1)
        first = builder.extract_element(args[0], ir.Constant(HALF, 0))
        same = builder.icmp_signed("==", args[0], in_every_lane(builder, first, indices.width))
        bits = builder.bitcast(same, ir.IntType(indices.width))
        return builder.icmp_unsigned("==", bits, ir.Constant(bits.type, -1))

    return (types.boolean(indices), build) if isinstance(indices, (Indices, types.Integer)) else None


@operation(_all_alike)
def all_alike(indices: Any) -> bool:
    """Is a whole number the same in every lane?"""
    return not isinstance(indices, Lanes) or bool((indices == indices[0]).all())


def _first_of(_: Any, indices: Any) -> Any:
    def build(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        if isinstance(indices, Indices):
            return builder.extract_element(args[0], ir.Constant(HALF, 0))
        return context.cast(builder, args[0], indices, types.int64)

    return (types.int64(indices), build) if isinstance(indices, (Indices, types.Integer)) else None


@operation(_first_of)
def first_of(indices: Any) -> Any:
    """The first lane's whole number."""
    return indices[0] if isinstance(indices, Lanes) else indices
