"""Compiling is told of, and no time of the simulation."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest
from numba.core.event import Event, EventStatus

from sponge.base.compiler.cache_folder import CacheFolder
from sponge.simulation import compiling
from sponge.simulation.compiling import Watch, line_of


def announced(watch: Watch, status: EventStatus, module: str = "sponge.engine.step") -> None:
    """What Numba says of a function of a module."""
    dispatcher = SimpleNamespace(py_func=SimpleNamespace(__module__=module))
    watch.notify(Event("numba:compile", status, data={"dispatcher": dispatcher}))


def test_it_is_told_of_while_it_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line at once and another after that, each while a function is being compiled."""
    monkeypatch.setattr(compiling, "FIRST", 0.0)
    monkeypatch.setattr(compiling, "BETWEEN", 0.0)
    told, twice = [], threading.Event()

    def tell(text: str) -> None:
        told.append(text)
        if len(told) == 2:
            twice.set()

    watch = Watch(tell)
    announced(watch, EventStatus.START)
    assert twice.wait(60.0)
    announced(watch, EventStatus.END)
    assert "this first time only" in told[0]
    lines = len(told)
    announced(watch, EventStatus.START, "somebody.else")
    announced(watch, EventStatus.END, "somebody.else")
    assert len(told) == lines and watch.functions == 1


def test_the_clock_of_a_run_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Functions compiled on the way to another count once; another thread's clock goes on."""
    now = SimpleNamespace(seconds=100.0)
    monkeypatch.setattr(compiling, "time", SimpleNamespace(perf_counter=lambda: now.seconds))
    watch = Watch(lambda _: None)
    monkeypatch.setattr(compiling, "WATCH", watch)
    steps = [(EventStatus.START, 1.0), (EventStatus.START, 2.0), (EventStatus.END, 4.0), (EventStatus.END, 0.0)]
    for status, lasts in steps:
        announced(watch, status)
        now.seconds += lasts
    now.seconds += 3.0
    elsewhere: list[float] = []
    other = threading.Thread(target=lambda: elsewhere.append(compiling.clock()))
    other.start()
    other.join()
    assert (compiling.clock(), elsewhere, watch.seconds(), watch.functions) == (103.0, [110.0], 7.0, 2)


def test_several_processes_that_compile_the_same_are_heard_as_one() -> None:
    told: list[str] = []
    watch = Watch(told.append)
    for words in ("12 functions", "11 functions"):
        watch.relay(words)
    for seconds in (30.0, 20.0):
        watch.took_elsewhere(seconds)
    assert told == ["12 functions"] and watch.waited() == 30.0


def test_where_nothing_is_kept_the_line_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "cache_folder", lambda: CacheFolder(None, "/full: No space left on device"))
    line = line_of(1, 1.0)
    assert "nothing is kept" in line and "No space left" in line and "SPONGE_CACHE_DIR" in line
    assert line.endswith(": 1 function in 1 s") and line_of(3, 11.0) == "compiling: 3 functions in 11 s"


def test_numba_announces_what_the_package_compiles(tmp_path) -> None:
    """A kernel called with an empty cache, and with what it left."""
    code = "from sponge.simulation.compiling import WATCH\nfrom sponge.physics.groundwater.zones import level_rate\n"
    code += "level_rate(2.0, 1.0)\nprint(WATCH.functions, WATCH.seconds() > 0.0)"
    env = {**os.environ, "SPONGE_CACHE_DIR": str(tmp_path / "cache"), "NUMBA_DISABLE_JIT": "0"}
    said = [subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True) for _ in "ab"]
    assert [done.stdout for done in said] == ["1 True\n", "0 False\n"], said[0].stderr
