# SPDX-License-Identifier: Apache-2.0
"""How far a run is, on stderr: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, Self

SECONDS_BETWEEN_LINES = 10.0
SECONDS_BETWEEN_UPDATES = 0.1
ROUNDING = 1e-6  # of sums of parts


class Progress:
    """Call it with the fraction done and the simulation's time."""

    def __init__(self, label: str, quiet: bool = False):
        self.label, self.quiet = label, quiet
        self.bar: Any = None
        self.started = self.said = time.perf_counter()

    def __enter__(self) -> Self:
        if not self.quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn()
            times = TextColumn("{task.fields[moment]}"), TimeRemainingColumn()
            self.bar = Bar(*columns, *times, console=Console(stderr=True), transient=True)
            self.task = self.bar.add_task(self.label, total=1.0, moment="")
            self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar:
            self.bar.stop()

    def __call__(self, fraction: float, moment: datetime) -> None:
        """So much is done."""
        now = time.perf_counter()
        if self.quiet or now - self.said < (SECONDS_BETWEEN_UPDATES if self.bar else SECONDS_BETWEEN_LINES):
            return
        self.said = now
        if self.bar:
            self.bar.update(self.task, completed=fraction, moment=f"{moment:%Y-%m-%d %H:%M}")
        else:
            print(f"{self.label}: {fraction:.0%}, {moment:%Y-%m-%d %H:%M}", file=sys.stderr, flush=True)

    def note(self, text: str) -> None:
        """Something to know now."""
        if self.quiet:
            return
        if self.bar:
            self.bar.console.print(text)
        else:
            print(text, file=sys.stderr, flush=True)


class Scenarios(Progress):
    """Tell it the number of scenarios done; parts count."""

    def __init__(self, label: str, total: int, quiet: bool = False):
        super().__init__(label, quiet)
        self.total, self.first = total, -1.0

    def begin(self, total: int) -> None:
        """So many others come now."""
        self.total, self.first = total, -1.0

    def tell(self, done: float) -> None:
        """So many are done."""
        now = time.perf_counter()
        if self.first < 0.0:  # what an earlier start had finished counts for no rate
            self.first, self.started = done, now
        pause = SECONDS_BETWEEN_UPDATES if self.bar else SECONDS_BETWEEN_LINES
        if self.quiet or now - self.said < pause:
            return
        self.said = now
        rate = (done - self.first) / max(now - self.started, 1e-9)
        speed, whole = f"{rate:.3g} scenarios/s", int(done + ROUNDING)
        if self.bar:
            self.bar.update(self.task, completed=done / self.total, moment=f"{whole}/{self.total}, {speed}")
        else:
            left = f", {(self.total - done) / rate:.0f} s left" if rate > 0.0 else ""
            print(f"{self.label}: {whole} of {self.total} scenarios, {speed}{left}", file=sys.stderr, flush=True)


def tell_of_compiling(quiet: bool) -> Callable[[], float]:
    """Show or hide messages about compiling; gives a function that says how many seconds were waited for it."""
    from sponge.simulation.compiling import WATCH, silent, to_stderr

    WATCH.tell = silent if quiet else to_stderr
    return WATCH.waited
