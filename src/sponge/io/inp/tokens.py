# SPDX-License-Identifier: Apache-2.0
"""Lines to tokens.

Blank, tab and carriage return part tokens; a semicolon starts a comment wherever it stands but between quotes; a token
that begins with a double quote ends with the next one, or with the line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

TOKEN = re.compile(r'"([^"]*)"|"([^";]*)|([^ \t\r";][^ \t\r;]*)|(;)')


class Line(NamedTuple):
    """A line that says something."""

    number: int
    tokens: list[str]
    text: str  # without line end
    comment: str = ""  # the comment lines just above


@dataclass
class Heading:
    """A [heading] that names no section, and how many rows stand under it."""

    number: int
    text: str
    rows: int = 0


def tokens_of(line: str) -> list[str]:
    """The tokens of a line, comment left out."""
    if '"' not in line:
        line = line.partition(";")[0]
        if line.isascii():
            return line.split()
    tokens = []
    for quoted, unclosed, bare, comment in TOKEN.findall(line):
        if comment:
            break
        tokens.append(quoted or unclosed or bare)
    return tokens
