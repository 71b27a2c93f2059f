"""The small dynamic-wave model."""

from __future__ import annotations

import pytest

import sponge
from sponge.simulation.warmup_models import TEXTS


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> sponge.Model:
    """Junctions, a tank, a pump, an orifice, a weir and an outlet under dynamic wave."""
    path = tmp_path_factory.mktemp("steering") / "small.inp"
    path.write_text(TEXTS["DYNWAVE"])
    return sponge.read_inp(path)
