"""Results files in the hands of other programs: NCO, CDO, ncdump, the netCDF library; and the same bytes every time."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray as xr
from exported import MAP, Rows, model_of, model_text, summary_of

from sponge.base.errors import UsageError
from sponge.model.model import Model
from sponge.results.layout import layout_of, report_times
from sponge.results.writers.endings import writer_of
from sponge.results.writers.netcdf4 import LONGEST_TEXT


def written(model: Model, path: Path) -> Path:
    """Results as of a run, in a file or store."""
    writer = writer_of(path, layout_of(model), False)
    times = report_times(model)
    writer.extend(times, Rows(model, len(times), 1e-3))
    writer.summarise(summary_of(model))
    return writer.finish()


@pytest.fixture
def model(tmp_path: Path) -> Model:
    """Every kind of node and link, pollutants, means, a map, and a title out of the ordinary."""
    text = model_text(quality=True, report="[REPORT]\nAVERAGES YES\n") + MAP.format(units="Meters", crs="")
    return replace(model_of(tmp_path, text), title=("排水 Größe", ""))


def test_texts_are_characters_and_open_as_they_were(tmp_path, model):
    path = written(model, tmp_path / "a.nc")
    with h5py.File(path) as file:
        owners = [file, *(v for v in file.values() if isinstance(v, h5py.Dataset))]
        texts = [v for owner in owners for v in owner.attrs.values() if isinstance(v, str | bytes)]
        assert len(texts) > 300 and all(isinstance(v, bytes) for v in texts)
    for engine in ("h5netcdf", "netcdf4"):
        pytest.importorskip({"netcdf4": "netCDF4"}.get(engine, engine))
        with xr.open_dataset(path, engine=engine) as ds:
            assert ds.attrs["title"] == "排水 Größe"
            assert list(ds.data_vars)[2:4] == ["subcatchment_rainfall", "subcatchment_snow_depth"]


@pytest.mark.parametrize("length", [0, LONGEST_TEXT, LONGEST_TEXT + 1, 1_000_000])
def test_texts_of_any_length(tmp_path, model, length):
    path = tmp_path / "a.nc"
    layout = layout_of(model)
    writer = writer_of(path, replace(layout, attributes=layout.attributes | {"changes": "x" * length}), False)
    writer.abandon() if length == 0 else writer.finish()
    if length:
        with xr.open_dataset(path) as ds:
            assert ds.attrs["changes"] == "x" * length


@pytest.mark.parametrize("command", [
    "ncdump -h {0}", "ncdump -t -v time {0}", "nccopy {0} {1}", "ncwa -a time {0} {1}",
    "ncks -d node,1,2 {0} {1}", "ncra {0} {1}", "ncatted -a remark,global,c,c,seen {0} {1}",
    "ncrename -v node_depth,water_depth {0} {1}", "cdo -s output -selname,system_rainfall {0}",
    "cdo -s timmean -selname,system_runoff {0} {1}", "cdo -s timmean -selname,node_depth,system_runoff {0} {1}",
    "cdo -s timmean -selname,link_flow,subcatchment_runoff,link_concentration,system_runoff {0} {1}",
    "ncwa -C -a node -v node_depth {0} {1}", "ncwa -C -a link -v node_depth,link_flow {0} {1}",
])  # fmt: skip
def test_programs_take_it(tmp_path, model, command):
    program = command.split()[0]
    if not (shutil.which(program) and shutil.which("ncks")):
        pytest.skip(f"{program} or NCO is not installed")
    path, made = written(model, tmp_path / "a.nc"), tmp_path / "made.nc"
    if program == "cdo":  # takes no levels that have names
        subprocess.run(["ncks", "-C", "-x", "-v", "pollutant", path, path := tmp_path / "b.nc"], check=True, timeout=60)
    done = subprocess.run(command.format(path, made).split(), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "ERROR" not in done.stderr, done.stderr
    if "{1}" in command:
        with xr.open_dataset(made, engine="h5netcdf" if program != "cdo" else None) as ds:
            assert {"ncrename": "water_depth", "cdo": "system_runoff"}.get(program, "node_depth") in ds


@pytest.mark.parametrize("engine", ["netcdf4", "h5netcdf"])
def test_xarray_writes_it_anew(tmp_path, model, engine):
    """Also where a time is told of no node at all."""
    never = {v.key: np.nan for v in layout_of(model).summaries if v.name == "node_time_of_last_ponding"}
    writer = writer_of(tmp_path / "a.nc", layout_of(model), False)
    writer.extend(report_times(model), Rows(model, len(report_times(model)), 1e-3))
    writer.summarise(summary_of(model, **never))
    with xr.open_dataset(writer.finish()) as ds:
        assert len(never) == 1 and np.isnat(ds.node_time_of_last_ponding).all()
        ds.to_netcdf(tmp_path / "again.nc", engine=engine)
        with xr.open_dataset(tmp_path / "again.nc") as again:
            xr.testing.assert_equal(ds, again)


@pytest.mark.parametrize("ending", [".nc", ".zarr"])
def test_the_same_bytes_of_the_same_run(tmp_path, monkeypatch, model, ending):
    """Where SOURCE_DATE_EPOCH says when it was made."""
    if ending == ".zarr":
        pytest.importorskip("zarr")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    found = [contents(written(model, tmp_path / f"{name}{ending}")) for name in "ab"]
    assert found[0] == found[1]
    with xr.open_dataset(tmp_path / f"a{ending}") as ds:
        assert ds.attrs["date_created"] == "2020-09-13T12:26:40Z"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH is 'yesterday'"):
        layout_of(model)


def contents(path: Path) -> dict[str, bytes]:
    """The bytes of a file, or of all files of a folder by their names in it."""
    files = [f for f in path.rglob("*") if f.is_file()] if path.is_dir() else [path]
    return {str(f.relative_to(path)) if path.is_dir() else "": f.read_bytes() for f in files}


def test_no_attribute_is_made_twice(tmp_path, monkeypatch, model):
    """h5py's own way makes an attribute under another name, and again: half of the time of a small file."""
    slow, once = [], []
    create, make = h5py.AttributeManager.create, h5py.h5a.create
    monkeypatch.setattr(h5py.AttributeManager, "create", lambda *given: (slow.append(given[1]), create(*given)))
    monkeypatch.setattr(h5py.h5a, "create", lambda *given, **more: (once.append(given[1]), make(*given, **more))[1])
    written(model, tmp_path / "a.nc")
    assert len(once) > 300 and slow == []


def test_numbers_of_attributes_keep_their_types(tmp_path, model):
    with h5py.File(written(model, tmp_path / "a.nc")) as file:
        assert file["status"].attrs["flag_values"].dtype == np.int16
        assert file["node_depth"].attrs["_FillValue"].dtype == np.float32
