"""What a run leaves, and a run that begins with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from networks import CHAIN_OF_TWO, model_of, options

from sponge.engine.batch import Batch
from sponge.engine.start.hot_flow import begin_with, left_by
from sponge.engine.start.hot_start import HotStart
from sponge.model.compile import compile_model


def test_what_is_left_is_what_the_next_begins_with(tmp_path):
    network = compile_model(model_of(options(600.0, step=5.0) + CHAIN_OF_TWO, tmp_path))
    first, then = Batch([network]), Batch([network])
    first.advance(first.duration)
    left = left_by(network, first.state, 0, pollutants=0, land_uses=0)
    assert left.node_depth.shape == (3,) and left.link_flow.min() > 0.1
    begin_with(HotStart(*(value[..., None] for value in left)), then.state)
    again = left_by(network, then.state, 0, pollutants=0, land_uses=0)
    for name, value in left._asdict().items():
        np.testing.assert_array_equal(value, getattr(again, name), err_msg=name)


def test_a_lane_leaves_its_own(tmp_path):
    model = model_of(options(600.0, step=5.0) + CHAIN_OF_TWO, tmp_path)
    double = replace(model, inflows=tuple(replace(inflow, baseline=2.0 * inflow.baseline) for inflow in model.inflows))
    batch = Batch([compile_model(model), compile_model(double)])
    batch.advance(batch.duration)
    one, two = (left_by(batch.network, batch.state, lane, pollutants=0, land_uses=0) for lane in (0, 1))
    assert (two.link_flow > 1.5 * one.link_flow).all() and (two.node_lateral[:2] == 2.0 * one.node_lateral[:2]).all()
