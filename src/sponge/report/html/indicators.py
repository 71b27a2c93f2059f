# SPDX-License-Identifier: Apache-2.0
"""Indicators as the page shows them, from the dict of an assessment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sponge.assess.standards import STANDING
from sponge.base.errors import UsageError
from sponge.report.assessment.terminal import SIGNS, clause_of, number, standing_text, unit_of
from sponge.report.html.bilingual import CHINESE, ENGLISH, Markup, both, in_both, say

VERDICTS = {"pass": "good", "fail": "poor", "cannot be judged": "fair", "not judged": "plain"}  # and their marks


def rows_of(assessment: dict[str, Any], measures: Mapping[str, str]) -> list[dict[str, Any]]:
    """One row for each indicator; ``measures`` maps names to Chinese titles. UsageError where this is no assessment."""
    try:
        return [_row(one, measures) for one in assessment["indicators"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"the assessment is not understood: {error}") from error


def count(rows: list[dict[str, Any]] | None, grade: str) -> int:
    """How many indicators have this grade."""
    return sum(row["grade"] == grade for row in rows or ())


def standing_of(assessment: dict[str, Any] | None) -> Markup:
    """What the verdicts rest on, in both languages."""
    return both(*(standing_text(assessment, words) if assessment else "" for words in (ENGLISH, CHINESE)))


def _row(one: dict[str, Any], measures: Mapping[str, str]) -> dict[str, Any]:
    said = str(one["verdict"])
    missing = both("; ".join(map(str, one.get("missing") or ())), "；".join(map(str, one.get("missing_zh") or ())))
    figure, key, unit = _text(one, "target_standing"), str(one["id"]), _text(one, "unit") or "1"
    value, target, margin, *others = (
        number(v, unit, key, k == 2)
        for k, v in enumerate((one.get("value"), one.get("target"), one.get("margin"), *_others(one).values()))
    )
    return {
        "id": key, "name": both(str(one["name_en"]), str(one["name_zh"])), "grade": VERDICTS[said],
        "verdict": say(said), "value": ("> " if one.get("at_least") else "") + value,
        "target": SIGNS.get(_text(one, "judge"), "") + target if target != "-" else target, "margin": margin,
        "other": "; ".join(f"{name}: {other}" for name, other in zip(_others(one), others, strict=True)),
        "missing": missing, "unit": unit_of(unit, key), "hint": _both(one, "hint") if missing else "",
        "definition": both(_text(one, "definition"), _text(one, "definition_zh")),
        "standing": _both(one, "standing_meaning") if one.get("standing_meaning") else say(_text(one, "standing")),
        "figure": say(STANDING[figure]) if figure and figure != one.get("standing") else "",
        "clause": both(clause_of(one, ENGLISH), clause_of(one, CHINESE)),
        "scenario": both(*in_both(_text(one, "scenario"), measures)),
        **{key: _both(one, key) for key in ("rain", "note", "source")}, "formula": _text(one, "formula"),
    }  # fmt: skip


def _others(one: dict[str, Any]) -> dict[str, float]:
    """An indicator's values by other definitions, by name."""
    return one.get("other_definition") or {}


def _both(one: dict[str, Any], key: str) -> Markup:
    """A text of an indicator in both languages."""
    return both(_text(one, key), _text(one, f"{key}_zh"))


def _text(one: dict[str, Any], key: str) -> str:
    return str(one.get(key) or "")

