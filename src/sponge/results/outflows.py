# SPDX-License-Identifier: Apache-2.0
"""The outflow interface file that a model asks for with [FILES] SAVE OUTFLOWS."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from sponge.io.aside import aside
from sponge.io.interface import write_interface
from sponge.model.model import Model
from sponge.results.open_results import open_results

OUTFLOW_SERIES = "node_total_inflow"  # what they are made of
QUALITY_SERIES = "node_concentration"


def outlets_of(model: Model) -> list[str]:
    """Nodes where water leaves: outfalls under dynamic wave, else all that no link leaves."""
    if model.options.routing == "DYNWAVE":
        return [name for name in model.node_order if name in model.outfalls]
    left = {model.link(name).up for name in model.link_order}
    return [name for name in model.node_order if name not in left]


def save_outflows(model: Model, results: Path, target: Path, first: np.ndarray | None = None) -> None:
    """Write the outlets' inflows [m3/s] at the reporting times from a finished results file.

    ``first`` (node,) are the inflows at the start, which EPA SWMM writes where reporting begins with the simulation.
    """
    nodes = outlets_of(model)
    with open_results(results) as ds:
        flows = ds[OUTFLOW_SERIES].sel(node=nodes).values.astype(float)
        quality = np.zeros((*flows.shape, 0))
        if QUALITY_SERIES in ds:
            quality = ds[QUALITY_SERIES].sel(node=nodes).transpose("time", "node", "pollutant").values.astype(float)
        seconds = ds["time"].values.astype("datetime64[ms]").astype(np.int64) / 1000.0
    moments = [datetime.fromtimestamp(s, UTC) for s in seconds]
    if first is not None and (model.options.report_start or model.options.start) <= model.options.start:
        at = [model.node_order.index(name) for name in nodes]
        moments, flows = [model.options.start.replace(tzinfo=UTC), *moments], np.vstack([first[at], flows])
        quality = np.concatenate([np.zeros_like(quality[:1]), quality])
    pollutants = {name: p.units for name, p in model.pollutants.items()} if quality.shape[-1] else {}
    with aside(target, "the outflow interface file") as part:
        write_interface(
            part, model.title[0] if model.title else "", model.options.flow_units, model.options.report_step, nodes,
            pollutants, zip(moments, flows, quality, strict=True),
        )
