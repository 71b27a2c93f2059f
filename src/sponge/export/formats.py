# SPDX-License-Identifier: Apache-2.0
"""The formats that results are exported to: one record each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.errors import UsageError
from sponge.export import epa_out, fews, rpt
from sponge.export.gpkg import write as gpkg
from sponge.export.tables import files as tables
from sponge.results.writers.netcdf_file import check_output

OF_SERIES = frozenset({"elements", "variables", "crs"})
OF_TABLES = frozenset({"elements", "variables", "units"})


@dataclass(frozen=True)
class Format:
    """A format: its word on the command line, what it is, the function that writes it and returns notes."""

    name: str
    what: str
    write: Callable[..., tuple[str, ...]]  # (source, path, **options)
    options: frozenset[str] = frozenset()  # keywords of ``write``
    ending: str = ""  # of its files' names; of most formats the word
    of_epa: bool = False  # it needs the model beside the results, and all results of one run
    files: Callable[..., list[Path]] | None = None  # of a format of several files: (source, path, **options)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ending", self.ending or f".{self.name}")

    @property
    def several(self) -> bool:
        """Whether it is more than one file."""
        return self.files is not None


FORMATS = {
    format.name: format
    for format in (
        Format("out", "EPA SWMM's binary results", epa_out.write, frozenset({"everything"}), of_epa=True),
        Format("rpt", "EPA SWMM's text report", rpt.write, frozenset({"everything"}), of_epa=True),
        Format("csv", "tables as CSV", tables.csv, OF_TABLES, files=tables.csv_files),
        Format("xlsx", "tables as a workbook", tables.workbook, OF_TABLES),
        Format("gpkg", "layers of a GeoPackage", gpkg.write, OF_TABLES | {"at", "crs"}),
        Format("fews", "CF time series of stations", fews.write, OF_SERIES, files=fews.files, ending=".fews.nc"),
        Format("parquet", "tables for data frames", tables.parquet, OF_TABLES, files=tables.parquet_files),
    )
}
OTHERS = {".inp", ".zarr", ".nc4", ".h5", ".hdf5"}  # endings of files that are none of these formats
FLAGS = {"everything": "all"}  # options with another name on the command line


def format_named(name: str) -> Format:
    """The format; UsageError where there is none."""
    word = name.lower().removeprefix(".")
    if word not in FORMATS:
        raise UsageError(f"there is no format '{name}'{suggestion_or_list(word, FORMATS)}")
    return FORMATS[word]


def check_name(format: Format, path: Path) -> None:
    """UsageError where a name is a folder's, or has the ending of another format."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder: give the name of a file")
    own, ending = Path(f"x{format.ending}").suffix, path.suffix.lower()
    if ending != own and ending in {Path(f"x{one.ending}").suffix for one in FORMATS.values()} | OTHERS:
        raise UsageError(f"{path} would be {format.what} under a name that says otherwise: give one in {own}")


def write_as(
    format: Format, source: Any, path: Path, overwrite: bool = False, **options: Any
) -> tuple[list[Path], tuple[str, ...]]:
    """Write the file or files; returns their paths, and notes for the user.

    UsageError where a file exists, and for options that the format does not know."""
    given = {name: value for name, value in options.items() if value}
    for name in given:
        if name not in format.options:
            raise UsageError(f"format {format.name} knows no --{FLAGS.get(name, name)}")
    check_name(format, path)
    if format.several and path.suffix.lower() != Path(f"x{format.ending}").suffix:
        path = path.with_name(path.name + format.ending)
    made = format.files(source, path, **given) if format.files else [path]
    for file in made:
        check_output(file, overwrite)
    return made, (*source.notes, *format.write(source, path, **given))
