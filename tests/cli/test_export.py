"""``sponge export`` from end to end."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from sponge.io.epa_out import read_out


@pytest.fixture
def results(sponge, model):
    """Results of the small model, run with a change."""
    done = sponge("run", model, "-q", "--set", "conduit[C1].length = 90", "--set", "junction[J2].invert += 0.01")
    assert done.returncode == 0, done.stderr
    return model.with_suffix(".nc")


def test_results_become_epa_file(sponge, model, results):
    done = sponge("export", results.name, "out", "--all")
    assert (done.returncode, done.stdout, done.stderr) == (0, "small.out\n", "")
    back = read_out(model.with_suffix(".out"))
    with xr.open_dataset(results) as ds:
        for name, values in back.values.items():
            np.testing.assert_allclose(values, ds[name].values, rtol=1e-6, atol=1e-6, err_msg=name)
    whole = model.with_suffix(".out").read_bytes()
    assert np.float32(90.0).tobytes() in whole and np.float32(9.81).tobytes() in whole  # the changes were repeated

    # the text report
    assert sponge("export", results.name, "rpt").stdout == "small.rpt\n"
    text = model.with_suffix(".rpt").read_text(encoding="utf-8")
    with xr.open_dataset(results) as ds:
        peak, speed = (float(ds[f"link_max_{name}"].sel(link="C2")) for name in ("flow", "velocity"))
        when = ds.link_time_of_max_flow.sel(link="C2") - np.datetime64("2020-01-01")
        assert f"{peak:9.3f}     0  00:{int(when / np.timedelta64(1, 'm')):02d}   {speed:7.2f}" in text
        kinds = ("lateral_inflow", "total_inflow", "initial")
        lateral, total, initial = (1e-3 * float(ds[f"node_{kind}_volume"].sel(node="J2")) for kind in kinds)
        assert f"{lateral:12.3g}{total + initial:12.3g}" in text
        assert f"Continuity Error (%) .....{float(ds.routing_continuity_error):14.3f}" in text

    # nothing of [REPORT] is selected, the file is there, another name
    again = sponge("export", results.name, "out")
    assert again.returncode == 2 and "--overwrite" in again.stderr
    few = sponge("export", results.name, ".OUT", "-o", "few.out")
    assert few.returncode == 0 and "--all" in few.stderr
    assert read_out(model.with_name("few.out")).names["node"] == ()

    # tables of what is chosen
    tables = sponge("export", results.name, "csv", "--elements", "J2,C*", "--variables", "*_max_*")
    made = [f"small.{table}.csv" for table in ("node", "link", "system", "variables")]
    assert tables.stdout.split() == made, tables.stderr
    unneeded = sponge("export", results.name, "xlsx", "--model", "small.inp")
    assert unneeded.returncode == 2 and "no --model" in unneeded.stderr

    for name, words in (("t.csv", "would be tables as a workbook under a name that says"), (".", "is a folder")):
        wrong = sponge("export", results.name, "xlsx", "-o", name)
        assert wrong.returncode == 2 and words in wrong.stderr

    stations = sponge("export", results.name, "fews", "--elements", "J2", "-o", "f.nc")
    assert (stations.returncode, stations.stdout, stations.stderr) == (0, "f.node.nc\n", "")
    unplaced = sponge("export", results.name, "gpkg", "--at", "5min", "--crs", "EPSG:32650")
    assert unplaced.returncode == 2 and "holds no map" in unplaced.stderr

    # a model that is not the one of the results, one that is missing, a format and a scenario that are none
    text = model.read_text()
    model.write_text(text.replace("J2 9.8", "J2 9.7"))
    other = sponge("export", results.name, "out", "-o", "other.out")
    assert other.returncode == 2 and "sha256" in other.stderr
    model.rename(model.with_name("moved.inp"))
    missing = sponge("export", results.name, "out", "-o", "other.out")
    assert missing.returncode == 2 and "--model" in missing.stderr
    model.write_text(text)
    unknown = sponge("export", results.name, "outt", "-o", "other.out")
    assert unknown.returncode == 2 and "did you mean 'out'" in unknown.stderr
    single = sponge("export", results.name, "out", "--scenario", "a", "-o", "other.out")
    assert single.returncode == 2 and "one run" in single.stderr
    none = sponge("export", "no.nc", "out")
    assert none.returncode == 2 and "no results" in none.stderr
    broken = sponge("export", model.name, "out", "-o", "other.out")
    assert broken.returncode == 2 and "does not open" in broken.stderr
    assert not model.with_name("other.out").exists()


def test_the_command_line_of_epa_leaves_its_files(sponge, model):
    done = sponge("run", model.name, "small.rpt", "small.out")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in model.parent.iterdir()} == {"small.inp", "small.rpt", "small.out"}
    assert "results in small.rpt, small.out" in done.stdout
    assert "--all" in done.stderr  # [REPORT] selects nothing
    assert "Link Flow Summary" in model.with_suffix(".rpt").read_text(encoding="utf-8")
    assert len(read_out(model.with_suffix(".out")).time) == 4
    again = sponge("run", model.name, "small.rpt", "small.out")
    assert again.returncode == 2 and "--overwrite" in again.stderr


def test_endings_choose_what_a_run_writes(sponge, model):
    done = sponge("run", model.name, "-q", "-o", "r.zarr", "--rpt", "r.rpt")
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert {path.name for path in model.parent.iterdir()} == {"small.inp", "r.zarr", "r.rpt"}
    with xr.open_zarr(model.with_name("r.zarr")) as ds:
        assert ds.sizes["time"] == 4 and np.isfinite(ds.node_depth).all()
    refused = sponge("run", model.name, "-o", "u.csv")
    assert refused.returncode == 2 and "sponge export u.nc csv" in refused.stderr
    assert not model.with_name("u.csv").exists()
