"""Processes that few models have."""

from __future__ import annotations

from sponge.engine.extra import Extra
from sponge.model.compile.groundwater import compile_groundwater
from sponge.model.compile.index import Index
from sponge.model.compile.lid import compile_lids
from sponge.model.compile.snow import compile_snow
from sponge.model.model import Model


def compile_extra(model: Model, index: Index) -> Extra | None:
    """Their tables, of one lane; None for a model that has none of them."""
    snow, groundwater = compile_snow(model, index), compile_groundwater(model, index)
    if not snow.to.size and not groundwater.node.size and not model.lid_uses:
        return None
    return Extra(snow=snow, groundwater=groundwater, lids=compile_lids(model, index))
