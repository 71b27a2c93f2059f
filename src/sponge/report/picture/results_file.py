# SPDX-License-Identifier: Apache-2.0
"""Results as a file or a zarr folder, opened for reading."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sponge.assess.files import check_version
from sponge.base.errors import UsageError
from sponge.results.open_results import open_results

ZONE = "secondary_zone"


def open_any_results(path: Path) -> Any:
    """The xarray.Dataset of a finished run or sweep, read lazily; UsageError where the file is none."""
    if not path.exists():
        raise UsageError(f"there are no results {path}: give the .nc or .zarr of sponge run or sponge sweep")
    if path.is_dir() and path.suffix != ".zarr":
        raise UsageError(f"{path} is a folder: give the .nc or .zarr of sponge run or sponge sweep")
    try:
        return open_results(path, decode_timedelta=False)
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise UsageError(f"{path} does not open as results: {reason}") from error


def open_own_results(path: Path) -> Any:
    """Results of sponge; UsageError also where another program or an incompatible version wrote them."""
    dataset = open_any_results(path)
    try:
        check_version(dataset, path)
    except UsageError:
        dataset.close()
        raise
    return dataset


def open_zoned_results(path: Path) -> Any:
    """Results with control zones; UsageError where they have none."""
    dataset = open_any_results(path)
    try:
        check_zones(dataset, path)
    except UsageError:
        dataset.close()
        raise
    return dataset


def check_zones(dataset: Any, path: Path | str = "the dataset") -> None:
    """UsageError where results have no zones to put on a map."""
    if not dataset.sizes.get(ZONE):
        raise UsageError(f"{path} has no control zones (dimension {ZONE}): zones.csv beside the model names them")
