"""[INFLOWS], [DWF] and [PATTERNS]. The rest of a pollutant's row is read with water quality."""

from __future__ import annotations

from sponge.io.inp import keywords, quality
from sponge.io.inp.row import Row
from sponge.model.elements import DirectInflow, DryWeatherInflow
from sponge.model.model import Row as KeptRow


def keep(row: Row, section: str) -> None:
    """Keep a row as it stands."""
    row.context.other.setdefault(section, []).append(KeptRow(tuple(row.tokens), row.line, row.text.strip()))


def is_flow(row: Row) -> bool:
    """Whether token 1 says FLOW; else it must name a pollutant."""
    if row.item(1).upper() in row.context.names["pollutant"]:
        return False
    if row.item(1).upper().startswith("FLOW"):
        return True
    row.ref(1, "pollutant")
    return False


def read_inflow(row: Row) -> None:
    """Node FLOW Series (FLOW 1.0 Scale Baseline Pattern)."""
    row.need(3, "Node FLOW Series (FLOW 1.0 ScaleFactor Baseline Pattern)")
    node = row.ref(0, "node")
    flow = is_flow(row)
    series = row.ref(2, "series") if row.item(2) else ""
    scale, baseline = row.number(5, "scale factor", 1.0), row.number(6, "baseline", 0.0)
    pattern = row.ref(7, "pattern") if row.item(7) else ""
    if not flow:
        quality.read_pollutant_inflow(row, node, series, scale, baseline, pattern)
    elif not row.failed:
        inflow = DirectInflow(node, series, scale, baseline * row.context.units.flow, pattern, line=row.line)
        row.context.table("inflows")[node] = inflow


def read_dry_weather(row: Row) -> None:
    """Node FLOW Average (Pattern1 ... Pattern4)."""
    row.need(3, "Node FLOW Average (Pattern1 ... Pattern4)")
    node = row.ref(0, "node")
    flow = is_flow(row)
    average = row.number(2, "average")
    patterns = tuple(row.ref(i, "pattern") if row.item(i) else "" for i in range(3, min(7, len(row))))
    while patterns and not patterns[-1]:
        patterns = patterns[:-1]
    if not flow:
        quality.read_pollutant_dry_weather(row, node, average, patterns)
    elif not row.failed:
        inflow = DryWeatherInflow(node, average * row.context.units.flow, patterns, line=row.line)
        row.context.table("dry_weather")[node] = inflow


def read_pattern(row: Row) -> None:
    """Name Kind factors, then Name factors."""
    row.need(2, "Name MONTHLY|DAILY|HOURLY|WEEKEND and factors")
    table, name = row.context.table("patterns"), row.own("pattern")
    first = 1
    if name not in table:
        kind = row.word(1, keywords.PATTERNS, "type of pattern")
        table[name] = (kind, [], row.line, row.comment)
        first = 2
    factors = table[name][1]
    for i in range(first, len(row)):
        if len(factors) == 24:
            break
        factors.append(row.number(i, "factor"))
