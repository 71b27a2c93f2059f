# SPDX-License-Identifier: Apache-2.0
"""The table of indicators in docs/assess.md, made from the national standard.

    python -m sponge.assess.docs docs/assess.md

writes it anew between the page's marks; all around it is written by hand.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sponge.assess.standards import Rule, rules_of
from sponge.base.marked_text import between

BEGIN, END = "<!-- indicators (made from the standard) -->", "<!-- end of indicators -->"
HEAD = "| indicator | what | unit | asked for | clause |\n|---|---|---|---|---|\n"


def line_of(name: str, rule: Rule) -> str:
    """Id, name in both languages, unit, target and how well its figure is known, clause and how well that is."""
    figure = rule.target_known
    asked = rule.judge if rule.target is None else f"{rule.judge} {rule.target:g} ({figure})"
    unit = "-" if rule.unit == "1" else rule.unit
    return f"| `{name}` | {rule.name_en} ({rule.name_zh}) | {unit} | {asked} | {rule.clause} ({rule.verified}) |\n"


def page_of(text: str) -> str:
    """The page with its table made anew; ValueError where a mark is missing."""
    return between(text, BEGIN, END, HEAD + "".join(line_of(name, rule) for name, rule in rules_of().items()))


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(page_of(page.read_text(encoding="utf-8")), encoding="utf-8")
