# SPDX-License-Identifier: Apache-2.0
"""Workbooks (.xlsx): sheets of rows, written row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sponge.base.libraries import library
from sponge.io.stamp import stamp_archive
from sponge.words.columns import width

LONGEST_SHEET = 1_048_575  # rows that a sheet takes below its head
WIDEST, NARROWEST = 60, 9  # characters of a column


@dataclass(frozen=True)
class Sheet:
    """One sheet: what stands above the rows stays in sight."""

    name: str
    rows: Iterable[Sequence[Any]]
    above: Sequence[Sequence[Any]] = ()  # titles and heads, bold
    widths: Sequence[int] = ()  # of columns, in characters; the program's own without


def write_workbook(path: Path, sheets: Iterable[Sheet]) -> None:
    """Write them; numbers are numbers, texts stay texts whatever they begin with.

    UsageError where openpyxl is missing. No sheet may have more rows than ``LONGEST_SHEET``.
    """
    book = library("openpyxl").Workbook(write_only=True)
    bold = library("openpyxl.styles").Font(bold=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0  # a print is one page wide
        page.sheet_properties.pageSetUpPr = library("openpyxl.worksheet.properties").PageSetupProperties(fitToPage=True)
        if sheet.above:
            page.freeze_panes = f"A{len(sheet.above) + 1}"
        for k, wide in enumerate(sheet.widths, start=1):
            page.column_dimensions[library("openpyxl.utils").get_column_letter(k)].width = wide
        for row in sheet.above:
            page.append([_cell(page, value, bold) for value in row])
        for row in sheet.rows:
            page.append([_cell(page, value) for value in row])
    book.save(path)
    stamp_archive(path)


def widths_of(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    """Widths of columns that show their texts."""
    longest = [max([width(text), *(width(row[k]) for row in rows if isinstance(row[k], str))])
               for k, text in enumerate(head)]  # fmt: skip
    return [min(max(most + 2, NARROWEST), WIDEST) for most in longest]


def _cell(page: Any, value: Any, font: Any = None) -> Any:
    """A cell; one that is a text stays one, whatever it begins with."""
    formula = isinstance(value, str) and value.startswith("=")
    if font is None and not formula:
        return value
    cell = library("openpyxl.cell").WriteOnlyCell(page, value)
    if formula:
        cell.data_type = "s"
    if font is not None:
        cell.font = font
    return cell
