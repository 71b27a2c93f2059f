"""Processes that few models have, as one table: absent where a model has none of them."""

from __future__ import annotations

from sponge.engine.extra import Extra
from sponge.engine.inflows import Inflows
from sponge.engine.network import Links, Nodes
from sponge.model.compile.groundwater import compile_groundwater
from sponge.model.compile.index import Index
from sponge.model.compile.lid import compile_lids
from sponge.model.compile.quality import compile_quality
from sponge.model.compile.rdii import compile_rdii
from sponge.model.compile.runoff_file import compile_runoff_file
from sponge.model.compile.snow import compile_snow
from sponge.model.lid import any_open
from sponge.model.model import Model


def compile_extra(model: Model, index: Index, nodes: Nodes, links: Links, inflows: Inflows) -> Extra | None:
    """The tables of one lane; None where nothing in them is active."""
    snow, groundwater = compile_snow(model, index), compile_groundwater(model, index)
    rdii, runoff_file = compile_rdii(model, index), compile_runoff_file(model)
    sizes = (snow.to.size, groundwater.node.size, rdii.node.size, runoff_file.subcatchments.size)
    if not any(sizes) and not model.has_quality and not any_open(model.lid_uses):
        return None
    return Extra(
        snow=snow, groundwater=groundwater, lids=compile_lids(model, index), rdii=rdii, runoff_file=runoff_file,
        quality=compile_quality(model, index, nodes, links, inflows),
    )
