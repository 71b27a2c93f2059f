# SPDX-License-Identifier: Apache-2.0
"""Kernels that are part of a loop only where a model, or a block, needs them.

A table of a Network may be absent (None). ``only_with("processes.snow")`` makes a kernel whose call compiles to nothing
where its first argument lacks that table: a model without it runs, and compiles, the same machine code as if the call
were not written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba.core import cgutils, types

from sponge.base.compiler.kernels import operation
from sponge.base.compiler.lane_types import lanes_in
from sponge.base.compiler.memory import tuple_type
from sponge.base.compiler.packing import TableType


def _has(kind: Any, path: str) -> bool:
    """Has a table of this type the field at the end of a path, and not as None?"""
    for field in path.split("."):
        if field not in getattr(kind, "fields", ()):
            return False
        kind = kind.fields[field].kind if isinstance(kind, TableType) else kind[kind.fields.index(field)]
    return not isinstance(kind, types.NoneType)


def _there(table: Any, path: str) -> bool:
    """The same of a table itself."""
    for field in path.split("."):
        table = getattr(table, field, None)
    return table is not None


def _call(context: Any, builder: Any, kind: Any, called: Any, values: list[Any]) -> Any:
    """The instructions that call a kernel of this type, and what it returns."""
    call = context.get_function(kind, called)
    for library in getattr(call, "libs", ()):
        context.active_code_library.add_linking_library(library)
    return call(builder, values)


def by_company(alone: Any, together: Any) -> Any:
    """A kernel whose last argument is ``lanes``: the first where a lane is alone in its block, else the second."""

    def typed(context: Any, *args: Any) -> Any:
        kind = types.Dispatcher(alone if lanes_in(args[-1]) == 1 else together)
        called = kind.get_call_type(context, args, {})

        def build(context: Any, builder: Any, sig: Any, values: Any) -> Any:
            return _call(context, builder, kind, called, cgutils.unpack_tuple(builder, values[0]))

        return called.return_type(tuple_type(args)), build

    @operation(typed)
    def called(*args: Any) -> Any:
        return (alone if len(args[-1]) == 1 else together)(*args)

    return called


def only_with(*paths: str, without: str = "") -> Callable[[Any], Any]:
    """Decorate a kernel that returns nothing: it is called where its first argument, a table, has all these fields,
    and not the one it is to be ``without``.

    A path like ``processes.snow`` is that of a field within a field.
    """

    def wanted(table: Any, has: Callable[[Any, str], bool]) -> bool:
        return all(has(table, path) for path in paths) and not (without and has(table, without))

    def decorate(function: Any) -> Any:
        def typed(context: Any, table: Any, *args: Any) -> Any:
            there, kinds = wanted(table, _has), (table, *args)
            kind = types.Dispatcher(function) if there else None
            called = kind.get_call_type(context, kinds, {}) if kind else None

            def build(context: Any, builder: Any, sig: Any, values: Any) -> Any:
                if kind:
                    _call(context, builder, kind, called, [values[0], *cgutils.unpack_tuple(builder, values[1])])
                return context.get_dummy_value()

            return types.none(table, tuple_type(args)), build

        @operation(typed)
        def called(table: Any, *args: Any) -> None:
            if wanted(table, _there):
                function(table, *args)

        called.__name__, called.__doc__ = function.__name__, function.__doc__
        return called

    return decorate
