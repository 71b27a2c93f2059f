# SPDX-License-Identifier: Apache-2.0
"""A text to sections: which lines stand under which heading."""

from __future__ import annotations

from sponge.io.inp.sections import section_of
from sponge.io.inp.tokens import Heading, Line, tokens_of


def sections_of(text: str) -> tuple[dict[str, list[Line]], list[Heading]]:
    """Section name -> its lines, in the file's order, and the headings that are unknown.

    Lines before the first heading belong to the title. A section may come in several parts.
    """
    sections: dict[str, list[Line]] = {}
    unknown: list[Heading] = []
    current = sections.setdefault("TITLE", [])
    strange: Heading | None = None  # the heading at hand, where it is unknown
    comment: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        tokens = line.split() if ";" not in line and '"' not in line and line.isascii() else tokens_of(line)
        if not tokens:
            comment = _more_comment(comment, line)
            continue
        if tokens[0][:1] == "[":
            section = section_of(tokens[0])
            if section is None:
                strange = Heading(number, _heading(line, tokens[0]))
                unknown.append(strange)
            else:
                current, strange = sections.setdefault(section.name, []), None
        elif strange is not None:
            strange.rows += 1
        elif comment:
            current.append(Line(number, tokens, line, "\n".join(comment)))
        else:
            current.append(Line(number, tokens, line))
        if comment:
            comment = []
    return sections, unknown


def _heading(line: str, token: str) -> str:
    """A heading with its blanks: [Another Program]."""
    end = line.find("]")
    return line[: end + 1].strip() if end >= 0 else token


def _more_comment(comment: list[str], line: str) -> list[str]:
    """The comment above the next row: ';text' lines add to it, a blank line or a ';;' ruler ends it."""
    line = line.strip()
    if line[:1] == ";" and line[:2] != ";;":
        return [*comment, line[1:]]
    return []
