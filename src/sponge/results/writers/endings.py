# SPDX-License-Identifier: Apache-2.0
"""The kind of file that results go to, by the ending of its name."""

from __future__ import annotations

from pathlib import Path

from sponge.base.errors import UsageError
from sponge.results.layout import Layout
from sponge.results.writers.netcdf_file import NetCDFWriter, check_output
from sponge.results.writers.zarr import check_store
from sponge.results.writers.zarr_run import ZarrRun

NETCDF, ZARR = (".nc", ".nc4", ".h5", ".hdf5"), ".zarr"


def check_results(path: Path, overwrite: bool) -> None:
    """UsageError where results cannot be written under this name: its ending, or what is there."""
    ending = path.suffix.lower()
    if ending not in (*NETCDF, ZARR):
        said = f"'{ending}'" if ending else "a name without an ending"
        raise UsageError(f"results are written as .nc or .zarr, not as {said} ({path})")
    if ending == ZARR:
        check_store(path, overwrite)
    else:
        check_output(path, overwrite)


def writer_of(path: Path, layout: Layout, overwrite: bool) -> NetCDFWriter | ZarrRun:
    """What takes the rows of one run."""
    if path.suffix.lower() == ZARR:
        return ZarrRun(path, layout, overwrite)
    return NetCDFWriter(path, layout, overwrite)
