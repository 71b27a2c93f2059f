# SPDX-License-Identifier: Apache-2.0
"""The formats that results are exported to: one record each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.errors import UsageError
from sponge.export import epa_out, rpt


@dataclass(frozen=True)
class Format:
    """A kind of file: its word on the command line, what it is, and what writes it and gives notes for the user."""

    name: str
    what: str
    write: Callable[..., tuple[str, ...]]  # (source, path, **options)
    options: frozenset[str] = frozenset()  # keywords of ``write``

    @property
    def ending(self) -> str:
        """Of its files' names."""
        return f".{self.name}"


FORMATS = {
    format.name: format
    for format in (
        Format("out", "EPA SWMM's binary results", epa_out.write, frozenset({"everything"})),
        Format("rpt", "EPA SWMM's text report", rpt.write, frozenset({"everything"})),
    )
}


def format_named(name: str) -> Format:
    """The format; UsageError where there is none."""
    word = name.lower().removeprefix(".")
    if word not in FORMATS:
        raise UsageError(f"there is no format '{name}'{suggestion_or_list(word, FORMATS)}")
    return FORMATS[word]


def write_as(format: Format, source: Any, path: Path, **options: Any) -> tuple[str, ...]:
    """Write one file; options that the format does not know are refused."""
    given = {name: value for name, value in options.items() if value}
    unknown = set(given) - format.options
    if unknown:
        raise UsageError(f"format {format.name} knows no --{'all' if 'everything' in unknown else unknown.pop()}")
    return (*source.notes, *format.write(source, path, **given))
