# SPDX-License-Identifier: Apache-2.0
"""A run in parts: stop at a moment, keep the state, go on from it later."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from sponge.base.errors import UsageError
from sponge.base.times import seconds_of
from sponge.engine.batch import Batch
from sponge.io.aside import check_folder
from sponge.io.state import load_state, save_state
from sponge.model.model import Model


@dataclass(frozen=True)
class Segment:
    """Which part of a simulation to run: from where, up to when."""

    from_state: Path | None = None
    save_state: Path | None = None
    until: str = ""  # a date, or a time since the start
    overwrite: bool = False  # of the state that is saved

    def seconds(self, model: Model) -> float:
        """When to stop, s since the start; infinity for the end."""
        return seconds_until(self.until, model) if self.until else np.inf

    def check(self, taken: Collection[Path] = ()) -> None:
        """UsageError where the state may not be written, or would replace what is ``taken``."""
        if self.save_state and self.save_state.resolve() in taken:
            raise UsageError(f"the state file {self.save_state} would replace a file that the run reads or writes")
        if self.from_state and self.from_state.resolve() in taken:
            raise UsageError(f"the state file {self.from_state} would be replaced by what the run writes")
        if self.save_state and self.save_state.exists() and not self.overwrite:
            raise UsageError(f"the state file {self.save_state} exists: --overwrite replaces it")
        if self.save_state:
            check_folder(self.save_state)

    def begin(self, batch: Batch, model: Model) -> None:
        """Put the saved state in the place of the model's start."""
        if self.from_state:
            batch.reported = load_state(self.from_state, [batch], model)

    def end(self, batch: Batch, model: Model) -> None:
        """Keep the state at which the run stopped."""
        if self.save_state:
            save_state(self.save_state, [batch], model, batch.reported, self.overwrite)


WHOLE = Segment()


def seconds_until(text: str, model: Model) -> float:
    """Seconds from a model's start to a moment: ``2020-06-30T12:00``, or a time after the start such as ``12h``."""
    try:
        seconds = (datetime.fromisoformat(text) - model.options.start).total_seconds()
    except (ValueError, TypeError):
        seconds = seconds_of(text)
    if not 0.0 < seconds <= model.options.duration:
        raise UsageError(f"--until {text} is not within the simulation: {model.options.start} to {model.options.end}")
    return seconds
