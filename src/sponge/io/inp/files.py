# SPDX-License-Identifier: Apache-2.0
"""[FILES]: interface files that are used or saved."""

from __future__ import annotations

from sponge.io.inp.context import Context
from sponge.io.inp.row import Row
from sponge.io.inp.section import Built, Output, Section
from sponge.io.inp.text import Lines, date_of, time_of
from sponge.model.model import Model

MODES = ("NO", "SCRATCH", "USE", "SAVE")
KINDS = ("RAINFALL", "RUNOFF", "HOTSTART", "RDII", "INFLOWS", "OUTFLOWS")
ONLY = {"INFLOWS": "USE", "OUTFLOWS": "SAVE"}  # kinds of file that are only read, or only saved


def read_file(row: Row) -> None:
    """USE|SAVE Kind Name."""
    row.need(2, "USE|SAVE RAINFALL|RUNOFF|HOTSTART|RDII|INFLOWS|OUTFLOWS File")
    mode = row.word(0, MODES, "use of a file")
    kind = row.word(1, KINDS, "type of file")
    if row.failed or len(row) < 3:
        return
    needed = ONLY.get(kind, mode)
    if mode != needed:
        row.bad(f"a file of {kind} can only be {'read' if needed == 'USE' else 'saved'}", f"{needed} {kind} File")
        return
    several = (mode, kind) == ("SAVE", "HOTSTART")
    row.keep("files", (mode, kind, row.item(2) if several else ""), (mode, kind, row.item(2)))
    row.context.table("file lines")[mode, kind, row.item(2)] = row.line
    if several and len(row) > 4:
        _read_save_time(row)


def _read_save_time(row: Row) -> None:
    """Date and time at which a hot start file is saved (SWMM 5.3)."""
    when = row.moment(3)
    if when is not None:
        row.context.table("save_times")[row.item(2)] = when


def write_files(model: Model, out: Output) -> Lines:
    """A row a file; what is saved is saved beside the new file."""
    lines: Lines = []
    for mode, kind, name in model.files:
        when = model.save_times.get(name) if (mode, kind) == ("SAVE", "HOTSTART") else None
        at = f" {date_of(when)} {time_of(when)}" if when else ""
        lines.append(f'{mode} {kind} "{out.companion(name) if mode == "USE" else name}"{at}')
    return lines


def build_files(context: Context, _: Built) -> Built:
    """Files and the moments at which hot start files are saved."""
    return {
        "files": tuple(context.table("files").values()), "save_times": dict(context.table("save_times")),
        "file_lines": dict(context.table("file lines")),
    }


FILES = Section(name="FILES", heading="[FILE", read=read_file, write=write_files, build=build_files)
