# SPDX-License-Identifier: Apache-2.0
"""Compiling noticed: told of while it lasts, and kept out of what a run is said to take.

Numba announces every function that it compiles because no cache holds it. What a thread spends on that is no part of
its simulation, so the clocks of runs stand still meanwhile (``clock``). After a second it is told of, and then every
ten seconds, on stderr. A process whose words go elsewhere, such as a worker of a sweep, sets ``WATCH.tell``.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from numba.core.event import Event, Listener, register

from sponge.base.compiler.cache_folder import VARIABLE
from sponge.base.compiler.kernels import PACKAGE, cache_folder

FIRST, BETWEEN = 1.0, 10.0  # s of compiling before it is told of, and between two lines


def to_stderr(text: str) -> None:
    """A line on stderr as it is now: a bar that is drawn there makes room for it."""
    print(text, file=sys.stderr, flush=True)


def silent(_: str) -> None:
    """Nothing is told."""


@dataclass
class _Compiled(threading.local):
    """What a thread compiles: the functions under way, each on the way to the one before, and the time taken."""

    under_way: int = 0
    begun: float = 0.0
    seconds: float = 0.0


class Watch(Listener):
    """Adds up what compiling takes, and tells of it."""

    def __init__(self, tell: Callable[[str], None] = to_stderr):
        self.tell = tell
        self.functions, self.elsewhere = 0, 0.0
        self._mine, self._lock = _Compiled(), threading.Lock()
        self._timer = threading.Timer(0.0, self._say)
        self._at_work, self._spent, self._due = False, 0.0, FIRST
        self._relayed = -BETWEEN

    def on_start(self, event: Event) -> None:
        """A function is to be compiled."""
        if not _is_ours(event):
            return
        self._mine.under_way += 1
        if self._mine.under_way == 1:
            self._mine.begun = time.perf_counter()
            with self._lock:
                self._at_work = True
                self._say_in(self._due - self._spent)

    def on_end(self, event: Event) -> None:
        """It is compiled, or cannot be."""
        if not _is_ours(event):
            return
        self._mine.under_way -= 1
        self.functions += 1
        if self._mine.under_way == 0:
            taken = time.perf_counter() - self._mine.begun
            self._mine.seconds += taken
            with self._lock:
                self._at_work = False
                self._spent += taken
                self._timer.cancel()

    def seconds(self) -> float:
        """What this thread has spent on compiling."""
        running = time.perf_counter() - self._mine.begun if self._mine.under_way else 0.0
        return self._mine.seconds + running

    def took_elsewhere(self, seconds: float) -> None:
        """What another process that works for this one has spent; several do so at once, so that the longest counts."""
        self.elsewhere = max(self.elsewhere, seconds)

    def waited(self) -> float:
        """Seconds that this thread has waited for compiling, its own and that of processes that work for it."""
        return max(self.seconds(), self.elsewhere)

    def relay(self, text: str) -> None:
        """What another process says of its compiling; several that compile the same are heard as one."""
        with self._lock:
            if time.perf_counter() - self._relayed >= BETWEEN / 2:
                self._relayed = time.perf_counter()
                self.tell(text)

    def _say_in(self, seconds: float) -> None:
        self._timer = threading.Timer(max(seconds, 0.0), self._say)
        self._timer.daemon = True
        self._timer.start()

    def _say(self) -> None:
        """Compiling has come to ``due`` seconds and goes on."""
        with self._lock:
            if self._at_work:
                self.tell(line_of(self.functions, self._due))
                self._due += BETWEEN
                self._say_in(BETWEEN)


def _is_ours(event: Event) -> bool:
    module = event.data["dispatcher"].py_func.__module__ or ""  # generated functions may have none
    return module.split(".", 1)[0] == PACKAGE


def line_of(functions: int, seconds: float) -> str:
    """How far compiling is; at first also whether it will have to be done again."""
    done = f"{functions} function{'' if functions == 1 else 's'} in {seconds:.0f} s"
    if seconds > FIRST:
        return f"compiling: {done}"
    folder, refused = cache_folder()
    if folder is None:
        return f"compiling, and nothing is kept for the next time ({refused}; {VARIABLE} names another folder): {done}"
    return f"compiling for this machine, this first time only, a minute or two on two free cores: {done}"


WATCH = Watch()
register("numba:compile", WATCH)


def clock() -> float:
    """Seconds of a clock that stands still while this thread compiles."""
    return time.perf_counter() - WATCH.seconds()
