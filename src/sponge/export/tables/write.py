# SPDX-License-Identifier: Apache-2.0
"""Tables as files: CSV and parquet, one a table; a workbook of them all."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sponge.base.errors import UsageError
from sponge.export.libraries import library
from sponge.export.tables.table import Table
from sponge.io.stamp import made_at

LONGEST_SHEET = 1_048_575  # rows that a sheet takes below its head
WIDEST_SHEET = 16_384  # columns
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


def write_workbook(tables: list[Table], path: Path) -> None:
    """A sheet a table, and one that says what columns are."""
    for table in tables:
        if table.rows > LONGEST_SHEET:
            raise UsageError(
                f"table {table.name} has {table.rows:,} rows, a sheet takes {LONGEST_SHEET:,}: choose fewer --elements "
                "or --variables, or write csv or parquet"
            )
    workbook = library("openpyxl").Workbook(write_only=True)
    for name, rows in [*((t.name, _rows(t)) for t in tables), (VARIABLES, iter(meanings(tables)))]:
        sheet = workbook.create_sheet(name)
        sheet.freeze_panes = "A2"
        for row in rows:
            sheet.append([_text(sheet, cell) if isinstance(cell, str) else cell for cell in row])
    workbook.save(path)
    _stamp(path)


def _stamp(path: Path) -> None:
    """Let a workbook say when it was made as our other files do, so that it can be made again to the same bytes."""
    made = made_at()
    with zipfile.ZipFile(path) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z?", f"{made.isoformat()}Z".encode(), data)
            archive.writestr(zipfile.ZipInfo(name, made.timetuple()[:6]), data, zipfile.ZIP_DEFLATED)


def _text(sheet: Any, text: str) -> Any:
    """A cell that stays a text, whatever a name begins with."""
    if not text.startswith("="):
        return text
    cell = library("openpyxl.cell").WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


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
