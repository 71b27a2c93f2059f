"""Results as CSV, workbook and parquet: every number under its name, of what was chosen."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet
import pytest
import xarray as xr
from exported import model_of, model_text, source_of, summary_of

from sponge.base.errors import UsageError
from sponge.export import formats
from sponge.export.formats import format_named, write_as
from sponge.export.source import Results
from sponge.export.tables import table as tables
from sponge.export.tables import write


@pytest.fixture
def results(tmp_path: Path) -> Results:
    """Results with pollutants and a summary."""
    model = model_of(tmp_path, model_text(quality=True))
    return source_of(model, summary_of(model, node_max_depth=1.524, subcatchment_washoff_load=2.0))


def sweep_of(results: Results) -> Results:
    """Two scenarios, the second with everything doubled, and what was varied."""
    numbers = [n for n, v in results.data.data_vars.items() if v.dtype.kind == "f"]
    double = results.data.assign({name: 2 * results.data[name] for name in numbers})
    every = list(results.data.data_vars)
    both = xr.concat([results.data, double], "scenario", data_vars=every, coords="minimal", compat="override")
    for name, v in results.data.variables.items():
        both[name].attrs = v.attrs
    return Results("sweep.nc", both.assign_coords(scenario=["dry", "=wet"], roughness=("scenario", [0.8, 1.2])))


def csv_of(results: Results, folder: Path, **options: Any) -> dict[str, pd.DataFrame]:
    """The tables as CSV, read back by name."""
    files, _ = write_as(format_named("csv"), results, folder / "r.csv", **options)
    return {file.name.split(".")[1]: pd.read_csv(file) for file in files}


@pytest.mark.parametrize("name", ["km", "km.v2"])
def test_files_have_the_ending_of_their_format(tmp_path, results, name):
    files, _ = write_as(format_named("csv"), results, tmp_path / name)
    assert all(file.is_file() and file.suffix == ".csv" and file.name.startswith(f"{name}.") for file in files)


def test_every_variable_stands_in_a_csv_table(tmp_path, results):
    found = csv_of(results, tmp_path, elements=["*"], variables=["*"])
    assert found["node"].columns[0] == "node" and "node_type" in found["node"]
    named = set(found["variables"].variable)
    assert {n for n, v in results.data.data_vars.items() if v.attrs.get("coverage_content_type")} <= named
    for table, columns in found.items():
        for column in columns.columns:
            name = column.partition(" [")[0]
            if name in results.data.data_vars and results.data[name].dtype.kind == "f":
                expected = results.data[name].values.ravel()
                np.testing.assert_array_equal(columns[column].to_numpy(expected.dtype), expected, err_msg=name)
                assert name in set(found["variables"][found["variables"].table == table].variable)


def test_rows_are_of_their_time_and_element(tmp_path, results):
    node = csv_of(results, tmp_path, elements=["T1,J[12]"], variables=["node_depth"])["node_series"]
    assert list(node.node[:3]) == ["J1", "J2", "T1"] and node.time[3] == "2020-01-30T00:10:00"
    for row in node.itertuples(index=False):
        assert np.float32(row[2]) == results.data.node_depth.sel(time=row.time, node=row.node).values
    assert not list(tmp_path.glob("*link*"))


def test_series_are_of_what_is_chosen(tmp_path, results):
    whole = csv_of(results, tmp_path)
    assert "system_series" in whole and not {"node_series", "link_series", "link_quality_series"} & set(whole)
    assert set(csv_of(results, tmp_path, overwrite=True, elements=["C1"])) == {
        "link", "link_series", "link_quality", "link_quality_series", "variables",
    }  # fmt: skip
    quality = csv_of(results, tmp_path, overwrite=True, elements=["C1"])["link_quality_series"]
    assert list(quality.pollutant_units[:3]) == ["mg L-1", "ug L-1", "L-1"]


def test_land_uses_of_zones_have_a_table_of_their_own(tmp_path, results):
    about = {"coverage_content_type": "modelResult", "units": "m2", "long_name": "area"}
    zones = {"zone_land_use_area": (("land_use", "secondary_zone"), [[1.0, 2.0], [3.0, 4.0]], about),
             "zone_area_again": ("secondary_zone", [4.0, 6.0], about)}  # fmt: skip
    names = {"land_use": ["roof", "road"], "secondary_zone": ["Z", "Y"]}
    data = results.data.assign(zones).assign_coords(names)
    found = csv_of(Results("r.nc", data), tmp_path, elements=["Y"])
    assert set(found) == {"secondary_zone", "secondary_zone_land_use", "variables"}
    table = found["secondary_zone_land_use"]
    assert list(table.land_use) == ["roof", "road"] and list(table["zone_land_use_area [m2]"]) == [2.0, 4.0]


def test_all_scenarios_stand_in_a_column(tmp_path, results, monkeypatch):
    monkeypatch.setattr(tables, "BLOCK", 50)  # of a few rows each
    found = csv_of(sweep_of(results), tmp_path, variables=["node_max_depth,node_head,system_runoff,status"])
    assert list(found["node"].scenario) == ["dry"] * 9 + ["=wet"] * 9
    assert list(found["node"].roughness.unique()) == [0.8, 1.2]
    assert found["node"]["node_max_depth [m]"].iloc[[0, 9]].to_list() == [1.524, 3.048]
    dry, wet = (found["node_series"][found["node_series"].scenario == name] for name in ("dry", "=wet"))
    np.testing.assert_allclose(wet["node_head [m]"], 2 * dry["node_head [m]"].to_numpy(), rtol=1e-6)
    assert len(found["system_series"]) == 24 and len(found["system"]) == 2


@pytest.mark.parametrize("units, depth, unit", [("CFS", 5.0, "ft"), ("LPS", 1.524, "m")])
def test_units_of_the_model(tmp_path, units, depth, unit):
    model = model_of(tmp_path, model_text(units, quality=True))
    made = summary_of(model, node_max_depth=1.524, subcatchment_washoff_load=0.45359237, node_max_total_inflow=1.0)
    found = csv_of(source_of(model, made), tmp_path, units="model")
    assert found["node"][f"node_max_depth [{unit}]"][0] == pytest.approx(depth)
    flow = {"CFS": 35.31467, "LPS": 1000.0}[units]
    assert found["node"][f"node_max_total_inflow [{units}]"][0] == pytest.approx(flow)
    load = found["subcatchment_quality"].set_index(["pollutant", "subcatchment"]).filter(like="washoff").iloc[:, 0]
    assert load["TSS", "S1"] == pytest.approx(1.0 if unit == "ft" else 0.45359237)
    assert load["Coli", "S1"] == pytest.approx(0.45359237)  # a count
    assert found["system_series"].filter(like="temperature").columns[0].endswith("[degF]" if unit == "ft" else "[degC]")


def test_an_xlsx_workbook_has_a_sheet_a_table(tmp_path, results):
    sweep = sweep_of(results)
    write_as(format_named("xlsx"), sweep, tmp_path / "r.xlsx", variables=["node_*depth*", "node_time_*"])
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames == ["node", "node_series", "variables"]
    rows = list(book["node_series"].values)
    assert rows[0] == ("scenario", "time", "node", "node_depth [m]")
    last = results.data.isel(time=-1, node=-1)
    assert rows[-1][:3] == ("=wet", last.time.values.astype("datetime64[us]").item(), last.node.item())
    assert rows[1][3] == float(str(results.data.node_depth.values[0, 0]))
    assert book["node"].cell(19, 1).data_type == "s"
    assert ("node", "node_max_depth", "m", "maximum water depth") in list(book["variables"].values)


def test_what_a_sheet_does_not_hold_is_refused(tmp_path, results, monkeypatch):
    monkeypatch.setattr(write, "LONGEST_SHEET", 100)
    with pytest.raises(UsageError, match="node_series has 108 rows"):
        write_as(format_named("xlsx"), results, tmp_path / "r.xlsx", elements=["*"])
    assert not (tmp_path / "r.xlsx").exists()


def test_parquet_says_units_and_meanings(tmp_path, results):
    files, _ = write_as(format_named("parquet"), results, tmp_path / "r.parquet", elements=["J1"])
    assert [file.name for file in files] == [
        "r.node.parquet", "r.node_series.parquet", "r.node_quality.parquet", "r.node_quality_series.parquet",
    ]  # fmt: skip
    schema = pyarrow.parquet.read_schema(files[1])
    assert schema.field("node_depth").metadata == {b"units": b"m", b"long_name": b"water depth above the invert"}
    frame = pd.read_parquet(files[1])
    np.testing.assert_array_equal(frame.node_depth, results.data.node_depth.sel(node="J1"))
    np.testing.assert_array_equal(frame.time.to_numpy(), results.data.time)


@pytest.mark.parametrize("options, says", [
    ({"elements": ["J11"]}, "no element 'J11', did you mean 'J1'"), ({"variables": ["node_dept"]}, "did you mean"),
    ({"elements": ["C1"], "variables": ["node_depth"]}, "of the elements and of the names"),
    ({"everything": True}, "--all"),
])  # fmt: skip
def test_what_is_not_there_is_refused(tmp_path, results, options, says):
    with pytest.raises(UsageError, match=says):
        csv_of(results, tmp_path, **options)
    assert not list(tmp_path.glob("*.csv"))


def test_nothing_is_overwritten(tmp_path, results):
    (tmp_path / "r.link.csv").write_text("precious")
    with pytest.raises(UsageError, match="--overwrite"):
        csv_of(results, tmp_path)
    assert not (tmp_path / "r.node.csv").exists()
    assert "link" in csv_of(results, tmp_path, overwrite=True)


@pytest.mark.parametrize("name", ["csv", "xlsx", "parquet"])
def test_the_same_bytes_every_time(tmp_path, results, monkeypatch, name):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    found = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        files, _ = write_as(format_named(name), results, folder / f"r.{name}", elements=["J1"])
        found.append([file.read_bytes() for file in files])
        time.sleep(0.01)
    assert found[0] == found[1]
    if name == "xlsx":
        made = openpyxl.load_workbook(tmp_path / "a" / "r.xlsx").properties.modified
        assert made is not None and made.isoformat() == "2020-09-13T12:26:40"


@pytest.mark.parametrize("name, library", [("xlsx", "openpyxl"), ("parquet", "pyarrow")])
def test_a_library_that_is_missing_is_named(tmp_path, results, monkeypatch, name, library):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(UsageError, match=rf"{library}: pip install '.*\[tables\]'"):
        write_as(format_named(name), results, tmp_path / f"r.{name}", elements=["J1"])
    assert [p.name for p in tmp_path.iterdir()] == ["model.inp"]


def test_every_format_is_documented(root: Path) -> None:
    page = (root / "docs" / "export.md").read_text(encoding="utf-8")
    for name in formats.FORMATS:
        assert f"\n| `{name}` |" in page, name
