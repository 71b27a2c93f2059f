# SPDX-License-Identifier: Apache-2.0
"""[TITLE]."""

from __future__ import annotations

from sponge.io.inp.row import Row
from sponge.io.inp.section import Output, Section, rows_of
from sponge.io.inp.text import Lines
from sponge.model.model import Model


def read_title(row: Row) -> None:
    """A line as it stands."""
    row.context.table("title")[row.line] = row.text.rstrip()


def write_title(model: Model, _: Output) -> Lines:
    """Lines as they were."""
    return list(model.title)


TITLE = Section(
    name="TITLE", heading="[TITLE", read=read_title, write=write_title, build=rows_of("title"), any_length=True
)
