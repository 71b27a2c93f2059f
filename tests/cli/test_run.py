"""``sponge run`` from end to end."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import xarray as xr


def test_writes_a_file_and_prints_a_summary(sponge, model):
    done = sponge("run", model)
    assert done.returncode == 0, done.stderr
    for words in ("Continuity error", "Flow routing", "Total rainfall", "steps", "times as fast"):
        assert words in done.stdout
    with xr.open_dataset(model.with_suffix(".nc")) as ds:
        assert ds.sizes == {"time": 4, "subcatchment": 2, "node": 7, "link": 8}
        assert int(ds.status) == 0
        assert float(ds.link_flow.sel(link="C1").max()) > 0.0
        assert np.isfinite(ds.node_depth).all()
    assert set(os.listdir(model.parent)) == {"small.inp", "small.nc"}


def test_warnings_are_printed_and_do_not_stop(sponge, model):
    model.write_text(model.read_text().replace("J2 9.8 2.0", "J2 10.0 2.0"))
    done = sponge("run", model)
    assert done.returncode == 0
    assert "warning" in done.stderr and "C1" in done.stderr


def test_output_is_not_overwritten_without_being_asked(sponge, model):
    target = model.parent / "out.nc"
    target.write_bytes(b"precious")
    refused = sponge("run", model, "-o", target)
    assert refused.returncode == 2
    assert "--overwrite" in refused.stderr
    assert target.read_bytes() == b"precious"
    assert sponge("run", model, "-o", target, "--overwrite", "-q").returncode == 0
    with xr.open_dataset(target) as ds:
        assert "node_depth" in ds


def test_json_summary_is_json(sponge, model):
    done = sponge("run", model, "--json")
    facts = json.loads(done.stdout)
    assert facts["status"] == 0
    assert abs(facts["routing_continuity_error"]) < 5.0
    assert facts["seconds"]["simulate"] > 0.0
    assert Path(facts["output"]).name == "small.nc"


def test_a_change_changes_the_answer(sponge, model):
    assert sponge("run", model, "-o", "a.nc", "-q").returncode == 0
    assert sponge("run", model, "-o", "b.nc", "-q", "--set", "subcatchment[S1].impervious = 100 %").returncode == 0
    with xr.open_dataset(model.parent / "a.nc") as a, xr.open_dataset(model.parent / "b.nc") as b:
        assert float(b.subcatchment_runoff.sum()) > float(a.subcatchment_runoff.sum())
        assert "impervious" in b.attrs["changes"]


def test_every_changes_what_is_written_and_not_the_answer(sponge, model):
    assert sponge("run", model, "-o", "a.nc", "-q").returncode == 0
    assert sponge("run", model, "-o", "b.nc", "-q", "--every", "1min").returncode == 0
    with xr.open_dataset(model.parent / "a.nc") as a, xr.open_dataset(model.parent / "b.nc") as b:
        assert b.sizes["time"] == 20
        np.testing.assert_array_equal(b.link_flow.sel(time=a.time).values, a.link_flow.values)


@pytest.mark.parametrize(
    "arguments, says",
    [
        (["--solver", "implicite"], "did you mean 'implicit'"),
        (["--solver", "pickard"], "did you mean 'picard'"),
        (["--scenario", "s.toml"], "there is no file s.toml"),
        (["--with", "rain.peak=0.3"], "give --scenario"),
        (["--set", "conduit[C9].roughness = 1"], "no conduit matches 'C9'"),
        (["--set", "conduit[C1].rougness = 1"], "did you mean 'roughness'"),
        (["--every", "soon"], "cannot read the duration"),
        (["--ouput", "x.nc"], "--output"),
        (["-o", "nowhere/x.nc"], "does not exist"),
        (["-o", "."], "is a folder"),
    ],
)
def test_wrong_usage(sponge, model, arguments, says):
    done = sponge("run", model, *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert set(os.listdir(model.parent)) == {"small.inp"}


def test_unknown_command_has_a_suggestion(sponge):
    done = sponge("rnu")
    assert done.returncode == 2
    assert "did you mean 'run'" in done.stderr


def heed_interrupts() -> None:
    """Jobs in the background ignore Ctrl-C, those under nohup the terminal's end, and their children with them."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def interrupt(command: list[str], folder: Path, size: int, kind: signal.Signals) -> tuple[int, str]:
    """Press Ctrl-C, or send another signal to stop, when the output has grown to a size."""
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=folder, stdout=pipe, stderr=pipe, text=True, preexec_fn=heed_interrupts)
    limit = time.monotonic() + 240.0
    while not any(file.suffix == ".tmp" and file.stat().st_size >= size for file in folder.iterdir()):
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < limit
        time.sleep(0.05)
    process.send_signal(kind)
    _, err = process.communicate(timeout=240)
    return process.returncode, err


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_interrupt_keeps_what_is_finished(sponge, model, long_model, kind):
    assert sponge("run", model, "-q").returncode == 0  # compiled from here on
    command = [sys.executable, "-m", "sponge", "run", str(long_model)]
    code, err = interrupt(command, long_model.parent, size=300_000, kind=kind)
    assert code == 130
    assert "long.partial.nc" in err
    assert "Traceback" not in err
    names = set(os.listdir(long_model.parent))
    assert "long.partial.nc" in names and "long.nc" not in names
    assert not any(name.endswith(".tmp") for name in names)
    with xr.open_dataset(long_model.parent / "long.partial.nc") as ds:
        assert int(ds.status) == 130
        assert 0 < ds.sizes["time"] < 1_000_000
        assert np.isfinite(ds.node_depth.isel(time=-1)).all()


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupt_before_anything_is_finished(sponge, model, long_model, kind):
    long_model.write_text(long_model.read_text().replace("REPORT_STEP 00:01:00", "REPORT_STEP 12:00:00"))
    assert sponge("run", model, "-q").returncode == 0
    command = [sys.executable, "-m", "sponge", "run", str(long_model)]
    code, err = interrupt(command, long_model.parent, size=0, kind=kind)
    assert code == 130
    assert "interrupted" in err and "Traceback" not in err
    assert {n for n in os.listdir(long_model.parent) if not n.startswith("long.partial")} == {
        "small.inp", "small.nc", "long.inp",
    }  # fmt: skip


def test_full_disk_leaves_nothing_behind(sponge, model, long_model):
    """A limit on the size of files stands for a full disk."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    assert sponge("run", model, "-q").returncode == 0
    (model.parent / "small.nc").unlink()
    done = sponge("run", long_model, preexec_fn=limit)
    assert done.returncode == 2, done.stderr
    assert "cannot write" in done.stderr
    assert "Traceback" not in done.stderr
    assert set(os.listdir(model.parent)) == {"small.inp", "long.inp"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_unwritable_folder(sponge, model):
    folder = model.parent / "closed"
    folder.mkdir(mode=0o500)
    done = sponge("run", model, "-o", folder / "x.nc")
    assert done.returncode == 2
    assert "not writable" in done.stderr


def test_same_file_twice_holds_the_same_values(sponge, model):
    assert sponge("run", model, "-o", "a.nc", "-q").returncode == 0
    assert sponge("run", model, "-o", "b.nc", "-q").returncode == 0
    with xr.open_dataset(model.parent / "a.nc") as a, xr.open_dataset(model.parent / "b.nc") as b:
        xr.testing.assert_equal(a, b)


def test_the_summary_of_a_part(sponge, model):
    """Steps and speed are those of the part that ran, also where it went on from a state."""
    import json
    import re

    whole = json.loads(sponge("run", model, "-o", "a.nc", "--json").stdout)
    first = sponge("run", model, "-o", "b.nc", "--until", "10min", "--save-state", "s.npz")
    told = float(re.search(r"steps of ([\d.]+) s", first.stdout)[1])
    assert told == pytest.approx(1200.0 / whole["steps"], rel=0.5) and told <= 5.0
    second = json.loads(sponge("run", model, "-o", "c.nc", "--from-state", "s.npz", "--json").stdout)
    assert second["steps"] == whole["steps"] and second["reached"] == whole["reached"] == 1200.0
    assert whole["began"] == 0.0 and 600.0 <= second["began"] < 610.0
