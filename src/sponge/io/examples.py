# SPDX-License-Identifier: Apache-2.0
"""The models and scenarios that come with sponge: inside an installed package, beside the sources of a checkout."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sponge.base.errors import UsageError

PACKAGE = Path(__file__).parents[1]
RESULTS = {".nc", ".out", ".rpt", ".zarr", ".parts", ".pyc"}  # what runs leave beside a model
NAMED = 3  # files that a message names
CONTROL = "control"  # an example without a model of its own: problems for sponge.gym, in a folder of the scenarios
CONTROL_HEADLINE = "Control: seven problems for sponge.gym, after published ones, each a small model and a task."


def home_of_examples() -> Path:
    """The folder that holds ``models`` and ``scenarios``."""
    inside = PACKAGE / "examples"
    return inside if inside.is_dir() else PACKAGE.parents[1]


def examples() -> dict[str, str]:
    """What each example is, by name, in the words at the head of its model."""
    models = sorted((home_of_examples() / "models").glob("*/*.inp"))
    found = {path.stem: _headline(path) for path in models if path.stem == path.parent.name}
    return found | {CONTROL: CONTROL_HEADLINE}


def copy_examples(names: list[str], target: Path) -> list[Path]:
    """Copy examples and their scenarios into a folder; the files written. All of them, or none: UsageError where one
    is there already or cannot be written."""
    home = home_of_examples()
    files = [file.relative_to(home) for name in names for file in _files_of(home, name)]
    there = [target / file for file in files if (target / file).exists()]
    if there:
        more = f" and {len(there) - NAMED} more" if len(there) > NAMED else ""
        named = ", ".join(map(str, there[:NAMED]))
        raise UsageError(f"nothing is overwritten: {named}{more} exist: give another folder")
    written: list[Path] = []
    try:
        for file in files:
            (target / file).parent.mkdir(parents=True, exist_ok=True)
            written.append(target / file)
            shutil.copyfile(home / file, target / file)
    except OSError as error:
        for path in written:
            with suppress(OSError):
                path.unlink()
        raise UsageError(f"cannot write {error.filename or target}: {error.strerror or error}") from None
    return written


def _files_of(home: Path, name: str) -> Iterator[Path]:
    """An example's own files and the scenarios of its models."""
    folder = home / "scenarios" / CONTROL if name == CONTROL else home / "models" / name
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith((".", "__pycache__")) for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.suffix not in RESULTS | {".toml"}:
            yield path
    for path in sorted({*folder.rglob("*.toml"), *(home / "scenarios").rglob("*.toml")}):
        if path.is_relative_to(home / "models") or _model_of(path).parent == folder.resolve():
            yield path


def _model_of(scenario: Path) -> Path:
    """The model that a scenario, a sweep or a task names."""
    model = tomllib.loads(scenario.read_text(encoding="utf-8")).get("model", "")
    return (scenario.parent / str(model)).resolve()


def _headline(model: Path) -> str:
    """The first sentence of the comment at the head of a model file."""
    with model.open(encoding="utf-8") as file:
        return next(file).strip("; \n")
