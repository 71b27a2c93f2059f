"""Processes that few models have."""

from __future__ import annotations

from sponge.engine.extra import Extra
from sponge.model.compile.groundwater import compile_groundwater
from sponge.model.compile.index import Index
from sponge.model.model import Model


def compile_extra(model: Model, index: Index) -> Extra | None:
    """Their tables, of one lane; None for a model that has none of them."""
    groundwater = compile_groundwater(model, index)
    if groundwater.node.size == 0:
        return None
    return Extra(groundwater=groundwater)
