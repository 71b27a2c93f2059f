"""Processes that few models have, as one table: absent where a model has none of them."""

from __future__ import annotations

from sponge.engine.extra import Extra
from sponge.model.compile.index import Index
from sponge.model.compile.rdii import compile_rdii
from sponge.model.compile.runoff_file import compile_runoff_file
from sponge.model.model import Model


def compile_extra(model: Model, index: Index) -> Extra | None:
    """The tables of one lane; None where nothing in them is active."""
    rdii = compile_rdii(model, index)
    runoff_file = compile_runoff_file(model)
    if rdii.node.size == 0 and runoff_file.subcatchments.size == 0:
        return None
    return Extra(rdii=rdii, runoff_file=runoff_file)
