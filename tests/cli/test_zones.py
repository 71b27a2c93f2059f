"""Zones on the command line: choice of variables, problems of tables, selectors."""

from __future__ import annotations

import pytest
import xarray as xr
from zoned import ZONES, write


@pytest.fixture
def zoned(tmp_path):
    """The model with its tables in the test's folder."""
    return write(tmp_path, hours=1)


def test_zones_only(sponge, zoned, tmp_path):
    done = sponge("run", zoned, "--zones-only", "--set", "subcatchment[zone=town].impervious *= 0.5", "-o", "a.nc")
    assert done.returncode == 0, done.stderr
    assert "Flow routing" in done.stdout and "Peak flows" in done.stdout  # the summary is whole
    with xr.open_dataset(tmp_path / "a.nc") as ds:
        assert {"secondary_zone", "primary_zone", "other_zone", "station", "land_use", "time"} == set(ds.dims)
        assert "zone_runoff" in ds and "system_outflow" in ds and "routing_outflow" in ds


def test_variables(sponge, zoned, tmp_path):
    done = sponge("run", zoned, "--variables", "link_flow,zone_*capture*", "--variables", "steps", "-o", "a.nc")
    assert done.returncode == 0, done.stderr
    with xr.open_dataset(tmp_path / "a.nc") as ds:
        assert set(ds.data_vars) - {"status"} == {"link_flow", "zone_event_capture", "steps"} | set(ds.data_vars) & {
            "link_type", "link_from_node", "link_to_node"
        }  # fmt: skip


@pytest.mark.parametrize(
    "options, words",
    [
        (["--variables", "lnk_flow"], "did you mean 'link_flow'"),
        (["--set", "conduit[zone=suth].roughness = 1"], "did you mean 'south'"),
    ],
)
def test_unknown_names_are_usage_errors(sponge, zoned, tmp_path, options, words):
    done = sponge("run", zoned, *options, "-o", "a.nc")
    assert done.returncode == 2 and words in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "a.nc").exists()


@pytest.mark.parametrize("command", ["check", "run"])
def test_problems_of_tables_are_bad_models(sponge, zoned, tmp_path, command):
    (tmp_path / "zones.csv").write_text(ZONES.replace("node,N1", "node,N11"), encoding="utf-8")
    done = sponge(command, zoned)
    said = done.stdout + done.stderr
    assert done.returncode == 3 and "zones.csv:8" in said and "did you mean N1?" in said
    assert "node 'N1' has no zone" in said


def test_outflow_files_need_their_series(sponge, zoned, tmp_path):
    with zoned.open("a") as file:
        file.write("[FILES]\nSAVE OUTFLOWS out.txt\n")
    done = sponge("run", zoned, "--zones-only", "-o", "a.nc")
    assert done.returncode == 2 and "node_total_inflow" in done.stderr
    done = sponge("run", zoned, "--variables", "node_total_inflow", "-o", "a.nc")
    assert done.returncode == 0 and (tmp_path / "out.txt").exists()
