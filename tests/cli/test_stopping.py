"""A request to stop is heard wherever it falls."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

FALLS_INTO_A_CALLBACK = """
import signal, sys, time, weakref
from sponge.cli.common import heed_requests_to_stop
heed_requests_to_stop()
class Thing: pass
thing = Thing()
watched = weakref.ref(thing, lambda _: signal.raise_signal(signal.{kind}))
try:
    del thing
    time.sleep(20)
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("kind", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("interrupts", [True, False])
def test_in_a_callback_of_a_weak_reference(kind, interrupts):
    if kind == "SIGINT" and not interrupts:
        pytest.skip("an ignored Ctrl-C is ignored")
    handler = signal.default_int_handler if interrupts else signal.SIG_IGN
    ended = subprocess.run(
        [sys.executable, "-c", FALLS_INTO_A_CALLBACK.format(kind=kind)],
        capture_output=True, text=True, timeout=30, preexec_fn=lambda: signal.signal(signal.SIGINT, handler),
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (130, "")
