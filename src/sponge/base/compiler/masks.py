# SPDX-License-Identifier: Apache-2.0
"""What a comparison of lanes gives, and what is chosen by it.

Physics written with ``where``, ``min``, ``max``, ``abs``, ``sqrt`` and ``&`` in place of branches serves numbers and
lanes alike.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import types

from sponge.base.compiler.interpreted import Lanes
from sponge.base.compiler.kernels import operation
from sponge.base.compiler.lane_types import BIT, WORD, Mask, Vector, common_type, lanes_in, lanes_type, width_of


def _where(context: Any, condition: Any, yes: Any, no: Any) -> Any:
    def build(_: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.select(*args)

    for kind, plain in ((Vector, types.Number), (Mask, types.Boolean)):
        lanes = common_type((yes, no), kind, plain)
        if lanes is None and isinstance(condition, Mask) and isinstance(yes, plain) and isinstance(no, plain):
            lanes = kind(condition.width)
        if lanes is not None:
            return lanes(condition, lanes, lanes), build
    common = context.unify_types(yes, no) if isinstance(condition, types.Boolean) else None
    return (common(condition, common, common), build) if common else None


@operation(_where)
def where(condition: Any, yes: Any, no: Any) -> Any:
    """``yes`` where the condition holds, else ``no``; both are computed."""
    if not any(isinstance(x, Lanes) for x in (condition, yes, no)):
        return yes if condition else no
    chosen = np.where(condition, yes, no)
    return (chosen if chosen.dtype == bool else chosen.astype(float)).view(Lanes)


def _any_lane(context: Any, mask: Any) -> Any:
    def build(_: Any, builder: Any, sig: Any, args: Any) -> Any:
        if width_of(mask) == 1:
            return args[0]
        bits = builder.bitcast(args[0], ir.IntType(mask.width))
        return builder.icmp_unsigned("!=", bits, ir.Constant(bits.type, 0))

    return (types.boolean(mask), build) if isinstance(mask, (Mask, types.Boolean)) else None


@operation(_any_lane)
def any_lane(mask: Any) -> bool:
    """Does it hold in any lane?"""
    return bool(np.any(mask))


def _not_empty(context: Any, mask: Any) -> Any:
    def build(_: Any, builder: Any, sig: Any, args: Any) -> Any:
        return ir.Constant(BIT, 1) if width_of(mask) == 1 else args[0]

    return (mask(mask), build) if isinstance(mask, (Mask, types.Boolean)) else None


@operation(_not_empty)
def not_empty(mask: Any) -> Any:
    """A mask that holds in one lane at least, as the caller knows: alone that lane needs no choosing by it."""
    return mask if isinstance(mask, Lanes) else True


def _all_lanes(context: Any, mask: Any) -> Any:
    def build(_: Any, builder: Any, sig: Any, args: Any) -> Any:
        if width_of(mask) == 1:
            return args[0]
        bits = builder.bitcast(args[0], ir.IntType(mask.width))
        return builder.icmp_unsigned("==", bits, ir.Constant(bits.type, -1))

    return (types.boolean(mask), build) if isinstance(mask, (Mask, types.Boolean)) else None


@operation(_all_lanes)
def all_lanes(mask: Any) -> bool:
    """Does it hold in every lane?"""
    return bool(np.all(mask))


def _no(context: Any, condition: Any) -> Any:
    def build(_: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.not_(args[0])

    return (condition(condition), build) if isinstance(condition, (Mask, types.Boolean)) else None


@operation(_no)
def no(condition: Any) -> Any:
    """Where it does not hold."""
    return ~condition if isinstance(condition, Lanes) else not condition


def _word_of(context: Any, mask: Any) -> Any:
    def build(_: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.zext(builder.bitcast(args[0], ir.IntType(width_of(mask))), WORD)

    return (types.int64(mask), build) if isinstance(mask, (Mask, types.Boolean)) else None


@operation(_word_of)
def word_of(mask: Any) -> Any:
    """A mask as a whole number with a bit a lane, the first lane's lowest."""
    return sum(int(holds) << lane for lane, holds in enumerate(np.atleast_1d(mask)))


def _mask_of(context: Any, word: Any, lanes: Any) -> Any:
    width = lanes_in(lanes)

    def build(_: Any, builder: Any, sig: Any, args: Any) -> Any:
        kind = ir.VectorType(BIT, width) if width > 1 else BIT
        return builder.bitcast(builder.trunc(args[0], ir.IntType(width)), kind)

    return lanes_type(Mask, width)(types.int64, lanes), build


@operation(_mask_of)
def mask_of(word: Any, lanes: Any) -> Any:
    """The mask of a whole number with a bit a lane; ``lanes`` gives the width."""
    holds = [bool(word >> lane & 1) for lane in range(len(lanes))]
    return np.array(holds).view(Lanes) if len(lanes) > 1 else holds[0]
