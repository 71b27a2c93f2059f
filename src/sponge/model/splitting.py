# SPDX-License-Identifier: Apache-2.0
"""A conduit in two, with a junction between."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import hypot
from typing import Any

from sponge.base.errors import UsageError
from sponge.model.nodes import Junction

Points = list[tuple[float, float]]


def split(model: Any, name: str, at: float, node: Any, conduit: str) -> Any:
    """A model whose conduit is parted ``at`` [m] from its upper end; the lower part is called ``conduit``.

    The junction's bed lies on the conduit's, its ground on the line between both ends' grounds. The upper part keeps
    the name, the entrance loss, the culvert code and the inlets; the lower takes the exit loss and the flap gate; the
    average loss is shared out by length.
    """
    old = model.conduits.get(name)
    if old is None:
        raise UsageError(f"there is no conduit '{name}'")
    if not 0.0 < at < old.length:
        raise UsageError(f"conduit '{name}' is {old.length:g} m long: it cannot be split at {at:g} m")
    share = at / old.length
    junction = node if isinstance(node, Junction) else _junction(model, old, share, node)
    lower_name = conduit or f"{name}_2"
    upper = replace(
        old, down=junction.name, length=at, offset_down=0.0, loss_outlet=0.0, loss_average=old.loss_average * share,
        flap_gate=False,
    )
    lower = replace(
        old, name=lower_name, up=junction.name, length=old.length - at, offset_up=0.0, loss_inlet=0.0,
        loss_average=old.loss_average * (1.0 - share), section=replace(old.section, culvert=0), line=0,
    )
    above, point, below = _parted(model, old, share)
    with model.edit() as e:
        e.add(junction, at=point, zone=model.zoning.nodes[old.up] if model.zoning else "")
        e.replace(upper)
        e.add(lower, at=below or None)
    vertices = {n: line for n, line in e.model.vertices.items() if n != name}
    return replace(e.model, vertices=vertices | {name: tuple(above)} if above else vertices)


def _junction(model: Any, conduit: Any, share: float, name: str) -> Junction:
    up, down = model.node(conduit.up), model.node(conduit.down)
    height = conduit.section.geometry[0]
    beds = up.invert + conduit.offset_up, down.invert + conduit.offset_down
    grounds = [node.invert + getattr(node, "max_depth", 0.0) for node in (up, down)]
    grounds = [max(ground, bed + height) for ground, bed in zip(grounds, beds, strict=True)]
    waters = [node.invert + getattr(node, "initial_depth", 0.0) for node in (up, down)]
    invert, ground, water = (a + share * (b - a) for a, b in (beds, grounds, waters))
    depth = ground - invert
    return Junction(name, invert=invert, max_depth=depth, initial_depth=min(max(water - invert, 0.0), depth))


def _parted(model: Any, conduit: Any, share: float) -> tuple[Points, tuple[float, float] | None, Points]:
    """Vertices of the upper part, the point where it is parted, vertices of the lower part; as the map has them."""
    ends = model.coordinates.get(conduit.up), model.coordinates.get(conduit.down)
    line = list(model.vertices.get(conduit.name, ()))
    if None in ends:
        return line, None, []
    line = [ends[0], *line, ends[1]]
    lengths = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(line)]
    left = share * sum(lengths)
    for k, length in enumerate(lengths):
        if left <= length or k == len(lengths) - 1:
            part = left / length if length else 0.0
            (x1, y1), (x2, y2) = line[k], line[k + 1]
            return line[1 : k + 1], (x1 + part * (x2 - x1), y1 + part * (y2 - y1)), line[k + 1 : -1]
        left -= length
    raise AssertionError("a line has at least two points")
