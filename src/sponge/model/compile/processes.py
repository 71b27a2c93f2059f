# SPDX-License-Identifier: Apache-2.0
"""Processes that few models have, as one table: absent where a model has none of them, and so is each by itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from sponge.engine.inflows import Inflows
from sponge.engine.lid.load_tables import LidLoads
from sponge.engine.lid.tables import Lids
from sponge.engine.network import Facts, Links, Nodes
from sponge.engine.process_tables import Processes
from sponge.model.compile.groundwater import compile_groundwater
from sponge.model.compile.lid import compile_lids
from sponge.model.compile.quality import compile_quality
from sponge.model.compile.rdii import compile_rdii
from sponge.model.compile.runoff_file import compile_runoff_file
from sponge.model.compile.snow import compile_snow
from sponge.model.index import Index
from sponge.model.lid import any_open
from sponge.model.model import Model


def compile_processes(
    model: Model, index: Index, nodes: Nodes, links: Links, inflows: Inflows, facts: Facts
) -> Processes | None:
    """The tables of one lane; None where nothing in them is active."""
    snow, groundwater, rdii = compile_snow(model, index), compile_groundwater(model, index), compile_rdii(model, index)
    given = model.runoff_record is not None  # units have had their part in runoff that is given
    lids = compile_lids(model, index) if any_open(model.lid_uses) and not given else None
    quality = compile_quality(model, index, nodes, links, inflows, facts) if model.has_quality else None
    found = Processes(
        snow=snow if snow.to.size else None,
        groundwater=groundwater if groundwater.node.size else None,
        lids=lids,
        rdii=rdii if rdii.node.size else None,
        runoff_file=compile_runoff_file(model) if given else None,
        quality=quality,
        lid_loads=compile_lid_loads(model, lids) if lids is not None and quality is not None else None,
    )
    return found if any(part is not None for part in found) else None


def compile_lid_loads(model: Model, lids: Lids) -> LidLoads:
    """The order of the units, and what their drains remove of each pollutant."""
    removals: list[dict[str, Any]] = [dict(model.lid_controls[u.control].removals) for u in model.lid_uses.values()]
    return LidLoads(
        first=np.concatenate([[0], np.cumsum(lids.units)]).astype(np.int64),
        unit=np.argsort(lids.subcatchment, kind="stable").astype(np.int64),
        removal=np.array([[unit.get(p, 0.0) for unit in removals] for p in model.pollutants], float),
    )
