"""An assessment as files: tables with the numbers made by hand, a workbook and a document that open, zones on a map."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from two_zones import ZONES, storms, write

from sponge.assess.cases import cases_of, choose
from sponge.assess.files import assess_files
from sponge.assess.finding import Context
from sponge.assess.standards import rules_of
from sponge.assess.tables.water import comparison
from sponge.base.errors import UsageError
from sponge.report.assessment.document import write_document
from sponge.report.assessment.folder import write_folder
from sponge.report.assessment.map_layers import zones_with_indicators

SQUARES = [[[k, 0], [k + 1, 0], [k + 1, 1], [k, 1], [k, 0]] for k in range(2)]


@pytest.fixture
def found(tmp_path: Path) -> dict[str, Any]:
    return assess_files(write(tmp_path)).as_dict()


@pytest.fixture
def polygons(tmp_path: Path) -> Path:
    features = [
        {"type": "Feature", "properties": {"zone": zone}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for zone, ring in zip(ZONES, SQUARES, strict=True)
    ]
    path = tmp_path / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def table(found: dict[str, Any], key: str) -> list[dict[str, Any]]:
    one = next(t for t in found["tables"] if t["id"] == key)
    return [dict(zip([c["id"] for c in one["columns"]], row, strict=True)) for row in one["rows"]]


def test_tables_hold_the_numbers_made_by_hand(found):
    lid = table(found, "lid")[0]
    assert lid["need"] == pytest.approx(0.025 * (0.85 * 5e3 + 0.15 * 5e3)) and lid["have"] == pytest.approx(67.2)
    assert lid["phi"] == pytest.approx(0.5) and lid["lid_share"] == pytest.approx(0.02)
    captured = table(found, "capture")
    assert [row["zone"] for row in captured] == [*ZONES, "district"]
    assert captured[0]["gbt51345"] == pytest.approx(0.75) and captured[0]["strict"] == pytest.approx(0.65)
    assert captured[2]["gbt51345"] == pytest.approx(1.0 - 65.0 / 300.0)
    flooding = table(found, "flooding")
    assert [row["verdict"] for row in flooding] == ["pass", "fail"] and flooding[1]["retreat"] == 2.5
    assert [row["share"] for row in table(found, "pipes")] == pytest.approx([0.9, 0.0])
    spilt = table(found, "overflows")
    assert len(spilt) == 1 and spilt[0]["kept"] == pytest.approx(0.75)
    assert spilt[0]["events_with"] == pytest.approx(40.0 / (3652.0 / 365.25))
    assert table(found, "first_flush")[0]["depth"] == pytest.approx(6.0)
    change = next(r for r in table(found, "comparison") if r["key"] == "overflow" and r["with"] == "100 a, all")
    assert (change["before"], change["after"], change["change"]) == (30.0, 6.0, -24.0)
    assert {row["id"] for row in table(found, "indicators")} == {i["id"] for i in found["indicators"]}
    assert all(row["status"] == "completed" for row in table(found, "trust"))


def test_land_uses_make_the_table_of_surfaces(tmp_path):
    from two_zones import storms

    run = storms().assign_coords(land_use=["homes", "green"])
    for name, values in (("area", [[1e4, 0.0], [0.0, 3e4]]), ("impervious_area", [[6e3, 0.0], [0.0, 3e3]])):
        run[f"zone_land_use_{name}"] = (("scenario", "land_use", "secondary_zone"), [values] * 4)
    path = tmp_path / "uses.nc"
    run.to_netcdf(path, engine="h5netcdf")
    rows = table(assess_files([path]).as_dict(), "surfaces")
    assert [row["land_use"] for row in rows] == ["homes", "green", "all"]
    assert rows[0]["phi"] == pytest.approx(0.6 * 0.85 + 0.4 * 0.15) and rows[2]["impervious"] == pytest.approx(0.225)


@pytest.mark.filterwarnings("error")
def test_a_folder_of_files_that_open(found, polygons, tmp_path):
    import docx
    import openpyxl
    import pyogrio

    folder = tmp_path / "out"
    names = {path.name for path in write_folder(found, folder, "both", zones=polygons)}
    assert {"assessment.json", "assessment.xlsx", "assessment.docx", "zones.geojson", "zones.gpkg", "lid.csv"} <= names
    assert json.loads((folder / "assessment.json").read_text(encoding="utf-8"))["summary"] == found["summary"]
    book = openpyxl.load_workbook(folder / "assessment.xlsx")
    assert book.sheetnames[0] == "summary" and "LID 规模（容积法）" in str(book["lid"]["A1"].value)
    assert book["lid"]["C3"].value == pytest.approx(1.0)  # hectares of the upper zone
    document = docx.Document(str(folder / "assessment.docx"))
    assert len(document.tables) == len(found["tables"])
    assert any("年径流总量控制率" in cell.text for cell in document.tables[0].columns[2].cells)
    assert all(one.rows[0]._tr.xpath("w:trPr/w:tblHeader") for one in document.tables)  # heads of every page
    rows = list(csv.reader((folder / "pipes.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0][0] == "重现期 / return period [a]" and float(rows[1][3]) == pytest.approx(0.9)
    features = json.loads((folder / "zones.geojson").read_text())["features"]
    assert features[0]["properties"]["vcr"] == pytest.approx(0.75)
    meta, _, geometry, columns = pyogrio.raw.read(folder / "zones.gpkg", layer="zones")
    assert len(geometry) == 2 and columns[list(meta["fields"]).index("vcr")][1] == pytest.approx(0.8)


def test_a_map_has_indicators_of_zones_alone_and_says_what_was_cut_short(polygons, tmp_path):
    made = storms(zone_ponded_at_end=[[0.0, 0.0]] * 3 + [[0.0, 2.0]])
    path = tmp_path / "storms.nc"
    made.to_netcdf(path, engine="h5netcdf")
    features = zones_with_indicators(assess_files([path]).as_dict(), polygons)["features"]
    assert [f["properties"]["flood_time"] for f in features] == [0.0, 2.5]
    assert [f["properties"]["flood_time_cut_short"] for f in features] == [False, True]
    assert not {"river", "flood_depth_cut_short"} & features[0]["properties"].keys()


def test_nothing_is_replaced_unless_asked(found, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "pipes.csv").write_text("mine")
    with pytest.raises(UsageError, match=r"pipes.csv exists: nothing is replaced without --overwrite"):
        write_folder(found, folder, "en")
    assert [path.name for path in folder.iterdir()] == ["pipes.csv"] and (folder / "pipes.csv").read_text() == "mine"
    write_folder(found, folder, "en", overwrite=True)
    assert (folder / "pipes.csv").read_text(encoding="utf-8-sig").startswith("return period [a]")
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(UsageError, match="-o names a folder"):
        write_folder(found, file, "en")


@pytest.mark.parametrize(
    "feature, message",
    [
        ({"properties": {"zone": "x"}, "geometry": {"type": "Point", "coordinates": [0, 0]}}, "no zone of the results"),
        ({"properties": {"zone": "upper"}, "geometry": None}, "is no GeoJSON"),
        ({"geometry": None}, "is no GeoJSON"),
    ],
)
def test_a_map_that_does_not_fit_is_refused_and_nothing_is_written(found, tmp_path, feature, message):
    other = tmp_path / "other.geojson"
    other.write_text(json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", **feature}]}))
    with pytest.raises(UsageError, match=message):
        write_folder(found, tmp_path / "out", "en", zones=other)
    assert not (tmp_path / "out").exists()


def test_tables_in_chinese_have_sponges_own_words_in_chinese(found, tmp_path):
    """Verdicts, levels, rain, clauses and notes; names that the user gave stay as they are."""
    folder = tmp_path / "zh"
    write_folder(found, folder, "zh")
    rows = {path.stem: list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
            for path in folder.glob("*.csv")}  # fmt: skip
    assert {"lid", "capture", "flooding", "pipes", "overflows", "stations", "first_flush", "comparison", "indicators",
            "trust"} <= set(rows)  # fmt: skip
    assert {row[-2] for row in rows["flooding"][1:]} <= {"达标", "不达标"}
    assert {row[-1] for key in ("flooding", "capture", "lid") for row in rows[key][1:]} <= {"见于转载", "未查原文"}
    assert [row[2] for row in rows["capture"][1:]] == ["管控单元", "管控单元", "评价范围"]
    assert {row[-1] for row in rows["trust"][1:]} == {"已完成"}
    head = rows["indicators"][0]
    assert "英文名" not in head and "指标" in head
    for row in rows["indicators"][1:]:
        told = dict(zip(head, row, strict=True))
        assert told["结论"] in ("达标", "不达标", "无法判定", "不评判")
        assert "year" not in told["降雨"] and " of " not in told["说明"] and " of " not in told["缺少"], told


def test_times_that_the_run_cut_short_are_marked_before_and_after_too():
    """In the storm of 100 years water stands still at the end with the measures: by how much is not known."""
    made = storms(zone_ponded_at_end=[[0.0, 0.0]] * 3 + [[0.0, 2.0]])
    table = comparison(Context(choose(cases_of(made, "storms.nc")), rules_of()["vcr"]))
    assert table is not None
    rows = {row[1]: row[-3:] for row in table.rows if row[2] == "retreat"}
    assert rows["100 a, all"] == (4.0, ">2.5", None) and rows["3 a, all"] == (0.0, 0.0, 0.0)


def test_columns_of_a_document_are_as_wide_as_their_texts_ask(tmp_path):
    docx = pytest.importorskip("docx")
    write_document(tmp_path / "a.docx", "Town", [], [("Zones", ["id", "note"], [["a", "x" * 90], ["b", None]])])
    document = docx.Document(str(tmp_path / "a.docx"))
    page, (narrow, wide) = document.sections[0], document.tables[0].columns
    assert wide.width > 2 * narrow.width and wide.cells[2].width == wide.width
    assert narrow.width + wide.width <= page.page_width - page.left_margin - page.right_margin


def test_a_document_can_be_made_again_to_the_same_bytes(tmp_path, monkeypatch):
    pytest.importorskip("docx")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for name in ("a.docx", "b.docx"):
        write_document(tmp_path / name, "Town", ["pass"], [("Zones", ["name"], [["north"]])])
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        assert {part.date_time for part in archive.infolist()} == {(2023, 11, 14, 22, 13, 20)}
