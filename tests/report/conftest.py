"""Results to write pages of: a sweep over zones that is made up, and a run of a model without zones."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_up import dataset, folder
from page_results import HILLSIDE, saved

import sponge


@pytest.fixture(scope="session")
def zoned(tmp_path_factory) -> Path:
    """A sweep's file; the model's folder, with the map, beside it."""
    place = tmp_path_factory.mktemp("zoned")
    folder(place)
    return saved(dataset(), place / "sweep.nc")


@pytest.fixture(scope="session")
def networked(tmp_path_factory) -> Path:
    """A run of a model without zones."""
    made = sponge.run(sponge.read_inp(HILLSIDE))
    return saved(made, tmp_path_factory.mktemp("network") / "hillside.nc")
