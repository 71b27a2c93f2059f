# SPDX-License-Identifier: Apache-2.0
"""The files that one run leaves: its results, and files of other programs made from them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError
from sponge.export.epa_out import whole_step
from sponge.export.formats import FORMATS, Format
from sponge.export.source import Source, notes_of
from sponge.model.model import Model
from sponge.results.open_results import open_results
from sponge.results.writers.endings import NETCDF, ZARR
from sponge.results.writers.netcdf_file import check_output, partial_name

OTHERS = (".inp", *NETCDF, ZARR)  # of no report and no binary results


@dataclass(frozen=True)
class RunFiles:
    """Where a run writes its results, and which files are made from them."""

    results: Path
    exports: tuple[tuple[Format, Path], ...] = ()
    kept: bool = True  # whether the results themselves are kept

    def check(self, model: Model, narrowed: bool, overwrite: bool) -> None:
        """UsageError where a file cannot be made, before anything is computed; ``narrowed``: variables were chosen."""
        for format, path in self.exports:
            check_output(path, overwrite)
            if narrowed and format.of_epa:
                raise UsageError(f"a {format.ending} file needs every variable: leave out --variables and --zones-only")
            if format.of_epa:
                whole_step(model)
        paths = [path.resolve() for _, path in self.exports] + ([self.results.resolve()] if self.kept else [])
        if len(set(paths)) < len(paths) or (model.path and Path(model.path).resolve() in paths):
            raise UsageError("the model, its results, report and binary results are files of different names")

    def finish(self, kept: Path, model: Model) -> tuple[str, ...]:
        """Make the other files from the results that the run ``kept``; returns notes for the user."""
        notes: list[str] = []
        try:
            if self.exports:
                with open_results(kept, decode_timedelta=False) as data:
                    source = Source(str(kept), data, notes_of(data), model=model)
                    for format, path in self.exports:
                        notes += format.write(source, path)
                notes += source.notes
        finally:
            if not self.kept:
                kept.unlink(missing_ok=True)
        return tuple(dict.fromkeys(notes))

    def interrupted(self, kept: Path | None) -> Path | None:
        """The results of a run that was stopped, under a name that tells which run they are of."""
        if kept is None or self.kept:
            return kept
        found = partial_name(self.exports[0][1].with_suffix(".nc"))
        os.replace(kept, found)
        return found

    def finish_all(self, kept: Path | None, model: Model, stopped: bool, note: Callable[[str], None]) -> str:
        """Make the files and name them in a text; for a run that was stopped, only the results that it kept."""
        if stopped or kept is None:
            return str(self.interrupted(kept))
        for text in self.finish(kept, model):
            note(text)
        return ", ".join(map(str, [*([kept] if self.kept else []), *(path for _, path in self.exports)]))

    @property
    def name(self) -> str:
        """The name for the progress bar."""
        return (self.results if self.kept else self.exports[0][1]).stem


def _of_another(format: Format, path: Path) -> bool:
    """Whether a name ends as what another format has, or a model."""
    return path.suffix.lower() in {*OTHERS, *(other.ending for other in FORMATS.values())} - {format.ending}


def run_files(stem: str, output: Path | None, report: Path | None, epa: Sequence[str] = ()) -> RunFiles:
    """The files of a run, from OUTPUT with its ending, the report, and names in the order of EPA SWMM's command line
    (report, binary results)."""
    if len(epa) > 2:
        raise UsageError(f"after MODEL.inp a report and binary results may be named, not {' '.join(epa[2:])} too")
    exports = [(FORMATS[format], Path(name)) for format, name in zip(("rpt", "out"), epa)]
    for format, path in exports:
        if _of_another(format, path):
            raise UsageError(
                f"'{path}' stands where EPA SWMM's command line has the {format.ending} file: use -o {path}"
            )
    if report is not None and _of_another(FORMATS["rpt"], report):
        raise UsageError(f"--rpt takes a text report, not a '{report.suffix}' file: {report.with_suffix('.rpt')}")
    ending = output.suffix.lower() if output else ""
    made = FORMATS.get(ending.removeprefix(".")) if ending else None
    if output is not None and not ending and output.is_dir():
        raise UsageError(f"{output} is a folder: give the name of a file")
    if made is not None and made.several:
        results = (output or Path()).with_suffix(".nc")
        raise UsageError(f"{made.name} is several files: write {results}, then: sponge export {results} {made.name}")
    if output is not None and made is None and ending not in (*NETCDF, ZARR):
        known = (".nc", ZARR, *(format.ending for format in FORMATS.values() if not format.several))
        said = f"'{ending}'{suggestion(ending, known)}" if ending else f"{output}, which has no ending"
        raise UsageError(f"-o takes a file that ends in {', '.join(known)}, not {said}")
    if output is not None and made is not None:
        exports.append((made, output))
        output = None
    elif output is None and not exports:
        output = Path(f"{stem}.nc")
    if report is not None:
        exports.append((FORMATS["rpt"], report))
    if output is not None:
        return RunFiles(output, tuple(exports))
    first = exports[0][1]
    return RunFiles(first.with_name(f".{first.stem}.{os.getpid()}.nc"), tuple(exports), kept=False)
