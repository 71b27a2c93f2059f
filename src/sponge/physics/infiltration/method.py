# SPDX-License-Identifier: Apache-2.0
"""What a method of infiltration tells about itself: one class a method is its record and the row of a subcatchment.

The fields of the class are its parameters, in the order of their columns in the .inp; reader, writer, changes and
compile go by them. The rest is what the kernels need: see the package's docstring.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, NamedTuple


class Quantity(NamedTuple):
    """What a number measures, and its SI unit; files may have another."""

    name: str
    unit: str


DEPTH, RATE = Quantity("depth", "m"), Quantity("rate", "m/s")
DECAY, DRYING_TIME = Quantity("decay", "1/s"), Quantity("drying time", "s")
TIME, NUMBER = Quantity("time", "s"), Quantity("number", "1")


def parameter(quantity: Quantity, meaning: str, default: float | None = None) -> Any:
    """A field of a method's row: a column of the .inp, which may be missing where there is a default."""
    metadata = {"quantity": quantity, "meaning": meaning}
    return field(metadata=metadata) if default is None else field(default=default, metadata=metadata)


class SoilState(NamedTuple):
    """A number of the soil that changes."""

    name: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Method:
    """A subcatchment's parameters, SI; each method is a class of its own."""

    keyword: ClassVar[str]  # in the .inp
    title: ClassVar[str]  # for people
    states: ClassVar[tuple[SoilState, ...]]  # of the soil, in EPA SWMM's order
    step: ClassVar[Callable[..., Any]]  # the kernel

    def problem(self) -> str:
        """What the parameters must keep and do not; the empty string where all is well."""
        raise NotImplementedError

    def numbers(self) -> tuple[float, ...]:
        """What the kernel takes as its ``parameters``; zeros follow."""
        raise NotImplementedError

    def dry_soil(self) -> tuple[float, ...]:
        """The states of the soil that a simulation begins with; zeros follow."""
        return ()


class Parameter(NamedTuple):
    """A parameter of a method."""

    name: str
    quantity: Quantity
    meaning: str
    optional: bool


def parameters_of(method: type[Method]) -> tuple[Parameter, ...]:
    """The parameters of a method, in the order of their columns."""
    return tuple(
        Parameter(f.name, f.metadata["quantity"], f.metadata["meaning"], isinstance(f.default, float))
        for f in fields(method)
    )
