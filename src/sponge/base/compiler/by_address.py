# SPDX-License-Identifier: Apache-2.0
"""Kernels that a loop calls by their address.

Numba compiles a kernel together with all that it calls, and once for each set of types that it is called with: a part
that only some models have would have the whole loop compiled anew for each of them. ``called_by_address`` makes a
kernel whose call looks up its address in the second argument, a table with a table ``hooks``: the loop is compiled
once, and knows nothing of what the part needs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
from numba.core import cgutils, types

from sponge.base.compiler.kernels import INTERPRETED, operation
from sponge.base.compiler.lane_types import WORD
from sponge.base.compiler.memory import tuple_type
from sponge.base.compiler.packing import TableType

HOOKS = "hooks"


def called_by_address(function: Any) -> Any:
    """Decorate a kernel of two tables and more that returns nothing: called where ``hooks`` of the second table has an
    address under the kernel's name, and not where that is 0 or there are no hooks.

    The kernel sees more of the two tables than the caller does: it is compiled for the types given to ``address_of``,
    which must lie in memory as those of the caller do. Further arguments are of the same types in both.
    """
    name = function.__name__

    def typed(_: Any, network: Any, state: Any, *args: Any) -> Any:
        hooks = state.fields.get(HOOKS) if isinstance(state, TableType) else None

        def build(context: Any, builder: Any, sig: Any, values: Any) -> Any:
            if hooks is None:
                return context.get_dummy_value()
            place = cgutils.pointer_add(
                builder, values[1], hooks.offset + hooks.kind.fields[name].offset, WORD.as_pointer()
            )
            address, kinds = builder.load(place), [network, state, *args]
            with builder.if_then(builder.icmp_unsigned("!=", address, WORD(0)), likely=False):
                kind = context.call_conv.get_function_type(types.none, kinds)
                given = [*values[:2], *cgutils.unpack_tuple(builder, values[2])]
                context.call_conv.call_function(
                    builder, builder.inttoptr(address, kind.as_pointer()), types.none, kinds, given
                )
            return context.get_dummy_value()

        return types.none(network, state, tuple_type(args)), build

    @operation(typed)
    def called(network: Any, state: Any, *args: Any) -> None:
        hooks = getattr(state, HOOKS, None)
        if hooks is not None and getattr(hooks, name):
            function(network, state, *args)

    called.__name__, called.__doc__, called.kernel = name, function.__doc__, function  # type: ignore[attr-defined]
    return called


def address_of(called: Callable[..., Any], *arguments: Any) -> int:
    """Where the machine code for these arguments lies, compiled or read if it was not yet; 1 without the compiler."""
    if INTERPRETED:
        return 1
    function = called.kernel  # type: ignore[attr-defined]
    compiled = function.get_compile_result(types.none(*map(numba.typeof, arguments)))
    return int(compiled.library.get_pointer_to_function(compiled.fndesc.llvm_func_name))
