# SPDX-License-Identifier: Apache-2.0
"""Texts in columns of a terminal, where a Chinese character is two wide."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width


def width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def left(text: str, columns: int) -> str:
    """A text aligned left within so many columns."""
    return text + " " * max(columns - width(text), 0)


def right(text: str, columns: int) -> str:
    """A text aligned right within so many columns."""
    return " " * max(columns - width(text), 0) + text


def in_columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines, every column as wide as its widest cell."""
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join(left(cell, w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows]
