# SPDX-License-Identifier: Apache-2.0
"""What can go wrong, and how a user is told: file, line, section, what, hint."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any


class Exit(IntEnum):
    """Exit codes of the command line."""

    OK = 0
    INTERNAL = 1
    USAGE = 2
    BAD_MODEL = 3
    NUMERICAL = 4
    SWEEP_PARTLY = 5
    CHECK_FAILED = 6
    NOT_JUDGED = 7
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a model, where it stands, and what to do about it."""

    message: str
    file: str = ""
    line: int = 0
    section: str = ""
    hint: str = ""
    fatal: bool = True

    def __str__(self) -> str:
        where = ":".join(part for part in (self.file, str(self.line) if self.line else "") if part)
        parts = [where, "" if self.fatal else "warning", f"[{self.section}]" if self.section else ""]
        text = " ".join(part for part in parts if part)
        text = f"{text}: {self.message}" if text else self.message
        return f"{text} ({self.hint})" if self.hint else text


class Portable:
    """An exception that comes whole out of another process, whatever its class takes to be made.

    Python would call the class with ``args`` again, which is the message and not what the class was given.
    """

    def __reduce__(self) -> Any:
        return _again, (type(self), self.args, self.__dict__)  # type: ignore[attr-defined]


def _again(kind: type, args: tuple, about: dict[str, Any]) -> Any:
    error = kind.__new__(kind, *args)
    error.__dict__.update(about)
    return error


class BadLine(Portable, ValueError):
    """A line of a file that cannot be read."""

    def __init__(self, message: str, line: int):
        super().__init__(message)
        self.line = line


class SpongeError(Portable, Exception):
    """Base of every error that sponge raises on purpose; ``exit_code`` is the command line's."""

    exit_code = Exit.INTERNAL


class UsageError(SpongeError):
    """A wrong option, path or configuration."""

    exit_code = Exit.USAGE


class ModelError(SpongeError):
    """A model that cannot be run; holds every problem found, not only the first."""

    exit_code = Exit.BAD_MODEL

    def __init__(self, problems: list[Problem]):
        self.problems = list(problems)
        super().__init__("\n".join(str(p) for p in self.problems))
