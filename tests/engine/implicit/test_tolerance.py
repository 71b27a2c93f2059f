"""The error in depth that steps keep to: from the command line, files of scenarios and Python, as one option."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from networks import TWO_PIPES, model_of, options

from sponge.base.errors import UsageError
from sponge.engine.batch import Batch
from sponge.model.compile import compile_model
from sponge.model.model import Model
from sponge.simulation.prepare import prepare, solver_of
from sponge.sweep.plan import read_scenario

STORM = '[INFLOWS]\nA FLOW S FLOW 1 1 0.02\n[TIMESERIES]\nS 0:00 0\nS 0:20 0.8\nS 0:40 0\nS 3:00 0\n'


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return model_of(options(3600, step=1) + TWO_PIPES + STORM, tmp_path)


@pytest.mark.parametrize("given", ["5mm", "0.5 cm", "0.005", 0.005])
def test_it_is_a_depth_with_or_without_a_unit(model, given):
    assert prepare(model, solver="implicit", tolerance=given).options.depth_tolerance == pytest.approx(0.005)


@pytest.mark.parametrize("given, message", [
    ({"tolerance": "5mm"}, "the solver 'picard' keeps to no tolerance of depth: --solver implicit does"),
    ({"tolerance": "5mm", "solver": "auto"}, "the solver 'picard' keeps to no tolerance"),
    ({"tolerance": 0, "solver": "implicit"}, "more than zero"),
    ({"tolerance": "-1mm", "solver": "implicit"}, "depth_tolerance"),
    ({"tolerance": "5s", "solver": "implicit"}, "depth_tolerance"),
])  # fmt: skip
def test_what_is_no_tolerance_is_refused(model, given, message):
    with pytest.raises(UsageError, match=message):
        prepare(model, **given)


def test_a_scenario_names_solver_and_tolerance(model, tmp_path):
    file = tmp_path / "scenario.toml"
    file.write_text('model = "model.inp"\nsolver = "implicit"\ntolerance = "2mm"\n')
    lane = read_scenario(file).lanes.lane(0)
    assert solver_of(lane) == "implicit" and lane.options.depth_tolerance == pytest.approx(0.002)


def test_auto_is_the_solver_of_the_models_routing(model):
    """Results name the solver that ran, never the word that asked for it."""
    assert solver_of(prepare(model, solver="auto")) == "picard"
    kinematic = replace(model, options=replace(model.options, routing="KINWAVE"))
    assert solver_of(prepare(kinematic, solver="auto")) == solver_of(prepare(kinematic)) == "kinematic"


def test_less_of_it_takes_more_steps_and_is_nearer(model):
    depths, steps = [], []
    for tolerance in ("5cm", "5mm", "0.1mm"):
        batch = Batch([compile_model(prepare(model, solver="implicit", tolerance=tolerance))])
        batch.advance(1500.0)
        depths.append(batch.row(1500.0).node[0, :, 0].astype(float))
        steps.append(float(batch.summary()["steps"][0]))
    assert steps[0] < steps[1] < steps[2]
    assert np.abs(depths[1] - depths[2]).max() < np.abs(depths[0] - depths[2]).max()
