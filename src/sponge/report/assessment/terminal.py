# SPDX-License-Identifier: Apache-2.0
"""An assessment on a terminal: one line for each indicator, then what is missing and remarks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sponge.assess.standards import STANDING
from sponge.words import Words
from sponge.words.columns import in_columns
from sponge.words.messages import told

SHARES = ("1",)  # unit of a share, shown in %
COUNTS = ("peak_parcels", "peak_outlets", "vol", "road", "cal")  # of unit 1 too, but ratios and counts
SIGNS = {"at least": "≥ ", "at most": "≤ "}


def assessment_text(found: Mapping[str, Any], language: str) -> str:
    """The indicators as a table, what could not be judged and why, and how many pass."""
    say = Words(language)
    indicators = found["indicators"]
    head = (say("indicator"), say("value"), say("target"), say("margin"), say("verdict"), say("scenario"), say("rain"),
            say("clause"))  # fmt: skip
    rows = [_row(i, say) for i in indicators]
    parts = [heading(found, say), "", *in_columns([head, *rows])]
    notes = [f"  {name_of(i, say)}: {say.name(i['note'], i['note_zh'])}" for i in indicators if i["note"]]
    missing = [f"  {name_of(i, say)}: {missing_of(i, say)}" for i in indicators if i["missing"]]
    parts += ["", say("What to know"), *notes] if notes else []
    parts += ["", say("What is missing, and what makes it"), *missing] if missing else []
    standing = standing_text(found, say)
    return "\n".join([*parts, "", summary_text(found, language), *([standing] if standing else [])])


def heading(found: Mapping[str, Any], say: Words) -> str:
    """The heading: which results are judged by which standard."""
    summary = found["summary"]
    standards = " + ".join(name for name in (summary["standard"], summary["local"]) if name)
    return say("Assessment by {standards}, scope {scope}: {results}", standards=standards, scope=say(summary["scope"]),
               results=", ".join(summary["results"]))  # fmt: skip


def summary_text(found: Mapping[str, Any], language: str) -> str:
    """How many indicators pass, fail and cannot be judged, and which fail."""
    say, summary = Words(language), found["summary"]
    line = say("{passed} pass, {failed} fail, {unknown} cannot be judged, {shown} are shown and not judged",
               passed=summary["pass"], failed=summary["fail"], unknown=summary["cannot_be_judged"],
               shown=summary["not_judged"])  # fmt: skip
    failing = [name_of(i, say) for i in found["indicators"] if i["verdict"] == "fail"]
    return line + (f"\n{say('Failing')}: {', '.join(failing)}" if failing else "")


def standing_text(found: Mapping[str, Any], say: Words) -> str:
    """How well the clauses and target figures are known; empty where all were read in the standards."""
    known = list(STANDING)
    judged = [i for i in found["indicators"] if i["verdict"] in ("pass", "fail")]
    weakest = [max((i["standing"], i["target_standing"] or i["standing"]), key=known.index) for i in judged]
    count = {name: weakest.count(name) for name in known}
    if len(judged) == count["text"]:
        return ""
    return say("Of {judged} verdicts {read} rest on the text of a standard, {copy} on a copy or an excerpt of it, "
               "{memory} on general knowledge of the clause or its figure: hold these against the standard before they "
               "go into a report.", judged=len(judged), read=count["text"], copy=count["copy"],
               memory=count["memory"])  # fmt: skip


def next_steps(found: Mapping[str, Any], language: str) -> str:
    """Commands to call next: one for the whole assessment, one for the results that most indicators lack."""
    say = Words(language)
    lines = [say("Next: sponge assess {results} shows every indicator; -o DIR writes the tables",
                 results=" ".join(found["summary"]["results"]))]  # fmt: skip
    hints = [i["hint"] for i in found["indicators"] if i["verdict"] == "cannot be judged"]
    commands = [hint for hint in hints if hint.startswith("sponge")]
    most = max(dict.fromkeys(commands), key=commands.count, default="")
    return "\n".join([*lines, *([say("To judge more: {hint}", hint=told(most, language))] if most else [])])


def listing(rules: Mapping[str, Any], language: str) -> str:
    """What a standard asks: every indicator with its definition, clause, target and how well that is known."""
    say = Words(language)
    lines = []
    for key, rule in rules.items():
        target = say(rule.judge) + (f" {number(rule.target, rule.unit, key)}" if rule.target is not None else "")
        lines += [f"{key}  {say.name(rule.name_en, rule.name_zh)}  [{unit_of(rule.unit, key)}]"]
        lines += [f"    {say.name(rule.definition_en, rule.definition_zh)}", f"    {rule.equation}"]
        figure = f"; {say('target')}: {say(rule.target_verified)}" if rule.target_verified else ""
        source = f"; {told(rule.source, language)}" if rule.source else ""
        lines += [f"    {told(rule.clause, language)} ({say(rule.verified)}{figure}); {target}{source}"]
        lines += [f"    {say('needs')}: {', '.join(rule.needs)}"] if rule.needs else []
    return "\n".join(lines)


def missing_of(indicator: Mapping[str, Any], say: Words) -> str:
    """What an indicator lacks, and the command that makes it."""
    english = f"{', '.join(indicator['missing'])}. {indicator['hint']}"
    return say.name(english, f"{'，'.join(indicator['missing_zh'])}。{indicator['hint_zh']}")


def clause_of(indicator: Mapping[str, Any], say: Words) -> str:
    """The clause of an indicator, how well it is known, and how well the target's figure is known."""
    clause, known = say.name(indicator["clause"], indicator["clause_zh"]), say(indicator["standing"])
    figure = indicator["target_standing"]
    other = f"; {say('target')}: {say(figure)}" if figure not in ("", indicator["standing"]) else ""
    return f"{clause} ({known}{other})"


def name_of(indicator: Mapping[str, Any], say: Words) -> str:
    """The name of an indicator in the reader's language."""
    return say.name(indicator["name_en"], indicator["name_zh"])


def _row(i: Mapping[str, Any], say: Words) -> tuple[str, ...]:
    value = number(i["value"], i["unit"], i["id"])
    mark = ">" if i["at_least"] and i["value"] is not None else ""
    aim = number(i["target"], i["unit"], i["id"])
    target = SIGNS[i["judge"]] + aim if i["judge"] in SIGNS and aim != "-" else "-"
    unit = unit_of(i["unit"], i["id"])
    name = f"{name_of(i, say)}, {unit}" if unit != "-" else name_of(i, say)
    margin = number(i["margin"], i["unit"], i["id"], True)
    return (name, mark + value, target, margin, say(i["verdict"]), i["scenario"] or "-",
            say.name(i["rain"], i["rain_zh"]) or "-", clause_of(i, say))  # fmt: skip


def is_share(unit: str, key: str) -> bool:
    """Whether an indicator of this unit is shown in %."""
    return unit in SHARES and key not in COUNTS


def unit_of(unit: str, key: str) -> str:
    """The unit that an indicator's numbers are shown in."""
    return "%" if is_share(unit, key) else "-" if unit in SHARES else unit


def number(value: float | None, unit: str, key: str, sign: bool = False) -> str:
    """A number in the unit of ``unit_of``; a dash for None."""
    if value is None:
        return "-"
    shown = 100.0 * value if is_share(unit, key) else value
    whole = abs(shown) >= 1000.0 or shown == int(shown)
    text = f"{shown:,.0f}" if whole else f"{shown:.3g}" if abs(shown) < 1.0 else f"{shown:.1f}"
    return f"+{text}" if sign and shown > 0.0 else text
