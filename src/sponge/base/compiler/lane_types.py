# SPDX-License-Identifier: Apache-2.0
"""The compiler's types of lanes side by side in vector registers: numbers, truths and whole numbers."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.typeconv import Conversion
from numba.extending import lower_cast, models, register_model

DOUBLE, SINGLE, BIT, WORD, BYTE, HALF = (
    ir.DoubleType(), ir.FloatType(), ir.IntType(1), ir.IntType(64), ir.IntType(8), ir.IntType(32)
)  # fmt: skip


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


PLAIN = {Vector: types.float64, Mask: types.boolean, Indices: types.int64}  # of one lane


def _model(element: ir.Type) -> type:
    class VectorModel(models.PrimitiveModel):
        def __init__(self, dmm: Any, fe_type: Any):
            super().__init__(dmm, fe_type, ir.VectorType(element, fe_type.width))

    return VectorModel


register_model(Vector)(_model(DOUBLE))
register_model(Mask)(_model(BIT))
register_model(Indices)(_model(WORD))


def width_of(kind: types.Type) -> int:
    """How many lanes a value has."""
    return getattr(kind, "width", 1)


def lanes_in(lanes: types.Type) -> int:
    """How many lanes the argument ``lanes`` stands for: a tuple of zeros for all, a number for one."""
    return len(lanes) if isinstance(lanes, types.BaseTuple) else 1


def lanes_type(kind: type, width: int) -> types.Type:
    """So many lanes; one lane alone is a plain number."""
    return kind(width) if width > 1 else PLAIN[kind]


def common_type(args: tuple[types.Type, ...], kind: type, plain: type) -> types.Type | None:
    """The lanes among the arguments, if there are any and all others are the same or plain."""
    found = next((a for a in args if isinstance(a, kind)), None)
    return found if found and all(a == found or isinstance(a, plain) for a in args) else None


def in_every_lane(builder: Any, value: Any, width: int) -> Any:
    """The instructions that give every lane the same value."""
    if width == 1:
        return value
    kind = ir.VectorType(value.type, width)
    if isinstance(value, ir.Constant):
        return ir.Constant(kind, [value.constant] * width)
    one = builder.insert_element(ir.Constant(kind, ir.Undefined), value, ir.Constant(HALF, 0))
    return builder.shuffle_vector(one, ir.Constant(kind, ir.Undefined), ir.Constant(ir.VectorType(HALF, width), None))


@lower_cast(types.Number, Vector)
def _number_to_lanes(context: Any, builder: Any, fromty: Any, toty: Any, value: Any) -> Any:
    return in_every_lane(builder, context.cast(builder, value, fromty, types.float64), toty.width)


@lower_cast(types.Boolean, Mask)
def _truth_to_mask(context: Any, builder: Any, fromty: Any, toty: Any, value: Any) -> Any:
    return in_every_lane(builder, context.cast(builder, value, fromty, types.boolean), toty.width)
