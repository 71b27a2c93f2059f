# SPDX-License-Identifier: Apache-2.0
"""What commands share: options, JSON, and stopping on Ctrl-C."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click

STOPS = (signal.SIGINT, signal.SIGTERM)
ENDS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class Interrupted(Exception):
    """Ctrl-C, with what to say of it."""


debug_option = click.option("--debug", is_flag=True, expose_value=False, help="Show a traceback of internal errors.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print for machines.")
language_option = click.option(
    "--lang", type=click.Choice(["zh", "en", "both"]), help="Chinese, English, or both [the environment's LANG]."
)
compat_option = click.option(
    "--compat", type=click.Choice(["none", "epa"]), help="epa: follow EPA SWMM also where sponge corrects it [none]."
)
tolerance_option = click.option(
    "--tolerance", "depth_tolerance", metavar="DEPTH", help="Error in depth that implicit steps keep to: 5mm [1cm]."
)
model_argument = click.argument("model", type=click.Path(), metavar="MODEL.inp")


def tell_notes(notes: Iterable[str], language: str | None) -> None:
    """Notes on stderr, in the reader's language."""
    from sponge.words import language_of
    from sponge.words.messages import told

    for note in notes:
        click.echo(told(f"note: {note}", language_of(language)), err=True)


def print_json(data: Any) -> None:
    """Data as JSON on stdout; NaN and infinity become null."""
    click.echo(json_text(data))


def json_text(data: Any) -> str:
    """Data as JSON; NaN and infinity become null."""
    return json.dumps(_plain(data), indent=1, default=str, ensure_ascii=False)


def _plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(k): _plain(v) for k, v in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(v) for v in data]
    if hasattr(data, "tolist"):
        return _plain(data.tolist())
    if isinstance(data, float) and not abs(data) < float("inf"):
        return None
    return data


@contextmanager
def interruptible(started: Callable[[], bool]) -> Iterator[Callable[[], bool]]:
    """Gives a function that says whether Ctrl-C was pressed, or SIGTERM sent, which means the same.

    The first ends the run after the period in hand, the second at once. While nothing has ``started`` that would be
    worth keeping, the first ends it at once too.
    """
    pressed = False

    def press(*_: Any) -> None:
        nonlocal pressed
        if pressed or not started():
            raise KeyboardInterrupt
        pressed = True
        click.echo("stopping after this reporting period (Ctrl-C again: at once)", err=True)

    before = {kind: signal.signal(kind, press) for kind in STOPS}
    try:
        yield lambda: pressed
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def heed_requests_to_stop() -> None:
    """SIGTERM, which schedulers and shutdowns send, and a terminal that is closed end a command as Ctrl-C does: what
    it was writing is kept whole or not at all."""
    for kind in ENDS:
        if signal.getsignal(kind) == signal.SIG_DFL:  # nohup has it ignored
            signal.signal(kind, signal.default_int_handler)
    sys.unraisablehook = _ask_again


def heed_no_more() -> None:
    """Let these signals end the process without a word from now on: everything is written."""
    for kind in (signal.SIGINT, *ENDS):
        if callable(signal.getsignal(kind)):
            signal.signal(kind, signal.SIG_DFL)


def _ask_again(unraisable: sys.UnraisableHookArgs) -> None:
    """Python swallows an exception raised in a finalizer or a weak reference's callback: where a request to stop falls
    into one, it is made again when that is over."""
    if unraisable.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(unraisable)
        return
    kind = signal.SIGINT if callable(signal.getsignal(signal.SIGINT)) else signal.SIGTERM
    again = threading.Timer(0.01, _to_main_thread, (kind,))
    again.daemon = True
    again.start()


def _to_main_thread(kind: signal.Signals) -> None:
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, kind)  # this one interrupts what the thread waits for
    else:
        signal.raise_signal(kind)
