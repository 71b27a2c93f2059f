"""Workbooks: what is a text stays one, heads stay in sight, the same bytes again."""

from __future__ import annotations

import pytest

from sponge.io.workbook import NARROWEST, WIDEST, Sheet, widths_of, write_workbook

openpyxl = pytest.importorskip("openpyxl")
ROWS = [["=A1", 1.5], ["河北", None]]


def test_texts_numbers_and_heads(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tmp_path / name, [Sheet("zones", ROWS, above=[["=Title"], ["name", "m3"]], widths=[12])])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["zones"]
    assert sheet.freeze_panes == "A3" and sheet["A2"].font.bold and not sheet["A4"].font.bold
    assert [cell.data_type for cell in (sheet["A1"], sheet["A3"], sheet["B3"])] == ["s", "s", "n"]
    assert sheet.page_setup.orientation == "landscape" and sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet["A3"].value == "=A1" and sheet.column_dimensions["A"].width == 12


def test_columns_are_as_wide_as_their_texts_within_bounds():
    rows = [["北" * 10, 1e9, "x" * 100]]
    assert widths_of(["a", "b", "c"], rows) == [22, NARROWEST, WIDEST]
