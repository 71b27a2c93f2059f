# SPDX-License-Identifier: Apache-2.0
"""The tables of variables in docs/results.md, made from the registry.

    python -m sponge.results.registry.docs docs/results.md

writes them anew between the page's markers; all around them is written by hand.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sponge.base.marked_text import between
from sponge.results.registry import SERIES, SUMMARIES
from sponge.results.registry.lid import LID_SERIES, LID_SUMMARIES
from sponge.results.registry.variable import SWEEP, Variable

OF_LID = {v.name for v in (*LID_SERIES, *LID_SUMMARIES)}
TABLES: dict[str, tuple[Variable, ...]] = {  # as the markers name them
    "series": tuple(v for v in SERIES if v.name not in OF_LID),
    "summaries": tuple(v for v in SUMMARIES if v.name not in OF_LID),
    "lid": (*LID_SERIES, *LID_SUMMARIES),
}
BEGIN, END = "<!-- variables: {} (made from the registry) -->", "<!-- end of variables -->"
HEAD = "| variable | dimensions | units | meaning |\n|---|---|---|---|\n"


def table_of(variables: tuple[Variable, ...]) -> str:
    """A table of the page: a line a variable."""
    return HEAD + "".join(line_of(v) for v in variables)


def line_of(variable: Variable) -> str:
    """Name, dimensions (of sweeps: after the scenario), units and meaning."""
    first = ("time",) if variable in SERIES else ("scenario",) if variable.holder == SWEEP else ()
    dims = (*first, *variable.dims)
    units = "date and time" if variable.is_time else variable.units or "the pollutant's own"
    return f"| `{variable.name}` | {', '.join(dims) or '-'} | {units} | {variable.long_name} |\n"


def with_tables(page: str) -> str:
    """The page with its tables made anew; ValueError where a marker is missing."""
    for name, variables in TABLES.items():
        page = between(page, BEGIN.format(name), END, table_of(variables))
    return page


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(with_tables(target.read_text(encoding="utf-8")), encoding="utf-8")
