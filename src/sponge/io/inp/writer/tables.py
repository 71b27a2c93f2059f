"""[CONTROLS], [INFLOWS], [DWF], [PATTERNS], [CURVES] and [TIMESERIES]."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sponge.base.units import Units
from sponge.io.inp.numbers import EPOCH, SECONDS_PER_DAY
from sponge.io.inp.si import Texts
from sponge.io.inp.writer.text import Lines, clock, hours, num, quoted, row, with_comment
from sponge.model import elements as el
from sponge.model.model import Model


def controls_section(model: Model) -> Lines:
    """Variables and expressions, then the rules."""
    lines = [r.text or row(*r.tokens) for r in model.rule_variables]
    for rule in model.rules:
        lines += ["", *rule.text]
    return lines


def inflows_section(model: Model, units: Units) -> Lines:
    """Direct inflows of flow."""
    lines: Lines = []
    for i in model.inflows:
        items = [quoted(i.node), "FLOW", quoted(i.series), "FLOW", "1.0", num(i.scale), num(i.baseline, units.flow)]
        lines.append(row(*items, *([quoted(i.pattern)] if i.pattern else [])))
    return lines


def dry_weather_section(model: Model, units: Units) -> Lines:
    """Dry weather inflows of flow."""
    return [
        row(quoted(i.node), "FLOW", num(i.average, units.flow), *(f'"{p}"' for p in i.patterns))
        for i in model.dry_weather
    ]


def patterns_section(model: Model) -> Lines:
    """Six factors a row (seven of a week)."""
    lines: Lines = []
    for p in model.patterns.values():
        n = 7 if p.kind == "DAILY" else 6
        rows = [p.factors[i : i + n] for i in range(0, len(p.factors), n)] or [()]
        for i, factors in enumerate(rows):
            kind = p.kind if i == 0 else ""
            items = row(quoted(p.name), f"{kind:<10}", *(num(f) for f in factors))
            lines += with_comment(p.comment if i == 0 else "", items)
    return lines


def curves_section(model: Model, texts: Texts) -> Lines:
    """A point a row."""
    lines: Lines = []
    for name, points in texts.items():
        c = model.curves[name]
        for i, point in enumerate(points or [""]):
            kind = c.kind if i == 0 else ""
            lines += with_comment(c.comment if i == 0 else "", f"{quoted(c.name):<16} {kind:<10} {point}")
    return lines


def series_section(model: Model, texts: Texts, companion: Callable[[str], str]) -> Lines:
    """Rows, or the name of the series' own file."""
    lines: Lines = []
    for series, values in texts.items():
        s = model.series[series]
        if s.file:
            rows = [f'{quoted(s.name):<16} FILE "{companion(s.file)}"']
        else:
            name = f"{quoted(s.name):<16}"
            rows = [f"{name} {_time(t, s):<24} {v}" for t, v in zip(s.times, values, strict=True)]
        if rows:
            lines += with_comment(s.comment, rows[0]) + rows[1:]
    return lines


def _time(seconds: float, series: el.TimeSeries) -> str:
    """Time since the start, or date and time of day."""
    text = hours if series.decimal else clock
    if not series.dated:
        return text(seconds)
    day = min(max(int(seconds // SECONDS_PER_DAY), 1 - EPOCH), date.max.toordinal() - EPOCH)
    rest = seconds - day * SECONDS_PER_DAY
    on = date.fromordinal(day + EPOCH)
    return f"{on.month:02d}/{on.day:02d}/{on.year:04d} {text(rest)}"
