# SPDX-License-Identifier: Apache-2.0
"""Names in texts: control rules, variables of rules, treatment expressions. Capitals do not matter in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from sponge.model.quality import PROCESS
from sponge.model.references import Use
from sponge.model.rules.expressions import FUNCTIONS
from sponge.model.rules.words import CLAUSES, OBJECTS, RELATIONS, keyword

WORD = re.compile(r'"[^"]*"?|\S+')
NAME = re.compile(r"[^\W\d]\w*")  # in an expression
ACTION_TABLES = {"CURVE": "curve", "TIMESERIES": "series"}
Place = tuple[int, int, str]  # begin and end of a name in a text, and the space that it is looked up in


@dataclass(frozen=True, slots=True)
class TextReference:
    """Names in the texts of a table's rows; a row cannot be without any of them."""

    table: str
    texts: Callable[[Any], tuple[str, ...]]  # of a row
    with_texts: Callable[[Any, tuple[str, ...]], Any]  # the row with others
    places: Callable[[str], Iterable[Place]]  # names in a text
    own_check: bool = True

    def uses(self, row: Any) -> Iterator[Use]:
        """Names with where each is looked up."""
        for text in self.texts(row):
            for begin, end, space in self.places(text):
                yield text[begin:end].strip('"'), (space,)

    def renamed(self, row: Any, space: str, old: str, new: str) -> Any:
        """The row with a new name in place of the old."""
        return self.with_texts(row, tuple(self._renamed(text, space, old, new) for text in self.texts(row)))

    def _renamed(self, text: str, space: str, old: str, new: str) -> str:
        for begin, end, where in reversed(list(self.places(text))):
            if where == space and text[begin:end].strip('"').upper() == old.upper():
                text = text[:begin] + (f'"{new}"' if re.search(r"[\s;]", new) else new) + text[end:]
        return text

    def cleared(self, row: Any, space: str, name: str) -> None:
        """The row goes."""


def rule_places(line: str) -> Iterator[Place]:
    """Names of elements in a line of a rule, or in a VARIABLE line of [CONTROLS]."""
    words = [(m.start(), m.end(), m.group().strip('"')) for m in WORD.finditer(_without_comment(line))]
    if not words or keyword(words[0][2], ("RULE", "PRIORITY", "EXPRESSION")):
        return
    is_variable, at = words[0][2].upper() == "VARIABLE", 1
    if not is_variable and keyword(words[0][2], CLAUSES) is None:
        return
    while at + 1 < len(words):  # an object word, its name, and the attribute that follows
        begin, end, name = words[at + 1]
        kind = keyword(words[at][2], OBJECTS)
        if kind and kind != "SIMULATION" and name not in RELATIONS:
            yield begin, end, {"NODE": "node", "GAGE": "gage"}.get(kind, "link")
            at += 3
        elif words[at - 1][2] == "=" and (table := keyword(words[at][2], ACTION_TABLES)):
            yield begin, end, ACTION_TABLES[table]
            return
        else:
            at += 1


def names_variable(row: Any, name: str) -> bool:
    """Does a rule, or an EXPRESSION line, use a variable or expression of this name?"""
    if hasattr(row, "tokens"):
        formula = " ".join(row.tokens[3:]) if row.tokens[0].upper().startswith("EXPR") else ""
        return name.upper() in (found.group().upper() for found in NAME.finditer(formula))
    for line in row.text:
        words = WORD.findall(_without_comment(line))
        asked = words[1:2] + [b for a, b in pairwise(words) if a in RELATIONS]
        if name.upper() in (word.upper() for word in asked):
            return True
    return False


def _without_comment(line: str) -> str:
    return line.split(";", 1)[0]


def treatment_places(expression: str) -> Iterator[Place]:
    """Pollutants in a treatment expression: C is its own, NAME another's concentration, R_NAME its removal."""
    equals = expression.find("=")
    for found in NAME.finditer(expression, equals + 1):
        name, begin = found.group(), found.start()
        if not name.upper().startswith(PROCESS) and name.upper() not in FUNCTIONS:
            yield begin + 2 * name.upper().startswith("R_"), found.end(), "pollutant"


def _kept_text(row: Any) -> tuple[str, ...]:
    return (row.text or " ".join(f'"{t}"' if re.search(r"[\s;]", t) else t for t in row.tokens),)


def _with_kept_text(row: Any, texts: tuple[str, ...]) -> Any:
    tokens = tuple(word.strip('"') for word in WORD.findall(_without_comment(texts[0])))
    return replace(row, text=texts[0], tokens=tokens)


TEXT_REFERENCES = (
    TextReference("rules", lambda row: row.text, lambda row, texts: replace(row, text=texts), rule_places),
    TextReference("rule_variables", _kept_text, _with_kept_text, rule_places),
    TextReference("treatments", lambda row: (row.expression,),
                  lambda row, texts: replace(row, expression=texts[0]), treatment_places),
)  # fmt: skip
