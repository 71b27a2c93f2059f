"""Results to write pages of, as files."""

from __future__ import annotations

from pathlib import Path

import xarray as xr

import sponge

ATTRIBUTES = {"sponge_version": sponge.__version__, "model_options": "{}", "time_coverage_start": "2020-07-01T00:00:00"}
HILLSIDE = Path(__file__).parents[2] / "models" / "hillside" / "hillside.inp"


def saved(made: xr.Dataset, path: Path) -> Path:
    """A dataset as a file of results."""
    made.assign_attrs(ATTRIBUTES | made.attrs).to_netcdf(path, engine="h5netcdf")
    return path
