# SPDX-License-Identifier: Apache-2.0
"""Kernels without the compiler (``NUMBA_DISABLE_JIT=1``): for a debugger, for coverage, for a look at one step.

Lanes are then arrays and a kernel is the Python function that it is written as. What Python has for single numbers
only, or what raises where machine code gives infinity or NaN, is replaced in the names of a kernel's module, so that
physics is the same text either way. All arithmetic gives the same bits; ``exp``, ``log``, ``pow`` and their like are
those of the C library, which the compiler calls too.
"""

from __future__ import annotations

import builtins
import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np


class Lanes(np.ndarray):
    """A number, a whole number or a truth a lane: like a number, a value that nothing changes in place."""

    def __pow__(self, other: Any, _: Any = None) -> Any:
        return lanes_of([x**y for x, y in zip(self, np.broadcast_to(other, self.shape), strict=True)])


for _name in ("add", "sub", "mul", "truediv", "and", "or"):
    setattr(Lanes, f"__i{_name}__", getattr(np.ndarray, f"__{_name}__"))


def lanes_of(values: Any) -> Lanes:
    """New lanes that hold the values."""
    return np.array(values).view(Lanes)


def as_number(x: Any) -> Any:
    """Lanes as they are; a plain number as one that never raises."""
    return x if isinstance(x, Lanes) else np.float64(x)


def _chooser(usual: Callable, better: Callable) -> Callable:
    """``min`` or ``max`` of numbers and lanes; NaN and equal numbers as Python and the compiler have them."""

    def choose(*args: Any, **options: Any) -> Any:
        if not any(isinstance(a, Lanes) for a in args):
            return usual(*args, **options)
        chosen = args[0]
        for other in args[1:]:
            chosen = np.where(better(other, chosen), other, chosen).view(Lanes)
        return chosen

    return choose


def _never_raising(exact: Callable, beyond: Any) -> Callable:
    """A function of ``math``, lane by lane; infinity or NaN where it has no value."""

    def function(*args: Any) -> Any:
        if isinstance(args[0], Lanes):
            return lanes_of([function(x) for x in args[0]])
        try:
            return np.float64(exact(*args))
        except (ValueError, OverflowError):
            return np.float64(beyond(*args))

    return function


def _root(x: Any) -> Any:
    return np.sqrt(as_number(x))


FUNCTIONS = {
    name: _never_raising(getattr(math, name), getattr(np, numpys))
    for name, numpys in (
        ("exp", "exp"), ("log", "log"), ("log10", "log10"), ("sin", "sin"), ("cos", "cos"), ("tan", "tan"),
        ("asin", "arcsin"), ("acos", "arccos"), ("atan", "arctan"),
    )
} | {"sqrt": _root}  # fmt: skip
REPLACED: dict[str, tuple[Any, Any]] = {
    "min": (builtins.min, _chooser(builtins.min, lambda a, b: a < b)),
    "max": (builtins.max, _chooser(builtins.max, lambda a, b: a > b)),
    "math": (math, SimpleNamespace(**(vars(math) | FUNCTIONS))),
} | {name: (getattr(math, name), function) for name, function in FUNCTIONS.items()}


def _as_numbers(constants: tuple) -> tuple:
    """Constants of a kernel that divide by zero without raising."""
    kinds: dict[type, Callable] = {float: np.float64, tuple: _as_numbers}
    return tuple(kinds.get(type(c), lambda same: same)(c) for c in constants)


def in_python(function: Any) -> Any:
    """A kernel that is run by Python."""
    names = function.__globals__
    for name, (usual, replacement) in REPLACED.items():
        if names.get(name, getattr(builtins, name, None)) is usual:
            names[name] = replacement
    function.__code__ = function.__code__.replace(co_consts=_as_numbers(function.__code__.co_consts))
    function.py_func = function
    return function
