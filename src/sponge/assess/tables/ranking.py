# SPDX-License-Identifier: Apache-2.0
"""Measures beside each other: what each alone changes against the base, and what that costs where costs are given."""

from __future__ import annotations

from typing import Any

from sponge.assess.cases import ALL, Case
from sponge.assess.finding import Context
from sponge.assess.tables.figures import FIGURES
from sponge.assess.tables.table import Column, Table
from sponge.base.errors import UsageError

RANKED = ("flooded", "overflow", "captured_gbt51345", "captured")  # figures that a measure is ranked and told by


def measures(context: Context) -> Table | None:
    """Every set of measures of a sweep by the water that it keeps off the ground, greatest first, storm by storm.

    Where ``[cost]`` of the user's file names what each measure costs, the cost of a set is their sum, and what a unit
    of it keeps off the ground stands beside.
    """
    single = [case for case in context.cases.sound if case.measures and not case.is_called(ALL)]
    pairs = context.cases.pairs(single)
    if not pairs:
        return None
    costs, bases = _costs(context), {id(before): before for before, _ in pairs}
    figures = {key: _figures(case, context) for key, case in bases.items()}  # one base stands beside many measures
    found = (_row(figures[id(before)], _figures(after, context), after, costs) for before, after in pairs)
    rows = [row for row in found if row is not None]
    rows.sort(key=lambda row: (row[0], -(row[3] if row[3] is not None else 0.0)))
    ranked = tuple((storm, _rank(rows, k), *row) for k, (storm, *row) in enumerate(rows))
    if not ranked:
        return None
    return Table(
        "measures", "Measures by what they keep off the ground", "措施效果与费用排序",
        (Column("rain", "rain", "降雨"), Column("rank", "rank", "排序", "1"), Column("scenario", "scenario", "情景"),
         Column("measures", "measures", "措施"), Column("flooded", "kept off the ground", "减少地面积水", "m3"),
         Column("overflow", "overflow kept back", "减少溢流", "m3"),
         Column("captured_gbt51345", "captured more, gbt51345", "控制率提高（GB/T 51345）", "1"),
         Column("captured", "captured more, strict", "控制率提高（不外排）", "1"), Column("cost", "cost", "费用", "-"),
         Column("per_cost", "kept off a unit of cost", "单位费用减少积水", "m3")),
        ranked,
    )  # fmt: skip


def _rank(rows: list[tuple[Any, ...]], k: int) -> float:
    return float(1 + sum(row[0] == rows[k][0] for row in rows[:k]))


def _figures(case: Case, context: Context) -> dict[str, float | None]:
    return {key: FIGURES[key].value(case, context) for key in RANKED}


def _row(
    before: dict[str, float | None], figures: dict[str, float | None], after: Case, costs: dict[str, float]
) -> tuple[Any, ...] | None:
    gains = {key: _gain(key, before[key], figures[key]) for key in RANKED}
    if all(gain is None for gain in gains.values()):
        return None
    names = (after.measures or "").split()
    cost = sum(costs[name] for name in names) if names and all(name in costs for name in names) else None
    flooded = gains["flooded"]
    per = flooded / cost if flooded is not None and cost else None
    storm = f"{round(after.years, 2):.3g} years" if after.is_annual else f"{after.period:g} a"
    return storm, after.label, after.measures, *gains.values(), cost, per


def _gain(key: str, before: float | None, after: float | None) -> float | None:
    """By how much a figure is better with the measures; None where the results do not tell."""
    return None if before is None or after is None else FIGURES[key].better * (after - before) + 0.0  # no -0


def _costs(context: Context) -> dict[str, float]:
    costs = context.given.get("cost", {})
    if not isinstance(costs, dict):
        raise UsageError("--given: 'cost' is a table: [cost] with MEASURE = NUMBER")
    for name, value in costs.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0.0:
            raise UsageError(f"--given: the cost of '{name}' is a number greater than 0, not {value!r}")
    return {name: float(value) for name, value in costs.items()}
