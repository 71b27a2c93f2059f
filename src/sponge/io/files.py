# SPDX-License-Identifier: Apache-2.0
"""Companion files: which a model reads, and where they are."""

from __future__ import annotations

from pathlib import Path

from sponge.model.model import Model


def companion_path(folder: Path, name: str) -> Path:
    """A file named in a model of this folder: relative to it, with either kind of slash."""
    path = folder / name
    return folder / name.replace("\\", "/") if "\\" in name and not path.is_file() else path


def used_file(model: Model, kind: str) -> Path | None:
    """The file of a kind of [FILES] that a model reads; None where it reads none."""
    name = next((name for mode, what, name in model.files if (mode, what) == ("USE", kind)), None)
    if name is None:
        return None
    return companion_path(model.folder, name)


def companions_of(model: Model) -> set[str]:
    """The files that a model reads, as it names them."""
    names = [gage.file for gage in model.gages.values()] + [series.file for series in model.series.values()]
    names += [model.temperature.file] + [name for mode, _, name in model.files if mode == "USE"]
    return {name for name in names if name}


def inputs_of(model: Model) -> set[Path]:
    """Every file that a model is read from: nothing may be written over them."""
    found = {model.folder / name.replace("\\", "/") for name in companions_of(model)}
    return {path.resolve() for path in (found | ({model.path} if model.path else set()))}
