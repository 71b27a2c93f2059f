# SPDX-License-Identifier: Apache-2.0
"""All kinds of nodes and links, for whatever goes through them or looks one up; nodes.py and links.py have the records.

What a kind does by itself (its checks, its law) is looked up by its row or table in the one module of that process;
there an unknown kind fails.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

from sponge.model.elements import Kind
from sponge.model.links import LINK_KINDS
from sponge.model.nodes import NODE_KINDS

KINDS: tuple[Kind, ...] = (*NODE_KINDS, *LINK_KINDS)
REGULATORS = tuple(kind for kind in LINK_KINDS if kind.is_regulator)
NODE_TABLES = tuple(kind.table for kind in NODE_KINDS)
LINK_TABLES = tuple(kind.table for kind in LINK_KINDS)
NODE_KIND = {kind.row: kind for kind in NODE_KINDS}  # class of the row -> its kind
LINK_KIND = {kind.row: kind for kind in LINK_KINDS}


def counts_of(model: Any) -> dict[str, int]:
    """How many subcatchments, gages, and nodes and links of each kind a model has; those that it has."""
    found = {"subcatchment": len(model.subcatchments), "gage": len(model.gages)}
    found |= {kind.name: len(kind.rows(model)) for kind in KINDS}
    return {kind: count for kind, count in found.items() if count}


def names_in(model: Any, kinds: tuple[Kind, ...]) -> tuple[str, ...]:
    """Names of all elements of these kinds, kind by kind."""
    return tuple(chain.from_iterable(kind.rows(model) for kind in kinds))
