"""Compiled kernels are kept where an edit of any kernel's source is noticed, whoever imported Numba first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FIRST = ["numba", "xarray", "sponge.api", "sponge.io", "sponge.cli.run", "sponge.engine.batch"]
KERNEL = "from toy.base.compiler.kernels import kernel\n"


@pytest.mark.parametrize("first", FIRST)
def test_cache_folder_holds_whatever_is_imported_first(first: str, tmp_path: Path) -> None:
    """Numba reads the folder when it is imported; beside the sources it would run kernels of yesterday's physics."""
    env = {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"} | {"SPONGE_CACHE_DIR": str(tmp_path)}
    code = f"import {first}, numba\nfrom sponge.base.compiler import kernels as k\n"
    code += "print(numba.config.CACHE_DIR == str(k.cache_dir()))"
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"


@pytest.mark.slow
def test_edit_of_an_inlined_kernel_is_noticed(tmp_path: Path) -> None:
    """Numba itself keeps the caller's old code; the folder keyed by all sources does not."""
    import sponge.base.compiler.kernels

    base = tmp_path / "toy" / "base"
    (base / "compiler").mkdir(parents=True)
    for package in (base.parent, base, base / "compiler"):
        (package / "__init__.py").touch()
    (base / "compiler" / "kernels.py").write_text(Path(sponge.base.compiler.kernels.__file__).read_text())
    outer = "from toy.base.inner import inner\n@kernel\ndef outer(x):\n    return inner(x)\n"
    (base / "outer.py").write_text(KERNEL + outer)
    env = {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"}
    env |= {"SPONGE_CACHE_DIR": str(tmp_path / "cache"), "PYTHONPATH": str(tmp_path)}
    code = "import numba\nfrom toy.base.outer import outer\nprint(outer(1.0))"
    for added in (1.0, 10.0):
        (base / "inner.py").write_text(f"{KERNEL}@kernel\ndef inner(x):\n    return x + {added}\n")
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
        assert float(done.stdout) == 1.0 + added


FOREIGN = """
import sys
from typing import NamedTuple
import numpy as np
from toy.base.compiler.kernels import kernel
from toy.base.thing import Thing
from toy.base.whole import whole

class Local(NamedTuple):
    x: float

if sys.argv[1] == "local":
    print(whole(Local(2.0)))
print(whole(Thing(3.0)), whole(np.ones(2)), len(whole._cache._cache_file._load_index()))
"""


def test_a_class_that_others_cannot_import_is_not_kept(tmp_path: Path) -> None:
    """A kernel called with a script's own class stays readable to all; its other signatures are kept."""
    import sponge.base.compiler.kernels

    base = tmp_path / "toy" / "base"
    (base / "compiler").mkdir(parents=True)
    for package in (base.parent, base, base / "compiler"):
        (package / "__init__.py").touch()
    (base / "compiler" / "kernels.py").write_text(Path(sponge.base.compiler.kernels.__file__).read_text())
    (base / "thing.py").write_text("from typing import NamedTuple\n\nclass Thing(NamedTuple):\n    x: float\n")
    (base / "whole.py").write_text(f"{KERNEL}@kernel\ndef whole(x):\n    return x[0]\n")
    (tmp_path / "foreign.py").write_text(FOREIGN)
    (tmp_path / "other.py").write_text(FOREIGN)
    env = {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"}
    env |= {"SPONGE_CACHE_DIR": str(tmp_path / "cache"), "PYTHONPATH": str(tmp_path)}
    for script, word, said in (("foreign", "local", "2.0\n3.0 1.0 2\n"), ("other", "none", "3.0 1.0 2\n")):
        words = [sys.executable, "-c", f"import sys; sys.argv[1:] = ['{word}']; import {script}"]
        done = subprocess.run(words, env=env, capture_output=True, text=True)
        assert done.stdout == said, done.stderr
