# SPDX-License-Identifier: Apache-2.0
"""A table of an assessment: columns with their names in both languages and their units, rows of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sponge.assess.cases import Case


@dataclass(frozen=True)
class Column:
    """One column; ``unit`` is empty for text."""

    key: str
    en: str
    zh: str
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """A table; a value is a number, a text, or None where there is none. ``about`` says which run it is of."""

    key: str
    en: str
    zh: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    about: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON and for pages: rows are lists in the order of the columns."""
        return {
            "id": self.key, "title_en": self.en, "title_zh": self.zh, "about": self.about,
            "columns": [{"id": c.key, "en": c.en, "zh": c.zh, "unit": c.unit} for c in self.columns],
            "rows": [list(row) for row in self.rows],
        }  # fmt: skip


ZONE = (Column("zone", "zone", "管控单元"), Column("name", "Chinese name", "名称"))


STANDING = Column("target_standing", "how well the target is known", "目标核实情况")


def rows_of(firsts: Sequence[Sequence[Any]], columns: Sequence[np.ndarray]) -> tuple[tuple[Any, ...], ...]:
    """Rows that begin with texts and go on with numbers; no number becomes None."""
    return tuple(
        (*first, *(number(values[k]) for values in columns)) for k, first in enumerate(firsts)
    )


def number(value: Any) -> float | None:
    """A finite number, or None."""
    return float(value) if np.isfinite(value) else None


def marked(value: float | None, cut_short: bool) -> float | str | None:
    """A time, as a text that begins with > where the end of the run cut it short."""
    return f">{value:.1f}" if cut_short and value is not None else value


def zone_names(case: Case, level: str = "zone") -> list[tuple[str, str]]:
    """(name, Chinese name) of the zones of a level."""
    names = case.names("secondary_zone" if level == "zone" else level)
    return list(zip(names, texts_of(case, f"{level}_name_zh", len(names)), strict=True))


def texts_of(case: Case, coordinate: str, size: int) -> list[str]:
    """A coordinate of texts; empty ones where the results lack it."""
    found = case.results.coords.get(coordinate)
    return [""] * size if found is None else [str(value) for value in found.values]


def taken(case: Case, variables: Mapping[str, str], size: int) -> dict[str, np.ndarray]:
    """The variables that a case has, by their column; those it lacks are no number."""
    nothing = np.full(size, np.nan)
    return {key: case.values(v) if v in case else nothing for key, v in variables.items()}
