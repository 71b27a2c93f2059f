# SPDX-License-Identifier: Apache-2.0
"""Results as an xarray.Dataset, in whatever years."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

NANOSECONDS = range(1678, 2262)  # whole years that numpy's dates to the nanosecond reach


def open_results(path: Path, **options: Any) -> Any:
    """The dataset of a netCDF file or a zarr folder, lazily; ``options`` as ``decoded`` has them."""
    import xarray as xr

    quick = "netcdf4" if find_spec("netCDF4") else "h5netcdf"  # the latter asks every series how long the time is
    engine = "zarr" if path.suffix == ".zarr" else quick
    return decoded(xr.open_dataset(path, engine=engine, decode_cf=False), **options)


def decoded(dataset: Any, **options: Any) -> Any:
    """By the CF conventions, with options of ``xarray.decode_cf``; dates in numpy's own type, which are to the
    nanosecond, as xarray has them, or to the microsecond where a run goes beyond those years."""
    import xarray as xr

    years = [int(str(dataset.attrs.get(f"time_coverage_{end}", "2000"))[:4]) for end in ("start", "end")]
    unit: Literal["ns", "us"] = "ns" if all(year in NANOSECONDS for year in years) else "us"
    return xr.decode_cf(dataset, decode_times=xr.coders.CFDatetimeCoder(time_unit=unit), **options)
