# SPDX-License-Identifier: Apache-2.0
"""The part of a model that drains to given nodes."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import replace
from typing import Any

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError
from sponge.model.kinds import LINK_TABLES
from sponge.model.nodes import Outfall


def upstream(model: Any, targets: list[str]) -> Any:
    """Nodes from which links lead to these, the links between, the subcatchments that drain to either, and what is
    theirs. The links that leave the targets stay, each with a free outfall for its lower end; so what was downstream no
    longer backs up into the part. Rules that name what is gone go too, and ``problems`` tells of each."""
    links = [link for table in LINK_TABLES for link in getattr(model, table).values()]
    if not targets:
        raise UsageError("upstream of which nodes?")
    for name in set(targets).difference(model.node_order):
        raise UsageError(f"there is no node '{name}'{suggestion(name, model.node_order)}")
    nodes = _above(links, targets)
    leaving = [link for link in links if link.up in targets and link.down not in nodes]
    inner = {link.name for link in links if link.down in nodes and link.up in nodes}
    kept = inner | {link.name for link in leaving}
    subcatchments = _draining(model, nodes)
    with model.edit() as e:
        taken = set(nodes)
        for link in leaving:
            _end(e, model, link, taken)
        e.remove_listed(taken - nodes)
        for link in links:
            if link.name not in kept:
                e.remove("link", link.name, cascade=True)
        for name in model.subcatchments:
            if name not in subcatchments:
                e.remove("subcatchment", name, cascade=True)
        for name in model.node_order:
            if name not in taken:
                e.remove("node", name, cascade=True)
    return e.model


def _above(links: list[Any], targets: list[str]) -> set[str]:
    """The nodes from which these can be reached along links, they themselves included."""
    entering = defaultdict(list)
    for link in links:
        entering[link.down].append(link.up)
    found, left = set(targets), deque(targets)
    while left:
        for up in entering[left.popleft()]:
            if up not in found:
                found.add(up)
                left.append(up)
    return found


def _draining(model: Any, nodes: set[str]) -> set[str]:
    """The subcatchments whose runoff comes to these nodes, through other subcatchments or not."""
    found: set[str] = set()
    for first in model.subcatchments:
        way, name = [], first
        while name in model.subcatchments and name not in way and name not in found and name not in nodes:
            way.append(name)
            name = model.subcatchments[name].outlet
        if name in nodes or name in found:
            found.update(way)
    return found


def _end(e: Any, model: Any, link: Any, taken: set[str]) -> None:
    """A free outfall at the lower end of a link; each link has its own, as outfalls take one."""
    old = model.node(link.down)
    if link.down not in taken:
        taken.add(link.down)
        if link.down not in model.outfalls:
            e.replace(Outfall(link.down, invert=old.invert))
        return
    name = f"{link.down}/{link.name}"
    e.add(Outfall(name, invert=old.invert), at=model.coordinates.get(link.down),
          zone=model.zoning.nodes[link.down] if model.zoning else "")  # fmt: skip
    e.replace(replace(link, down=name))
