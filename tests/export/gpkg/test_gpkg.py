"""Results as a GeoPackage: shapes, numbers, times, what columns mean, and how QGIS draws them."""

from __future__ import annotations

import json
import sqlite3
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pyogrio
import pytest
import shapely
import xarray as xr
from exported import MAP, model_of, model_text, source_of, summary_of

from sponge.base.errors import UsageError
from sponge.export.formats import format_named, write_as
from sponge.export.gpkg.shapes import shapes_of
from sponge.export.gpkg.style import LOOKS
from sponge.export.source import Results
from sponge.results.registry import SERIES, SUMMARIES


@pytest.fixture
def results(tmp_path: Path) -> Results:
    """Results with a map."""
    model = model_of(tmp_path, model_text(quality=True) + MAP.format(units="Meters", crs="CRS EPSG:32650"))
    capacity = np.linspace(0.1, 1.0, len(model.link_order))
    return source_of(model, summary_of(model, node_max_depth=1.524, link_max_capacity=capacity))


def layer(path: Path, name: str) -> dict[str, Any]:
    """Columns of a layer by name, with the shapes and the reference system."""
    meta, _, shapes, columns = pyogrio.raw.read(path, layer=name)
    found = dict(zip(meta["fields"], columns, strict=True)) | {"crs": meta["crs"]}
    return found | {"shapes": None if shapes is None else shapely.from_wkb(shapes)}


def made(results: Results, path: Path, **options: Any) -> tuple[str, ...]:
    """Write it; the notes."""
    return write_as(format_named("gpkg"), results, path, **options)[1]


def test_layers_have_shapes_and_numbers(tmp_path, results):
    notes = made(results, tmp_path / "r.gpkg")
    link = layer(tmp_path / "r.gpkg", "link")
    assert link["crs"] == "EPSG:32650"
    assert link["shapes"][1].wkt == "LINESTRING (10 0, 15 0, 18 3, 20 5)" and link["shapes"][5] is None
    np.testing.assert_array_equal(link["link_max_capacity"], results.data.link_max_capacity)
    node = layer(tmp_path / "r.gpkg", "node")
    assert list(node["node"][:2]) == ["J1", "J2"] and node["shapes"][1].wkt == "POINT (10 0)"
    land = layer(tmp_path / "r.gpkg", "subcatchment")["shapes"]
    assert [shape.area for shape in land] == [100.0, 50.0]
    assert any("3 of 9 nodes have no place" in note for note in notes)
    assert not any("subcatchments" in note for note in notes) and "link_vertex_count" not in link
    assert {"node_quality", "system"} <= set(pyogrio.list_layers(tmp_path / "r.gpkg")[:, 0])


@pytest.mark.parametrize("some", [slice(None, None, -1), slice(0, 3), [4]])
def test_shapes_that_are_no_longer_an_elements_own_are_refused(tmp_path, results, some):
    """xarray takes elements out, or turns them round, and leaves the points of all."""
    for dim in ("link", "subcatchment"):
        part = replace(results, data=results.data.isel({dim: some if dim == "link" else slice(None, None, -1)}))
        with pytest.raises(UsageError, match=f"the shapes of each {dim} are no longer its own"):
            made(part, tmp_path / "r.gpkg")
    assert not (tmp_path / "r.gpkg").exists()


def test_series_stand_at_the_times_that_are_chosen(tmp_path, results):
    chosen = {"elements": ["J1", "C*"], "variables": ["*_depth", "link_*"]}
    made(results, tmp_path / "r.gpkg", at=["2020-01-30T00:10,30min"], **chosen)
    node = layer(tmp_path / "r.gpkg", "node_at")
    times = np.array(["2020-01-30T00:10", "2020-01-30T00:30"], "datetime64[ms]")
    np.testing.assert_array_equal(node["time"].astype("datetime64[ms]"), times)
    np.testing.assert_array_equal(node["node_depth"], results.data.node_depth.sel(node="J1", time=times))
    assert len(layer(tmp_path / "r.gpkg", "link_at")["link"]) == 2 * 6
    with pytest.raises(UsageError, match=r"no reporting time .*00:10:00 and 2020-01-30T00:15:00"):
        made(results, tmp_path / "s.gpkg", at=["2020-01-30T00:12"])


def test_scenarios_are_rows(tmp_path, results):
    sweep = xr.concat([results.data[["link_max_flow", "link_geometry", "x"]]] * 2, "scenario", data_vars="minimal")
    flows = results.data.link_max_flow.expand_dims(scenario=["a", "b"])
    data = results.data.drop_vars([n for n, v in results.data.data_vars.items() if n not in sweep])
    made(Results("s.nc", data.assign(link_max_flow=flows)), tmp_path / "r.gpkg", variables=["link_max_flow"])
    link = layer(tmp_path / "r.gpkg", "link")
    assert list(link["scenario"]) == ["a"] * 11 + ["b"] * 11 and link["shapes"][12] == link["shapes"][1]


def test_reference_system_is_what_is_given_or_none(tmp_path, results):
    made(results, tmp_path / "r.gpkg", crs="EPSG:4548")
    assert layer(tmp_path / "r.gpkg", "node")["crs"] == "EPSG:4548"
    unknown = Results("r.nc", results.data.drop_vars("crs"))
    assert any("--crs" in note for note in made(unknown, tmp_path / "s.gpkg"))
    assert layer(tmp_path / "s.gpkg", "node")["crs"] is None or "ndefined" in layer(tmp_path / "s.gpkg", "node")["crs"]
    with pytest.raises(UsageError, match="'EPSG:1' is no reference system"):
        made(results, tmp_path / "t.gpkg", crs="EPSG:1")


def test_columns_say_what_they_are_and_layers_have_styles(tmp_path, results):
    made(results, tmp_path / "r.gpkg", units="model")
    with sqlite3.connect(tmp_path / "r.gpkg") as db:
        title, meaning = db.execute(
            "SELECT title, description FROM gpkg_data_columns WHERE column_name = 'node_max_depth'"
        ).fetchone()
        assert (title, meaning) == ("node_max_depth [ft]", "maximum water depth")
        assert db.execute("SELECT node_max_depth FROM node").fetchone()[0] == pytest.approx(5.0)
        styled = "SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault AND f_geometry_column = 'geom'"
        styles = dict(db.execute(styled))
        assert {"node", "link", "subcatchment"} <= set(styles)
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    renderer = ElementTree.fromstring(styles["link"].partition("\n")[2]).find("renderer-v2")
    assert renderer is not None and renderer.get("attr") == "link_max_capacity"
    bounds = [(float(r.get("lower", "")), float(r.get("upper", ""))) for r in renderer.iter("range")]
    assert bounds == [(0.0, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 1.0)]
    assert [s.get("type") for s in renderer.iter("symbol")] == ["line"] * 5


def test_styles_are_of_variables_that_there_are():
    assert {look.variable for look in LOOKS} <= {v.name for v in (*SERIES, *SUMMARIES)}
    assert all(len(look.colours) == 4 and len(look.bounds) in (0, 5) for look in LOOKS)


def test_zones_are_as_their_file_has_them_or_their_subcatchments(tmp_path, results):
    zones = {"zone_primary": ("secondary_zone", ["P", "P"]), "secondary_zone": ["Z", "Y"], "primary_zone": ["P"]}
    x, y = np.array([[0, 1, 1, 0, 0, 1, 2, 2, 1, 1], [0, 0, 1, 1, 0, 0, 0, 1, 1, 0]], float)
    counts = {"zone_vertex_count": ("secondary_zone", [10, 0]), "zone_part_vertex_count": ("zone_part", [5, 5])}
    points = {"zone_vertex_x": ("zone_vertex", x), "zone_vertex_y": ("zone_vertex", y)}
    about = {"node_coordinates": "zone_vertex_x zone_vertex_y", "node_count": "zone_vertex_count"}
    container = {"zone_geometry": ((), 0, about | {"part_node_count": "zone_part_vertex_count"})}
    data = results.data.assign({**counts, **points, **container}).assign_coords(zones)
    found = shapes_of(data, str(tmp_path / "r.nc"))
    assert found["secondary_zone"].by_name["Z"].area == found["primary_zone"].by_name["P"].area == 2.0
    assert "Y" not in found["secondary_zone"].by_name and found["secondary_zone"].crs == ""
    ring = [[[117.0, 39.0], [117.1, 39.0], [117.1, 39.1], [117.0, 39.0]]]
    feature = {"type": "Feature", "properties": {"zone": "Y"}, "geometry": {"type": "Polygon", "coordinates": ring}}
    (tmp_path / "zones.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    found = shapes_of(data, str(tmp_path / "r.nc"))
    assert list(found["secondary_zone"].by_name) == ["Y"] and found["secondary_zone"].crs == "EPSG:4326"


def test_results_without_a_map_are_refused(tmp_path):
    with pytest.raises(UsageError, match="holds no map"):
        made(source_of(model_of(tmp_path, model_text())), tmp_path / "r.gpkg")
    assert not (tmp_path / "r.gpkg").exists()


def test_the_same_bytes_every_time(tmp_path, results, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    for name in "ab":
        (tmp_path / name).mkdir()
        made(results, tmp_path / name / "r.gpkg")
    assert (tmp_path / "a" / "r.gpkg").read_bytes() == (tmp_path / "b" / "r.gpkg").read_bytes()


@pytest.mark.parametrize("library", ["pyogrio", "shapely", "pyproj"])
def test_a_library_that_is_missing_is_named(tmp_path, results, monkeypatch, library):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(UsageError, match=rf"{library}: pip install '.*\[geo\]'"):
        made(results, tmp_path / "r.gpkg")
