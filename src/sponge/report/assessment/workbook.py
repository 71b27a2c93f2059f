# SPDX-License-Identifier: Apache-2.0
"""An assessment as a workbook: a sheet of the summary, a sheet a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sponge.words.columns import width

Titled = tuple[str, Sequence[str], Sequence[Sequence[Any]]]  # title, head, rows
WIDEST, NARROWEST = 60, 9  # characters of a column


def write_workbook(path: Path, summary: Sequence[str], tables: Sequence[Titled], names: Sequence[str]) -> None:
    """Write it; numbers are numbers, heads are bold and stay in sight."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    first = book.active
    first.title = "summary"
    for line in summary:
        first.append([line])
    first.column_dimensions["A"].width = WIDEST
    for name, (title, head, rows) in zip(names, tables, strict=True):
        sheet = book.create_sheet(name)
        sheet.append([title])
        sheet.append(list(head))
        for row in rows:
            sheet.append(list(row))
        for cell in (sheet["A1"], *sheet[2]):
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A3"
        for k, text in enumerate(head, start=1):
            longest = max([width(text), *(width(str(row[k - 1])) for row in rows if isinstance(row[k - 1], str))])
            sheet.column_dimensions[get_column_letter(k)].width = min(max(longest + 2, NARROWEST), WIDEST)
    book.save(path)
