"""sponge plot, as a user calls it."""

from __future__ import annotations

import json

import pytest
from made_up import dataset, folder

import sponge as package


@pytest.fixture
def results(tmp_path):
    """A sweep's file beside the folder of its model."""
    dataset().to_netcdf(tmp_path / "sweep.nc", engine="h5netcdf")
    folder(tmp_path / "m")
    return tmp_path / "sweep.nc"


def test_overview_writes_a_picture_beside_the_results(sponge, results):
    done = sponge("plot", "overview", results, "--model", "m", "--return-period", 20)
    assert done.returncode == 0, done.stderr
    assert "Base against All measures, worst zone zone_8" in done.stdout
    assert "1 stations have no place" in done.stderr
    picture = results.with_suffix(".png")
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert picture.stat().st_size > 50_000
    again = sponge("plot", "overview", results, "--model", "m")
    assert again.returncode == 2
    assert "--overwrite" in again.stderr
    assert sponge("plot", "overview", results, "--model", "m/squares.inp", "--overwrite").returncode == 0


def test_overview_for_machines(sponge, results):
    done = sponge("plot", "overview", results, "--model", "m", "--compare", "bigger_pumps", "-o", "x.png", "--json")
    facts = json.loads(done.stdout)
    assert (facts["picture"], facts["compare"], facts["return_period"]) == ("x.png", "Bigger pumps", 1.0)
    assert facts["figures"]["Flooded"]["unit"] == "10³ m³"


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["none.nc", "--model", "m"], "no results"),
        (["m", "--model", "m"], "is a folder"),
        (["sweep.nc"], "--model"),
        (["sweep.nc", "--model", "nowhere"], "no model"),
        (["sweep.nc", "--model", "m", "--base", "bas"], "did you mean Base"),
        (["sweep.nc", "--model", "m", "--return-period", "3"], "there are 1, 20"),
        (["sweep.nc", "--model", "m", "-o", "gone/a.png"], "does not exist"),
    ],
)
def test_bad_input_is_exit_2(sponge, results, arguments, message):
    done = sponge("plot", "overview", *arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_hydrograph_and_a_scatter(sponge, results):
    made = dataset().assign_attrs(sponge_version=package.__version__)
    made.to_netcdf(results.with_name("own.nc"), engine="h5netcdf")
    done = sponge("plot", "hydrograph", "own.nc", "--of", "zone_2", "--scenario", "base-20a", "--lang", "en")
    assert (done.returncode, done.stdout) == (0, "own-hydrograph.png\n"), done.stderr
    done = sponge("plot", "scatter", "own.nc", "-x", "return_period", "-o", "s.svg", "--json")
    assert json.loads(done.stdout)["points"] == 6, done.stderr
    done = sponge("plot", "scatter", "sweep.nc")
    assert done.returncode == 2
    assert "does not say which version wrote it" in done.stderr


def test_results_without_zones(sponge, results):
    flat = dataset().drop_dims("secondary_zone")
    flat.to_netcdf(results.with_name("flat.nc"), engine="h5netcdf")
    done = sponge("plot", "overview", "flat.nc", "--model", "m")
    assert done.returncode == 2
    assert "no control zones" in done.stderr
