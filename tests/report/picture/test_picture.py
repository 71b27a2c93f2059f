"""The picture itself: written, legible, honest."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from made_up import ZONES, dataset, folder

from sponge.base.errors import UsageError
from sponge.report.picture import fonts, palette
from sponge.report.picture.draw_names import overlap
from sponge.report.picture.figure import RIGHT, SIZE, draw, write_picture
from sponge.report.picture.legend import LEAST, limits_of
from sponge.report.picture.map_data import read_map
from sponge.report.picture.overview import overview_of
from sponge.report.picture.paper import DPI
from sponge.report.picture.scenarios import choose
from sponge.words import Words


@pytest.fixture
def files(tmp_path):
    """Results and the folder of their model."""
    dataset().to_netcdf(tmp_path / "sweep.nc", engine="h5netcdf")
    return tmp_path / "sweep.nc", folder(tmp_path / "m")


def drawn(tmp_path, ds=None, **wanted):
    ds = dataset() if ds is None else ds
    return draw(overview_of(ds, choose(ds, **wanted)), read_map(folder(tmp_path / "m")))


def texts(figure) -> list[str]:
    from matplotlib.text import Text

    return [t.get_text() for t in figure.findobj(Text) if t.get_text() and t.get_visible()]


def test_picture_is_written_and_full_of_things(files, tmp_path):
    from matplotlib.image import imread

    facts = write_picture(*files[:1], tmp_path / "a.png", model=files[1], return_period=20)
    pixels = imread(tmp_path / "a.png")[..., :3]
    assert pixels.shape[:2] == (SIZE[1] * DPI, SIZE[0] * DPI)
    colours = np.unique((pixels.reshape(-1, 3) * 255).astype(int), axis=0)
    assert len(colours) > 500
    ground = [tuple(round(255 * c) for c in palette.capture_colours()(1.0)[:3])]
    assert (colours == ground).all(1).any()  # the zone that captures most has the darkest colour
    assert facts["worst_zone"] == ZONES[-1]
    assert (facts["base"], facts["compare"]) == ("Base", "All measures")
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("suffix", [".svg", ".pdf"])
def test_other_formats(files, tmp_path, suffix):
    write_picture(files[0], tmp_path / f"a{suffix}", model=files[1])
    assert (tmp_path / f"a{suffix}").stat().st_size > 10_000


@pytest.mark.filterwarnings("ignore::Warning:zarr")
def test_zarr_results(tmp_path):
    pytest.importorskip("zarr")
    dataset().to_zarr(tmp_path / "sweep.zarr")
    facts = write_picture(tmp_path / "sweep.zarr", tmp_path / "a.png", model=folder(tmp_path / "m"))
    assert facts["base"] == "Base"


def test_one_run_gives_one_curve_and_no_legend_of_scenarios(tmp_path):
    ds = dataset().isel(scenario=3, drop=True)
    figure = drawn(tmp_path, ds)
    assert not any("→" in t for t in texts(figure))
    assert not figure.legends
    lines = [len(axes.lines) for axes in figure.axes if axes.get_title("left").startswith("Outflow")]
    assert lines == [1]


def test_pair_gives_two_curves_with_names(tmp_path):
    figure = drawn(tmp_path, return_period=20)
    assert [t.get_text() for t in figure.legends[0].texts] == ["Base", "All measures"]
    (outflow,) = [axes for axes in figure.axes if axes.get_title("left").startswith("Outflow")]
    assert len(outflow.lines) == 2
    assert any("20-year storm" in t for t in texts(figure))
    assert any("Synthetic geometry" in t for t in texts(figure))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_key_figures_end_before_the_right_column(tmp_path, language):
    """Six of them with large numbers too."""
    ds = dataset()
    ds["zone_surface_runoff_volume"] = 0.9 * ds.zone_runoff_volume
    ds["zone_max_ponded_volume"] = 1e3 * ds.zone_max_ponded_volume
    ds["zone_overflow_volume"] = 1e3 * ds.zone_overflow_volume
    overview, data = overview_of(ds, choose(ds, return_period=20)), read_map(folder(tmp_path / "m"))
    assert len(overview.figures) == 6
    figure = draw(overview, data, Words(language))
    row = [t for t in figure.texts if t.get_position()[1] in (0.855, 0.813)]
    ends = [t.get_window_extent(figure.canvas.get_renderer()).x1 / figure.bbox.width for t in row]
    assert len(row) == 17 and max(ends) < RIGHT


def test_the_picture_speaks_chinese(tmp_path):
    """All but names, units and the title that results have in English alone."""
    ds = dataset()
    overview, data = overview_of(ds, choose(ds, return_period=20)), read_map(folder(tmp_path / "m"))
    found = " ".join(texts(draw(overview, data, Words("zh"))))
    told = ("现状与全部措施对比", "20 年一遇降雨", "最不利单元：", "降雨开始后小时数", "控制率（不外排）")
    assert not [said for said in told if said not in found]
    assert not re.search("Runoff|Base|base|storm|Worst|River|Rain|flooded|ticks", found)


def test_chinese_without_a_font_becomes_ascii_never_boxes(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "CHINESE", ())
    fonts.families.cache_clear(), fonts.characters.cache_clear()
    try:
        ds = dataset()
        ds.attrs["title"] = "北辰 Beichen"
        found = " ".join(texts(drawn(tmp_path, ds, return_period=20)))
    finally:
        fonts.families.cache_clear(), fonts.characters.cache_clear()
    assert not [c for c in found if "\u4e00" <= c <= "\u9fff"]
    assert "West" in found and "Zone 8" in found and "Beichen" in found


def test_chinese_is_drawn_where_all_its_characters_are_there(monkeypatch):
    monkeypatch.setattr(fonts, "characters", lambda: frozenset(map(ord, "西区abc")))
    assert fonts.text_of("west", "西区") == "西区"
    assert fonts.text_of("abc", "东区") == "Abc".replace("A", "")  # not even the capital is there
    assert fonts.text_of("abc", "", "cab (x)") == "ab"


def test_labels_of_the_map_do_not_collide_and_nothing_leaves_the_picture(tmp_path):
    figure = drawn(tmp_path, return_period=20)
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()
    frame = figure.bbox
    legends = [*figure.legends, *(a.get_legend() for a in figure.axes if a.get_legend())]
    written = [figure.texts, *(a.texts for a in figure.axes), *(legend.texts for legend in legends)]
    for text in [t for group in written for t in group]:
        if text.get_text().strip():
            box = text.get_window_extent(renderer)
            assert box.x0 >= frame.x0 and box.x1 <= frame.x1 and box.y0 >= frame.y0 and box.y1 <= frame.y1, text
    names = ("West", "西区", "East", "东区", "Long river")  # Chinese where the machine has a font for it
    labels = [t.get_window_extent(renderer).extents for t in figure.axes[0].texts if t.get_text() in names]
    assert len(labels) == 3
    assert not any(overlap(tuple(a), tuple(b)) for a, b in combinations(labels, 2))


def test_zone_without_value_is_grey_not_a_guess(tmp_path):
    ds = dataset()
    overview = overview_of(ds, choose(ds))
    data = read_map(folder(tmp_path / "m"))
    lost = replace(overview, capture=np.where(np.arange(len(ZONES)) == 0, np.nan, overview.capture))
    grey = [c for c in draw(lost, data).axes[0].collections if len(c.get_facecolor()) and c.get_zorder() == 1]
    counts = [len(c.get_paths()) for c in grey]
    assert sorted(counts) == [1, len(ZONES) - 1]


@pytest.mark.parametrize("low, high", [(0.31, 0.68), (0.5, 0.5), (0.97, 1.0), (0.0, 0.04), (-0.02, 0.9)])
def test_limits_hold_all_values_and_do_not_exaggerate(low, high):
    a, b = limits_of(np.array([low, np.nan, high]))
    assert a <= low and b >= high
    assert b - a >= LEAST - 1e-9
    assert b <= 1.0 or high > 1.0


def test_colours_fall_evenly_in_lightness():
    lightness = palette._oklab(palette.capture_colours().colors)[:, 0]
    steps = np.diff(lightness)
    assert (steps < 0).all()
    assert steps == pytest.approx(steps.mean(), rel=0.05)


def test_what_cannot_be_drawn_is_told(files, tmp_path, monkeypatch):
    results, model = files
    (tmp_path / "a.png").write_bytes(b"mine")
    with pytest.raises(UsageError, match="--overwrite"):
        write_picture(results, tmp_path / "a.png", model=model)
    assert (tmp_path / "a.png").read_bytes() == b"mine"
    with pytest.raises(UsageError, match="ends in"):
        write_picture(results, tmp_path / "a.bmp", model=model)
    (tmp_path / "text.nc").write_text("no netCDF")
    with pytest.raises(UsageError, match="does not open"):
        write_picture(tmp_path / "text.nc", tmp_path / "b.png", model=model)
    dataset(zones=[f"x{z}" for z in ZONES]).to_netcdf(tmp_path / "other.nc", engine="h5netcdf")
    with pytest.raises(UsageError, match="no zone of"):
        write_picture(tmp_path / "other.nc", tmp_path / "b.png", model=model)
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    with pytest.raises(UsageError, match=r"sponge-stormwater\[plot\]"):
        write_picture(results, tmp_path / "b.png", model=model)
    assert not (tmp_path / "b.png").exists()
