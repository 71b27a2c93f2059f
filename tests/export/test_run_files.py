"""Which files a run leaves, by their endings and by EPA SWMM's command line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from exported import Rows, model_of, model_text, summary_of

import sponge
from sponge.base.errors import UsageError
from sponge.export.run_files import run_files
from sponge.io.epa_out import read_out
from sponge.results.layout import layout_of, report_times
from sponge.results.writers.dataset import DatasetBuilder
from sponge.results.writers.endings import writer_of
from sponge.results.writers.netcdf_file import NetCDFWriter


def formats(files):
    """Words of the other files."""
    return [(format.name, str(path)) for format, path in files.exports]


@pytest.mark.parametrize("output", ["a.nc", "a.NC", "a.nc4", "a.h5", "a.hdf5", "a.zarr"])
def test_results_keep_their_ending(output):
    files = run_files("m", Path(output), None)
    assert files.results == Path(output) and files.kept and not files.exports


def test_without_names_results_are_called_after_the_model():
    assert run_files("m", None, None).results == Path("m.nc")
    beside = run_files("m", None, Path("m.rpt"))
    assert beside.results == Path("m.nc") and beside.kept and formats(beside) == [("rpt", "m.rpt")]


def test_formats_of_other_programs_leave_no_results():
    files = run_files("m", Path("d/a.OUT"), None)
    assert formats(files) == [("out", "d/a.OUT")] and not files.kept
    assert files.results.parent == Path("d") and files.results.name.startswith(".")
    both = run_files("m", Path("a.out"), Path("a.rpt"))
    assert formats(both) == [("out", "a.out"), ("rpt", "a.rpt")] and not both.kept


def test_the_command_line_of_epa():
    files = run_files("m", None, None, ["m.rpt", "m.out"])
    assert formats(files) == [("rpt", "m.rpt"), ("out", "m.out")] and not files.kept
    assert formats(run_files("m", None, None, ["report.txt"])) == [("rpt", "report.txt")]
    assert run_files("m", Path("m.nc"), None, ["m.rpt", "m.out"]).kept
    with pytest.raises(UsageError, match="not more too"):
        run_files("m", None, None, ["m.rpt", "m.out", "more"])
    for names in (["m.nc"], ["m.out"], ["m.gpkg"], ["m.txt", "m.rpt"]):  # a report called as binary results, say
        with pytest.raises(UsageError, match=rf"use -o {names[-1]}"):
            run_files("m", None, None, names)
    with pytest.raises(UsageError, match=r"not a '\.out' file: m\.rpt"):
        run_files("m", None, Path("m.out"))


@pytest.mark.parametrize("output, says", [
    ("u.csv", r"sponge export u\.nc csv"), ("u.zar", "did you mean '.zarr'"), ("u", "no ending"), ("u.inp", "'.inp'"),
])  # fmt: skip
def test_unknown_endings_are_refused(output, says):
    with pytest.raises(UsageError, match=says):
        run_files("m", Path(output), None)


def test_python_refuses_them_too(tmp_path):
    for name in ("u.csv", "u.out", "u"):
        with pytest.raises(UsageError, match=r"\.nc or \.zarr"):
            sponge.run(model_of(tmp_path, model_text()), tmp_path / name)
        assert not (tmp_path / name).exists()


def test_what_cannot_be_made_is_refused_before_the_run(tmp_path):
    model = model_of(tmp_path, model_text())
    files = run_files("m", tmp_path / "a.out", None)
    files.check(model, False, False)
    with pytest.raises(UsageError, match="every variable"):
        files.check(model, True, False)
    with pytest.raises(UsageError, match="whole seconds"):
        files.check(replace(model, options=replace(model.options, report_step=0.5)), False, False)
    (tmp_path / "a.out").touch()
    with pytest.raises(UsageError, match="--overwrite"):
        files.check(model, False, False)
    files.check(model, False, True)
    with pytest.raises(UsageError, match="different names"):
        run_files("m", None, None, [str(tmp_path / "x"), str(tmp_path / "x")]).check(model, False, False)


def filled(writer, model, rows=None):
    """A writer that took a run, or its first rows."""
    times = report_times(model)[:rows]
    writer.extend(times, Rows(model, len(times), 1e-3))
    writer.summarise(summary_of(model))
    return writer


def test_files_are_made_of_the_results_and_these_removed(tmp_path):
    model = model_of(tmp_path, model_text())
    files = run_files("m", None, None, [str(tmp_path / "m.rpt"), str(tmp_path / "m.out")])
    kept = filled(NetCDFWriter(files.results, layout_of(model)), model).finish()
    notes: list[str] = []
    assert files.finish_all(kept, model, False, notes.append) == f"{tmp_path}/m.rpt, {tmp_path}/m.out"
    assert {p.name for p in tmp_path.iterdir()} == {"model.inp", "m.rpt", "m.out"} and not notes
    assert len(read_out(tmp_path / "m.out").time) == 12


def test_a_run_that_is_stopped_keeps_results_under_a_name(tmp_path):
    model = model_of(tmp_path, model_text())
    files = run_files("m", tmp_path / "m.out", None)
    kept = filled(NetCDFWriter(files.results, layout_of(model)), model, 4).keep_partial()
    assert files.finish_all(kept, model, True, print) == str(tmp_path / "m.partial.nc")
    assert {p.name for p in tmp_path.iterdir()} == {"model.inp", "m.partial.nc"}


@pytest.mark.parametrize("rows", [None, 5], ids=["whole", "stopped"])
@pytest.mark.parametrize("averages", [False, True], ids=["points", "means"])
def test_zarr_holds_what_the_file_holds(tmp_path, rows, averages):
    pytest.importorskip("zarr")
    model = model_of(tmp_path, model_text(quality=True, report=f"[REPORT]\nAVERAGES {'YES' if averages else 'NO'}\n"))
    layout = layout_of(model)
    builder = filled(DatasetBuilder(layout), model, rows)
    store = filled(writer_of(tmp_path / "r.zarr", layout, False), model, rows).finish()
    with xr.open_zarr(store) as ds:
        xr.testing.assert_equal(ds.load(), builder.dataset().load())
    assert {p.name for p in tmp_path.iterdir()} == {"model.inp", "r.zarr"}
    with pytest.raises(UsageError, match="--overwrite"):
        writer_of(store, layout, False)
    filled(writer_of(store, layout, True), model, 3).finish()
    assert xr.open_zarr(store).sizes["time"] == 3


def test_zarr_that_is_stopped_or_broken(tmp_path):
    pytest.importorskip("zarr")
    model = model_of(tmp_path, model_text())
    writer = filled(writer_of(tmp_path / "r.zarr", layout_of(model), False), model, 4)
    kept = writer.keep_partial()
    assert kept == tmp_path / "r.partial.zarr"
    assert np.isfinite(xr.open_zarr(kept).node_depth).all() and xr.open_zarr(kept).sizes["time"] == 4
    writer_of(tmp_path / "r.zarr", layout_of(model), False).abandon()
    assert writer_of(tmp_path / "r.zarr", layout_of(model), False).keep_partial() is None
    assert {p.name for p in tmp_path.iterdir()} == {"model.inp", "r.partial.zarr"}
