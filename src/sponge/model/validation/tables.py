# SPDX-License-Identifier: Apache-2.0
"""Curves, series, patterns, transects, streets and inlets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sponge.model.curve_use import LID_DRAIN, OWN, SETTING, roles_of_curves
from sponge.model.elements import FACTORS, Curve, Pattern, Transect
from sponge.model.usual import HINT, OF_CURVES
from sponge.model.validation.findings import Findings

MOST_STATIONS = 1500
NOT_NEGATIVE = {  # what a curve is taken for -> its y
    **dict.fromkeys(("PUMP1", "PUMP2", "PUMP4", "PUMP5", "RATING", "DIVERSION"), "a flow"), "PUMP3": "a flow or head",
    "WEIR": "a coefficient", "LID_DRAIN": "a factor",
}  # fmt: skip


def first_disorder(x: Sequence[float]) -> int:
    """Index of the first x that is not greater than the one before; 0 where all are."""
    return next((i for i in range(1, len(x)) if not x[i] > x[i - 1]), 0)


def check_tables(found: Findings) -> None:
    """All tables by themselves."""
    model = found.model
    used = roles_of_curves(model)
    for curve in model.curves.values():
        if not curve.points:
            tell = found.bad_element if curve.name in used else found.warn_element
            tell("curves", curve, "it has no points")
        disorder = first_disorder([x for x, _ in curve.points])
        if disorder:
            found.bad_element("curves", curve, f"x is out of sequence at point {disorder + 1}")
        elif curve.kind == "SHAPE":
            _check_shape(found, curve)
    _check_use(found)
    for series in model.series.values():
        disorder = first_disorder(series.times)
        if disorder:
            found.bad_element("series", series, f"times are out of sequence at row {disorder + 1}")
    for pattern in model.patterns.values():
        _check_pattern(found, pattern)
    for transect in model.transects.values():
        wrong = wrong_transect(transect)
        if wrong:
            found.bad_element("transects", transect, wrong)


def _check_use(found: Findings) -> None:
    """A curve of one kind used as another."""
    model = found.model
    for name, roles in roles_of_curves(model).items():
        if name not in model.curves:
            continue
        curve = model.curves[name]
        _check_below_zero(found, curve, roles)
        _check_points(found, curve, roles)
        usual = {OWN, curve.kind, SETTING} | ({LID_DRAIN} if curve.kind == "CONTROL" else set())
        other = sorted(role for role in roles if role not in usual)
        if other:
            found.warn_element(
                "curves", curve, f"of type {curve.kind}, used as {', '.join(other)}: taken for that"
            )  # fmt: skip


def _check_below_zero(found: Findings, curve: Curve, roles: Iterable[str]) -> None:
    """Numbers of a curve that turn what they stand for round."""
    what = next((NOT_NEGATIVE[role or curve.kind] for role in roles if (role or curve.kind) in NOT_NEGATIVE), "")
    below = [(x, y) for x, y in curve.points if y < 0.0]
    if what and below:
        more = f" (and {len(below) - 1} more)" if len(below) > 1 else ""
        found.warn_element("curves", curve, f"{what} below zero: {below[0][1]:g} at {below[0][0]:g}{more}, in SI")


def _check_points(found: Findings, curve: Curve, roles: Iterable[str]) -> None:
    """Numbers of a curve that nobody means."""
    usual = next((OF_CURVES[role or curve.kind] for role in roles if (role or curve.kind) in OF_CURVES), None)
    for axis, range_of_axis in zip(("x", "y"), usual or (), strict=False):
        odd = [point["xy".index(axis)] for point in curve.points if not range_of_axis.holds(point["xy".index(axis)])]
        if odd:
            found.warn_element("curves", curve, f"{range_of_axis.telling(axis, odd[0])}, in SI", HINT)


def _check_shape(found: Findings, curve: Curve) -> None:
    """A shape curve gives widths at heights from 0 to 1 of the full height, none negative."""
    heights = [x for x, _ in curve.points]
    widths = [y for _, y in curve.points]
    first = 0 if heights and heights[0] > 0.0 else 1
    if len(heights) <= first or not 0.0 <= heights[0] < 1.0 or min(widths) < 0.0 or max(widths) <= 0.0:
        found.bad_element("curves", curve, "no shape: heights from 0 to 1 and widths above 0 are needed")


def _check_pattern(found: Findings, pattern: Pattern) -> None:
    """A pattern that lacks factors, or has too many."""
    wanted, n = FACTORS.get(pattern.kind, 0), len(pattern.factors)
    if not wanted:
        found.bad_element("patterns", pattern, f"unknown kind {pattern.kind!r}", "one of " + ", ".join(FACTORS))
    elif n < wanted:
        found.warn_element("patterns", pattern, f"{n} factors where {pattern.kind} has {wanted}: 1 for those missing")
    elif n > wanted:
        found.bad_element("patterns", pattern, f"{n} factors where {pattern.kind} has {wanted}")


def wrong_transect(transect: Transect) -> str:
    """What is wrong with a transect; nothing if it is sound."""
    elevations = [y for _, y in transect.points]
    if len(elevations) < 2:
        return "too few stations"
    if len(elevations) >= MOST_STATIONS:
        return f"too many stations: {len(elevations)} where {MOST_STATIONS - 1} may be"
    if transect.roughness_channel <= 0.0:
        return "no roughness given for the channel"
    if transect.bank_left * transect.station_factor > transect.bank_right * transect.station_factor:
        return "the left bank is right of the right bank"
    if min(elevations) >= max(elevations):
        return "it has no depth"
    return ""
