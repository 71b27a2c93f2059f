# SPDX-License-Identifier: Apache-2.0
"""An assessment as a workbook: one sheet for the summary, one for each table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sponge.io.workbook import WIDEST, Sheet, widths_of, write_workbook

Titled = tuple[str, Sequence[str], Sequence[Sequence[Any]]]  # title, head, rows


def write_assessment(path: Path, summary: Sequence[str], tables: Sequence[Titled], names: Sequence[str]) -> None:
    """Write the workbook; titles and column heads are bold and stay in sight when the sheet scrolls."""
    sheets = [Sheet("summary", [[line] for line in summary], widths=[WIDEST])]
    for name, (title, head, rows) in zip(names, tables, strict=True):
        sheets.append(Sheet(name, rows, above=[[title], list(head)], widths=widths_of(head, rows)))
    write_workbook(path, sheets)
