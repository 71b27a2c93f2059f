# SPDX-License-Identifier: Apache-2.0
"""Judges what the formulas find, and gathers it: the assessment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sponge.assess.cases import Cases
from sponge.assess.finding import Context, Finding
from sponge.assess.formulas import FORMULAS
from sponge.assess.scopes import DISTRICT, Scope
from sponge.assess.standards import STANDING, Rule
from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.errors import UsageError
from sponge.words.messages import in_chinese

PASS, FAIL, UNKNOWN, NOT_JUDGED = "pass", "fail", "cannot be judged", "not judged"


@dataclass(frozen=True)
class Indicator:
    """One indicator of the assessment: its rule, what was found, and the verdict."""

    id: str
    rule: Rule
    finding: Finding
    target: float | None
    margin: float | None  # positive where it passes
    verdict: str

    @property
    def note(self) -> str:
        """What to know of the value; a verdict that turns with the definition says so."""
        notes = [self.finding.note]
        if self.finding.other is not None:
            name, value = self.finding.other
            notes.append(f"{name}: {100.0 * value:.1f} %" + self._turns(value))
        return "; ".join(text for text in notes if text)

    def _turns(self, value: float) -> str:
        other = verdict_of(self.rule, Finding(value, self.finding.case, enough=self.finding.enough), self.target)
        return f", {other}: the verdict turns with the definition" if other != self.verdict else ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON and for pages."""
        rule, found = self.rule, self.finding
        case = found.case
        return {
            "id": self.id, "name_en": rule.name_en, "name_zh": rule.name_zh, "definition": rule.definition_en,
            "definition_zh": rule.definition_zh, "formula": rule.equation, "clause": rule.clause, "unit": rule.unit,
            "value": _number(found.value), "at_least": found.at_least, "target": self.target, "judge": rule.judge,
            "margin": self.margin, "verdict": self.verdict, "scenario": case.label if case else "",
            "rain": rain_of(found), "standing": rule.verified, "standing_meaning": STANDING[rule.verified],
            "target_standing": rule.target_known if self.target is not None else "",
            "source": rule.source, "missing": list(found.missing), "hint": found.hint, "note": self.note,
            "other_definition": dict([found.other]) if found.other else {}, "by_zone": dict(found.by_zone),
            "cut_short": list(found.cut_short), "target_by_zone": dict(rule.by_zone), **self._chinese(),
        }  # fmt: skip

    def _chinese(self) -> dict[str, Any]:
        """What readers of Chinese have in place of the English sentences."""
        rule, found = self.rule, self.finding
        said = {"clause": rule.clause, "rain": rain_of(found), "source": rule.source, "hint": found.hint,
                "note": self.note, "standing_meaning": STANDING[rule.verified]}  # fmt: skip
        told = {f"{key}_zh": in_chinese(text) for key, text in said.items()}
        return told | {"missing_zh": [in_chinese(text) for text in found.missing]}


@dataclass(frozen=True)
class Assessment:
    """All indicators, and how many pass."""

    indicators: tuple[Indicator, ...]
    standard: str
    local: str | None
    scope: str
    files: tuple[str, ...]
    tables: tuple[Mapping[str, Any], ...] = field(default=())

    def count(self, verdict: str) -> int:
        """How many indicators have this verdict."""
        return sum(i.verdict == verdict for i in self.indicators)

    def as_dict(self) -> dict[str, Any]:
        """For JSON and for pages."""
        return {
            "indicators": [i.as_dict() for i in self.indicators],
            "tables": [dict(table) for table in self.tables],
            "summary": {
                "standard": self.standard, "local": self.local or "", "scope": self.scope, "results": list(self.files),
                "pass": self.count(PASS), "fail": self.count(FAIL), "cannot_be_judged": self.count(UNKNOWN),
                "not_judged": self.count(NOT_JUDGED),
            },
        }  # fmt: skip


def judged(key: str, rule: Rule, finding: Finding) -> Indicator:
    """The indicator with its verdict and its margin to the target."""
    target = finding.target if finding.target is not None else rule.target
    margin = None
    if target is not None and rule.judge != NOT_JUDGED and np.isfinite(finding.value):
        margin = finding.value - target if rule.judge == "at least" else target - finding.value
    return Indicator(key, rule, finding, target, margin, verdict_of(rule, finding, target))


def verdict_of(rule: Rule, finding: Finding, target: float | None) -> str:
    """Pass or fail; what is missing, or admitted by no clause, is never a pass. A value that the run's end cut short
    can only fail."""
    if rule.judge == NOT_JUDGED:
        return NOT_JUDGED if np.isfinite(finding.value) else UNKNOWN
    if target is None or not np.isfinite(finding.value):
        return UNKNOWN
    holds = finding.value >= target if rule.judge == "at least" else finding.value <= target
    if not finding.enough:
        return UNKNOWN
    if finding.at_least and holds == (rule.judge == "at most"):
        return UNKNOWN
    return PASS if holds else FAIL


def assess(
    cases: Cases, rules: Mapping[str, Rule], scope: Scope | None = None, given: Mapping[str, Any] | None = None
) -> tuple[Indicator, ...]:
    """Every indicator of the rules, judged."""
    check_rules(rules)
    return tuple(
        judged(key, rule, FORMULAS[rule.formula].compute(Context(cases, rule, scope or DISTRICT, given or {})))
        for key, rule in rules.items()
    )


def check_rules(rules: Mapping[str, Rule]) -> None:
    """UsageError where a rule names a formula that there is not, or is judged and has no target."""
    for key, rule in rules.items():
        if rule.formula not in FORMULAS:
            hint = suggestion_or_list(rule.formula, FORMULAS)
            raise UsageError(f"standard, [{key}]: there is no formula '{rule.formula}'{hint}")
        if rule.judge != NOT_JUDGED and rule.target is None and not FORMULAS[rule.formula].own_target:
            raise UsageError(f"standard, [{key}] is judged '{rule.judge}' and has no target")


def rain_of(found: Finding) -> str:
    """What rain a value is of."""
    case = found.case
    if case is None:
        return ""
    if case.is_annual:
        years = round(case.years, 2)  # of 365 days too
        return f"{years:g} year" if years == 1.0 else f"{years:.3g} years"
    return "storm" if np.isnan(case.period) else f"{case.period:g}-year storm"


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
