# SPDX-License-Identifier: Apache-2.0
"""How sponge compiles: one decorator, one cache.

Numba's cache does not notice an edit in another file that a cached kernel inlined, so the cache folder is keyed by a
hash of every file that may hold a kernel; a solver's own folder, which no other uses, has a hash of its own. Within it
a kernel's place is that of its file in the package, wherever the package lies, so that two checkouts of the same
sources share what is compiled. Numba looks at its own version and at the processor itself. ``cache_folder`` says where
the folder may lie; Numba's own settings, and where it keeps other people's functions, are left as they are.
"""

from __future__ import annotations

import glob
import hashlib
import os
import pickle
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import numba
from numba.core import sigutils
from numba.core.caching import CompileResultCacheImpl, FunctionCache, IndexDataCacheFile, UserProvidedCacheLocator
from numba.core.typing.templates import infer_global, make_intrinsic_template

from sponge.base.compiler.cache_folder import CacheFolder, choose
from sponge.base.compiler.lean import Kernel

KERNEL_FOLDERS = ("base", "physics", "engine")
ROOT = Path(__file__).parents[2]


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


@lru_cache
def _solver_digests() -> dict[Path, str]:
    """The folders of engine that are one solver's, which no kernel outside uses, and the hash of each one's files."""
    folders = [file.parent for file in sorted((ROOT / "engine").glob("*/solver.py"))]
    return {folder: _digest(sorted(folder.rglob("*.py"))) for folder in folders}


@lru_cache
def _common_digest() -> str:
    """The hash of all files that may hold a kernel but those of solvers."""
    files = [file for folder in KERNEL_FOLDERS for file in sorted((ROOT / folder).rglob("*.py"))]
    return _digest(file for file in files if _solver_digests().keys().isdisjoint(file.parents))


def source_digest() -> str:
    """The hash of all files that may hold a kernel."""
    return hashlib.sha256("".join((_common_digest(), *_solver_digests().values())).encode()).hexdigest()[:16]


@lru_cache
def cache_folder() -> CacheFolder:
    """The folder that holds the compiled kernels of these sources (``SPONGE_CACHE_DIR`` moves it)."""
    return choose(f"kernels/{_common_digest()}")


OPTIONS = {"error_model": "numpy", "nogil": True, "_nrt": False, "no_cfunc_wrapper": True}
INTERPRETED = bool(numba.config.DISABLE_JIT)
PACKAGE = __name__.split(".", 1)[0]

if INTERPRETED:
    import numpy as np

    from sponge.base.compiler.interpreted import in_python

    np.seterr(all="ignore")  # as machine code: infinity and NaN without a word


class _InPackage(UserProvidedCacheLocator):
    """A kernel of the package lies by its file's place in it; one of a script by Numba's rule, its path."""

    def __init__(self, py_func: Callable[..., Any], py_file: str) -> None:
        self._py_file, self._lineno = py_file, py_func.__code__.co_firstlineno
        self._cache_path = os.path.join(str(cache_folder().path), self.get_suitable_cache_subpath(py_file))

    @classmethod
    def from_function(cls, py_func: Callable[..., Any], py_file: str) -> _InPackage:
        """Of any function: that the folder can be used is known."""
        return cls(py_func, py_file)

    @classmethod
    def get_suitable_cache_subpath(cls, py_file: str) -> str:
        """The folder below the cache's."""
        folder = Path(py_file).parent
        if folder.is_relative_to(ROOT):
            digests = [digest for solver, digest in _solver_digests().items() if folder.is_relative_to(solver)]
            return "-".join((PACKAGE, *folder.relative_to(ROOT).parts, *digests))
        return str(super().get_suitable_cache_subpath(py_file))


class _CompiledKernel(CompileResultCacheImpl):
    _locator_classes = (_InPackage,)


class CacheFiles(IndexDataCacheFile):
    """Numba's list of what is kept of a kernel, and a file for each, under a name that no other process gives.

    Numba counts the files. Two processes that compile at once give the same number, and the list of one then leads to
    what the other has compiled for arguments of other types, which no later process can call.
    """

    def flush(self) -> None:
        """Forget everything, and remove what no list leads to any more."""
        super().flush()
        names = os.path.join(glob.escape(self._cache_path), self._data_name_pattern.replace("{number:d}", "*"))
        for file in glob.glob(names):
            os.unlink(file)

    def _data_name(self, number: int) -> str:
        return str(self._data_name_pattern.format(number=uuid.uuid4().int >> 64))


UNREADABLE = (pickle.UnpicklingError, EOFError, ImportError, AttributeError, IndexError, ValueError, OSError)


class KernelCache(FunctionCache):
    """Numba's cache of a kernel, but for what other processes could not read.

    The list of what is kept names the types of all arguments. With a class in it that only one test's module has, or
    one function, nobody else could read the list, and the kernel would fail wherever it is called. A disk that fills,
    or a file that is damaged, costs compiling and no run.
    """

    _impl_class = _CompiledKernel

    def __init__(self, of: Kernel) -> None:
        super().__init__(of.py_func)
        self._of = of
        stamp = self._impl.locator.get_source_stamp()
        self._cache_file = CacheFiles(self._cache_path, self._impl.filename_base, stamp)

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep what was compiled, where its types are those of the package or of the kernel's own module."""
        if all(self._is_known(kind) for kind in sigutils.normalize_signature(sig)[0]):
            with suppress(OSError):
                super().save_overload(sig, data)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """What was kept and serves whoever asks; a list that cannot be read is begun anew."""
        try:
            found = super().load_overload(sig, target_context)
            return found if self._of.serves(found) else None
        except UNREADABLE:
            with suppress(OSError):
                self.flush()
            return None

    def _is_known(self, kind: Any) -> bool:
        table = getattr(kind, "instance_class", None)
        if table is not None:
            module, name = table.__module__, table.__qualname__
            ours = module.split(".", 1)[0] == PACKAGE or module == self._py_func.__module__
            if not ours or "<locals>" in name:
                return False
        return all(map(self._is_known, getattr(kind, "types", ())))


def _compiled(function: Callable[..., Any], cache: bool = False, **options: Any) -> Any:
    if INTERPRETED:
        return in_python(function)
    made = Kernel(function, targetoptions=OPTIONS | options)
    if cache and cache_folder().path:
        with suppress(OSError):  # a function typed at a prompt has no file, and is not kept
            made._cache = KernelCache(made)  # as ``enable_caching`` does
    return made


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function to machine code on its first call, and keep it.

    Strict IEEE arithmetic (no fastmath), so that a lane's result does not depend on its company; division by zero
    gives infinity or NaN and never raises; the interpreter lock is released. Numba's reference counts are off
    (``_nrt``): a kernel borrows its arrays and cannot allocate. With them on, every table passed and every array
    reached through one costs atomic counts: some microseconds a structure where the arithmetic takes 0.1.
    """
    return _compiled(function, cache=True)


def inlined(function: Callable[..., Any]) -> Any:
    """A kernel that becomes part of those that call it: for phases of a loop that hand on many vectors."""
    return _compiled(function, cache=True, forceinline=True)


def merged(function: Callable[..., Any]) -> Any:
    """A phase of one kernel in words of its own: compiled as if written there, not by itself first.

    Every kernel is optimised together with all that it calls, so that each level of calls costs that time once more.
    """
    return _compiled(function, inline="always")


def operation(typed: Callable[..., Any]) -> Callable[[Any], Any]:
    """Decorate the Python body of an operation that kernels may call, compiled as ``typed`` says.

    ``typed`` is what ``numba.extending.intrinsic`` takes: from the types of the arguments it gives the signature and
    what builds the instructions. Numba's decorator would put an object that Python cannot call in the body's place,
    and ``overload`` would compile, link and inline one more function for every signature: so the intrinsic gets the
    body's name here.
    """

    def decorate(body: Any) -> Any:
        infer_global(body, numba.types.Function(make_intrinsic_template(body, typed, body.__name__)))
        return body

    return decorate
