# SPDX-License-Identifier: Apache-2.0
"""An assessment as a document of Word's kind: the summary, then a heading and a table each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sponge.io.stamp import stamp_archive
from sponge.report.assessment.workbook import Titled

CHINESE = "SimSun"  # the font that Chinese offices have; others take their own in its place
SMALL = 8  # points


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
    style = document.styles["Normal"]
    style.font.size = Pt(SMALL)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CHINESE)
    document.add_heading(title, 0)
    for line in summary:
        document.add_paragraph(line)
    for heading, head, rows in tables:
        document.add_heading(heading, 1)
        table = document.add_table(rows=1, cols=len(head))
        table.style = "Table Grid"
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # the head of every page
        for cell, text in zip(table.rows[0].cells, head, strict=True):
            cell.text = text
        for row in rows:
            for cell, value in zip(table.add_row().cells, row, strict=True):
                cell.text = text_of(value)
    document.save(str(path))
    stamp_archive(path)


def text_of(value: Any) -> str:
    """A value as text for a table's cell."""
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000.0 or value == int(value) else f"{value:.3g}"
    return str(value)
