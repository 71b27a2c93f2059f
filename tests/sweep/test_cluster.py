"""Sweeps on a dask.distributed cluster: two workers on this machine."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import xarray as xr
from sweep_texts import all_pairs

from sponge.base.errors import UsageError
from sponge.results.open_results import open_results
from sponge.sweep import run as running
from sponge.sweep.plan import read_plan
from sponge.sweep.run import Unfinished, run_plan

pytest.importorskip("zarr")
distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.slow

MANY = all_pairs([1, 2, 5, 10, 20, 50], [0.8, 1.0, 1.2, 1.4])


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


@contextmanager
def processes(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes], list[subprocess.Popen[bytes]]]]:
    """Address and process of a scheduler, and two workers, none of them a child of the other."""
    about = folder / "scheduler.json"

    def begun(kind: str, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--no-dashboard"]
        command, quiet = [*command, "--scheduler-file", str(about)], subprocess.DEVNULL
        return subprocess.Popen([*command, *words], stdout=quiet, stderr=quiet, cwd=folder)

    scheduler = begun("scheduler", "--port", "0", "--host", "127.0.0.1")
    limit = time.monotonic() + 60.0
    while not about.exists() or not about.read_text().strip():
        assert time.monotonic() < limit
        time.sleep(0.1)
    workers = [begun("worker", "--nthreads", "1") for _ in range(2)]
    try:
        yield json.loads(about.read_text())["address"], scheduler, workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


@pytest.mark.parametrize("after", [0.0, 8.0], ids=["before anything is finished", "half way"])
def test_a_scheduler_that_is_killed_while_workers_write(plan, folder, tmp_path_factory, monkeypatch, after):
    """Workers may still be writing: the folder stays, and is gone on with here."""
    run_plan(plan, folder / "here.zarr", jobs=1)
    with processes(tmp_path_factory.mktemp("cluster")) as (address, scheduler, _):
        began, hit = time.monotonic(), []

        def stop() -> bool:
            if after == 0.0 and not hit and (folder / "a.parts").exists() and time.monotonic() - began > 5.0:
                hit.append(scheduler.kill())
            return False

        def progress(done: float) -> None:
            if done >= after > 0.0 and not hit:
                hit.append(scheduler.kill())

        if after == 0.0:  # nothing is ever finished
            monkeypatch.setattr("sponge.sweep.cluster._work", lambda *_: time.sleep(60.0))
        with pytest.raises(Unfinished, match=r"the cluster at .* is gone") as error:
            run_plan(plan, folder / "a.zarr", scheduler=address, progress=progress, stop=stop)
        assert error.value.exit_code == 5 and "--resume" in str(error.value)
        finished = run_plan(plan, folder / "a.zarr", jobs=1, resume=True)
        assert finished.computed <= 24 - after
    xr.testing.assert_identical(results(folder / "here.zarr").drop_attrs(), results(folder / "a.zarr").drop_attrs())
    assert not (folder / "a.parts").exists()


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
