# SPDX-License-Identifier: Apache-2.0
"""[PATTERNS]."""

from __future__ import annotations

from sponge.io.inp.context import Context
from sponge.io.inp.row import Row
from sponge.io.inp.section import Built, Output, Section
from sponge.io.inp.text import Lines, columns, num, quoted, with_comment
from sponge.model import elements as el
from sponge.model.elements import FACTORS
from sponge.model.model import Model

KINDS = tuple(FACTORS)


def read_pattern(row: Row) -> None:
    """Name Kind factors, then Name factors."""
    row.need(2, "Name MONTHLY|DAILY|HOURLY|WEEKEND and factors")
    table, name = row.context.table("patterns"), row.own("pattern")
    first = 1
    if name not in table:
        kind = row.word(1, KINDS, "type of pattern")
        table[name] = (kind, [], row.line, row.comment)
        first = 2
    factors = table[name][1]
    wanted = FACTORS[table[name][0]]
    for i in range(first, len(row)):
        if len(factors) == wanted:
            row.warn(f"pattern {name!r} has more than {wanted} factors: the rest is left out")
            break
        factors.append(row.number(i, "factor"))


def write_patterns(model: Model, _: Output) -> Lines:
    """Six factors a row (seven of a week)."""
    lines: Lines = []
    for p in model.patterns.values():
        n = 7 if p.kind == "DAILY" else 6
        rows = [p.factors[i : i + n] for i in range(0, len(p.factors), n)] or [()]
        for i, factors in enumerate(rows):
            kind = p.kind if i == 0 else ""
            items = columns(quoted(p.name), f"{kind:<10}", *(num(f) for f in factors))
            lines += with_comment(p.comment if i == 0 else "", items)
    return lines


def build_patterns(context: Context, _: Built) -> Built:
    """Patterns with all their factors."""
    found = context.table("patterns").items()
    patterns = {
        name: el.Pattern(name, kind, tuple(factors), line=line, comment=comment)
        for name, (kind, factors, line, comment) in found
    }
    return {"patterns": patterns}


PATTERNS = Section(
    name="PATTERNS", heading="[PATTERN", read=read_pattern, write=write_patterns, build=build_patterns,
    defines=("pattern",), several_rows=True,
)  # fmt: skip
