"""The rows of [FILES]: which files a model reads and saves, and where they are."""

from __future__ import annotations

from pathlib import Path

from sponge.model.model import Model


def used_file(model: Model, kind: str) -> Path | None:
    """The file of a kind that a model reads: relative to it, with either kind of slash; None where it reads none."""
    name = next((name for mode, what, name in model.files if (mode, what) == ("USE", kind)), None)
    if name is None:
        return None
    path = model.folder / name
    return model.folder / name.replace("\\", "/") if "\\" in name and not path.is_file() else path


def inputs_of(model: Model) -> set[Path]:
    """Every file that a model is read from: nothing may be written over them."""
    names = [gage.file for gage in model.gages.values()] + [series.file for series in model.series.values()]
    names += [model.temperature.file] + [name for mode, _, name in model.files if mode == "USE"]
    found = {model.folder / name.replace("\\", "/") for name in filter(None, names)}
    return {path.resolve() for path in (found | ({model.path} if model.path else set()))}
