# SPDX-License-Identifier: Apache-2.0
"""Dividers as a table."""

from __future__ import annotations

from sponge.model.compile.columns import integers, numbers
from sponge.model.compile.curves import CurvePool
from sponge.model.index import Index
from sponge.model.model import Model
from sponge.model.validation.geometry import diversion_coefficient
from sponge.physics.nodes import divider
from sponge.physics.nodes.divider import Dividers

DIVIDER_KINDS = {
    "CUTOFF": divider.CUTOFF, "TABULAR": divider.TABULAR, "WEIR": divider.WEIR, "OVERFLOW": divider.OVERFLOW,
}  # fmt: skip


def compile_dividers(model: Model, index: Index) -> Dividers:
    """Dividers of one lane, in the order of ``model.dividers``."""
    rows, curves = model.dividers.values(), CurvePool(model)
    return Dividers(
        kind=integers(DIVIDER_KINDS[d.kind] for d in rows),
        link=integers(index.links.get(d.link, -1) for d in rows),
        min_flow=numbers(d.cutoff for d in rows),
        weir_height=numbers(d.weir_height for d in rows),
        weir_coefficient=numbers(diversion_coefficient(model, d) for d in rows),
        curve=integers(curves.place(d.curve) if d.kind == "TABULAR" else -1 for d in rows),
        tables=curves.tables(),
    )
