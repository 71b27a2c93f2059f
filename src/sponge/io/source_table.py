# SPDX-License-Identifier: Apache-2.0
"""``sources.csv`` beside a model: how many values of each attribute come from where."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sponge.base.did_you_mean import did_you_mean
from sponge.base.errors import ModelError, Problem, UsageError
from sponge.base.regular_file import regular_bytes

TABLE = "sources.csv"
COLUMNS = ("kind", "attribute", "count", "source")
KINDS = {  # what a source begins with -> in words
    "plan": "the plan",
    "pub": "published",
    "standard": "standards",
    "calc": "calculated from others",
    "unv": "general knowledge, not verified",
    "assumed": "assumed",
}


@dataclass(frozen=True)
class Sourced:
    """A number of values of one attribute from one place."""

    element: str  # conduit, junction, ...
    attribute: str
    count: int
    source: str

    @property
    def kind(self) -> str:
        """plan, pub, standard, calc, unv or assumed."""
        return kind_of(self.source)


def kind_of(source: str) -> str:
    """The word that a source begins with."""
    return source.split(":")[0].strip()


def model_in(path: Path) -> Path:
    """The model that a folder holds, or the path itself; of several that which has the folder's name."""
    if not path.is_dir():
        return path
    found = sorted(path.glob("*.inp"))
    if len(found) != 1:
        own = path / f"{path.resolve().name}.inp"
        if own in found:
            return own
        what = "no .inp file" if not found else f"{len(found)} .inp files: name one"
        raise UsageError(f"{path} holds {what}")
    return found[0]


def read_sources(folder: Path) -> list[Sourced]:
    """The rows of the table; UsageError where there is none, ModelError with every bad row."""
    path = folder / TABLE
    try:
        reader = csv.DictReader(io.StringIO(regular_bytes(path).decode("utf-8-sig"), newline=""))
        columns, rows = reader.fieldnames or [], list(reader)
    except FileNotFoundError:
        raise UsageError(f"there is no {path}: only a model with a table of sources can be asked for them") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"cannot read {path}: {error}") from None
    missing = [column for column in COLUMNS if column not in columns]
    if missing:
        raise ModelError([Problem(f"column {missing[0]!r} is missing", str(path), 1, hint=", ".join(COLUMNS))])
    problems = [p for line, row in enumerate(rows, 2) for p in _problems(str(path), line, row)]
    if problems:
        raise ModelError(problems)
    return [Sourced(row["kind"], row["attribute"], int(row["count"]), row["source"]) for row in rows]


def _problems(path: str, line: int, row: dict[str, str]) -> list[Problem]:
    found = []
    if not (row["count"] or "").isdecimal():
        found.append(Problem(f"count {row['count']!r} is not a whole number", path, line))
    kind = kind_of(row["source"] or "")
    if kind not in KINDS:
        hint = did_you_mean(kind, KINDS) or "a source begins with " + ", ".join(KINDS)
        found.append(Problem(f"source {row['source']!r} is of no known kind", path, line, hint=hint))
    return found


def counts(rows: list[Sourced]) -> dict[str, int]:
    """Values by kind of source, the kinds in their order."""
    found: Counter[str] = Counter()
    for row in rows:
        found[row.kind] += row.count
    return {kind: found[kind] for kind in KINDS}


def counts_by_element(rows: list[Sourced]) -> dict[str, dict[str, int]]:
    """The same for each kind of element."""
    return {
        element: counts([row for row in rows if row.element == element])
        for element in dict.fromkeys(row.element for row in rows)
    }
