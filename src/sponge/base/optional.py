"""Kernels that are part of a loop only where a model needs them.

A table of a Network may be absent (None). ``only_with("extra")`` makes a kernel whose call compiles to nothing where
its first argument lacks that table: a model without it runs, and compiles, the same machine code as if the call were
not written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba.core import types
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import AbstractTemplate, infer_global, signature

from sponge.base.packing import TableType


def _has(kind: Any, field: str) -> bool:
    """Has a table of this type the field, and not as None?"""
    if isinstance(kind, TableType):
        return field in kind.fields
    return field in kind.fields and not isinstance(kind[kind.fields.index(field)], types.NoneType)


def only_with(field: str) -> Callable[[Any], Any]:
    """Decorate a kernel that returns nothing: it is called where its first argument, a table, has the field."""

    def decorate(function: Any) -> Any:
        def called(table: Any, *args: Any) -> None:
            if getattr(table, field) is not None:
                function(table, *args)

        called.__name__, called.__doc__ = function.__name__, function.__doc__

        class Template(AbstractTemplate):
            key = called

            def generic(self, args: tuple, kws: dict) -> Any:
                if _has(args[0], field):
                    types.Dispatcher(function).get_call_type(self.context, args, kws)
                return signature(types.none, *args)

        infer_global(called, types.Function(Template))

        @lower_builtin(called, types.VarArg(types.Any))
        def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            if _has(sig.args[0], field):
                kind = types.Dispatcher(function)
                call = context.get_function(kind, kind.get_call_type(context.typing_context, sig.args, {}))
                for library in getattr(call, "libs", ()):
                    context.active_code_library.add_linking_library(library)
                call(builder, args)
            return context.get_dummy_value()

        return called

    return decorate
