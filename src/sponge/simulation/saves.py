# SPDX-License-Identifier: Apache-2.0
"""The files that a model asks for with [FILES] SAVE: planned and checked before a run, written beside its results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from sponge.base.errors import ModelError, Problem, UsageError
from sponge.engine.batch import Batch
from sponge.engine.rdii.inflows import Rdii
from sponge.io.aside import aside, check_folder
from sponge.io.files import inputs_of
from sponge.io.hot_start import write_hot_start
from sponge.io.rain.interface import write_rain_interface
from sponge.io.rdii_file import write_rdii_file
from sponge.io.runoff_file import write_runoff_file
from sponge.model.compile.hot_start import record_of
from sponge.model.compile.rdii import compile_rdii
from sponge.model.index import index_of
from sponge.model.model import Model
from sponge.results.outflows import save_outflows

KINDS = {
    "HOTSTART": "hot start file", "RAINFALL": "rain interface file", "RDII": "RDII interface file",
    "RUNOFF": "runoff interface file", "OUTFLOWS": "outflow interface file",
}  # fmt: skip


@dataclass
class Saves:
    """What one run of a model is to save, and what it notes on the way."""

    model: Model
    paths: tuple[tuple[str, str, Path], ...]  # kind, name in [FILES], where it goes
    first_inflow: np.ndarray | None = None  # (node,) m3/s at the start
    steps: list[float] = field(default_factory=list)  # s, of runoff
    rows: list[np.ndarray] = field(default_factory=list)  # (8 or more, subcatchment), one a runoff step

    def wanted(self, kind: str) -> bool:
        """Is any file of a kind to be saved?"""
        return any(what == kind for what, _, _ in self.paths)

    def begin(self, batch: Batch) -> None:
        """Take what is there before the first step, and have noted what will be gone after the last."""
        self.first_inflow = np.array(batch.state.nodes.inflow[:, 0])
        if self.wanted("RUNOFF"):
            batch.watch = self._note_runoff
        for kind, name, path in self.paths:
            moment = self.model.save_times.get(name) if kind == "HOTSTART" else None
            if moment is not None:
                seconds = (moment - self.model.options.start).total_seconds()
                batch.calls.append((seconds, partial(self._hot_start, batch, path)))

    def finish(self, batch: Batch, results: Path) -> None:
        """Write all that is left to write when the run has ended."""
        for kind, name, path in self.paths:
            if kind == "OUTFLOWS":
                save_outflows(self.model, results, path, self.first_inflow)
            elif kind == "RAINFALL":
                _write(path, kind, partial(write_rain_interface, model=self.model))
            elif kind == "RDII" and self.model.rdii and not self.model.options.ignore_rdii:
                step = float(batch.network.settings.wet_step)
                _write(path, kind, partial(write_rdii_file, model=self.model, rdii=rdii_of(self.model), step=step))
            elif kind == "RUNOFF":
                _write(path, kind, partial(write_runoff_file, model=self.model, steps=self.steps, rows=self.rows))
            elif kind == "HOTSTART" and name not in self.model.save_times:
                self._hot_start(batch, path)

    def _note_runoff(self, length: float, row: np.ndarray) -> None:
        self.steps.append(length)
        self.rows.append(np.array(row))

    def _hot_start(self, batch: Batch, path: Path) -> None:
        record = record_of(self.model, batch.left_behind(len(self.model.pollutants), len(self.model.land_uses)))
        _write(path, "HOTSTART", partial(write_hot_start, model=self.model, record=record))


def _write(path: Path, kind: str, write: Callable[[Path], None]) -> None:
    with aside(path, f"the {KINDS[kind]}") as part:
        write(part)


def rdii_of(model: Model) -> Rdii:
    """RDII of one lane, by node."""
    return compile_rdii(model, index_of(model))


def saves_of(model: Model, results: Path, overwrite: bool) -> Saves:
    """Where a model's files go: beside the results, unless a path is whole.

    ModelError where one cannot be written or would replace what is read or written too; UsageError where one is there
    and may not be replaced.
    """
    problems = save_problems(model, results)
    if problems:
        raise ModelError(problems)
    paths = tuple(save_paths(model, results))
    for kind, _, path in paths:
        if path.exists() and not overwrite:
            raise UsageError(f"the {KINDS[kind]} {path} exists: --overwrite replaces it")
    return Saves(model, paths)


def save_paths(model: Model, results: Path) -> list[tuple[str, str, Path]]:
    """Kind, name in [FILES] and path of each file that a model saves."""
    return [
        (kind, name, results.parent / name.replace("\\", "/"))
        for mode, kind, name in model.files if mode == "SAVE" and kind in KINDS and name
    ]  # fmt: skip


def save_problems(model: Model, results: Path) -> list[Problem]:
    """What is wrong with the files that a model saves beside these results, each with its line."""
    inputs, taken, found = inputs_of(model), {results.resolve(): f"the results {results}"}, []
    for kind, name, path in save_paths(model, results):
        wrong, place = "", path.resolve()
        if place in inputs:
            wrong = f"the {KINDS[kind]} {path} would replace a file that the model reads"
        elif place in taken:
            wrong = f"the {KINDS[kind]} {path} would replace {taken[place]}"
        elif path.is_dir():
            wrong = f"the {KINDS[kind]} {path} is a folder"
        else:
            try:
                check_folder(path, f"the {KINDS[kind]}")
            except UsageError as error:
                wrong = str(error)
        taken.setdefault(place, f"the {KINDS[kind]} of the same name")
        if wrong:
            line = model.file_lines.get(("SAVE", kind, name), 0)
            hint = "save it under another name or elsewhere"
            found.append(Problem(wrong, str(model.path or ""), line, "FILES", hint))
    return found


def unsaved(model: Model) -> str:
    """What to tell of the files that a model saves and many scenarios do not; nothing where there are none."""
    saved = [(kind, name) for mode, kind, name in model.files if mode == "SAVE" and kind in KINDS and name]
    names = [f"the {KINDS[kind]} {name}" for kind, name in saved]
    return f"not saved of scenarios: {', '.join(names)} ([FILES] SAVE)" if names else ""
