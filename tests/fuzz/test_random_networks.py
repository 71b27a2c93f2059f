"""Random networks, few of them: the engine without the compiler's help would take too long for more."""

from __future__ import annotations

import pytest
from random_networks import lanes_apart, network, not_written, random_network, variants, wrong_of

SHORT, LONG = 12, 60


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """The first networks that are not refused."""
    folder = tmp_path_factory.mktemp("networks")
    return [model for seed in range(SHORT) if (model := network(seed, folder)) is not None]


def test_most_networks_are_sound(models):
    assert len(models) >= 0.8 * SHORT
    structures = ("pumps", "weirs", "orifices", "outlets", "storages")
    kinds = {kind for model in models for kind in structures if getattr(model, kind)}
    assert len(kinds) >= 4
    assert len({c.section.shape for model in models for c in model.conduits.values()}) >= 12


def test_a_seed_is_a_network():
    assert random_network(3) == random_network(3) != random_network(4)


def test_what_is_written_is_read_back(models, tmp_path):
    for model in models:
        assert not_written(model, tmp_path) == []


def test_lanes_differ_at_all(models):
    """The lanes that are compared are not the same lane over and over."""
    lanes = variants(models[0], 3)
    assert len({next(iter(lane.conduits.values())).roughness for lane in lanes}) == 3


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(LONG))
def test_networks(seed, tmp_path):
    """Finite, a ledger that adds up, lanes, snapshots and states to the bit."""
    model = network(seed, tmp_path)
    if model is not None:
        assert wrong_of(model, tmp_path) == []


def test_one_network_in_lanes(models):
    assert lanes_apart(models[0], 2) == []
