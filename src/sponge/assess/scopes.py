# SPDX-License-Identifier: Apache-2.0
"""Which zones and which land uses an assessment is of."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sponge.assess.cases import Case
from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.errors import UsageError
from sponge.base.regular_file import regular_text

WHOLE, BUILT = "district", "built"
DIMENSIONS = {"zone": "secondary_zone", "land_use": "land_use"}  # columns of a scope's file -> what they name


@dataclass(frozen=True)
class Scope:
    """Control zones that count, and land uses of whose parcels runoff counts; None: all."""

    name: str = WHOLE
    zones: tuple[str, ...] | None = None
    land_uses: tuple[str, ...] | None = None


DISTRICT = Scope()


def scope_of(asked: str, cases: Sequence[Case], unbuilt: Sequence[str] = ()) -> Scope:
    """The scope of this name, or of a CSV file with a column ``zone``, a column ``land_use``, or both.

    "built" is all land uses but the ``unbuilt``. UsageError where a file names what no result has.
    """
    if asked == WHOLE:
        return DISTRICT
    if asked == BUILT:
        uses = dict.fromkeys(name for case in cases for name in case.names("land_use"))
        return Scope(asked, land_uses=tuple(use for use in uses if use.lower() not in unbuilt))
    path = Path(asked)
    if not path.is_file():
        hint = f"write {WHOLE}, {BUILT}, or a CSV file with a column 'zone' or 'land_use'"
        raise UsageError(f"--scope {asked}: there is no such file; {hint}")
    rows = list(csv.DictReader(regular_text(path).splitlines()))
    columns = [column for column in DIMENSIONS if rows and column in rows[0]]
    if not columns:
        raise UsageError(f"{path}: a scope is a CSV file with a column 'zone' or 'land_use' and at least one row")
    found = {column: _names(path, rows, column, cases) for column in columns}
    return Scope(asked, found.get("zone"), found.get("land_use"))


def _names(path: Path, rows: list[dict[str, str]], column: str, cases: Sequence[Case]) -> tuple[str, ...]:
    known = {name for case in cases for name in case.names(DIMENSIONS[column])}
    for line, row in enumerate(rows, start=2):
        name = row[column] or ""
        if name and name not in known:
            hint = suggestion_or_list(name, known)
            raise UsageError(f"{path}:{line}: the results have no {column.replace('_', ' ')} '{name}'{hint}")
    return tuple(dict.fromkeys(row[column] for row in rows if row[column]))
