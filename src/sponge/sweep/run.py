# SPDX-License-Identifier: Apache-2.0
"""A plan run: blocks to processes or a cluster, parts kept until all are done, put together at the end."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sponge.base.errors import Exit, SpongeError, UsageError
from sponge.results.writers.merge import merge_parts
from sponge.results.writers.netcdf_file import check_output
from sponge.results.writers.zarr import check_store, create_store, finish_store, frame_files, renew_frame
from sponge.sweep.block import BLOCK
from sponge.sweep.block_job import BlockJob, run_block
from sponge.sweep.cluster import ClusterLost, run_cluster, workers_of
from sponge.sweep.crew import run_crew
from sponge.sweep.fingerprint import machine_fingerprint
from sponge.sweep.finished_blocks import FinishedBlocks, mark_of, parts_folder
from sponge.sweep.plan import Plan
from sponge.sweep.seals import digest_of_files, read_sealed, write_sealed

ATTEMPTS = 3  # to have all blocks sound on the disk
ALONE = 3  # scenarios a job up to which each runs in a block of its own: a full block takes longer than these

Progress = Callable[[float], None]  # scenarios done, parts of those at work included
Told = tuple[Progress | None, Callable[[], bool] | None]  # of progress, and asked whether to stop


@dataclass(frozen=True)
class Finished:
    """A sweep that came to its end."""

    output: Path
    failed: dict[str, str]  # scenario -> why
    computed: int  # scenarios run now, not in an earlier start


def block_size(scenarios: int, jobs: int) -> int:
    """Lanes of a block: 8, or fewer so that every job has one."""
    each = -(-scenarios // max(jobs, 1))
    return 1 if each <= ALONE else min(BLOCK, each)


class Unfinished(SpongeError):
    """A sweep that stopped half way; what is finished is kept."""

    def __init__(self, error: SpongeError, finished: FinishedBlocks):
        super().__init__(f"{error}\n{hint_to_resume(finished)}")
        self.exit_code = error.exit_code


def hint_to_resume(finished: FinishedBlocks) -> str:
    """What to do after a sweep that stopped."""
    return f"finished blocks are kept in {finished.folder}: the same command with --resume goes on from there"


def run_plan(
    plan: Plan,
    output: Path,
    *,
    jobs: int = 0,
    resume: bool = False,
    overwrite: bool = False,
    scheduler: str = "",
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> Finished:
    """Run every scenario that is not finished and leave one file or store of results.

    ``stop`` is asked at every reporting period, and raises KeyboardInterrupt where it says so. What goes wrong half
    way leaves finished blocks in NAME.parts; with nothing finished, nothing is left.
    """
    output = Path(output)
    check_target(output, overwrite, scheduler)
    jobs = _workers(scheduler) if scheduler else jobs or os.cpu_count() or 1
    fingerprint = plan.fingerprint() | {"format": output.suffix}
    finished = FinishedBlocks(parts_folder(output).absolute(), mark_of(fingerprint))
    size = finished.begin(fingerprint, block_size(len(plan), jobs), resume)
    job = BlockJob(plan.lanes, plan.layout, size, finished, is_zarr(output), machine_fingerprint())
    with finished.locked():
        try:
            return _run(plan, job, output, jobs, overwrite, scheduler, (progress, stop))
        except BaseException as error:
            at_work = scheduler and isinstance(error, ClusterLost | KeyboardInterrupt)  # workers may still write there
            if not finished.any_finished() and not at_work:
                finished.remove()
            elif isinstance(error, SpongeError):
                raise Unfinished(error, finished) from error
            raise


def _run(plan: Plan, job: BlockJob, output: Path, jobs: int, overwrite: bool, scheduler: str, told: Told) -> Finished:
    if job.zarr:
        _open_store(plan, job)
    done: set[int] = set()
    for _ in range(ATTEMPTS):
        todo = job.todo()
        watch = Watch(job, todo, *told)
        if not todo:
            break
        _run_blocks(job, todo, jobs, scheduler, watch)
        done |= set(todo)
    else:
        if job.todo():
            raise UsageError(f"results in {job.finished.folder} do not stay as they were written: is the disk sound?")
    failed = failures(job)
    if len(failed) < len(plan):
        _put_together(plan, job, output, overwrite, watch)
    job.finished.remove()
    if len(failed) == len(plan):
        raise NoneLeft(failed)
    return Finished(output, failed, sum(len(job.scenarios(b)) for b in done))


class NoneLeft(SpongeError):
    """Every scenario of a sweep failed."""

    exit_code = Exit.SWEEP_PARTLY

    def __init__(self, failed: dict[str, str]):
        few = "\n".join(f"  {name}: {why}" for name, why in list(failed.items())[:5])
        super().__init__(f"none of the {len(failed)} scenarios could be run, nothing is written:\n{few}")


def is_zarr(output: Path) -> bool:
    """Does the name ask for a zarr store? UsageError where it asks for neither."""
    if output.suffix not in (".nc", ".zarr"):
        raise UsageError(f"{output}: results are written to NAME.nc or NAME.zarr")
    return output.suffix == ".zarr"


def check_target(output: Path, overwrite: bool, scheduler: str = "") -> None:
    """UsageError where the results cannot go."""
    zarr = is_zarr(output)
    if scheduler and not zarr:
        raise UsageError(f"{output}: a cluster writes zarr only: give --output {output.stem}.zarr")
    if zarr:
        check_store(output, overwrite)
    else:
        check_output(output, overwrite)


# --- while it runs ------------------------------------------------------------------------------------------------


class Watch:
    """Tells how many scenarios are done, and stops the sweep where it is safe to."""

    def __init__(self, job: BlockJob, todo: list[int], progress: Progress | None, stop: Callable[[], bool] | None):
        self.job, self.progress, self.stop = job, progress, stop
        self.before = len(job.lanes) - sum(len(job.scenarios(block)) for block in todo)
        self.shares: dict[int, float] = {}

    def tell(self, block: int, share: float) -> None:
        """So much of a block is done; nothing is, where the block is -1. KeyboardInterrupt where to stop."""
        if self.stop and self.stop():
            raise KeyboardInterrupt
        if block >= 0 and self.progress:
            self.shares[block] = share
            self.progress(self.before + sum(len(self.job.scenarios(b)) * s for b, s in self.shares.items()))


def _run_blocks(job: BlockJob, todo: list[int], jobs: int, scheduler: str, watch: Watch) -> None:
    if scheduler:
        events = run_cluster(job, todo, scheduler)
    elif jobs > 1 and len(todo) > 1:
        events = run_crew(job, todo, jobs)
    else:
        for block in todo:
            run_block(job, block, partial(watch.tell, block))
            watch.tell(block, 1.0)
        return
    with closing(events):
        for block, share in events:
            watch.tell(block, share)


def _workers(scheduler: str) -> int:
    return workers_of(scheduler)


def failures(job: BlockJob) -> dict[str, str]:
    """Scenarios that failed, and why."""
    found = {}
    for block in range(len(job)):
        ended = job.finished.ended(block)
        for k, reason in zip(job.scenarios(block), ended.reasons if ended else (), strict=False):
            if reason:
                found[job.lanes.design.name(k)] = reason
    return found


# --- at the end ---------------------------------------------------------------------------------------------------


def _open_store(plan: Plan, job: BlockJob) -> None:
    """Lay the store out, or lay anew what of its frame is not as it was left."""
    store, note = job.finished.store, job.finished.folder / "frame.json"
    given = plan.whole_layout(), job.size, plan.times
    if not store.exists():
        create_store(store, *given)
    elif read_sealed(note) == {"frame": _frame_digest(job)}:
        return
    else:
        renew_frame(store, *given)
    write_sealed(note, {"frame": _frame_digest(job)})


def _frame_digest(job: BlockJob) -> str:
    return digest_of_files(frame_files(job.finished.store, job.layout), job.finished.folder)


def _put_together(plan: Plan, job: BlockJob, output: Path, overwrite: bool, watch: Watch) -> None:
    if job.zarr:
        finish_store(job.finished.store, output, overwrite)
        return
    files = ((job.scenarios(block).start, job.finished.results(block)) for block in range(len(job)))
    merge_parts(output, plan.whole_layout(), files, overwrite, lambda _: watch.tell(-1, 0.0), job.finished.folder)
