# SPDX-License-Identifier: Apache-2.0
"""The tables of an assessment, in the order of a report; those that the results cannot fill are left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from sponge.assess.cases import Cases
from sponge.assess.finding import Context
from sponge.assess.judge import Indicator
from sponge.assess.scopes import Scope
from sponge.assess.standards import Rule
from sponge.assess.tables import ranking, sensitivity, water, works
from sponge.assess.tables.table import Column, Table, number

TABLES: dict[str, tuple[Callable[[Context], Table | None], str]] = {  # and the indicator whose rule they take
    "surfaces": (works.surfaces, "vol"), "lid": (works.lid, "vol"), "capture": (water.capture, "vcr"),
    "flooding": (water.flooding, "flood_depth"), "places": (water.places, "road"), "pipes": (works.pipes, "pipe"),
    "overflows": (water.overflows, "cso"),
    "stations": (water.stations, "river"), "first_flush": (water.first_flush, "ff"),
    "comparison": (water.comparison, "vcr"), "measures": (ranking.measures, "vcr"),
    "sensitivity": (sensitivity.sensitivity, "vcr"),
}  # fmt: skip
TRUST = {  # variable -> what it is called
    "runoff_continuity_error": ("continuity of runoff", "径流连续性误差"),
    "routing_continuity_error": ("continuity of routing", "汇流连续性误差"),
    "quality_continuity_error": ("continuity of quality", "水质连续性误差"),
    "steps_not_converged": ("steps not converged", "未收敛步数占比"),
}


def tables_of(
    cases: Cases, rules: Mapping[str, Rule], scope: Scope, indicators: Sequence[Indicator],
    given: Mapping[str, Any],
) -> tuple[dict[str, Any], ...]:  # fmt: skip
    """Every table that the results can fill, for JSON and for pages."""
    found: list[Table | None] = [self_assessment(indicators)]  # what a reviewer asks for first
    found += [of(Context(cases, rules[key], scope, given)) for of, key in TABLES.values() if key in rules]
    found += [trust(cases), definitions(indicators)]
    return tuple(table.as_dict() for table in found if table is not None)


def self_assessment(indicators: Sequence[Indicator]) -> Table:
    """The indicators, one a row."""
    rows = []
    for one in indicators:
        told = one.as_dict()
        first = (one.id, *(told[key] for key in ("name_en", "name_zh", "unit")), _marked(told))
        keys = ("target", "margin", "verdict", "scenario", "rain", "clause", "standing", "target_standing")
        then = (told[key] for key in keys)
        rows.append((*first, *then, "; ".join(told["missing"]), told["note"]))
    return Table(
        "indicators", "Self-assessment", "自评表",
        (Column("id", "id", "编号"), Column("en", "indicator", "英文名"), Column("zh", "in Chinese", "指标"),
         Column("unit", "unit", "单位"), Column("value", "value", "结果", "-"), Column("target", "target", "目标", "-"),
         Column("margin", "margin", "余量", "-"), Column("verdict", "verdict", "结论"),
         Column("scenario", "scenario", "情景"), Column("rain", "rain", "降雨"), Column("clause", "clause", "条文"),
         Column("standing", "how well the clause is known", "条文核实情况"),
         Column("target_standing", "how well the target is known", "目标核实情况"),
         Column("missing", "missing", "缺少"), Column("note", "what to know", "说明")),
        tuple(rows),
    )  # fmt: skip


def definitions(indicators: Sequence[Indicator]) -> Table:
    """What each indicator is, how it is computed, and where its target comes from."""
    rows = [(one.id, rule.name_en, rule.name_zh, rule.definition_en, rule.definition_zh, rule.equation, rule.clause,
             rule.source) for one in indicators for rule in [one.rule]]  # fmt: skip
    return Table(
        "definitions", "Definitions of the indicators", "指标定义与公式",
        (Column("id", "id", "编号"), Column("en", "indicator", "英文名"), Column("zh", "in Chinese", "指标"),
         Column("definition_en", "definition", "英文定义"), Column("definition_zh", "definition in Chinese", "定义"),
         Column("formula", "formula", "公式"), Column("clause", "clause", "条文"),
         Column("source", "where the target is from", "目标来源")),
        tuple(rows),
    )  # fmt: skip


def _marked(told: Mapping[str, Any]) -> Any:
    return f">{told['value']:g}" if told["at_least"] and told["value"] is not None else told["value"]


def trust(cases: Cases) -> Table:
    """How far each run is to be trusted: its errors of continuity, and the steps that did not converge."""
    rows = []
    for case in cases.all:
        errors = [number(np.max(np.abs(case.values(name)))) if name in case else None for name in TRUST]
        rows.append((case.file, case.scenario, *errors, "failed" if case.failed else "completed"))
    columns = tuple(Column(name, en, zh, "%") for name, (en, zh) in TRUST.items())
    return Table(
        "trust", "How far to trust the model", "模型可信度",
        (Column("file", "results", "结果文件"), Column("scenario", "scenario", "情景"), *columns,
         Column("status", "how it ended", "运行状态")),
        tuple(rows),
    )  # fmt: skip
