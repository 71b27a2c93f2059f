"""Runs of the smallest models, and what they leave."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from networks import model_of, options

from sponge.engine.batch import Batch
from sponge.model.compile import compile_model


def run(text, folder, duration, step=1.0, compat="none", **given):
    """The summary and the depths and flows at the end, by name."""
    head = options(duration, step=step, report=max(60.0, step), **{"min_area": 1.167, "damping": "PARTIAL"} | given)
    model = model_of(head + text, folder)
    model = replace(model, options=replace(model.options, compat=compat))
    batch = Batch([compile_model(model)])
    batch.advance(batch.duration)
    summary = {name: np.asarray(values)[..., 0] for name, values in batch.summary().items()}
    depth = dict(zip(model.node_order, batch.state.nodes.depth[:, 0], strict=True))
    flow = dict(zip(model.link_order, batch.state.links.flow[:, 0], strict=True))
    return summary, depth, flow
