"""A run in two parts, with a state file between, is the whole run bit for bit."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import sponge
from sponge.base.errors import ModelError, UsageError
from sponge.engine.batch import Batch
from sponge.io.state import lanes_of as lanes_that_count
from sponge.io.state import load_state, parts_of, save_state
from sponge.model.compile import compile_model
from sponge.simulation.run import batch_of

MODEL = """\
[OPTIONS]
FLOW_UNITS LPS
FLOW_ROUTING DYNWAVE
INFILTRATION GREEN_AMPT
START_DATE 01/01/2020
END_DATE 01/01/2020
END_TIME 03:00:00
REPORT_STEP 00:05:00
WET_STEP 00:01:00
DRY_STEP 00:05:00
ROUTING_STEP 10
VARIABLE_STEP 0.75
ALLOW_PONDING YES
[RAINGAGES]
G INTENSITY 0:05 1.0 TIMESERIES Storm
[SUBCATCHMENTS]
S1 G A 2 60 100 1 0
S2 G S1 3 40 150 0.5 0
[SUBAREAS]
S1 0.015 0.2 1 4 25 PERVIOUS 50
S2 0.015 0.2 1 4 25 OUTLET
[INFILTRATION]
S1 90 5 0.3
S2 90 5 0.3
[JUNCTIONS]
A 10 1.5 0 0 50
B 9.5 3
[STORAGE]
Pond 8 3 0.2 FUNCTIONAL 0 0 200 0 0
[OUTFALLS]
Out 7.5 FREE
River 7 FIXED 9
[CONDUITS]
AB A B 100 0.013 0 0
BP B Pond 80 0.014 0 0
[XSECTIONS]
AB CIRCULAR 0.4 0 0 0
BP CIRCULAR 0.6 0 0 0
W RECT_OPEN 1 1.5 0 0
[WEIRS]
W Pond Out TRANSVERSE 1.2 1.8 NO 0
[PUMPS]
P Pond River Curve ON 0.8 0.3
[CURVES]
Curve PUMP2 0.5 20
Curve 3.0 100
[CONTROLS]
RULE low
IF NODE Pond DEPTH > 1.0
THEN PUMP P SETTING = 1.3
ELSE PUMP P SETTING = 0.8
[TIMESERIES]
Storm 0:00 5
Storm 0:30 90
Storm 0:50 20
Storm 1:30 0
"""
HALF = 4500.0


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "model.inp"
    path.write_text(MODEL)
    return sponge.read_inp(path)


def lanes_of(model, n):
    """Variants in rain and pipes."""
    found = []
    for i in range(n):
        rain = tuple(v * (0.5 + 0.4 * i) for v in model.series["Storm"].values)
        pipes = {name: replace(c, roughness=c.roughness * (1 + 0.1 * i)) for name, c in model.conduits.items()}
        series = model.series | {"Storm": replace(model.series["Storm"], values=rain)}
        found.append(replace(model, series=series, conduits=pipes))
    return found


def run_to(batch, until=np.inf):
    """Rows up to a time."""
    return list(batch.reports(until))


def same(first, second):
    """Two states, bit for bit, in the lanes that count."""
    n = first.n_lanes
    for (name, a, by_lane), (_, b, _) in zip(parts_of(first.state), parts_of(second.state), strict=True):
        np.testing.assert_array_equal(lanes_that_count(a, by_lane, n), lanes_that_count(b, by_lane, n), err_msg=name)


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize("options", [{}, {"skip_steady_state": True, "rule_step": 45.0}], ids=["plain", "rules"])
def test_half_a_run_and_the_rest_are_the_whole_run(model, tmp_path, n, options):
    """Over all arrays of the state, rows and summaries, with models that went through pickle."""
    lanes = [replace(lane, options=replace(lane.options, **options)) for lane in lanes_of(model, n)]
    lanes = pickle.loads(pickle.dumps(lanes))
    whole = Batch([compile_model(lane) for lane in lanes])
    rows = run_to(whole)
    first = Batch([compile_model(lane) for lane in lanes])
    early = run_to(first, HALF)
    save_state(tmp_path / "half.npz", [first], lanes[0], first.reported)
    rest = Batch([compile_model(lane) for lane in pickle.loads(pickle.dumps(lanes))])
    rest.reported = load_state(tmp_path / "half.npz", [rest], lanes[0])
    same(first, rest)
    late = run_to(rest)
    same(whole, rest)
    assert [t for t, _ in early + late] == [t for t, _ in rows]
    for (_, a), (_, b) in zip(rows, early + late, strict=True):
        for x, y in zip(a, b, strict=True):
            np.testing.assert_array_equal(x, y)
    for name, value in whole.summary().items():
        np.testing.assert_array_equal(value, rest.summary()[name], err_msg=name)


def test_a_moment_between_reports_will_do(model, tmp_path):
    """Rows go on where they stopped."""
    whole = batch_of([model])
    rows = run_to(whole)
    first, rest = batch_of([model]), batch_of([model])
    early = run_to(first, 4444.0)
    save_state(tmp_path / "s.npz", [first], model, first.reported)
    rest.reported = load_state(tmp_path / "s.npz", [rest], model)
    late = run_to(rest)
    assert len(early) == 14 and len(early) + len(late) == len(rows)
    for (_, a), (_, b) in zip(rows, early + late, strict=True):
        np.testing.assert_array_equal(a.link, b.link)
        np.testing.assert_array_equal(a.system, b.system)


def command(*words, folder: Path) -> subprocess.CompletedProcess[str]:
    """sponge run."""
    arguments = [sys.executable, "-m", "sponge", "run", *map(str, words)]
    return subprocess.run(arguments, cwd=folder, capture_output=True, text=True)


def test_the_command_line_stops_and_goes_on(model, tmp_path):
    sponge.run(model, tmp_path / "whole.nc").close()
    first = command("model.inp", "-o", "a.nc", "--until", "75min", "--save-state", "half.npz", folder=tmp_path)
    assert first.returncode == 0, first.stderr
    second = command("model.inp", "-o", "b.nc", "--from-state", "half.npz", folder=tmp_path)
    assert second.returncode == 0, second.stderr
    with (
        xr.open_dataset(tmp_path / "whole.nc") as whole,
        xr.open_dataset(tmp_path / "a.nc") as a,
        xr.open_dataset(tmp_path / "b.nc") as b,
    ):
        assert len(a.time) == 15 and len(a.time) + len(b.time) == len(whole.time)
        for name in ("link_flow", "node_depth", "subcatchment_runoff", "system_outflow"):
            joined = np.concatenate([a[name].values, b[name].values])
            np.testing.assert_array_equal(joined, whole[name].values, err_msg=name)
        assert float(b.routing_outflow if "routing_outflow" in b else 0) == float(
            whole.routing_outflow if "routing_outflow" in whole else 0
        )
    again = command("model.inp", "-o", "c.nc", "--save-state", "half.npz", folder=tmp_path)
    assert again.returncode == 2 and "half.npz exists" in again.stderr


@pytest.mark.parametrize(
    "change, said",
    [
        (lambda text: text.replace("B 9.5 3", "B 9.5 3\nC 9 3").replace("BP B", "BP B"), "nodes"),
        (lambda text: text.replace("GREEN_AMPT", "CURVE_NUMBER").replace("90 5 0.3", "70 0 7"), "infiltration"),
        (lambda text: text.replace("01/01/2020", "01/02/2020"), "start"),
        (lambda text: text.replace("S2", "S3"), "subcatchments"),
        (lambda text: text.replace("DYNWAVE", "KINWAVE").replace("River 7 FIXED 9", "River 7 FREE"), "routing"),
    ],
)
def test_a_state_of_another_model_is_refused(model, tmp_path, change, said):
    batch = batch_of([model])
    save_state(tmp_path / "s.npz", [batch], model)
    (tmp_path / "other.inp").write_text(change(MODEL))
    other = sponge.read_inp(tmp_path / "other.inp")
    with pytest.raises(ModelError, match="of another model") as refused:
        load_state(tmp_path / "s.npz", [batch_of([other])], other)
    assert said in str(refused.value) and refused.value.exit_code == 3
    if said == "nodes":
        found = command("other.inp", "--from-state", "s.npz", folder=tmp_path)
        assert found.returncode == 3 and "of another model" in found.stderr
        assert not (tmp_path / "other.nc").exists()


def altered(path: Path, **changes) -> None:
    """A state file with another text about it, or other arrays."""
    with np.load(path) as archive:
        arrays = {name: archive[name] for name in archive.files}
    about = json.loads(str(arrays.pop("about"))) | {k: v for k, v in changes.items() if k in ("layout", "sponge")}
    for name in changes.get("drop", ()):
        del arrays[name]
    np.savez(path, about=np.array(json.dumps(about)), **arrays)


def test_another_layout_is_refused_and_says_which_version_wrote_it(model, tmp_path):
    batch = batch_of([model])
    for changes, said in (({"layout": 99}, "another layout"), ({"drop": ("nodes.depth",)}, "nodes.depth")):
        save_state(tmp_path / "s.npz", [batch], model, overwrite=True)
        altered(tmp_path / "s.npz", sponge="0.0.7", **changes)
        with pytest.raises(ModelError, match=r"written by sponge 0\.0\.7") as refused:
            load_state(tmp_path / "s.npz", [batch], model)
        assert said in str(refused.value)


def test_what_is_no_state_file_is_refused(model, tmp_path):
    batch = batch_of([model])
    (tmp_path / "junk.npz").write_bytes(b"PK\x03\x04 not really")
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    np.savez(tmp_path / "pickled.npz", about=np.array({"a": 1}, dtype=object))
    for name in ("junk.npz", "other.npz", "pickled.npz", "model.inp"):
        with pytest.raises(ModelError, match="not a state file"):
            load_state(tmp_path / name, [batch], model)
    with pytest.raises(UsageError, match="there is no state file"):
        load_state(tmp_path / "missing.npz", [batch], model)


def test_simulation_keeps_and_restores(model, tmp_path):
    """In Python, through sponge.Simulation."""
    with sponge.Simulation(model) as sim:
        sim.advance(HALF)
        sim.save_state(tmp_path / "s.npz")
        sim.advance(1e9)
        depth = np.array(sim.nodes.depth)
    with sponge.Simulation(model) as sim:
        sim.restore_state(tmp_path / "s.npz")
        assert sim.elapsed >= HALF
        sim.advance(1e9)
        np.testing.assert_array_equal(np.array(sim.nodes.depth), depth)
