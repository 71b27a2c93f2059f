"""``sponge.open`` and ``ds.sponge``: what engineers ask of results."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

import sponge
from sponge.base.errors import UsageError


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    path = tmp_path_factory.mktemp("results") / "t.nc"
    sponge.run("models/tutorial/tutorial.inp", path)
    with sponge.open(path) as dataset:
        yield dataset.load()


def test_hydrographs_by_class(results):
    xr.testing.assert_identical(results.sponge.hydrograph("C1"), results.link_flow.sel(link="C1"))
    xr.testing.assert_identical(results.sponge.hydrograph("J1"), results.node_total_inflow.sel(node="J1"))
    runoff = results.subcatchment_runoff.sel(subcatchment="MEADOW")
    xr.testing.assert_identical(results.sponge.hydrograph("MEADOW"), runoff)
    assert results.sponge.hydrograph("J1", "node_depth").name == "node_depth"


def test_profile_follows_the_links(results):
    profile = results.sponge.profile("J1", "BASIN")
    for k, link in enumerate(profile.link[:-1]):
        one = results.sel(link=link)
        assert (one.link_from_node, one.link_to_node) == (profile.node[k], profile.node[k + 1])
    assert profile.distance[0] == 0.0 and (np.diff(profile.distance) > 0.0).all()
    np.testing.assert_allclose(profile["head"], results.node_head.max("time").sel(node=list(profile.node)))
    model = sponge.read_inp("models/tutorial/tutorial.inp")
    np.testing.assert_allclose(profile.invert, [model.node(n).invert for n in profile.node], atol=1e-3)
    back = results.sponge.profile("BASIN", "J1", time=results.time.values[3])
    assert list(back.node) == list(profile.node)[::-1]


def test_tables_and_map(results):
    frames = results.sponge.frames()
    assert frames["link"].link_max_flow["C1"] == pytest.approx(float(results.link_max_flow.sel(link="C1")))
    assert frames["node_depth"].shape == results.node_depth.shape and "node_depth" not in frames["node"]
    pytest.importorskip("matplotlib").use("agg")
    axes = results.sponge.map()
    assert len(axes.collections[0].get_segments()) == results.sizes["link"]
    assert results.sponge.map("node_max_depth") is not None


@pytest.mark.parametrize("ask, words", [
    (lambda r: r.hydrograph("C99"), "there is no element 'C99'"), (lambda r: r.profile("J1", "J99"), "no node 'J99'"),
    (lambda r: r.hydrograph("C1", "link_flaw"), "no variable 'link_flaw', did you mean 'link_flow'"),
    (lambda r: r.map("link_flow"), "is no variable of links or nodes alone"),
])  # fmt: skip
def test_what_is_not_there_is_named(ask, words, results):
    with pytest.raises(UsageError, match=words):
        ask(results.sponge)


def test_files_that_hold_no_results(tmp_path):
    with pytest.raises(UsageError, match="there is no file"):
        sponge.open(tmp_path / "none.nc")
    (tmp_path / "text.nc").write_text("no")
    with pytest.raises(UsageError, match="cannot be read as results"):
        sponge.open(tmp_path / "text.nc")
    xr.Dataset({"a": ("b", [1.0])}).to_netcdf(tmp_path / "other.nc", engine="h5netcdf")
    with pytest.raises(UsageError, match="holds no results of sponge"):
        sponge.open(tmp_path / "other.nc")


def test_results_of_zones_alone_open(tmp_path):
    """What a sweep with ``zones_only`` writes: hydrographs and tables of zones; no map of what is not there."""
    times = np.array(["2025-06-01", "2025-06-02"], "datetime64[ns]")
    shape = ("scenario", "time", "secondary_zone")
    made = xr.Dataset(
        {"zone_runoff": (shape, np.arange(8.0).reshape(2, 2, 2)), "zone_area": ("secondary_zone", [1.0, 2.0])},
        {"scenario": ["a", "b"], "time": times, "secondary_zone": ["Z2", "Z1"]},
    )
    made.to_netcdf(tmp_path / "z.nc", engine="h5netcdf")
    with sponge.open(tmp_path / "z.nc") as ds:
        assert ds.sponge.hydrograph("Z1").values.tolist() == [[1.0, 3.0], [5.0, 7.0]]
        frames = ds.sponge.frames()
        assert frames["zone_runoff"].loc[("b", times[0])].to_dict() == {"Z2": 4.0, "Z1": 5.0}
        assert list(frames["zone_runoff"].columns) == ["Z2", "Z1"] and frames["secondary_zone"].zone_area["Z1"] == 2.0
        for ask in (lambda: ds.sponge.map(), lambda: ds.sponge.profile("a", "b")):
            with pytest.raises(UsageError, match="which these results do not hold"):
                ask()
