# SPDX-License-Identifier: Apache-2.0
"""Results as an xarray.Dataset, in whatever years."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import numpy as np

from sponge.base.errors import UsageError
from sponge.io.nearby import nearby

CLASSES = ("subcatchment", "node", "link", "secondary_zone", "primary_zone", "station")
SECONDS = "seconds since "
NANOSECONDS = range(1678, 2262)  # whole years that numpy's dates to the nanosecond reach


def open_results(path: Path, **options: Any) -> Any:
    """The dataset of a netCDF file or a zarr folder, lazily; ``options`` as ``decoded`` has them."""
    import xarray as xr

    quick = "netcdf4" if find_spec("netCDF4") else "h5netcdf"  # the latter asks every series how long the time is
    engine = "zarr" if path.suffix == ".zarr" else quick
    return decoded(xr.open_dataset(path, engine=engine, decode_cf=False), **options)


def open(path: str | Path) -> Any:
    """Results in a netCDF file or zarr folder, lazily, with ``.sponge`` (results.accessor); UsageError where there are
    none."""
    path = Path(path)
    if not path.exists():
        raise UsageError(f"there is no file {path}{nearby(path)}")
    try:
        dataset = open_results(path)
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(f"{path} cannot be read as results: {error}") from None
    if not any(name in dataset.dims for name in CLASSES):
        raise UsageError(f"{path} holds no results of sponge: it has no subcatchments, nodes, links or zones")
    return dataset


def decoded(dataset: Any, **options: Any) -> Any:
    """By the CF conventions, with options of ``xarray.decode_cf``; dates in numpy's own type, which are to the
    nanosecond, as xarray has them, or to the microsecond where a run goes beyond those years."""
    import xarray as xr

    import sponge.results.accessor  # noqa: F401 - registers Dataset.sponge

    years = [int(str(dataset.attrs.get(f"time_coverage_{end}", "2000"))[:4]) for end in ("start", "end")]
    unit: Literal["ns", "us"] = "ns" if all(year in NANOSECONDS for year in years) else "us"
    if unit == "us":
        dataset = _in_microseconds(dataset)
    return xr.decode_cf(dataset, decode_times=xr.coders.CFDatetimeCoder(time_unit=unit), **options)


def _in_microseconds(dataset: Any) -> Any:
    """Moments in whole microseconds: xarray takes no seconds of which a part is left, and would have nanoseconds."""
    whole = {}
    for name, moments in dataset.variables.items():
        units = str(moments.attrs.get("units", ""))
        if units.startswith(SECONDS) and moments.dtype.kind == "f":
            attributes = moments.attrs | {"units": f"micro{units}"}
            whole[name] = (moments.dims, np.round(1e6 * moments.values), attributes)
    return dataset.assign(whole)
