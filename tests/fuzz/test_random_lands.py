"""Random lands, few of them: the engine without the compiler's help would take too long for more."""

from __future__ import annotations

import pytest
from random_lands import LID_KINDS, land_of, random_land, wrong_of

from sponge.model.compile import compile_model

FEW = 24


@pytest.fixture(scope="module")
def lands(tmp_path_factory):
    """Models and what they were made from."""
    folder = tmp_path_factory.mktemp("lands")
    return [land_of(seed, folder) for seed in range(FEW)]


def test_all_lands_are_sound(lands):
    assert all(model is not None for model, _ in lands)


def test_lands_differ_in_everything(lands):
    models = [model for model, _ in lands]
    assert len({land.units for _, land in lands}) >= 5
    assert len({type(s.infiltration) for model in models for s in model.subcatchments.values()}) == 5
    assert {control.kind for model in models for control in model.lid_controls.values()} == set(LID_KINDS)
    for table in ("snow_packs", "aquifers", "pollutants", "hydrographs"):
        assert any(getattr(model, table) for model in models), table


def test_lands_compile(lands):
    for model, _ in lands[:8]:
        assert compile_model(model).hydrology.area.shape[0] == len(model.subcatchments)


def test_a_seed_is_a_land():
    assert random_land(3) == random_land(3) != random_land(4)
    assert random_land(3, short=True) != random_land(3)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 6, 9])
def test_lands(seed, tmp_path):
    """Rain as in the file, ledgers that close, lanes, snapshots and states to the bit: of soils, LID units, snow over
    groundwater, pollutants."""
    model, land = land_of(seed, tmp_path, short=True)
    assert wrong_of(model, land, tmp_path) == []
