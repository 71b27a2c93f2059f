# SPDX-License-Identifier: Apache-2.0
"""Names to indices, in the file's order."""

from __future__ import annotations

from dataclasses import dataclass

from sponge.model.model import Model


@dataclass(frozen=True, slots=True)
class Index:
    """Where each named object stands in its table."""

    nodes: dict[str, int]
    links: dict[str, int]
    subcatchments: dict[str, int]
    gages: dict[str, int]


def index_of(model: Model) -> Index:
    """The index of a model: EPA SWMM's order of nodes and links is the file's."""
    tables = (model.node_order, model.link_order, model.subcatchments, model.gages)
    return Index(*({name: i for i, name in enumerate(names)} for names in tables))
