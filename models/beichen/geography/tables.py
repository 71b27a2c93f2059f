"""The tables that an engineer edits."""

from __future__ import annotations

import csv
from pathlib import Path


class TableError(ValueError):
    """Something wrong in a table: the message has one line for each problem."""


TABLES = Path(__file__).parent.parent / "tables"


def read(name: str) -> list[dict[str, str]]:
    """The rows of ``tables/NAME.csv``, blanks stripped."""
    with open(TABLES / f"{name}.csv", newline="", encoding="utf-8-sig") as file:
        return [{key: (value or "").strip() for key, value in row.items()} for row in csv.DictReader(file)]
