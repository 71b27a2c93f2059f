"""The processes that few models have."""

from __future__ import annotations

from sponge.engine.extra import Extra
from sponge.model.compile.index import Index
from sponge.model.compile.lid import compile_lids
from sponge.model.model import Model


def compile_extra(model: Model, index: Index) -> Extra | None:
    """Their tables; None where a model has none of them."""
    if not model.lid_uses:
        return None
    return Extra(lids=compile_lids(model, index))
