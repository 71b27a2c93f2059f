"""Lanes as blocks: together where they can share one, by themselves where not."""

from __future__ import annotations

import numpy as np
import pytest

import sponge
from sponge.model.compile import compile_model
from sponge.simulation.ensemble import Ensemble, blocks_of


@pytest.fixture(scope="module")
def networks(model):
    """As the file has it, rougher, and with a setting that a block shares."""
    changes = ([], "conduit[*].roughness *= 2", "options.max_trials = 3")
    return [compile_model(sponge.apply_changes(model, change)) for change in changes]


def test_lanes_of_one_kind_share_a_block_of_eight_at_most(networks):
    assert blocks_of(networks * 2) == [[0, 1, 3, 4], [2, 5]]
    assert blocks_of([*networks[:2] * 5, None, networks[2]]) == [list(range(8)), [8, 9], [11]]


def test_what_is_scattered_is_gathered_and_padding_is_the_last_lane(networks):
    lanes = Ensemble([*networks, networks[0]])
    values = np.arange(28.0).reshape(7, 4)
    lanes.scatter(values, lambda batch: batch.state.nodes.forced_inflow)
    np.testing.assert_array_equal(lanes.gather(lambda batch: batch.state.nodes.forced_inflow), values)
    first = lanes.batches[0]
    assert lanes.blocks[0] == [0, 1, 3] and len(first.lanes) == 8
    assert (first.state.nodes.forced_inflow[:, 3:] == values[:, [3]]).all()


def test_a_lane_without_a_network_has_no_numbers(networks):
    lanes = Ensemble([networks[0], None])
    assert np.isnan(lanes.time[1]) and lanes.health.tolist() == [0, 1]
    (moment, row), *_ = lanes.reports(300.0)
    assert moment == 300.0 and np.isfinite(row.link[..., 0]).all() and np.isnan(row.link[..., 1]).all()
    assert np.isnan(lanes.summary()["link_max_flow"][:, 1]).all()
