# SPDX-License-Identifier: Apache-2.0
"""What the readers of all sections share: names, units, options, problems, and the tables being filled."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sponge.base.did_you_mean import Hints
from sponge.base.errors import Problem
from sponge.base.units import Units, units_of
from sponge.io.inp.tokens import Heading, Line
from sponge.model.options import Options

MANY = 1000  # problems: nobody reads more
LONG = 400  # characters of a message: a token may have thousands


class TooMany(Exception):
    """So many problems that reading on helps nobody."""


def _in_short(message: str) -> str:
    """A message whose middle is left out where it is very long."""
    return message if len(message) <= LONG else f"{message[: LONG - 100]} ... {message[-80:]}"


@dataclass
class Context:
    """The state of one reading."""

    path: Path
    file: str  # as messages name it
    sections: dict[str, list[Line]]
    encoding: str = "utf-8"
    problems: list[Problem] = field(default_factory=list)
    hint: Hints = field(default_factory=Hints)
    names: dict[str, dict[str, str]] = field(default_factory=dict)  # kind -> capitals -> name
    options: Options = field(default_factory=Options)
    option_lines: dict[str, int] = field(default_factory=dict)
    units: Units = field(default_factory=lambda: units_of("CFS"))
    tables: dict[str, dict[Any, Any]] = field(default_factory=dict)  # of the rows read so far, by name
    foreign: list[Heading] = field(default_factory=list)  # that name no section of EPA SWMM's
    not_simulated: list[str] = field(default_factory=list)  # what other programs would
    tags: dict[tuple[str, str], str] = field(default_factory=dict)

    def problem(self, message: str, line: int = 0, section: str = "", hint: str = "", fatal: bool = True) -> None:
        """Note something wrong."""
        self.problems.append(Problem(_in_short(message), self.file, line, section, _in_short(hint), fatal))
        if len(self.problems) > MANY:
            raise TooMany

    def table(self, name: str) -> dict[Any, Any]:
        """A table being filled."""
        return self.tables.setdefault(name, {})

    def lines(self, section: str) -> list[Line]:
        """The lines of a section."""
        return self.sections.get(section, [])

    @property
    def start(self) -> float:
        """The simulation's start, s since 1970-01-01."""
        return (self.options.start - datetime(1970, 1, 1)).total_seconds()

    @property
    def failed(self) -> bool:
        """Whether anything fatal was found."""
        return any(problem.fatal for problem in self.problems)
