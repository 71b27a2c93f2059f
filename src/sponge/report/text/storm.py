# SPDX-License-Identifier: Apache-2.0
"""What ``sponge storm`` prints: the steps, the storm beside the station's depths, a long series by year."""

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

HOUR = 3600.0
MOST_ROWS = 600


def listing() -> str:
    """Kinds, formulas and recorded storms."""
    lines = ["Kinds"] + [f"  {kind:<14}{model.title}" for kind, model in KINDS.items()]
    lines += ["", "Formulas: q [L/(s ha)] = A (1 + C lg P) / (t + b)^n, t in min, up to 180 min (beyond: assumed)"]
    lines += [f"  {name:<14}{f.A:>9g}{f.C:>8g}{f.b:>9g}{f.n:>8g}  {f.source}" for name, f in FORMULAS.items()]
    lines += [f"  {STATION:<14}{OF_STATION}"]
    lines += ["", "Recorded storms: depth published, course within the storm assumed"]
    for s in storms().values():
        most = f", greatest {s.greatest / MILLIMETRE:g} mm" if s.greatest else ""
        days = s.name if s.until == s.name else f"{s.name}/{s.until[-2:]}"
        lines.append(f"  {days:<14}{s.duration / HOUR:>4g} h  mean of {s.mean_of} {s.mean / MILLIMETRE:g} mm{most}")
    return "\n".join(lines)


def report(spec: Rain, rain: Hyetograph) -> str:
    """The table that is printed without another format."""
    lines = [rain.name] + [f"  {key.replace('_', ' '):<22}{value}" for key, value in rain.attributes.items()]
    lines += ["", *(_by_year(rain) if is_continuous(rain) else _steps(rain))]
    beside = _fit(rain) if is_continuous(rain) else _station(spec, rain)
    return "\n".join([*lines, *([""] if beside else []), *beside])


def _steps(rain: Hyetograph) -> list[str]:
    depths = rain.depths / MILLIMETRE
    rates, sums = rain.intensities / MILLIMETRE * HOUR, np.cumsum(depths)
    rows = [
        f"{_clock(i * rain.step):>10}{depth:>10.3f}{rate:>12.2f}{total:>12.3f}"
        for i, (depth, rate, total) in enumerate(zip(depths, rates, sums))
    ]
    if len(rows) > MOST_ROWS:
        left_out = len(rows) - MOST_ROWS
        rows = [*rows[: MOST_ROWS // 2], f"  ... {left_out} steps left out (--csv has all)", *rows[-MOST_ROWS // 2 :]]
    head = f"{'time':>10}{'mm':>10}{'mm/h':>12}{'sum mm':>12}"
    return [head, *rows, f"{'total':>10}{rain.total / MILLIMETRE:>10.3f} mm in {_clock(rain.duration)}"]


def _clock(seconds: float) -> str:
    """h:mm, with seconds where there are any."""
    text = str(timedelta(seconds=round(seconds % 86400)))
    hours, rest = text.split(":", 1)
    whole = f"{int(hours) + 24 * int(seconds // 86400)}:{rest}"
    return whole.removesuffix(":00") if whole.count(":") > 1 else whole


def _station(spec: Rain, rain: Hyetograph) -> list[str]:
    """The station's depths, with those of the formula in use, and what this storm has."""
    station = shipped("station")
    law = _law(spec)
    minutes = [f"{t / 60.0:g} min" for t in station.durations]
    lines = ["Depths of the Tianjin station, mm" + (f", beside {law[0]}" if law else "")]
    lines.append(f"{'years':>10}" + "".join(f"{m:>{26 if law else 10}}" for m in minutes))
    for P, depths in zip(station.periods, station.depths):
        cells = [_cell(t, P, depth, law[1] if law else None) for t, depth in zip(station.durations, depths)]
        lines.append(f"{P:>10g}" + "".join(cells))
    within = [t for t in station.durations if rain.step <= t <= rain.duration * (1.0 + 1e-9)]
    here = [(t, rain.greatest(float(t))) for t in within]
    words = [f"{depth / MILLIMETRE:.1f} mm in {t / 60.0:g} min ({_period(station, t, depth)})" for t, depth in here]
    return [*lines, *(["this storm: greatest " + ", ".join(words)] if words else [])]


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


def _period(station: DepthTable, t: float, depth: float) -> str:
    """About which return period the station gives a depth: linear in lg P, as the station's depths are."""
    column = station.depths[:, list(station.durations).index(t)]
    if depth < column[0]:
        return f"less than {station.periods[0]:g} a"
    if depth > column[-1]:
        return f"more than {station.periods[-1]:g} a"
    return f"about {10.0 ** np.interp(depth, column, np.log10(station.periods)):.2g} a"


def _by_year(rain: Hyetograph) -> list[str]:
    """A line a year of a long series."""
    head = f"{'year':>10}{'mm':>10}{'wet h':>10}{'most in 1 h':>14}{'most in a day':>15}"
    rows: Iterable[tuple[Any, Hyetograph]] = years_of(rain) or [("all", rain)]
    lines = [head]
    for year, part in rows:
        wet = np.count_nonzero(part.depths) * part.step / HOUR
        hour, day = part.greatest(HOUR) / MILLIMETRE, days_of(part).max() / MILLIMETRE
        lines.append(f"{year:>10}{part.total / MILLIMETRE:>10.1f}{wet:>10.1f}{hour:>14.1f}{day:>15.1f}")
    return [*lines, f"{'total':>10}{rain.total / MILLIMETRE:>10.1f} mm in {rain.duration / 86400.0:,.0f} days"]


def _fit(rain: Hyetograph) -> list[str]:
    """A long series beside the climate."""
    rows = rows_of_fit(rain)
    if not rows:
        return []
    lines = [f"{'Beside the climate of Beichen':<36}{'here':>10}{'climate':>10}{'difference':>12}"]
    for row in rows:
        difference = (row["here"] / row["climate"] - 1.0) * 100.0
        figures = f"{row['here']:>10.1f}{row['climate']:>10.1f}{difference:>+11.1f}%"
        lines.append(f"  {row['quantity']:<34}{figures} {row['unit']}")
    return lines
