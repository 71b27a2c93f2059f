"""Results of a sweep, opened whatever they are kept in."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def open_results(path: Path) -> Any:
    """The dataset of a netCDF file or a zarr store."""
    import xarray as xr

    if path.suffix == ".zarr":
        return xr.open_zarr(path, chunks=None)
    return xr.open_dataset(path, engine="h5netcdf")
