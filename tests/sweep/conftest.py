"""A small dynamic-wave model with measures beside it, and sweeps on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sponge.simulation.warmup_models import TEXTS

MEASURES = {
    "early-pump": 'title = "Pump that starts earlier"\nset = ["pump[P1].start_depth = 0.4"]\n',
    "smooth": 'title = "Renewed sewers"\nset = ["conduit[*].roughness *= 0.7", "conduit[C1].loss_inlet = 0.1"]\n',
    "smooth-again": 'set = ["conduit[C*].roughness = 0.009"]\n',
}
SWEEP = """
title = "Storms"
model = "small.inp"
lead = "10min"
tail = "20min"
rain = { kind = "chicago", return_period = 2, duration = "30min" }

[[vary]]
name = "years"
rain = "return_period"
values = [1, 10, 50]

[[vary]]
name = "rough"
target = "conduit[*].roughness"
op = "*="
values = [0.8, 1.2]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """small.inp and measures/."""
    (tmp_path / "small.inp").write_text(TEXTS["DYNWAVE"], encoding="utf-8")
    (tmp_path / "measures").mkdir()
    for name, text in MEASURES.items():
        (tmp_path / "measures" / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def sweep_file(folder: Path) -> Callable[[str], Path]:
    """Write a sweep beside the model."""

    def write(text: str = SWEEP, name: str = "storms") -> Path:
        path = folder / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write
