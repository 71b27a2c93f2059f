# SPDX-License-Identifier: Apache-2.0
"""Every name that one object gives must be another's. A file is checked so when it is read; this is for Models that
were made or changed in Python."""

from __future__ import annotations

from collections.abc import Iterable

from sponge.model.model import Model
from sponge.model.references import REFERENCES, Reference
from sponge.model.tables import rows_of
from sponge.model.validation.findings import SECTIONS, Findings, noun


def check_references(found: Findings) -> None:
    """All references of the model."""
    for reference in REFERENCES:
        if reference.own_check:
            continue
        rows = list(rows_of(getattr(found.model, reference.table)))
        lost = reference.names_of(rows).difference(*(getattr(found.model, table) for table in reference.tables))
        for row in rows if lost else ():
            for name in lost.intersection(reference.names(row)):
                _tell(found, reference, row, name)


def _tell(found: Findings, reference: Reference, row: object, name: str) -> None:
    first = reference.spaces[0]
    what = first if first in ("node", "link") else noun(reference.tables[0])
    owner = getattr(row, "name", "") or getattr(row, "node", "") or getattr(row, "link", "")
    of_row = f"{noun(reference.table)} {owner!r}: " if owner else ""
    found.bad(
        f"{of_row}{what} {name!r} is not defined", SECTIONS[reference.table], getattr(row, "line", 0),
        found.hint(name, lambda: names_of(found.model, reference.tables)),
    )  # fmt: skip


def names_of(model: Model, tables: Iterable[str]) -> list[str]:
    """Names in these tables."""
    return [name for table in tables for name in getattr(model, table)]
