"""The page in a real browser: it draws without an error, its selector changes the map, its language switches."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from made_up import PERIODS, dataset, folder
from page_results import HILLSIDE, saved

from sponge.assess.files import assess_files
from sponge.report.html.page import write_page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 120_000  # ms


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium; skipped, with the reason, where it or playwright is not there."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("there is no chromium (apt install chromium)")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def opened(browser) -> Iterator[Any]:
    """Opens a page, waits until all is drawn; at the end no error may have been said."""
    tab, errors = browser.new_page(viewport={"width": 1280, "height": 900}), []
    tab.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("request", lambda request: errors.append(request.url) if request.url.startswith("http") else None)

    def go(path):
        tab.goto(path.as_uri())
        tab.wait_for_selector("body[data-drawn]", timeout=PATIENCE)
        return tab

    yield go
    tab.close()
    assert errors == []


def settled(tab) -> None:
    """Waits until everything is drawn again."""
    tab.wait_for_selector("body[data-drawn]", timeout=PATIENCE)


def colours(tab) -> list[str]:
    """Of the zones on the map."""
    zones = "document.getElementById('zone-map').data.filter(t => t.hoveron === 'fills')"
    return tab.evaluate(f"{zones}.map(t => t.fillcolor)")


def test_zones_by_scenario_and_language(zoned, tmp_path, opened):
    write_page(zoned, tmp_path / "x.html", language="en")
    tab = opened(tmp_path / "x.html")
    assert tab.evaluate("performance.getEntriesByName('opened').length") == 1  # all that is in view was there first
    before = colours(tab)
    assert len(set(before)) == 8
    assert tab.evaluate("document.getElementById('zone-map').data.filter(t => t.mode === 'text')[0].text.length") == 8
    tab.select_option("#scenario-a-measures", label="all")
    settled(tab)
    assert colours(tab) != before
    tab.check("#zone-difference")
    assert "−" in tab.inner_text("#zone-caption")
    tab.select_option("#zone-quantity", label="Rain, mm")
    assert "zone_rain_depth" in tab.inner_text("#zone-caption")
    tab.evaluate("document.getElementById('zone-map').emit('plotly_click', {points: [{curveNumber: 7}]})")
    assert tab.evaluate("document.getElementById('series-element').selectedOptions[0].textContent") == "zone_8"
    assert tab.inner_text("h2 >> nth=0") == "What was run"
    tab.click("#language")
    settled(tab)
    assert tab.inner_text("h2 >> nth=0") == "计算内容"
    assert "降雨" in tab.inner_text("#zone-quantity")
    assert "北仓7 (zone_8)" in tab.inner_text("#series-element")
    assert tab.get_attribute("html", "lang") == "zh"


def test_a_print_has_all_drawings_and_the_definitions(zoned, tmp_path, opened):
    """Though it begins before they are drawn, as wide as paper; what was folded is folded again afterwards."""
    write_page(zoned, tmp_path / "x.html", language="zh", assessment=assess_files([zoned]).as_dict())
    tab = opened(tmp_path / "x.html")
    tab.click("#language")  # everything is to be drawn anew
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.evaluate("document.getElementById('zone-map').data.length") > 8
    assert tab.inner_text("#series-caption") and tab.inner_text("#system-ledger")
    folded = "[...document.querySelectorAll('#indicators details')]"
    assert tab.evaluate(f"{folded}.every(d => d.open)")
    widths = "[...document.querySelectorAll('.js-plotly-plot')].map(chart => chart._fullLayout.width)"
    assert set(tab.evaluate(widths)) == {700}  # nothing is cut off at the paper's edge
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert min(tab.evaluate(widths)) > 700
    assert not tab.evaluate(f"{folded}.some(d => d.open)")
    assert tab.pdf(format="A4")[:5] == b"%PDF-"


def test_times_cut_short_by_the_end_are_more_than_they_say(tmp_path, opened):
    """By the flag of the results; in the other zones the time stands as it is."""
    made = dataset().assign(zone_ponded_at_end=(("scenario", "secondary_zone"), [[0, 3] + [0] * 6] * 6))
    folder(tmp_path)
    write_page(saved(made, tmp_path / "cut.nc"), tmp_path / "x.html", language="en")
    tab = opened(tmp_path / "x.html")
    tab.select_option("#zone-quantity", label="Retreat of the water, h")
    told = tab.evaluate("document.getElementById('zone-map').data.slice(0, 3).map(t => t.text.split(': ')[1])")
    assert [text.startswith("> ") for text in told] == [False, True, False]
    assert "stood still when the run ended" in tab.inner_text("#zone-caption")


def test_a_network_with_its_profile_moving(networked, tmp_path, opened):
    write_page(networked, tmp_path / "x.html", model=HILLSIDE, language="zh")
    tab = opened(tmp_path / "x.html")
    assert "管网蓄水量" in tab.inner_text("#series-caption")
    tab.select_option("#series-kind", label="节点")
    settled(tab)
    rain = "document.getElementById('hydrographs').data[0].y"
    caption = tab.inner_text("#series-caption")
    assert caption.index("system_rainfall") < caption.index("node_depth") and max(tab.evaluate(rain)) > 50.0  # mm/h
    heads = "JSON.stringify(document.getElementById('profile-0').data.find(t => t.name.startsWith('水力坡降线')).y)"
    before = tab.evaluate(heads)
    tab.click(".play")
    tab.wait_for_function(f"{heads} !== {before!r}", timeout=PATIENCE)
    tab.click(".play")
    tab.select_option("#network-quantity", label="管渠: 流量峰值, m³/s")
    assert "link_max_flow" in tab.inner_text("#network-caption")
    assert tab.pdf(format="A4")[:5] == b"%PDF-"


def test_scenarios_compared(tmp_path, opened):
    """A point a scenario, bars of what an indicator depends on, and a curve of costs that only rises."""
    place = tmp_path / "sweep.nc"
    folder(tmp_path)
    saved(dataset(measures=("", "ponds", "roofs", "all")), place)
    given = {"cost": {"ponds": 10.0, "roofs": 4.0}}
    write_page(place, tmp_path / "x.html", language="en", assessment=assess_files([place], given=given).as_dict())
    tab = opened(tmp_path / "x.html")
    points = "document.getElementById('scatter').data.flatMap(t => t.y)"
    before = tab.evaluate(points)
    assert len(before) == len(PERIODS) * 4
    tab.select_option("#scatter-y", label="Captured (strict), %")
    assert tab.evaluate(points) != before
    bars = "document.getElementById('tornado').data[0]"
    assert len(tab.evaluate(f"{bars}.text")) > 2 and tab.evaluate(f"{bars}.x[0]") < 0.0  # less water
    curve = tab.evaluate("document.getElementById('costs').data[0].y")
    assert curve[0] == 0.0 and curve == sorted(curve) and len(curve) == 3
    tab.click("#language")
    settled(tab)
    assert "情景比较" in tab.inner_text("#compared h2") and "措施前后对比" in tab.inner_text("#compared")
