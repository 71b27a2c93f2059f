# SPDX-License-Identifier: Apache-2.0
"""One run into a zarr store of its own: laid out aside, filled, cut to the rows that there are, renamed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np

from sponge.results.layout import Layout
from sponge.results.writers.chunks import time_bounds
from sponge.results.writers.netcdf_file import partial_name
from sponge.results.writers.zarr import ZarrRegion, check_store, create_store, failing_as_usage, finish_store
from sponge.results.writers.zarr import zarr_library as zarr


class ZarrRun(ZarrRegion):
    """Takes the engine's rows and leaves a finished store, a partial one, or none; same use as NetCDFWriter."""

    def __init__(self, path: Path, layout: Layout, overwrite: bool = False):
        check_store(path, overwrite)
        self.target, self.overwrite = path, overwrite
        part = path.with_name(f".{path.stem}.{os.getpid()}-{id(self):x}.zarr")
        create_store(part, layout, 1, np.zeros(layout.expected_rows))
        super().__init__(part, layout, 0)

    def finish(self) -> Path:
        """Give the store its own name."""
        self._close()
        finish_store(self.path, self.target, self.overwrite)
        return self.target

    def keep_partial(self) -> Path | None:
        """Leave what is finished as NAME.partial.zarr; None where no period is finished."""
        if not self.times:
            self.abandon()
            return None
        self._close()
        kept = partial_name(self.target)
        finish_store(self.path, kept, False)
        return kept

    def abandon(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.path, ignore_errors=True)
        self.times = []

    def _close(self) -> None:
        self._flush_all()
        times = np.array(self.times)
        with failing_as_usage(self.target):
            group = zarr().open_group(self.path, mode="r+")
            timed = [name for name, array in group.arrays() if "time" in (array.metadata.dimension_names or ())]
            for name in timed:
                group[name].resize((len(times), *group[name].shape[1:]))
            group["time"][:] = times
            if self.layout.averaged:
                group["time_bounds"][:] = time_bounds(times, self.layout.report_step)
