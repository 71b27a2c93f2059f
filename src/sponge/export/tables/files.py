# SPDX-License-Identifier: Apache-2.0
"""Tables of results in files: which there are, under which names, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sponge.export.tables.choice import Choice
from sponge.export.tables.table import Table, tables_of
from sponge.export.tables.write import VARIABLES, write_csv, write_meanings, write_parquet, write_tables
from sponge.io.aside import aside


def chosen(source: Any, elements: Sequence[str] = (), variables: Sequence[str] = (), units: str = "si") -> list[Table]:
    """The tables of results that are asked for."""
    return tables_of(source.data, Choice(tuple(elements), tuple(variables)), units == "model")


def named(path: Path, part: str) -> Path:
    """The name of one of several files: town.csv becomes town.node.csv."""
    return path.with_name(f"{path.stem}.{part}{path.suffix}")


def csv_files(source: Any, path: Path, **options: Any) -> list[Path]:
    """The names of all files."""
    return [named(path, part) for part in (*(table.name for table in chosen(source, **options)), VARIABLES)]


def csv(source: Any, path: Path, **options: Any) -> tuple[str, ...]:
    """A file a table, and one that says what columns are."""
    tables = chosen(source, **options)
    notes = _each(tables, path, write_csv, **options)
    with aside(named(path, VARIABLES)) as part:
        write_meanings(tables, part)
    return notes


def parquet_files(source: Any, path: Path, **options: Any) -> list[Path]:
    """The names of all files."""
    return [named(path, table.name) for table in chosen(source, **options)]


def parquet(source: Any, path: Path, **options: Any) -> tuple[str, ...]:
    """A file a table."""
    return _each(chosen(source, **options), path, write_parquet, **options)


def workbook(source: Any, path: Path, **options: Any) -> tuple[str, ...]:
    """One workbook with a sheet a table."""
    tables = chosen(source, **options)
    with aside(path) as part:
        write_tables(tables, part)
    return _notes(**options)


def _each(tables: list[Table], path: Path, write: Callable[[Table, Path], None], **options: Any) -> tuple[str, ...]:
    for table in tables:
        with aside(named(path, table.name)) as part:
            write(table, part)
    return _notes(**options)


def _notes(elements: Sequence[str] = (), variables: Sequence[str] = (), units: str = "si") -> tuple[str, ...]:
    if elements or variables:
        return ()
    return ("series are of the whole system alone: name --elements (or '*') or --variables for others",)
