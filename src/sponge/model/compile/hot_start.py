# SPDX-License-Identifier: Apache-2.0
"""What a hot start file says, as where a lane begins; and the way back."""

from __future__ import annotations

import numpy as np

from sponge.base.times import since_epoch
from sponge.engine.start.hot_start import HotStart
from sponge.model.model import Model
from sponge.model.records import HotStartRecord, QualityLeft

SAME = (
    "node_depth", "node_lateral", "residence_time", "link_flow", "link_depth", "link_setting", "surface_depth",
    "runoff", "soil", "groundwater",
)  # fmt: skip
COVERED = 1.0  # part of the surface under snow, which EPA's file keeps and ours begins with


def compile_hot_start(model: Model) -> HotStart | None:
    """The start of one lane; None where the model begins with its own depths and flows."""
    left = model.hot_start
    if left is None:
        return None
    quality = left.quality
    return HotStart(
        **{name: getattr(left, name) for name in SAME}, snow=left.snow[:, :, :4].copy(), node_quality=quality.node,
        link_quality=quality.link, runoff_quality=quality.runoff, ponded=quality.ponded, buildup=quality.buildup,
        last_swept=quality.last_swept - since_epoch(model.options.start),
    )  # fmt: skip


def record_of(model: Model, left: HotStart) -> HotStartRecord:
    """What a lane left, as a hot start file tells it."""
    snow = np.full((*left.snow.shape[:2], 5), COVERED)
    snow[:, :, :4] = left.snow
    quality = QualityLeft(
        left.node_quality, left.link_quality, left.runoff_quality, left.ponded, left.buildup,
        left.last_swept + since_epoch(model.options.start),
    )  # fmt: skip
    return HotStartRecord(**{name: getattr(left, name) for name in SAME}, snow=snow, quality=quality)
