"""The results file: whole chunks, CF, the same in memory and on disk. Rows come from a stand-in for the engine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import h5py
import numpy as np
import pytest
import xarray as xr

from sponge.base.errors import UsageError
from sponge.engine.reporting.rows import LINK_ROW, SUBCATCHMENT_ROW
from sponge.model import elements as el
from sponge.model.links import Conduit, Pump
from sponge.model.model import Model
from sponge.model.nodes import Junction, Outfall
from sponge.model.options import Options, Report
from sponge.results.layout import layout_of
from sponge.results.open_results import decoded, open_results
from sponge.results.registry import SERIES, SUMMARIES, TABLES, series_of
from sponge.results.writers import chunks as rows
from sponge.results.writers.chunks import time_bounds
from sponge.results.writers.dataset import DatasetBuilder
from sponge.results.writers.merge import merge_parts
from sponge.results.writers.netcdf_file import NetCDFWriter
from sponge.simulation.run import simulate

START = datetime(2020, 2, 28)
STEP = 300.0


class Row(NamedTuple):
    """As the engine's."""

    subcatchment: np.ndarray
    node: np.ndarray
    link: np.ndarray
    system: np.ndarray
    health: np.ndarray


class StandIn:
    """Gives random rows for a model; breaks down at a period where told to."""

    def __init__(self, model: Model, lanes: int = 1, breaks_at: int | None = None, seed: int = 1):
        self.model, self.lanes, self.breaks_at = model, lanes, breaks_at
        self.duration = model.options.duration
        self.health = np.zeros(lanes, int)
        self.time = np.full(lanes, self.duration)  # s, where it stands at the end
        self.random = np.random.default_rng(seed)

    def row_blocks(self, until: float = np.inf) -> Iterator[tuple[list[float], Row]]:
        """Random rows, as many at once as there are lanes and one."""
        rows = list(self.reports())
        for first in range(0, len(rows), self.lanes + 1):
            times, some = zip(*rows[first : first + self.lanes + 1], strict=True)
            yield list(times), Row(*(np.stack(values) for values in zip(*some, strict=True)))

    def reports(self) -> Iterator[tuple[float, Row]]:
        """Random rows."""
        counts = (len(self.model.subcatchments), len(self.model.node_order), len(self.model.link_order))
        for k in range(1, int(self.duration / STEP) + 1):
            parts = [self.random.random((n, c, self.lanes), np.float32) for n, c in zip((8, 6, 5), counts, strict=True)]
            if k == self.breaks_at:
                self.health[:] = 1
            yield k * STEP, Row(*parts, self.random.random((15, self.lanes), np.float32), self.health.copy())

    def summary(self) -> dict[str, np.ndarray]:
        """Some of the summary."""
        nodes, links = len(self.model.node_order), len(self.model.link_order)
        return {
            "node_max_depth": self.random.random((nodes, self.lanes)),
            "node_time_of_max_depth": np.full((nodes, self.lanes), 600.0),
            "pump_volume": np.ones((links, self.lanes)),
            "routing_continuity_error": np.full(self.lanes, 0.5),
        }


def make_model(nodes: int = 5, periods: int = 50, averages: bool = False, bare: bool = False) -> Model:
    """A row of conduits to an outfall with a name out of the ordinary, and a pump."""
    junctions = {f"J{i}": Junction(f"J{i}", invert=float(i)) for i in range(nodes)}
    order = [*junctions, "Ö[1]*"]
    conduits = {f"C{i}": Conduit(f"C{i}", up=order[i], down=order[i + 1], length=10.0) for i in range(nodes)}
    options = Options(start=START, end=START + timedelta(seconds=periods * STEP), report_step=STEP)
    return Model(
        options=options,
        report=Report(averages=averages),
        subcatchments={} if bare else {"S 1": el.Subcatchment("S 1", area=1e4)},
        junctions=junctions,
        outfalls={"Ö[1]*": Outfall("Ö[1]*")},
        conduits=conduits,
        pumps={"P": Pump("P", up="J0", down="J1")},
        node_order=tuple(order),
        link_order=(*conduits, "P"),
        coordinates={"J0": (1.0, 2.0)},
    )


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of 7 periods, so that 50 periods are not a whole number of chunks."""
    monkeypatch.setattr(rows, "CHUNK_BYTES", 4 * 6 * 7)


def write(model: Model, path: Path, **options: object) -> Path:
    """Write a file with the stand-in."""
    writer = NetCDFWriter(path, layout_of(model), bool(options.pop("overwrite", False)))
    simulate(StandIn(model, **options), writer, START)
    return writer.finish()


@pytest.mark.parametrize("averages", [False, True])
@pytest.mark.parametrize("bare", [False, True])
def test_file_and_memory_hold_the_same(tmp_path, small_chunks, averages, bare):
    model = make_model(averages=averages, bare=bare)
    path = write(model, tmp_path / "a.nc")
    builder = DatasetBuilder(layout_of(model))
    simulate(StandIn(model), builder, START)
    with xr.open_dataset(path, engine="h5netcdf") as ds:
        in_file = ds.load()
    in_memory = builder.dataset().load()
    for ds in (in_file, in_memory):  # stamped with the second of writing
        ds.attrs = {k: v for k, v in ds.attrs.items() if k not in ("history", "date_created", "date_modified")}
    xr.testing.assert_identical(in_file, in_memory)


def test_holds_every_series_by_name_and_time(tmp_path):
    model = make_model()
    with xr.open_dataset(write(model, tmp_path / "a.nc")) as ds:
        assert {v.name for v in SERIES if v.table in TABLES} <= set(ds.data_vars)
        assert ds.time.values[0] == np.datetime64("2020-02-28T00:05:00")
        assert ds.time.values[-1] == np.datetime64("2020-02-28T04:10:00")
        assert ds.node_depth.sel(node="Ö[1]*").shape == (50,)
        assert ds.link_from_node.sel(link="C0").item() == "J0"
        assert list(ds.link_type.values) == ["conduit"] * 5 + ["pump"]
        assert ds.x.sel(node="J0").item() == 1.0 and np.isnan(ds.x.sel(node="J1").item())
        assert ds.node_time_of_max_depth.values[0] == np.datetime64("2020-02-28T00:10:00")


def test_rates_become_millimetres_an_hour(tmp_path):
    model = make_model(periods=3)
    row = next(StandIn(model).reports())[1]
    with xr.open_dataset(write(model, tmp_path / "a.nc")) as ds:
        rain = row.subcatchment[SUBCATCHMENT_ROW.rainfall, :, 0]
        np.testing.assert_allclose(ds.subcatchment_rainfall.values[0], rain * 3.6e6, rtol=1e-6)
        np.testing.assert_array_equal(ds.link_flow.values[0], row.link[LINK_ROW.flow, :, 0])
        assert ds.subcatchment_rainfall.units == "mm h-1"


def test_pump_summaries_are_of_pumps_only(tmp_path):
    with xr.open_dataset(write(make_model(), tmp_path / "a.nc")) as ds:
        assert ds.pump_volume.sel(link="P").item() == 1.0
        assert np.isnan(ds.pump_volume.sel(link="C0").item())


def test_is_float32_compressed_and_in_chunks_under_4_megabytes(tmp_path):
    path = write(make_model(nodes=3000, periods=400), tmp_path / "a.nc")
    with h5py.File(path) as file:
        flow = file["link_flow"]
        assert flow.dtype == np.float32
        assert (flow.compression, flow.compression_opts, flow.shuffle) == ("gzip", 1, True)
        assert flow.chunks[1] == 3001
        assert 4 * np.prod(flow.chunks) <= 4 << 20
        assert "_FillValue" not in file["time"].attrs


@pytest.mark.parametrize("lanes", [[3, 2], [1], [16, 1]])
def test_scenarios_come_first(tmp_path, small_chunks, lanes):
    model = make_model()
    names = tuple(f"s{k}" for k in range(sum(lanes)))
    layout = layout_of(model, scenarios=names)
    writer, builder = NetCDFWriter(tmp_path / "a.nc", layout), DatasetBuilder(layout)
    first = 0
    for block, count in enumerate(lanes):
        for sink in (writer, builder):
            sink.block(first, count)
            simulate(StandIn(model, count, seed=block), sink, START)
        first += count
    with xr.open_dataset(writer.finish()) as ds:
        assert ds.link_flow.dims == ("scenario", "time", "link")
        assert np.isfinite(ds.link_flow).all() and list(ds.scenario.values) == list(names)
        in_memory = builder.dataset().load().assign_attrs(date_modified=ds.attrs["date_modified"])
        xr.testing.assert_identical(in_memory, ds.load())


@pytest.mark.parametrize("scenarios, nodes", [(300, 5), (20, 5), (20, 700)])
def test_chunks_of_small_models_take_in_scenarios(tmp_path, scenarios, nodes):
    """At least 64 KB where there are as many, under 128 KB; of parts put together and of one file written at once."""
    model = make_model(nodes=nodes, periods=20)
    names = tuple(f"s{k}" for k in range(scenarios))
    layout, parts = layout_of(model, scenarios=names), []
    whole, builder = NetCDFWriter(tmp_path / "whole.nc", layout), DatasetBuilder(layout)
    for first in range(0, scenarios, 8):
        block = names[first : first + 8]
        part = NetCDFWriter(tmp_path / f"{first}.nc", replace(layout, scenarios=block), bare=True)
        for sink, place in ((part, 0), (whole, first), (builder, first)):
            sink.block(place, len(block))
            simulate(StandIn(model, len(block), seed=first), sink, START)
        parts.append((first, part.finish()))
    merged = merge_parts(tmp_path / "merged.nc", layout, parts)
    for path in (merged, whole.finish()):
        with xr.open_dataset(path) as ds:
            xr.testing.assert_identical(ds.load().drop_attrs(), builder.dataset().load().drop_attrs())
        with h5py.File(path) as file:
            for flow in (file["link_flow"], file["system_runoff"]):
                size = 4 * np.prod(flow.chunks)
                assert size >= 1 << 16 or flow.chunks == flow.shape
                assert size < 1 << 17


def test_broken_numbers_end_the_run_and_mark_it(tmp_path):
    model = make_model()
    with xr.open_dataset(write(model, tmp_path / "a.nc", breaks_at=10)) as ds:
        assert int(ds.status) == 4
        assert ds.sizes["time"] == 10


def test_interrupted_run_is_kept_under_another_name(tmp_path):
    model = make_model()
    for expected in ("a.partial.nc", "a.partial-2.nc"):
        writer = NetCDFWriter(tmp_path / "a.nc", layout_of(model))
        simulate(StandIn(model), writer, START, stop=lambda writer=writer: len(writer.times) == 20)
        kept = writer.keep_partial()
        assert kept is not None and kept.name == expected
        with xr.open_dataset(kept) as ds:
            assert ds.sizes["time"] == 20 and int(ds.status) == 130
    assert not (tmp_path / "a.nc").exists()


def test_nothing_finished_leaves_nothing(tmp_path):
    assert NetCDFWriter(tmp_path / "a.nc", layout_of(make_model())).keep_partial() is None
    assert os.listdir(tmp_path) == []


def test_never_overwrites_without_being_asked(tmp_path):
    path = tmp_path / "a.nc"
    path.write_text("precious")
    with pytest.raises(UsageError, match="--overwrite"):
        write(make_model(), path)
    assert path.read_text() == "precious"
    write(make_model(), path, overwrite=True)
    assert path.read_bytes()[:4] == b"\x89HDF"


def test_does_not_overwrite_what_came_into_being_meanwhile(tmp_path):
    writer = NetCDFWriter(tmp_path / "a.nc", layout_of(make_model()))
    simulate(StandIn(make_model()), writer, START)
    (tmp_path / "a.nc").write_text("precious")
    with pytest.raises(UsageError, match=r"a\.partial\.nc"):
        writer.finish()
    assert (tmp_path / "a.nc").read_text() == "precious"


def test_means_have_bounds(tmp_path):
    with xr.open_dataset(write(make_model(averages=True), tmp_path / "a.nc")) as ds:
        assert ds.link_flow.attrs["cell_methods"] == "time: mean"
        assert ds.subcatchment_runoff.attrs["cell_methods"] == "time: point"
        assert ds.time.attrs["bounds"] == "time_bounds"
        assert "time_bounds" in ds.coords
        assert (ds.time_bounds.values[1:, 0] == ds.time_bounds.values[:-1, 1]).all()
    np.testing.assert_array_equal(time_bounds(np.array([300.0, 600.0]), 300.0), [[0.0, 300.0], [300.0, 600.0]])
    np.testing.assert_array_equal(time_bounds(np.array([10800.0]), 3600.0), [[7200.0, 10800.0]])


@pytest.mark.filterwarnings("ignore:Unable to decode time axis")
@pytest.mark.parametrize("averages", [False, True])
def test_years_that_nanoseconds_do_not_reach_open(tmp_path, averages):
    """xarray takes dates after 2262 as cftime's objects, which numpy turns into its own."""
    model = make_model(averages=averages)
    span = timedelta(days=365_000)
    options = replace(model.options, start=model.options.start + span, end=model.options.end + span)
    unset = [v.name for v in SUMMARIES if v.is_time]  # the stand-in engine has no summaries: all NaN
    with xr.open_dataset(write(replace(model, options=options), tmp_path / "a.nc"), drop_variables=unset) as ds:
        times = ds.time.values.astype("datetime64[s]")
        assert times[-1] == np.datetime64(options.end)
        assert all(np.asarray(v.values, float).ndim for v in ds.data_vars.values() if v.dims[:1] == ("time",))


def test_own_tools_have_every_years_dates_as_numpys(tmp_path):
    """From files and in memory, to what the year allows, whatever is missing."""
    for days, unit in ((0, "ns"), (365_000, "us")):
        model = make_model()
        span = timedelta(days=days)
        options = replace(model.options, start=model.options.start + span, end=model.options.end + span)
        model = replace(model, options=options)
        memory = DatasetBuilder(layout_of(model))
        simulate(StandIn(model), memory, START)
        with open_results(write(model, tmp_path / f"{unit}.nc")) as ds:
            for found in (ds, memory.dataset()):
                assert found.time.dtype == f"datetime64[{unit}]"
                assert found.time.values[-1] == np.datetime64(options.end)
                assert np.isnat(found.link_time_of_max_flow.values).all()  # the stand-in engine has none


def test_netcdf_library_reads_it_too(tmp_path):
    """Where netCDF4-python is installed: the C library's own view."""
    netcdf4 = pytest.importorskip("netCDF4")
    with netcdf4.Dataset(write(make_model(averages=True), tmp_path / "a.nc")) as file:
        assert {"time", "node", "link", "subcatchment", "bounds", "link_end"} == set(file.dimensions)
        assert file.dimensions["time"].isunlimited()
        assert file["link_flow"].dimensions == ("time", "link")
        assert file["node"][-1] == "Ö[1]*"
        assert file["link_flow"].filters()["zlib"] and file["link_flow"].filters()["complevel"] == 1


def test_says_what_it_is(tmp_path):
    model = replace(make_model(), title=("A small town", ""))
    with xr.open_dataset(write(model, tmp_path / "a.nc")) as ds:
        assert ds.attrs["title"] == "A small town"
        assert ds.attrs["Conventions"].startswith("CF-1.11")
        assert len(ds.attrs["model_sha256"]) == 64
        for name in ("source", "history", "sponge_version", "model_options", "solver"):
            assert ds.attrs[name]


def test_registry_is_sound():
    """Names once, units everywhere (pollutants have each their own), the rows of the engine in order."""
    names = [v.name for v in (*SERIES, *SUMMARIES)]
    assert len(names) == len(set(names))
    assert all(v.units or v.is_time or "pollutant" in v.dims for v in (*SERIES, *SUMMARIES))
    assert [len(series_of(t)) for t in TABLES] == [8, 6, 5, 15]


@pytest.mark.slow
def test_cf_checker_finds_no_error(tmp_path):
    """The IOOS compliance checker, where it is installed.

    One of its checks, that coordinates are monotonic, cannot run on names and says so itself. Of roles it knows only
    those of discrete samples, though CF-1.11 has those of UGRID, on which all readers of meshes rest.
    """
    suites = pytest.importorskip("compliance_checker.runner")
    suites.CheckSuite.load_all_available_checkers()
    path = write(make_model(averages=True), tmp_path / "a.nc")
    report = tmp_path / "report.txt"
    suites.ComplianceChecker.run_checker(str(path), ["cf:1.11"], 0, "normal", output_filename=str(report))
    text = report.read_text()
    errors = [line for line in text.partition("Warnings")[0].partition("Errors")[2].splitlines() if line[:1] == "*"]
    assert "Report generated" in text or "All tests passed!" in text
    assert all("cf_role" in line for line in errors), text


@pytest.mark.filterwarnings("error")
def test_parts_of_a_second_beyond_those_years_keep_the_year(tmp_path):
    """2491.791 s are no whole microseconds in binary: xarray alone would want nanoseconds, which end in 2262."""
    attributes = {"units": "seconds since 3007-01-01 00:00:00", "calendar": "standard"}
    raw = xr.Dataset({"moment": ("n", [2491.791, np.nan], attributes)}, attrs={"time_coverage_start": "3007-01-01"})
    moment = decoded(raw).moment.values
    assert moment.dtype == "datetime64[us]" and moment[0] == np.datetime64("3007-01-01T00:41:31.791")
    assert np.isnat(moment[1])
