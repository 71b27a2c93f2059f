# SPDX-License-Identifier: Apache-2.0
"""Fields that hold one of a few words hold one of them: a model that was edited may say anything."""

from __future__ import annotations

from sponge.model.choices import FIELDS, no_choice, words_of
from sponge.model.tables import SINGLE, TABLE_OF, rows_of
from sponge.model.validation.findings import SECTIONS, Findings, noun

TABLES = tuple((kind, table) for kind, table in TABLE_OF.items() if kind.__name__ in FIELDS)


def check_choices(found: Findings) -> None:
    """Every such field of options and of all rows."""
    for table in SINGLE:
        row = getattr(found.model, table)
        for field, words, word in _wrong(row):
            found.bad(no_choice(field, words, word), table.upper(), found.model.option_lines.get(field.upper(), 0))
    for _, table in TABLES:
        for row in rows_of(getattr(found.model, table)):
            for field, words, word in _wrong(row):
                name = getattr(row, "name", "") or getattr(row, "node", "") or getattr(row, "link", "")
                found.bad(f"{noun(table)} {name!r}: {no_choice(field, words, word)}", SECTIONS[table], row.line)


def _wrong(row: object) -> list[tuple[str, tuple[str, ...], str]]:
    """(field, its words, what it holds) of the fields that hold something else."""
    kind = row.__class__
    of = [(field, words_of(kind, field), getattr(row, field)) for field in FIELDS.get(kind.__name__, ())]
    return [(field, words, word) for field, words, word in of if word not in words]
