# SPDX-License-Identifier: Apache-2.0
"""The assessment's indicators as the page shows them, from what ``sponge assess`` says of itself."""

from __future__ import annotations

from typing import Any

from sponge.assess.standards import STANDING
from sponge.base.errors import UsageError
from sponge.report.html.bilingual import Markup, both, say

VERDICTS = {"pass": "good", "fail": "poor", "cannot be judged": "fair", "not judged": "plain"}  # and their marks


def rows_of(assessment: dict[str, Any]) -> list[dict[str, Any]]:
    """A row an indicator; UsageError where it is none."""
    try:
        return [_row(one) for one in assessment["indicators"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"the assessment is not understood: {error}") from error


def count(rows: list[dict[str, Any]] | None, grade: str) -> int:
    """How many indicators have this mark."""
    return sum(row["grade"] == grade for row in rows or ())


def _row(one: dict[str, Any]) -> dict[str, Any]:
    said = str(one["verdict"])
    missing = both("; ".join(map(str, one.get("missing") or ())), "；".join(map(str, one.get("missing_zh") or ())))
    figure = _text(one, "target_standing")
    other = "; ".join(f"{name}: {_number(value)}" for name, value in (one.get("other_definition") or {}).items())
    return {
        "id": str(one["id"]), "name": both(str(one["name_en"]), str(one["name_zh"])), "grade": VERDICTS[said],
        "verdict": say(said), "value": ("> " if one.get("at_least") else "") + _number(one.get("value")),
        "target": _number(one.get("target")), "margin": _number(one.get("margin")), "other": other, "missing": missing,
        "unit": "" if one.get("unit") == "1" else _text(one, "unit"),
        "hint": _both(one, "hint") if missing else "",
        "definition": both(_text(one, "definition"), _text(one, "definition_zh")),
        "standing": _both(one, "standing_meaning") if one.get("standing_meaning") else say(_text(one, "standing")),
        "figure": say(STANDING[figure]) if figure and figure != one.get("standing") else "",
        **{key: _both(one, key) for key in ("rain", "clause", "note", "source")},
        **{key: _text(one, key) for key in ("scenario", "formula")},
    }  # fmt: skip


def _both(one: dict[str, Any], key: str) -> Markup:
    """A text in both languages."""
    return both(_text(one, key), _text(one, f"{key}_zh"))


def _text(one: dict[str, Any], key: str) -> str:
    return str(one.get(key) or "")


def _number(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
