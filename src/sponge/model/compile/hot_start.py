"""What a hot start file says, as where a lane begins."""

from __future__ import annotations

from sponge.engine.hot_start import HotStart
from sponge.model.model import Model


def compile_hot_start(model: Model) -> HotStart | None:
    """The start of one lane; None where the model begins with its own depths and flows."""
    left = model.hot_start
    if left is None:
        return None
    return HotStart(
        left.node_depth, left.node_lateral, left.link_flow, left.link_depth, left.link_setting, left.surface_depth,
        left.runoff, left.soil,
    )  # fmt: skip
