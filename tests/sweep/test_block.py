"""Lanes in a block: each as if it were alone, whatever becomes of the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import sponge
from sponge.io import read_inp
from sponge.results.layout import layout_of
from sponge.results.registry.counted import NAMES as COUNTED
from sponge.results.writers.dataset import DatasetBuilder
from sponge.simulation.ensemble import Ensemble
from sponge.sweep.block import run_lanes, valid

CHANGES = [
    [],
    "conduit[*].roughness *= 2",
    "options.max_trials = 3",  # settings are shared in a batch
    "conduit[C1].flap_gate = yes",  # so are flags
    "conduit[C2].loss_inlet = 0.5",
    "gage[G].interval = 30",  # shortens the wet step
]


@pytest.fixture
def model(folder):
    return read_inp(folder / "small.inp")


def run(models: list, width: int = 1) -> tuple:
    base = next(m for m in models if not isinstance(m, str))
    builder = DatasetBuilder(layout_of(base, scenarios=tuple(map(str, range(len(models))))))
    builder.block(0, len(models))
    ended = run_lanes(models, builder, width=width)
    return ended, builder.dataset()


def assert_same(lane, alone) -> None:
    for name, values in alone.drop_vars(COUNTED, errors="ignore").items():
        np.testing.assert_array_equal(lane[name].values, values.values, err_msg=name)


def test_no_lane_depends_on_its_company(model):
    """Lanes that cannot share a batch run beside each other, to the bits of their own runs."""
    models = [sponge.apply_changes(model, change) for change in CHANGES]
    ended, many = run(models)
    assert ended.status == (0,) * len(models)
    for i, one in enumerate(models):
        assert_same(many.isel(scenario=i), sponge.run(one))
    flows = many.link_flow.sel(link="C1").values
    assert not np.array_equal(flows[0], flows[1])


def test_a_lane_left_over_runs_on_the_kernels_of_many(model):
    """The last of 8 k + 1 scenarios needs no kernels of its own, and gives the bits of a run by itself."""
    from sponge.model.compile import compile_model

    (batch,) = Ensemble([compile_model(model)], 8).batches
    assert len(batch.lanes) == 8 and batch.n_lanes == 1
    _, wide = run([model], 8)
    assert_same(wide.isel(scenario=0), sponge.run(model))


def test_a_lane_that_cannot_be_made_leaves_the_others(model):
    bad = valid(lambda: sponge.apply_changes(model, "conduit[C1].length = -5"))
    unknown = valid(lambda: sponge.apply_changes(model, "conduit[C9].length = 5"))
    assert isinstance(bad, str) and "C1" in bad
    assert isinstance(unknown, str) and "no conduit matches 'C9'" in unknown
    ended, many = run([model, bad, unknown])
    assert ended.status == (0, 4, 4)
    assert ended.reasons == ("", bad, unknown)
    assert many.status.values.tolist() == [0, 4, 4]
    assert_same(many.isel(scenario=0), sponge.run(model))
    assert np.isnan(many.link_flow.values[1:]).all() and np.isnan(many.node_max_depth.values[1:]).all()


def test_a_lane_that_runs_away_leaves_the_others(model):
    inflow = replace(model.inflows[0], baseline=1e305)
    wild = replace(model, inflows=(inflow,))
    ended, many = run([model, wild])
    assert ended.status == (0, 4)
    assert "ran away" in ended.reasons[1]
    assert_same(many.isel(scenario=0), sponge.run(model))
    assert np.isnan(many.node_depth.values[1, -1]).all()
    assert np.isnan(many.routing_outflow.values[1]) and int(many.status[1]) == 4


def test_nothing_but_bad_lanes(model):
    ended, _ = run([model]) and run_nothing()
    assert ended.status == (4, 4)


def run_nothing() -> tuple:
    class Nothing:
        def append(self, time, row):
            raise AssertionError("there is nothing to append")

        def summarise(self, summary, status):
            assert summary == {} and list(status) == [4, 4]

    return run_lanes(["no", "no"], Nothing()), None


def test_rain_depth_is_of_the_whole_model(model):
    _, many = run([model, sponge.apply_changes(model, "subcatchment[S1].area *= 3")])
    rain = (20 + 20 + 5) / 12.0
    np.testing.assert_allclose(many.scenario_rain_depth.values, [rain, rain], rtol=1e-4)
