"""The map in results: the network and subcatchments as UGRID meshes, lines and polygons as CF geometries."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from exported import MAP, Rows, model_of, model_text, summary_of

from sponge.model.model import Model
from sponge.model.zones.zoning import Zoning
from sponge.results import map_crs
from sponge.results.geometry import centroid, geometry_of
from sponge.results.layout import layout_of, report_times
from sponge.results.writers.endings import writer_of


def made(folder: Path, units: str = "Meters", crs: str = "CRS EPSG:32650") -> Model:
    """The model with a map; nodes J4, J5 and O2 have no place."""
    return model_of(folder, model_text() + MAP.format(units=units, crs=crs))


def written(model: Model, path: Path) -> Path:
    """Results as of a run."""
    writer = writer_of(path, layout_of(model), False)
    times = report_times(model)
    writer.extend(times, Rows(model, len(times), 1e-3))
    writer.summarise(summary_of(model))
    return writer.finish()


def points_of(ds: xr.Dataset, prefix: str, dim: str) -> dict[str, list[tuple[float, float]]]:
    """The shapes of elements, as the conventions say to read them."""
    container = ds[f"{prefix}_geometry"].attrs
    x, y = (ds[name].values for name in container["node_coordinates"].split())
    ends = np.cumsum([0, *ds[container["node_count"]].values])
    return {name: list(zip(x[a:b], y[a:b])) for name, a, b in zip(ds[dim].values, ends, ends[1:])}


def test_links_run_from_node_to_node_over_their_vertices(tmp_path):
    with xr.open_dataset(written(made(tmp_path), tmp_path / "a.nc")) as ds:
        lines = points_of(ds, "link", "link")
        assert lines["C2"] == [(10, 0), (15, 0), (18, 3), (20, 5)]
        assert lines["C1"] == [(0, 0), (10, 0)] and lines["CD"] == [] and lines["C4"] == []
        assert ds.link_flow.attrs["geometry"] == "link_geometry" and ds.link_geometry.attrs["geometry_type"] == "line"
        network = ds["network"].attrs
        assert (network["cf_role"], network["topology_dimension"]) == ("mesh_topology", 1)
        ends = ds[network["edge_node_connectivity"]].values
        assert list(ds.node.values[ends[:, 0]]) == list(ds.link_from_node.values)
        assert list(ds.node.values[ends[:, 1]]) == list(ds.link_to_node.values)
        assert (ds.node_depth.attrs["mesh"], ds.node_depth.attrs["location"]) == ("network", "node")
        assert (ds.link_flow.attrs["mesh"], ds.link_flow.attrs["location"]) == ("network", "edge")
        assert set(ds.data_vars) & set(layout_of(made(tmp_path)).geometry) == {"network", "subcatchment_mesh"}


def test_rings_are_closed_and_anticlockwise_and_faces_are_not(tmp_path):
    with xr.open_dataset(written(made(tmp_path), tmp_path / "a.nc")) as ds:
        rings = points_of(ds, "subcatchment", "subcatchment")
        assert rings["S1"] == [(10, 0), (10, 10), (0, 10), (0, 0), (10, 0)]
        assert rings["S2"] == [(20, 0), (30, 0), (30, 10), (20, 0)]
        assert list(ds.subcatchment_nodes.values[0]) == [0, 1, 2, 3]
        assert list(ds.subcatchment_nodes.values[1][:3]) == [5, 6, 7] and np.isnan(ds.subcatchment_nodes.values[1][3])
        assert ds.subcatchment_runoff.attrs["location"] == "face"
    model = made(tmp_path)
    some = geometry_of(replace(model, polygons={"S1": model.polygons["S1"]}), layout_of(model).names)
    assert list(some["subcatchment_vertex_count"].values) == [5, 0]  # a shape less, and no mesh
    assert "subcatchment_mesh" not in some
    none = replace(model, polygons={}, coordinates={}, vertices={})
    assert geometry_of(none, layout_of(model).names) == {}


def test_links_and_subcatchments_have_a_place(tmp_path):
    """Half way along the line, and the centroid; of what is not on the map none."""
    with xr.open_dataset(written(made(tmp_path, crs=""), tmp_path / "a.nc")) as ds:
        middle = ds[["link_x", "link_y"]].to_dataframe()[["link_x", "link_y"]]
        assert tuple(middle.loc["C1"]) == (5.0, 0.0) and middle.loc["C4"].isna().all()
        beyond = (2 + 8**0.5 + 18**0.5 + 3) / 2 - 5  # of C2, along its second piece
        np.testing.assert_allclose(middle.loc["C2"], [15 + beyond / 2**0.5, beyond / 2**0.5])
        np.testing.assert_allclose([ds.subcatchment_x, ds.subcatchment_y], [[5, 80 / 3], [5, 10 / 3]])
        assert ds.network.attrs["edge_coordinates"] == "link_x link_y"
        assert ds.subcatchment_mesh.attrs["face_coordinates"] == "subcatchment_x subcatchment_y"
        assert {ds[f"{element}_y"].attrs["standard_name"] for element in ("link", "subcatchment")} == {
            "projection_y_coordinate"
        }
    with xr.open_dataset(written(made(tmp_path), tmp_path / "b.nc")) as ds:  # with a grid mapping only one x bears it
        assert "standard_name" not in ds.link_x.attrs and ds.link_x.attrs["units"] == "m"
    far = np.array([(5e5, 4e6), (5e5 + 3, 4e6), (5e5, 4e6 + 3), (5e5, 4e6)])
    np.testing.assert_allclose(centroid(far), [5e5 + 1, 4e6 + 1], rtol=1e-15)
    np.testing.assert_allclose(centroid(np.array([(0.0, 0), (1, 1), (2, 2), (0, 0)])), [1, 1])  # of no area


def test_zones_are_the_rings_of_their_subcatchments(tmp_path):
    model = made(tmp_path)
    zoning = Zoning({"Z": "P", "empty": "P"}, (), {"S1": "Z", "S2": "Z"}, {}, {}, {})
    found = geometry_of(replace(model, zoning=zoning), {"secondary_zone": ("Z", "empty")})
    assert list(found["zone_vertex_count"].values) == [9, 0]
    assert list(found["zone_part_vertex_count"].values) == [5, 4]
    assert found["zone_geometry"].attributes["part_node_count"] == "zone_part_vertex_count"


@pytest.mark.parametrize("units, unit, name", [
    ("Meters", "m", "projection_x_coordinate"), ("Feet", "ft", "projection_x_coordinate"),
    ("Degrees", "degrees_east", "longitude"), ("None", "1", None),
])  # fmt: skip
def test_coordinates_say_their_unit(tmp_path, units, unit, name):
    with xr.open_dataset(written(made(tmp_path, units, ""), tmp_path / "a.nc")) as ds:
        assert ds.x.attrs["units"] == ds.link_vertex_x.attrs["units"] == unit
        assert ds.x.attrs.get("standard_name") == name
        assert "crs" not in ds.variables and "grid_mapping" not in ds.node_depth.attrs


def test_the_row_crs_of_the_map_becomes_a_grid_mapping(tmp_path, monkeypatch):
    with xr.open_dataset(written(made(tmp_path), tmp_path / "a.nc"), decode_coords="all") as ds:
        crs = ds.crs.attrs
        assert crs["grid_mapping_name"] == "transverse_mercator" and crs["epsg_code"] == "EPSG:32650"
        assert "UTM zone 50N" in crs["crs_wkt"]
        assert ds.link_flow.encoding["grid_mapping"] == "crs"
    assert "does not know" in map_crs.crs_attributes("EPSG:999999")["comment"]
    monkeypatch.setitem(sys.modules, "pyproj", None)
    assert map_crs.crs_attributes("EPSG:32650")["spatial_ref"] == "EPSG:32650"


def test_without_nodes_the_points_of_shapes_bear_the_names_that_a_grid_mapping_asks_for(tmp_path):
    """As of a sweep with zones_only: exactly one x and one y in every file."""
    model = made(tmp_path)
    points = ["subcatchment_vertex_x", "subcatchment_vertex_y"]
    for dims, names in ((("node", "link"), []), (("subcatchment",), points)):
        found = geometry_of(model, {dim: layout_of(model).names[dim] for dim in dims})
        assert "crs" in found
        assert [name for name, one in found.items() if "standard_name" in one.attributes] == names


def test_zarr_and_memory_hold_the_same_map(tmp_path):
    pytest.importorskip("zarr")
    written(made(tmp_path), tmp_path / "a.nc")
    store = xr.open_zarr(written(made(tmp_path), tmp_path / "a.zarr"))
    with xr.open_dataset(tmp_path / "a.nc") as ds:
        assert set(ds.coords) == set(store.coords) and set(ds.data_vars) == set(store.data_vars)
        for name in layout_of(made(tmp_path)).geometry:
            np.testing.assert_array_equal(ds[name], store[name])


@pytest.mark.slow
@pytest.mark.parametrize("library", ["xugrid", "uxarray"])
def test_readers_of_ugrid_take_it(tmp_path, library):
    """Where they are installed."""
    reader = pytest.importorskip(library)
    path = written(made(tmp_path), tmp_path / "a.nc")
    if library == "uxarray":  # knows faces alone
        assert reader.open_dataset(path, path).subcatchment_runoff.sizes["n_face"] == 2
        return
    ds = reader.open_dataset(path)
    assert [(g.name, g.topology_dimension) for g in ds.ugrid.grids] == [("subcatchment_mesh", 2), ("network", 1)]
    assert ds["link_flow"].ugrid.grid.n_edge == 11 and ds["subcatchment_runoff"].ugrid.grid.n_face == 2


@pytest.mark.slow
def test_gdal_reads_shapes(tmp_path):
    """GDAL 3.6 takes CF-1.11 for older than 1.8, from which on it looks for geometries: it is told 1.8."""
    import shutil

    if not (shutil.which("ogrinfo") and shutil.which("ncatted")):
        pytest.skip("GDAL or NCO is not installed")
    path = written(made(tmp_path), tmp_path / "a.nc")
    subprocess.run(["ncatted", "-a", "Conventions,global,o,c,CF-1.8", path], check=True, timeout=60)
    told = subprocess.run(["ogrinfo", "-so", "-al", path], capture_output=True, text=True, timeout=60).stdout
    assert "Layer name: link_geometry\nGeometry: Line String" in told
    assert "Layer name: subcatchment_geometry\nGeometry: Polygon\nFeature Count: 2" in told
