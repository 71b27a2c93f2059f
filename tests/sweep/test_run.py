"""Sweeps from end to end: the same bits whatever the jobs, the blocks, the place; stopped and resumed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from sweep_texts import sampled

import sponge
from sponge.base.errors import SpongeError, UsageError
from sponge.results.open_results import open_results
from sponge.results.registry.counted import NAMES as COUNTED
from sponge.sweep import run as running
from sponge.sweep.finished_blocks import FinishedBlocks
from sponge.sweep.plan import Plan, read_plan
from sponge.sweep.run import block_size, run_plan

MANY = sampled(40, '[[], ["smooth"], ["*"]]')


@pytest.fixture
def plan(sweep_file) -> Plan:
    """Forty sampled scenarios."""
    return read_plan(sweep_file(MANY, "many"))


def results(path: Path) -> xr.Dataset:
    with open_results(path) as ds:
        return ds.load()


@pytest.mark.parametrize(
    "scenarios, jobs, size", [(1, 2, 1), (6, 2, 1), (8, 2, 4), (40, 2, 8), (1000, 2, 8), (9, 1, 8)]
)
def test_few_scenarios_are_spread_over_the_jobs(scenarios, jobs, size):
    assert block_size(scenarios, jobs) == size


def test_the_same_bits_whatever_the_jobs_and_the_blocks(plan, folder, monkeypatch):
    one = run_plan(plan, folder / "one.nc", jobs=1)
    assert one.failed == {} and one.computed == 40
    first = results(folder / "one.nc")
    run_plan(plan, folder / "two.nc", jobs=2)
    xr.testing.assert_identical(first.drop_attrs(), results(folder / "two.nc").drop_attrs())
    monkeypatch.setattr(running, "block_size", lambda *_: 7)
    run_plan(plan, folder / "seven.nc", jobs=1)
    xr.testing.assert_identical(first.drop_attrs(), results(folder / "seven.nc").drop_attrs())
    for k in (0, 17, 39):
        alone, lane = sponge.run(plan.lanes.lane(k)), first.isel(scenario=k)
        assert set(alone) - set(lane) <= COUNTED  # a sweep counts what it is asked for
        for name, values in alone.drop_vars(COUNTED, errors="ignore").items():
            np.testing.assert_array_equal(lane[name].values, values.values, err_msg=name)
    assert not list(folder.glob("*.parts"))


@pytest.mark.parametrize("ending", ["nc", "zarr"])
def test_the_same_bytes_whatever_the_jobs(sweep_file, folder, monkeypatch, ending):
    """Where SOURCE_DATE_EPOCH says when it was made."""
    if ending == "zarr":
        pytest.importorskip("zarr")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    plan, found = read_plan(sweep_file(MANY, "many")), []
    for jobs in (1, 2):
        made = folder / f"{jobs}.{ending}"
        run_plan(plan, made, jobs=jobs)
        files = sorted(f for f in made.rglob("*") if f.is_file()) if made.is_dir() else [made]
        found.append({str(f.relative_to(made)): f.read_bytes() for f in files})
    assert found[0] == found[1]


def test_a_store_has_what_a_file_has(plan, folder):
    pytest.importorskip("zarr")
    run_plan(plan, folder / "a.nc", jobs=1)
    run_plan(plan, folder / "a.zarr", jobs=2)
    a, b = results(folder / "a.nc"), results(folder / "a.zarr")
    xr.testing.assert_equal(a, b)
    for name in a.variables:
        assert a[name].attrs.get("units") == b[name].attrs.get("units"), name
    assert xr.open_zarr(folder / "a.zarr").link_flow.chunks[0] == (8, 8, 8, 8, 8)


def test_what_a_file_says(plan, folder):
    run_plan(plan, folder / "a.nc", jobs=1)
    ds = results(folder / "a.nc")
    assert ds.link_flow.dims == ("scenario", "time", "link")
    assert set(ds.years.dims) == {"scenario"} and ds.years.dtype == float and ds.years.attrs["units"] == "year"
    assert set(np.unique(ds.works)) == {"none", "smooth", "early-pump smooth smooth-again"}
    assert {"years", "rough", "works", "scenario"} <= set(ds.coords)
    assert ds.attrs["method"] == "lhs" and ds.attrs["seed"] == "5"
    assert "return_period = 2" in ds.attrs["scenarios_toml"]
    assert "numba" in ds.attrs["computed_with"] and ds.attrs["sponge_version"] == sponge.__version__
    order = np.argsort(ds.years.values)
    assert np.all(np.diff(ds.scenario_rain_depth.values[order]) > 0.0)
    assert (ds.status == 0).all()


def test_only_what_is_wanted_is_written(plan, folder, sweep_file):
    """Chosen variables have their values of a whole file; what has one value a scenario is always there."""
    run_plan(plan, folder / "all.nc", jobs=1)
    some = read_plan(sweep_file(MANY, "many"), [], {"variables": ["node_max_*", "link_flow"]})
    run_plan(some, folder / "some.nc", jobs=1)
    whole, part = results(folder / "all.nc"), results(folder / "some.nc")
    assert {"link_flow", "node_max_depth", "scenario_rain_depth", "routing_flooding_loss", "status"} <= set(part)
    assert not {"node_depth", "system_runoff", "subcatchment_runoff"} & set(part) and "subcatchment" not in part.dims
    assert {name for name in part if name not in whole} <= COUNTED  # which a sweep has where it is asked for
    part = part.drop_vars(COUNTED, errors="ignore")
    xr.testing.assert_equal(whole[list(part.data_vars)].drop_dims("subcatchment", errors="ignore"), part)
    with pytest.raises(UsageError, match="did you mean 'link_flow'"):
        read_plan(sweep_file(MANY, "many"), [], {"variables": ["link_flwo"]})


def test_one_bad_lane_is_named_and_the_rest_kept(sweep_file, folder):
    text = MANY.split("[[vary]]")[0].replace('method = "lhs"\nn = 40\nseed = 5\n', "")
    text += '[[vary]]\nname = "rough"\ntarget = "conduit[C1].roughness"\nvalues = [0.01, 0, 0.02, 0.03, 0.04]\n'
    finished = run_plan(read_plan(sweep_file(text)), folder / "a.nc", jobs=1)
    assert list(finished.failed) == ["rough=0"] and "C1" in finished.failed["rough=0"]
    ds = results(folder / "a.nc")
    assert ds.status.values.tolist() == [0, 4, 0, 0, 0]
    assert np.isnan(ds.node_depth.values[1]).all() and np.isfinite(ds.node_depth.values[[0, 2, 3, 4]]).all()


def test_only_bad_lanes_leave_nothing(sweep_file, folder):
    text = 'model = "small.inp"\n[[vary]]\nname = "rough"\ntarget = "conduit[C1].roughness"\n'
    text += 'values = [0, 0]\nlabels = ["a", "b"]\n'
    with pytest.raises(SpongeError, match="none of the 2 scenarios") as error:
        run_plan(read_plan(sweep_file(text)), folder / "a.nc", jobs=1)
    assert error.value.exit_code == 5
    assert not list(folder.glob("a.*"))


# --- stopped and resumed ------------------------------------------------------------------------------------------


class Stop(Exception):
    """Somebody pulls the plug."""


def stopped(plan: Plan, target: Path, after: float) -> None:
    """Run until so many scenarios are done."""

    def progress(done: float) -> None:
        if done >= after:
            raise Stop

    with pytest.raises(Stop):
        run_plan(plan, target, jobs=1, progress=progress)


@pytest.mark.parametrize("suffix", [".nc", ".zarr"])
def test_resuming_redoes_nothing(plan, folder, suffix):
    if suffix == ".zarr":
        pytest.importorskip("zarr")
    run_plan(plan, folder / f"whole{suffix}", jobs=1)
    target = folder / f"a{suffix}"
    stopped(plan, target, after=32.0)
    assert not target.exists()
    finished = run_plan(plan, target, jobs=1, resume=True)
    assert finished.computed == 8
    xr.testing.assert_equal(results(folder / f"whole{suffix}"), results(target))
    assert not (folder / "a.parts").exists()


def test_resuming_needs_a_start_that_fits(plan, folder, sweep_file):
    target = folder / "a.nc"
    with pytest.raises(UsageError, match="nothing to resume"):
        run_plan(plan, target, resume=True)
    stopped(plan, target, after=16.0)
    with pytest.raises(UsageError, match="--resume goes on"):
        run_plan(plan, target, jobs=1)
    with pytest.raises(UsageError, match=r"format: was \.nc, is \.zarr"):
        run_plan(plan, folder / "a.zarr", jobs=1, resume=True)
    other = read_plan(sweep_file(MANY, "many"), ["seed=6"])
    with pytest.raises(UsageError, match="is of another sweep; what differs:\n  scenario: was"):
        run_plan(other, target, jobs=1, resume=True)
    (folder / "measures" / "smooth.toml").write_text('set = ["conduit[*].roughness *= 0.8"]\n')
    with pytest.raises(UsageError, match="measures: was"):
        run_plan(read_plan(folder / "many.toml"), target, jobs=1, resume=True)
    (folder / "a.parts" / "manifest.json").write_text("{")
    with pytest.raises(UsageError, match="cannot be read"):
        run_plan(plan, target, jobs=1, resume=True)


def test_a_model_that_changed_is_not_resumed(plan, folder):
    stopped(plan, folder / "a.nc", after=16.0)
    text = (folder / "small.inp").read_text()
    (folder / "small.inp").write_text(text.replace("C1 J1 J2 100", "C1 J1 J2 101"))
    with pytest.raises(UsageError, match="model: was"):
        run_plan(read_plan(folder / "many.toml"), folder / "a.nc", jobs=1, resume=True)


def test_another_processor_or_version_is_not_resumed(plan, folder):
    stopped(plan, folder / "a.nc", after=16.0)
    path = folder / "a.parts" / "manifest.json"
    manifest = json.loads(path.read_text())
    assert {"sponge", "kernels", "numba", "numpy", "processor"} <= set(manifest["of"])
    manifest["of"] |= {"processor": "abacus", "numba": "0.1"}
    path.write_text(json.dumps(manifest))
    with pytest.raises(UsageError, match=r"numba: was 0.1.*\n.*processor: was abacus"):
        run_plan(plan, folder / "a.nc", jobs=1, resume=True)


def test_two_sweeps_do_not_share_a_folder(plan, folder):
    stopped(plan, folder / "a.nc", after=16.0)
    with FinishedBlocks(folder / "a.parts").locked(), pytest.raises(UsageError, match="another sweep is at work"):
        run_plan(plan, folder / "a.nc", jobs=1, resume=True)


def test_a_killed_sweep_goes_on(plan: Plan, folder):
    """SIGKILL in the middle, workers and all; the rest is done on resuming, to equal values."""
    command = [sys.executable, "-m", "sponge", "sweep", "many.toml", "-o", "a.nc", "--jobs", "2", "--with", "lead=8h"]
    assert subprocess.run(command, cwd=folder, capture_output=True).returncode == 0
    (folder / "a.nc").rename(folder / "whole.nc")
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    limit = time.monotonic() + 120.0
    while not list(folder.glob("a.parts/block-*.json")):
        assert process.poll() is None and time.monotonic() < limit
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    done = {path.name: path.stat().st_mtime_ns for path in folder.glob("a.parts/block-*.json")}
    assert 0 < len(done) < 3 and not (folder / "a.nc").exists()
    resumed = subprocess.run([*command, "--resume", "--json"], cwd=folder, capture_output=True, text=True)
    assert resumed.returncode == 0, resumed.stderr
    assert json.loads(resumed.stdout)["computed"] <= 40 - 8
    xr.testing.assert_equal(results(folder / "whole.nc"), results(folder / "a.nc"))


@pytest.mark.slow
def test_memory_stays_flat(root, tmp_path):
    """Ten and a thousand scenarios of the tutorial model need about the same memory, merged file included."""
    text = MANY.split("[[vary]]")[0].replace("small.inp", f"{root}/models/tutorial/tutorial.inp")
    text += '[[vary]]\nname = "rough"\ntarget = "conduit[*].roughness"\nvalues = [0.010, 0.012, 0.014]\n'
    (tmp_path / "many.toml").write_text(text)
    peaks = [peak_memory(tmp_path, n) for n in (10, 10, 1000)]  # the first may compile
    assert peaks[2] <= 1.3 * peaks[1]


def peak_memory(folder: Path, n: int) -> int:
    """Largest resident memory, kB, of a sweep of so many scenarios in one process."""
    command = [
        sys.executable,
        "-m",
        "sponge",
        "sweep",
        "many.toml",
        "--with",
        f"n={n}",
        "--jobs",
        "1",
        "-q",
        "--overwrite",
    ]
    process = subprocess.Popen(command, cwd=folder)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0
    return usage.ru_maxrss
