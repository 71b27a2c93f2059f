# SPDX-License-Identifier: Apache-2.0
"""[CONTROLS]: rules as text, one line a clause. Their grammar is read where they are compiled."""

from __future__ import annotations

from dataclasses import dataclass, field

from sponge.base.did_you_mean import did_you_mean
from sponge.io.inp.context import Context
from sponge.io.inp.keywords import match
from sponge.io.inp.row import Row
from sponge.io.inp.section import Built, Output, Section
from sponge.io.inp.text import Lines, columns
from sponge.model.elements import KeptRow, Rule
from sponge.model.model import Model

WORDS = ("RULE", "IF", "AND", "OR", "THEN", "ELSE", "PRIORITY")


@dataclass(slots=True)
class RuleDraft:
    """A rule while its lines come; lines between clauses stay empty, so that clause i stands on line + i."""

    name: str
    line: int
    text: list[str] = field(default_factory=list)


def read_control(row: Row) -> None:
    """A VARIABLE, an EXPRESSION, or a clause of a rule."""
    rules: dict[str, RuleDraft] = row.context.table("rules")
    text = row.text.partition(";")[0].strip()
    row.need(2, "a clause needs more than its keyword")
    if match(row.name, ("VARIABLE", "EXPRESSION")):
        kept = KeptRow(tuple(row.tokens), row.line, text)
        row.context.table("rule_variables")[str(row.line)] = kept
        return
    word = match(row.name, WORDS)
    if word is None:
        row.bad(f"unknown keyword {row.name!r}", did_you_mean(row.name, WORDS))
        return
    if word == "RULE":
        name = row.item(1)
        if name.upper() in rules:
            row.bad(f"rule {name!r} is defined twice")
        rules[name.upper()] = RuleDraft(name, row.line, [text])
        return
    if not rules:
        row.bad("a clause before the first RULE")
        return
    rule = rules[next(reversed(rules))]
    rule.text.extend([""] * (row.line - rule.line - len(rule.text)))
    rule.text.append(text)


def build_controls(context: Context, _: Built) -> Built:
    """Rules as the Model keeps them, and the rows of variables."""
    rules = tuple(Rule(draft.name, tuple(draft.text), draft.line) for draft in context.table("rules").values())
    return {"rules": rules, "rule_variables": tuple(context.table("rule_variables").values())}


def write_controls(model: Model, _: Output) -> Lines:
    """Variables and expressions, then the rules."""
    lines = [r.text or columns(*r.tokens) for r in model.rule_variables]
    for rule in model.rules:
        lines += ["", *rule.text]
    return lines


CONTROLS = Section(
    name="CONTROLS", heading="[CONTROL", read=read_control, write=write_controls, build=build_controls
)
