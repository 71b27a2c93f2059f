"""Series as CF time series of stations."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from exported import MAP, model_of, model_text, source_of

from sponge.base.errors import UsageError
from sponge.export.formats import format_named, write_as
from sponge.export.source import Results


@pytest.fixture
def results(tmp_path: Path) -> Results:
    """Results with a map and pollutants."""
    return source_of(model_of(tmp_path, model_text(quality=True) + MAP.format(units="Meters", crs="CRS EPSG:32650")))


def test_every_series_is_of_a_station(tmp_path, results):
    files, _ = write_as(format_named("fews"), results, tmp_path / "r.fews.nc")
    assert [f.name for f in files] == [f"r.fews.{kind}.nc" for kind in ("subcatchment", "node", "link", "system")]
    for file, dim in zip(files, ("subcatchment", "node", "link")):
        with xr.open_dataset(file) as ds:
            assert ds.attrs["featureType"] == "timeSeries" and ds.station_id.attrs["cf_role"] == "timeseries_id"
            assert [name.decode() for name in ds.station_id.values] == list(results.data[dim].values)
            np.testing.assert_array_equal(ds.time, results.data.time)
            series = [n for n, v in results.data.data_vars.items() if v.dims == ("time", dim)]
            for name in series:
                np.testing.assert_array_equal(ds[name], results.data[name], err_msg=name)
                assert ds[name].attrs["units"] == results.data[name].attrs["units"]
            zinc = ds[f"{dim}_concentration_Zinc"]
            np.testing.assert_array_equal(zinc, results.data[f"{dim}_concentration"].sel(pollutant="Zinc"))
            assert zinc.attrs["units"] == "ug L-1"
    with xr.open_dataset(files[3]) as ds:
        np.testing.assert_array_equal(ds.system_runoff[:, 0], results.data.system_runoff)


def test_stations_stand_where_elements_are(tmp_path, results):
    with_places = results.data.assign_coords(x=results.data.x + 500_000.0, y=results.data.y + 4_300_000.0)
    source = Results("r.nc", with_places)
    chosen = {"elements": ["J2", "J4"], "variables": ["node_depth"]}
    files, _ = write_as(format_named("fews"), source, tmp_path / "r.nc", **chosen)
    assert [f.name for f in files] == ["r.node.nc"]
    with xr.open_dataset(files[0]) as ds:
        assert list(ds.x.values[:1]) == [500_010.0] and np.isnan(ds.x.values[1]) and np.isnan(ds.lon.values[1])
        assert ds.lon.values[0] == pytest.approx(117.0, abs=1e-3) and ds.lat.values[0] == pytest.approx(38.85, abs=0.01)
        np.testing.assert_array_equal(ds.node_depth, results.data.node_depth.sel(node=["J2", "J4"]))


def test_the_same_bytes_every_time(tmp_path, results, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    found = [write_as(format_named("fews"), results, tmp_path / f"{name}.nc")[0][1].read_bytes() for name in "ab"]
    assert found[0] == found[1]


def test_a_sweep_needs_a_scenario_and_a_summary_is_no_series(tmp_path, results):
    with pytest.raises(UsageError, match="--scenario"):
        write_as(format_named("fews"), Results("s.nc", results.data.expand_dims(scenario=["a"])), tmp_path / "r.nc")
    with pytest.raises(UsageError, match="is a series"):
        write_as(format_named("fews"), results, tmp_path / "r.nc", variables=["node_max_depth"])
