# SPDX-License-Identifier: Apache-2.0
"""The text of ``sponge storm``: steps, the storm beside the station's depths, a long series by year."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import numpy as np

from sponge.rain import KINDS, Hyetograph
from sponge.rain.chicago import Chicago
from sponge.rain.climate import days_of, rows_of_fit, years_of
from sponge.rain.families import FORMULAS, OF_STATION, STATION
from sponge.rain.hyetograph import MILLIMETRE
from sponge.rain.pattern24 import Pattern24
from sponge.rain.recorded import storms
from sponge.rain.storm import Rain
from sponge.rain.table import DepthTable, shipped
from sponge.rain.text import is_continuous
from sponge.words import Words
from sponge.words.columns import left, right
from sponge.words.messages import told

HOUR = 3600.0
MOST_ROWS = 600


def listing(language: str = "en") -> str:
    """Kinds, formulas and recorded storms."""
    say = Words(language)
    lines = [say("Kinds")] + [f"  {kind:<14}{told(model.title, language)}" for kind, model in KINDS.items()]
    law = "q [L/(s ha)] = A (1 + C lg P) / (t + b)^n"
    lines += ["", say("Formulas: {law}, t in min, up to 180 min (beyond: assumed)", law=law)]
    lines += [f"  {name:<14}{f.A:>9g}{f.C:>8g}{f.b:>9g}{f.n:>8g}  {told(f.source, language)}"
              for name, f in FORMULAS.items()]  # fmt: skip
    lines += [f"  {STATION:<14}{told(OF_STATION, language)}"]
    lines += ["", say("Recorded storms: depth published, course within the storm assumed")]
    for s in storms().values():
        most = say(", greatest {depth} mm", depth=f"{s.greatest / MILLIMETRE:g}") if s.greatest else ""
        mean = say("mean of {where} {depth} mm", where=told(s.mean_of, language), depth=f"{s.mean / MILLIMETRE:g}")
        days = s.name if s.until == s.name else f"{s.name}/{s.until[-2:]}"
        lines.append(f"  {days:<14}{s.duration / HOUR:>4g} h  {mean}{most}")
    return "\n".join(lines)


def report(spec: Rain, rain: Hyetograph, language: str = "en") -> str:
    """The table that is printed unless another format is asked for."""
    say = Words(language)
    lines = [told(rain.name, language)]
    lines += [f"  {left(say(key.replace('_', ' ')), 22)}{told(str(value), language)}"
              for key, value in rain.attributes.items()]  # fmt: skip
    lines += ["", *(_by_year(rain, say) if is_continuous(rain) else _steps(rain, say))]
    beside = _fit(rain, say) if is_continuous(rain) else _station(spec, rain, say)
    return "\n".join([*lines, *([""] if beside else []), *beside])


def _steps(rain: Hyetograph, say: Words) -> list[str]:
    depths = rain.depths / MILLIMETRE
    rates, sums = rain.intensities / MILLIMETRE * HOUR, np.cumsum(depths)
    rows = [
        f"{_clock(i * rain.step):>10}{depth:>10.3f}{rate:>12.2f}{total:>12.3f}"
        for i, (depth, rate, total) in enumerate(zip(depths, rates, sums))
    ]
    if len(rows) > MOST_ROWS:
        left_out = len(rows) - MOST_ROWS
        gap = say("  ... {count} steps left out (--csv has all)", count=left_out)
        rows = [*rows[: MOST_ROWS // 2], gap, *rows[-MOST_ROWS // 2 :]]
    head = f"{right(say('time'), 10)}{'mm':>10}{'mm/h':>12}{right(say('sum mm'), 12)}"
    total = say("{depth} mm in {time}", depth=f"{rain.total / MILLIMETRE:>10.3f}", time=_clock(rain.duration))
    return [head, *rows, right(say("total"), 10) + total]


def _clock(seconds: float) -> str:
    """h:mm, with seconds where there are any."""
    text = str(timedelta(seconds=round(seconds % 86400)))
    hours, rest = text.split(":", 1)
    whole = f"{int(hours) + 24 * int(seconds // 86400)}:{rest}"
    return whole.removesuffix(":00") if whole.count(":") > 1 else whole


def _station(spec: Rain, rain: Hyetograph, say: Words) -> list[str]:
    """The station's depths, with those of the formula in use, and what this storm has."""
    station = shipped("station")
    law = _law(spec)
    minutes = [f"{t / 60.0:g} min" for t in station.durations]
    lines = [say("Depths of the Tianjin station, mm") + (say(", beside {law}", law=law[0]) if law else "")]
    lines.append(right(say.name("years", "重现期 a"), 10) + "".join(f"{m:>{26 if law else 10}}" for m in minutes))
    for P, depths in zip(station.periods, station.depths):
        cells = [_cell(t, P, depth, law[1] if law else None) for t, depth in zip(station.durations, depths)]
        lines.append(f"{P:>10g}" + "".join(cells))
    within = [t for t in station.durations if rain.step <= t <= rain.duration * (1.0 + 1e-9)]
    here = [(t, rain.greatest(float(t))) for t in within]
    words = [say("{depth} mm in {time}", depth=f"{depth / MILLIMETRE:.1f}", time=f"{t / 60.0:g} min")
             + f" ({_period(station, t, depth, say)})" for t, depth in here]  # fmt: skip
    return [*lines, *([say("this storm: greatest {depths}", depths=", ".join(words))] if words else [])]


def _law(spec: Rain) -> tuple[str, Callable[[float, float], float]] | None:
    """Name and depth(duration, P) of the family of a design storm."""
    if not isinstance(spec, Chicago | Pattern24) or spec.law is None or spec.law_name == STATION:
        return None
    law = spec.law
    return spec.law_name, lambda t, P: float(law.depth(np.asarray(t), P))


def _cell(t: float, P: float, depth: float, law: Callable[[float, float], float] | None) -> str:
    if law is None:
        return f"{depth / MILLIMETRE:>10.2f}"
    formula = law(t, P)
    return f"{depth / MILLIMETRE:>9.2f}{formula / MILLIMETRE:>9.2f}{(formula / depth - 1.0) * 100.0:>+7.1f}%"


def _period(station: DepthTable, t: float, depth: float, say: Words) -> str:
    """The return period for which the station has a depth: linear in lg P, as the station's depths are."""
    column = station.depths[:, list(station.durations).index(t)]
    if depth < column[0]:
        return say("less than {years} a", years=f"{station.periods[0]:g}")
    if depth > column[-1]:
        return say("more than {years} a", years=f"{station.periods[-1]:g}")
    return say("about {years} a", years=f"{10.0 ** np.interp(depth, column, np.log10(station.periods)):.2g}")


def _by_year(rain: Hyetograph, say: Words) -> list[str]:
    """One line for each year of a long series."""
    head = (f"{right(say('year'), 10)}{'mm':>10}{right(say('wet h'), 10)}{right(say('most in 1 h'), 14)}"
            f"{right(say('most in a day'), 15)}")  # fmt: skip
    rows: Iterable[tuple[Any, Hyetograph]] = years_of(rain) or [(say("all"), rain)]
    lines = [head]
    for year, part in rows:
        wet = np.count_nonzero(part.depths) * part.step / HOUR
        hour, day = part.greatest(HOUR) / MILLIMETRE, days_of(part).max() / MILLIMETRE
        lines.append(f"{right(str(year), 10)}{part.total / MILLIMETRE:>10.1f}{wet:>10.1f}{hour:>14.1f}{day:>15.1f}")
    total = say("{depth} mm in {days} days", depth=f"{rain.total / MILLIMETRE:>10.1f}",
                days=f"{rain.duration / 86400.0:,.0f}")  # fmt: skip
    return [*lines, right(say("total"), 10) + total]


def _fit(rain: Hyetograph, say: Words) -> list[str]:
    """Statistics of a long series beside the climate's."""
    rows = rows_of_fit(rain)
    if not rows:
        return []
    lines = [left(say("Beside the climate of Beichen"), 36) + right(say("here"), 10) + right(say("climate"), 10)
             + right(say("difference"), 12)]  # fmt: skip
    for row in rows:
        difference = (row["here"] / row["climate"] - 1.0) * 100.0
        figures = f"{row['here']:>10.1f}{row['climate']:>10.1f}{difference:>+11.1f}%"
        lines.append(f"  {left(told(row['quantity'], say.language), 34)}{figures} {row['unit']}")
    return lines
