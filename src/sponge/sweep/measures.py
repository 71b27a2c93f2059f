# SPDX-License-Identifier: Apache-2.0
"""Measures: named changes in ``measures/*.toml`` beside the model."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.errors import UsageError
from sponge.base.regular_file import regular_bytes
from sponge.model.changes import apply_changes, has_rows
from sponge.model.model import Model
from sponge.sweep.file_problems import checked
from sponge.sweep.schema import Measure
from sponge.sweep.tomlfile import read_toml, tables_of

FOLDER = "measures"


@dataclass(frozen=True)
class Library:
    """The measures beside a model, read when they are asked for."""

    folder: Path
    names: tuple[str, ...]
    left_out: dict[str, str] = field(default_factory=dict)  # measure -> table that it needs and the model lacks
    read: dict[str, Measure] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Measure:
        """One measure."""
        if name not in self.read:
            path = self.path(name)
            self.read[name] = checked(Measure, read_toml(path), str(path))
        return self.read[name]

    def path(self, name: str) -> Path:
        """Where a measure stands."""
        return self.folder / f"{name}.toml"

    def resolve(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """Names of the measures that names and patterns mean, each once, in their order; UsageError for an unknown."""
        found: dict[str, None] = {}
        for word in wanted:
            chosen = [name for name in self.names if name == word] or [n for n in self.names if fnmatchcase(n, word)]
            if word in self.left_out:
                lacks = self.left_out[word]
                raise UsageError(f"measure '{word}' ({self.path(word)}) needs a {lacks}, and the model has none")
            if not chosen:
                raise UsageError(f"there is no measure '{word}'{self._hint(word)}")
            found |= dict.fromkeys(chosen)
        return tuple(found)

    def _hint(self, word: str) -> str:
        return suggestion_or_list(word, self.names) if self.names else f": {self.folder} holds none"

    def apply(self, model: Model, name: str) -> Model:
        """The model with a measure; UsageError names the measure and every change of it that cannot be made."""
        problems: list[str] = []
        for number, line in enumerate(self[name].set, 1):
            try:
                model = apply_changes(model, line)
            except UsageError as error:
                problems.append(f"measure '{name}' ({self.path(name)}): set[{number}]: {error}")
        if problems:
            raise UsageError("\n".join(problems))
        return model


def library_of(model: Model) -> Library:
    """The measures beside a model, without those that need what it lacks; none where it has no such folder."""
    folder = model.folder / FOLDER
    paths = sorted(folder.glob("*.toml"), key=lambda path: path.stem) if folder.is_dir() else []
    lacks = {path.stem: _lacking(model, path) for path in paths}
    left_out = {name: table for name, table in lacks.items() if table}
    return Library(folder, tuple(name for name in lacks if name not in left_out), left_out)


def _lacking(model: Model, path: Path) -> str:
    """The first table that a measure needs and the model has no rows of; a file that cannot be read tells it later."""
    try:
        needed = tables_of(regular_bytes(path).decode("utf-8-sig")).get("needs", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return ""
    return next((table for table in needed if isinstance(table, str) and not has_rows(model, table)), "")
