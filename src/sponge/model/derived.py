# SPDX-License-Identifier: Apache-2.0
"""Parameters that no row holds by itself: what a pump can lift, how much it rains, x and y of a curve's points.

A change of one gives the tables that say it. A curve or series that others use too is left to them: those that are
changed get one of their own, called NAME@ELEMENT.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sponge.base.errors import UsageError
from sponge.model.elements import Curve, TimeSeries
from sponge.model.quantities import Quantity
from sponge.model.references import REFERENCES
from sponge.model.series_use import named_in_rules
from sponge.model.tables import rows_of

Operate = Callable[[float], float]  # a number to what the change makes of it
AXES = {"x": 0, "y": 1}
CURVE_UNITS: dict[str, tuple[str, str]] = {  # kind of curve -> units of x and of y; "" = no unit can tell
    "STORAGE": ("m", "m2"), "SHAPE": ("1", "1"), "DIVERSION": ("m3/s", "m3/s"), "TIDAL": ("s", "m"),
    "PUMP1": ("m3", "m3/s"), "PUMP2": ("m", "m3/s"), "PUMP3": ("m", "m3/s"), "PUMP4": ("m", "m3/s"),
    "PUMP5": ("m", "m3/s"), "RATING": ("m", "m3/s"), "CONTROL": ("", "1"), "WEIR": ("m", ""),
}  # fmt: skip


def curve_quantity(curve: Curve, axis: str) -> Quantity:
    """What x or y of a curve is; heights and settings may be negative, volumes, areas and flows not."""
    unit = CURVE_UNITS.get(curve.kind, ("", ""))[AXES[axis]]
    return Quantity(tuple(unit.split()), low=0.0 if unit in ("m2", "m3", "m3/s") else -float("inf"))


def with_axis(curve: Curve, axis: str, values: tuple[float, ...]) -> tuple[tuple[float, float], ...]:
    """Points of a curve with other x or y."""
    points = zip(*(values if k == AXES[axis] else [p[k] for p in curve.points] for k in range(2)), strict=True)
    return tuple((x, y) for x, y in points)


def with_capacity(model: Any, chosen: set[str], change: Any, operate: Operate) -> dict[str, Any]:
    """Tables in which pumps have another capacity: the largest flow of their curve, whose other flows go with it."""
    curves, pumps = dict(model.curves), dict(model.pumps)
    for name, users in _by_name(model.pumps, chosen, "curve").items():
        curve = model.curves.get(name)
        largest = max((y for _, y in curve.points), default=0.0) if curve else 0.0
        if curve is None or largest <= 0.0:
            why = f"names curve '{name}', which has no flow" if name else "is ideal: it lifts whatever comes"
            raise UsageError(f"change '{change.text}': pump '{users[0]}' {why}")
        factor = operate(largest) / largest
        points = with_axis(curve, "y", tuple(y * factor for _, y in curve.points))
        own = _own_name(model, "curves", name, "pumps", users)
        curves[own] = replace(curve, name=own, points=points, source=curve.source if own == name else "")
        for pump in users if own != name else ():
            pumps[pump] = replace(pumps[pump], curve=own)
    return {"curves": curves, "pumps": pumps}


def with_rain_scale(model: Any, chosen: set[str], change: Any, operate: Operate) -> dict[str, Any]:
    """Tables in which gages have so many times their rain."""
    if change.op not in ("*=", "/="):
        raise UsageError(f"change '{change.text}': rain has no scale to be set, only one to multiply by: *= or /=")
    factor = operate(1.0)
    series, gages, records = dict(model.series), dict(model.gages), dict(model.rain_records)
    for name, users in _by_name(model.gages, chosen, "series").items():
        if not name:
            for gage in users:
                if gage not in records:
                    raise UsageError(f"change '{change.text}': gage '{gage}' has no rain")
                record = records[gage]
                records[gage] = replace(record, depths=record.depths * factor, scale=record.scale * factor)
            continue
        rain: TimeSeries | None = model.series.get(name)
        if rain is None:
            raise UsageError(f"change '{change.text}': gage '{users[0]}' names series '{name}', which is not there")
        own = _own_name(model, "series", name, "gages", users)
        values = tuple(value * factor for value in rain.values)
        series[own] = replace(rain, name=own, values=values, source=rain.source if own == name else "", file="")
        for gage in users if own != name else ():
            gages[gage] = replace(gages[gage], series=own)
    return {"series": series, "gages": gages, "rain_records": records}


def _by_name(rows: dict[str, Any], chosen: set[str], attribute: str) -> dict[str, list[str]]:
    """The chosen rows by the curve or series that they name."""
    found: dict[str, list[str]] = {}
    for name, row in rows.items():
        if name in chosen:
            found.setdefault(getattr(row, attribute), []).append(name)
    return found


def _own_name(model: Any, target: str, name: str, table: str, users: list[str]) -> str:
    """The name of what these users change: the same where nobody else uses it."""
    space = {"curves": "curve", "series": "series"}[target]
    keyword = {"curves": "CURVE", "series": "TIMESERIES"}[target]
    others = [row for key, row in getattr(model, table).items() if key not in users]
    shared = any(name == used for used, _ in named_in_rules(model, keyword)) or any(
        name in reference.names_of(others if reference.table == table else rows_of(getattr(model, reference.table)))
        for reference in REFERENCES if space in reference.spaces
    )  # fmt: skip
    own = f"{name}@{users[0]}" if shared else name
    while own != name and own in getattr(model, target):
        own += "'"
    return own


DERIVED = {  # table, attribute -> what makes the tables of a change
    ("pump", "capacity"): with_capacity, ("gage", "scale"): with_rain_scale,
}  # fmt: skip
