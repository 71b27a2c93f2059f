# SPDX-License-Identifier: Apache-2.0
"""An assessment as a workbook: a sheet of the summary, a sheet a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sponge.io.workbook import WIDEST, Sheet, widths_of, write_workbook

Titled = tuple[str, Sequence[str], Sequence[Sequence[Any]]]  # title, head, rows


def write_assessment(path: Path, summary: Sequence[str], tables: Sequence[Titled], names: Sequence[str]) -> None:
    """Write it; titles and heads are bold and stay in sight."""
    sheets = [Sheet("summary", [[line] for line in summary], widths=[WIDEST])]
    for name, (title, head, rows) in zip(names, tables, strict=True):
        sheets.append(Sheet(name, rows, above=[[title], list(head)], widths=widths_of(head, rows)))
    write_workbook(path, sheets)
