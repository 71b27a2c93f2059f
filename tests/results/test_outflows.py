"""[FILES] SAVE OUTFLOWS and USE INFLOWS: what one model lets out, another takes in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import sponge

UPSTREAM = """\
[OPTIONS]
FLOW_UNITS LPS
FLOW_ROUTING KINWAVE
START_DATE 01/01/2020
END_DATE 01/01/2020
END_TIME 02:00:00
REPORT_STEP 00:05:00
ROUTING_STEP 30
[JUNCTIONS]
A 10 2
[OUTFALLS]
Out 9 FREE
[CONDUITS]
C A Out 200 0.013 0 0
[XSECTIONS]
C CIRCULAR 0.6 0 0 0
[INFLOWS]
A FLOW Pulse
[TIMESERIES]
Pulse 0:00 10
Pulse 0:30 200
Pulse 1:00 20
Pulse 2:00 20
[FILES]
SAVE OUTFLOWS "out.txt"
"""
DOWNSTREAM = UPSTREAM.replace("A 10 2", "Out 9 2").replace("Out 9 FREE", "Sea 8 FREE").replace("C A Out", "C Out Sea")
DOWNSTREAM = DOWNSTREAM.split("[INFLOWS]")[0] + '[FILES]\nUSE INFLOWS "out.txt"\n'


def command(*arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "sponge", "run", *map(str, arguments)]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True)


def test_outflows_of_one_model_are_the_inflows_of_the_next(tmp_path):
    (tmp_path / "up.inp").write_text(UPSTREAM)
    (tmp_path / "down.inp").write_text(DOWNSTREAM)
    first = command("up.inp", folder=tmp_path)
    assert first.returncode == 0, first.stderr
    with xr.open_dataset(tmp_path / "up.nc") as ds:
        out = ds.node_total_inflow.sel(node="Out").values
    lateral = sponge.run(tmp_path / "down.inp").node_lateral_inflow.sel(node="Out").values
    assert out.max() > 0.1
    assert lateral[2:] == pytest.approx(out[2:], abs=0.02 * float(out.max()))  # sampled at the start of each step
    assert np.abs(lateral[2:] - out[2:]).mean() < 0.01 * out.max()


def test_rows_of_an_outflow_file_bear_the_time_of_their_flows(tmp_path):
    """Every row is the flow that the results have at that time, and none is of an earlier one."""
    (tmp_path / "up.inp").write_text(UPSTREAM)
    done = command("up.inp", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in (tmp_path / "out.txt").read_text().splitlines() if line.startswith("Out ")]
    stamps = [np.datetime64("{}-{:0>2}-{:0>2}T{:0>2}:{:0>2}:{:0>2}".format(*row[1:7])) for row in rows]
    assert stamps.pop(0) == np.datetime64("2020-01-01T00:00:00") and float(rows.pop(0)[7]) == 0.0  # the start
    with xr.open_dataset(tmp_path / "up.nc") as ds:
        flow = ds.node_total_inflow.sel(node="Out")
        at = flow.sel(time=stamps).values
        shifted = flow.shift(time=1).sel(time=stamps).values
    written = np.array([float(row[7]) for row in rows]) / 1000.0
    assert len(rows) == 24
    np.testing.assert_allclose(written, at, rtol=1e-4, atol=1e-6)
    assert np.nanmax(np.abs(written - shifted)) > 0.01


def test_an_interface_file_is_not_replaced_unasked(tmp_path):
    (tmp_path / "up.inp").write_text(UPSTREAM)
    (tmp_path / "out.txt").write_text("mine")
    refused = command("up.inp", folder=tmp_path)
    assert refused.returncode == 2
    assert "out.txt exists" in refused.stderr
    assert (tmp_path / "out.txt").read_text() == "mine"
    assert not (tmp_path / "up.nc").exists()
