# SPDX-License-Identifier: Apache-2.0
"""A worker process: takes a job and then blocks from a pipe, until there are no more.

python -m sponge.sweep.worker FILE_DESCRIPTOR
"""

from __future__ import annotations

import gc
import os
import sys
import time
from contextlib import suppress

from sponge.base.errors import SpongeError
from sponge.simulation.compiling import WATCH
from sponge.sweep.block_job import BlockJob, run_block

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Connection
else:
    from multiprocessing.connection import Connection

SECONDS_BETWEEN = 0.2  # reports


def serve(pipe: Connection, parent: int) -> None:
    """Run blocks as they come."""
    job: BlockJob = pipe.recv()

    def tell(text: str) -> None:
        with suppress(OSError):  # the parent is gone: seen when it is sent a share
            pipe.send(("compiling", text))

    WATCH.tell = tell
    gc.freeze()  # the model and the libraries stay: no need to look through them again and again
    said = time.perf_counter()

    def report(share: float) -> None:
        nonlocal said
        if os.getppid() != parent:  # it was killed: nobody waits for this
            raise SystemExit(1)
        if time.perf_counter() - said > SECONDS_BETWEEN:
            said = time.perf_counter()
            pipe.send(("share", share))

    while True:
        block = pipe.recv()
        try:
            run_block(job, block, report)
        except SpongeError as error:
            pipe.send(("error", error))
            return
        pipe.send(("ended", WATCH.seconds()))


def main() -> None:
    """Serve the pipe of the first argument."""
    pipe = Connection(int(sys.argv[1]))
    try:
        serve(pipe, os.getppid())
    except (EOFError, BrokenPipeError, ConnectionResetError):  # the parent is done
        return
    except Exception as error:
        pipe.send(("error", SpongeError(f"internal error in a worker: {type(error).__name__}: {error}")))
        if os.environ.get("SPONGE_DEBUG"):
            raise


if __name__ == "__main__":
    main()
