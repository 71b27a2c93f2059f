"""A process in which kernels are Python functions runs the small models of these tests: none of them compiles anything.

``python uncompiled.py`` is that process: it takes paths and gives datasets, both pickled.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any


class Refused(Exception):
    """A model that cannot be run, with what was said of it."""


class Uncompiled:
    """The process, begun with the first model."""

    def __init__(self) -> None:
        self._process: subprocess.Popen | None = None

    def run(self, inp: Path, **given: Any) -> Any:
        """What ``sponge.run`` gives; raises Refused where it raises a SpongeError."""
        if self._process is None:
            environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
            self._process = subprocess.Popen(
                [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
            )
        pickle.dump((str(inp), given), self._process.stdin)
        self._process.stdin.flush()
        kind, value = pickle.load(self._process.stdout)
        if kind == "refused":
            raise Refused(value)
        if kind == "failed":
            raise AssertionError(value)
        return value

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.stdin.close()
            self._process.wait(timeout=30)


def _answer(inp: str, given: dict[str, Any]) -> tuple[str, Any]:
    import sponge
    from sponge.base.errors import SpongeError

    try:
        with warnings.catch_warnings(record=True):
            warnings.simplefilter("always")
            return "dataset", sponge.run(inp, **given).load()
    except SpongeError as error:
        return "refused", str(error)
    except Exception as error:
        return "failed", f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # what is printed is no answer
    while True:
        try:
            path, options = pickle.load(sys.stdin.buffer)
        except EOFError:
            break
        pickle.dump(_answer(path, options), answers)
        answers.flush()
