"""Pictures of one thing each: what is picked for them, and that they are drawn."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from made_up import dataset
from page_results import HILLSIDE, saved

import sponge
from sponge.base.errors import UsageError
from sponge.report.picture import paper, sweep_figures
from sponge.report.picture.hydrograph import hydrograph_of, write_hydrograph
from sponge.report.picture.map_figure import write_map
from sponge.report.picture.profile_figure import write_profile
from sponge.report.picture.sweep_figures import _named, tornado, write_scatter, write_tornado
from sponge.words import Words


def is_png(path) -> bool:
    return path.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n" and path.stat().st_size > 10_000


def test_a_hydrograph_has_what_moves_in_both_scenarios(zoned, tmp_path):
    picked = hydrograph_of(dataset(), "zone_3", ["base-20a", "all-20a"])
    assert [q.variable for q, _ in picked.panels] == ["zone_rainfall", "zone_runoff", "zone_outflow", "zone_ponding"]
    assert {tuple(curves) for _, curves in picked.panels} == {("base-20a", "all-20a")}
    peaks = write_hydrograph(zoned, tmp_path / "h.png", of="zone_3", scenarios=["base-20a", "all-20a"])["peaks"]
    assert peaks["zone_ponding"]["all-20a"] == pytest.approx(0.55 * peaks["zone_ponding"]["base-20a"])
    assert is_png(tmp_path / "h.png")


def test_the_rain_of_all_stands_above_elements_that_have_none_of_their_own(networked):
    with xr.open_dataset(networked, engine="h5netcdf") as opened:
        for element, own in (("N3", "node_depth"), ("PJ1", "link_flow"), ("system", "system_runoff")):
            panels = hydrograph_of(opened, element, []).panels
            assert [q.variable for q, _ in panels][:2] == ["system_rainfall", own]
        rain = hydrograph_of(opened, "N3", []).panels[0][1][""]
        np.testing.assert_allclose(rain, opened.system_rainfall.values)


def test_measures_have_their_titles_in_chinese_pictures(monkeypatch):
    """Those of the model's folder; base and all by sponge's own words."""
    beichen = sponge.read_inp(HILLSIDE.parents[1] / "beichen" / "beichen.inp")
    monkeypatch.setattr(sweep_figures, "model_of", lambda *_: (beichen, ""))
    called, plain = (_named(dataset(), Path("x.nc"), None, Words(language)) for language in ("zh", "en"))
    assert (called("lid_roads"), called("base"), called("other")) == ("海绵道路", "现状", "other")
    assert plain("lid_roads") == "lid_roads"


def test_a_steady_flow_is_drawn_and_nothing_is_not():
    made = dataset()
    for name, value in (("zone_rainfall", 0.0), ("zone_runoff", 2.0), ("zone_outflow", 0.0), ("zone_ponding", 0.0)):
        made[name] = made[name] * 0.0 + value
    assert [q.variable for q, _ in hydrograph_of(made, "zone_3", ["base-20a"]).panels] == ["zone_runoff"]
    with pytest.raises(UsageError, match="nothing ever moves at zone_3"):
        hydrograph_of(made.assign(zone_runoff=made.zone_runoff * 0.0), "zone_3", ["base-20a"])


def test_a_profile_is_drawn_at_an_hour_and_backwards(networked, tmp_path):
    facts = write_profile(networked, tmp_path / "p.png", way="N1,OUT_RIVER", model=HILLSIDE, at=7.0)
    assert facts["hour"] == pytest.approx(7.0, abs=0.05)
    assert facts["way"][0] == "N1" and facts["way"][-1] == "OUT_RIVER" and "CULV" not in facts["way"]
    with xr.open_dataset(networked, engine="h5netcdf") as opened:
        assert facts["highest"][""]["N3"] == pytest.approx(float(opened.node_head.sel(node="N3").max()))
    back = write_profile(networked, tmp_path / "q.svg", way="OUT_RIVER,N1", model=HILLSIDE)
    assert back["way"] == facts["way"][::-1]
    assert (tmp_path / "q.svg").read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize("show, greatest", [("node_flooding_volume", "N3"), ("link_max_flow", "BR3")])
def test_a_map_of_the_network(networked, tmp_path, show, greatest):
    facts = write_map(networked, tmp_path / "m.png", show=show, model=HILLSIDE)
    assert list(facts["greatest"]) == [greatest]
    assert is_png(tmp_path / "m.png")


def test_a_map_of_zones_of_one_scenario(zoned, tmp_path):
    facts = write_map(zoned, tmp_path / "m.png", show="zone_max_ponded_volume", scenario="all-20a", model=zoned.parent)
    assert facts["scenario"] == "all-20a" and list(facts["greatest"]) == ["zone_8"]
    assert is_png(tmp_path / "m.png")


def test_a_scatter_has_a_point_for_every_scenario(zoned, tmp_path, monkeypatch):
    facts = write_scatter(zoned, tmp_path / "s.png", x="return_period", y="captured", by="measures")
    assert facts["points"] == 6 and is_png(tmp_path / "s.png")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for name in ("s.svg", "t.svg"):
        assert write_scatter(zoned, tmp_path / name, x="return_period", y="captured")["by"] == "measures"
    assert (tmp_path / "s.svg").read_bytes() == (tmp_path / "t.svg").read_bytes()


def test_a_tornado_of_measures_tells_their_change_on_the_mean_of_storms():
    made = dataset()
    bars, what = tornado(made, "overflow")
    volumes = made.zone_overflow_volume.sum("secondary_zone").values.reshape(2, 3)  # storms, (base, all, pumps)
    assert what == "Change against base"
    assert bars["all-1a"] + bars["all-20a"] == pytest.approx((volumes[:, 1] - volumes[:, 0]).sum())


def test_a_tornado_of_numbers_is_spearmans_correlation(tmp_path):
    """Flooding that falls with one parameter, whatever the shape, and does not know of the other."""
    count, random = 40, np.random.default_rng(3)
    first, second = random.uniform(0.5, 2.0, count), random.uniform(0.0, 1.0, count)
    made = xr.Dataset(
        {"node_flooding_volume": (("scenario", "node"), np.exp(-first)[:, None])},
        {"scenario": [f"s{k}" for k in range(count)], "rough": ("scenario", first), "soil": ("scenario", second),
         "node": ["N1"]},
    )  # fmt: skip
    bars, what = tornado(made, "flooded")
    assert what == "Spearman's rank correlation"
    assert bars["rough"] == pytest.approx(-1.0) and abs(bars["soil"]) < 0.4
    assert list(write_tornado(saved(made, tmp_path / "r.nc"), tmp_path / "t.png")["bars"]) == ["rough", "soil"]


@pytest.mark.parametrize(
    "write, options, message",
    [
        (write_hydrograph, {"of": "zone_99"}, "--of zone_99: the results have no such element"),
        (write_hydrograph, {"of": "system"}, "the results hold no series of system"),
        (write_profile, {"way": "A,B"}, "a profile needs the model's sizes"),
        (write_map, {"show": "zone_rain"}, "--show zone_rain: no map shows that"),
        (write_scatter, {"x": "rains"}, "-x rains: no number of the scenarios is called so"),
        (write_scatter, {"x": "return_period", "y": "pumped"}, "-y pumped: the results do not tell it of any scenario"),
        (write_scatter, {"x": "return_period", "by": "colour"}, "--by colour: nothing that varies is called so"),
        (write_tornado, {"of": "joy"}, "--of joy: no number of the scenarios is called so"),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(zoned, tmp_path, write, options, message):
    with pytest.raises(UsageError, match=re.escape(message)):
        write(zoned, tmp_path / "x.png", **options)
    assert not (tmp_path / "x.png").exists()


@pytest.mark.parametrize("way, message", [
    ("N1", "give two nodes"), ("N1,N99", "there is no node N99"), ("N1,N1", "are the same node"),
])  # fmt: skip
def test_ways_that_are_none(networked, tmp_path, way, message):
    with pytest.raises(UsageError, match=message):
        write_profile(networked, tmp_path / "x.png", way=way, model=HILLSIDE)


def test_chinese_without_a_font_is_refused_where_asked_for_and_noted_where_not(monkeypatch):
    monkeypatch.setattr(paper, "drawable", lambda text: False)
    with pytest.raises(UsageError, match="no font of this machine shows Chinese"):
        paper.words_of("zh")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    say, notes = paper.words_of(None)
    assert say.language == "en" and "fonts-noto-cjk" in notes[0]
