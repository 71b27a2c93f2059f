"""A solver is a folder and a line in the list: a toy one, registered here alone, runs a model through the command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import xarray as xr
from networks import CHAIN_OF_TWO

from sponge.base.arrays import PerLane
from sponge.base.compiler import kernel
from sponge.base.errors import UsageError
from sponge.cli.main import main
from sponge.engine.network import NOWHERE, Facts
from sponge.engine.reporting.periods import COUNT
from sponge.engine.reporting.results_row import write_row
from sponge.engine.solver import Solver
from sponge.engine.solvers import SOLVERS, solver_for
from sponge.engine.step import (
    after_routing,
    before_routing,
    choose_steps,
    keep_old_state,
    lanes_to_move,
    time_to_reach,
)

CHAIN = """\
[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING DYNWAVE
START_DATE 01/01/2020
END_DATE 01/01/2020
END_TIME 00:10:00
REPORT_STEP 00:01:00
ROUTING_STEP 20
""" + CHAIN_OF_TWO


class ToySettings(NamedTuple):
    """An option of the Model's, as the solver wants it."""

    trials: int


class ToyState(NamedTuple):
    """What the toy changes beside the State."""

    passes: PerLane  # (lane,) links passed


@kernel
def advance_toy(network, state, settings, own, periods, lanes):
    """What reaches a node goes through its links at once, in the file's order, and holds no water on the way."""
    clock, nodes, links = state.clock, state.nodes, network.links
    for k in range(periods.asked[COUNT]):
        until = time_to_reach(periods, k)
        while lanes_to_move(network, state, until, lanes) > 0:
            choose_steps(network, state, until, lanes)
            before_routing(network, state, lanes)
            keep_old_state(network, state, until, lanes)
            for lane in range(len(lanes)):
                if clock.routed[lane] == 0:
                    continue
                for i in range(network.nodes.kind.size):
                    nodes.inflow[i, lane] = nodes.lateral[i, lane]
                    nodes.outflow[i, lane] = 0.0
                for j in range(links.kind.size):
                    flow = nodes.inflow[links.up[j], lane] - nodes.outflow[links.up[j], lane]
                    state.links.flow[j, lane] = flow
                    nodes.outflow[links.up[j], lane] += flow
                    nodes.inflow[links.down[j], lane] += flow
                    own.passes[lane] += 1.0
                clock.iterations[lane] += settings.trials
            after_routing(network, state, lanes)
        write_row(network, state, periods, k, lanes)


TOY = Solver(
    name="toy",
    routings=("DYNWAVE",),
    facts=Facts(conduit_storage=NOWHERE, has_heads=0, ends_are_outlets=1),
    settings=lambda options, corrections, shared: ToySettings(options.max_trials or 3),
    prepare=lambda settings, network: settings,
    new_state=lambda network, state, settings: ToyState(np.zeros(state.clock.time.size)),
    advance=advance_toy,
)


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    path = tmp_path / "chain.inp"
    path.write_text(CHAIN)
    return path


@pytest.fixture
def command(chain, monkeypatch) -> Callable[..., tuple[int, Path]]:
    """``sponge run`` of the chain in this process: its exit code and its file."""

    def call(*options: str) -> tuple[int, Path]:
        output = chain.with_suffix(".nc")
        words = ["sponge", "run", str(chain), "-o", str(output), "--overwrite", "-q", *options]
        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, output

    return call


def test_a_solver_in_the_list_runs_a_model_through_the_command(command, monkeypatch):
    monkeypatch.setitem(SOLVERS, "toy", TOY)
    code, output = command("--solver", "toy")
    assert code == 0
    with xr.open_dataset(output) as results:
        assert results.attrs["solver"] == "toy"
        np.testing.assert_allclose(results.link_flow.sel(link="BO"), 0.3, rtol=1e-6)
        assert abs(float(results.routing_continuity_error)) < 0.01
    code, output = command()
    assert code == 0
    with xr.open_dataset(output) as results:  # the same model by the default: a wave takes its time
        assert float(results.link_flow.sel(link="BO")[0]) < 0.3


def test_a_solver_that_is_not_in_the_list_is_wrong_usage(command, capsys):
    assert command("--solver", "toy")[0] == 2
    assert "there is no solver 'toy'" in capsys.readouterr().err


@pytest.mark.parametrize("routing, name, serves", [
    ("DYNWAVE", "picard", "picard"), ("KINWAVE", "picard", "kinematic"), ("STEADY", "picard", "steady"),
    ("KINWAVE", "kinematic", "kinematic"), ("DYNWAVE", "auto", "picard"), ("KINWAVE", "auto", "kinematic"),
])  # fmt: skip
def test_the_routing_finds_its_solver_unless_one_is_asked_for(routing, name, serves):
    assert solver_for(routing, name).name == serves


def test_a_solver_that_does_not_serve_the_routing_is_refused():
    with pytest.raises(UsageError, match="'kinematic' does not route DYNWAVE: use picard"):
        solver_for("DYNWAVE", "kinematic")


def test_every_routing_has_a_solver_and_names_are_their_own():
    assert {routing for solver in SOLVERS.values() for routing in solver.routings} == {"DYNWAVE", "KINWAVE", "STEADY"}
    assert all(SOLVERS[name].name == name for name in SOLVERS)


def test_the_toy_runs_without_the_compiler():
    """The same through the same door, kernels being Python functions."""
    test = f"{__file__}::{test_a_solver_in_the_list_runs_a_model_through_the_command.__name__}"
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", test]
    setting = {"NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(words, env=os.environ | setting, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout
