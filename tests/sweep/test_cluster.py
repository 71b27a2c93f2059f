"""Sweeps on a dask.distributed cluster: two workers on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest
import xarray as xr

from sponge.base.errors import UsageError
from sponge.results.open_results import open_results
from sponge.sweep import run as running
from sponge.sweep.plan import read_plan
from sponge.sweep.run import Unfinished, run_plan

pytest.importorskip("zarr")
distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.slow

MANY = """
model = "small.inp"
lead = 0
tail = "10min"
rain = { kind = "chicago", return_period = 2, duration = "30min" }
[[vary]]
name = "years"
rain = "return_period"
values = [1, 2, 5, 10, 20, 50]
[[vary]]
name = "rough"
target = "conduit[*].roughness"
op = "*="
values = [0.8, 1.0, 1.2, 1.4]
"""


@pytest.fixture
def cluster():
    """A scheduler and two workers, each a process."""
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options) as found:
        yield found


@pytest.fixture
def plan(sweep_file, monkeypatch):
    """24 scenarios in six blocks."""
    monkeypatch.setattr(running, "block_size", lambda *_: 4)
    return read_plan(sweep_file(MANY, "many"))


def results(path: Path) -> xr.Dataset:
    with open_results(path) as ds:
        return ds.load()


def test_a_cluster_gives_the_same_bits(plan, folder, cluster):
    run_plan(plan, folder / "here.zarr", jobs=1)
    finished = run_plan(plan, folder / "there.zarr", scheduler=cluster.scheduler_address)
    assert finished.failed == {} and finished.computed == 24
    xr.testing.assert_identical(results(folder / "here.zarr").drop_attrs(), results(folder / "there.zarr").drop_attrs())


def test_a_cluster_that_goes_away(plan, folder, cluster):
    """The scheduler goes half way: a message, what is finished is kept and resumed on this machine."""

    def progress(done: float) -> None:
        if done >= 8.0:
            cluster.close()

    with pytest.raises(Unfinished, match=r"the cluster at .* is gone") as error:
        run_plan(plan, folder / "a.zarr", scheduler=cluster.scheduler_address, progress=progress)
    assert error.value.exit_code == 5 and "--resume" in str(error.value)
    assert not (folder / "a.zarr").exists()
    finished = run_plan(plan, folder / "a.zarr", jobs=1, resume=True)
    assert finished.computed <= 16
    run_plan(plan, folder / "here.zarr", jobs=1)
    xr.testing.assert_identical(results(folder / "here.zarr").drop_attrs(), results(folder / "a.zarr").drop_attrs())


def test_a_cluster_writes_no_netcdf(plan, folder):
    with pytest.raises(UsageError, match="writes zarr only"):
        run_plan(plan, folder / "a.nc", scheduler="tcp://127.0.0.1:1")


def test_no_scheduler_answers(plan, folder, monkeypatch):
    monkeypatch.setattr("sponge.sweep.cluster.CONNECT", 1.0)
    with pytest.raises(UsageError, match="no scheduler answers at"):
        run_plan(plan, folder / "a.zarr", scheduler="tcp://127.0.0.1:1")
    with pytest.raises(UsageError, match="no scheduler answers at"):
        run_plan(plan, folder / "a.zarr", scheduler="nonsense://x")
    assert not list(folder.glob("a.*"))
