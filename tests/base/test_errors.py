"""Errors come whole out of another process, whatever their class takes to be made."""

from __future__ import annotations

import copy
import importlib
import pickle
import pkgutil
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

import sponge
from sponge.base.errors import ModelError, Portable, Problem, SpongeError, UsageError
from sponge.io.interface import BadLine
from sponge.model.rules.words import ClauseError
from sponge.simulation.file_run import Interrupted
from sponge.sweep.run import NoneLeft

PROBLEMS = [Problem("no such node", "a.inp", 7, "CONDUITS", "did you mean 'J1'?"), Problem("odd", fatal=False)]
ERRORS = [
    ModelError(PROBLEMS), UsageError("no such file"), SpongeError("one", 2), NoneLeft({"a": "why", "b": "why not"}),
    Interrupted(Path("a.partial.nc")), Interrupted(None), BadLine("not a number", 12), ClauseError("no link", "hint"),
]  # fmt: skip


@pytest.mark.parametrize("again", [lambda e: pickle.loads(pickle.dumps(e)), copy.copy, copy.deepcopy])
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_pickled_and_copied_errors_are_the_same(error, again):
    other = again(error)
    assert type(other) is type(error) and str(other) == str(error) and other.args == error.args
    assert vars(other) == vars(error)


def test_every_error_of_the_package_is_portable_or_made_of_its_message_alone():
    """What a class of its own ``__init__`` would lose in a pickle."""
    for module in pkgutil.walk_packages(sponge.__path__, "sponge."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, waiting = [], [BaseException]
    while waiting:
        subclasses = waiting.pop().__subclasses__()
        waiting += subclasses
        found += [c for c in subclasses if c.__module__.startswith("sponge.")]
    assert len(found) > 10
    assert not [c for c in found if "__init__" in vars(c) and not issubclass(c, Portable) and c.__name__[0] != "_"]


def refuse(path: str) -> None:
    """What a worker is asked to do."""
    sponge.read_inp(path)


def test_a_model_error_out_of_a_process_pool_reads_as_it_should(tmp_path):
    (tmp_path / "bad.inp").write_text("[JUNCTIONS]\nJ nan 1\n[OUTFALLS]\nO x FREE\n")
    with ProcessPoolExecutor(1) as pool, pytest.raises(ModelError) as raised:
        pool.submit(refuse, str(tmp_path / "bad.inp")).result()
    lines = str(raised.value).splitlines()
    assert len(lines) == len(raised.value.problems) >= 2 and "bad.inp:2 [JUNCTIONS]" in lines[0]
