# SPDX-License-Identifier: Apache-2.0
"""What a worker is given, and what it does with one block."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from sponge.base.errors import UsageError
from sponge.results.layout import Layout
from sponge.results.writers.netcdf_file import NetCDFWriter
from sponge.results.writers.zarr import ZarrRegion, region_files
from sponge.sweep.block import Ended, Report, run_lanes, valid
from sponge.sweep.fingerprint import difference, machine_fingerprint
from sponge.sweep.finished_blocks import FinishedBlocks
from sponge.sweep.lanes import Lanes
from sponge.sweep.seals import digest_of_files


@dataclass(frozen=True)
class BlockJob:
    """A sweep in blocks, results into the folder of its parts."""

    lanes: Lanes
    layout: Layout  # of any block but for the scenarios
    size: int  # lanes of a block
    finished: FinishedBlocks
    zarr: bool
    machine: dict[str, str]

    def __len__(self) -> int:
        """Number of blocks."""
        return -(-len(self.lanes) // self.size)

    def scenarios(self, block: int) -> range:
        """The scenarios of a block."""
        return range(block * self.size, min((block + 1) * self.size, len(self.lanes)))

    def todo(self) -> list[int]:
        """Blocks that are not finished, or whose results are no longer as they were left."""
        return [block for block in range(len(self)) if not self._sound(block)]

    def _sound(self, block: int) -> bool:
        note = self.finished.note(block)
        return note is not None and note.results == self.digest(block)

    def digest(self, block: int) -> str:
        """Of a block's results as they are now."""
        store, file = self.finished.store, self.finished.results(block)
        files = region_files(store, self.layout, block) if self.zarr else [file]
        return digest_of_files(files, self.finished.folder)


def run_block(job: BlockJob, block: int, report: Report | None = None) -> None:
    """Make, run and write the lanes of one block, and note that it is finished."""
    scenarios = job.scenarios(block)
    models = [valid(partial(job.lanes.lane, k), job.lanes.step_cache) for k in scenarios]
    names = tuple(job.lanes.design.name(k) for k in scenarios)
    write = _to_zarr if job.zarr else _to_netcdf
    counts = job.layout.counts
    ended = write(
        job, block, names, lambda sink: run_lanes(models, sink, report, job.lanes.step_cache, job.size, counts)
    )
    job.finished.finish(block, job.size, ended, job.digest(block))


def _to_netcdf(job: BlockJob, block: int, names: tuple[str, ...], run: Callable[..., Ended]) -> Ended:
    writer = NetCDFWriter(job.finished.results(block), replace(job.layout, scenarios=names), True, bare=True)
    try:
        writer.block(0, len(names))
        ended = run(writer)
        writer.finish()
    except BaseException:
        writer.abandon()
        raise
    return ended


def _to_zarr(job: BlockJob, block: int, names: tuple[str, ...], run: Callable[..., Ended]) -> Ended:
    region = ZarrRegion(job.finished.store, replace(job.layout, scenarios=names), job.scenarios(block).start)
    return run(region)


def check_machine(job: BlockJob) -> None:
    """UsageError where this machine would give other bits than the one that began the sweep."""
    differs = difference(job.machine, machine_fingerprint())
    if differs:
        raise UsageError("this machine gives other bits than the one that began the sweep: " + "; ".join(differs))
