# SPDX-License-Identifier: Apache-2.0
"""Numba with no more work than kernels need.

Most kernels are called by other kernels alone. Numba gives each one a way in from Python all the same (its "CPython
wrapper"), and optimises it, makes machine code of it and keeps it; here a kernel has one only once Python has called
it. Passes over closures, generators, array expressions and annotated source find nothing in a kernel, and are left
out. Python's garbage collector looks through millions of objects of a compiler again and again, and frees few.

All this changes how long compiling takes, and no instruction of a kernel. Numba offers a class of passes
(``CompilerBase``) but no way to say of one call that it comes from a kernel: ``Kernel`` extends the dispatcher that
``numba.njit`` makes, by its methods ``compile``, ``add_overload``, ``get_call_template`` and ``get_compile_result``.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from numba.core import sigutils
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_lock import global_compiler_lock
from numba.core.compiler_machinery import PassManager
from numba.core.registry import CPUDispatcher
from numba.core.typed_passes import AnnotateTypes, DumpParforDiagnostics, NopythonRewrites
from numba.core.untyped_passes import InlineClosureLikes, LiteralUnroll, MakeFunctionToJitFunction, WithLifting

NEEDLESS = {
    AnnotateTypes, DumpParforDiagnostics, InlineClosureLikes, LiteralUnroll, MakeFunctionToJitFunction,
    NopythonRewrites, WithLifting,
}  # fmt: skip
BETWEEN_COLLECTIONS = 500_000  # objects made while kernels compile
FOR_KERNELS = "no_cpython_wrapper"  # Numba's option


class LeanCompiler(CompilerBase):
    """Numba's passes but for those that find nothing in a kernel."""

    def define_pipelines(self) -> list[PassManager]:
        """The one way to compile."""
        lean = PassManager("kernel")
        for step, what in DefaultPassBuilder.define_nopython_pipeline(self.state).passes:
            if step not in NEEDLESS:
                lean.add_pass(step, what)
        lean.finalize()
        return [lean]


class Kernel(CPUDispatcher):
    """A function compiled for each set of types that it is called with: for kernels alone until Python calls it."""

    def __init__(self, function: Callable[..., Any], variables: Any = None, targetoptions: Any = None) -> None:
        """As Numba calls it to read a pickled one: with types of local variables, of which kernels name none."""
        options = {"nopython": True, "boundscheck": None} | (targetoptions or {}) | {FOR_KERNELS: False}
        super().__init__(function, variables, options, LeanCompiler)

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """How another kernel calls it."""
        with self._for_kernels():
            return super().get_call_template(args, kws)

    def get_compile_result(self, sig: Any) -> Any:
        """What is compiled for types, to be called by its address."""
        with self._for_kernels():
            return super().get_compile_result(sig)

    def compile(self, sig: Any) -> Any:
        """Compile for types, with a way in from Python unless a kernel asks."""
        with global_compiler_lock, _rare_collections():
            args = tuple(sigutils.normalize_signature(sig)[0])
            if not self.serves(self.overloads.get(args)):
                del self.overloads[args]  # those that call it hold on to its code
            return super().compile(sig)

    def serves(self, compiled: Any) -> bool:
        """Can who asks now, Python or a kernel, call what is compiled (if anything is)?"""
        return compiled is None or self.targetoptions[FOR_KERNELS] or _has_way_in(compiled)

    def add_overload(self, cres: Any) -> None:
        """Keep what is compiled; Python's calls find only what has a way in."""
        if _has_way_in(cres):
            super().add_overload(cres)
        else:
            self.overloads[tuple(cres.signature.args)] = cres

    @contextmanager
    def _for_kernels(self) -> Iterator[None]:
        with global_compiler_lock:
            before, self.targetoptions[FOR_KERNELS] = self.targetoptions[FOR_KERNELS], True
            try:
                yield
            finally:
                self.targetoptions[FOR_KERNELS] = before


def _has_way_in(compiled: Any) -> bool:
    return bool(compiled.library.get_pointer_to_function(compiled.fndesc.llvm_cpython_wrapper_name))  # 0 without one


@contextmanager
def _rare_collections() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], BETWEEN_COLLECTIONS) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
