"""Rows that are fields one after another, as the record of their kind lists them."""

from __future__ import annotations

import pytest

from sponge.base.units import Units
from sponge.io.inp.listed_rows import usage_of
from sponge.model.kinds import KINDS, LINK_KIND, NODE_KIND
from sponge.model.links import Conduit, LinkKind, Orifice
from sponge.model.nodes import Junction


@pytest.mark.parametrize(
    "kind, usage",
    [
        (NODE_KIND[Junction], "Name Elevation (MaxDepth InitDepth SurDepth PondedArea)"),
        (LINK_KIND[Conduit], "Name From To Length Roughness InOffset OutOffset (InitFlow MaxFlow)"),
        (LINK_KIND[Orifice], "Name From To SIDE|BOTTOM Offset Coefficient (Gated OpenTime)"),
    ],
)
def test_row_in_words(kind, usage):
    assert usage_of(kind) == usage


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.items], ids=lambda kind: kind.name)
def test_items_fit_the_row(kind):
    """Each is a field of the row, measured in something that units know; what may be left out comes last."""
    assert {item.field for item in kind.items} <= set(kind.row.__dataclass_fields__)
    assert all(hasattr(Units, item.dimension) for item in kind.items if item.dimension)
    optional = [item.default is not None for item in kind.items]
    assert optional == sorted(optional)
    if isinstance(kind, LinkKind):
        assert set(kind.offsets) <= {item.field for item in kind.items}
