"""The CSV tables: rows as dictionaries, and the source that each cell carries.

Every table has a column ``source``; a column ``source_X`` says where column ``X`` comes from where that differs.
A cell is read with ``row.number("depth")``, its source with ``row.source("depth")``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TABLES = Path(__file__).resolve().parents[1] / "tables"
KINDS = ("plan", "pub", "standard", "calc", "unv", "assumed")  # what a source begins with


class TableError(Exception):
    """A table that cannot be used: file, line and what is wrong."""


@dataclass(frozen=True)
class Row:
    """A line of a table."""

    table: str
    line: int
    cells: dict[str, str]

    def text(self, column: str) -> str:
        """The cell as it stands."""
        if column not in self.cells:
            raise TableError(f"{self.table}.csv, line {self.line}: there is no column {column!r}")
        return self.cells[column]

    def number(self, column: str) -> float:
        """The cell as a number."""
        text = self.text(column)
        try:
            return float(text)
        except ValueError:
            raise TableError(f"{self.table}.csv, line {self.line}, {column}: {text!r} is not a number") from None

    def number_or(self, column: str, default: float) -> float:
        """The cell as a number, or the default where it is empty."""
        return self.number(column) if self.text(column) else default

    def flag(self, column: str) -> bool:
        """Whether the cell says yes."""
        text = self.text(column)
        if text not in ("yes", "no", ""):
            raise TableError(f"{self.table}.csv, line {self.line}, {column}: {text!r} is neither yes nor no")
        return text == "yes"

    def source(self, column: str = "") -> str:
        """Where a cell comes from."""
        return self.cells.get(f"source_{column}") or self.cells["source"]


def read_table(name: str, folder: Path = TABLES) -> list[Row]:
    """All rows of a table; every row must name its source."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = [_row(name, number, cells) for number, cells in enumerate(csv.DictReader(file), 2)]
    for row in rows:
        for column, text in row.cells.items():
            if column.split("_")[0] == "source" and (text or column == "source"):
                _check_source(row, column, text)
    return rows


def _row(table: str, line: int, cells: dict[str | None, str | None]) -> Row:
    if None in cells or None in cells.values():
        raise TableError(f"{table}.csv, line {line}: more or fewer cells than columns (a comma belongs in quotes)")
    return Row(table, line, {str(column): str(text).strip() for column, text in cells.items()})


def keyed(name: str, key: str, folder: Path = TABLES) -> dict[str, Row]:
    """Rows of a table by one of its columns."""
    found: dict[str, Row] = {}
    for row in read_table(name, folder):
        if row.text(key) in found:
            raise TableError(f"{name}.csv, line {row.line}: {row.text(key)!r} stands there twice")
        found[row.text(key)] = row
    return found


class Settings:
    """``settings.csv``: single numbers by name."""

    def __init__(self, folder: Path = TABLES) -> None:
        self.rows = keyed("settings", "setting", folder)

    def __getitem__(self, name: str) -> float:
        return self._row(name).number("value")

    def source(self, name: str) -> str:
        """Where a setting comes from."""
        return self._row(name).source()

    def _row(self, name: str) -> Row:
        if name not in self.rows:
            raise TableError(f"settings.csv has no setting {name!r}")
        return self.rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)


def _check_source(row: Row, column: str, text: str) -> None:
    if text.split(":")[0].split("+")[0].strip() not in KINDS:
        where = f"{row.table}.csv, line {row.line}, {column}"
        raise TableError(f"{where}: {text!r} does not begin with one of {', '.join(KINDS)}")
