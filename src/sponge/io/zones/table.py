# SPDX-License-Identifier: Apache-2.0
"""A CSV table beside a model, read with the lines of its problems."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sponge.base.did_you_mean import Hints, did_you_mean
from sponge.base.errors import Problem
from sponge.base.regular_file import regular_bytes

REMARKS = ("source", "note")  # columns that a table may have besides


@dataclass
class Table:
    """A table as it was read, and what is wrong with it."""

    path: Path
    problems: list[Problem] = field(default_factory=list)
    hint: Hints = field(default_factory=Hints)
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)  # (line, cells)

    def problem(self, line: int, message: str, hint: str = "", fatal: bool = True) -> None:
        """Note something wrong."""
        self.problems.append(Problem(message, str(self.path), line, hint=hint, fatal=fatal))

    def known(self, line: int, what: str, name: str, names: dict[str, str]) -> str:
        """The name as it is known (capitals do not matter); a problem and the empty string where it is not."""
        found = name if name in names.values() else names.get(name.upper(), "")
        if not found:
            self.problem(line, f"there is no {what} {name!r}", self.hint(name, names.values()))
        return found


def read_table(path: Path, columns: tuple[str, ...]) -> Table | None:
    """The rows of a CSV file in UTF-8; None where there is no such file."""
    if not path.is_file():
        return None
    table = Table(path)
    try:
        data = regular_bytes(path)
        text = data.decode("utf-8-sig")
    except OSError as error:
        table.problem(0, f"cannot be read: {error.strerror or error}")
        return table
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        table.problem(line, "this is not UTF-8", "save the table as UTF-8")
        return table
    reader = csv.reader(text.splitlines())
    header = [cell.strip() for cell in next(reader, [])]
    if not _has_columns(table, header, columns):
        return table
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            table.problem(reader.line_num, f"{len(cells)} cells in a table of {len(header)} columns")
            continue
        table.rows.append((reader.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=True))))
    return table


def _has_columns(table: Table, header: list[str], columns: tuple[str, ...]) -> bool:
    hint = f"the columns are {','.join(columns)}"
    for name in columns:
        if name not in header:
            table.problem(1, f"column {name!r} is missing", hint)
    for name in header:
        if name not in columns and name not in REMARKS:
            table.problem(1, f"unknown column {name!r}", did_you_mean(name, columns) or hint)
        if header.count(name) > 1:
            table.problem(1, f"column {name!r} stands there twice")
    return not table.problems


def upper(names: Iterable[str]) -> dict[str, str]:
    """Names by their capitals."""
    return {name.upper(): name for name in names}
