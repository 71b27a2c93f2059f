"""Compiled kernels are kept where an edit of any kernel's source is noticed, and what cannot be kept is compiled."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import sponge.base.compiler
from sponge.base.compiler.kernels import CacheFiles

FIRST = ["numba", "xarray", "sponge.api", "sponge.io", "sponge.cli.run", "sponge.engine.batch"]
COMPILER = Path(sponge.base.compiler.__file__).parent
KERNEL = "from toy.base.compiler.kernels import kernel\n"


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """The base folder of a package that compiles as sponge does."""
    base = tmp_path / "toy" / "base"
    (base / "compiler").mkdir(parents=True)
    for package in (base.parent, base, base / "compiler"):
        (package / "__init__.py").touch()
    for name in ("kernels.py", "cache_folder.py", "lean.py"):
        text = (COMPILER / name).read_text(encoding="utf-8").replace("from sponge.", "from toy.")
        (base / "compiler" / name).write_text(text, encoding="utf-8")
    return base


def python(code: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a script with a cache and modules of its own."""
    env = {**os.environ, "SPONGE_CACHE_DIR": str(folder / "cache"), "PYTHONPATH": str(folder), **env}
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)


@pytest.mark.parametrize("first", FIRST)
def test_cache_folder_holds_whatever_is_imported_first(first: str, tmp_path: Path) -> None:
    """Beside the sources Numba would run kernels of yesterday's physics; other people's functions are left alone."""
    code = f"import {first}, numba\nfrom sponge.base.compiler.kernels import cache_folder\n"
    code += "from sponge.base.tables import step_value\n"
    code += "print(step_value._cache.cache_path.startswith(str(cache_folder().path)), numba.config.CACHE_DIR)"
    done = python(code, tmp_path, NUMBA_CACHE_DIR="theirs", PYTHONPATH=str(COMPILER.parents[2]))
    assert done.stdout.split() == ["True", "theirs"], done.stderr


def test_edit_of_an_inlined_kernel_is_noticed(toy: Path, tmp_path: Path) -> None:
    """Numba itself keeps the caller's old code; the folder keyed by all sources does not."""
    outer = "from toy.base.inner import inner\n@kernel\ndef outer(x):\n    return inner(x)\n"
    (toy / "outer.py").write_text(KERNEL + outer)
    for added in (1.0, 10.0):
        (toy / "inner.py").write_text(f"{KERNEL}@kernel\ndef inner(x):\n    return x + {added}\n")
        done = python("import numba\nfrom toy.base.outer import outer\nprint(outer(1.0))", tmp_path)
        assert float(done.stdout) == 1.0 + added


def twice(toy: Path) -> str:
    """A kernel, and a script that calls it and says whether it was compiled."""
    (toy / "twice.py").write_text(f"{KERNEL}@kernel\ndef twice(x):\n    return 2.0 * x\n")
    return "from toy.base.twice import twice\nprint(twice(1.0), sum(twice.stats.cache_misses.values()))"


def test_a_damaged_file_is_compiled_anew(toy: Path, tmp_path: Path) -> None:
    """Whichever: the list of what is kept, or the code."""
    script = twice(toy)
    assert python(script, tmp_path).stdout == "2.0 1\n"
    for ending in ("nbi", "nbc"):
        (file,) = (tmp_path / "cache").rglob(f"*.{ending}")
        file.write_bytes(file.read_bytes()[:100])
        assert [python(script, tmp_path).stdout for _ in "ab"] == ["2.0 1\n", "2.0 0\n"]


def test_without_any_folder_kernels_are_compiled_and_not_kept(toy: Path, tmp_path: Path) -> None:
    script = twice(toy)
    nowhere = "import tempfile\ntempfile.tempdir = '/dev/null'\n"
    for _ in range(2):
        done = python(nowhere + script, tmp_path, SPONGE_CACHE_DIR="/dev/null")
        assert done.stdout == "2.0 1\n", done.stderr


def test_a_function_typed_at_a_prompt_is_compiled_and_not_kept(toy: Path, tmp_path: Path) -> None:
    code = "exec(compile('@kernel\\ndef one():\\n    return 1.0', '<ipython-1>', 'exec'))\nprint(one())"
    assert python(KERNEL + code, tmp_path).stdout == "1.0\n"


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


def test_a_class_that_others_cannot_import_is_not_kept(toy: Path, tmp_path: Path) -> None:
    """A kernel called with a script's own class stays readable to all; its other signatures are kept."""
    (toy / "thing.py").write_text("from typing import NamedTuple\n\nclass Thing(NamedTuple):\n    x: float\n")
    (toy / "whole.py").write_text(f"{KERNEL}@kernel\ndef whole(x):\n    return x[0]\n")
    (tmp_path / "foreign.py").write_text(FOREIGN)
    (tmp_path / "other.py").write_text(FOREIGN)
    for script, word, said in (("foreign", "local", "2.0\n3.0 1.0 2\n"), ("other", "none", "3.0 1.0 2\n")):
        done = python(f"import sys; sys.argv[1:] = ['{word}']; import {script}", tmp_path)
        assert done.stdout == said, done.stderr


def test_two_processes_that_keep_at_once_do_not_mix_what_they_kept(tmp_path, monkeypatch):
    """One has read the list, the other saves all of its own in between: no key leads to the other's code."""
    one, other = (CacheFiles(str(tmp_path), "kernel", "stamp") for _ in range(2))
    saved = one._save_index

    def with_the_other_between(overloads):
        monkeypatch.setattr(one, "_save_index", saved)
        saved(overloads)
        other.save("eight lanes", b"for eight")

    monkeypatch.setattr(other, "_load_index", dict)  # read before the first had saved
    monkeypatch.setattr(one, "_save_index", with_the_other_between)
    one.save("one lane", b"for one")
    monkeypatch.undo()
    assert one.load("one lane") in (b"for one", None)
    assert one.load("eight lanes") == b"for eight"
