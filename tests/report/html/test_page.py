"""The page as a file: what stands in it, and what is refused."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from made_up import dataset
from page_results import HILLSIDE, saved

from sponge.base.errors import UsageError
from sponge.report.html.page import write_page


def data_of(page) -> dict:
    """The page's own data, of its script."""
    return json.loads(re.search(r"^const PAGE = (.*);$", page.read_text(encoding="utf-8"), re.MULTILINE)[1])


def test_a_page_of_zones_holds_all_scenarios(zoned, tmp_path):
    facts = write_page(zoned, tmp_path / "x.html", language="zh")
    data, text = data_of(tmp_path / "x.html"), (tmp_path / "x.html").read_text(encoding="utf-8")
    assert facts["scenarios"] == facts["on_page"] == len(data["scenarios"]["names"]) == 6
    assert [axis["name"] for axis in data["scenarios"]["axes"]] == ["return_period", "measures"]
    assert data["scenarios"]["names"][data["scenarios"]["base"]].startswith("base")
    assert data["scenarios"]["names"][data["scenarios"]["compare"]].startswith("all")
    assert [len(zone["rings"]) for zone in data["zoneMap"]["zones"]] == [1] * 8
    assert {g["dim"] for g in data["series"]["groups"]} == {"secondary_zone"}
    assert '<body data-lang="zh">' in text
    assert "结果可信度" in text and "How far to trust it" in text
    own = text[: text.index('<script id="plotly"')]  # the library behind it names addresses of its own
    assert not re.search(r'(src|href)="(https?:)?//', own)
    assert facts["bytes"] == (tmp_path / "x.html").stat().st_size < 15e6


def test_a_page_of_a_network_has_map_profile_and_ledger(networked, tmp_path):
    facts = write_page(networked, tmp_path / "x.html", model=HILLSIDE, profile=["N1,POND_N"], show=["J2"])
    data = data_of(tmp_path / "x.html")
    assert data["zoneMap"] is None
    assert len(data["network"]["links"]) == 40
    assert {q["dim"] for q in data["network"]["quantities"]} == {"node", "link"}
    profile = data["profiles"][0]
    assert profile["nodes"] == ["N1", "N2", "N3", "N4", "N5", "POND_N"]
    assert facts["profiles"] == ["N1,POND_N"]
    assert all(top >= bottom for pair in zip(profile["top"], profile["bottom"]) for top, bottom in zip(*pair))
    assert [ledger["title"] for ledger in data["ledgers"]["system"]] == ["Runoff", "Flow routing"]


def test_a_network_without_coordinates_says_so(networked, tmp_path):
    import xarray as xr

    with xr.open_dataset(networked, engine="h5netcdf") as opened:
        places = [name for name in opened.variables if name in ("x", "y") or str(name).startswith("link_vertex")]
        bare = opened.drop_vars(places).assign_attrs(model="elsewhere.inp").load()
    facts = write_page(saved(bare, tmp_path / "bare.nc"), tmp_path / "x.html")
    assert any("have coordinates" in note for note in facts["notes"])
    assert any("a profile needs the model's sizes" in note for note in facts["notes"])
    assert data_of(tmp_path / "x.html")["network"] is None


def test_what_is_wrong_with_a_run_stands_on_its_page(networked, tmp_path):
    import xarray as xr

    with xr.open_dataset(networked, engine="h5netcdf") as opened:
        failed = opened.load().assign(status=np.int16(4), routing_continuity_error=-12.5)
    facts = write_page(saved(failed, tmp_path / "failed.nc"), tmp_path / "x.html", model=HILLSIDE)
    assert facts["grade"] == "poor"
    assert facts["trust"]["routing_continuity_error"]["grade"] == "poor"
    assert "The run did not end well (numerical failure)" in (tmp_path / "x.html").read_text(encoding="utf-8")


def test_an_assessment_is_shown(zoned, tmp_path):
    one = {"id": "vcr", "name_en": "Volume capture", "name_zh": "年径流总量控制率", "verdict": "fail", "value": 0.613,
           "target": 0.75, "margin": -0.137, "unit": "1", "clause": "5.1", "clause_zh": "5.1", "scenario": "s",
           "rain": "r", "standing": "copy", "target_standing": "memory", "judge": "at least",
           "definition": "1 - R/P", "formula": "1 - sum R / sum P"}  # fmt: skip
    cannot = one | {"id": "cso", "verdict": "cannot be judged", "value": None, "margin": None, "missing": ["overflow"],
                    "hint": "sponge sweep more.toml"}  # fmt: skip
    write_page(zoned, tmp_path / "x.html", assessment={"indicators": [one, cannot], "tables": {}, "summary": {}})
    text = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "0 of 2 pass, 1 fail, 1 cannot be judged, 0 are told without a verdict." in text
    assert all(said in text for said in ("sponge sweep more.toml", "61.3", "≥ 75", "-13.7", "年径流总量控制率"))
    assert "5.1 (copy; target: memory)" in text and "5.1 (见于转载; 目标: 未查原文)" in text
    assert "Of 1 verdicts 0 rest on the text of a standard" in text
    with pytest.raises(UsageError, match="assessment is not understood"):
        write_page(zoned, tmp_path / "y.html", assessment={"indicators": [{"verdict": "pass"}]})
    assert not (tmp_path / "y.html").exists()


def test_shares_that_measures_bring_are_in_percent(zoned, tmp_path):
    columns = [("rank", "1"), ("scenario", ""), ("flooded", "m3"), ("captured_gbt51345", "1"), ("captured", "1")]
    table = {"id": "measures", "title_en": "Measures", "title_zh": "措施", "rows": [[1.0, "s", 12.0, 0.0162, None]],
             "columns": [{"id": name, "en": name, "zh": name, "unit": unit} for name, unit in columns]}  # fmt: skip
    table["columns"] += [{"id": name, "en": name, "zh": name, "unit": "-"} for name in ("rain", "measures", "cost")]
    table["rows"][0] += ["5 a", "all", None]
    write_page(zoned, tmp_path / "x.html", assessment={"indicators": [], "tables": [table], "summary": {}})
    text = re.sub(r"<[^>]*>", " ", (tmp_path / "x.html").read_text(encoding="utf-8").partition("<main>")[2])
    assert re.search(r"captured_gbt51345\s*, %", text) and re.search(r"flooded\s*, m³", text)
    assert re.search(r"\b12(\.0)?\s+1\.62?\s+–", text)


@pytest.mark.parametrize(
    "change, options, message",
    [
        (lambda d: d.assign_attrs(sponge_version="9.9.0"), {}, "was written by sponge 9.9.0"),
        (lambda d: d.assign_attrs(sponge_version=""), {}, "no file of results of sponge"),
        (lambda d: d.assign(status=("scenario", np.full(6, 4))), {}, "no scenario of these results has run to its end"),
        (lambda d: d, {"show": ["zone_99"]}, "--show zone_99: the results have no such element"),
        (lambda d: d, {"profile": ["A,B"]}, "no heads of nodes over time"),
        (lambda d: d, {"model": "nowhere"}, "nowhere"),
        (lambda d: d, {"language": "fr"}, "there is no language 'fr'"),
    ],
    ids=["version", "no version", "all failed", "no element", "no heads", "no model", "language"],
)
def test_bad_input_is_told_and_nothing_is_written(tmp_path, change, options, message):
    results = saved(change(dataset()), tmp_path / "r.nc")
    with pytest.raises(UsageError, match=re.escape(message)):
        write_page(results, tmp_path / "x.html", **options)
    assert not (tmp_path / "x.html").exists()


def test_a_page_that_exists_stays(zoned, tmp_path):
    page = tmp_path / "x.html"
    page.write_text("mine")
    with pytest.raises(UsageError, match="--overwrite"):
        write_page(zoned, page)
    assert page.read_text() == "mine"
    with pytest.raises(UsageError, match="sponge plot overview RESULTS -o"):
        write_page(zoned, tmp_path / "x.png")
