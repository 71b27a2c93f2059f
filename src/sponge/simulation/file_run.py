# SPDX-License-Identifier: Apache-2.0
"""One model run into a netCDF file, beside it what the model saves: checked before it starts, whole or not at all.

``sponge.run`` with an output and ``sponge run`` are this run; they differ in what they show of it.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sponge.base.errors import Portable, UsageError
from sponge.io.files import inputs_of
from sponge.model.model import Model
from sponge.results.layout import Layout, check_size
from sponge.results.outflows import OUTFLOW_SERIES
from sponge.results.writers.endings import check_results, writer_of
from sponge.simulation.compiling import clock
from sponge.simulation.resume import WHOLE, Segment
from sponge.simulation.run import INTERRUPTED, Outcome, Progress, batch_of, simulate
from sponge.simulation.saves import Saves, saves_of

# given a question, whether anything was written yet, how a wish to stop is noticed while the run lasts
Watch = Callable[[Callable[[], bool]], AbstractContextManager[Callable[[], bool]]]


class Interrupted(Portable, KeyboardInterrupt):
    """A run that was stopped at once; ``kept`` is the file of what was finished, if anything was."""

    def __init__(self, kept: Path | None):
        self.kept = kept
        super().__init__(f"what is finished is in {kept}" if kept else "nothing was finished, nothing is kept")


@contextmanager
def never(_: Callable[[], bool]) -> Iterator[Callable[[], bool]]:
    """A run that nobody wishes to stop."""
    yield lambda: False


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C waits until this is over, where the system can hold it back."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@dataclass(frozen=True)
class FileRun:
    """A run of a sound model, and where its results go."""

    model: Model
    output: Path
    layout: Layout
    saves: Saves
    segment: Segment
    overwrite: bool

    def run(self, progress: Progress | None = None, watch: Watch = never) -> tuple[Outcome, Path | None]:
        """How it ran, and the file of the results: OUTPUT, or NAME.partial.nc where it was interrupted."""
        begun = clock()
        batch, until = batch_of([self.model]), self.segment.seconds(self.model)
        self.segment.begin(batch, self.model)
        self.saves.begin(batch)
        preparing = clock() - begun
        writer = None
        try:
            with uninterrupted():  # HDF5 does not let go of a file that it was stopped in opening
                writer = writer_of(self.output, self.layout, self.overwrite)
            with watch(lambda: bool(writer.times)) as stop:
                outcome = simulate(batch, writer, self.model.options.start, progress=progress, stop=stop, until=until)
            status = int(outcome.status[0])
            kept = writer.keep_partial() if status == INTERRUPTED else writer.finish()
        except KeyboardInterrupt:
            raise Interrupted(writer.keep_partial() if writer else None) from None
        except BaseException:
            if writer:
                writer.abandon()
            raise
        if kept and status != INTERRUPTED:
            self.saves.finish(batch, kept)
            if not status:
                self.segment.end(batch, self.model)
        outcome.seconds["prepare"] = preparing
        return outcome, kept


def file_run(
    model: Model, output: Path, layout: Layout, *, segment: Segment = WHOLE, overwrite: bool = False
) -> FileRun:
    """A run that may begin; UsageError where one of its files cannot be written, or lacks what it needs."""
    check_results(output, overwrite)
    if output.resolve() in inputs_of(model):
        raise UsageError(f"the results {output} would replace a file that the model reads")
    check_size(layout)
    saves = saves_of(model, output, overwrite)
    segment.check(inputs_of(model) | {output.resolve()} | {path.resolve() for _, _, path in saves.paths})
    segment.seconds(model)
    if saves.wanted("OUTFLOWS") and OUTFLOW_SERIES not in (layout.variables or ()):
        raise UsageError(f"the model saves its outflows ([FILES]), which needs {OUTFLOW_SERIES}: add it to --variables")
    return FileRun(model, output, layout, saves, segment, overwrite)
