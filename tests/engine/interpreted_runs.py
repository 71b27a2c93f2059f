"""What the test of the engine without the compiler runs, in two processes: ``interpreted_runs.py RESULTS.npz``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from math import exp, log, log10, sqrt
from pathlib import Path
from typing import Any

import numpy as np
from networks import model_of

from sponge.base.compiler import any_lane, kernel, load, no, numbers, spread, store, where
from sponge.engine.batch import Batch
from sponge.model.compile import compile_model
from sponge.simulation.warmup_models import TEXTS, text_with

UNTIL = 240.0  # s
MORE_WATER = (
    ("REPORT_STEP 00:05:00", "REPORT_STEP 00:01:00"),  # rows to compare
    ("J2 FLOW 0.01 HP", "J2 FLOW 0.6 HP\nJ3 FLOW 1.5 HP"),  # over the weir's crest and through the orifice
    ("T1 8.5 4.0 0.5", "T1 8.5 4.0 1.5"),  # above the outlet's crest, and where the pump starts
    ("SIMULATION TIME > 0:02", "SIMULATION TIME > 0:01"),
)
MODELS = {
    "dynamic": TEXTS["DYNWAVE"],  # weir, orifice, pump, outlet, storage, rule, rain, infiltration
    "kinematic": TEXTS["KINWAVE"],
    "lid and quality": text_with(("lid", "quality")),
}
EDGES = np.array([-np.inf, -1.0, -0.0, 0.0, 1e-310, 0.7, 800.0, np.inf, np.nan])


@kernel
def at_the_edges(x, out, lanes):
    """What has no value gives infinity or NaN, of numbers and of lanes."""
    for i in range(x.shape[0]):
        v, none = load(x, i, lanes), spread(0.0, lanes)
        total = 0.0
        store(out, 0, i, v / none)
        store(out, 1, i, none / total + v)
        store(out, 2, i, sqrt(v))
        store(out, 3, i, min(v, 0.5))
        store(out, 4, i, max(0.5, v))
        store(out, 5, i, where(no(v > 0.5), v, 1.0 * v * v))
        store(out, 6, i, v**-0.3)
        held = v
        held += 1.0
        store(out, 7, i, held - v)
        if any_lane(v > 700.0):
            store(out, 8, i, abs(-v))
        for lane in range(len(lanes)):
            y = load(x, i, lane)
            out[9, i, lane] = exp(y) + numbers(lane)
            out[10, i, lane] = log(y)
            out[11, i, lane] = log10(y)


def edges(width: int) -> dict[str, np.ndarray]:
    """Results of a kernel at the edges of what numbers can be."""
    x, out = np.repeat(EDGES, width).reshape(-1, width), np.zeros((12, len(EDGES), width))
    x[1] = 3.0 - np.arange(width)
    at_the_edges(x, out, (0.0,) * width)
    return {f"edges {width}": out}


def lanes_of_model(text: str, width: int, folder: Path) -> list[Any]:
    """So many networks that differ in rain and roughness."""
    for old, new in MORE_WATER:
        text = text.replace(old, new)
    model, networks = model_of(text, folder), []
    for lane in range(width):
        series = dict(model.series)
        if "RAIN" in series:
            series["RAIN"] = replace(series["RAIN"], values=tuple(v * (1.0 + lane) for v in series["RAIN"].values))
        pipes = {n: replace(c, roughness=c.roughness * (1.0 + 0.1 * lane)) for n, c in model.conduits.items()}
        networks.append(compile_model(replace(model, series=series, conduits=pipes)))
    return networks


def leaves(table: Any, path: str) -> Iterator[tuple[str, np.ndarray]]:
    """Every array of a table with its path."""
    if hasattr(table, "_fields"):
        for name, value in zip(table._fields, table, strict=True):
            yield from leaves(value, f"{path}.{name}")
    elif table is not None:
        yield path, np.array(table)


def simulated(name: str, width: int) -> dict[str, np.ndarray]:
    """The state, summary and rows of a model after some minutes."""
    with tempfile.TemporaryDirectory() as folder:
        batch = Batch(lanes_of_model(MODELS[name], width, Path(folder)))
    found = {}
    for time, row in batch.reports(UNTIL):
        found |= leaves(row, f"{name} {width} row {time:g}")
    return found | dict(leaves(batch.state, f"{name} {width} state"))


if __name__ == "__main__":
    runs = [simulated(name, width) for name in MODELS for width in (1, 8)]
    everything: dict[str, np.ndarray] = {}
    for arrays in [*runs, edges(1), edges(8)]:
        everything |= arrays
    np.savez(sys.argv[1], **everything)  # type: ignore[arg-type]
