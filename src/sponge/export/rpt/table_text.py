# SPDX-License-Identifier: Apache-2.0
"""How EPA SWMM's report lays out a table: cells, titles between stars, heads between rules."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

NOT_RECORDED = "N/A"  # in a column for which results hold nothing


def cell(value: float, width: int, decimals: int) -> str:
    """A number right-aligned; N/A for what is not recorded."""
    return f"{value:>{width}.{decimals}f}" if np.isfinite(value) else f"{NOT_RECORDED:>{width}}"


def titled(title: str, stars: int = 0) -> list[str]:
    """The lines of a table's title."""
    line = "*" * (stars or len(title))
    return ["", line, title, line]


def ruled(width: int, heads: Sequence[str], rows: Sequence[str]) -> list[str]:
    """Heads of columns between rules, and rows."""
    rule = "-" * width
    return ["", rule, *heads, rule, *rows, ""]
