# SPDX-License-Identifier: Apache-2.0
"""Lines of a companion file, read so that each problem can say where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sponge.base.errors import Problem

SHOWN = 60  # letters of a line that a message quotes
BLANK = " \t\r\x1a"  # the last was the end of a file once


@dataclass
class NumberedLines:
    """The lines of a file from a first one on; a reader notes those that it could make nothing of."""

    lines: list[str]
    first: int = 1  # number of the first in the file
    number: int = 0  # of the line at hand
    lost: list[int] = field(default_factory=list)  # numbers of lines that say nothing

    def __iter__(self) -> Iterator[str]:
        for number, line in enumerate(self.lines, self.first):
            self.number = number
            yield line

    def lose(self) -> None:
        """The line at hand was no reading; an empty one needs no word."""
        if self.lines[self.number - self.first].strip(BLANK):
            self.lost.append(self.number)

    def warning(self, path: Path) -> Problem | None:
        """What to tell of the lines that say nothing."""
        if not self.lost:
            return None
        n, first = len(self.lost), self.lines[self.lost[0] - self.first].strip()[:SHOWN]
        many = f"{n} lines are no readings, the first of them" if n > 1 else "the line is no reading"
        return Problem(f"{many}: {first!r}", str(path), self.lost[0], "", "passed over", fatal=False)
