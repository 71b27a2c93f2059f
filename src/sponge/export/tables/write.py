# SPDX-License-Identifier: Apache-2.0
"""Tables as files: CSV and parquet, one a table; a workbook of them all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sponge.base.errors import UsageError
from sponge.base.libraries import library
from sponge.export.tables.table import Table
from sponge.io.workbook import LONGEST_SHEET, Sheet, write_workbook

VARIABLES = "variables"  # the table that says what columns are


def write_csv(table: Table, path: Path) -> None:
    """One table with a head; numbers in as few digits as tell them apart, nothing where there is none."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for number, frame in enumerate(table.frames()):
            titled, dates = frame.rename(columns=table.titles), _date_format(frame)
            titled.to_csv(file, index=False, header=number == 0, date_format=dates, lineterminator="\n")


def write_parquet(table: Table, path: Path) -> None:
    """One table, columns by the names of the results; each says its unit and meaning in its metadata."""
    pa, parquet = library("pyarrow"), library("pyarrow.parquet")
    writer: Any = None
    try:
        for frame in table.frames():
            made = pa.Table.from_pandas(frame, preserve_index=False)
            if writer is None:
                schema = _described(made.schema, table)
                writer = parquet.ParquetWriter(path, schema)
            writer.write_table(pa.table(made.columns, schema=schema))
    finally:
        if writer is not None:
            writer.close()


def _described(schema: Any, table: Table) -> Any:
    """The fields with units and meanings."""
    pa = library("pyarrow")
    about = {c.name: {"units": c.unit.text, "long_name": c.meaning} for c in (*table.about, *table.columns)}
    return pa.schema([field.with_metadata(about.get(field.name)) for field in schema])


def write_tables(tables: list[Table], path: Path) -> None:
    """A workbook: a sheet a table, and one that says what columns are."""
    for table in tables:
        if table.rows > LONGEST_SHEET:
            raise UsageError(
                f"table {table.name} has {table.rows:,} rows, a sheet takes {LONGEST_SHEET:,}: choose fewer --elements "
                "or --variables, or write csv or parquet"
            )
    write_workbook(path, (_sheet(name, rows) for name, rows in _named_rows(tables)))


def _named_rows(tables: list[Table]) -> Iterator[tuple[str, Iterator[list[Any]]]]:
    yield from ((table.name, _rows(table)) for table in tables)
    yield VARIABLES, iter(meanings(tables))


def _sheet(name: str, rows: Iterator[list[Any]]) -> Sheet:
    return Sheet(name, rows, above=[next(rows)])


def _rows(table: Table) -> Iterator[list[Any]]:
    import pandas as pd

    for number, frame in enumerate(table.frames()):
        if number == 0:
            yield [table.titles.get(name, name) for name in frame.columns]
        for name in frame.select_dtypes("float32"):
            frame[name] = frame[name].astype(str).astype(float)  # 0.1, not what the nearest single is in full
        frame = frame.replace([float("inf"), float("-inf")], float("nan"))
        yield from frame.astype(object).where(pd.notna(frame), None).values.tolist()


def meanings(tables: list[Table]) -> list[list[str]]:
    """Table, column, unit, meaning, with a head."""
    rows = [
        [table.name, column.name, column.unit.text, column.meaning]
        for table in tables for column in (*table.about, *table.columns)
    ]  # fmt: skip
    return [["table", "variable", "unit", "meaning"], *rows]


def write_meanings(tables: list[Table], path: Path) -> None:
    """The same as CSV."""
    import csv

    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(meanings(tables))


def _date_format(frame: Any) -> str:
    """ISO 8601, with parts of seconds where times have some."""
    times = frame.select_dtypes("datetime")
    whole = all((times[name].dropna().dt.microsecond == 0).all() for name in times)
    return "%Y-%m-%dT%H:%M:%S" if whole else "%Y-%m-%dT%H:%M:%S.%f"
