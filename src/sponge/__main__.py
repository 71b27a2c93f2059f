# SPDX-License-Identifier: Apache-2.0
"""The command ``sponge``, also as ``python -m sponge``."""

from __future__ import annotations

import gc
import signal
from typing import NoReturn


def main() -> NoReturn:
    """Entry point: while the command is being loaded, Ctrl-C ends the process without a word."""
    gc.set_threshold(20_000, 20, 20)  # looking through all that libraries and models bring took a tenth of a short run
    ordinary = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if ordinary:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from sponge.cli.common import heed_no_more
    from sponge.cli.main import main as command

    if ordinary:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        command()
    finally:
        heed_no_more()


if __name__ == "__main__":
    main()
