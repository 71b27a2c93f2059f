# SPDX-License-Identifier: Apache-2.0
"""An assessment as a folder of files: JSON, CSV, a workbook, a document, and the zones with every indicator."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from sponge.base.errors import UsageError
from sponge.base.libraries import library
from sponge.io.aside import aside
from sponge.report.assessment.document import write_document
from sponge.report.assessment.map_layers import write_geojson, write_geopackage, zones_with_indicators
from sponge.report.assessment.terminal import heading, standing_text, summary_text
from sponge.report.assessment.workbook import write_assessment
from sponge.words import Words
from sponge.words.messages import told

Found = Mapping[str, Any]
NAME = "assessment"
JSON, XLSX, DOCX = f"{NAME}.json", f"{NAME}.xlsx", f"{NAME}.docx"
SAID = {  # columns whose texts are sponge's own words
    "verdict", "level", "status", "rain", "clause", "standing", "target_standing", "missing", "note", "kind", "meaning",
    "land_use", "source",
}  # fmt: skip
GEOJSON, GPKG = "zones.geojson", "zones.gpkg"


def title_of(table: Found, say: Words) -> str:
    """A table's title, with the name of its run where it has one."""
    title, about = say.name(table["title_en"], table["title_zh"]), told(table["about"], say.language)
    return title + (f" ({about})" if about else "")


def columns_of(table: Found, say: Words) -> list[int]:
    """Positions of the columns to show: names in the other language are left out."""
    other = {"zh": "en", "en": "zh"}.get(say.language, "")
    return [k for k, column in enumerate(table["columns"]) if column["id"].rpartition("_")[2] != other]


def head_of(table: Found, say: Words) -> list[str]:
    """A table's columns with their units."""
    columns = [table["columns"][k] for k in columns_of(table, say)]
    return [say.name(c["en"], c["zh"]) + (f" [{c['unit']}]" if c["unit"] not in ("", "-") else "") for c in columns]


def rows_of(table: Found, say: Words) -> list[list[Any]]:
    """A table's rows; sponge's own words are translated, names that the user gave are not."""
    columns = columns_of(table, say)
    said = {k for k in columns if table["columns"][k]["id"] in SAID}
    return [[_told(row[k], say) if k in said else row[k] for k in columns] for row in table["rows"]]


def _told(value: Any, say: Words) -> Any:
    return told(value, say.language) if isinstance(value, str) and value else value


def write_folder(
    found: Found, folder: Path, language: str, overwrite: bool = False, zones: Path | None = None
) -> list[Path]:
    """Write all files into a folder, which is made; ``zones`` is the GeoJSON with the zones' polygons.

    UsageError, and nothing written, where a file is there and may not be replaced, or a library is missing.
    """
    say = Words(language)
    writers: dict[str, Callable[[Path], None]] = {JSON: lambda path: _write_json(found, path)}
    for table in found["tables"]:
        writers[f"{table['id']}.csv"] = partial(_write_csv, table, say)
    titles = [(title_of(table, say), head_of(table, say), rows_of(table, say)) for table in found["tables"]]
    summary = [heading(found, say), *summary_text(found, language).splitlines(), standing_text(found, say)]
    writers[XLSX] = lambda path: write_assessment(path, summary, titles, [t["id"] for t in found["tables"]])
    writers[DOCX] = lambda path: write_document(path, say("Assessment"), summary, titles)
    if zones is not None:
        zones_with_indicators(found, zones)  # a map that does not fit is refused before anything is written
        writers[GEOJSON] = lambda path: write_geojson(found, zones, path)
        writers[GPKG] = lambda path: write_geopackage(found, zones, path)
    _check(folder, list(writers), overwrite)
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in writers.items():
        with aside(folder / name) as part:
            write(part)
    return [folder / name for name in writers]


def _check(folder: Path, names: list[str], overwrite: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file: -o names a folder")
    there = [name for name in names if (folder / name).exists()]
    if there and not overwrite:
        raise UsageError(f"{folder / there[0]} exists: nothing is replaced without --overwrite")
    if GPKG in names:
        library("pyogrio", "geo", "a GeoPackage needs")
    library("openpyxl", "tables", "a workbook needs")
    library("docx", "tables", "a document needs")


def _write_json(found: Found, path: Path) -> None:
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False, default=str), encoding="utf-8")


def _write_csv(table: Found, say: Words, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # its mark tells spreadsheets that it is UTF-8
        writer = csv.writer(file)
        writer.writerow(head_of(table, say))
        writer.writerows(["" if value is None else value for value in row] for row in rows_of(table, say))
