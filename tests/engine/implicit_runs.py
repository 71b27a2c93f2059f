"""Models from text as blocks of the implicit solver."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from networks import model_of

from sponge.engine.batch import Batch
from sponge.model.compile import compile_model


def batch_of(text: str, folder: Path) -> Batch:
    """A block of one lane."""
    model = model_of(text, folder)
    return Batch([compile_model(replace(model, options=replace(model.options, solver="implicit")))])


def heads(batch: Batch) -> np.ndarray:
    """Water levels of all nodes, m."""
    return batch.state.nodes.depth[:, 0] + batch.network.nodes.invert[:, 0]
