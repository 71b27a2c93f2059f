# SPDX-License-Identifier: Apache-2.0
"""Blocks on the workers of a dask.distributed cluster, which see the folder of the results as this machine does."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

from sponge.base.errors import Exit, SpongeError, UsageError
from sponge.base.libraries import library
from sponge.sweep.block_job import BlockJob, check_machine, run_block
from sponge.sweep.crew import QUIET, Event

CONNECT = 20.0  # s to wait for the scheduler
WITHOUT_WORKERS = 60.0  # s after which a cluster without workers is given up
LOOK = 1.0  # s between looks


class ClusterLost(SpongeError):
    """The cluster went away while it was at work."""

    exit_code = Exit.SWEEP_PARTLY


def run_cluster(job: BlockJob, blocks: list[int], address: str) -> Generator[Event]:
    """Run blocks on the workers of the scheduler at an address; gives what happens as it happens."""
    with _client(address) as client, _losing(address):
        given = client.scatter(job, broadcast=True)
        futures = {client.submit(_work, given, block, pure=False): block for block in blocks}
        pending = set(futures)
        alive = time.monotonic()
        while pending:
            done = _done(pending)
            pending -= done
            for future in done:
                future.result()
                yield futures[future], 1.0
            alive = _alive(client, alive)
            yield QUIET


def workers_of(address: str) -> int:
    """How many blocks a cluster runs at once, at least 1; UsageError where no scheduler answers."""
    with _client(address) as client:
        return max(sum(client.nthreads().values()), 1)


def _work(job: BlockJob, block: int) -> None:
    """On the worker: one block."""
    if not job.finished.folder.is_dir():
        raise UsageError(
            f"a worker of the cluster does not see {job.finished.folder}: results need a folder shared by all"
        )
    check_machine(job)
    run_block(job, block)


@contextmanager
def _client(address: str) -> Iterator[Any]:
    distributed = library("distributed", "dist", "--scheduler needs")
    try:
        client = distributed.Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(f"no scheduler answers at {address}: {error}") from None
    try:
        with client.as_current():
            yield client
    finally:
        client.close(timeout=5.0)


def _done(pending: set[Any]) -> set[Any]:
    """Futures that are done, after a moment's wait."""
    from distributed import wait

    try:
        return set(wait(pending, timeout=LOOK, return_when="FIRST_COMPLETED").done)
    except TimeoutError:
        return set()


def _alive(client: Any, last: float) -> float:
    """When the cluster last had workers, s; ClusterLost where that is long ago."""
    if client.status != "running":
        raise ClusterLost("the scheduler closed the connection")
    if client.scheduler_info(n_workers=-1)["workers"]:
        return time.monotonic()
    if time.monotonic() - last > WITHOUT_WORKERS:
        raise ClusterLost(f"no workers for {WITHOUT_WORKERS:g} s")
    return last


@contextmanager
def _losing(address: str) -> Iterator[None]:
    """What distributed says of a cluster that is gone, as one error."""
    from concurrent.futures import CancelledError

    from distributed import KilledWorker
    from distributed.client import FutureCancelledError
    from distributed.comm import CommClosedError

    gone = (CancelledError, FutureCancelledError, KilledWorker, CommClosedError, OSError, TimeoutError)
    try:
        yield
    except ClusterLost as error:
        raise ClusterLost(f"the cluster at {address} is gone: {error}") from None
    except gone as error:
        text = (str(error).splitlines() or [type(error).__name__])[0]
        raise ClusterLost(f"the cluster at {address} is gone: {text or type(error).__name__}") from None
