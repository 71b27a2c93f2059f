"""Variables of zones and stations: what they are made of, how they are named, and choosing among them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
import xarray as xr
from zoned import model_of, write

import sponge
from sponge.base.errors import UsageError
from sponge.results.layout import layout_of
from sponge.results.registry import SERIES, SUMMARIES

HARD = ["series[Storm].values *= 3", "pump[P2].start_depth = 0.2"]
ROUNDING = 1e-3  # of float32 series
RAIN_ENDS = np.datetime64("2020-01-01T01:05")  # an interval of the gage after the last row with rain


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> xr.Dataset:
    """A run with a storm that floods."""
    return sponge.run(write(tmp_path_factory.mktemp("zoned")), changes=HARD)


def test_names_and_coordinates(results):
    ds = results
    assert list(ds.secondary_zone.values) == ["north", "south", "east"]
    assert list(ds.primary_zone.values) == ["town", "country"]
    assert list(ds.other_zone.values) == ["rivers", "interceptors"]
    assert list(ds.station.values) == ["PS", "FF", "GARDEN", "WWTP"]
    assert ds.zone_name_zh.sel(secondary_zone="south").item() == "南区"
    assert ds.primary_zone_name_zh.values.tolist() == ["城区", "乡区"]
    assert ds.other_zone_name_zh.values.tolist() == ["河道", "截流"]
    assert ds.station_name_zh.sel(station="FF").item() == "初雨池"
    assert ds.zone_primary.values.tolist() == ["town", "town", "country"]
    assert ds.station_kind.values.tolist() == ["pump_station", "first_flush_tank", "reuse", "treatment_plant"]
    assert ds.station_zone.values.tolist() == ["south", "south", "south", "interceptors"]
    np.testing.assert_allclose(ds.zone_area, [6e4, 4e4, 7e4])
    np.testing.assert_allclose(ds.primary_zone_area, [1e5, 7e4])


def test_series_are_made_of_elements(results):
    ds = results
    south = ds.sel(secondary_zone="south")
    np.testing.assert_allclose(south.zone_rainfall, ds.subcatchment_rainfall.sel(subcatchment="S3"), rtol=1e-5)
    left = ds.subcatchment_runoff.sel(subcatchment=["S3", "S6"]).sum("subcatchment")
    np.testing.assert_allclose(south.zone_runoff, left, rtol=1e-5, atol=1e-6)
    out = ds.link_flow.sel(link=["P1", "OV"]).clip(min=0.0).sum("link")
    np.testing.assert_allclose(south.zone_outflow, out, rtol=1e-5, atol=1e-6)
    north = ds.sel(secondary_zone="north")
    np.testing.assert_allclose(north.zone_ponding, ds.node_volume.sel(node="N1"), rtol=1e-5, atol=1e-4)
    flooding = ds.node_flooding.sel(node=["N1", "N2"]).sum("node")
    np.testing.assert_allclose(north.zone_flooding, flooding, rtol=1e-5, atol=1e-6)
    town = ds.primary_zone_ponding.sel(primary_zone="town")
    np.testing.assert_allclose(town, north.zone_ponding, rtol=1e-5, atol=1e-4)
    assert float(north.zone_ponding.max()) > 20.0 and float(flooding.max()) > 0.01


def test_peaks_are_those_of_every_step(results, tmp_path):
    """Whatever is reported: larger than any reported value, not by much, and the same with hourly reports."""
    ds = results
    hourly = sponge.run(write(tmp_path), changes=[*HARD, "options.report_step = 3600"])
    for peak, series in {"peak_runoff": "runoff", "peak_outflow": "outflow", "max_ponded_volume": "ponding"}.items():
        for prefix in ("zone", "primary_zone"):
            step, reported = ds[f"{prefix}_{peak}"], ds[f"{prefix}_{series}"].max("time")
            large = (step > 0.1 * step.max()).values
            assert (step >= reported * (1.0 - ROUNDING)).all() and (reported >= 0.8 * step).values[large].all(), peak
            np.testing.assert_array_equal(step, hourly[f"{prefix}_{peak}"])
    assert float(ds.zone_max_ponded_volume.sel(secondary_zone="north")) > 20.0


CELL = """
[LID_CONTROLS]
Cell BC
Cell SURFACE 150 0 0 0 0
Cell SOIL 100 0.45 0.2 0.1 500 10 80
Cell STORAGE 100 0.75 0 0
Cell DRAIN 60 0.5 0 0
[LID_USAGE]
S4 Cell 1 4000 10 50 100 0
"""


def test_peaks_of_runoff_count_the_drains_of_units(tmp_path):
    """A cell takes all paved runoff and drains it where the subcatchment's own goes."""
    path = write(tmp_path)
    path.write_text(path.read_text() + CELL)
    ds = sponge.run(path)
    reported = float(ds.zone_runoff.sel(secondary_zone="east").max())
    own = float(ds.lid_unit_drain_depth[0] / ds.lid_unit_inflow_depth[0])
    most = float(ds.subcatchment_max_runoff.sel(subcatchment=["S4", "S5"]).sum())
    assert own > 0.7
    peak = float(ds.zone_peak_runoff.sel(secondary_zone="east"))
    assert reported * (1.0 - ROUNDING) <= peak <= most * (1.0 + ROUNDING)


def test_ponding_lasts_and_retreats(results):
    north = results.sel(secondary_zone="north")
    node = results.sel(node="N1")
    assert float(north.zone_max_ponded_depth) == pytest.approx(float(node.node_volume.max()) / 300.0, rel=0.02)
    deep = (node.node_volume > 0.15 * 300.0).sum() / 12.0
    assert float(north.zone_ponded_hours) == pytest.approx(float(deep), abs=0.2)
    last = node.time[np.flatnonzero(node.node_volume > 0.15 * 300.0)[-1]]
    after = (last - RAIN_ENDS) / np.timedelta64(1, "h")
    assert float(after) > 0.1
    assert float(north.zone_retreat_time) == pytest.approx(float(after), abs=0.1)
    assert float(results.zone_retreat_time.sel(secondary_zone="east")) == 0.0


def test_stations_are_what_their_links_did(results):
    ds = results
    station = ds.sel(station="PS")
    assert float(station.station_pumped_volume) == pytest.approx(float(ds.pump_volume.sel(link="P1")), rel=0.01)
    hours = ds.pump_hours.sel(link=["P1", "PT"]).sum()
    assert float(station.station_pump_hours) == pytest.approx(float(hours), rel=1e-5)
    energy = ds.pump_energy.sel(link=["P1", "PT"]).sum()
    assert float(station.station_energy) == pytest.approx(float(energy), rel=1e-5)
    assert float(station.station_overflow_volume) > 10.0 and float(station.station_overflow_count) == 1.0
    np.testing.assert_allclose(station.station_flow, ds.link_flow.sel(link="P1"), rtol=1e-6)
    np.testing.assert_allclose(station.station_storage, ds.node_volume.sel(node="Well"), rtol=1e-6)
    peak = float(ds.link_max_flow.sel(link="P1"))
    assert float(station.station_max_flow) == pytest.approx(peak, rel=1e-6)
    assert float(station.station_max_storage) >= float(station.station_storage.max()) * (1.0 - ROUNDING)
    tank = ds.sel(station="FF")
    captured = float(ds.link_flow.sel(link="CAP").clip(min=0.0).sum()) * 300.0
    assert float(tank.station_captured_volume) == pytest.approx(captured, rel=0.05)
    assert float(tank.station_treated_volume) > 0.0 and float(ds.station_reused_volume.sel(station="GARDEN")) > 0.0
    running = ds.time[np.flatnonzero(ds.link_flow.sel(link="P2") > 1e-3)[-1]]
    after = (running - RAIN_ENDS) / np.timedelta64(1, "h")
    assert float(tank.station_emptying_time) == pytest.approx(float(after), abs=0.1)
    assert np.isnan(ds.station_emptying_time.sel(station="PS")) and np.isnan(ds.station_max_storage.sel(station="WWTP"))


def test_zones_sum_their_stations(results):
    south = results.sel(secondary_zone="south")
    for zone, station, name in (
        ("pumped", "pumped", "PS"), ("overflow", "overflow", "PS"), ("stored", "captured", "FF"),
        ("first_flush", "captured", "FF"),
    ):  # fmt: skip
        expected = float(results[f"station_{station}_volume"].sel(station=name))
        assert float(south[f"zone_{zone}_volume"]) == pytest.approx(expected, rel=1e-12)
        town = results[f"primary_zone_{zone}_volume"].sel(primary_zone="town")
        assert float(town) == float(south[f"zone_{zone}_volume"])
    town = results.sel(primary_zone="town")
    assert float(south.zone_stored_volume) == float(town.primary_zone_stored_volume) > 1.0
    assert float(south.zone_overflow_count) == 1.0
    assert float(results.zone_pumped_volume.sel(secondary_zone="east")) == 0.0


@pytest.mark.parametrize("options", [{}, {"zones_only": True}, {"variables": ["zone_*", "link_flow,steps"]}])
def test_file_and_memory_hold_the_same(tmp_path, options):
    from sponge.results.writers.dataset import DatasetBuilder
    from sponge.results.writers.netcdf_file import NetCDFWriter
    from sponge.simulation.run import batch_of, simulate

    model = model_of(tmp_path, hours=2)
    layout = layout_of(model, scenarios=("a", "b"), **options)
    writer, builder = NetCDFWriter(tmp_path / "a.nc", layout), DatasetBuilder(layout)
    for sink in (writer, builder):
        sink.block(0, 2)
        simulate(batch_of([model, model]), sink, model.options.start)
    with xr.open_dataset(writer.finish(), engine="h5netcdf") as ds:
        in_memory = builder.dataset().load().assign_attrs(date_modified=ds.attrs["date_modified"])
        xr.testing.assert_identical(ds.load(), in_memory)
        assert ds.zone_runoff.dims == ("scenario", "time", "secondary_zone")
        assert np.isfinite(ds.zone_ledger_residual).all()


def test_only_zones(tmp_path):
    layout = layout_of(model_of(tmp_path), zones_only=True)
    names = {v.name for v in (*layout.series, *layout.summaries)}
    assert {"zone_rainfall", "primary_zone_rainfall", "station_flow", "other_zone_rain_volume"} <= names
    assert {"system_outflow", "routing_outflow", "steps"} <= names
    assert not [name for name in names if name.startswith(("subcatchment_", "node_", "link_", "pump_"))]
    assert not {"subcatchment", "node", "link"} & set(layout.names)
    assert "x" not in layout.coordinates and "zone_name_zh" in layout.coordinates


def test_what_is_not_wanted_is_not_gathered(tmp_path):
    from sponge.results.writers.dataset import DatasetBuilder

    layout = layout_of(model_of(tmp_path), variables=["link_flow,link_depth", "node_max_*"])
    builder = DatasetBuilder(layout)
    assert list(builder.buffers) == ["link"]
    assert [v.name for v in builder.buffers["link"].variables] == ["link_flow", "link_depth"]
    assert layout.zones is None
    assert {v.name for v in layout.summaries} == {v.name for v in SUMMARIES if v.name.startswith("node_max_")}
    assert set(layout.names) == {"link", "node"}


def test_picks_the_right_rows(tmp_path):
    """Not the first ones of their table."""
    from sponge.results.writers.dataset import DatasetBuilder
    from sponge.simulation.run import batch_of, simulate

    model = model_of(tmp_path, hours=1)
    datasets = []
    names = ["node_flooding", "node_head", "zone_ponding", "zone_rainfall", "system_storage"]
    for options in ({}, {"variables": names}):
        builder = DatasetBuilder(layout_of(model, **options))
        simulate(batch_of([model]), builder, model.options.start)
        datasets.append(builder.dataset())
    whole, part = datasets
    for name in names:
        np.testing.assert_array_equal(whole[name], part[name], err_msg=name)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"variables": ["zone_runof"]}, "no variable 'zone_runof', did you mean 'zone_runoff'"),
        ({"variables": ["zone_runoff", "lnk_flow,nod_depth"]}, "did you mean 'link_flow'"),
        ({"variables": ["zone_annual_capture_ratio"]}, "this run has nothing of the kind"),
        ({"variables": ["link_flow"], "zones_only": True}, "'link_flow' is not of zones"),
    ],
)
def test_unknown_variables_are_told(tmp_path, options, message):
    with pytest.raises(UsageError, match=message):
        layout_of(model_of(tmp_path), **options)


def test_zones_only_needs_zones(tmp_path):
    model = replace(model_of(tmp_path), zoning=None, stations=None)
    with pytest.raises(UsageError, match=r"there is no zones\.csv"):
        layout_of(model, zones_only=True)
    names = {v.name for v in (*layout_of(model).series, *layout_of(model).summaries)}
    assert not [name for name in names if name.startswith(("zone_", "primary_", "other_", "station_"))]


def test_a_year_has_an_annual_ratio(tmp_path):
    model = model_of(tmp_path)
    longer = replace(model, options=replace(model.options, end=model.options.start + timedelta(days=365)))
    names = {v.name for v in layout_of(longer).summaries}
    assert {"zone_annual_capture_ratio", "primary_zone_annual_capture_ratio"} <= names
    assert not {"zone_event_capture", "zone_retreat_time", "station_emptying_time"} & names


def test_stations_without_zones(tmp_path):
    path = write(tmp_path, hours=1)
    (tmp_path / "zones.csv").unlink()
    (tmp_path / "zone_names.csv").unlink()
    (tmp_path / "station_names.csv").unlink()
    ds = sponge.run(path, variables=["station_*", "node_volume"])
    assert "link_flow" not in ds and "secondary_zone" not in ds.dims
    assert list(ds.station.values) == ["PS", "FF", "GARDEN", "WWTP"]
    np.testing.assert_allclose(ds.station_storage.sel(station="FF"), ds.node_volume.sel(node="Tank"), rtol=1e-6)


def test_every_variable_has_units_and_a_meaning():
    for v in (*SERIES, *SUMMARIES):
        assert v.long_name and (v.units or v.is_time or "pollutant" in v.dims), v.name
