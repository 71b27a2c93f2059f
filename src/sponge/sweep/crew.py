# SPDX-License-Identifier: Apache-2.0
"""Blocks on the cores of this machine: one process a job, each fed by a pipe of its own.

Workers are plain processes of this module, so a sweep can be started from anywhere (a script without a guard, a
notebook); they are deaf to Ctrl-C, which is the parent's to handle, and end when the parent is gone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from subprocess import DEVNULL, Popen, TimeoutExpired
from typing import Any

from sponge.base.errors import Exit, SpongeError
from sponge.simulation.compiling import WATCH
from sponge.sweep.block_job import BlockJob

Event = tuple[int, float]  # block and its share that is done; block -1: nothing has happened for a while
QUIET: Event = (-1, 0.0)
PATIENCE = 0.5  # s without news
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class WorkerLost(SpongeError):
    """A worker process was killed while it was at work."""

    exit_code = Exit.SWEEP_PARTLY


class Worker:
    """One process, and what it is doing."""

    def __init__(self, job: BlockJob):
        self.pipe, theirs = Pipe()
        with theirs:
            command = [sys.executable, "-m", "sponge.sweep.worker", str(theirs.fileno())]
            self.process = Popen(command, env=_environment(), stdin=DEVNULL, **_with_pipe(theirs.fileno()))
        self.block = -1
        with suppress(BrokenPipeError):
            self.pipe.send(job)

    def begin(self, block: int) -> None:
        """Give it a block."""
        self.block = block
        with suppress(BrokenPipeError):  # seen when its message is waited for
            self.pipe.send(block)

    def message(self) -> Any:
        """What it says; WorkerLost where it died."""
        try:
            return self.pipe.recv()
        except (EOFError, OSError):
            code = self.process.wait()
            why = f"signal {-code}" if code < 0 else f"exit code {code}"
            hint = ": is there enough memory?" if code == -9 else ""
            raise WorkerLost(f"a worker process died ({why}){hint}") from None

    def end(self) -> None:
        """Let it go, or end it where it is at work."""
        self.pipe.close()
        if self.block >= 0:
            self.process.terminate()
        try:
            self.process.wait(10.0)
        except TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _with_pipe(number: int) -> dict[str, Any]:
    """Arguments of Popen for a process that inherits a pipe and gets no signal of the terminal."""
    if sys.platform == "win32":
        from subprocess import CREATE_NEW_PROCESS_GROUP, STARTUPINFO

        os.set_handle_inheritable(number, True)
        startup = STARTUPINFO(lpAttributeList={"handle_list": [number]})
        return {"startupinfo": startup, "creationflags": CREATE_NEW_PROCESS_GROUP}
    return {"pass_fds": [number], "start_new_session": True}


def _environment() -> dict[str, str]:
    """The parent's, with its path to sponge, and one thread a worker."""
    home = str(Path(__file__).parents[2])
    path = os.pathsep.join([home, *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, **ONE_THREAD, "PYTHONPATH": path}


def run_crew(job: BlockJob, blocks: list[int], jobs: int) -> Generator[Event]:
    """Run blocks on ``jobs`` processes; gives what happens as it happens."""
    waiting = list(reversed(blocks))
    workers: dict[Connection, Worker] = {}
    try:
        for _ in range(min(jobs, len(blocks))):
            worker = Worker(job)
            workers[worker.pipe] = worker
            worker.begin(waiting.pop())
        while any(worker.block >= 0 for worker in workers.values()):
            for pipe in wait(list(workers), PATIENCE):
                worker = workers[pipe]  # type: ignore[index]
                share = _share(worker)
                if share is None:
                    continue
                event = worker.block, share
                if share == DONE:
                    worker.block = -1
                    if waiting:
                        worker.begin(waiting.pop())
                yield event
            yield QUIET
    finally:
        for worker in workers.values():
            worker.end()


DONE = 1.0


def _share(worker: Worker) -> float | None:
    """The share of its block that a worker says is done, None of another message; raises an error that it sends."""
    kind, value = worker.message()
    if kind == "compiling":
        WATCH.relay(value)
        return None
    if kind == "error":
        raise value
    if kind == "ended":
        WATCH.took_elsewhere(value)
        return DONE
    return float(value)
