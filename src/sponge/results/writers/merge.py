# SPDX-License-Identifier: Apache-2.0
"""Files of blocks of scenarios put together into one, chunk by chunk as they are: memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import h5py

from sponge.base.errors import UsageError
from sponge.results.layout import Layout
from sponge.results.writers.netcdf_file import NetCDFWriter


def merge_parts(
    target: Path,
    layout: Layout,
    parts: Iterable[tuple[int, Path]],
    overwrite: bool = False,
    progress: Callable[[int], None] | None = None,
    folder: Path | None = None,
) -> Path:
    """One file of all scenarios of ``layout`` from files that hold some each, given with their first scenario.

    Scenarios whose file is missing, or holds no times, keep fill values, and status 4. Half of it stands in ``folder``,
    where it goes with the parts when the process is killed; else beside the target.
    """
    writer = NetCDFWriter(target, layout, overwrite, folder=folder)
    try:
        with writer.guarded():
            writer.file.variables["status"][...] = 4
        for first, path in parts:
            _take(writer, first, path)
            if progress:
                progress(first)
        return writer.finish()
    except BaseException:
        writer.abandon()
        raise


def _take(writer: NetCDFWriter, first: int, path: Path) -> None:
    """Copy what one file holds."""
    with _opened(path) as part:
        times = part["time"][...]
        if len(times) > len(writer.times):
            writer.times = times.tolist()
            with writer.guarded():
                writer.file.resize("time", max(len(times), writer.file.sizes["time"]))
        for name in [v.name for v in (*writer.layout.series, *writer.layout.summaries)] + ["status"]:
            with writer.guarded():
                copy_lanes(part[name], writer.file.variables[name], first)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        with h5py.File(path, "r") as part:
            yield part
    except (OSError, KeyError, RuntimeError) as error:
        raise UsageError(f"cannot read the results in {path}: {(str(error).splitlines() or ['damaged'])[0]}") from error


def copy_lanes(source: Any, target: Any, first: int) -> None:
    """All lanes of a variable into a larger one from lane ``first`` on; compressed chunks as they are."""
    if not source.chunks:
        target[first : first + source.shape[0]] = source[...]
    elif source.chunks == target.chunks and source.chunks[0] == 1:
        starts = [range(0, size, step) for size, step in zip(source.shape, source.chunks, strict=True)]
        for place in product(*starts):
            info = source.id.get_chunk_info_by_coord(place)
            if info.byte_offset is not None and info.size:
                mask, raw = source.id.read_direct_chunk(place)
                target.id.write_direct_chunk((first + place[0], *place[1:]), raw, mask)
    else:  # chunks of several blocks: so many rows at once as a chunk has
        last, end = first + source.shape[0], source.shape[1]
        for row in range(0, end, target.chunks[1]):
            rows = slice(row, min(row + target.chunks[1], end))
            target[first:last, rows] = source[:, rows]
