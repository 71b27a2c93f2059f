"""sponge report, as a user calls it."""

from __future__ import annotations

import json
import os
import sys

from made_up import dataset, folder

import sponge as package


def test_report_writes_a_page_beside_the_results(sponge, tmp_path):
    made = dataset().assign_attrs(sponge_version=package.__version__)
    made.to_netcdf(tmp_path / "sweep.nc", engine="h5netcdf")
    folder(tmp_path / "m")
    done = sponge("report", "sweep.nc", "--model", "m", "--lang", "zh", "--json")
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert (facts["page"], facts["language"], facts["scenarios"]) == ("sweep.html", "zh", 6)
    assert (tmp_path / "sweep.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    again = sponge("report", "sweep.nc", "--model", "m", "-o", "x.png")
    assert again.returncode == 2
    assert "sponge plot overview RESULTS -o x.png" in again.stderr
    assert "Traceback" not in again.stderr


def test_a_single_run_is_judged_as_the_storm_that_it_is_said_to_be(sponge, tmp_path):
    model = dataset().isel(scenario=0, drop=True).drop_vars("return_period", errors="ignore")
    model.assign_attrs(sponge_version=package.__version__).to_netcdf(tmp_path / "run.nc", engine="h5netcdf")
    folder(tmp_path / "m")
    for options, judged in (((), False), (("--return-period", "100"), True)):
        done = sponge("report", "run.nc", "--model", "m", "--lang", "en", "-o", "p.html", "--overwrite", *options)
        assert done.returncode == 0, done.stderr
        assert ("100-year storm" in (tmp_path / "p.html").read_text(encoding="utf-8")) == judged


def test_what_is_not_installed_is_named_with_its_extra(sponge, tmp_path):
    """Of a plain installation: the libraries of all extras are not there."""
    made = dataset().assign_attrs(sponge_version=package.__version__)
    made.to_netcdf(tmp_path / "sweep.nc", engine="h5netcdf")
    folder(tmp_path / "m")
    extras = ("jinja2", "markupsafe", "plotly", "matplotlib", "docx", "openpyxl", "pyarrow", "pyogrio", "shapely")
    (tmp_path / "sitecustomize.py").write_text(f"import sys\nsys.modules.update(dict.fromkeys({extras}))\n")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *filter(None, sys.path)])}
    for words, extra in (
        (("report", "sweep.nc", "--model", "m"), "html"),
        (("plot", "overview", "sweep.nc", "--model", "m"), "plot"),
        (("assess", "sweep.nc", "-o", "tables"), "tables"),
    ):
        done = sponge(*words, env=environment)
        assert done.returncode == 2 and f"pip install 'sponge-stormwater[{extra}]'" in done.stderr, (words, done.stderr)
