"""The outflow interface file that a model asks for with [FILES] SAVE OUTFLOWS."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from sponge.base.errors import UsageError
from sponge.io.interface import write_interface
from sponge.model.model import Model

OUTFLOW_SERIES = "node_total_inflow"  # what they are made of


def outflow_file(model: Model, results: Path, overwrite: bool) -> Path | None:
    """Where the model's outflows go: beside the results, unless the path is whole; None where it wants none.

    UsageError where that file exists and may not be replaced.
    """
    name = next((name for mode, kind, name in model.files if (mode, kind) == ("SAVE", "OUTFLOWS")), None)
    if name is None:
        return None
    path = results.parent / name
    if path.exists() and not overwrite:
        raise UsageError(f"the outflow interface file {path} exists: --overwrite replaces it")
    return path


def outlets_of(model: Model) -> list[str]:
    """Nodes where water leaves: outfalls under dynamic wave, else all that no link leaves."""
    if model.options.routing == "DYNWAVE":
        return [name for name in model.node_order if name in model.outfalls]
    left = {model.link(name).up for name in model.link_order}
    return [name for name in model.node_order if name not in left]


def save_outflows(model: Model, results: Path, target: Path) -> None:
    """Write the outlets' inflows [m3/s] at the reporting times from a finished results file."""
    import xarray as xr

    nodes = outlets_of(model)
    with xr.open_dataset(results, engine="h5netcdf") as ds:
        flows = ds[OUTFLOW_SERIES].sel(node=nodes).values.astype(float)
        seconds = ds["time"].values.astype("datetime64[ms]").astype(np.int64) / 1000.0
    moments = (datetime.fromtimestamp(s, UTC) for s in seconds)
    aside = target.with_name(target.name + ".part")
    try:
        write_interface(
            aside, model.title[0] if model.title else "", model.options.flow_units, model.options.report_step, nodes,
            zip(moments, flows, strict=True),
        )
        aside.replace(target)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise UsageError(f"cannot write the outflow interface file {target}: {error.strerror}") from None
