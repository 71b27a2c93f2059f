"""The command line as a user calls it: a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sponge.simulation.warmup_models import TEXTS

TIMEOUT = 300.0  # the first run compiles


@pytest.fixture
def sponge(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run ``sponge ARGUMENTS`` in the test's folder."""

    def call(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "sponge", *map(str, arguments)]
        settings = {"cwd": tmp_path, "capture_output": True, "text": True, "timeout": TIMEOUT, "encoding": "utf-8"}
        return subprocess.run(command, **(settings | options))

    return call


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A small dynamic-wave model in the test's folder."""
    path = tmp_path / "small.inp"
    path.write_text(TEXTS["DYNWAVE"], encoding="utf-8")
    return path


@pytest.fixture
def long_model(tmp_path: Path) -> Path:
    """A model that takes long enough to be interrupted, and reports often."""
    text = TEXTS["DYNWAVE"].replace("END_DATE 01/01/2020", "END_DATE 01/01/2022")
    text = text.replace("REPORT_STEP 00:05:00", "REPORT_STEP 00:01:00")
    path = tmp_path / "long.inp"
    path.write_text(text, encoding="utf-8")
    return path
