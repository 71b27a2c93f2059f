"""A kernel has a way in from Python once Python calls it, and the same numbers before and after."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numba
import numpy as np
import pytest

from sponge.base.compiler.kernels import INTERPRETED, OPTIONS
from sponge.base.compiler.lean import Kernel

pytestmark = pytest.mark.skipif(INTERPRETED, reason="nothing is compiled")

PAIR = """
from sponge.base.compiler import kernel

@kernel
def inner(x):
    return x / 3.0

@kernel
def outer(x):
    return inner(x) + 1.0

@kernel
def third(x):
    return inner(x) - 1.0

def compiled(function):
    return sum(function.stats.cache_misses.values())
"""
CALLS = {"outer": 4.0 / 3.0, "third": 1.0 / 3.0 - 1.0, "inner": 1.0 / 3.0}


def python(folder: Path, code: str) -> str:
    """What a new process prints that can import the pair."""
    (folder / "pair.py").write_text(PAIR, encoding="utf-8")
    env = os.environ | {"SPONGE_CACHE_DIR": str(folder / "cache")}
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def ask(folder: Path, *calls: str) -> list[str]:
    """Call kernels in a new process, one after the other: how often ``inner`` was compiled after each."""
    calling = "".join(f"print(pair.{name}(1.0), pair.compiled(pair.inner))\n" for name in calls)
    said = [line.split() for line in python(folder, "import pair\n" + calling).splitlines()]
    assert [float(value) for value, _ in said] == [CALLS[name] for name in calls]
    return [times for _, times in said]


def pair():
    """A kernel and one that calls it, compiled for this test alone and not kept."""
    inner = Kernel(lambda x: x / 3.0, targetoptions=OPTIONS)
    return inner, Kernel(lambda x: inner(x) + 1.0, targetoptions=OPTIONS)


def ways_in(function):
    """Of each set of types that a kernel is compiled for: can Python call it?"""
    return [
        bool(found.library.get_pointer_to_function(found.fndesc.llvm_cpython_wrapper_name))
        for found in function.overloads.values()
    ]


def test_what_kernels_alone_call_has_no_way_in_until_python_calls_it():
    inner, outer = pair()
    assert outer(1.0) == 4.0 / 3.0
    assert (ways_in(inner), ways_in(outer)) == ([False], [True])
    assert (inner(1.0), inner(1)) == (1.0 / 3.0, 1.0 / 3.0)
    assert ways_in(inner) == [True, True]
    assert outer(1.0) == 4.0 / 3.0


def test_what_python_has_called_serves_a_kernel():
    inner, outer = pair()
    assert (inner(1.0), outer(1.0)) == (1.0 / 3.0, 4.0 / 3.0)
    assert ways_in(inner) == [True]
    assert len(inner.stats.cache_misses) == 1


def test_python_calls_what_was_asked_for_by_its_address():
    inner, _ = pair()
    before = inner.get_compile_result(numba.float64(numba.float64))
    address = before.library.get_pointer_to_function(before.fndesc.llvm_func_name)
    assert address and ways_in(inner) == [False]
    assert inner(1.0) == 1.0 / 3.0
    assert ways_in(inner) == [True]


def test_threads_that_call_a_kernel_and_what_it_calls_get_the_same():
    inner, outer = pair()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda i: (outer, inner)[i % 2](np.float32(1.0) if i > 3 else 1.0), range(8)))
    assert found == [4.0 / 3.0, 1.0 / 3.0] * 2 + [np.float32(1.0) / 3.0 + 1.0, np.float32(1.0) / 3.0] * 2


def test_each_order_of_python_and_kernel_finds_what_an_earlier_process_kept(tmp_path):
    """What serves kernels alone is compiled once more for Python, and then kept for both."""
    assert ask(tmp_path, "outer") == ["1"]
    assert ask(tmp_path, "third", "inner", "outer") == ["0", "1", "1"]
    assert ask(tmp_path, "inner", "third", "outer") == ["0", "0", "0"]


def test_what_python_called_is_kept_for_kernels(tmp_path):
    assert ask(tmp_path, "inner") == ["1"]
    assert ask(tmp_path, "outer", "third", "inner") == ["0", "0", "0"]


def test_processes_that_compile_at_once_leave_what_each_can_read(tmp_path):
    """Some ask for the kernel through another, some from Python."""
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda name: ask(tmp_path, name), ["outer", "inner", "third", "inner"]))
    ask(tmp_path, "inner", "outer", "third")
    assert ask(tmp_path, "outer", "inner", "third") == ["0", "0", "0"]


def test_a_pickled_kernel_is_called_elsewhere(tmp_path):
    sent = python(tmp_path, "import pair, pickle\nprint(pickle.dumps(pair.outer).hex())").strip()
    got = python(tmp_path, f"import pickle\nprint(pickle.loads(bytes.fromhex('{sent}'))(1.0))")
    assert float(got) == CALLS["outer"]


@pytest.mark.parametrize("threshold", [(700, 10, 10), (0, 5, 5)])
def test_the_garbage_collector_is_as_it_was_after_compiling(threshold):
    """Switched off it stays off."""
    before = gc.get_threshold()
    try:
        gc.set_threshold(*threshold)
        assert pair()[1](1.0) == 4.0 / 3.0
        assert gc.get_threshold() == threshold
    finally:
        gc.set_threshold(*before)
