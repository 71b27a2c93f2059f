# SPDX-License-Identifier: Apache-2.0
"""A Model to an .inp that EPA SWMM runs to the same result."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

from sponge.base.errors import UsageError
from sponge.base.units import units_of
from sponge.io.aside import aside
from sponge.io.inp.section import Output, Section
from sponge.io.inp.sections import SECTIONS
from sponge.io.inp.si import in_file_units
from sponge.io.inp.text import Lines
from sponge.model.model import Model


def write_inp(model: Model, path: Path | str) -> None:
    """Write a model in its own flow units. The file is written aside and renamed; UsageError if it cannot be."""
    path = Path(path)
    text = inp_text(model, path.parent)
    try:
        data = text.encode(model.encoding)
    except (UnicodeEncodeError, LookupError):
        data = text.encode("utf-8", "surrogateescape")
    with aside(path) as part:
        part.write_bytes(data)


def inp_text(model: Model, folder: Path | None = None) -> str:
    """The text of the .inp; names of companion files are relative to the folder that it is meant for."""
    scaled = [name for name, record in model.rain_records.items() if record.scale != 1.0 and name in model.gages]
    if scaled:
        raise UsageError(f"the rain of gage '{scaled[0]}' is scaled, and stands in a file of its own: scale it there")
    units = units_of(model.options.flow_units)
    model, series, curves = in_file_units(model, units)
    out = Output(units, _companion(model, folder), series, curves)
    written = (("\n".join((f"[{section.name}]", *lines, ""))) for section, lines in _blocks(model, out) if lines)
    return "\n".join(written)


def _blocks(model: Model, out: Output) -> Iterator[tuple[Section, Lines]]:
    """Sections with their lines. Those that keep the order of all nodes or all links may come in several parts."""
    for order, sections in groupby(SECTIONS, lambda section: section.order):
        if order:
            yield from _in_order(model, out, tuple(sections), getattr(model, order))
        else:
            yield from ((section, section.write(model, out)) for section in sections)


def _in_order(
    model: Model, out: Output, sections: tuple[Section, ...], order: tuple[str, ...]
) -> Iterator[tuple[Section, Lines]]:
    """Sections that list their elements in this order; names that it lacks come last, section by section."""
    section_of = {name: section for section in sections for name in getattr(model, section.table)}
    names = [name for name in dict.fromkeys((*order, *section_of)) if name in section_of]
    for section, run in groupby(names, section_of.__getitem__):
        yield section, section.write(model, out._replace(names=tuple(run)))


def _companion(model: Model, folder: Path | None) -> Callable[[str], str]:
    """How a companion file is named from another folder."""
    here = folder is None or model.path is None or folder.resolve() == model.folder.resolve()

    def name_of(file: str) -> str:
        if here or not file or Path(file).is_absolute() or file[1:3] in (":\\", ":/"):
            return file
        slashes = file.replace("\\", "/")
        found = file if (model.folder / file).exists() else slashes
        return os.path.relpath((model.folder / found).resolve(), folder.resolve()) if folder else file

    return name_of
