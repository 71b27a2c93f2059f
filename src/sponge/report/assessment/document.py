# SPDX-License-Identifier: Apache-2.0
"""An assessment as a document of Word's kind: the summary, then a heading and a table each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sponge.io.stamp import stamp_archive
from sponge.io.workbook import widths_of
from sponge.report.assessment.workbook import Titled

CHINESE = "SimSun"  # the font that Chinese offices have; others take their own in its place
SMALL, MARGIN = 8, 42  # points
LEAST, MOST = 15, 34  # characters by which columns share the page


def write_document(path: Path, title: str, summary: Sequence[str], tables: Sequence[Titled]) -> None:
    """Write the document in landscape, since tables are wide."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = page.page_height, page.page_width
    page.left_margin = page.right_margin = Pt(MARGIN)
    style = document.styles["Normal"]
    style.font.size = Pt(SMALL)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CHINESE)
    document.add_heading(title, 0)
    for line in summary:
        document.add_paragraph(line)
    for heading, head, rows in tables:
        document.add_heading(heading, 1)
        table = document.add_table(rows=1, cols=len(head))
        table.style, table.autofit = "Table Grid", False
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # the head of every page
        texts = [[text_of(value) for value in row] for row in rows]
        shares = [min(max(wide, LEAST), MOST) for wide in widths_of(head, texts)]
        room = int(page.page_width or 0) - int(page.left_margin or 0) - int(page.right_margin or 0)
        widths = [int(room * share / sum(shares)) for share in shares]
        for k, row in enumerate([head, *texts]):
            cells = table.add_row().cells if k else table.rows[0].cells
            for cell, text, wide in zip(cells, row, widths, strict=True):
                cell.text, cell.width = text, wide
        for column, wide in zip(table.columns, widths, strict=True):
            column.width = wide
    document.save(str(path))
    stamp_archive(path)


def text_of(value: Any) -> str:
    """A value as text for a table's cell."""
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000.0 or value == int(value) else f"{value:.3g}"
    return str(value)
