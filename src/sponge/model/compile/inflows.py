# SPDX-License-Identifier: Apache-2.0
"""Direct, dry weather and interface inflows as arrays."""

from __future__ import annotations

import numpy as np

from sponge.base.tables import pool
from sponge.base.times import since_epoch
from sponge.engine.inflows import Inflows
from sponge.model.compile.times import times_since_start
from sponge.model.index import Index
from sponge.model.model import Model

PATTERN_KINDS = ("MONTHLY", "DAILY", "HOURLY", "WEEKEND")


def pattern_arrays(model: Model) -> tuple[dict[str, int], np.ndarray, np.ndarray]:
    """Row of each pattern by name, kinds (pattern,), factors (pattern, 24); factors not given are 1."""
    rows = {name: i for i, name in enumerate(model.patterns)}
    kinds = np.array([PATTERN_KINDS.index(p.kind) for p in model.patterns.values()], np.int64)
    factors = np.ones((len(rows), 24))
    for i, pattern in enumerate(model.patterns.values()):
        factors[i, : len(pattern.factors)] = pattern.factors[:24]
    return rows, kinds, factors


def compile_inflows(model: Model, index: Index) -> Inflows:
    """Inflows of one lane."""
    rows, kinds, factors = pattern_arrays(model)
    names = sorted({inflow.series for inflow in model.inflows if inflow.series})
    tables = [times_since_start(model, name) for name in names]
    place = {name: i for i, name in enumerate(names)} | {"": -1}
    start = since_epoch(model.options.start)
    interface = {n: (t - start, q) for n, (t, q) in model.interface_inflows.items() if n in index.nodes and len(t)}
    dry = [w for w in model.dry_weather if w.average != 0.0]
    patterns = np.full((len(dry), 4), -1, np.int64)
    for i, inflow in enumerate(dry):
        for name in inflow.patterns:
            if name:
                patterns[i, kinds[rows[name]]] = rows[name]
    return Inflows(
        d_node=np.array([index.nodes[d.node] for d in model.inflows], np.int64),
        d_pattern=np.array([rows.get(d.pattern, -1) for d in model.inflows], np.int64),
        d_scale=np.array([d.scale for d in model.inflows], float),
        d_baseline=np.array([d.baseline for d in model.inflows], float),
        d_series=np.array([place[d.series] for d in model.inflows], np.int64),
        w_node=np.array([index.nodes[w.node] for w in dry], np.int64),
        w_patterns=patterns,
        w_average=np.array([w.average for w in dry], float),
        f_node=np.array([index.nodes[name] for name in interface], np.int64),
        f_series=np.arange(len(tables), len(tables) + len(interface), dtype=np.int64),
        pattern_kind=kinds,
        pattern_factors=factors,
        tables=pool(tables + list(interface.values())),
    )
